//! A whole export, driven by whoever reads people.

use std::collections::BTreeSet;
use std::io;

use super::sheaves::Sheaves;
use super::survey::Survey;
use super::{ByGroup, Context, Format, Passes, Recorded};
use crate::Mapping;

/// So many bytes of records are kept while they are brought together by group.
const KEPT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// An export under way. Give it everybody's records ([`records`](Self::records)), then ask whether it has to see everybody once
/// more ([`end_of_pass`](Self::end_of_pass)). What it appends to the buffer is the file.
pub struct Writer<R: 'static> {
    format: &'static Format<R>,
    kept_bytes_max: usize,
    stage: Stage,
    survey: Survey,
    begun: bool,
    counted: bool,
    written: u64,
    skipped: u64,
}

/// Whether everybody has to be seen once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a file that is not finished says nothing"]
pub enum Pass {
    /// From the beginning.
    Again,
    /// The file is complete.
    Finished,
}

enum Stage {
    /// Looks at what there is before the first row.
    Looking,
    Rows,
    /// Keeps the records of some groups.
    Keeping(Sheaves),
    /// Writes the records of one group that is too large to be kept.
    Alone {
        group: String,
        is_open: bool,
    },
}

impl<R> Writer<R> {
    /// An export in this format.
    pub fn new(format: &'static Format<R>) -> Self {
        Self::keeping(format, KEPT_BYTES_MAX)
    }

    pub(crate) fn keeping(format: &'static Format<R>, kept_bytes_max: usize) -> Self {
        Self {
            format,
            kept_bytes_max,
            stage: match &format.passes {
                Passes::One => Stage::Rows,
                Passes::Two(_) => Stage::Looking,
                Passes::ByGroup(_) => Stage::Keeping(Sheaves::new(None, kept_bytes_max)),
            },
            survey: Survey::default(),
            begun: false,
            counted: false,
            written: 0,
            skipped: 0,
        }
    }

    /// Takes the next people's records.
    ///
    /// # Errors
    /// None in practice: the buffer is memory.
    pub fn records(
        &mut self,
        mapping: &Mapping,
        records: &[R],
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        self.begin(mapping, out)?;
        for record in records {
            self.record(mapping, record, out)?;
        }
        Ok(())
    }

    /// Takes note that everybody was seen.
    ///
    /// # Errors
    /// None in practice: the buffer is memory.
    pub fn end_of_pass(&mut self, mapping: &Mapping, out: &mut Vec<u8>) -> io::Result<Pass> {
        self.begin(mapping, out)?;
        self.counted = true;
        let after = match (
            &self.format.passes,
            std::mem::replace(&mut self.stage, Stage::Rows),
        ) {
            (Passes::ByGroup(how), Stage::Keeping(sheaves)) => {
                let bound = sheaves.bind();
                for (group, records) in &bound.groups {
                    (how.open)(group, out)?;
                    out.extend_from_slice(records);
                    out.extend_from_slice(how.close);
                }
                if let Some(group) = bound.alone {
                    self.stage = Stage::Alone {
                        group,
                        is_open: false,
                    };
                    return Ok(Pass::Again);
                }
                bound.next_after
            }
            (Passes::ByGroup(how), Stage::Alone { group, is_open }) => {
                if is_open {
                    out.extend_from_slice(how.close);
                }
                Some(group)
            }
            (_, Stage::Looking) => {
                // Where nobody is, nobody has anything.
                self.survey.add_filled(0);
                self.counted = false;
                return Ok(Pass::Again);
            }
            _ => None,
        };
        if let Some(after) = after {
            self.stage = Stage::Keeping(Sheaves::new(Some(after), self.kept_bytes_max));
            return Ok(Pass::Again);
        }
        (self.format.end)(out);
        Ok(Pass::Finished)
    }

    /// How many people were written so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// How many people the format could say nothing about so far.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn begin(&mut self, mapping: &Mapping, out: &mut Vec<u8>) -> io::Result<()> {
        if self.begun || matches!(self.stage, Stage::Looking) {
            return Ok(());
        }
        self.begun = true;
        let context = Context {
            mapping,
            survey: &self.survey,
        };
        (self.format.begin)(&context, out)
    }

    fn record(&mut self, mapping: &Mapping, record: &R, out: &mut Vec<u8>) -> io::Result<()> {
        let context = Context {
            mapping,
            survey: &self.survey,
        };
        let recorded = match (&self.format.passes, &mut self.stage) {
            (Passes::Two(filled), Stage::Looking) => {
                self.survey.add_filled(filled(record));
                return Ok(());
            }
            (Passes::ByGroup(how), stage) => {
                by_group(self.format, how, stage, record, &context, out)?
            }
            _ => (self.format.record)(record, &context, self.written, out)?,
        };
        if !self.counted {
            match recorded {
                Recorded::Written => self.written += 1,
                Recorded::Skipped => self.skipped += 1,
            }
        }
        Ok(())
    }
}

fn by_group<R>(
    format: &Format<R>,
    how: &ByGroup<R>,
    stage: &mut Stage,
    record: &R,
    context: &Context<'_>,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    let mut made = Vec::new();
    let recorded = (format.record)(record, context, 0, &mut made)?;
    if recorded == Recorded::Skipped {
        return Ok(recorded);
    }
    let groups = (how.groups)(record);
    match stage {
        Stage::Keeping(sheaves) => {
            // Two groups may share a name; nobody is a target twice.
            for group in groups.iter().collect::<BTreeSet<_>>() {
                sheaves.add(group, &made, how.between);
            }
        }
        Stage::Alone { group, is_open } if groups.contains(group) => {
            if *is_open {
                out.extend_from_slice(how.between);
            } else {
                (how.open)(group, out)?;
                *is_open = true;
            }
            out.extend_from_slice(&made);
        }
        _ => {}
    }
    Ok(recorded)
}
