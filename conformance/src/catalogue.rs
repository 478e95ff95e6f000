//! The cases: compiled in, or read from a folder.

use crate::case::Case;
use crate::group;
use crate::lint;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// A set of cases that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file or folder that cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file that is not a case.
    #[error("{id}: {reason}")]
    Invalid {
        /// The case's id (folder and file name).
        id: String,
        /// What is wrong, with its place.
        reason: String,
    },
}

/// The cases that came with this library, ordered by folder and file name.
///
/// # Errors
/// [`CaseError::Invalid`]; the tests of this crate see to it that this does not happen.
pub fn built_in() -> Result<Vec<Case>, CaseError> {
    let mut texts = BTreeMap::new();
    for folder in BUILT_IN.dirs() {
        for file in folder.files() {
            if let Some(id) = id_of(file.path()) {
                texts.insert(id, file.contents_utf8().unwrap_or_default().to_owned());
            }
        }
    }
    read(&texts)
}

/// The cases `<group>/<name>.json` below `folder`.
///
/// # Errors
/// A folder or file that cannot be read or is not a case.
pub fn from_folder(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let mut texts = BTreeMap::new();
    for group in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&group)? {
            let relative = path.strip_prefix(folder).unwrap_or(&path);
            if let Some(id) = id_of(relative) {
                let text = fs::read_to_string(&path).map_err(|error| CaseError::Unreadable {
                    path: path.clone(),
                    error,
                })?;
                texts.insert(id, text);
            }
        }
    }
    read(&texts)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let unreadable = |error| CaseError::Unreadable {
        path: folder.to_owned(),
        error,
    };
    fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(unreadable))
        .collect()
}

/// `group/name` of `group/name.json`; `None` for other files.
fn id_of(path: &Path) -> Option<String> {
    let text = path.to_str()?.replace('\\', "/");
    text.strip_suffix(".json").map(str::to_owned)
}

/// Parses and checks cases by id.
fn read(texts: &BTreeMap<String, String>) -> Result<Vec<Case>, CaseError> {
    let mut cases: Vec<Case> = Vec::new();
    for (id, text) in texts {
        let invalid = |reason: String| CaseError::Invalid {
            id: id.clone(),
            reason,
        };
        let mut case: Case =
            serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        case.id.clone_from(id);
        let usual = group::usual_requirement(case.group());
        case.settle_requirement(usual);
        case.spread_headers();
        lint::check(&case).map_err(invalid)?;
        if let Some(twin) = cases.iter().find(|other| other.name == case.name) {
            return Err(invalid(format!("has the same name as {}", twin.id)));
        }
        cases.push(case);
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_case_and_is_compiled_in() {
        let compiled: Vec<String> = built_in()
            .unwrap()
            .into_iter()
            .map(|case| case.id)
            .collect();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let on_disk: Vec<String> = from_folder(&folder)
            .unwrap()
            .into_iter()
            .map(|case| case.id)
            .collect();
        assert_eq!(
            compiled, on_disk,
            "a file was added or removed since the last build: `touch conformance/src/catalogue.rs`"
        );
        assert!(compiled.len() >= 400, "{} cases", compiled.len());
    }

    #[test]
    fn every_folder_has_a_heading_in_reports() {
        for case in built_in().unwrap() {
            let folder = case.group();
            assert!(
                group::Group::of(folder).is_some() || group::Provider::of(folder).is_some(),
                "{folder} is neither in Group::ALL nor a provider's (src/group.rs)"
            );
        }
    }

    /// What a server learns of them stays there (README.md, "What a run leaves").
    #[test]
    fn all_cases_together_send_one_extension_that_nobody_knows() {
        let mut sent = std::collections::BTreeSet::new();
        for case in built_in().unwrap() {
            // The interoperability profile has them refused.
            if case.needs.contains(&crate::Need::Interop) {
                continue;
            }
            let bodies = case
                .steps
                .iter()
                .filter_map(|step| step.request.body.as_ref());
            for body in bodies.filter_map(serde_json::Value::as_object) {
                sent.extend(body.keys().filter(|name| name.starts_with("urn:")).cloned());
            }
        }
        sent.retain(|urn| !urn.to_lowercase().contains("scim:schemas:"));
        let sent: Vec<String> = sent.into_iter().collect();
        assert_eq!(sent, ["urn:okta:rollcall_conformance:1.0:user:custom"]);
        assert!(include_str!("../README.md").contains(&sent[0]));
    }

    #[test]
    fn the_example_in_the_readme_is_a_case() {
        let readme = include_str!("../README.md");
        let example = readme
            .split("```json")
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap();
        let texts = BTreeMap::from([("readme/01_example".to_owned(), example.to_owned())]);
        assert_eq!(read(&texts).unwrap()[0].steps.len(), 4);
    }

    #[test]
    fn what_is_not_a_case_is_named_with_its_reason() {
        let case = |name: &str, step: &str| {
            format!(
                r#"{{"name": "{name}", "source": "s", "doc": "D.", "requirement": "MUST", "steps": [{step}]}}"#
            )
        };
        let fine =
            r#"{"request": {"method": "GET", "path": "/Users"}, "expect": {"status": [200]}}"#;
        let table = [
            (vec![("a/1", "{".to_owned())], "EOF"),
            (
                vec![("a/1", case("x", r#"{"requests": {}}"#))],
                "unknown field",
            ),
            (vec![("a/1", case("x", ""))], "no steps"),
            (
                vec![("a/1", case("x", fine)), ("a/2", case("x", fine))],
                "same name as a/1",
            ),
            (
                vec![("a/1", case("x", &fine.replace("Users", "Users/${id}")))],
                "${id} is not known",
            ),
        ];
        for (files, reason) in table {
            let texts = files
                .into_iter()
                .map(|(id, text)| (id.to_owned(), text))
                .collect();
            let error = read(&texts).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
