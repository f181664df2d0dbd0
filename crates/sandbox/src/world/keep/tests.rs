use std::collections::BTreeSet;
use std::fs;
use std::io::Write;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::world::id::ContactId;
use crate::world::record::{
    Contact, Direction, Message, MessageKind, MessageSource, MessageStatus, Note, Opportunity,
    OpportunityStatus, Step, Task,
};
use crate::world::{Act, Opening, World};

fn clock() -> Clock {
    Clock::fixed("2026-03-02T12:00:00Z".parse().unwrap())
}

fn open(folder: &Path) -> Result<World, OpenError> {
    let opening = Opening { data_dir: Some(folder.to_owned()), seed: 1, contacts: 8 };
    World::open(opening, clock())
}

/// Every record of a world, as lines in no order.
fn whole(world: &World) -> BTreeSet<String> {
    world.look(|state| {
        let beside = state.entries_beside_contacts();
        let people = state.register.folders().flat_map(State::entries_of);
        let dealings = state.entries_of_dealings().flatten();
        beside.chain(people).chain(dealings).map(|entry| serde_json::to_string(&entry).unwrap()).collect()
    })
}

/// Something a caller might do to a world.
#[derive(Clone, Debug)]
enum Deed {
    Create(String),
    Rename(usize, String),
    Delete(usize),
    Task(usize, String),
    CompleteTask(usize),
    DropTask(usize),
    Note(usize, String),
    Tag(usize, String),
    Shelve(String),
    Deal(usize, String),
    MoveDeal(usize),
    DropDeal(usize),
    Send(usize, String),
    DropTalk(usize),
    Wait(u16),
}

fn deed() -> impl Strategy<Value = Deed> {
    let word = "[a-zé\"\\\\\n]{1,8}";
    prop_oneof![
        word.prop_map(Deed::Create),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Rename(at, word)),
        any::<usize>().prop_map(Deed::Delete),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Task(at, word)),
        any::<usize>().prop_map(Deed::CompleteTask),
        any::<usize>().prop_map(Deed::DropTask),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Note(at, word)),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Tag(at, word)),
        word.prop_map(Deed::Shelve),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Deal(at, word)),
        any::<usize>().prop_map(Deed::MoveDeal),
        any::<usize>().prop_map(Deed::DropDeal),
        (any::<usize>(), word).prop_map(|(at, word)| Deed::Send(at, word)),
        any::<usize>().prop_map(Deed::DropTalk),
        any::<u16>().prop_map(Deed::Wait),
    ]
}

fn someone(world: &World, at: usize) -> Option<Contact> {
    world.look(|state| {
        let location = state.location_in_use().id;
        let count = state.register().count(&location).max(1);
        state.register().newest(&location).nth(at % count).map(|folder| folder.contact.clone())
    })
}

fn first_task(world: &World, contact: &ContactId) -> Option<Task> {
    world.look(|state| state.register().folder(contact)?.tasks.first().cloned())
}

fn carry_out(world: &World, deed: &Deed) {
    match deed {
        Deed::Create(name) => world.act(|act| {
            let location = act.location_in_use().id;
            let mut contact = Contact::new(act.fresh(), location, act.now());
            contact.first_name = Some(name.as_str().into());
            act.contact_save(contact);
        }),
        Deed::Wait(millis) => {
            world.clock().shift(jiff::SignedDuration::from_millis(i64::from(*millis)));
            world.messages_get_on();
        }
        Deed::Deal(at, _) | Deed::MoveDeal(at) | Deed::DropDeal(at) => deal(world, *at, deed),
        Deed::Send(at, _) | Deed::DropTalk(at) => talk(world, *at, deed),
        Deed::Shelve(word) => world.act(|act| act.shelve("words", word, word.len().into())),
        Deed::Rename(at, _) | Deed::Delete(at) | Deed::Task(at, _) | Deed::CompleteTask(at) => {
            to_one(world, *at, deed)
        }
        Deed::DropTask(at) | Deed::Note(at, _) | Deed::Tag(at, _) => to_one(world, *at, deed),
    }
}

