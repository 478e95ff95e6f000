//! Which Gophish a tenant has.

use rollcall_storage::gophish as rows;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::audit::{Act, note_change_in, note_in};
use crate::events::EndpointUrl;
use crate::feeds::switch_on_in;
use crate::{Error, Provisioning, Result, tenants};

const KEY_BYTES_MAX: usize = 500;
const PATTERNS_MAX: usize = 100;
const PATTERN_CHARACTERS_MAX: usize = 200;

/// Which groups, and what of people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The names of the groups that are kept in step; a `*` at the end stands for anything. None: all groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What is sent as a person's position.
    #[serde(default)]
    pub position: Position,
    /// Whether groups are brought into step by themselves, a minute or so after something is announced ([`crate::feeds`]).
    #[serde(default)]
    pub automatic: bool,
}

/// What Gophish, which knows four things of a person, is sent as their position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// The job title.
    #[default]
    JobTitle,
    /// The department.
    Department,
    /// Nothing.
    None,
}

impl Settings {
    /// Whether a group is one of those.
    pub fn means(&self, group: &str) -> bool {
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => group.starts_with(start),
            None => group == pattern,
        };
        self.groups.is_empty() || self.groups.iter().any(fits)
    }
}

/// What a connection is made from.
#[derive(Clone)]
pub struct NewConnection {
    /// The tenant's id.
    pub tenant: String,
    /// Where Gophish's admin server is, without `/api`.
    pub url: EndpointUrl,
    /// The key of its API. Not to be logged.
    pub api_key: String,
    /// Which groups, and what of people.
    pub settings: Settings,
}

/// A tenant's Gophish. Its key is not in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Connection {
    /// Where it is.
    pub url: String,
    /// Which groups, and what of people.
    #[serde(flatten)]
    pub settings: Settings,
    /// What came of the last run: `at`, `summary`, `problems`, and `failed` where it broke off.
    pub last_run: Option<Value>,
    /// When it was connected.
    pub created_at: String,
}

/// Connects a tenant to its Gophish, in the place of the one before; groups that were made there stay known if it is at the
/// same URL.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for a key or groups that cannot be, or a URL out of
/// reach ([`crate::Settings::push_reach`]).
pub async fn connect(p: &Provisioning, new: NewConnection) -> Result<Connection> {
    let visible = |c: char| c.is_ascii_graphic();
    if new.api_key.is_empty()
        || new.api_key.len() > KEY_BYTES_MAX
        || !new.api_key.chars().all(visible)
    {
        return Err(Error::Input(format!(
            "An API key of Gophish is 1 to {KEY_BYTES_MAX} visible ASCII characters; Gophish shows it under Account Settings."
        )));
    }
    let is_odd = |pattern: &String| {
        pattern.is_empty()
            || pattern.chars().count() > PATTERN_CHARACTERS_MAX
            || pattern.contains(char::is_control)
    };
    if new.settings.groups.len() > PATTERNS_MAX || new.settings.groups.iter().any(is_odd) {
        return Err(Error::Input(format!(
            "At most {PATTERNS_MAX} names of groups of 1 to {PATTERN_CHARACTERS_MAX} characters are taken; a * at the end of one stands for anything."
        )));
    }
    new.url.within(p.push_reach())?;
    tenants::find(p, &new.tenant).await?;
    let url = new.url.as_str().trim_end_matches('/').to_owned();
    let api_key = p.issuer().seal(&place(&new.tenant), &new.api_key)?;
    let settings =
        serde_json::to_string(&new.settings).map_err(|error| Error::Internal(Box::new(error)))?;
    let (now, verb) = (p.now(), p.clone());
    let row = p.store().write(move |tx| {
        let before = rows::find(tx, &new.tenant)?;
        let was = before.as_ref().map(|it| told(&verb, it)).transpose()?;
        if before.as_ref().is_some_and(|before| before.url != url) {
            rows::delete(tx, &new.tenant)?;
        }
        let before = before.filter(|before| before.url == url);
        let row = rows::Gophish {
            tenant_id: new.tenant.clone(),
            url: url.clone(),
            api_key: api_key.clone(),
            settings: settings.clone(),
            lease_until: 0,
            last_run: before.as_ref().and_then(|it| it.last_run.clone()),
            created_at: before.map_or(now, |it| it.created_at),
        };
        rows::put(tx, &row)?;
        if new.settings.automatic {
            switch_on_in(tx, &verb, &new.tenant)?;
        }
        let act = Act::new("gophish.connect", "gophish").named(&url);
        let (mut is, key) = told(&verb, &row)?;
        if was.as_ref().is_some_and(|(_, was)| *was != key) {
            is["api_key"] = json!("another");
        }
        let was = was.map_or(Value::Null, |(was, _)| was);
        note_change_in(tx, &verb, &new.tenant, act, (was, is))?;
        Ok::<_, Error>(row)
    });
    shown(&row.await?)
}

/// Where the key belongs: it opens nowhere else.
pub(super) fn place(tenant: &str) -> Vec<u8> {
    format!("{tenant}/gophish").into_bytes()
}

/// The tenant's Gophish.
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn find(p: &Provisioning, tenant: &str) -> Result<Connection> {
    let name = tenant.to_owned();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::find(conn, &name)?));
    shown(&found.await?.ok_or_else(|| none(tenant))?)
}

pub(super) fn none(tenant: &str) -> Error {
    Error::Unknown(format!(
        "Tenant {tenant:?} is connected to no Gophish; `rollcall gophish connect --tenant {tenant}` does that."
    ))
}

/// Forgets the tenant's Gophish. The groups there stay, and are nobody's of ours any more.
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn disconnect(p: &Provisioning, tenant: &str) -> Result<()> {
    let (verb, name) = (p.clone(), tenant.to_owned());
    let forgotten = p.store().write(move |tx| {
        let before = rows::find(tx, &name)?;
        rows::delete(tx, &name)?;
        if let Some(before) = &before {
            let act = Act::new("gophish.disconnect", "gophish").named(&before.url);
            note_in(tx, &verb, &name, act.before(told(&verb, before)?.0))?;
        }
        Ok::<_, Error>(before.is_some())
    });
    if forgotten.await? {
        Ok(())
    } else {
        Err(none(tenant))
    }
}

/// What the audit log says of it, and the key, of which it says at most that it is another one.
fn told(p: &Provisioning, row: &rows::Gophish) -> Result<(Value, Option<String>)> {
    let settings = serde_json::from_str::<Value>(&row.settings);
    let mut told = settings.map_err(|error| Error::Internal(Box::new(error)))?;
    told["url"] = json!(row.url);
    Ok((
        told,
        p.issuer().open(&place(&row.tenant_id), &row.api_key).ok(),
    ))
}

fn shown(row: &rows::Gophish) -> Result<Connection> {
    let internal = |error: serde_json::Error| Error::Internal(Box::new(error));
    let last_run = row.last_run.as_deref().map(serde_json::from_str);
    Ok(Connection {
        url: row.url.clone(),
        settings: serde_json::from_str(&row.settings).map_err(internal)?,
        last_run: last_run.transpose().map_err(internal)?,
        created_at: scim_core::format_instant(row.created_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_meant_by_name_or_by_how_it_begins() {
        let settings = |groups: &[&str]| Settings {
            groups: groups.iter().map(|it| (*it).to_owned()).collect(),
            ..Settings::default()
        };
        assert!(settings(&[]).means("Sales"));
        assert!(settings(&["Sales"]).means("Sales"));
        assert!(!settings(&["Sales"]).means("Sales EMEA"));
        assert!(settings(&["x", "Sales*"]).means("Sales EMEA"));
    }
}
