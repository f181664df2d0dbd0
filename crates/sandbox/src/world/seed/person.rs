//! People: a name, an address, a stage of life with the business, and how they were found.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::list::{AREAS, CITIES, COMPANIES, FIRST, LAST, SOURCES, STREETS};
use super::name::plain;
use super::place::Place;
use crate::world::chance::{Chance, Drawn};
use crate::world::id::ContactId;
use crate::world::moment::{DAY, HOUR, Moment};
use crate::world::record::{
    Attribution, Channel, CommonText, Contact, CustomValue, DataType, DndSetting, DndStatus, FieldValue,
    InboundDnd, Kind, LabelledPhone,
};

/// Where someone stands with the business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    New,
    Contacted,
    Booked,
    Customer,
    Regular,
    Quiet,
    Lost,
}

/// The stages of twenty people in a row, so that few people still show every stage.
const STAGES: [Stage; 20] = [
    Stage::Customer,
    Stage::New,
    Stage::Contacted,
    Stage::Booked,
    Stage::Regular,
    Stage::New,
    Stage::Customer,
    Stage::Quiet,
    Stage::Contacted,
    Stage::Customer,
    Stage::Booked,
    Stage::Lost,
    Stage::New,
    Stage::Customer,
    Stage::Regular,
    Stage::Contacted,
    Stage::Quiet,
    Stage::Customer,
    Stage::New,
    Stage::Booked,
];

impl Stage {
    /// How many days ago someone at this stage was added.
    fn age(self, chance: &mut Chance) -> i64 {
        let (from, to) = match self {
            Self::New => (0, 6),
            Self::Contacted => (3, 30),
            Self::Booked => (5, 45),
            Self::Customer => (60, 600),
            Self::Regular => (200, 860),
            Self::Quiet => (200, 800),
            Self::Lost => (60, 500),
        };
        chance.between(from, to)
    }

    fn tags(self) -> &'static [&'static str] {
        match self {
            Self::New => &["new lead"],
            Self::Contacted => &["lead", "follow up"],
            Self::Booked => &["lead", "booked"],
            Self::Customer => &["customer"],
            Self::Regular => &["customer", "vip"],
            Self::Quiet => &["quiet"],
            Self::Lost => &["lost"],
        }
    }
}

/// Everybody so far: whose name has been used how often.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    names: HashMap<(usize, usize), u32>,
    people: usize,
}

impl Crowd {
    /// Person number `number` of a place.
    pub(super) fn person(&mut self, place: &Place, number: usize, chance: &mut Chance) -> (Contact, Stage) {
        let stage = STAGES[number % STAGES.len()];
        let added = place.days.now().plus(-stage.age(chance) * DAY - chance.between(60_000, DAY - 1));
        let mut contact = Contact::new(ContactId::draw(chance), place.location, added);
        self.name(&mut contact, number, chance);
        address(&mut contact, chance);
        standing(&mut contact, stage, place, chance);
        custom_fields(&mut contact, stage, place, chance);
        oddities(&mut contact, number, chance);
        let since = place.days.now().millis() - added.millis();
        contact.updated = added.plus(chance.between(0, since));
        contact.last_activity = chance.percent(80).then(|| added.plus(chance.between(0, since)));
        contact.tags.shrink_to_fit();
        contact.custom_fields.shrink_to_fit();
        (contact, stage)
    }

    fn name(&mut self, contact: &mut Contact, number: usize, chance: &mut Chance) {
        let (first, last) = (chance.below(FIRST.len()), chance.below(LAST.len()));
        let namesakes = self.names.entry((first, last)).or_default();
        *namesakes += 1;
        let nth = if *namesakes > 1 { namesakes.to_string() } else { String::new() };
        let (first, last) = (FIRST[first], LAST[last]);
        contact.first_name = text(first);
        contact.last_name = text(last);
        contact.email = text(&format!("{}.{}{nth}@example.com", plain(first), plain(last)));
        contact.phone = text(&phone(self.people));
        self.people += 1;
        // Some have no address, some no phone; nobody has neither.
        match number % 20 {
            7 | 18 => contact.email = None,
            5 | 15 => contact.phone = None,
            _ => {}
        }
    }
}

/// A number nobody has: every person has a line of their own behind 555.
fn phone(person: usize) -> String {
    let area = AREAS[person % AREAS.len()];
    let line = (person / AREAS.len() * 7919 + 137) % 10_000;
    format!("+1{area}555{line:04}")
}

fn text<T: for<'t> From<&'t str>>(text: &str) -> Option<T> {
    Some(text.into())
}

fn address(contact: &mut Contact, chance: &mut Chance) {
    // Most live near by, so the first cities come up more often.
    let reach = CITIES.len() - chance.below(CITIES.len());
    let (city, state, postal_code, country, timezone) = CITIES[chance.below(reach)];
    contact.country = text(country);
    if chance.percent(75) {
        contact.city = text(city);
        contact.state = text(state);
        contact.postal_code = text(postal_code);
        contact.timezone = chance.percent(40).then(|| timezone.into());
    }
    if chance.percent(60) {
        contact.address1 = text(&format!("{} {}", chance.between(1, 480), chance.pick(STREETS)));
    }
    if chance.percent(55) {
        let year = i16::try_from(chance.between(1942, 2006)).unwrap_or(1980);
        let month = i8::try_from(chance.between(1, 12)).unwrap_or(1);
        let day = i8::try_from(chance.between(1, 28)).unwrap_or(1);
        contact.date_of_birth = Date::new(year, month, day).ok();
    }
}