fn deal(world: &World, at: usize, deed: &Deed) {
    let Some(contact) = someone(world, at) else { return };
    world.act(|act| {
        let known = act.opportunities().of(&contact.id).next().cloned();
        let pipeline = act.pipelines(&contact.location).nth(at % 2).cloned().unwrap();
        let stage = pipeline.stages[at % pipeline.stages.len()].id;
        match (deed, known) {
            (Deed::Deal(_, name), _) => {
                let (id, now) = (act.fresh(), act.now());
                act.opportunity_save(Opportunity {
                    id,
                    location: contact.location,
                    contact: (!at.is_multiple_of(5)).then_some(contact.id),
                    pipeline: pipeline.id,
                    stage,
                    name: name.as_str().into(),
                    status: OpportunityStatus::ALL[at % 4],
                    value: 12.5,
                    assigned_to: None,
                    source: None,
                    lost_reason: None,
                    followers: vec![name.as_str().into()],
                    custom_fields: Vec::new(),
                    added: now,
                    updated: now,
                    stage_changed: now,
                    status_changed: now,
                });
            }
            (Deed::MoveDeal(_), Some(known)) => {
                act.opportunity_save(Opportunity { stage, pipeline: pipeline.id, ..known })
            }
            (Deed::DropDeal(_), Some(known)) => act.opportunity_delete(&known.id),
            _ => {}
        }
    });
}

fn talk(world: &World, at: usize, deed: &Deed) {
    let Some(contact) = someone(world, at) else { return };
    world.act(|act| {
        let conversation = act.conversation_with(contact.id, contact.location).id;
        let Deed::Send(_, body) = deed else { return act.conversation_delete(&conversation) };
        let (id, now) = (act.fresh(), act.now());
        let outbound = !at.is_multiple_of(3);
        act.message_save(Message {
            id,
            conversation,
            kind: MessageKind::ALL[at % MessageKind::ALL.len()],
            direction: if outbound { Direction::Outbound } else { Direction::Inbound },
            status: if outbound { MessageStatus::Pending } else { MessageStatus::Delivered },
            source: MessageSource::Api,
            body: body.clone().into(),
            added: now,
            updated: now,
            user: None,
            next: outbound.then(|| Step { at: now.plus(500), to: MessageStatus::Sent }),
            paper: at.is_multiple_of(4).then(Box::default),
        });
    });
}

fn new_task(act: &mut Act<'_>, contact: ContactId, title: &str) -> Task {
    let (id, now, title) = (act.fresh(), act.now(), title.into());
    Task {
        id,
        contact,
        title,
        body: None,
        assigned_to: None,
        due: now,
        completed: false,
        added: now,
        updated: now,
    }
}

fn new_note(act: &mut Act<'_>, contact: ContactId, body: &str) -> Note {
    let (id, now, body) = (act.fresh(), act.now(), body.into());
    Note { id, contact, body, title: None, color: None, pinned: None, user: None, added: now, updated: now }
}

