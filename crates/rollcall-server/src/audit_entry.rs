//! An entry of the audit log as the API and the command line show it.

use std::borrow::Cow;

use rollcall_mapping::export::safe_cell;
use rollcall_provisioning::Error;
use rollcall_provisioning::audit::Entry;
use scim_core::format_instant;
use serde::Serialize;
use serde_json::Value;

/// An entry as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    pub(crate) at: String,
    pub(crate) actor: ShownActor,
    pub(crate) address: Option<String>,
    pub(crate) action: String,
    pub(crate) subject: ShownSubject,
    /// What it was.
    before: Option<Value>,
    /// What it is.
    after: Option<Value>,
    request_id: Option<String>,
}

/// Who did it.
#[derive(Debug, Serialize)]
pub(crate) struct ShownActor {
    kind: String,
    id: Option<String>,
    pub(crate) name: String,
}

/// To what.
#[derive(Debug, Serialize)]
pub(crate) struct ShownSubject {
    kind: String,
    id: Option<String>,
    pub(crate) name: Option<String>,
}

impl Shown {
    pub(crate) fn of(entry: Entry) -> Self {
        let json = |text: Option<String>| {
            let text = text?;
            Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))
        };
        Self {
            id: entry.id.to_string(),
            at: format_instant(entry.at),
            actor: ShownActor {
                kind: entry.actor_kind,
                id: entry.actor_id,
                name: entry.actor_name,
            },
            address: entry.address,
            action: entry.action,
            subject: ShownSubject {
                kind: entry.subject_kind,
                id: entry.subject_id,
                name: entry.subject_name,
            },
            before: json(entry.before),
            after: json(entry.after),
            request_id: entry.request_id,
        }
    }

    fn cells(&self) -> [Cow<'_, str>; 13] {
        let text = |text: &Option<String>| Cow::Owned(text.clone().unwrap_or_default());
        let json = |value: &Option<Value>| {
            Cow::Owned(value.as_ref().map(Value::to_string).unwrap_or_default())
        };
        [
            (&*self.id).into(),
            (&*self.at).into(),
            (&*self.actor.kind).into(),
            text(&self.actor.id),
            (&*self.actor.name).into(),
            text(&self.address),
            (&*self.action).into(),
            (&*self.subject.kind).into(),
            text(&self.subject.id),
            text(&self.subject.name),
            json(&self.before),
            json(&self.after),
            text(&self.request_id),
        ]
    }
}

const COLUMNS: &str = "id,at,actor_kind,actor_id,actor_name,address,action,subject_kind,subject_id,subject_name,before,after,request_id\r\n";

/// How the audit log is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table; what a spreadsheet program would take for a formula is made safe.
    Csv,
    /// A line of JSON for each entry.
    Ndjson,
}

impl Format {
    /// The format of that name.
    ///
    /// # Errors
    /// [`Error::Input`] for another name.
    pub(crate) fn parse(name: &str) -> Result<Self, Error> {
        match name {
            "csv" => Ok(Self::Csv),
            "ndjson" => Ok(Self::Ndjson),
            other => Err(Error::Input(format!(
                "format is csv or ndjson, not {other:?}."
            ))),
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// What stands before the first entry.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::Csv => COLUMNS,
            Self::Ndjson => "",
        }
    }

    /// Appends an entry.
    pub(crate) fn write(self, entry: &Shown, out: &mut String) {
        match self {
            Self::Csv => {
                let cells = entry.cells().map(|cell| {
                    let safe = safe_cell(&cell).replace('"', "\"\"");
                    format!("\"{safe}\"")
                });
                out.push_str(&cells.join(","));
                out.push_str("\r\n");
            }
            Self::Ndjson => {
                // Its maps have keys that are texts, which can always be written.
                out.push_str(&serde_json::to_string(entry).unwrap_or_default());
                out.push('\n');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rollcall_provisioning::audit::Entry;
    use uuid::Uuid;

    use super::{Format, Shown};

    #[test]
    fn no_cell_is_a_formula() {
        let entry = Entry {
            tenant: "acme".to_owned(),
            id: Uuid::nil(),
            at: 0,
            actor_kind: "admin".to_owned(),
            actor_id: None,
            actor_name: "=HYPERLINK(\"x\")".to_owned(),
            address: None,
            action: "token.create".to_owned(),
            subject_kind: "token".to_owned(),
            subject_id: None,
            subject_name: Some("@cmd, \"two\"\nlines".to_owned()),
            before: None,
            after: Some(r#"{"a":1}"#.to_owned()),
            request_id: None,
        };
        let mut text = String::new();
        Format::Csv.write(&Shown::of(entry), &mut text);
        assert_eq!(
            text,
            "\"00000000-0000-0000-0000-000000000000\",\"1970-01-01T00:00:00.000Z\",\"admin\",\"\",\"'=HYPERLINK(\"\"x\"\")\",\"\",\
             \"token.create\",\"token\",\"\",\"'@cmd, \"\"two\"\"\nlines\",\"\",\"{\"\"a\"\":1}\",\"\"\r\n"
        );
    }
}
