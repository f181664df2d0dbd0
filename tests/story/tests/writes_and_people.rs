//! The write ledger, connections, budgets, people, and opening a database that is not as it should be.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use domain::{
    budget::{Lane, Taken},
    connection::{self, Connection, Secrets},
    ids::{ConnectionId, PersonId, SessionId, WriteId},
    person::{Person, Role},
    progress::{self, Progress, Stage},
    write::{News, State},
};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use store::{Clock, DatabaseUrl, RenewalClaim, SealKey, Session, SignInLink, Store, StoreError};
use story::{Place, at, contact_id, location, on_both, set_phone};

on_both!(
    a_write_is_on_disk_before_it_leaves_and_ends_confirmed,
    a_settled_write_never_moves_again,
    a_refused_write_is_shown_until_a_person_puts_it_aside,
    writes_of_one_record_know_their_order,
    writes_keep_their_order_when_the_clocks_of_two_nodes_differ,
    a_new_pair_of_tokens_replaces_only_the_pair_it_came_from,
    one_process_at_a_time_may_renew_a_pair_of_tokens,
    secrets_cannot_be_read_with_another_key,
    two_processes_share_one_budget,
    a_checkpoint_is_found_again,
    a_sign_in_link_works_once,
    a_session_ends,
    a_person_signs_out_every_other_browser_or_all,
    a_person_is_found_by_their_email_however_it_is_typed,
    a_person_is_a_member_where_they_have_a_role,
    a_newer_database_is_left_alone,
);

async fn a_write_is_on_disk_before_it_leaves_and_ends_confirmed(place: Place) {
    let store = place.open().await;
    let write = set_phone(place.clock(), 1, "+15550199");
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();
    tx.commit().await.unwrap();
    let now = place.clock().now();

    let mut tx = store.begin().await.unwrap();
    let sent = tx.write_advance(&location(), write.id, News::Leaving, now).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let store = place.open().await;
    let mut tx = store.begin().await.unwrap();
    let found = tx.write_find(&location(), write.id).await.unwrap().unwrap();
    let news = News::Accepted { status: 200, record: None };
    let done = tx.write_advance(&location(), write.id, news, now).await.unwrap().unwrap();

    assert_eq!((sent.state, sent.attempts), (State::Sent, 1));
    assert_eq!(found, sent);
    assert_eq!(done.state, State::Confirmed);
    assert_eq!(tx.write_count_open(&location()).await.unwrap(), 0);
}

async fn a_settled_write_never_moves_again(place: Place) {
    let store = place.open().await;
    let write = set_phone(place.clock(), 1, "+15550199");
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();
    tx.write_advance(&location(), write.id, News::Cancelled, now).await.unwrap();

    let again = tx.write_advance(&location(), write.id, News::Leaving, now).await;
    let unknown = WriteId::from_uuid(place.clock().uuid());

    assert!(matches!(again, Err(StoreError::WrongState(_))));
    assert_eq!(tx.write_advance(&location(), unknown, News::Leaving, now).await.unwrap(), None);
}

async fn a_refused_write_is_shown_until_a_person_puts_it_aside(place: Place) {
    let store = place.open().await;
    let write = set_phone(place.clock(), 1, "12");
    let now = place.clock().now();
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&write).await.unwrap();
    let refused =
        News::Refused { status: Some(422), reason: "phone must be a phone".to_owned(), other: None };
    tx.write_advance(&location(), write.id, News::Leaving, now).await.unwrap();
    tx.write_advance(&location(), write.id, refused, now).await.unwrap();

    let shown = tx.write_list_shown(&location(), &contact_id(1)).await.unwrap();
    tx.write_advance(&location(), write.id, News::Dismissed, now).await.unwrap();

    assert_eq!(shown[0].reason.as_deref(), Some("phone must be a phone"));
    assert_eq!(tx.write_list_shown(&location(), &contact_id(1)).await.unwrap(), []);
    assert_eq!(tx.write_list_of(&location(), &contact_id(1), 10).await.unwrap().len(), 1);
}

