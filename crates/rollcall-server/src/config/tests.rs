//! What is read from where, and what is said about mistakes.

use std::path::Path;

use super::{ConfigArgs, Loaded, SETTINGS, load, secret_key};

fn with(file: &str, variables: &[(&str, &str)], flags: &[&str]) -> Result<Loaded, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollcall.toml");
    std::fs::write(&path, file).unwrap();
    let args = ConfigArgs {
        config: Some(path),
        set: flags.iter().map(|flag| (*flag).to_owned()).collect(),
        ..ConfigArgs::default()
    };
    let environment = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let without_folder = |error: super::ConfigError| {
        error.to_string().replace(
            &folder.path().join("rollcall.toml").display().to_string(),
            "rollcall.toml",
        )
    };
    load(&args, environment).map_err(without_folder)
}

#[test]
fn flags_win_over_variables_over_the_file_over_defaults() {
    let file =
        "listen = '127.0.0.1:1'\nlog = 'warn'\n[limits]\npage_size_max = 1\npage_size_default = 7";
    let variables = [
        ("ROLLCALL_LISTEN", "127.0.0.1:2"),
        ("ROLLCALL_LIMITS_PAGE_SIZE_MAX", "2"),
        ("ROLLCALL_LOG", ""),
    ];
    let loaded = with(file, &variables, &["listen=127.0.0.1:3"]).unwrap();
    let config = &loaded.config;
    assert_eq!(
        (
            config.listen.as_str(),
            loaded.origin("listen").to_string().as_str()
        ),
        ("127.0.0.1:3", "--set")
    );
    assert_eq!(config.limits.page_size_max, 2);
    assert_eq!(
        loaded.origin("limits.page_size_max").to_string(),
        "ROLLCALL_LIMITS_PAGE_SIZE_MAX"
    );
    assert_eq!(
        (config.limits.page_size_default, config.log.as_str()),
        (7, "warn")
    );
    assert_eq!(config.store.url, "sqlite://rollcall.db");
    assert_eq!(loaded.origin("database_url").to_string(), "default");
}

