//! Reading businesses, and who belongs to them.

use domain::budget::Lane;
use domain::change::Cause;
use domain::ids::WriteId;
use domain::record::{Doc, Kind, RecordId};
use domain::search::fold;
use domain::write::{Effect, Write, overlay};
use highlevel::operation::businesses as row;
use highlevel::{BusinessId, ContactId, LocationId};
use store::{ContactQuery, StoreError, Tx};

use super::{BusinessLine, BusinessPage, BusinessRef, BusinessesPage, Colleague, Employer};
use crate::contact::ContactRef;
use crate::draft::Form;
use crate::fields::catalog;
use crate::member::must_write;
use crate::standing::Standing;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms, shell};

/// Businesses on the page at most; a search finds the others.
const SHOWN: usize = 200;
/// Contacts of one business on its page.
const CONTACTS: u32 = 200;
/// What people want to know of a business, in this order.
const FACTS: [(&str, &str); 8] = [
    ("phone", "Phone"),
    ("email", "Email"),
    ("website", "Website"),
    ("address", "Street"),
    ("city", "City"),
    ("state", "State"),
    ("postalCode", "Postal code"),
    ("country", "Country"),
];

/// Businesses.
#[derive(Debug, Clone)]
pub struct Businesses {
    rooms: Rooms,
}

impl Businesses {
    /// Businesses of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The list, narrowed to what was typed.
    pub async fn list(&self, member: &Member, search: &str) -> Result<BusinessesPage, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let known = named(&mut tx, location).await?;
        let all = known.len() as u64;
        let words: Vec<String> = fold(search).split_whitespace().map(str::to_owned).collect();
        let fits = |doc: &Doc, name: &str| {
            let text = fold(&format!("{name} {} {}", word(doc, "email"), word(doc, "city")));
            words.iter().all(|word| text.contains(word))
        };
        let mut lines = Vec::new();
        for (business, doc) in known.into_iter().filter(|(one, doc)| fits(doc, &one.name)).take(SHOWN) {
            let asked = ContactQuery { business: Some(business.id.clone()), ..ContactQuery::default() };
            lines.push(BusinessLine {
                contacts: tx.contact_count(location, &asked, CONTACTS).await?,
                phone: doc.text("phone").map(catalog::phone),
                email: doc.text("email").map(str::to_owned),
                city: doc.text("city").map(str::to_owned),
                business,
            });
        }
        let connection = tx.connection_find(location).await?;
        let missing = connection
            .and_then(|connection| self.rooms.gateway.lacks(&connection, &row::GET_BUSINESSES_BY_LOCATION));
        let freshness = shell::freshness(&mut tx, location, false, now).await?;
        let may_write = self.rooms.editing(&mut tx, member).await?.is_allowed();
        let missing =
            missing.map(|scope| format!("With the scope {scope} Rankr would show businesses here."));
        Ok(BusinessesPage { search: search.to_owned(), lines, all, freshness, missing, may_write })
    }

    /// One business with its contacts, at once from the mirror; they are read anew behind the page.
    pub async fn open(&self, member: &Member, id: &BusinessId) -> Result<BusinessPage, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let mut tx = self.rooms.store.read().await?;
        let gone = Refusal::NotFound { what: "business" };
        let row = tx.record_find(location, Kind::Business, &record(id)?).await?;
        let row = row.filter(|row| row.deleted_at().is_none() && !row.doc().is_empty()).ok_or(gone)?;
        let asked = ContactQuery { business: Some(id.clone()), limit: CONTACTS, ..ContactQuery::default() };
        let page = tx.contact_list(location, &asked).await?;
        let doc = row.doc();
        let facts = FACTS.iter().filter_map(|(field, label)| {
            let value = doc.text(field)?;
            let shown = if *field == "phone" { catalog::phone(value) } else { value.to_owned() };
            Some(((*label).to_owned(), shown))
        });
        self.refresh_behind(member, id);
        Ok(BusinessPage {
            business: BusinessRef { id: id.clone(), name: name(doc) },
            facts: facts.collect(),
            description: doc.text("description").map(str::to_owned),
            contacts: page.rows.into_iter().map(colleague).collect(),
            more: page.next.is_some(),
            freshness: shell::freshness(&mut tx, location, false, now).await?.of_record(&row),
            may_write: self.rooms.editing(&mut tx, member).await?.is_allowed(),
        })
    }

    fn refresh_behind(&self, member: &Member, id: &BusinessId) {
        let (gateway, location, id) = (self.rooms.gateway.clone(), member.location.clone(), id.clone());
        tokio::spawn(async move {
            let read = gateway.refresh_business(&location, &id, Lane::Repair, Cause::Opened).await;
            if let Err(error) = read {
                tracing::warn!(%error, "a business that was opened could not be read anew");
            }
        });
    }

    /// Puts a contact into the business of that name, or out of its own where nothing is named.
    pub async fn put(
        &self,
        member: &Member,
        contact: &ContactId,
        typed: &str,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::living(&mut tx, member, contact).await?;
        let writes = of_contact(tx.write_list_shown(&member.location, contact).await?);
        let known = named(&mut tx, &member.location).await?;
        drop(tx);
        let wanted = match typed.trim() {
            "" => None,
            typed => Some(find(&known, typed)?),
        };
        let shown = overlay(row.doc(), &writes).doc;
        if shown.text("businessId") == wanted.as_ref().map(BusinessId::as_str) {
            return Ok(None);
        }
        let intent = intents::set_business(member, contact, row.doc(), wanted.as_ref());
        Ok(Some(self.rooms.submit(intent).await?.id))
    }
}