async fn writes_of_one_record_know_their_order(place: Place) {
    let store = place.open().await;
    let (first, second) =
        (set_phone(place.clock(), 1, "+15550101"), set_phone(place.clock(), 1, "+15550102"));
    let other = set_phone(place.clock(), 2, "+15550103");
    let mut tx = store.begin().await.unwrap();
    for write in [&first, &second, &other] {
        tx.write_add(write).await.unwrap();
    }

    assert_eq!(tx.write_before(&first).await.unwrap(), None);
    assert_eq!(tx.write_before(&second).await.unwrap().map(|write| write.id), Some(first.id));
    assert_eq!(tx.write_after(&first).await.unwrap().map(|write| write.id), Some(second.id));
    assert_eq!(tx.write_before(&other).await.unwrap(), None);
    assert_eq!(tx.write_list_due(place.clock().now(), 10).await.unwrap().len(), 3);
}

async fn writes_keep_their_order_when_the_clocks_of_two_nodes_differ(place: Place) {
    let store = place.open().await;
    let behind = set_phone(&Clock::fixed(at(-600)), 1, "+15550102");
    let first = set_phone(place.clock(), 1, "+15550101");
    let mut tx = store.begin().await.unwrap();
    tx.write_add(&first).await.unwrap();
    tx.write_add(&behind).await.unwrap();

    assert_eq!(tx.write_before(&first).await.unwrap(), None);
    assert_eq!(tx.write_before(&behind).await.unwrap().map(|write| write.id), Some(first.id));
    let shown: Vec<WriteId> = tx
        .write_list_shown(&location(), &contact_id(1))
        .await
        .unwrap()
        .into_iter()
        .map(|write| write.id)
        .collect();
    assert_eq!(shown, [first.id, behind.id]);
}

fn connection(place: &Place) -> (Connection, Secrets) {
    let connection = Connection {
        id: ConnectionId::from_uuid(place.clock().uuid()),
        location: location(),
        kind: connection::Kind::OAuth,
        state: connection::State::Live,
        reason: None,
        base_url: "http://127.0.0.1:8790".to_owned(),
        company: None,
        client_id: Some("client".to_owned()),
        scopes: "contacts.readonly contacts.write".to_owned(),
        expires_at: Some(place.clock().now()),
        token_version: 1,
        created_at: place.clock().now(),
    };
    let secrets = Secrets {
        access: SecretString::from("access-1"),
        refresh: Some(SecretString::from("refresh-1")),
        client_secret: Some(SecretString::from("secret")),
    };
    (connection, secrets)
}

async fn a_new_pair_of_tokens_replaces_only_the_pair_it_came_from(place: Place) {
    let store = place.open().await;
    let (old, secrets) = connection(&place);
    let mut tx = store.begin().await.unwrap();
    tx.connection_add(&old, &secrets).await.unwrap();
    let (access, refresh) = (SecretString::from("access-2"), SecretString::from("refresh-2"));

    let saved = tx.connection_save_tokens(&old, &access, Some(&refresh), None, "all").await.unwrap();
    let stale = tx.connection_save_tokens(&old, &access, Some(&refresh), None, "all").await.unwrap();

    let found = tx.connection_find(&location()).await.unwrap();
    let secrets = tx.connection_secrets(&location(), old.id).await.unwrap().unwrap();
    assert_eq!(saved, found);
    assert_eq!(stale, None);
    assert_eq!(secrets.access.expose_secret(), "access-2");
    assert_eq!(secrets.refresh.unwrap().expose_secret(), "refresh-2");
    assert_eq!(secrets.client_secret.unwrap().expose_secret(), "secret");
}

async fn one_process_at_a_time_may_renew_a_pair_of_tokens(place: Place) {
    let store = place.open().await;
    let (old, secrets) = connection(&place);
    let now = place.clock().now();
    let (until, later) = (now + SignedDuration::from_secs(30), now + SignedDuration::from_secs(31));
    let mut tx = store.begin().await.unwrap();
    tx.connection_add(&old, &secrets).await.unwrap();
    let gone = Connection { id: ConnectionId::from_uuid(place.clock().uuid()), ..old.clone() };

    let first = tx.connection_renewal_claim(&old, "one", until, now).await.unwrap();
    let second = tx.connection_renewal_claim(&old, "two", until, now).await.unwrap();
    let longer = tx.connection_renewal_claim(&old, "one", until, now).await.unwrap();
    tx.connection_renewal_release(&old, "two").await.unwrap();
    let not_its_own = tx.connection_renewal_claim(&old, "two", until, now).await.unwrap();
    tx.connection_renewal_release(&old, "one").await.unwrap();
    let released = tx.connection_renewal_claim(&old, "two", until, now).await.unwrap();
    let after_a_death = tx.connection_renewal_claim(&old, "one", later, later).await.unwrap();
    tx.connection_save_tokens(&old, &secrets.access, None, None, "all").await.unwrap();
    let too_late = tx.connection_renewal_claim(&old, "two", until, now).await.unwrap();
    let unknown = tx.connection_renewal_claim(&gone, "two", until, now).await.unwrap();
    let new = tx.connection_find(&location()).await.unwrap().unwrap();
    let next = tx.connection_renewal_claim(&new, "two", until, now).await.unwrap();

    assert_eq!(first, Some(RenewalClaim::Claimed));
    assert_eq!((second, not_its_own), (Some(RenewalClaim::HeldUntil(until)), second));
    assert_eq!(longer, Some(RenewalClaim::Claimed));
    assert_eq!((released, after_a_death), (Some(RenewalClaim::Claimed), Some(RenewalClaim::Claimed)));
    assert_eq!(too_late, Some(RenewalClaim::Newer(2)));
    assert_eq!(unknown, None);
    assert_eq!(next, Some(RenewalClaim::Claimed), "saving gives the claim back");
}

