//! Who follows a contact, with who is being added or removed.

use domain::write::{Effect, Write};
use highlevel::UserId;

use super::overlaid::Layers;
use super::{Follower, Followers, TagMotion};
use crate::standing::Standing;

impl Layers<'_> {
    /// Followers by name; those who come or go carry a mark.
    pub(crate) fn followers(&self) -> Followers {
        let mut ids: Vec<&str> = self.mirror.texts("followers").collect();
        for id in self.shown.texts("followers") {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let people: Vec<Follower> = ids.iter().filter_map(|id| self.follower(id)).collect();
        let stays =
            |id: &UserId| people.iter().any(|one| one.user.id == *id && one.motion != TagMotion::Going);
        let choices = self.reference.users.iter().filter(|user| !stays(&user.id)).cloned().collect();
        Followers { people, choices }
    }

    fn follower(&self, id: &str) -> Option<Follower> {
        let there = self.mirror.texts("followers").any(|known| known == id);
        let stays = self.shown.texts("followers").any(|known| known == id);
        let motion = match (there, stays) {
            (true, true) => TagMotion::Here,
            (false, _) => TagMotion::Coming,
            (true, false) => TagMotion::Going,
        };
        let moves = |write: &&&Write| {
            matches!(&write.intent.effect, Effect::Add { field, values } | Effect::Remove { field, values }
                if field == "followers" && values.iter().any(|value| value == id))
        };
        let own: Vec<&Write> = self.writes.iter().filter(moves).copied().collect();
        let standing = Standing::worst(&own, |_| String::new());
        Some(Follower { user: self.reference.user(id)?, motion, standing })
    }
}