/// The business on a contact's page.
pub(crate) async fn employer(
    tx: &mut Tx<'_>,
    location: &LocationId,
    doc: &Doc,
    writes: &[Write],
) -> Result<Employer, StoreError> {
    let own = of_contact(writes.to_vec());
    let known = named(tx, location).await?;
    let shown = overlay(doc, &own).doc;
    let of_id = |id: &str| known.iter().map(|(one, _)| one).find(|one| one.id.as_str() == id).cloned();
    let business = shown.text("businessId").and_then(|id| {
        let id_alone = || Some(BusinessRef { id: BusinessId::new(id).ok()?, name: id.to_owned() });
        of_id(id).or_else(id_alone)
    });
    let moving: Vec<&Write> = own.iter().filter(|write| moves(write)).collect();
    let mine = |write: &Write| match &write.intent.effect {
        Effect::Set { fields } => {
            let id = fields.get("businessId").and_then(serde_json::Value::as_str);
            id.map_or_else(|| "none".to_owned(), |id| of_id(id).map_or_else(|| id.to_owned(), |one| one.name))
        }
        _ => String::new(),
    };
    Ok(Employer {
        business,
        standing: Standing::worst(&moving, mine),
        choices: known.into_iter().map(|(one, _)| one).take(SHOWN).collect(),
        form: Form::default(),
    })
}

fn moves(write: &Write) -> bool {
    matches!(&write.intent.effect, Effect::Set { fields } if fields.contains_key("businessId"))
}

fn of_contact(mut writes: Vec<Write>) -> Vec<Write> {
    writes.retain(|write| write.intent.kind == Kind::Contact);
    writes
}

/// Every business, by name.
async fn named(tx: &mut Tx<'_>, location: &LocationId) -> Result<Vec<(BusinessRef, Doc)>, StoreError> {
    let rows = tx.record_list(location, Kind::Business).await?;
    let read = |row: store::RecordRow| {
        let id = BusinessId::new(row.id.as_str()).ok()?;
        Some((BusinessRef { id, name: name(row.doc()) }, row.stored.doc))
    };
    let mut all: Vec<(BusinessRef, Doc)> = rows.into_iter().filter_map(read).collect();
    all.sort_by_cached_key(|(one, _)| fold(&one.name));
    Ok(all)
}

/// The one that is meant: by its id, or by its name in any case.
fn find(known: &[(BusinessRef, Doc)], typed: &str) -> Result<BusinessId, Refusal> {
    if let Some((one, _)) = known.iter().find(|(one, _)| one.id.as_str() == typed) {
        return Ok(one.id.clone());
    }
    let wanted = fold(typed);
    let same: Vec<&BusinessRef> =
        known.iter().map(|(one, _)| one).filter(|one| fold(&one.name) == wanted).collect();
    match same[..] {
        [one] => Ok(one.id.clone()),
        [] => Err(Problem::with(
            "business",
            "No business has this name. Choose one of the list; new ones are made in HighLevel.",
        )
        .into()),
        _ => {
            Err(Problem::with("business", "Several businesses have this name. Open the one you mean.").into())
        }
    }
}

fn colleague(row: store::ContactRow) -> Colleague {
    Colleague {
        contact: ContactRef { id: row.id, name: row.name },
        email: row.email,
        phone: row.phone.as_deref().map(catalog::phone),
    }
}

fn name(doc: &Doc) -> String {
    doc.text("name").unwrap_or("Business without a name").to_owned()
}

fn word<'d>(doc: &'d Doc, field: &str) -> &'d str {
    doc.text(field).unwrap_or_default()
}

fn record(id: &BusinessId) -> Result<RecordId, Refusal> {
    RecordId::new(id.as_str()).map_err(|_| Refusal::NotFound { what: "business" })
}
