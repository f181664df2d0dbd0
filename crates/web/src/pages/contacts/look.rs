//! How a list looks: row height and columns. It lives in the address, so that a view can be sent to someone.

use workspace::contacts::SortBy;

/// Row height and columns of the list of contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    rows: Rows,
    /// Nothing means the usual ones.
    columns: Option<Vec<Column>>,
}

/// How high a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Rows {
    /// 32 px.
    Compact,
    /// 40 px.
    #[default]
    Middle,
    /// 50 px.
    Roomy,
}

/// What a row may show beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Updated,
    NextTask,
    Tags,
    Owner,
    Email,
    Phone,
    Company,
    Added,
}

impl Column {
    pub(crate) const ALL: [Self; 8] = [
        Self::Updated,
        Self::NextTask,
        Self::Tags,
        Self::Owner,
        Self::Email,
        Self::Phone,
        Self::Company,
        Self::Added,
    ];

    /// The word in the address.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::NextTask => "task",
            Self::Tags => "tags",
            Self::Owner => "owner",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Added => "added",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Updated => "Last change",
            Self::NextTask => "Next task",
            Self::Tags => "Tags",
            Self::Owner => "Owner",
            Self::Email => "Email",
            Self::Phone => "Phone",
            Self::Company => "Company",
            Self::Added => "Added",
        }
    }

    pub(crate) fn sort(self) -> Option<SortBy> {
        match self {
            Self::Updated => Some(SortBy::Updated),
            Self::Added => Some(SortBy::Added),
            _ => None,
        }
    }

    fn usual(&self) -> bool {
        !matches!(self, Self::Company | Self::Added)
    }
}

impl Rows {
    pub(crate) const ALL: [Self; 3] = [Self::Compact, Self::Middle, Self::Roomy];

    fn word(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Middle => "",
            Self::Roomy => "roomy",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Compact => "Compact",
            Self::Middle => "Default",
            Self::Roomy => "Roomy",
        }
    }

    pub(crate) fn height(self) -> &'static str {
        match self {
            Self::Compact => "2rem",
            Self::Middle => "2.5rem",
            Self::Roomy => "3.125rem",
        }
    }
}

impl Look {
    /// Reads `rows` and `col` from an address's query; whatever it does not know is left out of sight.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let all = |name: &'static str| {
            pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        let rows = all("rows")
            .find_map(|word| Rows::ALL.into_iter().find(|rows| rows.word() == word))
            .unwrap_or_default();
        let named: Vec<&str> = all("col").collect();
        let columns = (!named.is_empty())
            .then(|| Column::ALL.into_iter().filter(|column| named.contains(&column.word())).collect());
        Self { rows, columns }
    }

    pub(crate) fn rows(&self) -> Rows {
        self.rows
    }

    pub(crate) fn shows(&self, column: &Column) -> bool {
        self.columns.as_ref().map_or_else(|| column.usual(), |columns| columns.contains(column))
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> + '_ {
        Column::ALL.into_iter().filter(|column| self.shows(column))
    }

    /// The same look with other rows.
    pub(crate) fn with(&self, rows: Rows) -> Self {
        Self { rows, columns: self.columns.clone() }
    }

    /// What forms carry along to keep the look.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let rows = (self.rows != Rows::default()).then(|| ("rows", self.rows.word().to_owned()));
        let columns = self.columns.iter().flatten().map(|column| ("col", column.word().to_owned()));
        rows.into_iter().chain(columns).collect()
    }

    /// An address of the list in this look.
    pub(crate) fn on(&self, address: &str) -> String {
        let look = serde_urlencoded::to_string(self.fields()).unwrap_or_default();
        match (look.is_empty(), address.contains('?')) {
            (true, _) => address.to_owned(),
            (false, true) => format!("{address}&{look}"),
            (false, false) => format!("{address}?{look}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_read_back_from_the_address_it_wrote() {
        let look = Look::read("rows=roomy&col=email&col=added&q=ada&col=nonsense");

        assert_eq!(look.on("/contacts"), "/contacts?rows=roomy&col=email&col=added");
        assert_eq!(Look::read("rows=roomy&col=email&col=added"), look);
    }

    #[test]
    fn the_usual_look_leaves_the_address_alone() {
        assert_eq!(Look::read("").on("/contacts?q=ada"), "/contacts?q=ada");
    }
}
