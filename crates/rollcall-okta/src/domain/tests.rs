//! What administrators type, and what was made to be typed by them.

use url::Url;

use super::{Accepted, Org, Wrong};

fn typed(text: &str) -> Result<String, Wrong> {
    Org::typed(text, Accepted::default()).map(|org| org.origin().to_owned())
}

fn confirmed(text: &str) -> Result<String, Wrong> {
    let accepted = Accepted {
        custom_domain: true,
        operator_origins: &[],
    };
    Org::typed(text, accepted).map(|org| org.origin().to_owned())
}

#[test]
fn an_okta_domain_however_it_was_copied() {
    let table = [
        ("acme.okta.com", "https://acme.okta.com"),
        (" https://acme.okta.com/ ", "https://acme.okta.com"),
        ("HTTP://Acme.Okta.com", "https://acme.okta.com"),
        ("acme.okta.com:443", "https://acme.okta.com"),
        ("acme.okta.com.", "https://acme.okta.com"),
        ("acme-admin.okta.com", "https://acme.okta.com"),
        (
            "https://acme-admin.okta.com/admin/dashboard?x=1#y",
            "https://acme.okta.com",
        ),
        ("acme.okta.com/app/UserHome", "https://acme.okta.com"),
        ("dev-12345678.okta.com", "https://dev-12345678.okta.com"),
        (
            "integrator-1-admin.okta.com",
            "https://integrator-1.okta.com",
        ),
        ("acme.oktapreview.com", "https://acme.oktapreview.com"),
        ("acme.okta-emea.com", "https://acme.okta-emea.com"),
        ("acme.okta-gov.com", "https://acme.okta-gov.com"),
        ("acme.okta.mil", "https://acme.okta.mil"),
    ];
    for (text, origin) in table {
        assert_eq!(typed(text).as_deref(), Ok(origin), "{text}");
    }
}

#[test]
fn what_is_no_domain_of_an_organization_says_what_is_expected() {
    let table = [
        ("", "no Okta domain"),
        ("acme", "private network"),
        ("ftp://acme.okta.com", "no domain"),
        ("https://https://acme.okta.com", "no domain"),
        ("acme okta com", "no domain"),
        ("127.1..", "no domain"),
        ("okta.1..", "no domain"),
        ("acme.okta.com..", "no domain"),
        ("acme.okta.com\\.evil.example", "no domain"),
        ("acme_1.example.com", "no domain"),
        ("-acme.example.com", "no domain"),
        ("acme..example.com", "no domain"),
        ("https://me:secret@acme.okta.com", "no login"),
        ("acme.okta.com@evil.example", "no login"),
        ("@acme.okta.com", "no login"),
        ("acme.okta.com:8443", "the usual port"),
        ("127.0.0.1", "IP address"),
        ("http://2130706433/", "IP address"),
        ("0x7f.1", "IP address"),
        ("[::1]", "IP address"),
        ("localhost", "private network"),
        ("okta.localhost", "private network"),
        ("okta.internal", "private network"),
        ("okta.com", "Okta's own"),
        ("login.okta.com", "Okta's own"),
        ("www.okta.com", "Okta's own"),
        ("a.b.okta.com", "Okta's own"),
        ("-admin.okta.com", "no domain"),
        ("xn--kta-5cd.okta.com", "Okta's own"),
    ];
    for (text, part) in table {
        let said = confirmed(text).unwrap_err().to_string();
        assert!(said.contains(part), "{text}: {said}");
        assert!(said.contains("acme.okta.com"), "{text}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    let long = format!("{}.example.com", "a.".repeat(1000));
    assert_eq!(confirmed(&long), Err(Wrong::NoDomain));
}

#[test]
fn who_looks_like_okta_is_refused_even_when_confirmed() {
    for host in [
        "okta.com.evil.example",
        "acme.okta.com.evil.example",
        "acme.0kta.com",
        "0kta.com",
        "acme.okta.co",
        "acme.okta.net",
        "okta.example",
        "acme.0ktapreview.com",
        "0kta.evil.example",
        "acme.olcta.com",
    ] {
        let alike = Wrong::LooksAlike {
            host: host.to_owned(),
        };
        assert_eq!(confirmed(host), Err(alike), "{host}");
    }
    // Cyrillic о, and a full-width a.
    for (text, host) in [
        ("acme.\u{43e}kta.com", "acme.xn--kta-7cd.com"),
        ("\u{ff41}cme.okta.com", "acme.okta.com"),
    ] {
        let host = host.to_owned();
        let wrong = confirmed(text).unwrap_err();
        assert!(matches!(wrong, Wrong::Unicode { .. }), "{text}: {wrong}");
        let _ = host;
    }
}

#[test]
fn a_custom_domain_is_taken_once_it_is_confirmed() {
    for (text, host) in [
        ("login.example.com", "login.example.com"),
        ("https://id.acme.example/login", "id.acme.example"),
        ("okta.example.com", "okta.example.com"),
        (
            "xn--login-mller-9db.example.com",
            "xn--login-mller-9db.example.com",
        ),
    ] {
        let wrong = typed(text).unwrap_err();
        assert_eq!(wrong.to_confirm(), Some(host), "{wrong}");
        assert_eq!(confirmed(text), Ok(format!("https://{host}")));
    }
}

#[test]
fn another_origin_is_the_operators_to_allow() {
    let origins = ["http://127.0.0.1:9000".to_owned()];
    let accepted = Accepted {
        custom_domain: false,
        operator_origins: &origins,
    };
    for text in [
        "http://127.0.0.1:9000",
        "127.0.0.1:9000",
        "http://127.0.0.1:9000/",
    ] {
        let org = Org::typed(text, accepted).unwrap();
        assert_eq!(org.origin(), "http://127.0.0.1:9000");
        assert_eq!(org.host(), "127.0.0.1:9000");
    }
    for text in [
        "http://127.0.0.1:90001",
        "127.0.0.1",
        "http://127.0.0.1:9000@evil.example",
    ] {
        assert!(Org::typed(text, accepted).is_err(), "{text}");
    }
    assert!(Org::stored("http://127.0.0.1:9000", &origins).is_ok());
    assert!(Org::stored("http://127.0.0.1:9000", &[]).is_err());
}

#[test]
fn an_org_holds_its_own_urls_only() {
    let org = Org::stored("https://acme.okta.com", &[]).unwrap();
    let holds = |text: &str| org.holds(&Url::parse(text).unwrap());
    assert!(holds("https://acme.okta.com/api/v1/users?after=x"));
    assert!(holds("https://ACME.okta.com:443/"));
    for foreign in [
        "http://acme.okta.com/",
        "https://acme.okta.com:8443/",
        "https://acme.okta.com.evil.example/",
        "https://me@acme.okta.com/",
        "https://127.0.0.1/",
    ] {
        assert!(!holds(foreign), "{foreign}");
    }
}
