//! Where settings come from, and which source wins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use toml::{Table, Value};

use super::{Config, ConfigError, SETTINGS, Setting};

const FILE_DEFAULT: &str = "rollcall.toml";
const FILE_VARIABLE: &str = "ROLLCALL_CONFIG";
/// Variables that this project's tests read; a test run sets them for every program it starts.
const TEST_PREFIX: &str = "ROLLCALL_TEST_";

/// The flags that set something, the same for every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration (flags over ROLLCALL_* variables over the file)")]
pub struct ConfigArgs {
    /// Configuration file [default: rollcall.toml in the current folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// sqlite://FILE or postgres://… [default: sqlite://rollcall.db]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// URL by which clients reach this server
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// File with the secret key [default: beside the SQLite file]
    #[arg(long, global = true, value_name = "FILE")]
    pub secret_key_file: Option<String>,
    /// JSON file or folder with schemas and resource types for every tenant
    #[arg(long, global = true, value_name = "PATH")]
    pub schemas: Option<String>,
    /// What is logged: error, warn, info, debug … [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Any setting by its key in the file, for example --set limits.page_size_max=500
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// The command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// The configuration in force and where each value came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    origins: BTreeMap<&'static str, Origin>,
}

impl Loaded {
    /// Where the value of a key came from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }

    /// The value of a setting as it may be shown.
    pub fn shown(&self, setting: &Setting) -> String {
        (setting.show)(&self.config)
    }
}

/// One value that somebody set.
struct Given {
    setting: &'static Setting,
    text: String,
    origin: Origin,
}

/// Reads file, variables and flags. `environment` is the process's environment.
///
/// # Errors
/// For a file that cannot be read, an unknown name (with the nearest known one) and a value of the wrong form.
pub fn load(
    args: &ConfigArgs,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Loaded, ConfigError> {
    let variables: BTreeMap<_, _> = environment
        .into_iter()
        // An empty variable is what compose files make of an unset one.
        .filter(|(name, value)| name.starts_with("ROLLCALL_") && !value.is_empty())
        .collect();
    let mut given = from_file(args, variables.get(FILE_VARIABLE).map(Path::new))?;
    given.extend(from_variables(&variables)?);
    given.extend(from_flags(args)?);
    let mut loaded = Loaded {
        config: Config::default(),
        origins: BTreeMap::new(),
    };
    for Given {
        setting,
        text,
        origin,
    } in given
    {
        (setting.set)(&mut loaded.config, &text)
            .map_err(|reason| ConfigError(format!("{} ({origin}): {reason}.", setting.key)))?;
        loaded.origins.insert(setting.key, origin);
    }
    Ok(loaded)
}

fn from_file(args: &ConfigArgs, from_variable: Option<&Path>) -> Result<Vec<Given>, ConfigError> {
    let named = args.config.as_deref().or(from_variable);
    let path = named.unwrap_or(Path::new(FILE_DEFAULT));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => {
            return Err(ConfigError(format!(
                "The configuration file {} cannot be read: {error}.",
                path.display()
            )));
        }
    };
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| not_toml(path, &text, &error))?;
    let mut given = Vec::new();
    flatten(path, "", &table, &mut given)?;
    Ok(given)
}

fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let index = before.matches('\n').count();
    let quotes = text.lines().nth(index).and_then(needs_quotes);
    ConfigError(format!(
        "{} line {}: {}.{}",
        path.display(),
        index + 1,
        error.message(),
        quotes.unwrap_or_default()
    ))
}

/// What to write where the value of a line may be text without its quotes. The value itself may be a secret.
fn needs_quotes(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    let is_marked = value.starts_with(['"', '\'', '[', '{']);
    (!value.is_empty() && !is_marked).then(|| format!(" Text needs quotes: {key} = \"…\"."))
}

