//! A location's own words: its custom fields, users, calendars and tags, by name.
//!
//! Here: the lists a page needs to turn ids into words. Not here: reading them (each service loads what it needs).
//!
//! Promise: an id without a name is shown as itself, never left out; a scope that was not granted costs words,
//! not records.

use domain::record::Doc;
use highlevel::{CustomFieldId, UserId};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::contacts::UserName;

/// A location's lists.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The location itself, as far as known.
    pub location: Doc,
    /// Its time zone; UTC while not known.
    pub zone: TimeZone,
    /// Users by name.
    pub users: Vec<UserName>,
    /// Definitions of custom fields of contacts, in their order, with folders.
    pub fields: Vec<CustomField>,
    /// Calendars: id and name.
    pub calendars: Vec<(String, String)>,
    /// Tag names, in order.
    pub tags: Vec<String>,
    /// Pipelines with their stages, by name.
    pub pipelines: Vec<Pipeline>,
}

/// A pipeline by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its stages, in their order.
    pub stages: Vec<Stage>,
}

/// A stage by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One custom field's definition, as pages need it.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomField {
    /// Its id, which is all that a contact carries.
    pub id: CustomFieldId,
    /// Its name.
    pub name: String,
    /// HighLevel's kind: `TEXT`, `SINGLE_OPTIONS` and so on.
    pub data_type: String,
    /// Its options, where it has some.
    pub options: Vec<String>,
    /// The heading it stands under.
    pub folder: Option<String>,
}

/// The records of each kind, as the mirror holds them.
#[derive(Debug, Default)]
pub struct Lists {
    /// The location.
    pub location: Option<Doc>,
    /// Its users.
    pub users: Vec<Doc>,
    /// Its custom fields and their folders.
    pub fields: Vec<Doc>,
    /// Its calendars.
    pub calendars: Vec<Doc>,
    /// Its tags.
    pub tags: Vec<Doc>,
    /// Its pipelines.
    pub pipelines: Vec<Doc>,
}

impl Reference {
    /// Reads the records.
    pub fn of(lists: Lists) -> Self {
        let location = lists.location.unwrap_or_default();
        let zone =
            location.text("timezone").and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        let mut users: Vec<UserName> = lists.users.iter().filter_map(user).collect();
        users.sort_by_key(|user| user.name.to_lowercase());
        let mut tags: Vec<String> =
            lists.tags.iter().filter_map(|tag| tag.text("name")).map(str::to_owned).collect();
        tags.sort_by_key(|tag| tag.to_lowercase());
        tags.dedup();
        let calendars = lists.calendars.iter().filter_map(id_and_name).collect();
        let mut pipelines: Vec<Pipeline> = lists.pipelines.iter().filter_map(pipeline).collect();
        pipelines.sort_by_key(|pipeline| pipeline.name.to_lowercase());
        Self { location, zone, users, fields: fields(&lists.fields), calendars, tags, pipelines }
    }

    /// A stage by id, with its pipeline.
    pub fn stage(&self, id: &str) -> Option<(&Pipeline, &Stage)> {
        let at = |pipeline: &Pipeline| pipeline.stages.iter().position(|stage| stage.id == id);
        self.pipelines.iter().find_map(|pipeline| Some((pipeline, &pipeline.stages[at(pipeline)?])))
    }

    /// A user by id; the id itself where the name is not known.
    pub fn user(&self, id: &str) -> Option<UserName> {
        let id = UserId::new(id).ok()?;
        let known = self.users.iter().find(|user| user.id == id).cloned();
        Some(known.unwrap_or_else(|| UserName { name: id.to_string(), id }))
    }

    /// A custom field's definition by id.
    pub fn field(&self, id: &str) -> Option<&CustomField> {
        self.fields.iter().find(|field| field.id.as_str() == id)
    }

    /// A calendar's name by id.
    pub fn calendar(&self, id: &str) -> Option<&str> {
        self.calendars.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str())
    }

    /// The location's country in two letters, for phone numbers written without one.
    pub fn country(&self) -> Option<String> {
        self.location.text("country").map(str::to_owned)
    }
}

fn user(doc: &Doc) -> Option<UserName> {
    if doc.flag("deleted") == Some(true) {
        return None;
    }
    let id = UserId::new(doc.text("id")?).ok()?;
    let parts: Vec<&str> = ["firstName", "lastName"].iter().filter_map(|part| doc.text(part)).collect();
    let name = doc.text("name").map(str::to_owned).unwrap_or_else(|| parts.join(" "));
    let name =
        if name.trim().is_empty() { doc.text("email").unwrap_or(id.as_str()).to_owned() } else { name };
    Some(UserName { id, name })
}

fn id_and_name(doc: &Doc) -> Option<(String, String)> {
    let id = doc.text("id")?.to_owned();
    let name = doc.text("name").unwrap_or(&id).to_owned();
    Some((id, name))
}

