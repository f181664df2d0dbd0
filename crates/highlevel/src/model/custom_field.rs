//! Custom fields: definitions and values.
//!
//! A contact's values carry only the field's id, never its key or name; the definitions have to be read beside them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{CustomFieldId, LocationId};

open_enum! {
    /// What a custom field holds.
    pub enum DataType {
        /// One line of text.
        Text = "TEXT",
        /// Several lines of text.
        LargeText = "LARGE_TEXT",
        /// A number.
        Numerical = "NUMERICAL",
        /// A phone number.
        Phone = "PHONE",
        /// An amount of money. (HighLevel's spelling.)
        Monetary = "MONETORY",
        /// Any of a list, as check boxes.
        Checkbox = "CHECKBOX",
        /// One of a list.
        SingleOptions = "SINGLE_OPTIONS",
        /// Any of a list.
        MultipleOptions = "MULTIPLE_OPTIONS",
        /// A date.
        Date = "DATE",
        /// Several labelled texts.
        TextboxList = "TEXTBOX_LIST",
        /// Files.
        FileUpload = "FILE_UPLOAD",
        /// One of a list, as radio buttons.
        Radio = "RADIO",
        /// An e-mail address.
        Email = "EMAIL",
    }
}

record! {
    /// A custom field's definition.
    pub struct CustomField(CustomFieldId) {
        /// The name people see.
        name: String = "name",
        /// The key, for example `contact.shoe_size`.
        field_key: String = "fieldKey",
        /// What it holds.
        data_type: DataType = "dataType",
        /// `contact` or `opportunity`.
        model: String = "model",
        /// Text shown while it is empty.
        placeholder: String = "placeholder",
        /// Its place among the others.
        position: f64 = "position",
        /// The choices.
        picklist_options: Vec<Value> = "picklistOptions",
        /// The choices, as pictures.
        picklist_image_options: Vec<Value> = "picklistImageOptions",
        /// Whether another choice may be typed in.
        is_allowed_custom_option: bool = "isAllowedCustomOption",
        /// Whether it takes several files.
        is_multi_file_allowed: bool = "isMultiFileAllowed",
        /// How many files it takes.
        max_file_limit: f64 = "maxFileLimit",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}

impl CustomField {
    /// The choices as text, whether HighLevel sent words or objects with a label.
    #[must_use]
    pub fn choices(&self) -> Vec<String> {
        let options = self.picklist_options.iter().flatten();
        options
            .filter_map(|option| option.as_str().or_else(|| option.get("label")?.as_str()).map(str::to_owned))
            .collect()
    }
}

record! {
    /// A custom field's value on one contact. Its form depends on the field: text, number, list of texts, or an
    /// object for files; so it stays as it came.
    pub struct CustomFieldValue(CustomFieldId) {
        /// The value.
        value: Value = "value" | "fieldValue" | "field_value",
    }
}

/// A custom field to be set on a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomFieldWrite {
    /// The field.
    pub id: CustomFieldId,
    /// Its new value; `null` empties it.
    #[serde(rename = "field_value", alias = "fieldValue")]
    pub value: Value,
}

impl CustomFieldWrite {
    /// Sets this field to this value.
    pub fn new(id: CustomFieldId, value: impl Into<Value>) -> Self {
        Self { id, value: value.into() }
    }
}

/// The body of a new custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomFieldCreate {
    /// The name people see.
    pub name: String,
    /// What it holds.
    pub data_type: DataType,
    /// Text shown while it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// `contact` or `opportunity`; HighLevel takes `contact` for granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its place among the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<f64>,
    /// The labelled texts of a text box list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_box_list_options: Option<Vec<Value>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_words_or_objects_with_a_label() {
        let wire = r#"{"id":"f1","dataType":"MONETORY","picklistOptions":["a",{"label":"b"},7]}"#;

        let field: CustomField = serde_json::from_str(wire).unwrap();

        assert_eq!(field.choices(), ["a", "b"]);
        assert_eq!(field.data_type, Some(DataType::Monetary));
    }

    #[test]
    fn a_value_is_written_under_the_name_both_versions_take() {
        let write = CustomFieldWrite::new("f1".parse().unwrap(), "x");

        assert_eq!(serde_json::to_string(&write).unwrap(), r#"{"id":"f1","field_value":"x"}"#);
    }
}
