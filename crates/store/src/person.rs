//! People, and what each may do in which location.

use domain::{
    ids::PersonId,
    person::{Member, Person, Role},
};
use highlevel::ids::{LocationId, UserId};
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, maybe_text, text, values},
};

const MEMBER: &str = "SELECT m.location_id, m.person_id AS id, p.name, m.role, m.user_id
    FROM member m JOIN person p ON p.id = m.person_id";

impl Tx<'_> {
    /// Lets somebody in.
    pub async fn person_add(&mut self, person: &Person) -> Result<(), StoreError> {
        let sql = "INSERT INTO person (id, name, email, created_at) VALUES ($1, $2, $3, $4)";
        let values = values![text(person.id), person.name.as_str(), person.email.clone(), person.created_at];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Gives somebody another name or email.
    pub async fn person_save(&mut self, person: &Person) -> Result<(), StoreError> {
        let sql = "UPDATE person SET name = $2, email = $3 WHERE id = $1";
        self.run(sql, values![text(person.id), person.name.as_str(), person.email.clone()]).await?;
        Ok(())
    }

    /// One person.
    pub async fn person_find(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT id, name, email, created_at FROM person WHERE id = $1";
        self.row("person", sql, values![text(id)]).await?.as_ref().map(Person::read).transpose()
    }

    /// The person with this e-mail, in whatever case it is typed.
    pub async fn person_find_by_email(&mut self, email: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT id, name, email, created_at FROM person WHERE LOWER(email) = $1 ORDER BY created_at LIMIT 1";
        let row = self.row("person", sql, values![email.trim().to_lowercase()]).await?;
        row.as_ref().map(Person::read).transpose()
    }

    /// Everybody, the first owner first.
    pub async fn person_list(&mut self) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT id, name, email, created_at FROM person ORDER BY created_at, id";
        self.rows("person", sql, Vec::new()).await?.iter().map(Person::read).collect()
    }

    /// Gives a person a role in a location, or another one.
    pub async fn person_set_role(
        &mut self,
        location: &LocationId,
        person: PersonId,
        role: Role,
        user: Option<&UserId>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO member (location_id, person_id, role, user_id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (location_id, person_id) DO UPDATE SET role = excluded.role, user_id = excluded.user_id";
        self.run(sql, values![text(location), text(person), role.as_str(), maybe_text(user)]).await?;
        Ok(())
    }

    /// What a person may do in a location; none when nothing.
    pub async fn person_member(
        &mut self,
        location: &LocationId,
        person: PersonId,
    ) -> Result<Option<Member>, StoreError> {
        let sql = format!("{MEMBER} WHERE m.location_id = $1 AND m.person_id = $2");
        let row = self.row("member", AssertSqlSafe(sql), values![text(location), text(person)]).await?;
        row.as_ref().map(Member::read).transpose()
    }

    /// Where a person may do something.
    pub async fn person_members(&mut self, person: PersonId) -> Result<Vec<Member>, StoreError> {
        let sql = format!("{MEMBER} WHERE m.person_id = $1 ORDER BY m.location_id");
        self.rows("member", AssertSqlSafe(sql), values![text(person)])
            .await?
            .iter()
            .map(Member::read)
            .collect()
    }
}

trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Person {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.word("id")?,
            name: row.text("name")?,
            email: row.maybe_text("email")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl Read for Member {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            person: row.word("id")?,
            name: row.text("name")?,
            location: row.word("location_id")?,
            role: row.word("role")?,
            user: row.maybe_word("user_id")?,
        })
    }
}
