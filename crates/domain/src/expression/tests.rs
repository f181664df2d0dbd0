use serde_json::json;

use super::*;

fn seen() -> Seen {
    let values = json!({
        "contact": {
            "firstName": "Ada", "name": "ada o'hara", "tags": ["lead", "vip"], "dnd": false, "age": 41,
            "phone": "(202) 555-0143", "body": "x".repeat(50_000)
        },
        "now": "2026-03-01T15:30:00Z",
        "location": {"timezone": "America/New_York"},
        "steps": {"wait": {"reason": "message.inbound"}},
    });
    Seen::of(values.as_object().unwrap())
}

fn fill(text: &str) -> Json {
    Language::new().fill(text, &seen()).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn fault(text: &str) -> Fault {
    Language::new().fill(text, &seen()).unwrap_err()
}

#[test]
fn a_field_that_is_exactly_one_pill_keeps_its_type_and_text_around_it_makes_text() {
    assert_eq!(fill("{{ contact.age }}"), json!(41));
    assert_eq!(fill("{{ contact.dnd }}"), json!(false));
    assert_eq!(fill("{{ contact.tags }}"), json!(["lead", "vip"]));
    assert_eq!(fill("{{ contact.age }} years"), json!("41 years"));
    assert_eq!(fill("{{ contact.age }}{{ contact.age }}"), json!("4141"));
    assert_eq!(fill("no pill at all"), json!("no pill at all"));
}

#[test]
fn what_is_missing_is_empty_and_falsy_and_never_an_error() {
    assert_eq!(fill("{{ contact.nothing.at.all }}"), Json::Null);
    assert_eq!(fill("Hello {{ nobody.name }}!"), json!("Hello !"));
    assert!(!Language::new().holds("opportunity.name", &seen()).unwrap());
    assert_eq!(fill("{{ contact.nick | default('friend') }}"), json!("friend"));
    assert_eq!(fill("{{ contact.due | plus('1 day') | at('09:00') }}"), Json::Null);
}

#[test]
fn dates_are_reckoned_in_the_place_they_are_for() {
    assert_eq!(
        fill("{{ now | plus('1 day') | at('09:00', location.timezone) }}"),
        json!("2026-03-02T14:00:00Z")
    );
    // The clocks go forward on the 8th.
    assert_eq!(
        fill("{{ now | plus('8 days') | at('09:00', location.timezone) }}"),
        json!("2026-03-09T13:00:00Z")
    );
    assert_eq!(fill("{{ now | minus('90 minutes') }}"), json!("2026-03-01T14:00:00Z"));
    assert_eq!(fill("{{ '2026-11-25' | date('%-d %B') }}"), json!("25 November"));
    assert_eq!(fill("{{ '2026-03-05' | days_until(now) }}"), json!(4));
}

#[test]
fn text_that_is_no_date_is_refused_with_its_words() {
    assert_eq!(fault("{{ 'spring 2027' | plus('1 day') }}").message, "“spring 2027” is text, not a date.");
    assert_eq!(fault("{{ now | plus('soon') }}").message, "`soon` is no length of time such as 2 days.");
}

#[test]
fn people_phones_and_amounts_are_written_properly() {
    assert_eq!(fill("{{ contact.phone | phone('US') }}"), json!("+12025550143"));
    assert_eq!(fill("{{ contact.name | name }}"), json!("Ada O'Hara"));
    assert_eq!(fill("{{ contact.name | first_name }} {{ contact.name | initials }}"), json!("Ada AO"));
    assert_eq!(fill("{{ 1234567.5 | money }}"), json!("$1,234,567.50"));
    assert_eq!(fill("{{ '-840' | money('CHF') }}"), json!("-CHF 840"));
    assert_eq!(fill("{{ '$8,400.50' | number }}"), json!(8400.5));
}

#[test]
fn lists_gain_and_lose_items() {
    assert_eq!(fill("{{ contact.tags | also('vip') | also('new') }}"), json!(["lead", "vip", "new"]));
    assert_eq!(fill("{{ contact.tags | without('lead') }}"), json!(["vip"]));
    assert_eq!(fill("{{ [contact.email, contact.firstName] | filled }}"), json!(["Ada"]));
}

#[test]
fn a_value_within_a_value_is_filled_in_and_a_fault_says_where() {
    let language = Language::new();
    let given =
        json!({"title": "Call {{ contact.firstName }}", "done": false, "list": ["{{ contact.age }}"]});

    let filled = language.fill_all(&given, &seen()).unwrap();

    assert_eq!(filled, json!({"title": "Call Ada", "done": false, "list": [41]}));
    let wrong = language.fill_all(&json!({"a": {"b": ["ok", "{{ 1 + }}"]}}), &seen()).unwrap_err();
    assert_eq!((wrong.field.as_str(), wrong.kind), ("a.b[1]", FaultKind::Grammar));
}

#[test]
fn every_value_a_text_asks_for_is_listed() {
    let text = "{% for tag in contact.tags %}{{ tag }}{% endfor %} {{ steps.wait.reason | default(now) }}";

    let asked = Language::new().references(text).unwrap();

    let asked: Vec<_> = asked.iter().map(Reference::as_str).collect();
    assert_eq!(asked, ["contact.tags", "now", "steps.wait.reason"]);
    assert_eq!(Reference::new("steps.wait.reason").step(), Some("wait"));
}

#[test]
fn loops_bombs_and_deep_recursion_are_refused_with_the_reason() {
    let nested = "{% for a in contact.body %}{% for b in contact.body %}{{ b }}{% endfor %}{% endfor %}";
    assert_eq!(fault(nested).kind, FaultKind::TooMuch);

    let doubled = "{% set n = namespace(x='aaaaaaaa') %}{% for i in range(60) %}\
                   {% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}";
    assert_eq!(fault(doubled).kind, FaultKind::TooMuch);

    assert_eq!(fault("{{ 'x' * 900000000 }}").kind, FaultKind::TooMuch);
    assert_eq!(fault("{{ range(100000) | list }}").kind, FaultKind::TooMuch);
    assert_eq!(fault("{{ contact.body }}{{ contact.body }}").kind, FaultKind::TooLarge);

    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(3_000), ")".repeat(3_000));
    assert!(matches!(fault(&deep).kind, FaultKind::TooDeep | FaultKind::Grammar), "{:?}", fault(&deep));
    assert_eq!(fault(&"x{{ 1 }}".repeat(10_000)).kind, FaultKind::TooLarge);
    assert!(fault("{{ now | date('%999999999Y') }}").message.contains("too long"));
}

