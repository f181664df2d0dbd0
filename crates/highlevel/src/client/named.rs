//! A call made of an operation's row and one JSON object.

use serde_json::Value;

use super::call::Call;
use crate::error::CallError;
use crate::operation::{Operation, Param};
use crate::record::Doc;

impl Call {
    /// The call of this operation with everything it takes in one object: each member goes where the row has it, into
    /// the path, the query or the body. A query's list becomes one pair an item; a blank one is left out.
    ///
    /// ```
    /// use highlevel::client::Call;
    /// use highlevel::operation;
    ///
    /// let input = serde_json::json!({"contactId": "c1", "body": "Called back"});
    /// let call = Call::named(operation::find("create-note").unwrap(), input.as_object().unwrap()).unwrap();
    ///
    /// assert_eq!(call.url_path().unwrap(), "/contacts/c1/notes");
    /// assert_eq!(call.json_body().unwrap()["body"], "Called back");
    /// ```
    ///
    /// # Errors
    /// `Configuration`, with every problem the row finds.
    pub fn named(operation: &'static Operation, input: &Doc) -> Result<Self, CallError> {
        let problems = operation.problems(input);
        if !problems.is_empty() {
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            return Err(CallError::Configuration {
                message: format!("{operation}: {}", problems.join("; ")),
            });
        }
        let given = |params: &'static [Param]| {
            params.iter().filter_map(|param| Some((param.name, input.get(param.name)?)))
        };
        let mut call = Self::of(operation);
        for (name, value) in given(operation.path_params) {
            call = call.path(name, plain(value));
        }
        for (name, value) in given(operation.query) {
            call = in_query(call, name, value);
        }
        if !operation.has_body() {
            return Ok(call);
        }
        let body: Doc =
            given(operation.body_fields()).map(|(name, value)| (name.to_owned(), value.clone())).collect();
        call.json(&body)
    }
}

fn in_query(call: Call, name: &'static str, value: &Value) -> Call {
    match value {
        Value::Null => call,
        Value::String(text) if text.trim().is_empty() => call,
        Value::Array(items) => items.iter().fold(call, |call, item| call.query(name, plain(item))),
        value => call.query(name, plain(value)),
    }
}

/// A value as a path or a query spells it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operation::{self, Method, find};

    fn named(id: &str, input: &Value) -> Result<Call, CallError> {
        Call::named(find(id).unwrap(), input.as_object().unwrap())
    }

    #[test]
    fn each_member_goes_where_the_row_has_it() {
        let call = named(
            "remove-followers-opportunity",
            &json!({
                "id": "o1", "isRemoveAllFollowers": false, "followers": ["u1", "u2"]
            }),
        )
        .unwrap();

        assert_eq!(
            (call.method(), call.url_path().unwrap().as_str()),
            (Method::Delete, "/opportunities/o1/followers")
        );
        assert_eq!(call.query_value("isRemoveAllFollowers"), Some("false"));
        assert_eq!(call.json_body(), Some(&json!({"followers": ["u1", "u2"]})));
    }

    #[test]
    fn a_list_in_a_query_is_one_pair_an_item() {
        let call = named(
            "get-slots",
            &json!({
                "calendarId": "k1", "startDate": 1, "endDate": 2, "timezone": "", "userIds": ["u1", "u2"]
            }),
        )
        .unwrap();

        let pairs: Vec<_> =
            call.query_pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(pairs, ["startDate=1", "endDate=2", "userIds=u1", "userIds=u2"]);
    }

    #[test]
    fn what_does_not_fit_is_not_sent() {
        let error = named("create-note", &json!({"contactId": "c1"})).unwrap_err();

        assert!(error.to_string().contains("`body` is missing"), "{error}");
    }

    #[test]
    fn every_row_can_be_called_by_name() {
        for row in operation::ALL.iter().filter(|row| row.app != operation::App::Oauth) {
            let input = row.fields().filter(|param| row.path_params.contains(param) || param.required);
            let input: Doc = input.map(|param| (param.name.to_owned(), sample(param))).collect();

            let call = Call::named(row, &input).unwrap_or_else(|error| panic!("{row}: {error}"));

            assert!(!call.url_path().unwrap().contains('{'), "{row}");
            assert_eq!(call.json_body().is_some(), row.has_body(), "{row}");
        }
    }

    fn sample(param: &Param) -> Value {
        use crate::operation::Kind;
        match param.kind {
            Kind::Text => "x".into(),
            Kind::Number => 1.into(),
            Kind::Flag => true.into(),
            Kind::Object => json!({}),
            Kind::Any => json!([1]),
            Kind::Texts => json!(["x"]),
            Kind::Objects => json!([{}]),
            Kind::Choice(words) => words[0].into(),
        }
    }
}
