//! What can go wrong between us and a source, and what is to be done about it.

use std::fmt;
use std::time::Duration;

use crate::source::Ask;

/// Why an answer is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is to be done.
    pub kind: Kind,
    /// The source's own word for it (`E0000006`, `invalid_grant`), if it said one that is known.
    pub code: Option<String>,
    /// A sentence for an administrator: what is wrong, and where it is mended. Nothing secret, nobody's data.
    pub detail: String,
}

/// What is to be done about trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The same request again, no sooner than after that (see [`crate::pace::spread`]).
    RetryAfter(Duration),
    /// The same request again after a while that grows with each attempt (see [`crate::pace::back_off`]).
    BackOff,
    /// The same request again, with this nonce in its proof (RFC 9449 §8).
    Nonce(String),
    /// The same request again, with a proof (DPoP): the application demands one, so a key is to be made ([`crate::dpop::Key`]).
    NeedsProof,
    /// The same page again, with fewer people in it: [`Ask::smaller`] has something, or this would be [`Self::BackOff`].
    SmallerPage,
    /// The first page again: the source does not know the position any more.
    BeginAgain,
    /// The access token is not taken (any more): the same request with a refreshed one. Where there is none to be had, or it was
    /// refreshed just now, it is [`Self::NeedsSignIn`].
    NeedsToken,
    /// Somebody has to sign in (or to give another token); until then no request is of use.
    NeedsSignIn,
    /// The source knows us and does not let us; an administrator has to grant what is missing there.
    Forbidden(Missing),
    /// Something that is set, here or at the source, has to be changed first.
    Settings,
    /// What was asked for does not exist there.
    NotFound,
    /// The answer cannot be read, or leads where nobody goes: a fault of theirs or ours, which is the same tomorrow.
    Broken,
}

/// What an administrator has to grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A scope of that name.
    Scope(String),
    /// A role for whoever signed in.
    Role,
    /// A right that the source does not name.
    Right,
}

impl Trouble {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            detail: detail.into(),
        }
    }

    /// An answer that cannot be read.
    pub(crate) fn broken(detail: impl Into<String>) -> Self {
        Self::new(Kind::Broken, detail)
    }

    /// Something has to be set otherwise.
    pub fn settings(detail: impl Into<String>) -> Self {
        Self::new(Kind::Settings, detail)
    }

    pub(crate) fn coded(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// For a request that got no answer (in time): a page of `ask`, or something else.
    pub fn unanswered(ask: Option<&Ask>) -> Self {
        let detail = "The source did not answer in time, or could not be reached.";
        match ask {
            // A long list can take a source longer than anybody waits.
            Some(ask) => Self::new(Kind::SmallerPage, detail).about(ask),
            None => Self::new(Kind::BackOff, detail),
        }
    }

    /// The same for this ask: a page that cannot be any smaller is waited for.
    pub(crate) fn about(mut self, ask: &Ask) -> Self {
        if self.kind == Kind::SmallerPage && ask.smaller().is_none() {
            self.kind = Kind::BackOff;
        }
        self
    }

    /// Whether the same request is to be sent again with something else that lets it in.
    pub fn is_about_access(&self) -> bool {
        matches!(
            self.kind,
            Kind::Nonce(_) | Kind::NeedsProof | Kind::NeedsToken
        )
    }

    /// Whether the same run may go on, after a wait or with another request, without anybody doing anything.
    pub fn passes(&self) -> bool {
        matches!(
            self.kind,
            Kind::RetryAfter(_)
                | Kind::BackOff
                | Kind::Nonce(_)
                | Kind::NeedsProof
                | Kind::NeedsToken
                | Kind::SmallerPage
                | Kind::BeginAgain
        )
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

impl std::error::Error for Trouble {}
