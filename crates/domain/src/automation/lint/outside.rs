//! The outside: scopes that are missing, secrets in plain text, addresses that are private.

use highlevel::scope::Scope;
use serde_json::Value as Json;

use super::{Facts, Finding, Rule};
use crate::automation::{Action, Step, address::is_private_host};

static CONTACTS_WRITE: [Scope; 1] = [Scope::CONTACTS_WRITE];

/// The scopes an action needs.
pub(super) fn scopes(action: &Action) -> &'static [Scope] {
    match action {
        Action::Do { operation, .. } => operation.row().scopes,
        Action::Upsert(_) => &CONTACTS_WRITE,
        _ => &[],
    }
}

pub(super) fn check(step: &Step, facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let id = Some(&step.id);
    for scope in scopes(&step.action) {
        if facts.granted.is_some_and(|granted| !granted.contains(scope)) {
            let sentence = format!("The connection lacks the scope `{scope}`; connect again with it.");
            found.push(Finding::error(id, Rule::Scope, sentence));
        }
    }
    let url = match &step.action {
        Action::Http(http) => {
            for (name, value) in &http.headers {
                if http.credential.is_none() && is_secret(name) && value.as_str().is_some_and(is_plain) {
                    let sentence =
                        format!("`{name}` is written in plain text; store it as a credential instead.");
                    found.push(Finding::warning(id, Rule::Secret, sentence).about(format!("headers.{name}")));
                }
            }
            check_body(step, &http.body, found);
            &http.url
        }
        Action::Webhook(hook) => &hook.url,
        _ => return,
    };
    if url
        .split(['?', '&'])
        .skip(1)
        .any(|pair| pair.split_once('=').is_some_and(|(n, v)| is_secret(n) && is_plain(v)))
    {
        let sentence = "The address holds a secret in plain text; store it as a credential instead.";
        found.push(Finding::warning(id, Rule::Secret, sentence).about("url"));
    }
    if let Some(host) = host(url).filter(|host| is_private_host(host)) {
        let sentence =
            format!("`{host}` is a private address, which is refused unless an operator allows it.");
        found.push(Finding::error(id, Rule::PrivateAddress, sentence).about("url"));
    }
}

fn check_body(step: &Step, body: &Json, found: &mut Vec<Finding>) {
    for (name, value) in body.as_object().into_iter().flatten() {
        if is_secret(name) && value.as_str().is_some_and(is_plain) {
            let sentence = format!("`{name}` is written in plain text; store it as a credential instead.");
            found
                .push(Finding::warning(Some(&step.id), Rule::Secret, sentence).about(format!("body.{name}")));
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace(['-', '_'], "");
    ["authorization", "apikey", "token", "secret", "password"].iter().any(|word| name.contains(word))
}

fn is_plain(value: &str) -> bool {
    !value.trim().is_empty() && !value.contains("{{")
}

/// The host of an address, where no pill stands in it.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next()?,
        None => host.split(':').next()?,
    };
    (!host.contains("{{") && !host.is_empty()).then_some(host)
}
