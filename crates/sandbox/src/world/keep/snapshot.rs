//! The snapshot: the whole world, one line of entries for each contact and its folder.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{FORMAT, OpenError, unusable};
use crate::world::entry::Entry;
use crate::world::state::State;

const NAME: &str = "world.jsonl";

/// The first line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    seed: u64,
    generation: u64,
}

/// A snapshot as it was found.
pub(super) struct Found {
    pub(super) state: State,
    pub(super) seed: u64,
    pub(super) generation: u64,
}

/// Reads the folder's snapshot, if it has one.
pub(super) fn read(folder: &Path) -> Result<Option<Found>, OpenError> {
    let path = folder.join(NAME);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(OpenError::Unusable { path, source }),
    };
    let damaged = |line, reason: String| OpenError::Damaged { path: path.clone(), line, reason };
    let mut lines = BufReader::with_capacity(1 << 18, file);
    let mut line = Vec::new();
    lines.read_until(b'\n', &mut line).map_err(unusable(&path))?;
    let head = read_head(&line).map_err(|reason| damaged(1, reason))?;
    if head.format > FORMAT {
        return Err(OpenError::Newer { path, found: head.format });
    }
    let mut state = State::default();
    let mut number = 1;
    loop {
        line.clear();
        number += 1;
        if lines.read_until(b'\n', &mut line).map_err(unusable(&path))? == 0 {
            break;
        }
        let entries: Vec<Entry> =
            serde_json::from_slice(&line).map_err(|error| damaged(number, error.to_string()))?;
        entries.into_iter().for_each(|entry| state.apply(entry));
    }
    if state.company.is_none() || state.locations.is_empty() {
        return Err(damaged(number, "it ends too early".to_owned()));
    }
    Ok(Some(Found { state, seed: head.seed, generation: head.generation }))
}

/// The head; of a newer format, only its number is believed.
fn read_head(line: &[u8]) -> Result<Head, String> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let Format { format } = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    if format > FORMAT {
        return Ok(Head { format, seed: 0, generation: 0 });
    }
    serde_json::from_slice(line).map_err(|error| error.to_string())
}

/// Writes the whole world and puts it in the place of the old snapshot.
pub(super) fn write(folder: &Path, seed: u64, generation: u64, state: &State) -> Result<(), OpenError> {
    let fresh = folder.join("world.new");
    let file = File::create(&fresh).map_err(unusable(&fresh))?;
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let written = write_to(&mut out, &Head { format: FORMAT, seed, generation }, state);
    let synced =
        written.and_then(|()| out.into_inner().map_err(io::Error::from)).and_then(|file| file.sync_all());
    synced.map_err(unusable(&fresh))?;
    let path = folder.join(NAME);
    fs::rename(&fresh, &path).map_err(unusable(&path))
}

fn write_to(out: &mut impl Write, head: &Head, state: &State) -> io::Result<()> {
    line(out, head)?;
    line(out, &state.entries_beside_contacts().collect::<Vec<_>>())?;
    for folder in state.register.folders() {
        line(out, &State::entries_of(folder).collect::<Vec<_>>())?;
    }
    for entries in state.entries_of_dealings() {
        line(out, &entries)?;
    }
    Ok(())
}

fn line(out: &mut impl Write, content: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    out.write_all(b"\n")
}
