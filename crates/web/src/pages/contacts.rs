//! The list of contacts: which people match, how many, how fast.

use askama::Template;
use askama_web::WebTemplate;
use workspace::contacts::{
    AddedWithin, ContactLine, ContactsPage, ContactsQuery, Direction, Dnd, OpenTask, OwnerFilter, PageAt,
    Sort, SortBy,
};

use super::face::Face;
use super::field::Pick;
use super::frame::Frame;
use super::moment::{Due, Lens, Moment, thousands};
use crate::forms::list::sort_name;
use crate::paths;

mod coming;
mod look;

use coming::{ComingView, NearView};
pub use look::Look;
use look::{Column, Rows};

pub(crate) const ROWS: &[Rows] = &Rows::ALL;
pub(crate) const COLUMNS: &[Column] = &Column::ALL;

/// The list of contacts.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "contacts.html")]
pub struct Page {
    frame: Frame,
    search: String,
    found: String,
    all: u64,
    coming: Vec<ComingView>,
    rows: Vec<RowView>,
    near: Option<NearView>,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    filters: Filters,
    look: Look,
    hidden: Vec<(&'static str, String)>,
    asked: Vec<(String, String)>,
    plain: String,
    pager: Pager,
    clear: String,
    problem: Option<String>,
    may_write: bool,
    /// Where something is done to all that are found.
    change_all: Option<String>,
}

/// One contact of the list.
#[derive(Debug, Clone)]
struct RowView {
    href: String,
    name: String,
    face: Face,
    email: String,
    phone: String,
    company: String,
    tags: Vec<String>,
    more_tags: usize,
    owner: Option<(String, Face)>,
    next: Option<(String, Option<Due>)>,
    dnd: bool,
    updated: Option<Moment>,
    added: Option<Moment>,
    pending: bool,
}

/// One filter that is on.
#[derive(Debug, Clone)]
struct Chip {
    name: &'static str,
    verb: &'static str,
    value: String,
    without: String,
}

/// The head of a column: its order, and the link that turns it.
#[derive(Debug, Clone)]
struct Head {
    label: &'static str,
    sorted: Option<&'static str>,
    href: Option<String>,
}

/// What can be filtered by, with what is on.
#[derive(Debug, Clone)]
struct Filters {
    tags: Vec<Pick>,
    owners: Vec<Pick>,
    task: Vec<Pick>,
    dnd: Vec<Pick>,
    added: Vec<Pick>,
}

/// Where the page before and the next one stand.
#[derive(Debug, Clone)]
struct Pager {
    previous: Option<String>,
    next: Option<String>,
    range: String,
}

const TAGS_SHOWN: usize = 2;
/// Letters of a text in a row; the rest is on the contact's page, and no row grows beyond its line.
const LETTERS: usize = 48;
/// Letters of a tag in a row.
const TAG_LETTERS: usize = 24;

impl Page {
    /// The page as the service found it, in the look the address asks for.
    #[must_use]
    pub fn of(frame: Frame, page: &ContactsPage, look: Look) -> Self {
        let query = &page.query;
        let address = Address { query, look: &look };
        let lens = &frame.lens;
        Self {
            search: query.search.clone(),
            found: found(page),
            all: page.all,
            coming: page.coming.iter().map(|one| ComingView::of(one, lens)).collect(),
            near: page.near.as_ref().map(|near| NearView::of(near, &address)),
            rows: page.lines.iter().map(|line| RowView::of(line, lens)).collect(),
            chips: chips(page, &address),
            heads: heads(&address),
            filters: Filters::of(page),
            hidden: address.hidden(),
            asked: address.asked(),
            plain: address.plain(),
            pager: Pager::of(page, &address),
            clear: address.with(|query| {
                let Sort { by, direction } = query.sort;
                *query = ContactsQuery { sort: Sort { by, direction }, ..ContactsQuery::default() };
            }),
            problem: None,
            may_write: page.may_write,
            change_all: (page.may_write && page.matching > 0).then(|| {
                let query = ContactsQuery { at: PageAt::Start, ..query.clone() };
                paths::BulkOn(&query).to_string()
            }),
            look,
            frame,
        }
    }

    /// The same page, saying what in the address could not be understood.
    #[must_use]
    pub fn with_problem(mut self, problem: String) -> Self {
        self.problem = Some(problem);
        self
    }

