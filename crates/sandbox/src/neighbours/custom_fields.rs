//! The custom fields a location defines.
//!
//! Promise: a field is found by its id or by its key. A key is made from the name once and stays when the name
//! changes; it is unlike every other key of the location.

use axum::{body::Bytes, extract::Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Desk,
    defined::{Defined, find, free_key, told},
};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
    query::Query,
    world::{
        Entry, State,
        id::{CustomFieldId, LocationId},
        record::{CustomField, DataType, FileRule},
    },
};

/// Which fields to list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    model: Option<String>,
}

/// `GET /locations/{locationId}/customFields`
pub(super) async fn list(desk: Desk, Path(location): Path<String>, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let model = asked.model.as_deref().unwrap_or("contact");
    if !["contact", "opportunity", "all"].contains(&model) {
        return Err(Refusal::invalid("model must be one of the following values: contact, opportunity, all"));
    }
    let fields: Vec<Value> = desk.world.look(|state| {
        let fields = state.custom_fields(&location);
        fields.filter(|field| model == "all" || &*field.model == model).map(CustomField::shown).collect()
    });
    Ok(Answer::ok(json!({ "customFields": fields })))
}

/// `POST /locations/{locationId}/customFields`
pub(super) async fn create(desk: Desk, Path(location): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let mut body = Body::read(&body)?;
    let kind = data_type(&mut body);
    let written = Written::take(body)?;
    let Some(data_type) = kind else { return Err(Refusal::invalid("dataType must be a string")) };
    desk.world.act(|act| {
        let model = written.model.unwrap_or_else(|| "contact".to_owned());
        let taken = |key: &str| act.custom_fields(&location).any(|field| &*field.field_key == key);
        let field_key = free_key(&written.name, |word| format!("{model}.{word}"), taken);
        let field = CustomField {
            id: act.fresh(),
            location,
            field_key: field_key.into(),
            name: written.name.into(),
            data_type,
            placeholder: written.placeholder.map(Into::into),
            options: written.options.unwrap_or_default(),
            files: written.files.filter(|_| data_type == DataType::FileUpload),
            position: written.position.unwrap_or_default(),
            model: model.into(),
        };
        act.put(Entry::CustomField(field.clone()));
        Ok(Answer::created(told(&field)))
    })
}

/// `PUT /locations/{locationId}/customFields/{id}`
pub(super) async fn update(desk: Desk, Path((location, id)): Path<(String, String)>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let written = Written::take(Body::read(&body)?)?;
    desk.world.act(|act| {
        let mut field = find::<CustomField>(act, &location, &id)?.clone();
        field.name = written.name.into();
        field.placeholder = written.placeholder.map(Into::into).or(field.placeholder);
        field.options = written.options.unwrap_or(field.options);
        if field.data_type == DataType::FileUpload {
            field.files = written.files.or(field.files);
        }
        field.position = written.position.unwrap_or(field.position);
        act.put(Entry::CustomField(field.clone()));
        Ok(Answer::ok(told(&field)))
    })
}

/// What a write says.
struct Written {
    name: String,
    placeholder: Option<String>,
    options: Option<Vec<Box<str>>>,
    files: Option<FileRule>,
    position: Option<u32>,
    model: Option<String>,
}

impl Written {
    fn take(mut body: Body) -> Result<Self, Refusal> {
        let name = body.words("name", Need::Required).set().unwrap_or_default();
        let placeholder = body.text("placeholder", Need::Optional).set();
        let position = body.number("position", Need::Optional).set();
        let model = body.text("model", Need::Optional).set();
        if model.as_deref().is_some_and(|model| model != "contact" && model != "opportunity") {
            body.fault("model must be one of the following values: contact, opportunity");
        }
        let boxes = body.array("textBoxListOptions", Need::Optional).set();
        let options = body.array("options", Need::Optional).set().or(boxes);
        let files = files(&mut body);
        body.finish()?;
        Ok(Self {
            name: name.trim().to_owned(),
            placeholder,
            options: options.map(|options| options.iter().filter_map(option).collect()),
            files,
            position: position.map(|position| position.max(0.0) as u32),
            model,
        })
    }
}

/// What a write says of files; nothing when it says nothing.
fn files(body: &mut Body) -> Option<FileRule> {
    let formats = body.texts("acceptedFormat", Need::Optional).set();
    let many = body.flag("isMultipleFile", Need::Optional).set();
    let most = body.number("maxNumberOfFiles", Need::Optional).set();
    if formats.is_none() && many.is_none() && most.is_none() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within bounds")]
    let most = most.map_or(if many == Some(true) { 2 } else { 1 }, |most| most.clamp(1.0, 100.0) as u32);
    let most = if many == Some(false) { 1 } else { most };
    let formats = formats.unwrap_or_default().into_iter().map(Into::into).collect();
    Some(FileRule { formats, most })
}

/// A choice is a text, or an object with a label.
fn option(value: &Value) -> Option<Box<str>> {
    value.as_str().or_else(|| value.get("label")?.as_str()).map(Into::into)
}

fn data_type(body: &mut Body) -> Option<DataType> {
    let text = body.text("dataType", Need::Required).set()?;
    let kind = DataType::parse(&text);
    if kind.is_none() {
        body.fault("dataType must be a valid enum value");
    }
    kind
}

impl Defined for CustomField {
    const NOUN: &'static str = "Custom field";
    const MEMBER: &'static str = "customField";

    /// The id may be a key.
    fn find<'s>(state: &'s State, location: &LocationId, id: &str) -> Option<&'s Self> {
        let by_id = CustomFieldId::parse(id).and_then(|id| state.custom_field(&id));
        let by_key = || state.custom_fields(location).find(|field| &*field.field_key == id);
        by_id.filter(|field| field.location == *location).or_else(by_key)
    }

    fn gone(&self) -> Entry {
        Entry::CustomFieldGone(self.id)
    }

    fn shown(&self) -> Value {
        let mut shown = json!({
            "id": self.id.as_str(),
            "name": self.name,
            "model": self.model,
            "fieldKey": self.field_key,
            "placeholder": self.placeholder.as_deref().unwrap_or_default(),
            "dataType": self.data_type.as_str(),
            "position": self.position,
            "locationId": self.location.as_str(),
        });
        if !self.options.is_empty() {
            shown["picklistOptions"] = json!(self.options);
            shown["picklistImageOptions"] = json!([]);
            shown["isAllowedCustomOption"] = false.into();
        }
        if self.data_type == DataType::FileUpload {
            let most = self.files.as_ref().map_or(2, |files| files.most);
            shown["isMultiFileAllowed"] = (most > 1).into();
            shown["maxFileLimit"] = most.into();
            if let Some(files) = self.files.as_ref().filter(|files| !files.formats.is_empty()) {
                shown["acceptedFormat"] = json!(files.formats);
            }
        }
        shown
    }
}
