//! What the store costs: a first copy of many contacts, then what pages ask of it.
//!
//! ```console
//! $ cargo run --release -p store --example measure -- sqlite:/tmp/measure.db 200000
//! ```
//!
//! A database that holds contacts already is only asked. With a third word, only what has that word is asked.

#![expect(clippy::print_stdout, reason = "it prints a table")]
#![expect(clippy::unwrap_used, reason = "a measurement ends at its first surprise")]

use std::time::Instant;

use domain::{change::Cause, mirror::News, record::Kind};
use store::{
    Clock, ContactQuery, Cursor, DatabaseUrl, DndFilter, Order, OwnerFilter, SealKey, Sort, Store, TaskFilter,
};

#[path = "measure/world.rs"]
mod world;

/// Contacts on a page of the first copy.
const PAGE: usize = 100;
/// How often each question is asked.
const TIMES: usize = 60;

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1);
    let url: DatabaseUrl = words.next().expect("the database").parse().unwrap();
    let contacts: usize = words.next().map_or(200_000, |text| text.parse().unwrap());
    let only = words.next().unwrap_or_default();
    let began = Instant::now();
    let store = Store::open(&url, Clock::system(), seal(&url)).await.unwrap();
    println!("opened in {:.0?}, {} MiB", began.elapsed(), resident());

    let known = store.read().await.unwrap().contact_list(&world::location(), &some()).await.unwrap();
    if known.rows.is_empty() {
        fill(&store, contacts).await;
    }
    ask(&store, contacts, &only).await;
    println!("{} MiB at the end", resident());
    store.close().await;
}

/// The key that belongs to this database.
fn seal(url: &DatabaseUrl) -> SealKey {
    use secrecy::ExposeSecret as _;

    let DatabaseUrl::Sqlite(path) = url else { return SealKey::generate() };
    let path = path.with_extension("key");
    if let Ok(text) = std::fs::read_to_string(&path) {
        return text.parse().unwrap();
    }
    let key = SealKey::generate();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, key.to_text().expose_secret()).unwrap();
    key
}

async fn fill(store: &Store, contacts: usize) {
    let (mut wall, mut cpu) = (0.0, 0.0);
    let mut tasks = 0;
    for from in (0..contacts).step_by(PAGE * 50) {
        let until = contacts.min(from + PAGE * 50);
        let pages: Vec<Vec<News>> =
            (from..until).step_by(PAGE).map(|page| world::contacts(page..until.min(page + PAGE))).collect();
        let (began, before) = (Instant::now(), processor_seconds());
        for page in &pages {
            apply(store, page).await;
        }
        wall += began.elapsed().as_secs_f64();
        cpu += processor_seconds() - before;
    }
    report("contacts", contacts, wall, cpu);
    let (mut wall, mut cpu) = (0.0, 0.0);
    for from in (0..contacts).step_by(PAGE * 50) {
        let news = world::tasks(from..contacts.min(from + PAGE * 50));
        tasks += news.len();
        let (began, before) = (Instant::now(), processor_seconds());
        for page in news.chunks(PAGE) {
            apply(store, page).await;
        }
        wall += began.elapsed().as_secs_f64();
        cpu += processor_seconds() - before;
    }
    report("tasks", tasks, wall, cpu);
    println!("{} MiB after the copy", resident());
}

async fn apply(store: &Store, page: &[News]) {
    let mut tx = store.begin().await.unwrap();
    tx.mirror_apply_many(&world::location(), page, &Cause::Backfill, world::now()).await.unwrap();
    tx.commit().await.unwrap();
}

fn report(what: &str, count: usize, wall: f64, cpu: f64) {
    let many = u32::try_from(count).map_or(f64::MAX, f64::from);
    println!("{count} {what}: {:.0}/s, {:.0} µs of processor time each", many / wall, cpu / many * 1e6);
}

/// User and system time of this process so far.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(") ").next().unwrap();
    let ticks: u32 = after_name.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u32>().unwrap()).sum();
    f64::from(ticks) / 100.0
}

/// Memory in use, in MiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn some() -> ContactQuery {
    ContactQuery { limit: 50, sort: Sort::DateUpdated, ..ContactQuery::default() }
}

/// Runs a question so often and prints how long it took.
macro_rules! asked {
    ($only:expr, $store:expr, $name:expr, |$tx:ident, $time:ident| $question:expr) => {
        if $name.contains($only) {
            let mut took = Vec::with_capacity(TIMES);
            let mut found = 0;
            for $time in 0..TIMES {
                let began = Instant::now();
                let mut $tx = $store.read().await.unwrap();
                found = $question;
                took.push(began.elapsed().as_secs_f64() * 1e3);
            }
            took.sort_by(f64::total_cmp);
            let (half, most) = (took[TIMES / 2], took[TIMES - 1]);
            println!("{:<34} {half:>8.2} {most:>8.2} ms   {found}", $name);
        }
    };
}

