//! The mirror, its lists, and the change log.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::{collections::BTreeSet, time::Duration};

use domain::{
    change::{Action, Cause, Seq},
    mirror::News,
    record::{Kind, RecordId},
};
use highlevel::ids::UserId;
use postgres_server::Server;
use serde_json::json;
use store::{ContactQuery, DndFilter, OwnerFilter, Signal, Sort, TaskFilter};
use story::{Place, at, contact, contact_id, gone, location, on_both, task};

on_both!(
    a_contact_is_met_changed_lost_and_found,
    a_record_that_a_batch_speaks_of_twice_ends_as_the_newer_says,
    a_contact_has_its_tasks_by_due_date,
    paging_through_all_contacts_skips_none_and_shows_none_twice,
    a_contact_is_found_by_any_fragment,
    lists_are_narrowed_by_tag_and_owner,
    however_many_fit_each_is_listed_once_and_in_order,
    tags_are_counted_as_contacts_carry_them,
    lists_are_narrowed_by_what_is_still_to_be_done,
    the_timeline_of_a_contact_is_newest_first,
    a_change_committed_late_is_not_missed_at_a_cursor,
    many_writers_leave_no_gap_in_the_log,
    whoever_listens_hears_of_a_change_after_its_commit,
);

async fn apply(store: &store::Store, news: &[News]) -> Vec<domain::change::Change> {
    let mut tx = store.begin().await.unwrap();
    let now = store.clock().now();
    let changes = tx.mirror_apply_many(&location(), news, &Cause::Reconcile, now).await.unwrap();
    tx.commit().await.unwrap();
    changes
}

async fn a_contact_is_met_changed_lost_and_found(place: Place) {
    let store = place.open().await;

    let mut changes = Vec::new();
    for news in [
        contact(1, 0, json!({})),
        contact(1, 10, json!({"phone": "+15550199"})),
        contact(1, 5, json!({"phone": "+15550100"})),
        gone(1, 20),
        contact(1, 30, json!({"phone": "+15550199"})),
    ] {
        changes.extend(apply(&store, &[news]).await);
    }

    let actions: Vec<Action> = changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [Action::Created, Action::Updated, Action::Deleted, Action::Restored]);
    assert_eq!(changes[1].fields[0].after, Some(json!("+15550199")));
    let mut tx = store.read().await.unwrap();
    let record = tx.contact_find(&location(), &contact_id(1)).await.unwrap().unwrap();
    assert_eq!(record.doc().text("phone"), Some("+15550199"));
    assert_eq!(record.deleted_at(), None);
    assert_eq!(tx.change_since(&location(), Seq::START, 100).await.unwrap(), changes);
}

async fn a_record_that_a_batch_speaks_of_twice_ends_as_the_newer_says(place: Place) {
    let store = place.open().await;
    let newer = contact(1, 10, json!({"city": "Linz", "tags": ["new"]}));
    let older = contact(1, 0, json!({"city": "Graz", "tags": ["old"]}));

    let changes = apply(&store, &[older.clone(), newer, older]).await;

    assert_eq!(changes.len(), 2);
    let mut tx = store.read().await.unwrap();
    let record = tx.contact_find(&location(), &contact_id(1)).await.unwrap().unwrap();
    assert_eq!(record.doc().text("city"), Some("Linz"));
    assert_eq!(tx.contact_tags(&location(), 10).await.unwrap(), [("new".to_owned(), 1)]);
}

async fn a_contact_has_its_tasks_by_due_date(place: Place) {
    let store = place.open().await;
    apply(
        &store,
        &[
            contact(1, 0, json!({})),
            task("late", 1, 0, json!({"dueDate": at(900).to_string()})),
            task("soon", 1, 0, json!({"dueDate": at(100).to_string()})),
            task("other", 2, 0, json!({"dueDate": at(50).to_string()})),
        ],
    )
    .await;

    let tasks =
        store.read().await.unwrap().record_list_of(&location(), &contact_id(1), Kind::Task).await.unwrap();

    let ids: Vec<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(ids, ["soon", "late"]);
}

