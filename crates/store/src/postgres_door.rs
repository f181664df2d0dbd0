//! The way into a PostgreSQL server: whether it is there, lets us in, and can hold what we keep.
//!
//! Here: the first contact and what is wrong with it, in words a person can act on. Not here: what is kept there.
//!
//! Promise: a server that cannot be used is refused within seconds, with what would help, and nothing is left on it.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions as _, Connection as _, Row as _,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
};

use crate::{DatabaseUrl, StoreError, dialect::Pools, open::PATIENCE};

const CONNECTIONS: u32 = 16;
/// The oldest version whose behaviour we rely on, as the server writes it.
const OLDEST: i32 = 150_000;
/// How long a server that is about to start is waited for.
const STARTING: Duration = Duration::from_secs(4);
/// How long it may take to answer at all.
const ANSWERING: Duration = Duration::from_secs(8);

/// Opens the database behind that address.
pub(crate) async fn open(url: &DatabaseUrl) -> Result<Pools, StoreError> {
    let DatabaseUrl::Postgres(text) = url else { unreachable!("asked for PostgreSQL addresses alone") };
    let shut = |reason: String| StoreError::Shut { address: url.to_string(), reason };
    let options = PgConnectOptions::from_str(text).map_err(|error| shut(error.to_string()))?;
    let options = options.application_name("rankr").statement_cache_capacity(200).disable_statement_logging();
    let mut first = first_contact(&options).await.map_err(shut)?;
    let unfit = |reason: String| StoreError::Unfit { address: url.to_string(), reason };
    let checked = check(&mut first).await;
    first.close().await.ok();
    checked.map_err(unfit)?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(|error| shut(why_shut(&error)))?;
    Ok(Pools::Postgres(pool))
}

/// What the server refused while the tables were made, in words that help.
pub(crate) fn or_unfit(url: &DatabaseUrl, error: StoreError) -> StoreError {
    match (url, error) {
        (DatabaseUrl::Postgres(_), StoreError::Database(error))
            if code_of(&error).as_deref() == Some("42501") =>
        {
            let said = why_shut(&error);
            let reason =
                format!("{said}. Give Rankr a database of its own: CREATE DATABASE rankr OWNER its_user");
            StoreError::Unfit { address: url.to_string(), reason }
        }
        (_, other) => other,
    }
}

/// One connection, so that what is wrong is said in the server's words; a server that starts is waited for.
async fn first_contact(options: &PgConnectOptions) -> Result<PgConnection, String> {
    let began = Instant::now();
    loop {
        let error = match tokio::time::timeout(ANSWERING, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) => error,
            Err(_) => return Err(format!("it does not answer within {} s", ANSWERING.as_secs())),
        };
        if !is_starting(&error) || began.elapsed() > STARTING {
            return Err(why_shut(&error));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

fn is_starting(error: &sqlx::Error) -> bool {
    let refused = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionRefused;
    matches!(error, sqlx::Error::Io(error) if refused(error)) || code_of(error).as_deref() == Some("57P03")
}

fn code_of(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|inner| inner.code()).map(|code| code.into_owned())
}

fn why_shut(error: &sqlx::Error) -> String {
    let said =
        error.as_database_error().map_or_else(|| error.to_string(), |inner| inner.message().to_owned());
    match (error, code_of(error).as_deref()) {
        (_, Some("28P01" | "28000")) => {
            format!("the server does not let this user in ({said}). Correct user and password")
        }
        (_, Some("3D000")) => format!("{said}. Create it with createdb, or correct the name"),
        (_, Some("53300")) => format!("the server has no connection left ({said})"),
        (_, Some("57P03")) => format!("the server is starting ({said}). Try again in a moment"),
        (sqlx::Error::Io(error), _) => {
            format!("nobody answers there ({error}). Start the server, or correct the address")
        }
        _ => said,
    }
}

/// Whether this server, with these rights, can hold what we keep.
async fn check(connection: &mut PgConnection) -> Result<(), String> {
    let failed = |error: sqlx::Error| why_shut(&error);
    let row = sqlx::query("SHOW server_version_num").fetch_one(&mut *connection).await.map_err(failed)?;
    let version: String = row.try_get(0).map_err(failed)?;
    is_new_enough(&version)?;
    let known = sqlx::query("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'");
    if known.fetch_optional(&mut *connection).await.map_err(failed)?.is_some() {
        return Ok(());
    }
    let made = sqlx::query("CREATE EXTENSION IF NOT EXISTS pg_trgm").execute(&mut *connection).await;
    match made.as_ref().map_err(code_of) {
        Ok(_) => Ok(()),
        // Two that start together: the other one made it.
        Err(Some(code)) if code == "23505" => Ok(()),
        Err(Some(code)) if code == "42501" => {
            Err("this user may not create the extension pg_trgm, which searching \
            needs. Let a superuser run in this database, once: CREATE EXTENSION pg_trgm"
                .to_owned())
        }
        Err(Some(code)) if code == "58P01" || code == "0A000" => {
            Err("the extension pg_trgm, which searching needs, \
            is not installed on the server. It comes with the package postgresql-contrib"
                .to_owned())
        }
        Err(_) => Err(made.err().map_or_else(String::new, |error| why_shut(&error))),
    }
}

fn is_new_enough(version: &str) -> Result<(), String> {
    match version.parse::<i32>() {
        Ok(number) if number < OLDEST => Err(format!(
            "PostgreSQL {} is too old; {} or newer is needed. Upgrade the server, or use SQLite",
            number / 10_000,
            OLDEST / 10_000
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_refused_with_both_versions() {
        assert!(is_new_enough("150004").is_ok());
        assert!(is_new_enough("180000").is_ok());
        let said = is_new_enough("140011").unwrap_err();

        assert!(said.contains("PostgreSQL 14 is too old; 15"), "{said}");
    }
}
