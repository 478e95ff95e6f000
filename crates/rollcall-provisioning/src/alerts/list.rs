//! A tenant's alerts, for whoever looks.

use rollcall_storage::alerts::{self as rows, Alert};
use scim_core::format_instant;
use serde::Serialize;

use super::words::{Arguments, Words};
use super::{Kind, Severity};
use crate::{Error, Provisioning, Result, pages, tenants};

/// Alerts of one tenant: one for each thing that can go wrong with each of its few things.
pub(super) const ALERTS_MAX: i64 = 5_000;
const PAGE_MAX: i64 = 500;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownAlert {
    /// Of what kind.
    pub kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// With what.
    pub subject: ShownSubject,
    /// What is wrong and what to do, in English.
    pub text: String,
    /// The same as a code ([`super::WORDINGS`]); none where only the text was kept.
    pub code: Option<String>,
    /// What stands in its words.
    pub arguments: Arguments,
    /// Since when.
    pub opened_at: String,
    /// Until when; none as long as it is so.
    pub closed_at: Option<String>,
    /// When somebody was last told.
    pub told_at: Option<String>,
}

/// What an alert can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// The tenant itself.
    Tenant,
    /// A connection over which a provider pushes.
    Connection,
    /// A connection over which people are pulled.
    Pull,
    /// A secret token.
    Token,
    /// A webhook.
    Webhook,
    /// An event stream.
    EventStream,
    /// Gophish.
    Gophish,
    /// A field of the mapping.
    Field,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Tenant,
        Self::Connection,
        Self::Pull,
        Self::Token,
        Self::Webhook,
        Self::EventStream,
        Self::Gophish,
        Self::Field,
    ];

    /// The word for it, as it is kept and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Connection => "connection",
            Self::Pull => "pull",
            Self::Token => "token",
            Self::Webhook => "webhook",
            Self::EventStream => "event_stream",
            Self::Gophish => "gophish",
            Self::Field => "field",
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

/// What an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownSubject {
    /// What that is.
    pub kind: SubjectKind,
    /// Its id; a field's key.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A page of alerts: those that are open first, then those that are over, the latest of each first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// They.
    pub alerts: Vec<ShownAlert>,
    /// How many are open in all.
    pub open: usize,
    /// What to go on with; none at the end.
    pub next_after: Option<String>,
}

/// A tenant's alerts after that place, at most `limit`.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for a place or limit that is none.
pub async fn list(p: &Provisioning, tenant: &str, after: Option<&str>, limit: i64) -> Result<Page> {
    tenants::find(p, tenant).await?;
    pages::check_limit(limit, PAGE_MAX)?;
    let of = tenant.to_owned();
    let all = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::list(conn, &of, ALERTS_MAX)?));
    let mut all = all.await?;
    all.sort_by(|a, b| {
        let order = |it: &Alert| (it.closed_at.is_some(), std::cmp::Reverse(it.opened_at));
        order(a)
            .cmp(&order(b))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let open = all.iter().filter(|it| it.closed_at.is_none()).count();
    let from = match after {
        None => 0,
        Some(after) => {
            let found = all.iter().position(|it| place(it) == after);
            found.ok_or_else(pages::no_place)? + 1
        }
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page: Vec<_> = all.iter().skip(from).take(limit).collect();
    let is_more = all.len() > from + page.len();
    let next_after = page.last().filter(|_| is_more).map(|it| place(it));
    Ok(Page {
        alerts: page.into_iter().filter_map(shown).collect(),
        open,
        next_after,
    })
}

fn place(alert: &Alert) -> String {
    format!("{}.{}", alert.kind, alert.subject_id)
}

/// An alert as it is shown; none of a kind, or of something, that a later version knows.
pub(super) fn shown(alert: &Alert) -> Option<ShownAlert> {
    let kind = Kind::named(&alert.kind)?;
    let subject_kind = SubjectKind::named(&alert.subject_kind)?;
    let words = alert.words.as_deref();
    let words: Option<Words> = words.and_then(|text| serde_json::from_str(text).ok());
    let (code, arguments) = words.map(|it| (it.code, it.arguments)).unzip();
    Some(ShownAlert {
        kind: alert.kind.clone(),
        severity: kind.severity,
        subject: ShownSubject {
            kind: subject_kind,
            id: alert.subject_id.clone(),
            name: alert.subject_name.clone(),
        },
        text: alert.text.clone(),
        code,
        arguments: arguments.unwrap_or_default(),
        opened_at: format_instant(alert.opened_at),
        closed_at: alert.closed_at.map(format_instant),
        told_at: alert.mailed_at.max(alert.hooked_at).map(format_instant),
    })
}
