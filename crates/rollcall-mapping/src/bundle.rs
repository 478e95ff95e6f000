//! Everybody's signature as one ZIP archive, made piece by piece.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::export::{line, safe_cell};
use crate::{Mapping, Person, Rendered};

/// The name in a file is as long as this part of the user name, and the id.
const NAME_CHARS_MAX: usize = 60;
const COLUMNS: [&str; 8] = [
    "id",
    "user_name",
    "email",
    "signature",
    "language",
    "file",
    "digest",
    "state",
];

/// What became of a person's signature since an earlier bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleState {
    /// It is in this bundle.
    Written,
    /// It is as it was in the earlier bundle, and not in this one.
    Unchanged,
    /// It was in the earlier bundle; the person has none any more.
    Removed,
    /// It cannot be made for this person.
    Failed,
}

/// The signatures of an earlier bundle, from its `index.csv`, by the ids of people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier(HashMap<String, Had>);

/// What a person had in an earlier bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Had {
    digest: String,
    /// Where it was installed.
    email: String,
}

/// An index has as many lines as a bundle has people.
const LINES_MAX: usize = 500_000;
/// Ids, addresses and digests are shorter.
const CELL_BYTES_MAX: usize = 320;

impl Earlier {
    /// Reads the index of an earlier bundle.
    ///
    /// # Errors
    /// In words: what is no such index, and its line.
    pub fn read(index: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Line {
            id: String,
            email: String,
            digest: String,
            state: BundleState,
        }
        let mut reader = csv::Reader::from_reader(index);
        let first = reader.headers().map_err(|error| error.to_string());
        let has_all = |first: &csv::StringRecord| {
            let wanted = ["id", "email", "digest", "state"];
            wanted.iter().all(|it| first.iter().any(|name| name == *it))
        };
        if !first.is_ok_and(has_all) {
            return Err(
                "This is no index.csv of a bundle: its first line does not name id, email, digest and state. It is the file of that name within the archive."
                    .to_owned(),
            );
        }
        let lines = reader.deserialize::<Line>().enumerate();
        let mut known = HashMap::new();
        for (number, line) in lines {
            let line = line.map_err(|error| {
                format!(
                    "This is no index.csv of a bundle; line {}: {error}",
                    number + 2
                )
            })?;
            let Line {
                id,
                email,
                digest,
                state,
            } = line;
            let cells = [&id, &email, &digest];
            if number >= LINES_MAX || cells.iter().any(|cell| cell.len() > CELL_BYTES_MAX) {
                return Err(format!(
                    "This is no index.csv of a bundle; it has more than {LINES_MAX} lines, or a cell of more than {CELL_BYTES_MAX} bytes."
                ));
            }
            // Whose signature could not be made has the earlier one still.
            if state != BundleState::Removed && !digest.is_empty() {
                known.insert(id, Had { digest, email });
            }
        }
        Ok(Self(known))
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A bundle that is being made. Memory grows with the number of people by the lines of the index alone.
pub struct Bundle {
    zip: ZipWriter<StreamWriter<Pieces>>,
    pieces: Pieces,
    index: Vec<u8>,
    gallery: String,
    earlier: HashMap<String, Had>,
    now: Timestamp,
    counts: BundleCounts,
}

/// How many signatures became what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct BundleCounts {
    /// They are in it.
    pub written: u64,
    /// They were not written again.
    pub unchanged: u64,
    /// They are no more.
    pub removed: u64,
    /// They could not be made.
    pub failed: u64,
    /// So many people get none.
    pub without: u64,
}

/// What was written and not taken yet.
#[derive(Clone, Default)]
struct Pieces(Arc<Mutex<Vec<u8>>>);

impl Pieces {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pieces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pieces.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Bundle {
    /// Begins a bundle of the signatures that people have at a moment and that an earlier bundle had not, or had otherwise.
    ///
    /// # Errors
    /// None in practice: the archive is memory.
    pub fn new(earlier: Earlier, now: Timestamp) -> io::Result<Self> {
        let pieces = Pieces::default();
        let mut index = Vec::new();
        line(COLUMNS.map(Cow::Borrowed), &mut index)?;
        Ok(Self {
            zip: ZipWriter::new_stream(pieces.clone()),
            pieces,
            index,
            gallery: GALLERY_HEAD.to_owned(),
            earlier: earlier.0,
            now,
            counts: BundleCounts::default(),
        })
    }

