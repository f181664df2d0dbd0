//! What an operation is called with: ids of records that are there, and values that can be found again.
//!
//! Here: a sample for every field of every row, by its name and its operation.
//! Not here: what HighLevel makes of them.
//!
//! Promise: a field nobody has a sample for is left out when it may be, and fails the test when it may not.

use anyhow::{Context, Result};
use highlevel::Doc;
use highlevel::operation::{App, Kind, Operation, Param};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::stage::Stage;
use crate::world::World;

/// Records to call about.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    contact: Value,
    location: String,
    company: String,
    world: World,
    now: Timestamp,
    /// The beginning of a time that is free in `calendar`.
    free: Option<String>,
}

impl Sample {
    /// Chooses a contact that has one of everything, and what belongs to it.
    ///
    /// # Errors
    /// When the world has no such contact.
    pub(crate) async fn of(stage: &Stage, world: &World) -> Result<Self> {
        let has = |contact: &Value, kind: &'static str, key: &str| {
            world.all(kind).any(|record| record[key] == contact["id"])
        };
        let contact = world
            .all("contacts")
            .find(|contact| {
                contact["email"].is_string()
                    && ["tasks", "notes", "appointments", "opportunities", "conversations"]
                        .into_iter()
                        .all(|kind| has(contact, kind, "contact"))
            })
            .context(
                "nobody in the world has a task, a note, an appointment, an opportunity and a conversation",
            )?;
        let now =
            stage.control("clock").await?["now"].as_str().context("the clock tells the time")?.parse()?;
        let mut sample = Self {
            contact: contact.clone(),
            location: stage.sandbox.facts.location_id.clone(),
            company: stage.sandbox.facts.company_id.clone(),
            world: world.clone(),
            now,
            free: None,
        };
        sample.free = sample.free_slot(stage).await?;
        Ok(sample)
    }

    /// The first free time of the calendar.
    async fn free_slot(&self, stage: &Stage) -> Result<Option<String>> {
        let Some(row) = highlevel::operation::find("get-slots") else { return Ok(None) };
        let input = self.input(row).context("free slots")?;
        let answered = stage.call(row, &input).await?;
        let days = answered.body.as_object().into_iter().flatten();
        let slot = days.filter_map(|(_, day)| day["slots"].as_array()?.first()?.as_str()).next();
        Ok(slot.map(str::to_owned))
    }

    /// A whole input: every field that has a sample.
    ///
    /// # Errors
    /// When a field that must be there has none.
    pub(crate) fn input(&self, row: &'static Operation) -> Result<Doc> {
        let mut input = Doc::new();
        for param in row.fields() {
            let must = param.required || row.path_params.contains(param);
            match self.value(row, param) {
                Some(value) => drop(input.insert(param.name.to_owned(), value)),
                None if must => anyhow::bail!("{row}: there is no sample for `{}`", param.name),
                None => {}
            }
        }
        Ok(input)
    }

    fn value(&self, row: &'static Operation, param: &Param) -> Option<Value> {
        let own = self.of_operation(row, param.name);
        if own.is_some() || left_out(row, param.name) || (row.query.contains(param) && !param.required) {
            return own;
        }
        self.id(row, param.name).map(Value::from).or_else(|| self.plain(row, param))
    }

    /// Where one operation wants something of its own.
    fn of_operation(&self, row: &Operation, name: &str) -> Option<Value> {
        Some(match (row.id, name) {
            ("create-association", "type") => json!("add"),
            ("create-association", "contacts") | ("add-remove-contact-from-business", "ids") => {
                json!([self.contact["id"]])
            }
            ("remove-tags", "tags") => json!([self.contact["tags"][0]]),
            ("remove-followers-contact", "followers") => json!([self.contact["followers"][0]]),
            ("remove-followers-opportunity", "followers") => json!([self.opportunity()?["followers"][0]]),
            ("get-duplicate-contact", "email") | ("search-contacts-advanced", "query") => {
                self.contact["email"].clone()
            }
            ("create-opportunity", "contactId") => self.without_opportunity()?["id"].clone(),
            ("update-opportunity-status", "status") => json!("lost"),
            ("search-opportunities-advanced", "query") => self.opportunity()?["name"].clone(),
            ("search-contacts-advanced", "pageLimit") => json!(20),
            ("search-opportunities-advanced", "searchAfter") => json!([]),
            ("search-opportunities-advanced", "additionalDetails") => {
                json!({"notes": true, "tasks": true, "calendarEvents": true, "unReadConversations": true})
            }
            ("send-a-new-message", "type") => json!("SMS"),
            ("add-an-inbound-message", "type") => json!("SMS"),
            ("update-conversation", "unreadCount") => json!(7),
            ("create-custom-field", "dataType") => json!("TEXT"),
            ("get-slots", "startDate") => json!(self.now.as_millisecond()),
            ("get-slots", "endDate") => json!(self.days(14)?.as_millisecond()),
            ("get-calendar-events" | "get-blocked-slots", "calendarId") => {
                self.first("calendars")?["id"].clone()
            }
            ("get-calendar-events" | "get-blocked-slots", "startTime") => {
                json!(self.days(-400)?.as_millisecond().to_string())
            }
            ("get-calendar-events" | "get-blocked-slots", "endTime") => {
                json!(self.days(400)?.as_millisecond().to_string())
            }
            ("create-appointment" | "edit-appointment", "startTime") => json!(self.free.as_ref()?),
            ("create-block-slot" | "edit-block-slot", "startTime") => json!(self.days(20)?.to_string()),
            ("create-block-slot" | "edit-block-slot", "endTime") => {
                json!(self.days(20)?.checked_add(SignedDuration::from_mins(45)).ok()?.to_string())
            }
            _ => return None,
        })
    }

    fn id(&self, row: &Operation, name: &str) -> Option<String> {
        let contact = &self.contact;
        let own = |kind: &'static str| self.world.all(kind).find(|record| record["contact"] == contact["id"]);
        let record = match (name, row.app) {
            ("locationId" | "location_id", _) => return Some(self.location.clone()),
            ("companyId", _) => return Some(self.company.clone()),
            ("contactId", _) if row.id != "task-search" => contact,
            ("taskId", _) => own("tasks")?,
            ("id", App::Contacts) => own("notes")?,
            ("id", App::Locations) if row.path.contains("customFields") => self.first("customFields")?,
            ("id", App::Locations) => self.first("customValues")?,
            ("id", App::Opportunities) if row.id != "Upsert-opportunity" => self.opportunity()?,
            ("id", App::Conversations) => {
                let thread = own("conversations")?;
                self.world.all("messages").find(|message| message["conversation"] == thread["id"])?
            }
            ("tagId", _) => self.first("tags")?,
            ("userId" | "assignedTo" | "assignedUserId", _) if row.id != "task-search" => self.user()?,
            ("calendarId", _) => self.calendar()?,
            ("eventId", _) if row.path.contains("block-slots") => self.first("blockedSlots")?,
            ("eventId" | "appointmentId", App::Calendars) => own("appointments")?,
            ("noteId", App::Calendars) => {
                let appointment = own("appointments")?;
                appointment["appointmentNotes"].get(0)?
            }
            ("businessId", _) if row.id != "task-search" => self.first("businesses")?,
            ("campaignId", App::Contacts) => self.published("campaigns")?,
            ("workflowId", _) => self.published("workflows")?,
            ("conversationId", _) => own("conversations")?,
            ("pipelineId", _) => self.pipeline()?,
            ("pipelineStageId", _) => self.pipeline()?["stages"].as_array()?.last()?,
            ("lostReasonId", _) => self.first("lostReasons")?,
            _ => return None,
        };
        record["id"].as_str().map(str::to_owned)
    }

    fn plain(&self, row: &Operation, param: &Param) -> Option<Value> {
        let mark = format!("{} of {}", param.name, row.id);
        Some(match (param.name, param.kind) {
            ("email" | "emailTo" | "emailFrom", _) => {
                json!(format!("mark.{}@example.com", row.id.to_lowercase()))
            }
            ("phone", _) => json!("+13125550142"),
            ("country", _) => json!("CA"),
            ("timezone", _) => json!("America/Denver"),
            ("website", _) => json!("https://mark.example.com"),
            ("color", _) => json!("#12ab34"),
            ("gender", _) => json!("female"),
            ("dateOfBirth", _) => json!("1988-02-03"),
            ("dueDate", _) => json!(self.days(9)?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            ("eventStartTime", _) => json!(self.days(1)?.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()),
            ("customFields", _) => json!([{"id": self.text_field(row)?["id"], "field_value": mark}]),
            ("dndSettings", _) => json!({"SMS": {"status": "active", "message": mark, "code": "101"}}),
            ("inboundDndSettings", _) => json!({"all": {"status": "active", "message": mark}}),
            ("followers", _) => json!([self.user()?["id"]]),
            ("tags", _) => json!([mark.to_lowercase()]),
            ("monetaryValue", _) => json!(4_321.5),
            ("limit", _) => json!(20),
            ("page", _) => json!(1),
            ("offset" | "skip" | "position", _) => json!(0),
            (_, Kind::Text) => json!(mark),
            (_, Kind::Flag) => json!(self.flag(row, param.name)),
            (_, Kind::Choice(words)) => json!(self.word(row, param.name, words)),
            _ => return None,
        })
    }

    /// A flag the other way round than it is.
    fn flag(&self, row: &Operation, name: &str) -> bool {
        let about = match row.path {
            path if path.contains("/tasks/{taskId}") => self.id(row, "taskId"),
            path if path.contains("/notes/{id}") => self.id(row, "id"),
            path if path.starts_with("/conversations/{") => self.id(row, "conversationId"),
            path if path.starts_with("/contacts/{contactId}") => self.id(row, "contactId"),
            _ => None,
        };
        let now = about.and_then(|id| self.world.find(&id)).map(|record| record[name] == true);
        now.is_none_or(|now| !now)
    }

    /// A word of a choice that is not the one it has.
    fn word(&self, row: &Operation, name: &str, words: &'static [&'static str]) -> &'static str {
        let now = match row.app {
            App::Opportunities => self.opportunity().map(|one| one[name].clone()),
            App::Calendars => {
                self.id(row, "eventId").and_then(|id| self.world.find(&id)).map(|one| one["status"].clone())
            }
            _ => None,
        };
        words
            .iter()
            .find(|word| now.as_ref().is_none_or(|now| now != **word))
            .or(words.first())
            .copied()
            .unwrap_or("")
    }

    fn first(&self, kind: &'static str) -> Option<&Value> {
        self.world
            .all(kind)
            .find(|record| record["location"].is_null() || record["location"] == self.location.as_str())
    }

    fn opportunity(&self) -> Option<&Value> {
        let own = |record: &&Value| record["contact"] == self.contact["id"];
        self.world.all("opportunities").find(own)
    }

    fn pipeline(&self) -> Option<&Value> {
        let id = &self.opportunity()?["pipeline"];
        self.world.all("pipelines").find(|pipeline| pipeline["id"] == *id)
    }

    fn calendar(&self) -> Option<&Value> {
        let booked = self.world.all("appointments").find(|one| one["contact"] == self.contact["id"])?;
        self.world.all("calendars").find(|calendar| calendar["id"] == booked["calendar"])
    }

    /// A user who takes bookings and is not yet concerned.
    fn user(&self) -> Option<&Value> {
        let team = &self.calendar()?["users"];
        self.world.all("users").find(|user| team.as_array().is_some_and(|team| team.contains(&user["id"])))
    }

    fn published(&self, kind: &'static str) -> Option<&Value> {
        self.world.all(kind).find(|record| record["status"] == "published")
    }

    /// A contact nobody hopes to sell anything to yet.
    fn without_opportunity(&self) -> Option<&Value> {
        let hoped =
            |contact: &Value| self.world.all("opportunities").any(|one| one["contact"] == contact["id"]);
        self.world.all("contacts").find(|contact| !hoped(contact))
    }

    fn text_field(&self, row: &Operation) -> Option<&Value> {
        let model = if row.app == App::Opportunities { "opportunity" } else { "contact" };
        self.world
            .all("customFields")
            .find(|field| field["model"] == model && (field["dataType"] == "TEXT" || field["kind"] == "TEXT"))
    }

    fn days(&self, days: i64) -> Option<Timestamp> {
        self.now.checked_add(SignedDuration::from_hours(24 * days)).ok()
    }
}

/// Fields that only go with others, or that turn the operation into another one.
fn left_out(row: &Operation, name: &str) -> bool {
    let names: &[&str] = match row.id {
        "create-contact" | "update-contact" => &["name"],
        "upsert-contact" => &["name", "createNewIfDuplicateAllowed"],
        "create-association" => &["removeAllTags"],
        "create-appointment" | "edit-appointment" => &[
            "rrule",
            "meetingLocationId",
            "ignoreDateRange",
            "ignoreFreeSlotValidation",
            "endTime",
            "overrideLocationConfig",
        ],
        "create-block-slot" | "edit-block-slot" => &["assignedUserId"],
        "create-custom-field" | "update-custom-field" => &["isMultipleFile"],
        // Of a text message; an e-mail has the rest.
        "send-a-new-message" => {
            return !["type", "contactId", "message"].contains(&name);
        }
        "add-an-inbound-message" => {
            &["html", "subject", "emailFrom", "emailTo", "emailMessageId", "date", "altId"]
        }
        "Upsert-opportunity" => &["id", "lostReasonId"],
        "task-search" => &["contactId", "assignedTo", "query", "businessId", "completed"],
        _ => &[],
    };
    names.contains(&name)
}