#[test]
fn a_template_cannot_reach_another_or_the_disk() {
    assert!(Language::new().fill("{% include '/etc/passwd' %}", &seen()).is_err());
    assert!(Language::new().fill("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", &seen()).is_err());
}

#[test]
fn a_fault_says_in_plain_words_what_is_wrong_and_where() {
    let wrong = fault("Call {{ contact.firstName | shout }}");
    assert_eq!(wrong.message, "There is no filter named `shout`.");
    assert_eq!(wrong.place, Some((1, 29)));

    let wrong = fault("Dear\n{{ contact.age + }}");
    assert_eq!((wrong.kind, wrong.place.map(|place| place.0)), (FaultKind::Grammar, Some(2)));
}

#[test]
fn a_check_finds_unknown_filters_and_forgives_missing_values() {
    let language = Language::new();

    assert!(language.check("{{ contact.due | date }} {{ contact.phone | phone('US') }}").is_ok());
    assert_eq!(language.check("{{ contact.x | shout }}").unwrap_err().kind, FaultKind::UnknownName);
    assert_eq!(language.check_expression("contact.").unwrap_err().kind, FaultKind::Grammar);
}

#[test]
fn a_mapping_aligns_a_record_by_its_name() {
    let language = Language::new().with_mappings(|name, record| match name {
        "crm" => Ok(json!({"given": record["firstName"]})),
        other => Err(format!("there is no mapping named “{other}”")),
    });

    assert_eq!(language.fill("{{ mapping('crm', contact).given }}", &seen()).unwrap(), json!("Ada"));
    let wrong = language.fill("{{ mapping('erp', contact) }}", &seen()).unwrap_err();
    assert_eq!(wrong.message, "there is no mapping named “erp”.");
}