fn standing(contact: &mut Contact, stage: Stage, place: &Place, chance: &mut Chance) {
    contact.kind =
        if matches!(stage, Stage::Customer | Stage::Regular) { Kind::Customer } else { Kind::Lead };
    contact.tags = stage.tags().iter().map(|tag| CommonText::from(*tag)).collect();
    for extra in ["newsletter", "family plan", "whitening", "nervous", "insurance"] {
        if chance.percent(12) {
            contact.tags.push(extra.into());
        }
    }
    let source = chance.pick(SOURCES);
    contact.source = text(source);
    contact.assigned_to = chance.percent(80).then(|| place.staff(chance));
    if chance.percent(15) {
        contact.followers.push(place.staff(chance));
    }
    if chance.percent(18) {
        let company = chance.below(COMPANIES.len());
        contact.company_name = text(COMPANIES[company]);
        contact.business = place.businesses.get(company).copied().filter(|_| chance.percent(60));
        contact.website = text(&format!("https://{}.example.com", plain(COMPANIES[company])));
    }
    contact.attribution = Some(attribution(source, chance).into());
}

fn attribution(source: &str, chance: &mut Chance) -> Attribution {
    match source {
        "facebook lead ad" | "google ads" | "instagram" => Attribution {
            session_source: text("Paid Social"),
            url: text("https://brightwater.example.com/welcome"),
            campaign: text(chance.pick(&["spring-smile", "new-patient", "whitening-week"])),
            utm_source: text(source.split(' ').next().unwrap_or(source)),
            utm_medium: text("cpc"),
            ..Attribution::default()
        },
        "website form" | "newsletter" => Attribution {
            session_source: text("Direct traffic"),
            medium: text("form"),
            url: text("https://brightwater.example.com/contact"),
            ..Attribution::default()
        },
        _ => Attribution { session_source: text("CRM UI"), medium: text("manual"), ..Attribution::default() },
    }
}

fn custom_fields(contact: &mut Contact, stage: Stage, place: &Place, chance: &mut Chance) {
    let share = if matches!(stage, Stage::New | Stage::Lost) { 10 } else { 35 };
    for field in &place.fields {
        if chance.percent(share)
            && let Some(value) = value(field.data_type, &field.options, contact.added, chance)
        {
            contact.custom_fields.push(CustomValue { id: field.id, value });
        }
    }
}

fn value(kind: DataType, options: &[Box<str>], added: Moment, chance: &mut Chance) -> Option<FieldValue> {
    let option = |chance: &mut Chance| options.get(chance.below(options.len())).cloned();
    Some(match kind {
        DataType::Text => {
            FieldValue::Text(chance.pick(&["Dr. Okafor", "Dr. Lindqvist", "no preference"]).into())
        }
        DataType::LargeText => {
            let texts =
                ["Walks with a stick, keep the ground floor room free.", "Please no peppermint paste."];
            FieldValue::Text(chance.pick(&texts).into())
        }
        DataType::Numerical => FieldValue::Number(chance.between(1, 6).into()),
        DataType::Monetory => FieldValue::Number((chance.between(4, 90) * 50).into()),
        DataType::Phone => FieldValue::Text(format!("+12075550{:03}", chance.between(100, 199)).into()),
        DataType::Email => FieldValue::Text(format!("family{}@example.com", chance.between(1, 400)).into()),
        DataType::Date => FieldValue::Text(added.plus(30 * DAY).to_string().split('T').next()?.into()),
        DataType::Checkbox | DataType::MultipleOptions => {
            let (one, two) = (option(chance)?, option(chance)?);
            FieldValue::List(if one == two { vec![one] } else { vec![one, two] })
        }
        DataType::SingleOptions | DataType::Radio => FieldValue::Text(option(chance)?),
        DataType::TextboxList | DataType::FileUpload => return None,
    })
}

/// What sets a few people apart: closed channels, second addresses, mail that came back.
fn oddities(contact: &mut Contact, number: usize, chance: &mut Chance) {
    match number % 40 {
        3 => contact.dnd_settings = closed(&[Channel::Sms], DndStatus::Active, "Texted STOP"),
        11 => {
            contact.dnd = true;
            let all =
                [Channel::Call, Channel::Email, Channel::Sms, Channel::WhatsApp, Channel::Gmb, Channel::Fb];
            contact.dnd_settings = closed(&all, DndStatus::Active, "Asked not to be contacted");
        }
        16 => {
            contact.unsubscribe_email = true;
            contact.tags.push("unsubscribed".into());
            contact.dnd_settings = closed(&[Channel::Email], DndStatus::Permanent, "Unsubscribed by link");
        }
        23 => {
            contact.bounce_email = contact.email.is_some();
            contact.valid_email = contact.email.is_some().then_some(false);
        }
        27 => {
            contact.inbound_dnd =
                Some(Box::new(InboundDnd { active: true, message: text("Abusive messages") }));
        }
        1 | 9 | 30 => {
            let more = format!("{}@home.example.com", ContactId::draw(chance).as_str()[..8].to_lowercase());
            contact.additional_emails.push(more.into());
        }
        4 | 33 => {
            let phone = format!("+1340555{:04}", number % 10_000).into();
            contact.additional_phones.push(LabelledPhone { phone, label: text("Work") });
        }
        _ => contact.valid_email = (contact.email.is_some() && chance.percent(30)).then_some(true),
    }
    contact.added = contact.added.plus(-(chance.between(0, HOUR) % 1000));
}

fn closed(channels: &[Channel], status: DndStatus, message: &str) -> BTreeMap<Channel, DndSetting> {
    let setting = DndSetting { status, message: text(message), code: None };
    channels.iter().map(|channel| (*channel, setting.clone())).collect()
}
