//! The company, its locations, and what a location has besides contacts.

use std::cell::RefCell;
use std::collections::HashSet;

use super::Days;
use super::desk::hours_of;
use super::list::COMPANIES;
use crate::world::chance::{Chance, Drawn};
use crate::world::entry::Entry;
use crate::world::id::{BusinessId, CalendarId, CompanyId, LocationId, UserId};
use crate::world::moment::{DAY, MINUTE, Moment};
use crate::world::record::{
    Appointment, Business, Calendar, CalendarKind, Campaign, CommonText, Company, CustomField, DataType,
    Duplicates, Location, MatchKey, Pipeline, Stage, Tag, User, Workflow,
};
use crate::world::state::State;

/// What people of a location are made from.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) location: LocationId,
    pub(super) days: Days,
    pub(super) calendars: Vec<CalendarId>,
    pub(super) businesses: Vec<BusinessId>,
    pub(super) fields: Vec<CustomField>,
    pub(super) users: Vec<UserId>,
    /// Who is booked when, in quarters of an hour, from today on.
    pub(super) diary: RefCell<HashSet<(UserId, i64)>>,
}

impl Place {
    /// One of the staff.
    pub(super) fn staff(&self, chance: &mut Chance) -> CommonText {
        self.users[chance.below(self.users.len())].as_str().into()
    }

    /// Who holds an appointment of a calendar, by its place among the calendars.
    pub(super) fn holder(&self, calendar: usize, chance: &mut Chance) -> CommonText {
        let kind = [CalendarKind::RoundRobin, CalendarKind::Event, CalendarKind::Personal][calendar];
        let team = team(kind, calendar, &self.users);
        let among = if team.is_empty() { &self.users } else { &team };
        among[chance.below(among.len())].as_str().into()
    }

    /// Enters an appointment into the diary of who holds it; false when they are booked at that time.
    pub(super) fn book(&self, appointment: &Appointment) -> bool {
        let Some(user) = appointment.assigned_user.as_deref().and_then(UserId::parse) else { return true };
        let quarter = |moment: Moment| moment.millis().div_euclid(15 * MINUTE);
        let mut diary = self.diary.borrow_mut();
        let quarters = || quarter(appointment.start)..quarter(appointment.end.plus(-1)) + 1;
        let free = quarters().all(|quarter| !diary.contains(&(user, quarter)));
        if free {
            diary.extend(quarters().map(|quarter| (user, quarter)));
        }
        free
    }
}

const STAFF: [(&str, &str, &str); 5] = [
    ("Imani", "Okafor", "admin"),
    ("Theo", "Lindqvist", "admin"),
    ("Rosa", "Delgado", "user"),
    ("Kenji", "Watanabe", "user"),
    ("Maeve", "Gallagher", "user"),
];

const TAGS: [&str; 17] = [
    "new lead",
    "lead",
    "follow up",
    "booked",
    "customer",
    "vip",
    "quiet",
    "lost",
    "newsletter",
    "family plan",
    "whitening",
    "nervous",
    "insurance",
    "unsubscribed",
    "referral",
    "open day",
    "review asked",
];

/// Name, data type, choices: one of every data type.
const FIELDS: [(&str, DataType, &[&str]); 13] = [
    ("Preferred dentist", DataType::Text, &[]),
    ("Things to know", DataType::LargeText, &[]),
    ("Household size", DataType::Numerical, &[]),
    ("Emergency phone", DataType::Phone, &[]),
    ("Lifetime value", DataType::Monetory, &[]),
    ("Interests", DataType::Checkbox, &["Whitening", "Aligners", "Implants", "Check-ups"]),
    ("Insurance", DataType::SingleOptions, &["None", "Northeast Dental", "Harbor Health", "Granite Mutual"]),
    ("Best times", DataType::MultipleOptions, &["Mornings", "Lunch", "Afternoons", "Evenings"]),
    ("Last X-ray", DataType::Date, &[]),
    ("Family members", DataType::TextboxList, &["Partner", "First child", "Second child"]),
    ("Consent form", DataType::FileUpload, &[]),
    ("Contact by", DataType::Radio, &["Phone", "Text", "E-mail"]),
    ("Billing e-mail", DataType::Email, &[]),
];

