//! The one table of fields opportunities can be filtered and sorted by, in HighLevel's snake case.
//!
//! Seen in use: `pipeline_id`, `pipeline_stage_id`, `status`, `custom_fields.`, `date_added`. The others are our
//! choice in the same spelling.

use highlevel::answering::search::{Column, Held, Sort, texts};

use crate::search::field::{Around, custom};
use crate::world::State;
use crate::world::id::{CustomFieldId, OpportunityId};
use crate::world::record::{Contact, Opportunity};

/// A field of an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Name,
    Pipeline,
    Stage,
    Status,
    Value,
    AssignedTo,
    Source,
    Contact,
    ContactName,
    Email,
    Phone,
    Tags,
    Followers,
    LostReason,
    Added,
    Updated,
    StageChanged,
    StatusChanged,
    Custom(CustomFieldId),
}

impl Column for Field {
    type Record = Opportunity;
    type Id = OpportunityId;
    type Around<'a> = Around<'a>;
    const NOUN: &'static str = "opportunity";

    fn parse(name: &str, (state, location): Around<'_>) -> Option<Self> {
        if let Some(id) = name.strip_prefix("custom_fields.") {
            let field = state.custom_field(&CustomFieldId::parse(id)?)?;
            return (field.location == *location).then_some(Self::Custom(field.id));
        }
        Some(match name {
            "id" => Self::Id,
            "name" => Self::Name,
            "pipeline_id" => Self::Pipeline,
            "pipeline_stage_id" => Self::Stage,
            "status" => Self::Status,
            "monetary_value" => Self::Value,
            "assigned_to" => Self::AssignedTo,
            "source" => Self::Source,
            "contact_id" => Self::Contact,
            "contact_name" => Self::ContactName,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "tags" => Self::Tags,
            "followers" => Self::Followers,
            "lost_reason_id" => Self::LostReason,
            "date_added" => Self::Added,
            "date_updated" => Self::Updated,
            "last_stage_change_date" => Self::StageChanged,
            "last_status_change_date" => Self::StatusChanged,
            _ => return None,
        })
    }

    fn is_added(&self) -> bool {
        *self == Self::Added
    }

    fn sort(&self) -> Sort {
        match self {
            Self::Added | Self::Updated | Self::StageChanged | Self::StatusChanged => Sort::Time,
            Self::Value => Sort::Number,
            Self::Custom(_) => Sort::Any,
            _ => Sort::Text,
        }
    }

    fn of(&self, one: &Opportunity, (state, _): Around<'_>) -> Held {
        match self {
            Self::Id => texts(Some(one.id.as_str())),
            Self::Name => texts(Some(&*one.name)),
            Self::Pipeline => texts(Some(one.pipeline.as_str())),
            Self::Stage => texts(Some(one.stage.as_str())),
            Self::Status => texts(Some(one.status.as_str())),
            Self::Value => Held::Number(one.value),
            Self::AssignedTo => texts(one.assigned_to.as_deref()),
            Self::Source => texts(one.source.as_deref()),
            Self::Contact => texts(one.contact.as_ref().map(|id| id.as_str())),
            Self::ContactName => texts(contact(one, state).and_then(Contact::full_name).as_deref()),
            Self::Email => texts(contact(one, state).and_then(|contact| contact.email.as_deref())),
            Self::Phone => texts(contact(one, state).and_then(|contact| contact.phone.as_deref())),
            Self::Tags => texts(contact(one, state).into_iter().flat_map(|it| &it.tags).map(|tag| &**tag)),
            Self::Followers => texts(one.followers.iter().map(|follower| &**follower)),
            Self::LostReason => texts(one.lost_reason.as_ref().map(|id| id.as_str())),
            Self::Added => Held::Time(Some(one.added.millis())),
            Self::Updated => Held::Time(Some(one.updated.millis())),
            Self::StageChanged => Held::Time(Some(one.stage_changed.millis())),
            Self::StatusChanged => Held::Time(Some(one.status_changed.millis())),
            Self::Custom(id) => {
                let kept = one.custom_fields.iter().find(|kept| kept.id == *id);
                kept.map_or(Held::Texts(Vec::new()), |kept| custom(&kept.value))
            }
        }
    }

    fn id(text: &str) -> Option<OpportunityId> {
        OpportunityId::parse(text)
    }

    fn born(one: &Opportunity) -> (i64, OpportunityId) {
        (one.added.millis(), one.id)
    }
}

/// The contact of an opportunity.
pub(super) fn contact<'s>(one: &Opportunity, state: &'s State) -> Option<&'s Contact> {
    state.register().folder(&one.contact?).map(|folder| &folder.contact)
}