async fn paging_through_all_contacts_skips_none_and_shows_none_twice(place: Place) {
    let store = place.open().await;
    let news: Vec<_> = (0..1_050).map(|number| contact(number, 0, json!({"firstName": "Ada"}))).collect();
    apply(&store, &news).await;

    for sort in [Sort::Name, Sort::LastActivity, Sort::DateUpdated, Sort::DateAdded] {
        let mut seen = BTreeSet::new();
        let mut query = ContactQuery { sort, limit: 100, ..ContactQuery::default() };
        loop {
            let page = store.read().await.unwrap().contact_list(&location(), &query).await.unwrap();
            for row in &page.rows {
                assert!(seen.insert(row.id.clone()), "{} twice by {sort:?}", row.id);
            }
            let Some(next) = page.next else { break };
            query.after = Some(next.to_string().parse().unwrap());
        }
        assert_eq!(seen.len(), 1_050, "{sort:?}");
    }
}

async fn a_contact_is_found_by_any_fragment(place: Place) {
    let store = place.open().await;
    let mut news: Vec<_> = (0..3_000).map(|number| contact(number, 0, json!({}))).collect();
    news.push(contact(
        7_777,
        0,
        json!({
            "firstName": "Zoë", "lastName": "O'Neil-100%", "companyName": "Quarry & Sons",
            "email": "zoe@mail.example.com", "phone": "+15559876543", "tags": ["VIP gold"],
        }),
    ));
    apply(&store, &news).await;

    for search in [
        "zoë",
        "ZOE",
        "o’neil",
        "neil",
        "l-100%",
        "quar",
        "rry & s",
        "mail.ex",
        "9876",
        "(555) 987-65",
        "gold",
        "neil zoe@",
        "zo",
        "z",
        "q",
        "ne",
        "vi",
        "zo son",
    ] {
        let query = ContactQuery { search: search.to_owned(), limit: 10, ..ContactQuery::default() };
        let page = store.read().await.unwrap().contact_list(&location(), &query).await.unwrap();
        let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["Zoë O'Neil-100%"], "by {search:?}");
    }
    for (search, found) in [
        ("person", 3_000),
        ("p", 3_000),
        ("example.com", 3_001),
        ("ex pe", 3_000),
        ("person299 5550000", 1),
        ("(", 3_001),
        ("%%%", 0),
        ("\"'\\", 0),
        ("xq", 0),
    ] {
        let query = ContactQuery { search: search.to_owned(), ..ContactQuery::default() };
        let count = store.read().await.unwrap().contact_count(&location(), &query, 10_000).await.unwrap();
        assert_eq!(count, found, "by {search:?}");
    }
}

async fn lists_are_narrowed_by_tag_and_owner(place: Place) {
    let store = place.open().await;
    apply(
        &store,
        &[
            contact(1, 0, json!({"tags": ["Hot", "new"], "assignedTo": "user-1"})),
            contact(2, 0, json!({"tags": ["hot"]})),
            contact(3, 0, json!({"tags": ["new"], "assignedTo": "user-2"})),
        ],
    )
    .await;
    apply(&store, &[contact(2, 5, json!({"tags": ["cold"]})), gone(3, 5)]).await;

    let found = async |tags: &[&str], owner: OwnerFilter| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let query = ContactQuery { tags, owner, ..ContactQuery::default() };
        let page =
            store.read().await.unwrap().contact_list(&location(), &ContactQuery { limit: 50, ..query }).await;
        page.unwrap().rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };

    assert_eq!(found(&["HOT"], OwnerFilter::Anyone).await, [contact_id(1)]);
    assert_eq!(found(&["hot", "new"], OwnerFilter::Anyone).await, [contact_id(1)]);
    assert_eq!(
        found(&["new"], OwnerFilter::Anyone).await,
        [contact_id(1)],
        "a deleted contact is in no list"
    );
    assert_eq!(found(&[], OwnerFilter::Nobody).await, [contact_id(2)]);
    assert_eq!(found(&[], OwnerFilter::User(UserId::new("user-1").unwrap())).await, [contact_id(1)]);
}