    /// The same list with rows of another height.
    fn rows_href(&self, rows: &Rows) -> String {
        self.look.with(*rows).on(&self.plain)
    }

    /// What to try when nothing matches.
    fn near_miss(&self) -> String {
        match (self.search.is_empty(), self.chips.len()) {
            (true, _) => "Take one of them away.".to_owned(),
            (false, 0) if self.near.is_some() => String::new(),
            (false, 0) => {
                "Part of a name, an email, a phone number or a tag is enough; try fewer letters.".to_owned()
            }
            (false, 1) => "One filter is on.".to_owned(),
            (false, more) => format!("{more} filters are on."),
        }
    }

    /// There is no row to show.
    fn is_bare(&self) -> bool {
        self.rows.is_empty() && self.coming.is_empty()
    }

    /// Nothing was copied or added yet, so there is nothing to search.
    fn nothing_yet(&self) -> bool {
        self.all == 0
    }
}

/// Links of this list that keep its look.
struct Address<'a> {
    query: &'a ContactsQuery,
    look: &'a Look,
}

impl Address<'_> {
    fn with(&self, change: impl FnOnce(&mut ContactsQuery)) -> String {
        let mut query = self.query.clone();
        query.at = PageAt::Start;
        change(&mut query);
        self.look.on(&paths::ContactsList(&query).to_string())
    }

    /// This list from its first page, without any look.
    fn plain(&self) -> String {
        let query = ContactsQuery { at: PageAt::Start, ..self.query.clone() };
        paths::ContactsList(&query).to_string()
    }

    /// Everything asked, for a form that changes only the columns.
    fn asked(&self) -> Vec<(String, String)> {
        let plain = self.plain();
        let mut fields: Vec<(String, String)> = plain
            .split_once('?')
            .map(|(_, query)| serde_urlencoded::from_str(query).unwrap_or_default())
            .unwrap_or_default();
        let rows = self.look.fields().into_iter().filter(|(name, _)| *name == "rows");
        fields.extend(rows.map(|(name, value)| (name.to_owned(), value)));
        fields
    }

    /// What the search form carries along besides what it shows.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        let mut fields = self.look.fields();
        if self.query.sort != Sort::default() {
            fields.push(("sort", sort_name(self.query.sort.by).to_owned()));
            let up = self.query.sort.direction == Direction::Up;
            fields.push(("dir", if up { "up" } else { "down" }.to_owned()));
        }
        fields
    }
}

fn found(page: &ContactsPage) -> String {
    let took = page.took.as_secs_f64() * 1000.0;
    let took = if took < 1.0 { "under 1 ms".to_owned() } else { format!("{took:.0} ms") };
    format!("{} in {took}", matching(page))
}

/// How many match, in figures.
fn matching(page: &ContactsPage) -> String {
    let more = if page.is_counted_in_part() { "+" } else { "" };
    format!("{}{more}", thousands(page.matching))
}

impl RowView {
    fn of(line: &ContactLine, lens: &Lens) -> Self {
        let text = |value: &Option<String>| short(value.as_deref().unwrap_or_default(), LETTERS);
        Self {
            href: paths::Contact { contact: line.id.clone() }.to_string(),
            name: short(&line.name, LETTERS),
            face: Face::of(&line.name),
            email: line.email.clone().unwrap_or_default(),
            phone: text(&line.phone),
            company: text(&line.company),
            more_tags: line.tags.len().saturating_sub(TAGS_SHOWN),
            tags: line.tags.iter().take(TAGS_SHOWN).map(|tag| short(tag, TAG_LETTERS)).collect(),
            owner: line.owner.as_ref().map(|user| (short(&user.name, LETTERS), Face::of(&user.name))),
            next: line
                .next_task
                .as_ref()
                .map(|task| (short(&task.title, LETTERS), task.due.map(|at| lens.due(at)))),
            dnd: line.dnd,
            updated: line.updated.map(|at| lens.when(at)),
            added: line.added.map(|at| lens.on_day(at)),
            pending: line.pending,
        }
    }
}

