//! The words that start this program again as it was started, for commands that are printed to be copied.

use std::env;

use crate::config::{ConfigArgs, Loaded, Origin, without_password};

/// The program as the user calls it, with the flags that lead to the same database; without those that hold a secret.
pub(super) fn command(args: &ConfigArgs) -> String {
    let mut words = vec![program()];
    let paths = [(
        "--config",
        args.config.as_ref().map(|path| path.display().to_string()),
    )];
    let texts = [
        ("--database-url", args.database_url.clone()),
        ("--secret-key-file", args.secret_key_file.clone()),
    ];
    for (flag, value) in paths.into_iter().chain(texts) {
        let value = value.filter(|value| !has_password(value));
        words.extend(value.map(|value| format!("{flag} {}", quoted(&value))));
    }
    let pairs = args
        .set
        .iter()
        .filter(|pair| secret_variable(pair).is_none());
    words.extend(pairs.map(|pair| format!("--set {}", quoted(pair))));
    words.join(" ")
}

/// The variables that take the place of flags that hold a secret.
pub(super) fn secret_variables(args: &ConfigArgs) -> Vec<&'static str> {
    let url = args.database_url.as_ref().filter(|url| has_password(url));
    let pairs = args.set.iter().filter_map(|pair| secret_variable(pair));
    let mut names: Vec<_> = url.map(|_| DATABASE_URL).into_iter().chain(pairs).collect();
    names.sort_unstable();
    names.dedup();
    names
}

const DATABASE_URL: &str = "ROLLCALL_DATABASE_URL";

/// The variable in place of a `--set`, if that holds a secret.
fn secret_variable(pair: &str) -> Option<&'static str> {
    let (key, value) = pair.split_once('=')?;
    match key.trim() {
        "database_url" if has_password(value) => Some(DATABASE_URL),
        "secret_key" => Some("ROLLCALL_SECRET_KEY"),
        _ => None,
    }
}

fn has_password(url: &str) -> bool {
    without_password(url) != url
}

/// Whether variables lead to the database, so that another terminal needs them too.
pub(super) fn needs_variables(loaded: &Loaded) -> bool {
    ["database_url", "secret_key", "secret_key_file"]
        .iter()
        .any(|key| matches!(loaded.origin(key), Origin::Variable(_)))
}

fn program() -> String {
    // Cargo tells the programs that it runs whose they are.
    if env::var_os("CARGO").is_some()
        && env::var("CARGO_PKG_NAME").is_ok_and(|name| name == env!("CARGO_PKG_NAME"))
    {
        let release = if cfg!(debug_assertions) {
            ""
        } else {
            " --release"
        };
        return format!("cargo run{release} --");
    }
    quoted(&env::args().next().unwrap_or_else(|| "rollcall".to_owned()))
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{command, quoted, secret_variables};
    use crate::config::ConfigArgs;

    #[test]
    fn what_is_printed_to_be_copied_holds_no_secret() {
        let args = ConfigArgs {
            database_url: Some("postgres://u:sekret@h/d".to_owned()),
            set: [
                "secret_key=sekret",
                "database_url = postgres://h/d?password=sekret",
                "log=debug",
            ]
            .map(str::to_owned)
            .into(),
            ..ConfigArgs::default()
        };
        let command = command(&args);
        assert!(
            !command.contains("sekret") && command.ends_with(" --set log=debug"),
            "{command}"
        );
        assert_eq!(
            secret_variables(&args),
            ["ROLLCALL_DATABASE_URL", "ROLLCALL_SECRET_KEY"]
        );
        let plain = ConfigArgs {
            database_url: Some("postgres://u@h/d".to_owned()),
            ..ConfigArgs::default()
        };
        assert!(super::command(&plain).ends_with(" --database-url postgres://u@h/d"));
        assert!(secret_variables(&plain).is_empty());
    }

    #[test]
    fn words_survive_a_shell() {
        for (word, shell) in [
            ("sqlite://rollcall.db", "sqlite://rollcall.db"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("postgres://u:p@h/d?x=1&y", "'postgres://u:p@h/d?x=1&y'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), shell);
        }
    }
}