#[test]
fn a_mistake_is_named_with_what_was_meant() {
    for (file, variables, flags, message) in [
        (
            "databse_url = 'x'",
            &[][..],
            &[][..],
            "rollcall.toml: there is no setting \"databse_url\"; did you mean \"database_url\"?",
        ),
        (
            "[limits]\nbody_max = 1",
            &[],
            &[],
            "rollcall.toml: there is no setting \"limits.body_max\"; did you mean \"limits.body_bytes_max\"?",
        ),
        (
            "[limit]\nx = 1",
            &[],
            &[],
            "rollcall.toml: there is no setting \"limit\"; did you mean \"listen\"?",
        ),
        ("listen = ", &[], &[], "rollcall.toml line 1:"),
        ("listen = 8080", &[], &[], "is not host:port"),
        (
            "",
            &[("ROLLCALL_DATABASE_URI", "x")],
            &[],
            "The variable ROLLCALL_DATABASE_URI is no setting; did you mean ROLLCALL_DATABASE_URL?",
        ),
        (
            "",
            &[("ROLLCALL_LIMITS_MEMBERS_MAX", "-1")],
            &[],
            "limits.members_max (ROLLCALL_LIMITS_MEMBERS_MAX): \"-1\" is not a whole number above 0.",
        ),
        (
            "",
            &[("ROLLCALL_PUBLIC_URL", "rollcall.example.com")],
            &[],
            "is not an http(s) URL",
        ),
        ("", &[], &["listen"], "--set listen: write KEY=VALUE"),
        (
            "",
            &[],
            &["lissten=x"],
            "--set: there is no setting \"lissten\"; did you mean \"listen\"?",
        ),
        (
            "",
            &[],
            &["log_format=xml"],
            "\"xml\" is neither text nor json",
        ),
        (
            "[database]\npooler = \"session\"",
            &[],
            &[],
            "\"session\" is neither none nor transaction",
        ),
        ("", &[], &["limits.json_depth_max=128"], "above 127"),
    ] {
        let error = with(file, variables, flags).expect_err(file);
        assert!(error.contains(message), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn variables_of_tests_and_of_others_are_not_ours() {
    with(
        "",
        &[("ROLLCALL_TEST_POSTGRES", "postgres://x"), ("LISTEN", "x")],
        &[],
    )
    .unwrap();
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let args = ConfigArgs {
        config: Some("nowhere/rollcall.toml".into()),
        ..ConfigArgs::default()
    };
    let error = load(&args, []).unwrap_err().to_string();
    assert!(
        error.starts_with("The configuration file nowhere/rollcall.toml cannot be read"),
        "{error}"
    );
}

#[test]
fn the_public_url_is_taken_with_or_without_what_people_paste_along() {
    for (given, kept) in [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/scim", "https://a.example"),
        ("https://a.example/scim/v2/", "https://a.example"),
        (
            "http://a.example:8080/prefix/scim/",
            "http://a.example:8080/prefix",
        ),
        ("https://a.example/v2", "https://a.example/v2"),
    ] {
        let loaded = with("", &[("ROLLCALL_PUBLIC_URL", given)], &[]).unwrap();
        assert_eq!(loaded.config.public_url.as_deref(), Some(kept));
    }
}

#[test]
fn nothing_secret_is_shown() {
    for url in [
        "postgres://rollcall:hunter2@db/rollcall",
        "postgres://rollcall:hunter2@db:5432/rollcall?sslmode=require",
        "postgres://db/rollcall?user=rollcall&password=hunter2",
        "postgres://rollcall:hun@ter2@db/rollcall",
        "postgres://rollcall:hun?ter2@db/rollcall",
        "postgres://db/rollcall?password=hun@ter2",
    ] {
        let loaded = with(
            "",
            &[
                ("ROLLCALL_DATABASE_URL", url),
                ("ROLLCALL_DATABASE_READ_URL", url),
                ("ROLLCALL_SECRET_KEY", "hunter2"),
            ],
            &[],
        )
        .unwrap();
        for setting in SETTINGS {
            let shown = loaded.shown(setting);
            assert!(
                !shown.contains("hunter2") && !shown.contains("ter2"),
                "{}: {shown}",
                setting.key
            );
        }
        assert!(!format!("{:?}", loaded.config).contains("ter2"));
    }
}

/// A service called `rollcall` in the same namespace makes them in every container.
#[test]
fn variables_of_kubernetes_are_no_settings() {
    let variables = [
        ("ROLLCALL_SERVICE_HOST", "10.0.0.1"),
        ("ROLLCALL_SERVICE_PORT_HTTP", "8080"),
        ("ROLLCALL_PORT", "tcp://10.0.0.1:8080"),
        ("ROLLCALL_PORT_8080_TCP_ADDR", "10.0.0.1"),
    ];
    assert!(with("", &variables, &[]).is_ok());
    assert!(with("", &[("ROLLCALL_PORTS", "1")], &[]).is_err());
}

#[test]
fn every_setting_can_be_set_by_what_it_shows() {
    let loaded = with("", &[], &[]).unwrap();
    for setting in SETTINGS
        .iter()
        .filter(|setting| !loaded.shown(setting).is_empty())
    {
        let pair = format!("{}={}", setting.key, loaded.shown(setting));
        let again = with("", &[], &[&pair]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again.shown(setting), loaded.shown(setting));
    }
}

fn key_of(database_url: &str) -> Result<String, String> {
    let loaded = with("", &[("ROLLCALL_DATABASE_URL", database_url)], &[]).unwrap();
    secret_key(&loaded.config)
        .map(|key| key.encode())
        .map_err(|error| error.to_string())
}

#[test]
fn a_key_file_is_made_once_and_only_its_owner_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("people.db").display());
    let made = key_of(&url).unwrap();
    let path = folder.path().join("people.key");
    assert_eq!(std::fs::read_to_string(&path).unwrap().trim(), made);
    assert_eq!(key_of(&url).unwrap(), made);
    #[cfg(unix)]
    assert_eq!(mode_of(&path), 0o600);
}

#[cfg(unix)]
fn mode_of(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_lost_key_is_not_replaced_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.db"), "SQLite format 3").unwrap();
    let error = key_of(&format!(
        "sqlite://{}",
        folder.path().join("people.db").display()
    ))
    .unwrap_err();
    assert!(error.contains("put the key file back"), "{error}");
}

#[test]
fn postgresql_needs_a_key_and_says_how_to_make_one() {
    let error = key_of("postgres://db/rollcall").unwrap_err();
    assert!(
        error.contains("openssl rand -base64 32") && error.contains("ROLLCALL_SECRET_KEY"),
        "{error}"
    );
}