/// The first letters, with an ellipsis where there are more.
fn short(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn chips(page: &ContactsPage, address: &Address<'_>) -> Vec<Chip> {
    let query = &page.query;
    let chip = |name, verb, value, without| Chip { name, verb, value, without };
    let mut chips = Vec::new();
    if let Some(tag) = &query.tag {
        chips.push(chip("Tag", "is", tag.clone(), address.with(|query| query.tag = None)));
    }
    if let Some(owner) = &query.owner {
        let name = owner_name(owner, page);
        chips.push(chip("Owner", "is", name, address.with(|query| query.owner = None)));
    }
    if let Some(task) = query.task {
        chips.push(chip(
            "Tasks",
            "are",
            task_label(task).to_owned(),
            address.with(|query| query.task = None),
        ));
    }
    if let Some(dnd) = query.dnd {
        let on = if dnd == Dnd::On { "on" } else { "off" };
        chips.push(chip("Do not disturb", "is", on.to_owned(), address.with(|query| query.dnd = None)));
    }
    if let Some(AddedWithin { days }) = query.added {
        let days = super::moment::count(days, "day");
        chips.push(chip("Added", "within", days, address.with(|query| query.added = None)));
    }
    chips
}

fn owner_name(owner: &OwnerFilter, page: &ContactsPage) -> String {
    match owner {
        OwnerFilter::Nobody => "nobody".to_owned(),
        OwnerFilter::User(id) => page
            .owners
            .iter()
            .find(|user| user.id == *id)
            .map_or_else(|| id.to_string(), |user| user.name.clone()),
    }
}

fn task_label(task: OpenTask) -> &'static str {
    match task {
        OpenTask::Open => "open",
        OpenTask::Late => "late",
        OpenTask::None => "none open",
    }
}

fn heads(address: &Address<'_>) -> Vec<Head> {
    let name = Head::of("Name", Some(SortBy::Name), address);
    let of = |column: Column| Head::of(column.label(), column.sort(), address);
    std::iter::once(name).chain(address.look.columns().map(of)).collect()
}

impl Head {
    fn of(label: &'static str, by: Option<SortBy>, address: &Address<'_>) -> Self {
        let now = address.query.sort;
        let sorted = by
            .filter(|by| *by == now.by)
            .map(|_| if now.direction == Direction::Up { "ascending" } else { "descending" });
        let href = by.map(|by| {
            let first = if by == SortBy::Name { Direction::Up } else { Direction::Down };
            let direction = match (by == now.by, now.direction) {
                (true, Direction::Up) => Direction::Down,
                (true, Direction::Down) => Direction::Up,
                (false, _) => first,
            };
            address.with(|query| query.sort = Sort { by, direction })
        });
        Self { label, sorted, href }
    }

    fn arrow(&self) -> &'static str {
        match self.sorted {
            Some("ascending") => " ↑",
            Some(_) => " ↓",
            None => "",
        }
    }
}

impl Filters {
    fn of(page: &ContactsPage) -> Self {
        let query = &page.query;
        let pick = |value: &str, label: &str, chosen| Pick {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen,
        };
        let user = |user: &workspace::contacts::UserName| {
            pick(user.id.as_str(), &user.name, query.owner == Some(OwnerFilter::User(user.id.clone())))
        };
        let nobody = pick("nobody", "Nobody", query.owner == Some(OwnerFilter::Nobody));
        let days =
            |days: u16, label| pick(&days.to_string(), label, query.added == Some(AddedWithin { days }));
        Self {
            tags: page.tags.iter().map(|tag| pick(tag, tag, query.tag.as_ref() == Some(tag))).collect(),
            owners: std::iter::once(nobody).chain(page.owners.iter().map(user)).collect(),
            task: vec![
                pick("open", "Any open", query.task == Some(OpenTask::Open)),
                pick("late", "Late", query.task == Some(OpenTask::Late)),
                pick("none", "None open", query.task == Some(OpenTask::None)),
            ],
            dnd: vec![
                pick("on", "On", query.dnd == Some(Dnd::On)),
                pick("off", "Off", query.dnd == Some(Dnd::Off)),
            ],
            added: vec![days(1, "1 day"), days(7, "7 days"), days(30, "30 days"), days(90, "90 days")],
        }
    }
}

impl Pager {
    fn of(page: &ContactsPage, address: &Address<'_>) -> Self {
        let link = |at: &Option<PageAt>| at.clone().map(|at| address.with(|query| query.at = at));
        let shown = page.lines.len() as u64;
        let range = if shown == page.matching {
            super::moment::count(page.matching, "contact")
        } else {
            format!("{shown} of {}", matching(page))
        };
        Self { previous: link(&page.previous), next: link(&page.next), range }
    }
}

#[cfg(test)]
mod tests;
