//! The words that start this program again as it was started, for commands that are printed to be copied.

use std::env;

use crate::config::{ConfigArgs, Loaded, Origin};

/// The program as the user calls it, with the flags that lead to the same database.
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
        words.extend(value.map(|value| format!("{flag} {}", quoted(&value))));
    }
    words.extend(
        args.set
            .iter()
            .map(|pair| format!("--set {}", quoted(pair))),
    );
    words.join(" ")
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
    use super::quoted;

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
