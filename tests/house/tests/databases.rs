//! A database that cannot be used is refused in words that help, and is left as it was.

use house::Stage;
use postgres_server::Server;
use testkit::{Browser, Database, Process, Start, free_address};

async fn refused(start: Start, code: &str, text: &str) -> anyhow::Result<()> {
    let (ended, _, said) = start.to_the_end().await?;

    assert_eq!(ended, Some(1), "{said}");
    assert!(said.contains(text), "{said}");
    assert!(said.contains(&format!("{code}: rankr explain")), "{said}");
    Ok(())
}

fn serve_on(database: &str) -> anyhow::Result<(tempfile::TempDir, Start)> {
    let folder = tempfile::tempdir()?;
    let start = Process::serve(folder.path(), free_address()?).with("--database", database);
    Ok((folder, start))
}

#[tokio::test]
async fn a_database_of_a_newer_rankr_is_left_alone_on_both() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let stage = Stage::set(3, database).await?;
        let statement = "INSERT INTO migration (number, name, applied_at) VALUES (9999, 'tomorrow', 0)";
        stage.run_sql(statement).await?;

        refused(stage.serve(), "RK-411", "written by a newer Rankr: it is at version 9999").await?;
        refused(stage.command("sign-in-link"), "RK-411", "Start the newer Rankr").await?;

        stage.run_sql("DELETE FROM migration WHERE number = 9999").await?;
        stage.serve_until_idle().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_key_is_said_and_the_work_goes_on_after_connecting_again() -> anyhow::Result<()> {
    let stage = Stage::set(6, Database::Sqlite).await?;
    stage.copy().await?;
    let key = stage.folder().join("seal.key");
    let kept = std::fs::read(&key)?;
    std::fs::remove_file(&key)?;

    refused(stage.serve(), "RK-412", "rankr forget-secrets").await?;
    assert!(!key.exists(), "a new key was written beside secrets it cannot open");
    std::fs::write(&key, "no key at all")?;
    refused(stage.serve(), "RK-412", "the key is not base64").await?;
    std::fs::write(&key, &kept)?;
    stage.serve_until_idle().await?;

    std::fs::remove_file(&key)?;
    let (ended, _, said) = stage.command("forget-secrets").to_the_end().await?;
    assert_eq!(ended, Some(0), "{said}");
    let serve = stage.serve().ready().await?;
    let page = Browser::sign_in(serve.ready_text("sign_in_url")?).await?.page("/contacts").await?;
    assert!(page.contains("The key that sealed its tokens was lost"), "the page does not say why");
    assert!(serve.terminate().await?.success());
    let ada = stage.account.contact(serde_json::json!({"firstName": "Ada"})).await?;
    stage.connect().await?;
    stage.serve_until_idle().await?;

    assert_eq!(stage.differences().await?, Vec::<String>::new(), "{ada} came while nobody was connected");
    Ok(())
}

#[tokio::test]
async fn secrets_are_not_forgotten_under_a_rankr_that_runs() -> anyhow::Result<()> {
    let stage = Stage::set(3, Database::Sqlite).await?;
    let serve = stage.serve().ready().await?;

    refused(stage.command("forget-secrets"), "RK-403", "another Rankr is running").await?;

    assert!(serve.terminate().await?.success());
    stage.serve_until_idle().await
}

#[tokio::test]
async fn a_server_that_is_not_there_or_lets_nobody_in_is_said_within_seconds() -> anyhow::Result<()> {
    let server = Server::of_its_own();
    let good = server.fresh_database();
    server.require_a_password("locked", "right");
    let nobody = format!("postgres://me:hush@{}/rankr", free_address()?);
    let cases = [
        (nobody, "nobody answers there"),
        (good.replace("rankr@", "locked:wrong@"), "does not let this user in"),
        (good.replace("/test_", "/none_"), "Create it with createdb"),
    ];

    for (database, text) in cases {
        let (folder, serve) = serve_on(&database)?;
        let began = std::time::Instant::now();
        refused(serve, "RK-413", text).await?;
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0, "something was left behind");
    }
    let (_folder, serve) = serve_on(&good.replace("rankr@", "locked:wrong@"))?;
    let (_, _, said) = serve.to_the_end().await?;
    assert!(!said.contains("wrong@") && !said.contains("locked:"), "the password was shown: {said}");
    Ok(())
}

#[tokio::test]
async fn a_user_who_may_make_nothing_is_told_what_a_superuser_has_to_do() -> anyhow::Result<()> {
    let server = Server::shared();
    let database = server.fresh_database();
    server.sql(
        &database,
        "CREATE ROLE guest LOGIN; CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP EXTENSION pg_trgm",
    );
    let as_guest = database.replace("rankr@", "guest@");

    let (_folder, serve) = serve_on(&as_guest)?;
    refused(serve, "RK-414", "CREATE EXTENSION pg_trgm").await?;
    server.sql(&database, "CREATE EXTENSION pg_trgm");
    let (_folder, serve) = serve_on(&as_guest)?;
    refused(serve, "RK-414", "OWNER").await?;

    server.sql(&database, "GRANT CREATE ON SCHEMA public TO guest");
    let (_folder, serve) = serve_on(&as_guest)?;
    assert!(serve.ready().await?.terminate().await?.success());
    Ok(())
}

#[tokio::test]
async fn a_link_signs_in_beside_a_rankr_that_serves_and_the_one_before_is_dead() -> anyhow::Result<()> {
    let stage = Stage::set(3, Database::Sqlite).await?;
    stage.copy().await?;
    let serve = stage.serve().ready().await?;
    let first = serve.ready_text("sign_in_url")?.to_owned();

    let (ended, second, said) = stage.command("sign-in-link").to_the_end().await?;
    assert_eq!(ended, Some(0), "{said}");
    let second = second.trim();
    assert!(second.starts_with(serve.ready_text("url")?), "{second} leads somewhere else");
    assert!(Browser::sign_in(&first).await.is_err(), "the old link still works");
    assert!(Browser::sign_in(second).await?.page("/contacts").await?.contains("Contacts"));
    assert!(Browser::sign_in(second).await.is_err(), "a link works twice");

    assert!(serve.terminate().await?.success());
    let (_, third, _) = stage.command("sign-in-link").to_the_end().await?;
    let serve = stage.serve().ready().await?;
    assert!(Browser::sign_in(third.trim()).await.is_err(), "each start prints a new link");
    assert!(serve.terminate().await?.success());
    Ok(())
}
