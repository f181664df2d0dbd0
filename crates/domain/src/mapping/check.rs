//! The check of a mapping: what cannot work and what may not, each in a sentence, with a fix for one click.

use serde::{Deserialize, Serialize};

use super::{
    Direction, Field, FieldType, Mapping, Need, Row, Schema, Sides, Source, Transform, Way, convert::convert,
    suggest::suggest,
};
use crate::expression::Language;

/// Something about a mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Which row, from zero; none for what is missing as a whole.
    pub row: Option<usize>,
    /// How grave it is.
    pub weight: Weight,
    /// The sentence.
    pub text: String,
    /// What one click would do about it.
    pub fix: Option<Fix>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The mapping may not be used like this.
    Problem,
    /// It may be used; some records may be refused.
    Hint,
}

/// What one click does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fix", rename_all = "snake_case")]
pub enum Fix {
    /// The row goes.
    Remove,
    /// The row goes this way only.
    Turn {
        /// Which.
        direction: Direction,
    },
    /// The row changes its value by this too.
    Change {
        /// How.
        transform: Transform,
    },
    /// The row has no default.
    NoDefault,
    /// A row is added.
    Add {
        /// Which.
        row: Box<Row>,
    },
}

impl Fix {
    /// The words on its button.
    pub fn label(&self) -> String {
        match self {
            Self::Remove => "Remove the row".to_owned(),
            Self::Turn { direction: Direction::In } => "Only carry it in".to_owned(),
            Self::Turn { direction: Direction::Out } => "Only carry it out".to_owned(),
            Self::Turn { direction: Direction::Both } => "Carry it both ways".to_owned(),
            Self::Change { transform } => transform.words().to_owned(),
            Self::NoDefault => "Remove the default".to_owned(),
            Self::Add { row } => format!("Add a row for {}", row.target),
        }
    }
}

impl Mapping {
    /// The mapping after a click.
    #[must_use]
    pub fn fixed(mut self, row: Option<usize>, fix: &Fix) -> Self {
        if let Fix::Add { row } = fix {
            self.rows.push((**row).clone());
            return self;
        }
        let Some(at) = row.filter(|at| *at < self.rows.len()) else { return self };
        match fix {
            Fix::Remove => {
                self.rows.remove(at);
            }
            Fix::Turn { direction } => self.rows[at].direction = *direction,
            Fix::Change { transform } => self.rows[at].transform.push(transform.clone()),
            Fix::NoDefault => self.rows[at].default = None,
            Fix::Add { .. } => {}
        }
        self
    }
}

/// Pure: everything that is wrong with a mapping between these sides, problems of a row in its order.
pub fn check(mapping: &Mapping, sides: Sides<'_>, language: &Language) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, row) in mapping.rows.iter().enumerate() {
        let seen = &mapping.rows[..at];
        findings.extend(
            check_row(row, seen, sides, language).into_iter().map(|Said { weight, text, fix }| Finding {
                row: Some(at),
                weight,
                text,
                fix,
            }),
        );
    }
    findings.extend(missing(mapping, sides));
    findings
}

struct Said {
    weight: Weight,
    text: String,
    fix: Option<Fix>,
}

fn problem(text: String, fix: Option<Fix>) -> Said {
    Said { weight: Weight::Problem, text, fix }
}

fn check_row(row: &Row, before: &[Row], sides: Sides<'_>, language: &Language) -> Vec<Said> {
    let Some(target) = sides.target.find(&row.target) else {
        return vec![problem(format!("There is no field “{}” to go to", row.target), Some(Fix::Remove))];
    };
    let source = match &row.source {
        Source::Field(key) => match sides.source.find(key) {
            Some(field) => Some(field),
            None => {
                return vec![problem(format!("There is no field “{key}” to come from"), Some(Fix::Remove))];
            }
        },
        Source::Text(_) => None,
    };
    let mut said = Vec::new();
    said.extend(twice(row, before, target));
    said.extend(one_way(row, source, target));
    said.extend(text(row, language));
    said.extend(default(row, target));
    if said.is_empty() {
        said.extend(source.and_then(|source| types(row, source, target)));
    }
    said
}

/// Two rows that write the same field.
fn twice(row: &Row, before: &[Row], target: &Field) -> Option<Said> {
    let written = |way: Way| {
        before.iter().any(|other| match way {
            Way::In => other.direction.goes(way) && other.target == row.target,
            Way::Out => other.direction.goes(way) && other.source_field() == row.source_field(),
        })
    };
    if row.direction.goes(Way::In) && written(Way::In) {
        return Some(problem(format!("“{}” has another row above", target.label), Some(Fix::Remove)));
    }
    let field = row.source_field().filter(|_| row.direction.goes(Way::Out) && written(Way::Out))?;
    Some(problem(format!("“{field}” has another row above"), Some(Fix::Remove)))
}

