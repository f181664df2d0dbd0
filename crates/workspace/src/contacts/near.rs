//! What would match where nothing does: a name spelled almost so, or the same words without the filters.
//!
//! Here: which word of the location's contacts is nearest to the one typed. Not here: searching (`store`).
//!
//! Promise: a handful of reads by index, whatever the number of contacts; what is offered does match.

use domain::search::fold;
use highlevel::LocationId;
use store::{ContactQuery, ContactRow, StoreError, Tx};

use super::Near;

/// Words that are looked at.
const WORDS: usize = 8;
/// A word shorter than this is near to too much.
const SHORTEST: usize = 4;
/// Fragments the search finds by its index have at least this many letters.
const FRAGMENT: usize = 3;
/// Contacts looked at for each half of a word.
const LOOKED_AT: u32 = 200;
/// A count goes no further.
const COUNTED: u32 = 1_000;

/// What would match instead of `asked`, which finds nothing.
pub(super) async fn near(
    tx: &mut Tx<'_>,
    location: &LocationId,
    asked: &ContactQuery,
) -> Result<Option<Near>, StoreError> {
    let words: Vec<String> = asked.search.split_whitespace().map(fold).take(WORDS).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let bare = ContactQuery { search: asked.search.clone(), ..ContactQuery::default() };
    let unfiltered = tx.contact_count(location, &bare, COUNTED).await?;
    if unfiltered > 0 {
        return Ok(Some(Near::Unfiltered(unfiltered)));
    }
    let mut offered = Vec::with_capacity(words.len());
    for word in &words {
        match nearest(tx, location, asked, word).await? {
            Some(near) => offered.push(near),
            None => return Ok(None),
        }
    }
    let offered = offered.join(" ");
    let again = ContactQuery { search: offered.clone(), after: None, before: None, ..asked.clone() };
    let matches = tx.contact_count(location, &again, 1).await? > 0;
    Ok((matches && fold(&offered) != words.join(" ")).then_some(Near::Words(offered)))
}

/// The word itself where it matches, else the nearest one.
async fn nearest(
    tx: &mut Tx<'_>,
    location: &LocationId,
    asked: &ContactQuery,
    word: &str,
) -> Result<Option<String>, StoreError> {
    let with = |search: &str| ContactQuery {
        search: search.to_owned(),
        after: None,
        before: None,
        limit: LOOKED_AT,
        ..asked.clone()
    };
    if tx.contact_count(location, &with(word), 1).await? > 0 {
        return Ok(Some(word.to_owned()));
    }
    let mut known = Vec::new();
    for half in halves(word) {
        known.extend(tx.contact_list(location, &with(&half)).await?.rows);
    }
    Ok(closest(word, known.iter().flat_map(words_of)))
}

/// One slip leaves one half of a word whole: its first and its last letters.
fn halves(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST {
        return Vec::new();
    }
    let half = letters.len().div_ceil(2).max(FRAGMENT);
    vec![letters[..half].iter().collect(), letters[letters.len() - half..].iter().collect()]
}

fn words_of(row: &ContactRow) -> Vec<&str> {
    let email =
        row.email.iter().flat_map(|email| [email.as_str(), email.split('@').next().unwrap_or_default()]);
    let company = row.company.iter().flat_map(|company| company.split_whitespace());
    row.name
        .split_whitespace()
        .chain(email)
        .chain(company)
        .chain(row.tags.iter().map(String::as_str))
        .collect()
}

/// The word with the fewest slips, if they are few for its length; of equals, the first in order.
fn closest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<String> {
    let allowed = if word.chars().count() < 8 { 1 } else { 2 };
    known
        .map(|known| (slips(word, &fold(known)), known))
        .filter(|(slips, _)| *slips <= allowed)
        .min()
        .map(|(_, known)| known.to_owned())
}

/// How many letters were added, left out, mistaken or swapped.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, theirs) in other.iter().enumerate() {
            let mistaken = rows[i][j] + usize::from(letter != theirs);
            let mut least = mistaken.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *theirs {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_a_letter_too_many_too_few_mistaken_or_swapped() {
        assert_eq!(slips("tenbrok", "tenbrook"), 1);
        assert_eq!(slips("tenbroook", "tenbrook"), 1);
        assert_eq!(slips("tenbruok", "tenbrook"), 1);
        assert_eq!(slips("tenborok", "tenbrook"), 1);
        assert_eq!(slips("tenbrook", "tenbrook"), 0);
        assert!(slips("ada", "lovelace") > 2);
    }

    #[test]
    fn the_nearest_word_is_offered_as_it_is_written_and_a_far_one_is_not() {
        assert_eq!(closest("tenbrok", ["Tennant", "Tenbrook"].into_iter()).as_deref(), Some("Tenbrook"));
        assert_eq!(closest("lovelacy", ["Lovelace", "Loveless"].into_iter()).as_deref(), Some("Lovelace"));
        assert_eq!(closest("okoro", ["Moreau"].into_iter()), None);
    }

    #[test]
    fn one_slip_leaves_one_half_whole() {
        assert_eq!(halves("tenbrok"), ["tenb", "brok"]);
        assert_eq!(halves("okro"), ["okr", "kro"]);
        assert!(halves("ada").is_empty());
    }
}
