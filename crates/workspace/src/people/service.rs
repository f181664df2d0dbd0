//! Letting people in.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::{PersonId, SessionId};
use domain::person::{Person, Role};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{Session, SignInLink, Tx};

use super::throttle::{self, Throttle};
use super::{Account, Begun, PasswordChange, SessionToken, password};
use crate::fields::typed;
use crate::{Member, Problem, Refusal, Rooms};

/// How long a session lasts without use.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A session in use is prolonged at most this often, so that reading a page writes nothing.
const PROLONGED: SignedDuration = SignedDuration::from_hours(1);
/// How long a link is good for.
const LINK: SignedDuration = SignedDuration::from_hours(24);
/// The setting that names the owner.
const OWNER: &str = "people.owner";

const WRONG: &str = "Email and password do not belong together.";
const SPENT: &str = "This link was used before or has run out. Links work once, for 24 hours.";

/// People of this Rankr.
#[derive(Debug, Clone)]
pub struct People {
    rooms: Rooms,
    throttle: Arc<Mutex<Throttle>>,
}

impl People {
    /// People of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone(), throttle: Arc::default() }
    }

    /// A link that signs the owner in once; the first one makes the owner. Answers the link's secret part.
    pub async fn owner_link(&self) -> Result<SessionToken, Refusal> {
        let (now, token) = (self.rooms.now(), SessionToken::new());
        let mut tx = self.rooms.store.begin().await?;
        let owner = match owner(&mut tx).await? {
            Some(owner) => owner,
            None => {
                let id = PersonId::from_uuid(self.rooms.store.clock().uuid());
                tx.person_add(&Person { id, name: "Owner".to_owned(), email: None, created_at: now }).await?;
                tx.setting_save(None, OWNER, &id.to_string()).await?;
                id
            }
        };
        let link = SignInLink { person: owner, created_at: now, expires_at: later(now, LINK) };
        tx.sign_in_link_forget_unused(owner).await?;
        tx.sign_in_link_add(&link, token.secret()).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Uses a link up and begins a session; the one the browser carried so far ends.
    pub async fn redeem(&self, secret: &str, carried: Option<&SessionToken>) -> Result<Begun, Refusal> {
        let token: SessionToken = secret.parse().map_err(|_| Refusal::SignIn(SPENT))?;
        let now = self.rooms.now();
        let mut tx = self.rooms.store.begin().await?;
        let person = tx.sign_in_link_use(token.secret(), now).await?.ok_or(Refusal::SignIn(SPENT))?;
        let begun = self.begin(&mut tx, person, carried).await?;
        tx.commit().await?;
        Ok(begun)
    }

    /// A session under a new secret. Whatever the browser brought along is over, so that nobody can hand somebody
    /// else a session and share it.
    async fn begin(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        carried: Option<&SessionToken>,
    ) -> Result<Begun, Refusal> {
        let now = self.rooms.now();
        if let Some(carried) = carried
            && let Some(old) = tx.session_find(carried.secret(), now).await?
        {
            tx.session_end(old.id).await?;
        }
        let token = SessionToken::new();
        let id = SessionId::from_uuid(self.rooms.store.clock().uuid());
        let session = Session { id, person, created_at: now, seen_at: now, expires_at: later(now, LASTS) };
        tx.session_add(&session, token.secret()).await?;
        let lasts = Duration::from_secs(LASTS.as_secs().unsigned_abs());
        Ok(Begun { token, lasts })
    }

    /// Signs somebody in by email and password. `from` is the address it came from, for slowing guesses.
    /// The session that the browser `carried` ends.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &SecretString,
        from: IpAddr,
        carried: Option<&SessionToken>,
    ) -> Result<Begun, Refusal> {
        let email = email.trim().to_lowercase();
        let keys =
            [format!("email {}", email.chars().take(254).collect::<String>()), throttle::address(from)];
        // Counted before the password is looked at, so that guesses sent at the same moment count too.
        let now = self.rooms.now();
        if let Some(seconds) = self.throttle(|throttle| throttle.attempt(&keys, now)) {
            return Err(Refusal::TooMany { seconds });
        }
        let person = self.known(&email, password).await?;
        let person =
            person.ok_or(Refusal::SignIn(WRONG)).inspect_err(|_| tracing::warn!("a sign-in failed"))?;
        self.throttle(|throttle| throttle.succeeded(&keys[0], &keys[1]));
        let mut tx = self.rooms.store.begin().await?;
        let begun = self.begin(&mut tx, person.id, carried).await?;
        tx.commit().await?;
        Ok(begun)
    }

    /// Whom this email and password belong to.
    async fn known(&self, email: &str, password: &SecretString) -> Result<Option<Person>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let people = tx.person_list().await?;
        let is_them =
            |person: &Person| person.email.as_deref().is_some_and(|known| known.to_lowercase() == email);
        let person = people.into_iter().find(is_them);
        let kept = match &person {
            Some(person) => tx.setting_find(None, &password_setting(person.id)).await?,
            None => None,
        };
        drop(tx);
        let right = password::matches(password.clone(), kept).await?;
        Ok(person.filter(|_| right))
    }

    fn throttle<T>(&self, act: impl FnOnce(&mut Throttle) -> T) -> T {
        act(&mut self.throttle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who a session belongs to, and where they are; none when it has ended.
    pub async fn session(&self, token: &SessionToken) -> Result<Option<Member>, Refusal> {
        let now = self.rooms.now();
        let mut tx = self.rooms.store.read().await?;
        let Some(session) = tx.session_find(token.secret(), now).await? else { return Ok(None) };
        let members = tx.person_members(session.person).await?;
        let connections = tx.connection_list().await?;
        let is_owner = owner(&mut tx).await? == Some(session.person);
        drop(tx);
        let lacks =
            |location: &highlevel::LocationId| !members.iter().any(|member| member.location == *location);
        let missing = connections.iter().any(|connection| lacks(&connection.location));
        let aging = now.duration_since(session.seen_at) > PROLONGED;
        if aging || (is_owner && missing) {
            return self.settle(&session, is_owner, now).await.map(Some);
        }
        newest(members, &connections).map(Some)
    }

    /// Prolongs a session, and makes the owner at home in every connected location.
    async fn settle(&self, session: &Session, is_owner: bool, now: Timestamp) -> Result<Member, Refusal> {
        let mut tx = self.rooms.store.begin().await?;
        tx.session_seen(session.id, now, later(now, LASTS)).await?;
        let connections = tx.connection_list().await?;
        if is_owner {
            for connection in &connections {
                if tx.person_member(&connection.location, session.person).await?.is_none() {
                    tx.person_set_role(&connection.location, session.person, Role::Owner, None).await?;
                }
            }
        }
        let members = tx.person_members(session.person).await?;
        tx.commit().await?;
        newest(members, &connections)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<(), Refusal> {
        let mut tx = self.rooms.store.begin().await?;
        if let Some(session) = tx.session_find(token.secret(), self.rooms.now()).await? {
            tx.session_end(session.id).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// One's own account.
    pub async fn account(&self, member: &Member) -> Result<Account, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let person = tx.person_find(member.person).await?.ok_or(Refusal::NotFound { what: "person" })?;
        let kept = tx.setting_find(None, &password_setting(member.person)).await?;
        Ok(Account { name: person.name, email: person.email, has_password: kept.is_some() })
    }

    /// Sets one's password, and the email to sign in with where none is known yet. Every other browser that was
    /// signed in as this person is signed out; the one that `carried` this session stays.
    pub async fn set_password(
        &self,
        member: &Member,
        change: PasswordChange,
        carried: &SessionToken,
    ) -> Result<(), Refusal> {
        password::check(&change.new)?;
        let mut tx = self.rooms.store.read().await?;
        let person = tx.person_find(member.person).await?.ok_or(Refusal::NotFound { what: "person" })?;
        let kept = tx.setting_find(None, &password_setting(member.person)).await?;
        let others = tx.person_list().await?;
        drop(tx);
        if kept.is_some() && !password::matches(change.current, kept).await? {
            return Err(Problem::with("current", "This is not the password you have now.").into());
        }
        let person = with_email(person, &change.email, &others)?;
        let hash = password::hash(change.new).await?;
        let mut tx = self.rooms.store.begin().await?;
        tx.person_save(&person).await?;
        tx.setting_save(None, &password_setting(member.person), &hash).await?;
        match tx.session_find(carried.secret(), self.rooms.now()).await? {
            Some(own) => tx.session_end_others(member.person, own.id).await?,
            None => tx.session_end_all_of(member.person).await?,
        };
        tx.commit().await?;
        Ok(())
    }
}

/// The person with the email to sign in with, where none is known yet.
fn with_email(mut person: Person, typed: &str, others: &[Person]) -> Result<Person, Refusal> {
    if person.email.is_some() {
        return Ok(person);
    }
    let email = typed::email(typed.trim()).map_err(|why| Problem::with("email", why))?;
    let is_theirs =
        |other: &Person| other.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(&email));
    if others.iter().any(is_theirs) {
        return Err(Problem::with("email", "Somebody else signs in with this email.").into());
    }
    person.email = Some(email);
    Ok(person)
}

fn password_setting(person: PersonId) -> String {
    format!("people.password.{person}")
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The owner, once there is one.
async fn owner(tx: &mut Tx<'_>) -> Result<Option<PersonId>, Refusal> {
    Ok(tx.setting_find(None, OWNER).await?.and_then(|id| id.parse().ok()))
}

/// A person looks at the location that was connected last.
fn newest(members: Vec<Member>, connections: &[domain::connection::Connection]) -> Result<Member, Refusal> {
    let place =
        |member: &Member| connections.iter().rposition(|connection| connection.location == member.location);
    members.into_iter().max_by_key(place).ok_or_else(|| {
        Refusal::NotConnected(
            "Nothing is connected yet. On the machine, run `rankr connect` with a private token or --oauth."
                .to_owned(),
        )
    })
}
