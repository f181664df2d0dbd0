use highlevel::CustomField;
use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::{expression::Language, record::Doc};

fn custom(id: &str, key: &str, kind: &str, choices: &[&str]) -> CustomField {
    serde_json::from_value(json!({
        "id": id, "fieldKey": format!("contact.{key}"), "name": key, "dataType": kind, "picklistOptions": choices,
    }))
    .unwrap()
}

fn contact() -> Schema {
    Schema::contact(&[
        custom("f1", "roof_age", "NUMERICAL", &[]),
        custom("f2", "best_time", "SINGLE_OPTIONS", &["Mornings", "Evenings"]),
    ])
}

fn key(name: &str) -> FieldKey {
    FieldKey::new(name)
}

fn row(source: &str, target: &str) -> Row {
    Row::new(Source::Field(key(source)), key(target))
}

fn mapping(rows: Vec<Row>) -> Mapping {
    Mapping { name: "Leads".into(), rows }
}

fn record(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn carried(rows: Vec<Row>, columns: &[&str], given: Value) -> Outcome {
    let (source, target) = (Schema::columns(columns.iter().copied()), contact());
    apply(
        &mapping(rows),
        &record(given),
        Way::In,
        Sides { source: &source, target: &target },
        &Language::new(),
    )
}

fn found(rows: Vec<Row>, source: &Schema) -> Vec<Finding> {
    let target = contact();
    check(&mapping(rows), Sides { source, target: &target }, &Language::new())
}

#[test]
fn a_record_goes_across_row_by_row() {
    let mut name = Row::new(Source::Text("{{ first }} {{ last }}".into()), key("name"));
    name.transform = vec![Transform::Capitals];
    let mut age = row("age", "custom.roof_age");
    age.transform = vec![Transform::Number { decimal: Decimal::Comma }];

    let outcome = carried(
        vec![name, age, row("when", "custom.best_time")],
        &["first", "last", "age", "when"],
        json!({"first": "ADA", "last": "byron", "age": "1.022,5", "when": "evenings"}),
    );

    assert_eq!(
        outcome.record(),
        Ok(record(json!({
            "name": "Ada Byron", "custom.roof_age": 1022.5, "custom.best_time": "Evenings"
        })))
    );
}

#[test]
fn a_value_that_does_not_fit_is_refused_in_words_and_nothing_goes_across() {
    let outcome = carried(
        vec![row("age", "custom.roof_age"), row("when", "custom.best_time")],
        &["age", "when"],
        json!({"age": "22 years", "when": "Noon"}),
    );

    assert_eq!(
        outcome.record(),
        Err(vec![
            "custom.roof_age: “22 years” is not a number".to_owned(),
            "custom.best_time: “Noon” is not among the choices: Mornings, Evenings".to_owned(),
        ])
    );
}

#[test]
fn a_default_stands_in_and_a_needed_value_is_missed() {
    let mut source = row("source", "source");
    source.default = Some(json!("Fair"));
    let mut email = row("mail", "email");
    email.need = Need::Required;

    let outcome = carried(vec![source, email], &["source", "mail"], json!({"mail": " "}));

    assert_eq!(outcome.rows[0].result, RowResult::Default(json!("Fair")));
    assert!(matches!(outcome.rows[1].result, RowResult::Refused(_)));
}

#[test]
fn records_with_the_same_match_values_are_the_same() {
    let rows = || {
        ["mail", "tel"]
            .into_iter()
            .zip(["email", "phone"])
            .map(|(from, to)| Row { matching: Matching::Key, ..row(from, to) })
    };
    let one =
        carried(rows().collect(), &["mail", "tel"], json!({"mail": "ADA@example.com", "tel": "+1 555 0100"}));
    let other =
        carried(rows().collect(), &["mail", "tel"], json!({"mail": "ada@example.com", "tel": "+1(555)0100"}));

    assert_eq!(one.match_values(), other.match_values());
    assert_eq!(one.match_values().len(), 2);
}

#[test]
fn a_type_that_cannot_fit_says_so_and_one_click_mends_it() {
    let source = Schema::new(vec![Field::new(key("interests"), "Interests", FieldType::List)]);

    let findings = found(vec![row("interests", "city")], &source);

    assert_eq!(findings[0].text, "“Interests” is a list, but “City” holds text");
    let fixed = mapping(vec![row("interests", "city")]).fixed(Some(0), findings[0].fix.as_ref().unwrap());
    assert!(found(fixed.rows, &source).is_empty());
}

#[test]
fn text_into_a_number_is_only_a_hint() {
    let findings = found(vec![row("age", "custom.roof_age")], &Schema::columns(["age"]));

    assert_eq!(findings[0].weight, Weight::Hint);
}

#[test]
fn every_problem_has_a_click_that_ends_it() {
    let source = Schema::columns(["a", "b"]);
    let both = |transform: Vec<Transform>| Row { direction: Direction::Both, transform, ..row("a", "city") };
    let wrong = [
        row("a", "nowhere"),
        row("nothing", "city"),
        row("a", "dateAdded"),
        both(vec![Transform::Upper]),
        Row { default: Some(json!(["x", "y"])), ..row("a", "city") },
        Row { direction: Direction::Both, ..Row::new(Source::Text("{{ a }}".into()), key("city")) },
    ];

    for row in wrong {
        let findings = found(vec![row.clone()], &source);
        let fix = findings[0].fix.as_ref().expect("a click");
        assert_eq!(findings[0].weight, Weight::Problem);
        let fixed = mapping(vec![row]).fixed(Some(0), fix);
        assert!(found(fixed.rows, &source).is_empty(), "{}", findings[0].text);
    }
}

#[test]
fn two_rows_to_one_field_are_a_problem() {
    let findings = found(vec![row("a", "city"), row("b", "city")], &Schema::columns(["a", "b"]));

    assert_eq!((findings[0].row, findings[0].text.as_str()), (Some(1), "“City” has another row above"));
}

#[test]
fn a_needed_field_without_a_row_is_offered_one() {
    let (source, target) = (
        Schema::columns(["E-Mail"]),
        Schema::new(vec![Field {
            need: Need::Required,
            ..Field::new(key("email"), "Email", FieldType::Email)
        }]),
    );

    let findings = check(&mapping(vec![]), Sides { source: &source, target: &target }, &Language::new());

    let Some(Fix::Add { row }) = &findings[0].fix else { panic!("a row is offered") };
    assert_eq!(row.source, Source::Field(key("E-Mail")));
}

#[test]
fn fields_called_alike_are_suggested_for_each_other() {
    let source = Schema::columns([
        "First Name",
        "surname",
        "E-mail Address",
        "Mobile",
        "ZIP",
        "Roof Age (years)",
        "best_times",
        "Shoe size",
    ]);
    let target = contact();

    let rows = suggest(Sides { source: &source, target: &target });

    let mut pairs: Vec<(&str, &str)> = rows
        .iter()
        .map(|found| (found.row.source_field().unwrap().as_str(), found.row.target.as_str()))
        .collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            ("E-mail Address", "email"),
            ("First Name", "firstName"),
            ("Mobile", "phone"),
            ("Roof Age (years)", "custom.roof_age"),
            ("ZIP", "postalCode"),
            ("best_times", "custom.best_time"),
            ("surname", "lastName"),
        ]
    );
}

