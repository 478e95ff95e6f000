//! The BulkRequest message: from a body to operations.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::reference;
use crate::given::{self, member};
use crate::{Error, ErrorKind, Object, Result};

/// The message URN of a bulk request.
pub const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A bulkId has at most this many characters, since errors of other operations repeat it.
const BULK_ID_CHARS_MAX: usize = 255;

/// A path has at most this many bytes, since answers repeat it.
const PATH_BYTES_MAX: usize = 2_048;

/// A method has at most this many bytes, likewise.
const METHOD_BYTES_MAX: usize = 16;

/// A bulk request. Its operations are well-formed enough to be answered one by one.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkRequest {
    /// After how many errors the rest is left undone; never, if absent.
    pub fail_on_errors: Option<usize>,
    /// At least one.
    pub operations: Vec<Operation>,
}

/// One operation of a bulk request.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The method as sent, for the answer.
    pub method: String,
    /// The client's name for what a POST creates.
    pub bulk_id: Option<String>,
    /// The version that is to be changed, as an `If-Match` header would name it.
    pub version: Option<String>,
    /// The path as sent, for the answer.
    pub path: String,
    /// The body; null without one.
    pub data: Value,
    /// What is to be done with what, or why this operation cannot be understood.
    pub target: Result<Target>,
    /// The bulkIds that `path` and `data` refer to, each once.
    pub references: Vec<String>,
}

/// What an operation does (RFC 7644 §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Creates.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// The HTTP method of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// Its name in HTTP.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Which resource, or which type for a POST, an operation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is to be done.
    pub method: Method,
    /// The path segment of the resource type: `Users`.
    pub endpoint: String,
    /// The resource's id, perhaps still `bulkId:x`; empty for a POST.
    pub id: String,
}

impl BulkRequest {
    /// Reads a bulk request of at most `operations_max` operations. What is wrong with one operation only is
    /// in its [`Operation::target`]. Names of members are found in any case.
    ///
    /// # Errors
    /// `invalidSyntax`: no BulkRequest, no operations, an operation that is no object, a member given twice. `invalidValue`: a POST
    /// without a bulkId, a bulkId that stands twice, a bulkId, method or path that is too long, a `failOnErrors` that is no number above 0.
    /// [`ErrorKind::TooLarge`]: more operations than the limit, which the text names.
    pub fn parse(body: &Value, operations_max: usize) -> Result<Self> {
        let body = body
            .as_object()
            .filter(|object| is_bulk_request(object))
            .ok_or_else(|| {
                let detail =
                    format!("The body must be an object whose schemas are [\"{BULK_REQUEST}\"].");
                Error::new(ErrorKind::InvalidSyntax, detail)
            })?;
        given::each_once("", body)?;
        let operations = match member(body, "Operations") {
            Some(Value::Array(operations)) if !operations.is_empty() => operations,
            _ => {
                return Err(syntax(
                    "`Operations` must be an array of one or more operations.",
                ));
            }
        };
        if operations.len() > operations_max {
            let detail = format!(
                "The bulk request has {} operations, which exceeds maxOperations ({operations_max}). Send several.",
                operations.len()
            );
            return Err(Error::new(ErrorKind::TooLarge, detail));
        }
        let operations: Vec<_> = operations
            .iter()
            .enumerate()
            .map(|(index, operation)| operation_of(operation, index))
            .collect::<Result<_>>()?;
        check_bulk_ids(&operations)?;
        Ok(Self {
            fail_on_errors: fail_on_errors(body)?,
            operations,
        })
    }
}

fn is_bulk_request(body: &Object) -> bool {
    let schemas = member(body, "schemas").and_then(Value::as_array);
    schemas.is_some_and(|urns| {
        urns.iter()
            .filter_map(Value::as_str)
            .any(|urn| urn.eq_ignore_ascii_case(BULK_REQUEST))
    })
}

