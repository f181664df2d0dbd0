//! Acting as the browser on a sandbox's consent page, so that `demo` and tests need no person to click.
//!
//! Here: reading the page's form, filling it in, following the one redirect back.
//! Not here: anything for HighLevel's own consent page, where a person must choose.
//!
//! Promise: it goes through the same pages and addresses as a person would, and only on a loopback address.

use anyhow::{Context as _, bail, ensure};
use reqwest::header::LOCATION;
use url::Url;

/// Agrees on the consent page behind `authorize` for that location. Returns the address the page sends the
/// browser back to, with code and state.
pub async fn agree(http: &reqwest::Client, authorize: &Url, location: &str) -> anyhow::Result<Url> {
    ensure!(is_loopback(authorize), "only a sandbox on this machine is agreed to without a person");
    let page = http.get(authorize.clone()).send().await?;
    ensure!(page.status().is_success(), "the consent page answered {}", page.status());
    let form = Form::read(&page.text().await?, location).context("the consent page has no form")?;
    let target = authorize.join(&form.action)?;
    ensure!(is_loopback(&target), "the consent form leads away from this machine");
    let answer = http.post(target.clone()).form(&form.fields).send().await?;
    ensure!(answer.status().is_redirection(), "the consent form answered {}", answer.status());
    let back = answer.headers().get(LOCATION).context("the consent form leads nowhere")?;
    Ok(target.join(back.to_str()?)?)
}

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The form of the consent page, filled in.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads the page's form and fills it in for that location: what is hidden stays, of several choices the one
    /// with the location's id is taken.
    fn read(page: &str, location: &str) -> anyhow::Result<Self> {
        let start = page.find("<form").context("no form")?;
        let end = page[start..].find("</form").map_or(page.len(), |end| start + end);
        let tags: Vec<Tag<'_>> = tags(&page[start..end]).collect();
        let action = tags.first().and_then(|form| form.attribute("action")).unwrap_or_default();
        let mut fields = Vec::new();
        let mut select = None;
        for tag in &tags {
            match tag.name() {
                "input" | "button" => fields.extend(tag.choice(location)),
                "select" => select = tag.attribute("name"),
                "option" if tag.attribute("value").as_deref() == Some(location) => {
                    fields.extend(select.clone().map(|name| (name, location.to_owned())));
                }
                _ => {}
            }
        }
        if !fields.iter().any(|(_, value)| value == location) {
            bail!("the location {location} cannot be chosen there");
        }
        Ok(Self { action, fields })
    }
}

/// One opening tag, without its brackets.
struct Tag<'p>(&'p str);

/// The opening tags of a piece of HTML that we know to be well formed.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    html.split('<')
        .skip(1)
        .filter_map(|piece| piece.split('>').next())
        .filter(|tag| !tag.starts_with('/'))
        .map(Tag)
}

impl Tag<'_> {
    fn name(&self) -> &str {
        self.0.split(|letter: char| letter.is_whitespace() || letter == '/').next().unwrap_or_default()
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let marker = format!(" {name}=\"");
        let flat = self.0.replace(['\n', '\t'], " ");
        let start = flat.find(&marker)? + marker.len();
        let value = flat[start..].split('"').next()?;
        Some(unescape(value))
    }

    /// What sending the form says for this input, if it says anything.
    fn choice(&self, location: &str) -> Option<(String, String)> {
        let name = self.attribute("name")?;
        let value = self.attribute("value").unwrap_or_default();
        let is_choice = matches!(self.attribute("type").as_deref(), Some("radio" | "submit" | "checkbox"))
            || self.name() == "button";
        let taken = !is_choice || value == location;
        taken.then_some((name, value))
    }
}

fn unescape(text: &str) -> String {
    let plain =
        [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    plain.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/oauth/agree?x=1&amp;y=2">
        <input type="hidden" name="state" value="a&amp;b">
        <label><input type="radio" name="location_id" value="L1" checked> One</label>
        <label><input type="radio" name="location_id" value="L2"> Two</label>
        <button type="submit">Agree</button></form>"#;

    #[test]
    fn the_form_is_filled_in_for_the_location() {
        let form = Form::read(PAGE, "L2").unwrap();

        assert_eq!(form.action, "/oauth/agree?x=1&y=2");
        let fields = [("state".to_owned(), "a&b".to_owned()), ("location_id".to_owned(), "L2".to_owned())];
        assert_eq!(form.fields, fields);
    }

    #[test]
    fn a_location_that_is_not_offered_is_not_agreed_to() {
        assert!(Form::read(PAGE, "L3").is_err());
    }

    #[test]
    fn only_this_machine_is_agreed_to_without_a_person() {
        let url = |text: &str| Url::parse(text).unwrap();

        assert!(is_loopback(&url("http://127.0.0.1:8790/x")));
        assert!(is_loopback(&url("http://localhost/x")));
        assert!(!is_loopback(&url("https://marketplace.example.com/x")));
    }
}
