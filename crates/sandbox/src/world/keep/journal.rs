//! The journal: one line of JSON for each act since the snapshot.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::{OpenError, unusable};
use crate::world::entry::Entry;
use crate::world::state::State;

/// The open journal of one snapshot.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    line: Vec<u8>,
    /// Where the last whole act ends.
    whole: u64,
}

fn path(folder: &Path, generation: u64) -> PathBuf {
    folder.join(format!("journal-{generation}.jsonl"))
}

impl Journal {
    pub(super) fn append_to(folder: &Path, generation: u64) -> Result<Self, OpenError> {
        let path = path(folder, generation);
        let file = File::options().create(true).append(true).open(&path).map_err(unusable(&path))?;
        let whole = file.metadata().map_err(unusable(&path))?.len();
        Ok(Self { file, line: Vec::new(), whole })
    }

    /// Writes one act as one line, handed to the system before this returns.
    pub(super) fn write(&mut self, entries: &[Entry]) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, entries)?;
        self.line.push(b'\n');
        let written = self.file.write_all(&self.line);
        self.settle(written)
    }

    /// Half a line, as a full disk leaves it, would make one damaged line with the act that comes after.
    fn settle(&mut self, written: io::Result<()>) -> io::Result<()> {
        match &written {
            Ok(()) => self.whole += self.line.len() as u64,
            Err(_) => self.file.set_len(self.whole)?,
        }
        written
    }
}

/// Applies every act of the journal and returns how many there were. A torn last line is cut off.
pub(super) fn replay(folder: &Path, generation: u64, state: &mut State) -> Result<usize, OpenError> {
    let path = path(folder, generation);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(OpenError::Unusable { path, source }),
    };
    let mut lines = BufReader::new(file);
    let (mut whole, mut acts, mut line) = (0, 0, Vec::new());
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line).map_err(unusable(&path))?;
        if line.last() != Some(&b'\n') {
            break;
        }
        let entries: Vec<Entry> = serde_json::from_slice(&line).map_err(|error| OpenError::Damaged {
            path: path.clone(),
            line: acts + 1,
            reason: error.to_string(),
        })?;
        entries.into_iter().for_each(|entry| state.apply(entry));
        whole += length as u64;
        acts += 1;
    }
    if !line.is_empty() {
        let file = File::options().write(true).open(&path).map_err(unusable(&path))?;
        file.set_len(whole).map_err(unusable(&path))?;
    }
    Ok(acts)
}

/// Removes a journal whose acts are in a snapshot. One that stays behind is never read, so a failure is no harm.
pub(super) fn remove(folder: &Path, generation: u64) {
    fs::remove_file(path(folder, generation)).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_that_a_full_disk_took_does_not_damage_the_acts_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::append_to(folder.path(), 1).unwrap();
        journal.write(&[Entry::Drawn(1)]).unwrap();

        journal.file.write_all(b"[{\"drawn\":").unwrap();
        journal.settle(Err(io::ErrorKind::StorageFull.into())).unwrap_err();
        journal.write(&[Entry::Drawn(3)]).unwrap();

        assert_eq!(replay(folder.path(), 1, &mut State::default()).unwrap(), 2);
    }
}
