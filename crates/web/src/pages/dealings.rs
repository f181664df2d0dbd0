//! What else stands on a contact's page: its business and who follows it.

use workspace::business::Employer;
use workspace::contact::{Follower, Followers, TagMotion};
use workspace::draft::Form;
use workspace::opportunity::{OpportunityLine, Status};

use super::face::Face;
use super::mark::Mark;
use super::moment::Lens;
use crate::paths;

/// The business a contact belongs to.
#[derive(Debug, Clone)]
pub(crate) struct EmployerView {
    pub(crate) name: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) choices: Vec<String>,
    pub(crate) mark: Mark,
    pub(crate) form: Form<String>,
}

impl EmployerView {
    pub(crate) fn of(employer: &Employer, lens: &Lens) -> Self {
        let business = employer.business.as_ref();
        let name = business.map(|one| one.name.clone());
        Self {
            href: business.map(|one| paths::Business { business: one.id.clone() }.to_string()),
            choices: employer.choices.iter().map(|one| one.name.clone()).collect(),
            mark: Mark::of(&employer.standing, lens),
            form: Form { draft: name.clone().unwrap_or_default(), problems: Vec::new() },
            name,
        }
    }
}

/// A user who follows the contact.
#[derive(Debug, Clone)]
pub(crate) struct FollowerView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) face: Face,
    pub(crate) going: bool,
    pub(crate) mark: Mark,
    pub(crate) removable: bool,
}

pub(crate) fn followers(followers: &Followers, may_write: bool, lens: &Lens) -> Vec<FollowerView> {
    let view = |one: &Follower| FollowerView {
        id: one.user.id.to_string(),
        name: one.user.name.clone(),
        face: Face::of(&one.user.name),
        going: one.motion == TagMotion::Going,
        mark: Mark::of(&one.standing, lens),
        removable: may_write && one.motion != TagMotion::Going,
    };
    followers.people.iter().map(view).collect()
}

/// How many are not decided yet.
pub(crate) fn open(opportunities: &[OpportunityLine]) -> usize {
    opportunities.iter().filter(|one| one.status == Status::Open && !one.going).count()
}
