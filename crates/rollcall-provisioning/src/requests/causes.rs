//! Why a request was not carried out, or not as its sender may think: each cause with the words for it and with what to do.

mod table;

pub use table::CAUSES;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The request was carried out; there is something to know about it.
    Info,
    /// It was refused, and will be again until somebody mends something.
    Warning,
    /// Something here does not work.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fix {
    /// What kind of thing to do: a word that a screen makes a button of.
    pub kind: &'static str,
    /// With what: an argument of the cause, by its name; empty for none.
    pub target: &'static str,
    /// What to do, in words.
    pub text: &'static str,
}

/// What is known of a request.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// The answer's status.
    pub status: u16,
    /// SCIM's word for the kind of error.
    pub scim_type: Option<&'f str>,
    /// [`crate::auth::Denied::code`], where there was no caller.
    pub denied: Option<&'f str>,
    /// The method.
    pub method: &'f str,
    /// The path, without its query.
    pub path: &'f str,
    /// What the client was told.
    pub detail: &'f str,
    /// Attributes that were sent, and that no schema has.
    pub dropped: &'f [String],
    /// Whether the connection is in test mode.
    pub test_mode: bool,
    /// Whether the guard holds the person whom the request deactivated or deleted.
    pub held: bool,
    /// Fields that were set by hand, for which the provider says something else.
    pub overridden: &'f [String],
}

impl Facts<'_> {
    pub(super) fn is_denied(&self, code: &str) -> bool {
        self.denied == Some(code)
    }

    pub(super) fn is(&self, status: u16, scim_type: &str) -> bool {
        self.status == status && self.scim_type == Some(scim_type)
    }
}

/// A cause.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The word by which it is known. It never changes.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What happened; `{name}` stands for an argument, and a sentence without its arguments is left out.
    pub text: &'static str,
    /// How it is recognised, for the manual.
    pub seen: &'static str,
    /// What to do.
    pub fix: Fix,
    pub(super) is: fn(&Facts<'_>) -> bool,
}

/// The cause of a request's fate; none where it was carried out and there is nothing to know.
pub fn cause_of(facts: &Facts<'_>) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| (cause.is)(facts))
}

impl Cause {
    /// The cause of that code.
    pub fn named(code: &str) -> Option<&'static Self> {
        CAUSES.iter().find(|cause| cause.code == code)
    }

    /// What stands in the words, by name.
    pub fn argument_names(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.text.split('{').skip(1);
        parts.filter_map(|part| Some(part.split_once('}')?.0))
    }

    /// What happened, with these arguments.
    pub fn words(&self, argument: &dyn Fn(&str) -> Option<String>) -> String {
        let sentences = self.text.split_inclusive(". ");
        let filled = sentences.filter_map(|sentence| fill(sentence, argument));
        filled.collect::<String>().trim_end().to_owned()
    }
}

/// A sentence with its arguments; none where one is missing.
fn fill(sentence: &str, argument: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&argument(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}
