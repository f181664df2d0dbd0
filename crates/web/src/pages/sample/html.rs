//! Reads a page the way a strict parser would: every tag closed in order, every id once, nothing inline that runs.
//! Cells and rows of a table may stay open, as HTML closes them by itself.

use std::collections::HashSet;

const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// Bytes of a page before it is packed for the wire. The samples hold everything at once that a page can show: a page
/// of a real account stays below 50,000.
const LARGEST: usize = 60_000;

/// Panics with the place of the first thing that is wrong; keeps a copy in `target/pages` to look at.
pub(crate) fn well_formed(page: &str, state: &str, html: &str) {
    keep(page, state, html);
    assert!(html.len() < LARGEST, "{page}/{state} is {} bytes, more than {LARGEST}", html.len());
    let mut open: Vec<String> = Vec::new();
    let mut ids = HashSet::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix('!') {
            rest = after;
            continue;
        }
        let end = tag_end(rest).unwrap_or_else(|| panic!("{page}/{state}: a tag never ends: {}", head(rest)));
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        take_tag(tag, &mut open, &mut ids)
            .unwrap_or_else(|why| panic!("{page}/{state}: {why} at {}", head(after)));
    }
    assert!(open.is_empty(), "{page}/{state}: never closed: {open:?}");
}

fn take_tag(tag: &str, open: &mut Vec<String>, ids: &mut HashSet<String>) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        close(open, if name == "tbody" { &["td", "tr"] } else { &[] });
        let last = open.pop().unwrap_or_default();
        return if last == name.trim() { Ok(()) } else { Err(format!("</{name}> closes <{last}>")) };
    }
    let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_owned();
    close(
        open,
        match name.as_str() {
            "td" => &["td"],
            "tr" => &["td", "tr"],
            _ => &[],
        },
    );
    for (attribute, value) in attributes(&tag[name.len()..]) {
        if attribute.starts_with("on") {
            return Err(format!("inline handler {attribute}"));
        }
        if attribute == "id" && !ids.insert(value.clone()) {
            return Err(format!("id {value} twice"));
        }
    }
    if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
        open.push(name);
    }
    Ok(())
}

/// Closes what HTML closes by itself.
fn close(open: &mut Vec<String>, names: &[&str]) {
    for name in names {
        open.pop_if(|last| last == name);
    }
}

/// The first `>` outside quotes.
fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(index, letter)| {
        if letter == '"' {
            quoted = !quoted;
        }
        (letter == '>' && !quoted).then_some(index)
    })
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before.split_whitespace().last().unwrap_or_default();
        let (value, later) = after.split_once('"').unwrap_or((after, ""));
        found.push((name.to_owned(), value.to_owned()));
        rest = later;
    }
    found
}

fn head(text: &str) -> String {
    text.chars().take(80).collect()
}

fn keep(page: &str, state: &str, html: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/pages");
    let kept = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(format!("{folder}/{page}-{state}.html"), html));
    kept.unwrap();
}

#[test]
#[should_panic(expected = "</b> closes <i>")]
fn a_crossed_pair_is_found() {
    well_formed("check", "crossed", "<b><i></b></i>");
}

#[test]
#[should_panic(expected = "id a twice")]
fn an_id_given_twice_is_found() {
    well_formed("check", "twice", "<b id=\"a\"></b><i id=\"a\"></i>");
}
