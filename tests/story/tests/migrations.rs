//! A database of an earlier version, and what becomes of its rows.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use domain::ids::WriteId;
use serde_json::json;
use sqlx::{AssertSqlSafe, raw_sql};
use store::{Clock, ContactQuery, DatabaseUrl, TaskFilter};
use story::{Place, at, contact_id, location, on_both, set_phone};

on_both!(rows_of_the_first_version_are_found_and_ordered_as_new_ones_are);

const FIRST: &str = include_str!("../../../crates/store/migrations/0001_first.sql");

/// The first version's tables, in the words of one database.
fn first_version(place: &Place) -> String {
    let (foreign, bytes, binary) = match place.url() {
        DatabaseUrl::Sqlite(_) => ("-- only postgres", "BLOB", ""),
        DatabaseUrl::Postgres(_) => ("-- only sqlite", "BYTEA", "COLLATE \"C\""),
    };
    let mut mine = true;
    let mut text = String::new();
    for line in FIRST.lines() {
        match line {
            marker if marker.starts_with("-- only ") => mine = marker != foreign,
            "-- both" => mine = true,
            line if mine => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    text.replace("{bytes}", bytes).replace("{binary}", binary)
}

/// Rows as the first version wrote them.
fn rows() -> String {
    let contact = json!({"id": contact_id(1), "firstName": "Zoë", "lastName": "Strauß"});
    let task = |done: bool| json!({"id": "t", "title": "Call", "completed": done});
    let record = |kind: &str, id: &str, contact: &str, doc: serde_json::Value| {
        format!(
            "INSERT INTO record (location_id, kind, id, contact_id, doc, seen_at, alive_at, refreshed_at, sort_at)
            VALUES ('location-1', '{kind}', '{id}', '{contact}', '{doc}', 0, 0, 0, 0);"
        )
    };
    let listed = |id: &str, name: &str| {
        format!(
            "INSERT INTO contact (location_id, id, name, name_key, tags, dnd, date_added, date_updated,
                last_activity, search_text)
            VALUES ('location-1', '{id}', '{name}', '{name}', '[]', 0, 0, 0, 0, '{name}');"
        )
    };
    let other = json!({"id": contact_id(2), "firstName": "Ada"});
    [
        "CREATE TABLE migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL);
        INSERT INTO migration (number, name, applied_at) VALUES (1, 'first', 0);"
            .to_owned(),
        record("contact", contact_id(1).as_str(), contact_id(1).as_str(), contact),
        record("contact", contact_id(2).as_str(), contact_id(2).as_str(), other),
        listed(contact_id(1).as_str(), "zoë strauß"),
        listed(contact_id(2).as_str(), "ada"),
        record("task", "t1", contact_id(1).as_str(), task(false)),
        record("task", "t2", contact_id(2).as_str(), task(true)),
    ]
    .join("\n")
}

/// A write as the first version kept it: its place follows from when it was wanted.
fn ledger_row(seconds: i64) -> (WriteId, String) {
    let write = set_phone(&Clock::fixed(at(seconds)), 1, "+15550101");
    let row = format!(
        "INSERT INTO write_ledger (location_id, id, contact_id, kind, record_id, operation, intent, state,
            attempts, next_at, created_at)
        VALUES ('location-1', '{}', '{contact}', 'contact', '{contact}', '{}', '{}', 'intended', 0, 0, {});",
        write.id,
        write.intent.operation,
        serde_json::to_string(&write.intent).unwrap(),
        write.created_at.as_millisecond(),
        contact = contact_id(1),
    );
    (write.id, row)
}

async fn run(place: &Place, text: String) {
    match place.url() {
        DatabaseUrl::Sqlite(path) => {
            let pool =
                sqlx::SqlitePool::connect(&format!("sqlite:{}?mode=rwc", path.display())).await.unwrap();
            raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
            pool.close().await;
        }
        DatabaseUrl::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }
}

async fn rows_of_the_first_version_are_found_and_ordered_as_new_ones_are(place: Place) {
    let ((older, older_row), (newer, newer_row)) = (ledger_row(0), ledger_row(60));
    run(&place, [first_version(&place), rows(), newer_row, older_row].join("\n")).await;

    let store = place.open().await;

    let found = async |query: ContactQuery| {
        let query = ContactQuery { limit: 10, ..query };
        let page = store.read().await.unwrap().contact_list(&location(), &query).await.unwrap();
        page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    for search in ["zoe", "strauss", "st"] {
        let query = ContactQuery { search: search.to_owned(), ..ContactQuery::default() };
        assert_eq!(found(query).await, [contact_id(1)], "by {search}");
    }
    let open = ContactQuery { tasks: TaskFilter::Open, ..ContactQuery::default() };
    assert_eq!(found(open).await, [contact_id(1)]);
    let mut tx = store.begin().await.unwrap();
    let next = set_phone(place.clock(), 1, "+15550109");
    tx.write_add(&next).await.unwrap();
    let shown = tx.write_list_shown(&location(), &contact_id(1)).await.unwrap();
    let order: Vec<WriteId> = shown.into_iter().map(|write| write.id).collect();
    assert_eq!(order, [older, newer, next.id]);
}
