//! Schemas and resource types from files, the same for every tenant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use scim_core::schema::{Definitions, Invalid, Registry};

use super::{Config, ConfigError};

/// The longest file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// The most files of a folder.
const FILES_MAX: usize = 200;

/// The schemas and resource types of every tenant: the built-in ones and those of the setting `schemas`.
///
/// # Errors
/// For a file that cannot be read or breaks a rule; the text names file, schema and attribute.
pub fn registry(config: &Config) -> Result<Arc<Registry>, ConfigError> {
    let builtin = Registry::builtin();
    let Some(path) = &config.schemas else {
        return Ok(Arc::new(builtin));
    };
    let files = files(path)?;
    let mut all = Definitions::default();
    let mut origins: Vec<(String, &Path)> = Vec::new();
    for file in &files {
        let definitions = definitions(file)?;
        let urns = definitions.schemas.iter().map(|schema| &schema.id);
        let names = urns.chain(definitions.resource_types.iter().map(|rt| &rt.name));
        origins.extend(names.map(|name| (name.clone(), file.as_path())));
        all.schemas.extend(definitions.schemas);
        all.resource_types.extend(definitions.resource_types);
    }
    let extended = builtin.extend(&all.schemas, &all.resource_types);
    extended.map(Arc::new).map_err(|invalid| {
        // Of several files that define the same, the last one is the one too many.
        let origin = origins
            .iter()
            .rev()
            .find(|(name, _)| *name == invalid.subject);
        wrong(origin.map_or(path.as_path(), |(_, file)| file), &invalid)
    })
}

/// Reads the definitions of one file.
///
/// # Errors
/// As [`registry`].
pub(crate) fn definitions(file: &Path) -> Result<Definitions, ConfigError> {
    let refused =
        |reason: String| ConfigError(format!("The schema file {}: {reason}", file.display()));
    let length = std::fs::metadata(file)
        .map_err(|error| refused(format!("{error}.")))?
        .len();
    if length > FILE_BYTES_MAX {
        return Err(refused(format!(
            "it is longer than {FILE_BYTES_MAX} bytes."
        )));
    }
    let text = std::fs::read_to_string(file).map_err(|error| refused(format!("{error}.")))?;
    let document = serde_json::from_str(&text)
        .map_err(|error| refused(format!("it is not JSON: {error}.")))?;
    let mut definitions = Definitions::default();
    definitions
        .read(&document)
        .map_err(|invalid| wrong(file, &invalid))?;
    Ok(definitions)
}

fn wrong(file: &Path, invalid: &Invalid) -> ConfigError {
    ConfigError(format!("The schema file {}: {invalid}", file.display()))
}

/// The file itself, or the `.json` files of a folder, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let refused = |error: &dyn std::fmt::Display| {
        ConfigError(format!(
            "schemas: {} cannot be read: {error}.",
            path.display()
        ))
    };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| refused(&error))? {
        let file = entry.map_err(|error| refused(&error))?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(file);
        }
    }
    if files.len() > FILES_MAX {
        return Err(refused(&format!("it has more than {FILES_MAX} files")));
    }
    if files.is_empty() {
        return Err(ConfigError(format!(
            "schemas: the folder {} has no .json file; leave the setting out if there are no schemas to add.",
            path.display()
        )));
    }
    files.sort_unstable();
    Ok(files)
}
