//! Contacts as comma-separated values (RFC 4180).

use serde_json::{Map, Value};

/// Columns that every contact has, by HighLevel's names.
const OWN: [&str; 20] = [
    "id",
    "firstName",
    "lastName",
    "email",
    "phone",
    "companyName",
    "address1",
    "city",
    "state",
    "postalCode",
    "country",
    "website",
    "timezone",
    "source",
    "type",
    "assignedTo",
    "dnd",
    "tags",
    "dateAdded",
    "dateUpdated",
];

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Own(&'static str),
    Custom(String),
}

/// The columns: every contact's own, then the custom fields by their keys.
pub(super) fn columns(keys: &Map<String, Value>) -> Vec<Column> {
    let mut custom: Vec<String> = keys.values().filter_map(|key| key.as_str().map(str::to_owned)).collect();
    custom.sort();
    OWN.into_iter().map(Column::Own).chain(custom.into_iter().map(Column::Custom)).collect()
}

/// The names of the columns.
pub(super) fn head(columns: &[Column]) -> String {
    line(columns.iter().map(|column| match column {
        Column::Own(name) => (*name).to_owned(),
        Column::Custom(key) => key.clone(),
    }))
}

/// One contact.
pub(super) fn row(columns: &[Column], contact: &Value) -> String {
    line(columns.iter().map(|column| match column {
        Column::Own(name) => text(&contact[*name]),
        Column::Custom(key) => text(&contact["custom"][key.as_str()]),
    }))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(quoted).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn quoted(cell: String) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        let columns =
            [Column::Own("firstName"), Column::Own("tags"), Column::Custom("contact.size".to_owned())];
        let contact = json!({
            "firstName": "Ada \"Countess\", Byron", "tags": ["vip", "new"], "custom": { "contact.size": 4.5 },
        });

        assert_eq!(head(&columns), "firstName,tags,contact.size\r\n");
        assert_eq!(row(&columns, &contact), "\"Ada \"\"Countess\"\", Byron\",vip;new,4.5\r\n");
    }
}
