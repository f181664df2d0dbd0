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
        let dealings: Vec<Vec<Entry>> = state.entries_of_dealings().collect();
        (beside, people, dealings)
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

#[test]
fn there_are_opportunities_at_every_stage_and_of_every_status() {
    let state = world(1, 400, at());
    let location = state.location_in_use().id;
    let stages: std::collections::HashSet<_> =
        state.opportunities().newest(&location).map(|one| one.stage).collect();
    let mut statuses: Vec<&str> =
        state.opportunities().newest(&location).map(|one| one.status.as_str()).collect();
    statuses.sort_unstable();
    statuses.dedup();

    let open = |pipeline: &crate::world::record::Pipeline| pipeline.stages.len();
    let all: usize = state.pipelines(&location).map(open).sum();
    // Nobody is asked to renew on the day a world is made.
    assert!(stages.len() + 2 >= all, "{} of {all}", stages.len());
    assert_eq!(statuses, ["abandoned", "lost", "open", "won"]);
}

#[test]
fn no_dealing_is_older_than_its_contact_or_from_the_future() {
    let state = world(1, 400, at());
    let location = state.location_in_use().id;
    let born = |id| state.register().folder(&id).unwrap().contact.added;

    for one in state.opportunities().newest(&location) {
        let since = born(one.contact.unwrap());
        for date in [one.added, one.stage_changed, one.status_changed, one.updated] {
            assert!(date >= since && date <= at(), "{}", one.id);
        }
    }
    for thread in state.conversations().newest(&location) {
        for message in &thread.messages {
            assert!(message.added >= born(thread.conversation.contact) && message.added <= at());
        }
    }
}

#[test]
fn a_large_world_has_dealings_with_a_few_of_its_contacts_only() {
    let state = world(1, 10_000, at());
    let location = state.location_in_use().id;

    let (opportunities, conversations) =
        (state.opportunities().count(&location), state.conversations().count(&location));

    assert!((400..1_600).contains(&opportunities), "{opportunities}");
    assert!((400..1_600).contains(&conversations), "{conversations}");
}