async fn however_many_fit_each_is_listed_once_and_in_order(place: Place) {
    let store = place.open().await;
    // So that some of the narrowings fit few, some fit many, and some lie between.
    let news: Vec<_> = (0..12_000)
        .map(|number| {
            let rare = if number % 1_000 == 0 { "rare" } else { "usual" };
            let half = if number % 2 == 0 { "even" } else { "odd" };
            let tags = ["all", half, rare];
            contact(
                number,
                0,
                json!({"tags": tags, "assignedTo": format!("user-{half}"), "dnd": rare == "rare"}),
            )
        })
        .collect();
    apply(&store, &news).await;
    store.count_spread().await.unwrap();
    let tagged = |tags: &[&str], search: &str| ContactQuery {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        search: search.to_owned(),
        sort: Sort::DateAdded,
        limit: 200,
        ..ContactQuery::default()
    };
    let owner = OwnerFilter::User(UserId::new("user-odd").unwrap());

    for (query, found) in [
        (tagged(&["all"], ""), 12_000),
        (tagged(&["even"], ""), 6_000),
        (tagged(&["even", "all"], "person"), 6_000),
        (tagged(&["rare"], ""), 12),
        (tagged(&["rare", "odd"], ""), 0),
        (tagged(&["all"], "person1199"), 11),
        (tagged(&["all"], "example.com"), 12_000),
        (ContactQuery { owner, ..tagged(&[], "person") }, 6_000),
        (ContactQuery { dnd: DndFilter::On, ..tagged(&["all"], "") }, 12),
        (ContactQuery { added_since: Some(at(-99)), ..tagged(&["even"], "") }, 50),
        (ContactQuery { added_since: Some(at(-9_999)), ..tagged(&["odd"], "") }, 5_000),
    ] {
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.contact_count(&location(), &query, 100_000).await.unwrap(), found, "{query:?}");
        let (mut seen, mut asked) = (Vec::new(), query.clone());
        loop {
            let page = tx.contact_list(&location(), &asked).await.unwrap();
            seen.extend(page.rows.into_iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            asked.after = Some(next);
        }
        assert_eq!(seen.len() as u64, found, "{query:?}");
        // Who has the smaller number came later.
        assert!(seen.is_sorted_by(|one, next| one < next), "{query:?}");
    }
}

async fn tags_are_counted_as_contacts_carry_them(place: Place) {
    let store = place.open().await;
    let tags = |number: usize, seconds: i64, tags: &[&str]| contact(number, seconds, json!({"tags": tags}));

    apply(&store, &[tags(1, 0, &["Hot", "hot", "new"]), tags(2, 0, &["hot"]), tags(3, 0, &["new"])]).await;
    apply(&store, &[tags(1, 5, &["hot"]), tags(2, 5, &[]), gone(3, 5)]).await;
    apply(&store, &[tags(3, 9, &["back", "hot"]), tags(4, 9, &["cold"]), gone(4, 10)]).await;

    let mut tx = store.read().await.unwrap();
    let counted = tx.contact_tags(&location(), 10).await.unwrap();
    assert_eq!(counted, [("hot".to_owned(), 2), ("back".to_owned(), 1)]);
    for (tags, found) in [(vec![], 3), (vec!["HOT".to_owned()], 2), (vec!["cold".to_owned()], 0)] {
        let query = ContactQuery { tags, limit: 10, ..ContactQuery::default() };
        assert_eq!(tx.contact_count(&location(), &query, 10).await.unwrap(), found, "{query:?}");
        assert_eq!(tx.contact_list(&location(), &query).await.unwrap().rows.len() as u64, found, "{query:?}");
    }
}

async fn lists_are_narrowed_by_what_is_still_to_be_done(place: Place) {
    let store = place.open().await;
    apply(
        &store,
        &[
            contact(1, 0, json!({})),
            contact(2, 0, json!({})),
            contact(3, 0, json!({})),
            task("open", 1, 0, json!({"completed": false, "dueDate": at(100).to_string()})),
            task("done", 2, 0, json!({"completed": true, "title": "\"completed\":false"})),
            task("gone", 3, 0, json!({"completed": false})),
            News::Gone {
                kind: Kind::Task,
                id: RecordId::new("gone").unwrap(),
                contact: Some(contact_id(3)),
                at: at(9),
            },
        ],
    )
    .await;
    let found = async |tasks: TaskFilter| {
        let query = ContactQuery { tasks, limit: 50, ..ContactQuery::default() };
        let page = store.read().await.unwrap().contact_list(&location(), &query).await.unwrap();
        page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };

    assert_eq!(found(TaskFilter::Open).await, [contact_id(1)]);
    assert_eq!(found(TaskFilter::NoneOpen).await, [contact_id(2), contact_id(3)]);
    assert_eq!(found(TaskFilter::DueBefore(at(100))).await, []);
    assert_eq!(found(TaskFilter::DueBefore(at(101))).await, [contact_id(1)]);
    apply(&store, &[task("open", 1, 20, json!({"completed": true}))]).await;
    assert_eq!(found(TaskFilter::Open).await, []);
}