fn fail_on_errors(body: &Object) -> Result<Option<usize>> {
    let Some(value) = member(body, "failOnErrors") else {
        return Ok(None);
    };
    let number = value
        .as_u64()
        .filter(|number| *number > 0)
        .map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    number
        .map(Some)
        .ok_or_else(|| invalid("failOnErrors must be a whole number above 0."))
}

fn operation_of(operation: &Value, index: usize) -> Result<Operation> {
    let number = index + 1;
    let Value::Object(operation) = operation else {
        return Err(syntax(format!(
            "Operation {number} must be an object with method, path and data."
        )));
    };
    given::each_once(&format!("Operation {number}: "), operation)?;
    let text = |name: &str| match member(operation, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(_) => Err(invalid(format!(
            "Operation {number}: {name} must be a string."
        ))),
    };
    let method = text("method")?.unwrap_or_default();
    let path = text("path")?.unwrap_or_default();
    let bulk_id = text("bulkId")?;
    for (name, length, most) in [
        ("method", method.len(), METHOD_BYTES_MAX),
        ("path", path.len(), PATH_BYTES_MAX),
        (
            "bulkId",
            bulk_id.as_deref().map_or(0, |id| id.chars().count()),
            BULK_ID_CHARS_MAX,
        ),
    ] {
        if length > most {
            return Err(invalid(format!(
                "Operation {number}: {name} has a length of {length}; it may have {most} at most."
            )));
        }
    }
    let data = member(operation, "data").cloned().unwrap_or(Value::Null);
    let target = target(&method, &path, &data);
    let references = reference::collect(&path, &data);
    Ok(Operation {
        bulk_id,
        version: text("version")?,
        method,
        path,
        data,
        target,
        references,
    })
}

/// A POST must have a bulkId, and no two operations the same one (RFC 7644 §3.7).
fn check_bulk_ids(operations: &[Operation]) -> Result<()> {
    let mut seen = HashSet::new();
    for (index, operation) in operations.iter().enumerate() {
        let number = index + 1;
        match &operation.bulk_id {
            Some(bulk_id) if !seen.insert(bulk_id) => {
                return Err(invalid(format!(
                    "Operation {number}: the bulkId {bulk_id:?} stands twice; each must be unique in its request."
                )));
            }
            None if operation.is_post() => {
                return Err(invalid(format!(
                    "Operation {number}: a POST must have a bulkId."
                )));
            }
            _ => {}
        }
    }
    Ok(())
}

impl Operation {
    /// Whether it creates something that others can refer to.
    pub(super) fn is_post(&self) -> bool {
        Method::parse(&self.method) == Some(Method::Post)
    }
}

fn target(method: &str, path: &str, data: &Value) -> Result<Target> {
    let method = Method::parse(method).ok_or_else(|| {
        syntax(format!(
            "The method of a bulk operation must be POST, PUT, PATCH or DELETE, not {method:?}."
        ))
    })?;
    let path = path.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let (endpoint, id, rest) = (segments.next(), segments.next(), segments.next());
    let target = |endpoint: &str, id: &str| Target {
        method,
        endpoint: endpoint.to_owned(),
        id: id.to_owned(),
    };
    let target = match (method, endpoint, id, rest) {
        (Method::Post, Some(endpoint), None, None) => target(endpoint, ""),
        (Method::Post, ..) => {
            return Err(syntax(format!(
                "The path of a POST must be a resource type's, such as /Users, not {path:?}."
            )));
        }
        (_, Some(endpoint), Some(id), None) => target(endpoint, id),
        _ => {
            return Err(syntax(format!(
                "The path of a {} must be a resource's, such as /Users/{{id}}, not {path:?}.",
                method.as_str()
            )));
        }
    };
    if data.is_null() && method != Method::Delete {
        return Err(syntax(format!(
            "A {} must have `data`: the body that it would have as a request of its own.",
            method.as_str()
        )));
    }
    Ok(target)
}

fn syntax(detail: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidSyntax, detail)
}

fn invalid(detail: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidValue, detail)
}
