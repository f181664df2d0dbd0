use super::*;

fn flags() -> Flags {
    Flags::default().with("data_dir", Some("/srv/rankr"))
}

fn read(flags: Flags) -> Result<Config, ConfigError> {
    Sources::read(None, flags)?.config()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn without_a_word_from_anyone_the_database_lies_in_the_data_folder() {
    let config = read(flags()).unwrap();

    assert!(matches!(config.database, DatabaseUrl::Sqlite(path) if path == Path::new("/srv/rankr/rankr.db")));
}

#[test]
fn a_flag_beats_the_file() {
    let file = file("listen = \"127.0.0.1:1\"\nworkers = 7");
    let flags = Flags::default().with("listen", Some("127.0.0.1:2"));

    let config = Sources::read(Some(file.path()), flags).unwrap().config().unwrap();

    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.workers, 7);
}

#[test]
fn a_key_nobody_knows_is_refused_with_the_file_it_stands_in() {
    let file = file("lisen = \"127.0.0.1:1\"");

    let error = Sources::read(Some(file.path()), Flags::default()).err().unwrap();

    let place = format!("lisen is not right (file {}, line 1)", file.path().display());
    assert_eq!(error.to_string(), format!("{place}: there is no such setting; did you mean listen?"));
}

#[test]
fn a_file_that_is_no_toml_is_refused_with_its_line() {
    let file = file("# mine\nlisten = 127.0.0.1:1\n");

    let error = Sources::read(Some(file.path()), Flags::default()).err().unwrap();

    let text = error.to_string();
    assert!(text.contains(&file.path().display().to_string()) && text.contains("line 2:"), "{text}");
}

#[test]
fn a_variable_that_is_no_setting_is_told_with_what_was_meant() {
    let environment = ["PATH", "RANKR_LISTEN", "RANKR_LISEN", "RANKR_CONFIG"].map(str::to_owned);

    let strangers = Sources::strangers(environment);

    assert_eq!(strangers, ["RANKR_LISEN is no setting; did you mean RANKR_LISTEN?"]);
}

#[test]
fn a_value_of_the_wrong_kind_names_its_setting_and_source() {
    let file = file("workers = \"many\"");

    let error = Sources::read(Some(file.path()), Flags::default()).unwrap().config().err().unwrap();

    let text = error.to_string();
    assert!(text.starts_with("workers is not right (file ") && text.contains(", line 1)"), "{text}");
    assert!(text.ends_with("a whole number is needed, not string \"many\""), "{text}");
}

#[test]
fn an_address_that_is_none_is_refused_with_an_example() {
    let error = read(Flags::default().with("listen", Some("localhost"))).err().unwrap();

    assert_eq!(
        error.to_string(),
        "listen is not right (flag --listen): \"localhost\" is not an address such as 127.0.0.1:8780"
    );
}

#[test]
fn a_database_of_another_make_is_refused() {
    let error = read(Flags::default().with("database", Some("mysql://host/name"))).err().unwrap();

    assert!(error.to_string().contains("postgres://"), "{error}");
}

#[test]
fn a_client_id_without_its_secret_is_refused() {
    let error = read(Flags::default().with("client_id", Some("app-1"))).err().unwrap();

    assert!(error.to_string().starts_with("client_secret is not right"), "{error}");
}

#[test]
fn a_settings_file_that_is_not_there_is_refused_only_when_it_was_named() {
    let named = Sources::read(Some(Path::new("/nowhere/rankr.toml")), Flags::default());

    assert!(matches!(named, Err(ConfigError::Unreadable { .. })));
    assert!(read(flags()).is_ok());
}

#[test]
fn what_holds_is_told_with_its_source_and_secrets_stay_covered() {
    let flags = flags().with("client_secret", Some("very-secret"));

    let holdings = Sources::read(None, flags).unwrap().holdings();

    let of = |key: &str| holdings.iter().find(|holding| holding.key == key).unwrap().clone();
    assert_eq!(of("data_dir").source, "flag --data-dir");
    assert_eq!(of("workers").source, "default");
    assert_eq!(of("client_secret").value.as_deref(), Some("[secret]"));
    assert_eq!(of("public_url").value, None);
}