async fn the_timeline_of_a_contact_is_newest_first(place: Place) {
    let store = place.open().await;
    apply(&store, &[contact(1, 0, json!({})), contact(2, 0, json!({})), task("t", 1, 0, json!({}))]).await;
    apply(&store, &[contact(1, 9, json!({"city": "Linz"}))]).await;

    let mut tx = store.read().await.unwrap();
    let timeline = tx.change_list_of(&location(), &contact_id(1), None, 10).await.unwrap();
    let older = tx.change_list_of(&location(), &contact_id(1), Some(timeline[0].seq), 10).await.unwrap();

    let kinds: Vec<(Kind, Action)> = timeline.iter().map(|change| (change.kind, change.action)).collect();
    let expected =
        [(Kind::Contact, Action::Updated), (Kind::Task, Action::Created), (Kind::Contact, Action::Created)];
    assert_eq!(kinds, expected);
    assert_eq!(older, timeline[1..]);
}

async fn a_change_committed_late_is_not_missed_at_a_cursor(place: Place) {
    let store = place.open().await;
    let mut slow = store.begin().await.unwrap();
    slow.mirror_apply(&location(), &contact(1, 0, json!({})), &Cause::Reconcile, at(0)).await.unwrap();

    // While the first is not committed, a second wants its number too.
    let quick = tokio::spawn({
        let store = store.clone();
        async move { apply(&store, &[contact(2, 0, json!({}))]).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let early = store.read().await.unwrap().change_since(&location(), Seq::START, 10).await.unwrap();
    let cursor = early.last().map_or(Seq::START, |change| change.seq);
    slow.commit().await.unwrap();
    quick.await.unwrap();

    let late = store.read().await.unwrap().change_since(&location(), cursor, 10).await.unwrap();
    assert_eq!(early.len() + late.len(), 2, "no change is lost between two looks");
}

async fn many_writers_leave_no_gap_in_the_log(place: Place) {
    let store = place.open().await;
    let mut writers = Vec::new();
    for writer in 0..8 {
        let store = store.clone();
        writers.push(tokio::spawn(async move {
            for round in 0..20 {
                apply(&store, &[contact(writer * 100 + round, 0, json!({}))]).await;
            }
        }));
    }
    let mut seen = Vec::new();
    let mut cursor = Seq::START;
    while seen.len() < 160 {
        let page = store.read().await.unwrap().change_since(&location(), cursor, 7).await.unwrap();
        cursor = page.last().map_or(cursor, |change| change.seq);
        seen.extend(page.into_iter().map(|change| change.seq.number()));
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }

    assert_eq!(seen, (1..=160).collect::<Vec<i64>>());
}

async fn whoever_listens_hears_of_a_change_after_its_commit(place: Place) {
    let store = place.open().await;
    let mut signals = store.signals();

    let changes = apply(&store, &[contact(1, 0, json!({}))]).await;

    let heard = tokio::time::timeout(Duration::from_secs(5), signals.recv()).await.unwrap().unwrap();
    let expected = Signal::Change { location: location(), seq: changes[0].seq, contact: Some(contact_id(1)) };
    assert_eq!(heard, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_another_process_hears_too() {
    let place = Place::postgres();
    let (here, there) = (place.open().await, place.open().await);
    let mut signals = there.signals();

    let changes = apply(&here, &[contact(1, 0, json!({}))]).await;

    let heard = tokio::time::timeout(Duration::from_secs(5), signals.recv()).await.unwrap().unwrap();
    let expected = Signal::Change { location: location(), seq: changes[0].seq, contact: Some(contact_id(1)) };
    assert_eq!(heard, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_of_postgres_another_process_hears_again() {
    let server = Server::of_its_own();
    let place = Place::postgres_at(&server);
    let (here, there) = (place.open().await, place.open().await);
    apply(&here, &[contact(1, 0, json!({}))]).await;
    server.stop();
    let mut signals = there.signals();
    server.start_again();

    let changes = apply(&here, &[contact(2, 0, json!({}))]).await;

    let heard = async {
        loop {
            match signals.recv().await.unwrap() {
                Signal::Change { seq, .. } if seq == changes[0].seq => return,
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), heard).await.unwrap();
    // Not only what it was told on coming back: it hears what is committed from now on.
    let next = apply(&here, &[contact(3, 0, json!({}))]).await;
    let heard = tokio::time::timeout(Duration::from_secs(5), async {
        while let Ok(signal) = signals.recv().await {
            if matches!(signal, Signal::Change { seq, contact: Some(_), .. } if seq == next[0].seq) {
                return true;
            }
        }
        false
    });
    assert!(heard.await.unwrap());
}