async fn secrets_cannot_be_read_with_another_key(place: Place) {
    place.open().await.close().await;

    let refused = place.try_open(&SealKey::generate()).await.unwrap_err();

    assert!(matches!(refused, StoreError::Sealed));
    assert!(refused.to_string().contains("another key"), "{refused}");
}

async fn two_processes_share_one_budget(place: Place) {
    let store = place.open().await;
    let connection = ConnectionId::from_uuid(place.clock().uuid());
    let mut takers = Vec::new();
    for _ in 0..4 {
        let store = store.clone();
        takers.push(tokio::spawn(async move {
            let mut taken = 0;
            for _ in 0..40 {
                let mut tx = store.begin().await.unwrap();
                let mut bucket = tx.budget_load_for_update(&location(), connection).await.unwrap();
                taken += usize::from(bucket.take(Lane::Person, store.clock().now()) == Taken::Now);
                tx.budget_save(&location(), connection, &bucket).await.unwrap();
                tx.commit().await.unwrap();
            }
            taken
        }));
    }

    let mut taken = 0;
    for taker in takers {
        taken += taker.await.unwrap();
    }

    assert_eq!(taken, 100);
}

async fn a_checkpoint_is_found_again(place: Place) {
    let store = place.open().await;
    let mut checkpoint = Progress::waiting(Stage::Contacts, place.clock().now());
    let mut tx = store.begin().await.unwrap();
    tx.progress_save(&location(), &checkpoint).await.unwrap();
    checkpoint.state = progress::State::Running;
    checkpoint.cursor = Some("[1,\"c\"]".to_owned());
    checkpoint.done = 500;
    checkpoint.total = Some(1_050);
    tx.progress_save(&location(), &checkpoint).await.unwrap();

    assert_eq!(tx.progress_load(&location(), Stage::Contacts).await.unwrap(), Some(checkpoint.clone()));
    assert_eq!(tx.progress_list(&location()).await.unwrap(), [checkpoint]);
}