#[test]
fn a_mapping_travels_by_key_and_says_what_is_missing() {
    let here = Catalogue::of(&[custom("f1", "roof_age", "NUMERICAL", &[])]);
    let there = Catalogue::of(&[custom("x9", "roof_age", "NUMERICAL", &[])]);
    let doc = Doc::from_fields(record(json!({"city": "Rome", "customFields": [{"id": "f1", "value": 22}]})));

    let by_key = here.by_key(&doc);

    assert_eq!(by_key, record(json!({"city": "Rome", "custom.roof_age": 22})));
    assert_eq!(there.by_id(&by_key).unwrap()["customFields.x9"], json!(22));
    let wanted = mapping(vec![row("a", "custom.roof_age"), row("b", "custom.best_time")]);
    assert_eq!(there.missing(&wanted), [key("custom.best_time")]);
}

fn same_both_ways(transform: Vec<Transform>, from: FieldType, to: FieldType, value: Value) -> Value {
    let source = Schema::new(vec![Field::new(key("there"), "There", from)]);
    let target = Schema::new(vec![Field::new(key("here"), "Here", to)]);
    let sides = Sides { source: &source, target: &target };
    let mapping = mapping(vec![Row { direction: Direction::Both, transform, ..row("there", "here") }]);
    let language = Language::new();
    assert!(check(&mapping, sides, &language).iter().all(|finding| finding.weight == Weight::Hint));

    let inside =
        apply(&mapping, &record(json!({"there": value})), Way::In, sides, &language).record().unwrap();
    let mut outside = apply(&mapping, &inside, Way::Out, sides, &language).record().unwrap();
    outside.remove("there").unwrap_or(Value::Null)
}

proptest! {
    #[test]
    fn what_goes_in_comes_out_the_same(
        text in "[a-z]{1,9}( [a-z]{1,9})?",
        whole in -1_000_000..1_000_000i64,
        cents in 1..99u8,
        (year, month, day) in (1900..2100i16, 1..=12i8, 1..=28i8),
        yes in any::<bool>(),
        list in prop::collection::vec("[a-z]{1,6}", 1..5),
    ) {
        use FieldType as T;
        let comma = vec![Transform::Number { decimal: Decimal::Comma }];
        let amount = json!(format!("{whole},{cents:02}").trim_end_matches('0'));
        let day_text = json!(format!("{day:02}/{month:02}/{year}"));
        let words = vec![Transform::YesNo { yes: "ja".into(), no: "nein".into() }, Transform::Not];
        let table = vec![Transform::Table { rows: vec![("A".into(), "Hot".into()), ("B".into(), "Cold".into())] }];
        let split = || vec![Transform::Split { by: ", ".into() }];

        for (transform, from, to, value) in [
            (vec![], T::Text, T::Text, json!(text)),
            (vec![], T::Number, T::Number, json!(whole)),
            (comma, T::Text, T::Number, amount),
            (vec![Transform::Day { order: DayOrder::DayFirst }], T::Text, T::Date, day_text),
            (words, T::Text, T::YesNo, json!(if yes { "ja" } else { "nein" })),
            (table, T::Text, T::Text, json!(if yes { "A" } else { "B" })),
            (split(), T::Text, T::List, json!(list.join(", "))),
            (vec![Transform::Join { by: ", ".into() }], T::List, T::Text, json!(list)),
        ] {
            prop_assert_eq!(same_both_ways(transform, from, to, value.clone()), value);
        }
    }

    #[test]
    fn whatever_is_given_a_row_is_set_empty_or_refused(text in ".{0,40}", target in 0..20usize) {
        let schema = contact();
        let to = schema.fields()[target].key.as_str().to_owned();

        let outcome = carried(vec![row("a", &to)], &["a"], json!({"a": text}));

        match &outcome.rows[0].result {
            RowResult::Set(value) => prop_assert!(!convert::is_empty(value)),
            RowResult::Empty => prop_assert!(text.trim().is_empty()),
            RowResult::Refused(reason) => prop_assert!(!reason.is_empty()),
            RowResult::Default(_) => prop_assert!(false, "there is no default"),
        }
    }
}
