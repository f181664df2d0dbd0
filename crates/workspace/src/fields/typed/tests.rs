use serde_json::json;

use super::*;

fn set(editor: &Editor, text: &str) -> Value {
    match read(editor, &[text.to_owned()]) {
        Ok(Typed::Set(value)) => value,
        other => panic!("{text:?} gave {other:?}"),
    }
}

fn refused(editor: &Editor, text: &str) -> String {
    read(editor, &[text.to_owned()]).unwrap_err()
}

const PHONE: Editor = Editor::Phone { country: None };

#[test]
fn a_phone_number_becomes_the_form_highlevel_keeps() {
    assert_eq!(set(&PHONE, "(415) 555-0142"), "+14155550142");
    assert_eq!(set(&PHONE, "1 415 555 0142"), "+14155550142");
    assert_eq!(set(&PHONE, "+49 30 5550142"), "+49305550142");
    assert_eq!(set(&PHONE, "0049 30 5550142"), "+49305550142");
}

#[test]
fn a_phone_number_elsewhere_needs_its_country() {
    let berlin = Editor::Phone { country: Some("DE".to_owned()) };

    assert!(refused(&berlin, "030 5550142").starts_with("Begin with +"));
    assert!(refused(&PHONE, "555-CALL").contains("Leave out letters"));
    assert!(refused(&PHONE, "+12").contains("7 to 15 digits"));
}

#[test]
fn an_email_without_an_ending_says_so() {
    assert_eq!(
        refused(&Editor::Email, "marisol@example"),
        "This address has no ending. Add one, for example .com."
    );
    assert_eq!(set(&Editor::Email, " Ada+home@mail.example.com "), "Ada+home@mail.example.com");
    for wrong in [
        "ada",
        "@example.com",
        "ada@",
        "a b@example.com",
        "ada@exa..mple.com",
        "a@b@example.com",
        "<a@example.com>",
    ] {
        refused(&Editor::Email, wrong);
    }
}

#[test]
fn numbers_may_group_thousands_but_a_decimal_comma_is_not_guessed() {
    assert_eq!(set(&Editor::Number, "1,234"), json!(1234));
    assert_eq!(set(&Editor::Number, "-8.4"), json!(-8.4));
    assert_eq!(set(&Editor::Money, "$18,400.50"), json!(18400.5));
    for wrong in ["8,4", "1e9", "NaN", "1.2.3", "inf", "--1", "."] {
        refused(&Editor::Number, wrong);
    }
}

#[test]
fn a_day_is_written_year_first_and_must_exist() {
    assert_eq!(set(&Editor::Date, "2028-02-29"), "2028-02-29");
    assert_eq!(set(&Editor::Date, "2026/11/3"), "2026-11-03");
    assert_eq!(refused(&Editor::Date, "2027-02-29"), "There is no such day. Check month and day.");
    assert!(refused(&Editor::Date, "03/11/2026").starts_with("Type the day as year-month-day"));
}

#[test]
fn an_option_the_field_does_not_have_is_refused() {
    let roofs = vec![Choice::plain("Slate"), Choice::plain("Tile")];

    assert_eq!(set(&Editor::Choice(roofs.clone()), "Tile"), "Tile");
    assert_eq!(refused(&Editor::Choice(roofs.clone()), "Straw"), "Choose one of the options.");
    let both = read(&Editor::Choices(roofs.clone()), &["Tile".into(), "Slate".into(), String::new()]);
    assert_eq!(both, Ok(Typed::Set(json!(["Slate", "Tile"]))));
    assert!(read(&Editor::Choices(roofs), &["Tile".into(), "Straw".into()]).is_err());
}

#[test]
fn an_empty_field_is_cleared() {
    for editor in
        [Editor::Text, Editor::Email, PHONE, Editor::Date, Editor::Number, Editor::Choices(Vec::new())]
    {
        assert_eq!(read(&editor, &["  ".into()]), Ok(Typed::Clear));
    }
}

#[test]
fn a_country_is_known_by_name_and_by_code() {
    assert_eq!(set(&Editor::Country, "germany"), "DE");
    assert_eq!(set(&Editor::Country, "us"), "US");
    refused(&Editor::Country, "Atlantis");
}

#[test]
fn a_time_zone_must_exist() {
    assert_eq!(set(&Editor::TimeZone, "America/Los_Angeles"), "America/Los_Angeles");
    refused(&Editor::TimeZone, "Mars/Olympus");
}

#[test]
fn a_read_only_field_says_why() {
    let editor = Editor::ReadOnly("HighLevel takes this on creation only.");

    assert_eq!(refused(&editor, "x"), "HighLevel takes this on creation only.");
    assert!(read(&editor, &[]).is_err());
}
