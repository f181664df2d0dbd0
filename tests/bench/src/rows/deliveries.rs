//! Deliveries: signed webhooks of real contacts, sent as fast as they are answered, each answered once it is on disk.
//!
//! They are signed with a key of the bench's own, which this Rankr is told to believe by its configuration. What they
//! say is taken in meanwhile, at the pace at which HighLevel lets itself be asked.

use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use super::start::{forget_calls, milliseconds};
use crate::house::{Rankr, Sandbox};
use crate::plan::Plan;
use crate::process::own_cpu;
use crate::table::{Cpu, Row, Table, Target, quantile};
use crate::wire::{Wire, post};

/// Senders at once, each waiting for its answer before it sends again.
const SENDERS: usize = 32;

/// What one run came to.
struct Run {
    per_second: f64,
    half: f64,
    slowest: f64,
    cpu: Cpu,
}

/// Sends them, run by run, to a fresh Rankr that has copied the small account.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let contacts = sandbox.some_contacts(500)?;
    let mut runs = Vec::new();
    for run in 0..plan.runs {
        runs.push(one_run(plan, sandbox, &contacts, run)?);
    }
    let of = |figure: fn(&Run) -> f64| runs.iter().map(figure).collect::<Vec<_>>();
    let cpu = runs.last().context("there was no run")?.cpu;
    table.add(
        Row::of("deliveries kept", "/s", of(|run| run.per_second)).target(Target::Above(3_000.0)).cost(cpu),
    );
    table.add(Row::of("deliveries kept, p50", "ms", of(|run| run.half)));
    table.add(Row::of("deliveries kept, p99", "ms", of(|run| run.slowest)).target(Target::Below(50.0)));
    Ok(())
}

fn one_run(plan: &Plan, sandbox: &Sandbox, contacts: &[Value], run: usize) -> Result<Run> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = STANDARD.encode(key.verifying_key().to_public_key_der()?.as_bytes());
    let rankr = Rankr::start(plan, Some(&public))?;
    forget_calls(sandbox)?;
    rankr.copy_all(plan, sandbox)?;
    sandbox.limit(true)?;
    let location = sandbox.process.text("location_id")?;
    let requests = requests(plan, &rankr, &key, contacts, location, run);
    let before = (rankr.process.usage()?.cpu, own_cpu()?);
    let began = Instant::now();
    let took = send_all(&rankr, &requests)?;
    let seconds = began.elapsed().as_secs_f64();
    let after = (rankr.process.usage()?.cpu, own_cpu()?);
    rankr.process.stop()?;
    sandbox.limit(false)?;
    Ok(Run {
        per_second: requests.len() as f64 / seconds,
        half: quantile(&took, 0.5),
        slowest: quantile(&took, 0.99),
        cpu: Cpu { rankr: after.0 - before.0, load: after.1 - before.1 },
    })
}

/// Every request, made and signed before the clock runs.
fn requests(
    plan: &Plan,
    rankr: &Rankr,
    key: &SigningKey,
    contacts: &[Value],
    location: &str,
    run: usize,
) -> Vec<Vec<u8>> {
    let delivery = |number: usize| {
        let body = update(&contacts[number % contacts.len()], location, run, number).to_string();
        let signature = STANDARD.encode(key.sign(body.as_bytes()).to_bytes());
        post(rankr.address(), "/hooks/highlevel", &format!("x-ghl-signature: {signature}\r\n"), &body)
    };
    (0..plan.deliveries).map(delivery).collect()
}

/// What HighLevel says when a contact was edited.
fn update(contact: &Value, location: &str, run: usize, number: usize) -> Value {
    let mut body = json!({
        "type": "ContactUpdate",
        "locationId": location,
        "webhookId": format!("{run:08x}-0000-4000-8000-{number:012x}"),
    });
    for field in ["id", "firstName", "lastName", "email", "phone", "tags", "country", "source", "dateAdded"] {
        if let Some(value) = contact.get(field).filter(|value| !value.is_null()) {
            body[field] = value.clone();
        }
    }
    body
}

/// Sends them over several connections and gives how long each took, in milliseconds.
fn send_all(rankr: &Rankr, requests: &[Vec<u8>]) -> Result<Vec<f64>> {
    let url = format!("http://{}", rankr.address());
    let share = requests.len().div_ceil(SENDERS).max(1);
    thread::scope(|scope| {
        let url = &url;
        let senders: Vec<_> =
            requests.chunks(share).map(|requests| scope.spawn(move || send(url, requests))).collect();
        let mut took = Vec::with_capacity(requests.len());
        for sender in senders {
            took.extend(sender.join().map_err(|_| anyhow::anyhow!("a sender panicked"))??);
        }
        Ok(took)
    })
}

fn send(url: &str, requests: &[Vec<u8>]) -> Result<Vec<f64>> {
    let mut wire = Wire::to(url)?;
    let one = |request: &Vec<u8>| {
        let began = Instant::now();
        let answer = wire.send(request)?;
        ensure!(answer.status == 200, "a delivery was answered with {}", answer.status);
        Ok(milliseconds(began.elapsed()))
    };
    requests.iter().map(one).collect()
}
