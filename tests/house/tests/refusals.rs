//! What cannot work is refused in a sentence that says what to do next.

use std::net::TcpListener;

use testkit::{Process, Start, free_address};

/// Ends with that code and one or two lines that hold this text.
async fn refused(start: Start, code: i32, text: &str) -> anyhow::Result<()> {
    let (ended, _, said) = start.to_the_end().await?;

    assert_eq!(ended, Some(code), "{said}");
    assert!(said.contains(text), "{said}");
    assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_address_in_use_is_said_with_the_flag_that_changes_it() -> anyhow::Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let folder = tempfile::tempdir()?;

    refused(Process::serve(folder.path(), taken.local_addr()?), 1, "already in use").await
}

#[tokio::test]
async fn two_rankrs_never_share_a_folder() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let first = Process::serve(folder.path(), free_address()?).ready().await?;

    refused(Process::serve(folder.path(), free_address()?), 1, "another Rankr is running").await?;

    assert!(first.terminate().await?.success());
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() -> anyhow::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    let inside = file.path().join("data");

    refused(Process::serve(&inside, free_address()?), 1, "--data-dir").await
}

#[tokio::test]
async fn a_database_that_is_none_is_refused() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let serve = Process::serve(folder.path(), free_address()?);

    refused(serve.with("--database", "mysql://localhost/x"), 2, "database is not right (flag)").await
}

#[tokio::test]
async fn a_wrong_setting_names_its_variable() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let serve = Process::serve(folder.path(), free_address()?);

    refused(serve.variable("RANKR_WORKERS", "many"), 2, "RANKR_WORKERS").await
}

#[tokio::test]
async fn a_wrong_flag_is_refused_with_the_right_ones() -> anyhow::Result<()> {
    refused(Start::command("serve").flag("--lisen"), 2, "--listen").await
}

#[tokio::test]
async fn a_sandbox_that_is_not_there_is_said() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let nobody = format!("http://{}", free_address()?);
    let connect = Start::command("connect").with("--base-url", nobody).flag("--oauth");

    refused(connect.with("--data-dir", folder.path()), 1, "no sandbox answers").await
}

#[tokio::test]
async fn a_token_nobody_knows_is_not_kept() -> anyhow::Result<()> {
    let sandbox = Process::sandbox(3).ready().await?;
    let folder = tempfile::tempdir()?;
    let connect = Start::command("connect")
        .with("--base-url", sandbox.ready_text("base_url")?)
        .with("--private-token", "pit-00000000-0000-0000-0000-000000000000");

    refused(connect.with("--data-dir", folder.path()), 1, "the connection was not made").await
}
