//! Files that a command writes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::failure::CliError;
use super::output;

/// Where a command writes to: a file that is put in its place when it is whole, or whatever else is there already (a pipe, a
/// device), or standard output.
pub(super) struct Sink {
    out: Box<dyn Write>,
    /// The file as long as it is not whole, and its place.
    unfinished: Option<(PathBuf, PathBuf)>,
    shown: String,
}

impl Sink {
    /// Opens a place; `-` is standard output. A link is followed.
    ///
    /// # Errors
    /// What cannot be written, and why.
    pub(super) fn open(path: &Path) -> Result<Self, CliError> {
        let shown = path.display().to_string();
        Self::opened(path, shown.clone()).map_err(|error| cannot(&shown, &error))
    }

    fn opened(path: &Path, shown: String) -> io::Result<Self> {
        let at_once = |out: Box<dyn Write>, shown| Self {
            out,
            unfinished: None,
            shown,
        };
        if path == Path::new("-") {
            return Ok(at_once(Box::new(io::stdout()), shown));
        }
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&place) {
            Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => {
                let there = File::options().write(true).open(&place)?;
                Ok(at_once(Box::new(there), shown))
            }
            _ => {
                let mut unfinished = place.as_os_str().to_owned();
                unfinished.push(".part");
                let unfinished = PathBuf::from(unfinished);
                Ok(Self {
                    out: Box::new(BufWriter::new(output::create_private(&unfinished)?)),
                    unfinished: Some((unfinished, place)),
                    shown,
                })
            }
        }
    }

    /// Writes.
    ///
    /// # Errors
    /// Why it cannot.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let written = self.out.write_all(bytes);
        written.map_err(|error| cannot(&self.shown, &error))
    }

    /// Puts the file in its place: whoever reads it never sees half of it.
    ///
    /// # Errors
    /// Why it cannot.
    pub(super) fn finish(mut self) -> Result<(), CliError> {
        let flushed = self.out.flush();
        flushed.map_err(|error| cannot(&self.shown, &error))?;
        if let Some((unfinished, place)) = self.unfinished.take() {
            let placed = fs::rename(&unfinished, &place);
            placed.map_err(|error| cannot(&self.shown, &error))?;
        }
        Ok(())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Some((unfinished, _)) = &self.unfinished {
            // It says nothing of use; that it stays behind where it cannot be removed does no harm.
            drop(fs::remove_file(unfinished));
        }
    }
}

fn cannot(shown: &str, error: &io::Error) -> CliError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return CliError::NobodyReads;
    }
    CliError::Refused(format!("{shown} cannot be written: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_whole_is_not_seen_and_what_is_no_file_stays_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        let mut half = Sink::open(&path).unwrap();
        half.add(b"new").unwrap();
        drop(half);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let mut whole = Sink::open(&path).unwrap();
        whole.add(b"new").unwrap();
        whole.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(Sink::open(folder.path()).is_err());
        let mut null = Sink::open(Path::new("/dev/null")).unwrap();
        null.add(b"x").unwrap();
        null.finish().unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