fn flatten(
    path: &Path,
    prefix: &str,
    table: &Table,
    given: &mut Vec<Given>,
) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        let text = match value {
            Value::Table(inner)
                if SETTINGS
                    .iter()
                    .any(|s| s.key.starts_with(&format!("{key}."))) =>
            {
                flatten(path, &key, inner, given)?;
                continue;
            }
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            other => other.to_string(),
        };
        let setting = find(&key).ok_or_else(|| {
            let hint = hint(&key, SETTINGS.iter().map(|s| s.key.to_owned()));
            ConfigError(format!(
                "{}: there is no setting {key:?}; {hint}",
                path.display()
            ))
        })?;
        given.push(Given {
            setting,
            text,
            origin: Origin::File(path.to_owned()),
        });
    }
    Ok(())
}

fn from_variables(variables: &BTreeMap<String, String>) -> Result<Vec<Given>, ConfigError> {
    let mut given = Vec::new();
    for (name, text) in variables {
        if name == FILE_VARIABLE || name.starts_with(TEST_PREFIX) || is_kubernetes(name) {
            continue;
        }
        let setting = SETTINGS
            .iter()
            .find(|setting| setting.variable() == *name)
            .ok_or_else(|| {
                let hint = hint(name, SETTINGS.iter().map(Setting::variable));
                ConfigError(format!("The variable {name} is no setting; {hint}"))
            })?;
        given.push(Given {
            setting,
            text: text.clone(),
            origin: Origin::Variable(name.clone()),
        });
    }
    Ok(given)
}

/// Kubernetes gives every container the addresses of the services beside it: a service called `rollcall` makes
/// `ROLLCALL_SERVICE_HOST`, `ROLLCALL_PORT`, `ROLLCALL_PORT_8080_TCP_ADDR` and more of the kind
/// (<https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables>).
fn is_kubernetes(variable: &str) -> bool {
    variable == "ROLLCALL_PORT"
        || variable.starts_with("ROLLCALL_PORT_")
        || variable.starts_with("ROLLCALL_SERVICE_")
}

fn from_flags(args: &ConfigArgs) -> Result<Vec<Given>, ConfigError> {
    let mut pairs: Vec<(&str, &str, String)> = [
        ("database_url", &args.database_url),
        ("listen", &args.listen),
        ("public_url", &args.public_url),
        ("secret_key_file", &args.secret_key_file),
        ("schemas", &args.schemas),
        ("log", &args.log),
        ("log_format", &args.log_format),
    ]
    .into_iter()
    .filter_map(|(key, value)| {
        Some((
            key,
            value.as_deref()?,
            format!("--{}", key.replace('_', "-")),
        ))
    })
    .collect();
    for pair in &args.set {
        let (key, value) = pair.split_once('=').ok_or_else(|| {
            ConfigError(format!(
                "--set {pair}: write KEY=VALUE, for example --set log=debug."
            ))
        })?;
        pairs.push((key.trim(), value.trim(), "--set".to_owned()));
    }
    let given = |(key, text, flag): (&str, &str, String)| {
        let setting = find(key).ok_or_else(|| {
            let hint = hint(key, SETTINGS.iter().map(|s| s.key.to_owned()));
            ConfigError(format!("{flag}: there is no setting {key:?}; {hint}"))
        })?;
        Ok(Given {
            setting,
            text: text.to_owned(),
            origin: Origin::Flag(flag),
        })
    };
    pairs.into_iter().map(given).collect()
}

fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// What may have been meant: the known name that needs the fewest keystrokes to become, if those are few; of a name in
/// a table one of the same table.
fn hint(name: &str, known: impl Iterator<Item = String>) -> String {
    let table = name.rsplit_once('.').map(|(table, _)| format!("{table}."));
    let known: Vec<_> = known.collect();
    let in_table = |key: &&String| table.as_ref().is_some_and(|table| key.starts_with(table));
    let mut candidates: Vec<_> = known.iter().filter(in_table).collect();
    if candidates.is_empty() {
        candidates = known.iter().collect();
    }
    let distance = |key: &str| strsim::damerau_levenshtein(name, key);
    let nearest = candidates.into_iter().min_by_key(|key| distance(key));
    let typed = name.rsplit_once('.').map_or(name, |(_, last)| last);
    match nearest.filter(|key| distance(key) < typed.len()) {
        Some(nearest) if nearest.starts_with("ROLLCALL_") => format!("did you mean {nearest}?"),
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => "`rollcall check-config` shows all.".to_owned(),
    }
}