fn to_one(world: &World, at: usize, deed: &Deed) {
    let Some(mut contact) = someone(world, at) else { return };
    let task = first_task(world, &contact.id);
    world.act(|act| match (deed, task) {
        (Deed::Rename(_, name), _) => {
            contact.first_name = Some(name.as_str().into());
            act.contact_save(contact);
        }
        (Deed::Delete(_), _) => act.contact_delete(&contact.id),
        (Deed::Tag(_, tag), _) => {
            contact.tags.push(tag.as_str().into());
            act.contact_save(contact);
        }
        (Deed::Task(_, title), _) => {
            let task = new_task(act, contact.id, title);
            act.task_save(task);
        }
        (Deed::CompleteTask(_), Some(task)) => act.task_save(Task { completed: true, ..task }),
        (Deed::DropTask(_), Some(task)) => act.task_delete(&contact.id, &task.id),
        (Deed::Note(_, body), _) => {
            let note = new_note(act, contact.id, body);
            act.note_save(note);
        }
        _ => {}
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_world_that_was_never_closed_reopens_the_same(deeds in proptest::collection::vec(deed(), 0..40)) {
        let folder = TempDir::new().unwrap();
        let world = open(folder.path()).unwrap();
        deeds.iter().for_each(|deed| carry_out(&world, deed));
        let before = whole(&world);
        drop(world);

        prop_assert_eq!(whole(&open(folder.path()).unwrap()), before);
    }

    #[test]
    fn a_world_that_was_closed_reopens_the_same(deeds in proptest::collection::vec(deed(), 0..20)) {
        let folder = TempDir::new().unwrap();
        let world = open(folder.path()).unwrap();
        deeds.iter().for_each(|deed| carry_out(&world, deed));
        let before = whole(&world);
        world.close().unwrap();
        drop(world);

        prop_assert_eq!(whole(&open(folder.path()).unwrap()), before);
    }

    #[test]
    fn a_journal_torn_anywhere_keeps_every_act_before_the_tear(cut in 0_usize..2_000) {
        let folder = TempDir::new().unwrap();
        let world = open(folder.path()).unwrap();
        let mut states = vec![whole(&world)];
        for name in ["one", "two", "three"] {
            carry_out(&world, &Deed::Create(name.to_owned()));
            states.push(whole(&world));
        }
        drop(world);
        let journal = folder.path().join("journal-1.jsonl");
        let written = fs::read(&journal).unwrap();
        let kept = &written[..cut.min(written.len())];
        fs::write(&journal, kept).unwrap();
        let whole_lines = kept.iter().filter(|byte| **byte == b'\n').count();

        prop_assert_eq!(&whole(&open(folder.path()).unwrap()), &states[whole_lines]);
    }
}

#[test]
fn a_kept_world_goes_on_with_its_own_seed_and_never_draws_an_id_twice() {
    let folder = TempDir::new().unwrap();
    let first: ContactId = open(folder.path()).unwrap().act(|act| act.fresh());
    let opening = Opening { data_dir: Some(folder.path().to_owned()), seed: 99, contacts: 3 };

    let again = World::open(opening, clock()).unwrap();

    assert_eq!(again.seed(), 1);
    assert_ne!(again.act(|act| act.fresh::<ContactId>()), first);
}

#[test]
fn two_sandboxes_do_not_share_a_folder() {
    let folder = TempDir::new().unwrap();
    let _first = open(folder.path()).unwrap();

    assert!(matches!(open(folder.path()), Err(OpenError::InUse { .. })));
}

#[test]
fn a_newer_format_is_said_so() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("world.jsonl"), "{\"format\":7,\"novel\":true}\n").unwrap();

    let error = open(folder.path()).unwrap_err();

    assert!(matches!(error, OpenError::Newer { found: 7, .. }));
    assert!(error.to_string().contains("newer sandbox"));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();

    let error = open(&folder.path().join("file/inside")).unwrap_err();

    assert!(matches!(error, OpenError::Unusable { .. }));
    assert!(error.to_string().contains("--data-dir"));
}

#[test]
fn damage_in_the_middle_is_told_with_its_line() {
    let folder = TempDir::new().unwrap();
    let world = open(folder.path()).unwrap();
    carry_out(&world, &Deed::Create("one".to_owned()));
    drop(world);
    let mut journal = fs::File::options().append(true).open(folder.path().join("journal-1.jsonl")).unwrap();
    journal.write_all(b"nonsense\n").unwrap();

    assert!(matches!(open(folder.path()), Err(OpenError::Damaged { line: 2, .. })));
}

#[test]
fn a_reset_world_is_as_it_was_made_and_stays_so() {
    let folder = TempDir::new().unwrap();
    let world = open(folder.path()).unwrap();
    let made = whole(&world);
    carry_out(&world, &Deed::Create("one".to_owned()));
    world.reset().unwrap();
    assert_eq!(whole(&world), made);
    drop(world);

    assert_eq!(whole(&open(folder.path()).unwrap()), made);
}

#[test]
fn a_journal_left_by_another_world_is_not_read_into_a_new_one() {
    let folder = TempDir::new().unwrap();
    let world = open(folder.path()).unwrap();
    let made = whole(&world);
    world.close().unwrap();
    carry_out(&world, &Deed::Create("one".to_owned()));
    drop(world);

    fs::remove_file(folder.path().join("world.jsonl")).unwrap();
    let world = open(folder.path()).unwrap();
    world.close().unwrap();
    drop(world);

    assert_eq!(whole(&open(folder.path()).unwrap()), made);
}