/// Makes the company and both locations with everything but contacts.
pub(super) fn make(state: &mut State, chance: &mut Chance, now: Moment) -> (Place, Place) {
    let company = Company {
        id: CompanyId::draw(chance),
        name: "Harbour & Pine Agency".into(),
        email: "hello@harbourpine.example.com".into(),
    };
    let in_use = location(company.id, LocationId::draw(chance), now);
    let second = second(&in_use, LocationId::draw(chance), now);
    state.apply(Entry::Company(company));
    state.apply(Entry::Location(Box::new(in_use.clone())));
    state.apply(Entry::Location(Box::new(second.clone())));
    let users = staff(state, chance, [in_use.id, second.id]);
    let of = |state: &mut State, chance: &mut Chance, location: &Location, users: &[UserId]| Place {
        location: location.id,
        days: Days::around(now, &location.timezone),
        calendars: calendars(state, chance, location.id, users),
        businesses: businesses(state, chance, location.id, now),
        fields: fields(state, chance, location.id),
        users: users.to_vec(),
        diary: RefCell::default(),
    };
    let first = of(state, chance, &in_use, &users);
    let other = of(state, chance, &second, &users[..1]);
    for place in [&first, &other] {
        lists(state, chance, place.location, now);
    }
    (first, other)
}

fn location(company: CompanyId, id: LocationId, now: Moment) -> Location {
    Location {
        id,
        company,
        name: "Brightwater Dental & Wellness".into(),
        website: "https://brightwater.example.com".into(),
        email: "frontdesk@brightwater.example.com".into(),
        phone: "+12075550100".into(),
        address: "18 Wharf Street".into(),
        city: "Portland".into(),
        state: "ME".into(),
        postal_code: "04101".into(),
        country: "US".into(),
        timezone: "America/New_York".into(),
        first_name: "Imani".into(),
        last_name: "Okafor".into(),
        duplicates: Duplicates::Forbidden,
        match_first: MatchKey::Email,
        added: now.plus(-900 * DAY),
    }
}

fn second(first: &Location, id: LocationId, now: Moment) -> Location {
    Location {
        id,
        name: "Larkspur Fitness Studio".into(),
        website: "https://larkspur.example.com".into(),
        email: "studio@larkspur.example.com".into(),
        phone: "+13035550100".into(),
        address: "402 Juniper Avenue".into(),
        city: "Denver".into(),
        state: "CO".into(),
        postal_code: "80205".into(),
        timezone: "America/Denver".into(),
        first_name: "Mateo".into(),
        last_name: "Lindgren".into(),
        added: now.plus(-400 * DAY),
        ..first.clone()
    }
}

fn staff(state: &mut State, chance: &mut Chance, locations: [LocationId; 2]) -> Vec<UserId> {
    let mut ids = Vec::new();
    for (number, (first, last, role)) in STAFF.into_iter().enumerate() {
        let id = UserId::draw(chance);
        ids.push(id);
        state.apply(Entry::User(User {
            id,
            first_name: first.into(),
            last_name: last.into(),
            email: format!("{}@brightwater.example.com", first.to_lowercase()).into(),
            phone: format!("+1207555{:04}", 110 + number).into(),
            extension: (number > 1).then(|| format!("{}", 20 + number).into()),
            kind: "account".into(),
            role: role.into(),
            locations: if number == 0 { locations.to_vec() } else { vec![locations[0]] },
        }));
    }
    ids
}

