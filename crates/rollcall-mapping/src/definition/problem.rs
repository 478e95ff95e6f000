//! What is wrong with a definition.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong with a definition, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where in the definition, for example `fields[job_title].sources[0]`; empty for the whole of it.
    pub at: String,
    /// What is wrong there, and what to do.
    pub detail: String,
}

impl Problem {
    pub(crate) fn new(at: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            f.write_str(&self.detail)
        } else {
            write!(f, "{}: {}", self.at, self.detail)
        }
    }
}

/// Everything that is wrong with a definition; at least one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
