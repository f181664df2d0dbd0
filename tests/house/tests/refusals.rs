//! What cannot work is refused in a sentence that says what to do next, and leaves nothing half-made behind.

use std::net::TcpListener;
use std::path::Path;

use testkit::{Process, Start, free_address};

/// Ends with that exit code, the text, and a code that has a page; no word of programmers.
async fn refused(start: Start, exit: i32, code: &str, text: &str) -> anyhow::Result<()> {
    let (ended, printed, said) = start.to_the_end().await?;

    assert_eq!(ended, Some(exit), "{said}");
    assert!(said.contains(text), "{said}");
    assert!(said.contains(&format!("{code}: rankr explain {code} says more")), "{said}");
    for word in ["panicked", "backtrace", "Error(", "Some("] {
        assert!(!said.contains(word), "{said}");
    }
    assert_eq!(printed, "", "standard output is for what was asked for");
    Ok(())
}

/// Refused, and the folder is as if nothing had been started.
async fn refused_without_a_trace(
    folder: &Path,
    start: Start,
    exit: i32,
    code: &str,
    text: &str,
) -> anyhow::Result<()> {
    refused(start, exit, code, text).await?;

    assert!(!folder.exists(), "{} was left behind", folder.display());
    Ok(())
}

/// A place for a data folder that is not there yet.
fn nowhere() -> anyhow::Result<(tempfile::TempDir, std::path::PathBuf)> {
    let outside = tempfile::tempdir()?;
    let inside = outside.path().join("data").join("rankr");
    Ok((outside, inside))
}

#[tokio::test]
async fn an_address_in_use_is_said_with_the_flag_that_changes_it() -> anyhow::Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let (_outside, folder) = nowhere()?;
    let serve = Process::serve(&folder, taken.local_addr()?);

    refused_without_a_trace(&folder, serve, 1, "RK-405", "another address with --listen").await
}

#[tokio::test]
async fn each_part_of_a_demo_says_which_address_is_in_use() -> anyhow::Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let _held = TcpListener::bind(&taken)?;
    let demo = |listen: &str, sandbox: &str| {
        Start::command("demo").with("--listen", listen).with("--sandbox-listen", sandbox)
    };

    refused(demo("127.0.0.1:0", &taken), 1, "RK-405", "another address with --sandbox-listen").await?;
    refused(demo(&taken, "127.0.0.1:0"), 1, "RK-405", "another address with --listen").await?;
    let sandbox = Start::command("sandbox").with("--listen", taken.as_str());
    refused(sandbox, 1, "RK-405", "another address with --listen").await
}

#[tokio::test]
async fn two_rankrs_never_share_a_folder_and_the_first_goes_on() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let first = Process::serve(folder.path(), free_address()?).ready().await?;

    let second = Process::serve(folder.path(), free_address()?);
    refused(second, 1, "RK-403", "another Rankr is running").await?;

    let http = highlevel::client::http_client("rankr-tests")?;
    let health = http.get(format!("{}/healthz", first.ready_text("url")?)).send().await?;
    assert!(health.status().is_success());
    assert!(first.terminate().await?.success());
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() -> anyhow::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    let serve = Process::serve(&file.path().join("data"), free_address()?);

    refused(serve, 1, "RK-404", "--data-dir").await
}

#[tokio::test]
async fn a_database_that_is_none_is_refused() -> anyhow::Result<()> {
    let (_outside, folder) = nowhere()?;
    let serve = Process::serve(&folder, free_address()?).with("--database", "mysql://localhost/x");

    refused_without_a_trace(&folder, serve, 2, "RK-401", "database is not right (flag --database)").await
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_stays_as_it_is() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("rankr.db"), "a letter to my aunt, which is rather long")?;
    let serve = Process::serve(folder.path(), free_address()?);

    refused(serve, 1, "RK-415", "file is not a database").await?;

    assert!(std::fs::read_to_string(folder.path().join("rankr.db"))?.starts_with("a letter"));
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1, "something was left behind");
    Ok(())
}

#[tokio::test]
async fn a_wrong_setting_names_its_variable_and_what_would_be_right() -> anyhow::Result<()> {
    let (_outside, folder) = nowhere()?;
    let serve = || Process::serve(&folder, free_address().expect("an address is free"));

    let many = serve().variable("RANKR_WORKERS", "many");
    refused(many, 2, "RK-401", "workers is not right (environment RANKR_WORKERS): a whole number").await?;
    let none = serve().variable("RANKR_WORKERS", "0");
    refused(none, 2, "RK-401", "a number from 1 to 64 is needed").await?;
    let log = serve().variable("RANKR_LOG", "store=loud");
    refused(log, 2, "RK-401", "log is not right (environment RANKR_LOG)").await?;
    let format = serve().variable("RANKR_LOG_FORMAT", "xml");
    refused(format, 2, "RK-401", "\"xml\" is none of pretty, json").await?;
    let key = serve().variable("RANKR_SEAL_KEY", "short");
    refused(key, 2, "RK-401", "32 bytes in base64").await?;
    let url = serve().with("--public-url", "rankr.example.com");
    refused(url, 2, "RK-401", "public_url is not right (flag --public-url)").await?;
    assert!(!folder.exists(), "something was left behind");
    Ok(())
}

