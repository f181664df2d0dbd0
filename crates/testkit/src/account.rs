//! The sandbox's account, as a program with a private token sees and changes it.
//!
//! Here: calls over real HTTP, in sentences. Not here: what Rankr makes of them (`TestRankr`).
//!
//! Promise: everything goes through the sandbox's API or its control routes, nothing through its memory.

use anyhow::{Context as _, ensure};
use highlevel::ids::{ContactId, LocationId};
use serde_json::{Map, Value, json};

/// A record as it stands on the wire.
pub type Body = Map<String, Value>;

/// The account of a sandbox.
#[derive(Debug, Clone)]
pub struct Account {
    http: reqwest::Client,
    base: String,
    token: String,
    /// The location in use.
    pub location: LocationId,
}

impl Account {
    /// The account of that sandbox.
    pub fn of(base: &str, location: &str, token: &str) -> anyhow::Result<Self> {
        let http = highlevel::client::http_client("rankr-tests")?;
        let location = LocationId::new(location)?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), token: token.to_owned(), location })
    }

    /// A new contact; fields as HighLevel writes them.
    pub async fn contact(&self, mut fields: Value) -> anyhow::Result<ContactId> {
        fields["locationId"] = json!(self.location);
        let made = self.send("POST", "/contacts/", Some(fields)).await?;
        Ok(ContactId::new(text(&made, "/contact/id")?)?)
    }

    /// Changes fields of a contact.
    pub async fn update(&self, contact: &ContactId, fields: Value) -> anyhow::Result<()> {
        self.send("PUT", &format!("/contacts/{contact}"), Some(fields)).await.map(drop)
    }

    /// Takes a contact away.
    pub async fn remove(&self, contact: &ContactId) -> anyhow::Result<()> {
        self.send("DELETE", &format!("/contacts/{contact}"), None).await.map(drop)
    }

    /// A new open task of a contact, due far away. Returns its id.
    pub async fn task(&self, contact: &ContactId, title: &str) -> anyhow::Result<String> {
        let task = json!({"title": title, "dueDate": "2030-01-01T10:00:00Z", "completed": false});
        let made = self.send("POST", &format!("/contacts/{contact}/tasks"), Some(task)).await?;
        text(&made, "/task/id").map(str::to_owned)
    }

    /// A new note of a contact. Returns its id.
    pub async fn note(&self, contact: &ContactId, body: &str) -> anyhow::Result<String> {
        let note = json!({"body": body});
        let made = self.send("POST", &format!("/contacts/{contact}/notes"), Some(note)).await?;
        text(&made, "/note/id").map(str::to_owned)
    }

    /// The contact by its id, or nothing where there is none.
    pub async fn read_contact(&self, contact: &ContactId) -> anyhow::Result<Option<Body>> {
        let (status, body) = self.call("GET", &format!("/contacts/{contact}"), None).await?;
        Ok(if status == 200 { Some(object(&body, "/contact")?) } else { None })
    }

    /// The tasks, notes or appointments of a contact.
    pub async fn list_of(&self, contact: &ContactId, what: Belonging) -> anyhow::Result<Vec<Body>> {
        let (path, member) = what.route();
        let body = self.send("GET", &format!("/contacts/{contact}/{path}"), None).await?;
        objects(&body, member)
    }

    /// Every contact of the location, by search.
    pub async fn contacts(&self) -> anyhow::Result<Vec<Body>> {
        let mut all = Vec::new();
        let mut after = Value::Null;
        loop {
            let mut search = json!({"locationId": self.location, "pageLimit": 100});
            if !after.is_null() {
                search["searchAfter"] = after;
            }
            let page = objects(&self.send("POST", "/contacts/search", Some(search)).await?, "contacts")?;
            let Some(last) = page.last() else { return Ok(all) };
            after = last.get("searchAfter").cloned().context("a contact without searchAfter")?;
            all.extend(page);
        }
    }

    /// Whether no webhook waits to be sent or is on the wire.
    pub async fn is_quiet(&self) -> anyhow::Result<bool> {
        for state in ["waiting", "sending"] {
            let found = self.control(&format!("/sandbox/deliveries?state={state}&limit=1")).await?;
            if found["deliveries"].as_array().is_some_and(|found| !found.is_empty()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One of the sandbox's control routes, such as `/sandbox/calls`.
    pub async fn control(&self, path: &str) -> anyhow::Result<Value> {
        self.send("GET", path, None).await
    }

    /// Tells the sandbox something on a control route.
    pub async fn tell(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.send("POST", path, Some(body)).await
    }

    /// Any call that must succeed.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let (status, answer) = self.call(method, path, body).await?;
        ensure!((200..300).contains(&status), "{method} {path} answered {status}: {answer}");
        Ok(answer)
    }

    /// Any call, with its status.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<(u16, Value)> {
        let method: reqwest::Method = method.parse()?;
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request
            .bearer_auth(&self.token)
            .header("Version", "2021-07-28")
            .header("Accept", "application/json");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }
}

/// What hangs on a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// Its tasks.
    Tasks,
    /// Its notes.
    Notes,
    /// Its appointments.
    Appointments,
}

impl Belonging {
    const fn route(self) -> (&'static str, &'static str) {
        match self {
            Self::Tasks => ("tasks", "tasks"),
            Self::Notes => ("notes", "notes"),
            Self::Appointments => ("appointments", "events"),
        }
    }
}

fn text<'b>(body: &'b Value, pointer: &str) -> anyhow::Result<&'b str> {
    body.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no {pointer} in {body}"))
}

fn object(body: &Value, pointer: &str) -> anyhow::Result<Body> {
    body.pointer(pointer)
        .and_then(Value::as_object)
        .cloned()
        .with_context(|| format!("no {pointer} in {body}"))
}

fn objects(body: &Value, member: &str) -> anyhow::Result<Vec<Body>> {
    let items =
        body.get(member).and_then(Value::as_array).with_context(|| format!("no {member} in {body}"))?;
    Ok(items.iter().filter_map(Value::as_object).cloned().collect())
}
