//! The arguments of `cargo xtask bench`.
//!
//! Promise: what is not understood is refused before anything is built.

use std::path::PathBuf;

/// What `--help` says.
pub(crate) const HELP: &str = "\
Usage: cargo xtask bench [OPTIONS]

Builds a release, starts `rankr sandbox` without limits and `rankr serve` as processes of their own on free
loopback ports and in temporary folders below the target folder, and prints one table: the median of several
runs beside its target, with the processor time of Rankr and of what gave it work. Needs Linux. Nothing else
should run meanwhile; the first line of the table says how busy the machine was.

  --json            JSON on stdout instead of a table
  --write           puts the table into docs/benchmarks.md too
  --postgres        on a PostgreSQL of its own, started for it and ended with it, instead of SQLite
  --contacts N      contacts of the large account, 1000 to 1000000 [default: 200000]
  --deliveries N    deliveries sent in one run, 100 to 200000 [default: 20000]
  --requests N      requests of each kind of page in one run, 20 to 10000 [default: 300]
  --runs N          runs, 1 to 9 [default: 3]
  --only TOPIC      one topic: size, start, deliveries, news, copy or pages; may be given several times
  --program FILE    measure this rankr instead of building one
  --help            this text

With the defaults it takes some minutes after the build, a gigabyte of disk and two of memory, and an hour at
most. Ctrl-C ends it with everything it started.";

const TOPICS: [&str; 7] = ["size", "start", "deliveries", "news", "copy", "pages", "served"];

/// What was asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Asked {
    /// An explanation.
    Help,
    /// Figures.
    Bench(Wishes),
}

/// How to measure.
#[derive(Debug, PartialEq)]
pub(crate) struct Wishes {
    pub(crate) json: bool,
    pub(crate) write: bool,
    pub(crate) postgres: bool,
    pub(crate) contacts: u32,
    pub(crate) deliveries: u32,
    pub(crate) requests: u32,
    pub(crate) runs: u32,
    pub(crate) only: Vec<String>,
    pub(crate) program: Option<PathBuf>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            json: false,
            write: false,
            postgres: false,
            contacts: 200_000,
            deliveries: 20_000,
            requests: 300,
            runs: 3,
            only: Vec::new(),
            program: None,
        }
    }
}

/// Reads the arguments, or says what is wrong with them.
pub(crate) fn read(arguments: &[String]) -> Result<Asked, String> {
    let mut wishes = Wishes::default();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(Asked::Help),
            "--json" => wishes.json = true,
            "--write" => wishes.write = true,
            "--postgres" => wishes.postgres = true,
            "--contacts" => wishes.contacts = number(argument, value()?, 1_000, 1_000_000)?,
            "--deliveries" => wishes.deliveries = number(argument, value()?, 100, 200_000)?,
            "--requests" => wishes.requests = number(argument, value()?, 20, 10_000)?,
            "--runs" => wishes.runs = number(argument, value()?, 1, 9)?,
            "--only" => wishes.only.push(topic(value()?)?),
            "--program" => wishes.program = Some(value()?.into()),
            other => return Err(format!("{other} is not an option")),
        }
    }
    if wishes.json && wishes.write {
        return Err("--write puts a table into a page, so it does not go with --json".to_owned());
    }
    Ok(Asked::Bench(wishes))
}

fn number(option: &str, text: &str, least: u32, most: u32) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{option} is a number from {least} to {most}, not {text}"))
}

fn topic(text: &str) -> Result<String, String> {
    let known = TOPICS.contains(&text);
    known
        .then(|| text.to_owned())
        .ok_or_else(|| format!("--only is one of {}, not {text}", TOPICS.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_words(words: &str) -> Result<Asked, String> {
        read(&words.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_said_means_the_defaults() {
        assert_eq!(read_words(""), Ok(Asked::Bench(Wishes::default())));
    }

    #[test]
    fn topics_add_up() {
        let Ok(Asked::Bench(wishes)) = read_words("--only copy --only pages --runs 1 --json") else {
            panic!("refused")
        };

        assert_eq!((wishes.only.len(), wishes.runs, wishes.json), (2, 1, true));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_would() {
        assert!(read_words("--runs 0").unwrap_err().contains("from 1 to 9"));
        assert!(read_words("--contacts").unwrap_err().contains("needs a value"));
        assert!(read_words("--only speed").unwrap_err().contains("deliveries"));
        assert!(read_words("--json --write").unwrap_err().contains("does not go with"));
        assert!(read_words("--fast").unwrap_err().contains("not an option"));
    }
}
