//! An export as the bytes of a format.

use rollcall_mapping::export::{Format, Pass, Writer};

use super::{Export, Exported};
use crate::{Error, Result};

/// An export in a format, to be sent on buffer by buffer.
pub struct Formatted<R: 'static> {
    export: Export<R>,
    writer: Writer<R>,
    ended: bool,
}

impl<R: Exported> Formatted<R> {
    /// `export` in `format`.
    pub fn new(export: Export<R>, format: &'static Format<R>) -> Self {
        Self {
            export,
            writer: Writer::new(format),
            ended: false,
        }
    }

    /// The next bytes, or `None` after the last ones. Some formats see everybody several times before there are any.
    ///
    /// # Errors
    /// As [`Export::next`].
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        while !self.ended && bytes.is_empty() {
            let records = self.export.next().await?;
            let mapping = self.export.mapping();
            if let Some(mut records) = records {
                let status = self.export.status();
                records.retain(|record| record.is_of(status));
                let written = self.writer.records(mapping, &records, &mut bytes);
                written.map_err(unwritten)?;
                continue;
            }
            match self.writer.end_of_pass(mapping, &mut bytes) {
                Ok(Pass::Again) => self.export.again(),
                Ok(Pass::Finished) => self.ended = true,
                Err(error) => return Err(unwritten(error)),
            }
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// How many people were written so far.
    pub fn written(&self) -> u64 {
        self.writer.written()
    }

    /// How many people the format could say nothing about so far.
    pub fn skipped(&self) -> u64 {
        self.writer.skipped()
    }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Internal(Box::new(error))
}