    /// Puts a person in.
    ///
    /// # Errors
    /// None in practice.
    pub fn add(&mut self, mapping: &Mapping, person: &Person<'_>) -> io::Result<()> {
        let earlier = self.earlier.remove(person.id);
        let user = mapping.target_user(person);
        // An address that begins as a formula would be somebody else's where the index is a spreadsheet: scripts leave it alone.
        let email = user.email.as_deref().filter(|it| safe_cell(it) == **it);
        let email = email.unwrap_or_default();
        match mapping.signature(person, self.now) {
            Ok(Some(made)) => {
                let name = file_name(&user.user_name, person.id);
                let digest = digest(&name, &made);
                let state = if earlier.is_some_and(|had| had.digest == digest) {
                    self.counts.unchanged += 1;
                    BundleState::Unchanged
                } else {
                    self.write(&name, &made)?;
                    self.counts.written += 1;
                    self.show(&user.user_name, &name, &made.signature);
                    BundleState::Written
                };
                let (signature, language) = (made.signature.as_str(), made.language.tag());
                let cells = [&user.user_name, email, signature, language, &name, &digest];
                self.tell(person.id, cells, state)
            }
            Ok(None) => match earlier {
                Some(had) => {
                    self.counts.removed += 1;
                    let cells = [user.user_name.as_str(), &had.email, "", "", "", ""];
                    self.tell(person.id, cells, BundleState::Removed)
                }
                None => {
                    self.counts.without += 1;
                    Ok(())
                }
            },
            Err(_) => {
                self.counts.failed += 1;
                let had = earlier.map(|had| had.digest).unwrap_or_default();
                let cells = [user.user_name.as_str(), email, "", "", "", &had];
                self.tell(person.id, cells, BundleState::Failed)
            }
        }
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        self.pieces.take()
    }

    /// Ends the bundle: whoever was in the earlier one and was not put in now is gone. Answers the rest of the archive.
    ///
    /// # Errors
    /// None in practice.
    pub fn end(mut self) -> io::Result<(Vec<u8>, BundleCounts)> {
        let mut gone: Vec<_> = std::mem::take(&mut self.earlier).into_iter().collect();
        gone.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (id, had) in gone {
            self.counts.removed += 1;
            let cells = ["", &had.email, "", "", "", ""];
            self.tell(&id, cells, BundleState::Removed)?;
        }
        self.gallery.push_str("</table>\n");
        let (index, gallery) = (
            std::mem::take(&mut self.index),
            std::mem::take(&mut self.gallery),
        );
        self.file("index.csv", &index)?;
        self.file("index.html", gallery.as_bytes())?;
        self.zip.finish()?;
        let rest = self.pieces.take();
        Ok((rest, self.counts))
    }

    /// How many signatures became what until now.
    pub fn counts(&self) -> BundleCounts {
        self.counts
    }

    fn write(&mut self, name: &str, made: &Rendered) -> io::Result<()> {
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<body>\n{}\n</body>\n</html>\n",
            made.language.tag(),
            made.html
        );
        self.file(&format!("html/{name}.html"), html.as_bytes())?;
        self.file(&format!("text/{name}.txt"), made.text.as_bytes())
    }

    fn file(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options)?;
        self.zip.write_all(content)
    }

    fn tell(&mut self, id: &str, cells: [&str; 6], state: BundleState) -> io::Result<()> {
        let state = match state {
            BundleState::Written => "written",
            BundleState::Unchanged => "unchanged",
            BundleState::Removed => "removed",
            BundleState::Failed => "failed",
        };
        let all = [id].into_iter().chain(cells).chain([state]);
        line(all.map(Cow::Borrowed), &mut self.index)
    }

    fn show(&mut self, user_name: &str, name: &str, signature: &str) {
        let user_name = html_escape::encode_text(user_name);
        self.gallery.push_str(&format!("<tr><td><a href=\"html/{name}.html\">{user_name}</a></td><td>{signature}</td><td><a href=\"text/{name}.txt\">text</a></td></tr>\n"));
    }
}

const GALLERY_HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Signatures</title>\n<style>body{font:14px/1.5 sans-serif;margin:2em}td{padding:.2em 1.5em .2em 0}</style>\n<h1>Signatures</h1>\n<table>\n";

/// What a signature says and where it stands, in 64 letters.
fn digest(name: &str, made: &Rendered) -> String {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(made.html.as_bytes());
    hash.update([0]);
    hash.update(made.text.as_bytes());
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A name that every file system takes, and that nobody else has: the id is in it.
fn file_name(user_name: &str, id: &str) -> String {
    let kept = user_name
        .chars()
        .take(NAME_CHARS_MAX)
        .map(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_') => c,
            _ => '-',
        });
    let kept: String = kept.collect();
    let id = id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-');
    format!("{}~{}", kept.trim_matches('.'), id.collect::<String>())
}
