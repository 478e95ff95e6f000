//! An export as the bytes of a format.

use rollcall_mapping::export::{Format, Recorded};

use super::{Export, Exported};
use crate::{Error, Result};

/// An export in a format, to be sent on buffer by buffer.
pub struct Formatted<R: 'static> {
    export: Export<R>,
    format: &'static Format<R>,
    records: u64,
    skipped: u64,
    begun: bool,
    ended: bool,
}

impl<R: Exported> Formatted<R> {
    /// `export` in `format`.
    pub fn new(export: Export<R>, format: &'static Format<R>) -> Self {
        Self {
            export,
            format,
            records: 0,
            skipped: 0,
            begun: false,
            ended: false,
        }
    }

    /// The next bytes, or `None` after the last ones.
    ///
    /// # Errors
    /// As [`Export::next`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if self.ended {
            return Ok(None);
        }
        let chunk = self.export.next().await?;
        let mut bytes = Vec::new();
        if !self.begun {
            self.begun = true;
            let mapping = self.export.mapping();
            self.format.begin(mapping, &mut bytes).map_err(unwritten)?;
        }
        let Some(records) = chunk else {
            self.ended = true;
            self.format.end(&mut bytes);
            return Ok(Some(bytes));
        };
        for record in &records {
            if self
                .format
                .record(record, self.records, &mut bytes)
                .map_err(unwritten)?
                == Recorded::Skipped
            {
                self.skipped += 1;
            }
            self.records += 1;
        }
        Ok(Some(bytes))
    }

    /// How many people were written so far.
    pub fn written(&self) -> u64 {
        self.records - self.skipped
    }

    /// How many people the format could say nothing about so far.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
