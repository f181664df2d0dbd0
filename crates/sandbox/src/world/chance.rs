//! Seeded chance: everything invented comes from here, so the same seed invents the same world.
//!
//! Here: a small generator of our own, whose numbers no library update can change. Not here: secrets.

use super::id::{
    AppointmentId, BusinessId, CalendarId, CampaignId, CompanyId, ContactId, CustomFieldId, GroupId,
    LocationId, NoteId, PipelineId, StageId, StoredValueId, TagId, TaskId, UserId, WorkflowId,
};

use super::id::{ConversationId, LostReasonId, MessageId, OpportunityId};

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// A stream of numbers fixed by a seed (the SplitMix64 method).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream number `stream` of `seed`. Streams of one seed have nothing to do with each other.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Self(seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03));
        let start = chance.number();
        Self(start ^ stream.rotate_left(32))
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `end`; 0 for an `end` of 0.
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.number()) * end as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = usize::try_from(to.saturating_sub(from)).unwrap_or(0) + 1;
        from + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True `percent` times of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }

    fn letters<const N: usize>(&mut self, alphabet: &[u8]) -> [u8; N] {
        std::array::from_fn(|_| alphabet[self.below(alphabet.len())])
    }

    fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.number().to_be_bytes());
        bytes[8..].copy_from_slice(&self.number().to_be_bytes());
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

/// An id that can be drawn by chance.
pub trait Drawn: Sized {
    /// A new one.
    fn draw(chance: &mut Chance) -> Self;
}

macro_rules! drawn {
    ($alphabet:ident, $($name:ident),*) => {$(
        impl Drawn for $name {
            fn draw(chance: &mut Chance) -> Self {
                let bytes = chance.letters::<{ $name::LENGTH }>($alphabet);
                let text = std::str::from_utf8(&bytes).expect("the alphabet is ASCII");
                Self::parse(text).expect("the alphabet is an id's")
            }
        }
    )*};
}

drawn!(
    LETTERS,
    CompanyId,
    LocationId,
    ContactId,
    TaskId,
    NoteId,
    AppointmentId,
    CalendarId,
    UserId,
    TagId,
    CustomFieldId,
    CampaignId,
    PipelineId,
    GroupId,
    StoredValueId
);
drawn!(LETTERS, OpportunityId, LostReasonId, ConversationId, MessageId);
drawn!(HEX, BusinessId);

impl Drawn for WorkflowId {
    fn draw(chance: &mut Chance) -> Self {
        Self::parse(&chance.uuid()).expect("a UUID has this shape")
    }
}

impl Drawn for StageId {
    fn draw(chance: &mut Chance) -> Self {
        Self::parse(&chance.uuid()).expect("a UUID has this shape")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_ids() {
        let draw = |seed| ContactId::draw(&mut Chance::new(seed, 3));

        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn ids_have_highlevels_shapes() {
        let mut chance = Chance::new(1, 1);

        assert!(ContactId::draw(&mut chance).as_str().bytes().all(|b| b.is_ascii_alphanumeric()));
        assert!(BusinessId::draw(&mut chance).as_str().bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(WorkflowId::draw(&mut chance).as_str().as_bytes()[14], b'4');
    }
}