async fn person(place: &Place, store: &Store) -> PersonId {
    let id = PersonId::from_uuid(place.clock().uuid());
    let person = Person { id, name: "Owner".to_owned(), email: None, created_at: place.clock().now() };
    let mut tx = store.begin().await.unwrap();
    tx.person_add(&person).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn a_sign_in_link_works_once(place: Place) {
    let store = place.open().await;
    let person = person(&place, &store).await;
    let now = place.clock().now();
    let link = SignInLink { person, created_at: now, expires_at: now + SignedDuration::from_hours(1) };
    let (secret, late) = (SecretString::from("one"), SecretString::from("two"));
    let mut tx = store.begin().await.unwrap();
    tx.sign_in_link_add(&link, &secret).await.unwrap();
    tx.sign_in_link_add(&link, &late).await.unwrap();

    assert_eq!(tx.sign_in_link_use(&secret, now).await.unwrap(), Some(person));
    assert_eq!(tx.sign_in_link_use(&secret, now).await.unwrap(), None);
    assert_eq!(tx.sign_in_link_use(&late, link.expires_at).await.unwrap(), None);
    assert_eq!(tx.sign_in_link_use(&SecretString::from("guess"), now).await.unwrap(), None);
}

async fn a_session_ends(place: Place) {
    let store = place.open().await;
    let person = person(&place, &store).await;
    let now = place.clock().now();
    let id = SessionId::from_uuid(place.clock().uuid());
    let expires_at = now + SignedDuration::from_hours(1);
    let session = Session { id, person, created_at: now, seen_at: now, expires_at };
    let secret = SecretString::from("cookie");
    let mut tx = store.begin().await.unwrap();
    tx.session_add(&session, &secret).await.unwrap();

    assert_eq!(tx.session_find(&secret, now).await.unwrap(), Some(session));
    assert_eq!(tx.session_find(&secret, expires_at).await.unwrap(), None);
    tx.session_end(id).await.unwrap();
    assert_eq!(tx.session_find(&secret, now).await.unwrap(), None);
}

async fn a_person_signs_out_every_other_browser_or_all(place: Place) {
    let store = place.open().await;
    let (one, other) = (person(&place, &store).await, person(&place, &store).await);
    let now = place.clock().now();
    let expires_at = now + SignedDuration::from_hours(1);
    let mut tx = store.begin().await.unwrap();
    let mut add = async |person: PersonId, secret: &str| {
        let id = SessionId::from_uuid(place.clock().uuid());
        let session = Session { id, person, created_at: now, seen_at: now, expires_at };
        tx.session_add(&session, &SecretString::from(secret)).await.unwrap();
        id
    };
    let kept = add(one, "kept").await;
    add(one, "elsewhere").await;
    add(other, "another person's").await;
    let link = SignInLink { person: one, created_at: now, expires_at };
    tx.sign_in_link_add(&link, &SecretString::from("link")).await.unwrap();

    let ended = tx.session_end_others(one, kept).await.unwrap();
    let left = tx.session_list_of(one, now).await.unwrap();
    let all = tx.session_end_all_of(one).await.unwrap();

    assert_eq!((ended, all), (1, 1));
    assert_eq!(left.iter().map(|session| session.id).collect::<Vec<_>>(), [kept]);
    assert_eq!(tx.session_list_of(one, now).await.unwrap(), []);
    assert_eq!(tx.sign_in_link_use(&SecretString::from("link"), now).await.unwrap(), None);
    assert_eq!(tx.session_list_of(other, now).await.unwrap().len(), 1);
}

async fn a_person_is_found_by_their_email_however_it_is_typed(place: Place) {
    let store = place.open().await;
    let mut person = Person {
        id: person(&place, &store).await,
        name: "Owner".to_owned(),
        email: Some("Ada@Example.com".to_owned()),
        created_at: place.clock().now(),
    };
    let mut tx = store.begin().await.unwrap();
    tx.person_save(&person).await.unwrap();

    let found = tx.person_find_by_email(" ada@example.COM ").await.unwrap();
    person.email = None;
    tx.person_save(&person).await.unwrap();

    assert_eq!(found.map(|found| found.id), Some(person.id));
    assert_eq!(tx.person_find_by_email("ada@example.com").await.unwrap(), None);
}

async fn a_person_is_a_member_where_they_have_a_role(place: Place) {
    let store = place.open().await;
    let person = person(&place, &store).await;
    let mut tx = store.begin().await.unwrap();

    let before = tx.person_member(&location(), person).await.unwrap();
    tx.person_set_role(&location(), person, Role::Viewer, None).await.unwrap();
    tx.person_set_role(&location(), person, Role::Owner, None).await.unwrap();

    assert_eq!(before, None);
    assert_eq!(tx.person_member(&location(), person).await.unwrap().unwrap().role, Role::Owner);
    assert_eq!(tx.person_members(person).await.unwrap().len(), 1);
}

async fn a_newer_database_is_left_alone(place: Place) {
    place.open().await.close().await;
    let newer = "INSERT INTO migration (number, name, applied_at) VALUES (99, 'from the future', 0)";
    match place.url() {
        DatabaseUrl::Sqlite(path) => {
            let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.unwrap();
            sqlx::query(newer).execute(&pool).await.unwrap();
        }
        DatabaseUrl::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query(newer).execute(&pool).await.unwrap();
        }
    }

    let refused = place.try_open(&SealKey::generate()).await.unwrap_err();

    assert!(matches!(refused, StoreError::Newer { found: 99, known } if known < 99), "{refused}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_explained() {
    let place = Place::sqlite();
    let file = place.folder().join("a-file");
    std::fs::write(&file, "in the way").unwrap();
    let url = DatabaseUrl::Sqlite(file.join("rankr.db"));

    let refused = Store::open(&url, place.clock().clone(), SealKey::generate()).await.unwrap_err();

    assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused}");
    assert!(refused.to_string().contains("name another place"), "{refused}");
}