async fn ask(store: &Store, contacts: usize, only: &str) {
    println!("{:<34} {:>8} {:>8}", "", "half", "longest");
    pages(store, only).await;
    narrowed(store, only).await;
    searched(store, only).await;
    of_one(store, contacts, only).await;
}

async fn listed(store: &Store, only: &str, name: &str, query: ContactQuery) {
    let location = world::location();
    asked!(only, store, name, |tx, _time| tx.contact_list(&location, &query).await.unwrap().rows.len());
    let counted = format!("{name}, counted");
    asked!(only, store, counted, |tx, _time| tx.contact_count(&location, &query, 1_000).await.unwrap());
}

async fn pages(store: &Store, only: &str) {
    let sorts = [
        (Sort::Name, "list by name"),
        (Sort::LastActivity, "list by activity"),
        (Sort::DateUpdated, "list by update"),
        (Sort::DateAdded, "list by coming"),
    ];
    for (sort, name) in sorts {
        listed(store, only, name, ContactQuery { sort, ..some() }).await;
        let order = Order::Reversed;
        let last = ContactQuery { sort, order, limit: 200, ..some() };
        let mut tx = store.read().await.unwrap();
        let rows = tx.contact_list(&world::location(), &last).await.unwrap().rows;
        let after: Option<Cursor> = rows.last().map(|row| row.cursor(sort));
        drop(tx);
        listed(store, only, &format!("{name}, at depth"), ContactQuery { sort, after, ..some() }).await;
    }
}

async fn narrowed(store: &Store, only: &str) {
    for (name, tag) in [("common tag", world::COMMON_TAG), ("rare tag", world::RARE_TAG)] {
        listed(store, only, name, ContactQuery { tags: vec![tag.to_owned()], ..some() }).await;
    }
    for (name, user) in [("owner of many", 0), ("owner of few", world::OWNER_OF_FEW)] {
        listed(store, only, name, ContactQuery { owner: OwnerFilter::User(world::owner(user)), ..some() })
            .await;
    }
    listed(store, only, "nobody's", ContactQuery { owner: OwnerFilter::Nobody, ..some() }).await;
    for (name, tasks) in [
        ("open tasks", TaskFilter::Open),
        ("late tasks", TaskFilter::DueBefore(world::now())),
        ("few late tasks", TaskFilter::DueBefore(world::first_due())),
        ("no open task", TaskFilter::NoneOpen),
    ] {
        listed(store, only, name, ContactQuery { tasks, ..some() }).await;
    }
    listed(store, only, "do not disturb", ContactQuery { dnd: DndFilter::On, ..some() }).await;
    let added_since = Some(world::lately());
    listed(store, only, "added lately", ContactQuery { added_since, ..some() }).await;
    let tags = vec![world::COMMON_TAG.to_owned()];
    let owner = OwnerFilter::User(world::owner(0));
    let both = ContactQuery { tags, owner, tasks: TaskFilter::Open, ..some() };
    listed(store, only, "tag, owner and open tasks", both).await;
}

async fn searched(store: &Store, only: &str) {
    for search in [
        "ann",
        "zyg",
        "zygmunt",
        "5550",
        "0177",
        "555017",
        "example",
        "a",
        "an",
        "zy",
        "q",
        "ann lopez",
        "solar 55",
        "@example.com",
        "mill",
        "hart",
        "nothing at all",
    ] {
        let query = ContactQuery { search: search.to_owned(), ..some() };
        listed(store, only, &format!("search `{search}`"), query).await;
    }
}

async fn of_one(store: &Store, contacts: usize, only: &str) {
    let location = world::location();
    let id = |time: usize| world::contact_id(time * 7_919 % contacts);
    let ids: Vec<_> = (0..50).map(id).collect();
    asked!(only, store, "contact_find", |tx, time| {
        tx.contact_find(&location, &id(time)).await.unwrap().into_iter().count()
    });
    asked!(only, store, "change_list_of", |tx, time| {
        tx.change_list_of(&location, &id(time), None, 50).await.unwrap().len()
    });
    asked!(only, store, "tasks of a contact", |tx, time| {
        tx.record_list_of(&location, &id(time), Kind::Task).await.unwrap().len()
    });
    asked!(only, store, "open tasks of a page", |tx, _time| {
        tx.task_list_open_of(&location, &ids).await.unwrap().len()
    });
    asked!(only, store, "pending writes of a page", |tx, _time| {
        tx.write_contacts_open(&location, &ids).await.unwrap().len()
    });
    asked!(only, store, "contact_tags", |tx, _time| tx.contact_tags(&location, 200).await.unwrap().len());
    asked!(only, store, "write_list_unsettled", |tx, _time| {
        tx.write_list_unsettled(&location, 50).await.unwrap().len()
    });
    asked!(only, store, "write_list_coming", |tx, _time| {
        tx.write_list_coming(&location, Kind::Contact, 20).await.unwrap().len()
    });
    asked!(only, store, "contacts counted", |tx, _time| {
        tx.contact_count(&location, &ContactQuery::default(), u32::MAX).await.unwrap()
    });
}