fn pipeline(doc: &Doc) -> Option<Pipeline> {
    let (id, name) = id_and_name(doc)?;
    let mut stages: Vec<&Value> = doc.get("stages").and_then(Value::as_array).into_iter().flatten().collect();
    stages.sort_by_key(|stage| stage.get("position").and_then(Value::as_i64).unwrap_or(i64::MAX));
    let stage = |stage: &Value| {
        let text = |name: &str| stage.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id")?;
        Some(Stage { name: text("name").unwrap_or_else(|| id.clone()), id })
    };
    Some(Pipeline { id, name, stages: stages.into_iter().filter_map(stage).collect() })
}

fn fields(docs: &[Doc]) -> Vec<CustomField> {
    let folder_name = |id: &str| {
        let folder = docs.iter().find(|doc| is_folder(doc) && doc.text("id") == Some(id))?;
        folder.text("name").map(str::to_owned)
    };
    let mut ordered: Vec<&Doc> = docs
        .iter()
        .filter(|doc| !is_folder(doc) && doc.text("model").is_none_or(|model| model == "contact"))
        .collect();
    ordered.sort_by(|one, other| position(one).total_cmp(&position(other)));
    let read = |doc: &&Doc| {
        Some(CustomField {
            id: CustomFieldId::new(doc.text("id")?).ok()?,
            name: doc.text("name").unwrap_or("Field without a name").to_owned(),
            data_type: doc.text("dataType").unwrap_or("TEXT").to_owned(),
            options: options(doc),
            folder: doc.text("parentId").and_then(folder_name),
        })
    };
    ordered.iter().filter_map(read).collect()
}

fn is_folder(doc: &Doc) -> bool {
    doc.text("documentType") == Some("folder")
}

fn position(doc: &Doc) -> f64 {
    doc.get("position").and_then(Value::as_f64).unwrap_or(f64::MAX)
}

/// HighLevel sends options as words or as objects with a label.
fn options(doc: &Doc) -> Vec<String> {
    let list = ["picklistOptions", "options"].iter().find_map(|name| doc.get(name)?.as_array());
    let word = |option: &Value| {
        let text = option
            .as_str()
            .or_else(|| ["label", "name", "value"].iter().find_map(|key| option.get(key)?.as_str()));
        text.map(str::to_owned)
    };
    list.into_iter().flatten().filter_map(word).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    pub(crate) fn doc(value: Value) -> Doc {
        Doc::from_fields(value.as_object().expect("an object").clone())
    }

    /// A location with one user and a custom field of each kind that matters.
    pub(crate) fn sample() -> Reference {
        Reference::of(Lists {
            location: Some(doc(
                json!({"id": "loc", "timezone": "America/Los_Angeles", "country": "US", "name": "Tallowmere"}),
            )),
            users: vec![doc(json!({"id": "u1", "firstName": "Maya", "lastName": "Lindqvist"}))],
            fields: vec![
                doc(json!({"id": "folder", "documentType": "folder", "name": "Solar details"})),
                doc(
                    json!({"id": "kw", "name": "System size", "dataType": "NUMERICAL", "position": 2, "parentId": "folder"}),
                ),
                doc(
                    json!({"id": "roof", "name": "Roof type", "dataType": "SINGLE_OPTIONS", "position": 1, "picklistOptions": ["Slate", {"label": "Tile"}]}),
                ),
                doc(
                    json!({"id": "uses", "name": "Uses", "dataType": "MULTIPLE_OPTIONS", "position": 3, "picklistOptions": ["Car", "Pool"]}),
                ),
                doc(json!({"id": "cost", "name": "Budget", "dataType": "MONETORY", "position": 4})),
                doc(json!({"id": "plan", "name": "Plan", "dataType": "FILE_UPLOAD", "position": 5})),
            ],
            calendars: vec![doc(json!({"id": "cal", "name": "Site visits"}))],
            tags: vec![
                doc(json!({"id": "t2", "name": "vip"})),
                doc(json!({"id": "t1", "name": "solar-quote"})),
            ],
            pipelines: vec![doc(json!({"id": "sales", "name": "Sales", "stages": [
                {"id": "quoted", "name": "Quote sent", "position": 1}, {"id": "new", "name": "New", "position": 0},
            ]}))],
        })
    }

    #[test]
    fn fields_stand_in_their_order_under_their_folder() {
        let reference = sample();

        let names: Vec<_> = reference.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["Roof type", "System size", "Uses", "Budget", "Plan"]);
        assert_eq!(reference.field("kw").unwrap().folder.as_deref(), Some("Solar details"));
        assert_eq!(reference.field("roof").unwrap().options, ["Slate", "Tile"]);
    }

    #[test]
    fn a_user_we_may_not_read_is_shown_by_id() {
        assert_eq!(sample().user("u1").unwrap().name, "Maya Lindqvist");
        assert_eq!(sample().user("u9").unwrap().name, "u9");
    }
}
