//! The list of contacts as its address says it: read and written in one place.

use highlevel::UserId;
use serde::Deserialize;
use workspace::Problem;
use workspace::contacts::{
    AddedWithin, ContactsQuery, Direction, Dnd, OpenTask, OwnerFilter, PageAt, Sort, SortBy,
};

/// The longest search a person may send, in characters.
const LONGEST_SEARCH: usize = 75;

/// The address's query, as it arrives. Empty parts come from forms without script and mean nothing was asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListForm {
    /// Search text.
    pub q: String,
    /// A tag.
    pub tag: String,
    /// A user's id, or `nobody`.
    pub owner: String,
    /// `open`, `late` or `none`.
    pub task: String,
    /// `on` or `off`.
    pub dnd: String,
    /// Days.
    pub added: String,
    /// `added`, `updated` or `name`.
    pub sort: String,
    /// `up` or `down`.
    pub dir: String,
    /// A cursor.
    pub after: String,
    /// A cursor.
    pub before: String,
}

impl ListForm {
    /// What was asked, or what is wrong with how.
    pub fn read(self) -> Result<ContactsQuery, Problem> {
        let search = self.q.trim();
        if search.chars().count() > LONGEST_SEARCH {
            return Err(Problem::with("q", format!("Search for at most {LONGEST_SEARCH} characters.")));
        }
        Ok(ContactsQuery {
            search: search.to_owned(),
            tag: filled(&self.tag).map(str::to_owned),
            owner: filled(&self.owner).map(owner).transpose()?,
            task: word(
                "task",
                &self.task,
                &[("open", OpenTask::Open), ("late", OpenTask::Late), ("none", OpenTask::None)],
            )?,
            dnd: word("dnd", &self.dnd, &[("on", Dnd::On), ("off", Dnd::Off)])?,
            added: filled(&self.added).map(days).transpose()?,
            sort: sort(&self.sort, &self.dir)?,
            at: page(&self.after, &self.before)?,
        })
    }
}

fn filled(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// One of a few words, or nothing.
fn word<T: Copy>(field: &str, text: &str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
    let Some(text) = filled(text) else { return Ok(None) };
    match words.iter().find(|(name, _)| *name == text) {
        Some((_, value)) => Ok(Some(*value)),
        None => {
            let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            Err(Problem::with(field, format!("“{field}” is one of: {}.", names.join(", "))))
        }
    }
}

fn owner(text: &str) -> Result<OwnerFilter, Problem> {
    if text == "nobody" {
        return Ok(OwnerFilter::Nobody);
    }
    UserId::new(text).map(OwnerFilter::User).map_err(|_| Problem::with("owner", "Choose a user, or nobody."))
}

fn days(text: &str) -> Result<AddedWithin, Problem> {
    match text.parse::<u16>() {
        Ok(days @ 1..=3650) => Ok(AddedWithin { days }),
        _ => Err(Problem::with("added", "“Added within” is a number of days from 1 to 3650.")),
    }
}

fn sort(by: &str, direction: &str) -> Result<Sort, Problem> {
    let by =
        word("sort", by, &[("added", SortBy::Added), ("updated", SortBy::Updated), ("name", SortBy::Name)])?
            .unwrap_or_default();
    let natural = if by == SortBy::Name { Direction::Up } else { Direction::Down };
    let direction = word("dir", direction, &[("up", Direction::Up), ("down", Direction::Down)])?;
    Ok(Sort { by, direction: direction.unwrap_or(natural) })
}

fn page(after: &str, before: &str) -> Result<PageAt, Problem> {
    match (filled(after), filled(before)) {
        (None, None) => Ok(PageAt::Start),
        (Some(cursor), None) => Ok(PageAt::After(cursor.to_owned())),
        (None, Some(cursor)) => Ok(PageAt::Before(cursor.to_owned())),
        (Some(_), Some(_)) => {
            Err(Problem::with("after", "A page starts after or ends before a place, not both."))
        }
    }
}

/// The query part of an address that asks this; empty for the plain list.
pub fn to_query(query: &ContactsQuery) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
    add("q", (!query.search.is_empty()).then(|| query.search.clone()));
    add("tag", query.tag.clone());
    add(
        "owner",
        query.owner.as_ref().map(|owner| match owner {
            OwnerFilter::User(id) => id.to_string(),
            OwnerFilter::Nobody => "nobody".to_owned(),
        }),
    );
    add(
        "task",
        query.task.map(|task| match task {
            OpenTask::Open => "open".to_owned(),
            OpenTask::Late => "late".to_owned(),
            OpenTask::None => "none".to_owned(),
        }),
    );
    add("dnd", query.dnd.map(|dnd| if dnd == Dnd::On { "on".to_owned() } else { "off".to_owned() }));
    add("added", query.added.map(|added| added.days.to_string()));
    if query.sort != Sort::default() {
        add("sort", Some(sort_name(query.sort.by).to_owned()));
        add(
            "dir",
            Some(if query.sort.direction == Direction::Up { "up".to_owned() } else { "down".to_owned() }),
        );
    }
    match &query.at {
        PageAt::Start => {}
        PageAt::After(cursor) => add("after", Some(cursor.clone())),
        PageAt::Before(cursor) => add("before", Some(cursor.clone())),
    }
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// The word for an order in the address and in forms.
pub fn sort_name(by: SortBy) -> &'static str {
    match by {
        SortBy::Added => "added",
        SortBy::Updated => "updated",
        SortBy::Name => "name",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<ContactsQuery, Problem> {
        serde_urlencoded::from_str::<ListForm>(query).unwrap().read()
    }

    #[test]
    fn an_address_reads_back_as_what_was_written() {
        let asked =
            "q=ada+l&tag=solar-quote&owner=nobody&task=late&dnd=off&added=30&sort=name&dir=up&after=abc";

        let query = read(asked).unwrap();

        assert_eq!(to_query(&query), asked);
    }

    #[test]
    fn a_form_without_script_sends_empty_parts_that_mean_nothing() {
        let query = read("q=&tag=&owner=&task=&dnd=&added=&sort=&dir=").unwrap();

        assert_eq!(query, ContactsQuery::default());
        assert_eq!(to_query(&query), "");
    }

    #[test]
    fn an_unknown_word_is_refused_with_those_that_are_known() {
        let problem = read("task=sometimes").unwrap_err();

        assert_eq!(problem.text, "“task” is one of: open, late, none.");
    }

    #[test]
    fn a_page_cannot_lie_on_two_sides() {
        assert!(read("after=a&before=b").is_err());
    }
}