fn calendars(
    state: &mut State,
    chance: &mut Chance,
    location: LocationId,
    users: &[UserId],
) -> Vec<CalendarId> {
    let kinds = [
        ("Consultations", CalendarKind::RoundRobin, 30),
        ("Treatments", CalendarKind::Event, 60),
        ("Follow-ups", CalendarKind::Personal, 15),
    ];
    let mut ids = Vec::new();
    for (number, (name, kind, slot_minutes)) in kinds.into_iter().enumerate() {
        let id = CalendarId::draw(chance);
        ids.push(id);
        state.apply(Entry::Calendar(Calendar {
            id,
            location,
            name: name.into(),
            description: Some(format!("{name}, booked online or at the desk").into()),
            group: None,
            kind,
            slot_minutes,
            active: true,
            users: team(kind, number, users),
            color: ["#039be5", "#7cb342", "#f4511e"][number].into(),
            booking: hours_of(number),
        }));
    }
    ids
}

/// Who takes a calendar's appointments: nobody in particular, one, or two.
fn team(kind: CalendarKind, number: usize, users: &[UserId]) -> Vec<UserId> {
    let many = match kind {
        CalendarKind::Event => 0,
        CalendarKind::Personal => 1,
        _ => 2,
    };
    users.iter().skip(number.min(users.len() - 1)).take(many).copied().collect()
}

fn businesses(state: &mut State, chance: &mut Chance, location: LocationId, now: Moment) -> Vec<BusinessId> {
    let mut ids = Vec::new();
    for (number, name) in COMPANIES.iter().enumerate() {
        let id = BusinessId::draw(chance);
        ids.push(id);
        let word = name.split(' ').next().unwrap_or(name).to_lowercase();
        let added = now.plus(-chance.between(100, 500) * DAY);
        state.apply(Entry::Business(Business {
            id,
            location,
            name: (*name).into(),
            website: Some(format!("https://{word}.example.com").into()),
            phone: Some(format!("+1207555{:04}", 200 + number).into()),
            email: Some(format!("office@{word}.example.com").into()),
            city: Some("Portland".into()),
            state: Some("ME".into()),
            country: Some("US".into()),
            description: Some("Sends its people to us".into()),
            ..Business::new(id, location, added)
        }));
    }
    ids
}

fn fields(state: &mut State, chance: &mut Chance, location: LocationId) -> Vec<CustomField> {
    let mut fields = Vec::new();
    for (position, (name, data_type, options)) in (0_u32..).zip(FIELDS) {
        let key: String =
            name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let field = CustomField {
            id: Drawn::draw(chance),
            location,
            name: name.into(),
            field_key: format!("contact.{key}").into(),
            data_type,
            placeholder: options.is_empty().then(|| name.into()),
            options: options.iter().map(|option| Box::from(*option)).collect(),
            files: None,
            position: position * 50,
            model: "contact".into(),
        };
        fields.push(field.clone());
        state.apply(Entry::CustomField(field));
    }
    fields
}

fn lists(state: &mut State, chance: &mut Chance, location: LocationId, now: Moment) {
    for name in TAGS {
        state.apply(Entry::Tag(Tag { id: Drawn::draw(chance), location, name: name.into() }));
    }
    for (name, status) in [("Spring smile", "published"), ("Win-back", "published"), ("Open day", "draft")] {
        let id = Drawn::draw(chance);
        state.apply(Entry::Campaign(Campaign { id, location, name: name.into(), status: status.into() }));
    }
    for name in ["New lead welcome", "Appointment reminders", "Review request", "Reactivation"] {
        let added = now.plus(-chance.between(30, 300) * DAY);
        let (id, version) = (Drawn::draw(chance), 3);
        let (name, status) = (name.into(), "published".into());
        state.apply(Entry::Workflow(Workflow { id, location, name, status, version, added, updated: added }));
    }
    let stages = ["Enquiry", "Contacted", "Consultation booked", "Treatment plan", "Won"];
    let stages =
        stages.into_iter().map(|name| Stage { id: Drawn::draw(chance), name: name.into() }).collect();
    let id = Drawn::draw(chance);
    state.apply(Entry::Pipeline(Pipeline { id, location, name: "New patients".into(), stages }));
}
