use super::*;
use crate::world::moment::DAY;
use crate::world::record::{AppointmentStatus, DataType, Duplicates, Kind};
use crate::world::register::Folder;

fn at() -> Moment {
    Moment::from_millis(1_772_452_800_000)
}

fn folders(state: &State) -> Vec<&Folder> {
    state.register().newest(&state.location_in_use().id).collect()
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let parts = |seed| {
        let state = world(seed, 60, at());
        let beside: Vec<Entry> = state.entries_beside_contacts().collect();
        let people: Vec<Folder> = folders(&state).into_iter().cloned().collect();
        (beside, people)
    };

    assert!(parts(1) == parts(1));
    assert!(parts(1) != parts(2));
}

#[test]
fn the_location_in_use_forbids_duplicates_and_has_as_many_contacts_as_asked() {
    let state = world(1, 500, at());

    assert_eq!(state.location_in_use().duplicates, Duplicates::Forbidden);
    assert_eq!(folders(&state).len(), 500);
    assert_eq!(state.locations().count(), 2);
}

#[test]
fn there_are_custom_fields_of_every_type() {
    let state = world(1, 1, at());
    let kinds: Vec<DataType> =
        state.custom_fields(&state.location_in_use().id).map(|field| field.data_type).collect();

    assert!(DataType::ALL.iter().all(|kind| kinds.contains(kind)));
}

#[test]
fn every_e_mail_is_at_example_com_and_every_phone_is_a_555_number_of_its_own() {
    let state = world(1, 5000, at());
    let mut seen = std::collections::HashSet::new();

    for folder in folders(&state) {
        if let Some(email) = &folder.contact.email {
            assert!(email.ends_with("example.com"), "{email}");
            assert!(seen.insert(email.clone()), "{email} twice");
        }
        if let Some(phone) = &folder.contact.phone {
            assert_eq!(&phone[5..8], "555");
            assert!(seen.insert(phone.clone()), "{phone} twice");
        }
    }
}

#[test]
fn a_believable_life_has_every_kind_of_task_and_appointment() {
    let state = world(1, 100, at());
    let people = folders(&state);
    let tasks: Vec<_> = people.iter().flat_map(|folder| &folder.tasks).collect();
    let has = |status| people.iter().flat_map(|folder| &folder.appointments).any(|one| one.status == status);
    let today = |due: Moment| (due.millis() - at().millis()).abs() < DAY;

    assert!(tasks.len() >= 25);
    assert!(tasks.iter().any(|task| task.completed));
    assert!(tasks.iter().any(|task| !task.completed && task.due < at().plus(-DAY)));
    assert!(tasks.iter().any(|task| !task.completed && today(task.due)));
    assert!(tasks.iter().any(|task| !task.completed && task.due > at().plus(2 * DAY)));
    assert!(
        has(AppointmentStatus::Showed) && has(AppointmentStatus::Noshow) && has(AppointmentStatus::Cancelled)
    );
    assert!(people.iter().flat_map(|folder| &folder.appointments).any(|one| one.start > at()));
    assert!(people.iter().any(|folder| folder.contact.kind == Kind::Customer));
    assert!(people.iter().any(|folder| folder.contact.unsubscribe_email));
    assert!(people.iter().any(|folder| folder.contact.email.is_none()));
    assert!(people.iter().any(|folder| folder.contact.phone.is_none()));
    assert!(people.iter().any(|folder| !folder.contact.additional_emails.is_empty()));
}

#[test]
fn few_contacts_still_share_twenty_five_tasks() {
    let state = world(1, 3, at());

    assert!(state.register().task_count(&state.location_in_use().id) >= 25);
}

#[test]
fn nothing_was_made_before_its_contact_or_after_now() {
    let state = world(1, 400, at());

    for folder in folders(&state) {
        let born = folder.contact.added;
        let made =
            folder.tasks.iter().map(|task| task.added).chain(folder.notes.iter().map(|note| note.added));
        for at_that in made.chain([folder.contact.updated]) {
            assert!(at_that >= born && at_that <= at(), "{}", folder.contact.id);
        }
    }
}