#[tokio::test]
async fn a_settings_file_says_what_is_wrong_with_its_line() -> anyhow::Result<()> {
    let (outside, folder) = nowhere()?;
    let file = outside.path().join("rankr.toml");
    let with = |text: &str| {
        std::fs::write(&file, text).expect("the file is written");
        Process::serve(&folder, free_address().expect("an address is free")).with("--config", &file)
    };
    let place = |line: u32| format!("(file {}, line {line})", file.display());

    let slip = with("# mine\nlisen = \"127.0.0.1:0\"\n");
    refused(
        slip,
        2,
        "RK-401",
        &format!("lisen is not right {}: there is no such setting; did you mean listen?", place(2)),
    )
    .await?;
    refused(with("workers = \"many\""), 2, "RK-401", &format!("workers is not right {}", place(1))).await?;
    refused(with("\nlog = info\n"), 2, "RK-402", "line 2: ").await?;
    let gone = Process::serve(&folder, free_address()?).with("--config", outside.path().join("none.toml"));
    refused(gone, 2, "RK-402", "it does not exist").await?;
    let folder_instead = Process::serve(&folder, free_address()?).with("--config", outside.path());
    refused(folder_instead, 2, "RK-402", "it is a folder").await?;
    assert!(!folder.exists(), "something was left behind");
    Ok(())
}

#[tokio::test]
async fn every_wrong_flag_ends_with_2_and_says_what_would_be_right() -> anyhow::Result<()> {
    let wrong = [
        ("serve", "--lisen", None, "--listen"),
        ("serve", "--listen", None, "a value is required"),
        ("serv", "--listen", Some("127.0.0.1:0"), "serve"),
        ("demo", "--contacts", Some("0"), "1..=1000000"),
        ("demo", "--contacts", Some("some"), "invalid value"),
        ("demo", "--listen", Some("8780"), "invalid value"),
        ("sandbox", "--contacts", Some("1000001"), "0..=1000000"),
        ("sandbox", "--seed", Some("-1"), "--seed"),
        ("sandbox", "--webhook-url", Some("nowhere"), "invalid value"),
        ("connect", "--oauth", None, "--base-url"),
        ("connect", "--base-url", Some("http://127.0.0.1:1"), "--private-token"),
        ("connect", "--base-url", Some("not an address"), "invalid value"),
        ("explain", "--all", None, "unexpected argument"),
    ];
    for (command, flag, value, text) in wrong {
        let start = Start::command(command);
        let start = match value {
            Some(value) => start.with(flag, value),
            None => start.flag(flag),
        };
        let (ended, _, said) = start.to_the_end().await?;
        assert_eq!(ended, Some(2), "{command} {flag}: {said}");
        assert!(said.contains(text), "{command} {flag}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_code_is_explained_on_the_spot_and_an_unknown_one_refused() -> anyhow::Result<()> {
    let (ended, page, _) = Start::command("explain").flag("rk-403").to_the_end().await?;

    assert_eq!(ended, Some(0));
    assert!(page.starts_with("# RK-403: Another Rankr is running in this folder"), "{page}");
    refused(Start::command("explain").flag("RK-999"), 2, "RK-401", "there is no code RK-999").await
}

#[tokio::test]
async fn a_sandbox_that_is_not_there_is_said_before_anything_is_made() -> anyhow::Result<()> {
    let (_outside, folder) = nowhere()?;
    let nobody = format!("http://{}", free_address()?);
    let connect =
        || Start::command("connect").with("--base-url", nobody.as_str()).with("--data-dir", &folder);

    let by_oauth = connect().flag("--oauth");
    refused_without_a_trace(&folder, by_oauth, 1, "RK-303", "rankr sandbox").await?;
    let by_token = connect().with("--private-token", "pit-1").with("--location", "loc1");
    refused_without_a_trace(&folder, by_token, 1, "RK-303", "nobody answers at").await
}

#[tokio::test]
async fn a_token_that_does_not_fit_is_refused_with_what_would() -> anyhow::Result<()> {
    let sandbox = Process::sandbox(3).ready().await?;
    let (_outside, folder) = nowhere()?;
    let connect = |token: &str| {
        Start::command("connect")
            .with("--base-url", sandbox.ready_text("base_url").expect("the sandbox says where it is"))
            .with("--data-dir", &folder)
            .with("--private-token", token)
    };

    let unknown = connect("pit-00000000-0000-0000-0000-000000000000");
    refused_without_a_trace(&folder, unknown, 1, "RK-302", "does not know this private token").await?;
    let elsewhere = connect(sandbox.ready_text("private_token")?).with("--location", "elsewhere0000000000");
    refused_without_a_trace(&folder, elsewhere, 1, "RK-302", "does not belong to the location").await?;
    let (ended, _, said) = connect(sandbox.ready_text("private_token")?).to_the_end().await?;
    assert_eq!(ended, Some(0), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_link_for_a_rankr_that_is_not_there_is_refused_and_makes_none() -> anyhow::Result<()> {
    let (_outside, folder) = nowhere()?;
    let link = Start::command("sign-in-link").with("--data-dir", &folder);

    refused_without_a_trace(&folder, link, 1, "RK-407", "there is no Rankr in").await
}
