//! The PatchOp message: from a request body to operations whose paths are parsed (RFC 7644 §3.5.2).

use scim_filter_parser::Path;
use serde_json::Value;

use crate::given::{self, member, member_or_null};
use crate::quirks;
use crate::{Error, ErrorKind, Object, Result, Rule, Rules};

/// The message URN of a PATCH request (RFC 7644 §3.5.2).
pub const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// One operation of a PATCH request.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// Adds to, or where there is one value only, sets what the path names; without a path each
    /// attribute of the value.
    Add {
        /// Where; the resource itself if absent.
        path: Option<Path>,
        /// What, as sent.
        value: Value,
    },
    /// Replaces what the path names; without a path each attribute of the value.
    Replace {
        /// Where; the resource itself if absent.
        path: Option<Path>,
        /// What, as sent.
        value: Value,
    },
    /// Removes what the path names.
    Remove {
        /// Where.
        path: Path,
        /// The values to remove, for clients that name them here instead of in a filter.
        value: Option<Value>,
    },
}

/// Reads a PATCH body. Names are found in any case. How many operations are too many is the caller's to say.
///
/// # Errors
/// `invalidSyntax`: not a PatchOp message, no operations, an unknown `op`, a name given twice. `invalidPath`: a path
/// that cannot be parsed, with the position. `noTarget`: a remove without a path. `invalidValue`:
/// an add or replace without a value. `invalidSyntax` for an operation without a path under
/// [`Rule::PathRequired`].
pub fn parse(body: &Value, rules: Rules) -> Result<Vec<Operation>> {
    let Value::Object(message) = body else {
        return Err(syntax(
            "The body must be a JSON object with `schemas` and `Operations`.",
        ));
    };
    given::each_once("", message)?;
    if !rules.allows(Rule::UnknownSchemas) && !names_patch_op(message) {
        return Err(syntax(format!("`schemas` must contain {PATCH_OP}.")));
    }
    match member(message, "Operations") {
        Some(Value::Array(operations)) if !operations.is_empty() => {
            let parsed = operations.iter().enumerate().map(|(index, operation)| {
                operation_of(operation, rules)
                    .map_err(|error| numbered(error, index, operations.len()))
            });
            parsed.collect()
        }
        _ => Err(syntax(
            "`Operations` must be an array of one or more operations.",
        )),
    }
}

/// Says which of several operations an error is about.
pub(super) fn numbered(error: Error, index: usize, count: usize) -> Error {
    match count {
        0 | 1 => error,
        _ => Error::new(
            error.kind,
            format!("Operation {} of {count}: {}", index + 1, error.detail),
        ),
    }
}

fn names_patch_op(message: &Object) -> bool {
    let schemas = member(message, "schemas").and_then(Value::as_array);
    schemas.is_some_and(|urns| {
        urns.iter()
            .filter_map(Value::as_str)
            .any(|urn| urn.eq_ignore_ascii_case(PATCH_OP))
    })
}

fn operation_of(message: &Value, rules: Rules) -> Result<Operation> {
    let Value::Object(operation) = message else {
        return Err(syntax(
            "An operation must be an object with `op`, `path` and `value`.",
        ));
    };
    given::each_once_within(message)?;
    let Some(op) = member(operation, "op").and_then(Value::as_str) else {
        return Err(syntax(
            "An operation must have an `op`: add, remove or replace.",
        ));
    };
    let path = match member(operation, "path") {
        None if rules.allows(Rule::PathRequired) => {
            return Err(syntax("An operation must have a `path`."));
        }
        None => None,
        Some(Value::String(path)) => Some(path_of(path, rules)?),
        Some(_) => {
            return Err(Error::new(
                ErrorKind::InvalidPath,
                "`path` must be a string.",
            ));
        }
    };
    let value = member_or_null(operation, "value").cloned();
    // Strings are compared ignoring case unless their definition says otherwise (RFC 7643 §2.2),
    // and the RFC says nothing of the kind about `op`; Microsoft Entra ID sends "Add", "Replace"
    // and "Remove".
    match op.to_ascii_lowercase().as_str() {
        "add" => Ok(Operation::Add {
            path,
            value: required(value, op)?,
        }),
        "replace" => Ok(Operation::Replace {
            path,
            value: required(value, op)?,
        }),
        "remove" => match path {
            // RFC 7644 §3.5.2.2: "If "path" is unspecified, the operation fails with … noTarget".
            None => Err(Error::new(
                ErrorKind::NoTarget,
                "A remove operation must have a `path`.",
            )),
            Some(path) => Ok(Operation::Remove {
                path,
                value: value.filter(|value| !value.is_null()),
            }),
        },
        _ => Err(syntax(format!(
            "`op` is `{op}`; it must be add, remove or replace."
        ))),
    }
}

fn path_of(path: &str, rules: Rules) -> Result<Path> {
    scim_filter_parser::parse_path(&quirks::current(path, rules)).map_err(|error| {
        Error::new(
            ErrorKind::InvalidPath,
            format!("The path `{path}` is malformed: {error}"),
        )
    })
}

fn required(value: Option<Value>, op: &str) -> Result<Value> {
    value.ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidValue,
            format!("The {op} operation must have a `value`."),
        )
    })
}

fn syntax(detail: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidSyntax, detail)
}
