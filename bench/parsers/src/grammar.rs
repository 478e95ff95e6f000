//! Which filters each parser reads as the RFC means them.

use crate::trees::{PARSERS, PATHS};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const REFUSED: &str = "refused";

/// What it shows, a filter, and its tree or that it must be refused.
fn filters() -> Vec<(&'static str, Vec<(String, String)>)> {
    let all = |cases: &[(&str, &str)]| {
        cases
            .iter()
            .map(|(filter, tree)| ((*filter).to_owned(), (*tree).to_owned()))
            .collect::<Vec<_>>()
    };
    let of_user =
        |(filter, tree): (&str, &str)| (filter.replace('@', USER), tree.replace('@', USER));
    let nested = |depth: usize| {
        (
            "(".repeat(depth) + "a pr" + &")".repeat(depth),
            "a?".to_owned(),
        )
    };
    vec![
        ("RFC 7644 §3.4.2.2, figure 2 and table 5", rfc(&of_user)),
        (
            "`and` before `or`, `not` before both",
            all(&[
                ("a pr or b pr and c pr", "(or a? (and b? c?))"),
                ("a pr and b pr or c pr", "(or (and a? b?) c?)"),
                ("not (a pr) and b pr", "(and (not a?) b?)"),
                ("not (a pr) or b pr and c pr", "(or (not a?) (and b? c?))"),
                ("(a pr or b pr) and c pr", "(and (or a? b?) c?)"),
                (
                    "a pr and b pr or c pr and d pr",
                    "(or (and a? b?) (and c? d?))",
                ),
            ]),
        ),
        (
            "Value paths",
            all(&[
                ("emails[type eq \"work\"]", "emails[(type eq \"work\")]"),
                (
                    "emails[not (type eq \"work\")]",
                    "emails[(not (type eq \"work\"))]",
                ),
                (
                    "emails[type eq \"work\" or type eq \"home\" and value pr]",
                    "emails[(or (type eq \"work\") (and (type eq \"home\") value?))]",
                ),
                (
                    "emails[(type eq \"work\") and value co \"x\"]",
                    "emails[(and (type eq \"work\") (value co \"x\"))]",
                ),
                (
                    "not (emails[type eq \"work\"])",
                    "(not emails[(type eq \"work\")])",
                ),
                ("a[b[c pr]]", REFUSED),
            ]),
        ),
        (
            "Values: escapes, empty text, Unicode",
            all(&[
                (r#"a eq "say \"hi\"""#, r#"(a eq "say \"hi\"")"#),
                (r#"a eq "back\\slash""#, r#"(a eq "back\\slash")"#),
                (r#"a eq "\u00e9\ud83d\ude00""#, "(a eq \"é😀\")"),
                (r#"a eq """#, r#"(a eq "")"#),
                (r#"a eq "é (not) [x] and ""#, r#"(a eq "é (not) [x] and ")"#),
                (r#"a eq "\x""#, REFUSED),
                (r#"a eq "\ud83d""#, REFUSED),
                ("a eq \"x", REFUSED),
            ]),
        ),
        (
            "Values: numbers, booleans, null",
            all(&[
                ("a eq 10", "(a eq 10)"),
                ("a gt -3", "(a gt -3)"),
                ("a le 1.5", "(a le 1.5)"),
                ("a le 1.5e3", "(a le 1500)"),
                ("a eq true", "(a eq true)"),
                ("a ne null", "(a ne null)"),
                ("a eq 01", REFUSED),
                ("a eq 1.", REFUSED),
                ("a eq 1.2.3", REFUSED),
                ("a eq TRUE", REFUSED),
            ]),
        ),
        (
            "Names: URNs, `$ref`, keywords as names, case",
            vec![
                of_user(("@:userName sw \"J\"", "(@:userName sw \"J\")")),
                of_user(("@:name.givenName pr", "@:name.givenName?")),
                of_user(("@:emails[type eq \"work\"]", "@:emails[(type eq \"work\")]")),
                (
                    "urn:example:a-b:1.0:X:shoe eq \"44\"".into(),
                    "(urn:example:a-b:1.0:X:shoe eq \"44\")".into(),
                ),
                ("manager.$ref pr".into(), "manager.$ref?".into()),
                ("a_b-c1 pr".into(), "a_b-c1?".into()),
                ("not pr".into(), "not?".into()),
                (
                    "a EQ \"x\" AND NOT (b Pr)".into(),
                    "(and (a eq \"x\") (not b?))".into(),
                ),
                ("1a pr".into(), REFUSED.into()),
                ("a.b.c pr".into(), REFUSED.into()),
            ],
        ),
        (
            "Blanks: as providers send them, and where there must be one",
            all(&[
                ("a  eq  \"x\"", "(a eq \"x\")"),
                ("( a pr )", "a?"),
                ("not(a pr)", "(not a?)"),
                ("emails[ type eq \"work\" ]", "emails[(type eq \"work\")]"),
                (" a pr ", "a?"),
                ("a pr and\n b pr", "(and a? b?)"),
                ("a preq 1", REFUSED),
                ("a eq \"x\"and b pr", REFUSED),
                ("a prand b pr", REFUSED),
            ]),
        ),
        (
            "Nesting: 5, 12 and 20 parentheses deep",
            vec![nested(5), nested(12), nested(20)],
        ),
        (
            "What is no filter",
            all(&[
                ("", REFUSED),
                ("a", REFUSED),
                ("a eq", REFUSED),
                ("a eq b", REFUSED),
                ("a eq 'b'", REFUSED),
                ("a == \"b\"", REFUSED),
                ("a pr b pr", REFUSED),
                ("a pr and", REFUSED),
                ("(a pr", REFUSED),
                ("a pr)", REFUSED),
                ("()", REFUSED),
                ("a[]", REFUSED),
                ("a[0] pr", REFUSED),
                ("not a pr", REFUSED),
            ]),
        ),
    ]
}

fn rfc(of_user: &dyn Fn((&str, &str)) -> (String, String)) -> Vec<(String, String)> {
    [
        (r#"userName eq "bjensen""#, r#"(userName eq "bjensen")"#),
        (r#"name.familyName co "O'Malley""#, r#"(name.familyName co "O'Malley")"#),
        (r#"userName sw "J""#, r#"(userName sw "J")"#),
        (r#"@:userName sw "J""#, r#"(@:userName sw "J")"#),
        ("title pr", "title?"),
        (r#"meta.lastModified gt "2011-05-13T04:42:34Z""#, r#"(meta.lastModified gt "2011-05-13T04:42:34Z")"#),
        (r#"meta.lastModified ge "2011-05-13T04:42:34Z""#, r#"(meta.lastModified ge "2011-05-13T04:42:34Z")"#),
        (r#"meta.lastModified lt "2011-05-13T04:42:34Z""#, r#"(meta.lastModified lt "2011-05-13T04:42:34Z")"#),
        (r#"meta.lastModified le "2011-05-13T04:42:34Z""#, r#"(meta.lastModified le "2011-05-13T04:42:34Z")"#),
        (r#"title pr and userType eq "Employee""#, r#"(and title? (userType eq "Employee"))"#),
        (r#"title pr or userType eq "Intern""#, r#"(or title? (userType eq "Intern"))"#),
        (
            r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
            r#"(schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")"#,
        ),
        (
            r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
            r#"(and (userType eq "Employee") (or (emails co "example.com") (emails.value co "example.org")))"#,
        ),
        (
            r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
            r#"(and (userType ne "Employee") (not (or (emails co "example.com") (emails.value co "example.org"))))"#,
        ),
        (
            r#"userType eq "Employee" and (emails.type eq "work")"#,
            r#"(and (userType eq "Employee") (emails.type eq "work"))"#,
        ),
        (
            r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
            r#"(and (userType eq "Employee") emails[(and (type eq "work") (value co "@example.com"))])"#,
        ),
        (
            r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
            r#"(or emails[(and (type eq "work") (value co "@example.com"))] ims[(and (type eq "xmpp") (value co "@foo.com"))])"#,
        ),
    ]
    .map(|(filter, tree)| {
        // An @ is the User schema's URN only where a colon follows.
        if filter.starts_with("@:") { of_user((filter, tree)) } else { (filter.to_owned(), tree.to_owned()) }
    })
    .to_vec()
}

/// PATCH paths: RFC 7644 §3.5.2's examples, and harder ones.
fn paths() -> Vec<(String, String)> {
    [
        ("members", "members"),
        ("name.familyName", "name.familyName"),
        (
            r#"addresses[type eq "work"]"#,
            r#"addresses[(type eq "work")]"#,
        ),
        (
            r#"members[value eq "2819c223-7f76-453a-919d-413861904646"]"#,
            r#"members[(value eq "2819c223-7f76-453a-919d-413861904646")]"#,
        ),
        (
            r#"members[value eq "2819c223-7f76-453a-919d-413861904646"].displayName"#,
            r#"members[(value eq "2819c223-7f76-453a-919d-413861904646")].displayName"#,
        ),
        (
            r#"emails[type eq "work" and value ew "example.com"].value"#,
            r#"emails[(and (type eq "work") (value ew "example.com"))].value"#,
        ),
        (
            r#"emails[not (type eq "work")]"#,
            r#"emails[(not (type eq "work"))]"#,
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ),
        (r#"emails[type eq "work"].value.x"#, REFUSED),
        ("emails[]", REFUSED),
        ("emails[0]", REFUSED),
        ("", REFUSED),
    ]
    .map(|(path, tree)| (path.to_owned(), tree.to_owned()))
    .to_vec()
}

/// Whether a process that is given 10,000 parentheses by this parser ends as it should.
fn survives(name: &str) -> bool {
    let itself = std::env::current_exe().expect("the path of this program");
    let ended = std::process::Command::new(itself)
        .args(["--deep", name])
        .stderr(std::process::Stdio::null())
        .status();
    ended.is_ok_and(|status| status.success())
}

/// What that process does.
pub fn parse_deep(name: &str) {
    let (_, parse) = PARSERS
        .into_iter()
        .find(|(known, _)| *known == name)
        .expect("the name of a parser");
    assert_eq!(parse(&"(".repeat(10_000)), None);
}

pub fn print() {
    println!(
        "| read right, of all | {} |",
        PARSERS.map(|(name, _)| name).join(" | ")
    );
    println!("| --- | ---: | ---: | ---: |");
    let mut wrong = Vec::new();
    let mut totals = [0; 3];
    let mut count = 0;
    for (what, cases) in filters() {
        let mut right = [0; 3];
        for (filter, expected) in &cases {
            for (index, (name, parse)) in PARSERS.into_iter().enumerate() {
                let found = parse(filter).unwrap_or_else(|| REFUSED.to_owned());
                if found == *expected {
                    right[index] += 1;
                } else {
                    wrong.push((name, filter.chars().take(60).collect::<String>(), found));
                }
            }
        }
        let cells = right.map(|right| format!("{right} / {}", cases.len()));
        println!("| {what} | {} |", cells.join(" | "));
        count += cases.len();
        totals
            .iter_mut()
            .zip(right)
            .for_each(|(total, right)| *total += right);
    }
    println!(
        "| **all filters** | {} |",
        totals
            .map(|right| format!("**{right} / {count}**"))
            .join(" | ")
    );
    let paths = paths();
    let right = PATHS.map(|parse| {
        let reads = |(path, expected): &&(String, String)| {
            parse(path).unwrap_or_else(|| REFUSED.to_owned()) == *expected
        };
        paths.iter().filter(reads).count()
    });
    println!(
        "| PATCH paths (RFC 7644 §3.5.2) | {} / {n} | {} / {n} | has none |",
        right[0],
        right[1],
        n = paths.len()
    );
    let ends = PARSERS.map(|(name, _)| {
        if survives(name) {
            "refused"
        } else {
            "**the process dies**"
        }
    });
    println!("| 10,000 parentheses deep | {} |", ends.join(" | "));
    println!();
    for (name, filter, found) in wrong {
        println!(
            "{name}: {filter:?} is {}",
            found.chars().take(100).collect::<String>()
        );
    }
    println!();
}