/// Directions that a field or a change cannot go.
fn one_way(row: &Row, source: Option<&Field>, target: &Field) -> Vec<Said> {
    let only = |direction| Some(Fix::Turn { direction });
    let mut said = Vec::new();
    if row.direction.goes(Way::In) && target.read_only {
        said.push(problem(format!("“{}” cannot be written", target.label), only(Direction::Out)));
    }
    if !row.direction.goes(Way::Out) {
        return said;
    }
    match source {
        None => said.push(problem("A text with pills has no way back".to_owned(), only(Direction::In))),
        Some(source) if source.read_only => {
            said.push(problem(format!("“{}” cannot be written", source.label), only(Direction::In)));
        }
        Some(_) => {}
    }
    let lossy = row.transform.iter().find(|transform| !transform.is_reversible());
    said.extend(lossy.map(|transform| {
        problem(
            format!("{} cannot be undone, so this row has no way back", transform.words()),
            only(Direction::In),
        )
    }));
    said
}

fn text(row: &Row, language: &Language) -> Option<Said> {
    let Source::Text(text) = &row.source else { return None };
    language.check(text).err().map(|fault| problem(fault.to_string(), None))
}

fn default(row: &Row, target: &Field) -> Option<Said> {
    let reason = convert(row.default.clone()?, &target.holds).err()?;
    Some(problem(format!("The default does not fit: {reason}"), Some(Fix::NoDefault)))
}

/// What the types of both fields mean for each other.
fn types(row: &Row, source: &Field, target: &Field) -> Option<Said> {
    let inwards = || {
        let given =
            row.transform.iter().fold(source.holds.clone(), |holds, transform| transform.gives(&holds));
        let mended = |transform: Option<Transform>| {
            transform.map_or(Fix::Remove, |transform| Fix::Change { transform })
        };
        meets(source, &given, target, mended)
    };
    // What undoing a change gives is what was there before it.
    let outwards = || {
        let fix = if row.direction == Direction::Both {
            Fix::Turn { direction: Direction::In }
        } else {
            Fix::Remove
        };
        meets(target, &target.holds, source, |_| fix)
    };
    let is_in = row.direction.goes(Way::In);
    let is_out = row.direction.goes(Way::Out) && row.transform.is_empty();
    is_in.then(inwards).flatten().or_else(|| is_out.then(outwards).flatten())
}

/// What it means that values of one field, as `given`, go to another.
fn meets(
    from: &Field,
    given: &FieldType,
    to: &Field,
    mended: impl FnOnce(Option<Transform>) -> Fix,
) -> Option<Said> {
    let (said, held) = (given.words(), to.holds.words());
    match fit(given, &to.holds) {
        Fit::Fits => None,
        Fit::Perhaps => Some(Said {
            weight: Weight::Hint,
            text: format!(
                "“{}” is {said}, and “{}” holds {held}: records where it is anything else will be refused",
                from.label, to.label
            ),
            fix: None,
        }),
        Fit::Never(transform) => {
            let text = format!("“{}” is {said}, but “{}” holds {held}", from.label, to.label);
            Some(problem(text, Some(mended(transform))))
        }
    }
}

enum Fit {
    /// Always.
    Fits,
    /// Where the value is right.
    Perhaps,
    /// Not unless it is changed like this.
    Never(Option<Transform>),
}

/// Whether values of one type fit where another is wanted.
fn fit(from: &FieldType, to: &FieldType) -> Fit {
    use FieldType as T;
    let comma = || ", ".to_owned();
    match (from, to) {
        (T::OneOf(given), T::OneOf(taken)) | (T::AnyOf(given), T::AnyOf(taken)) => {
            if taken.is_empty() || given.iter().all(|choice| taken.contains(choice)) {
                Fit::Fits
            } else {
                Fit::Perhaps
            }
        }
        (from, to) if from == to => Fit::Fits,
        (T::Files, _) | (_, T::Files) => Fit::Never(None),
        (from, T::Text) if from.is_list() => Fit::Never(Some(Transform::Join { by: comma() })),
        (_, T::Text) => Fit::Fits,
        (T::AnyOf(_), T::List) => Fit::Fits,
        (T::Text, to) if to.is_list() => Fit::Never(Some(Transform::Split { by: ",".to_owned() })),
        (T::Moment, T::Date) | (_, T::List) => Fit::Fits,
        (T::Text | T::OneOf(_) | T::List, _) | (_, T::OneOf(_) | T::AnyOf(_)) => Fit::Perhaps,
        (T::Number, T::YesNo | T::Phone) | (T::Phone, T::Number) => Fit::Perhaps,
        _ => Fit::Never(None),
    }
}

/// Fields that the other side needs and no row brings.
fn missing(mapping: &Mapping, sides: Sides<'_>) -> Vec<Finding> {
    let brings =
        |field: &Field| mapping.rows.iter().any(|row| row.target == field.key && row.direction.goes(Way::In));
    let needed = sides.target.fields().iter().filter(|field| field.need == Need::Required && !brings(field));
    needed
        .map(|field| {
            let alone = Schema::new(vec![field.clone()]);
            let found = suggest(Sides { source: sides.source, target: &alone });
            let fix = found.into_iter().next().map(|found| Fix::Add { row: Box::new(found.row) });
            let text = format!("“{}” is needed, and no row brings it", field.label);
            Finding { row: None, weight: Weight::Problem, text, fix }
        })
        .collect()
}
