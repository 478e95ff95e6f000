//! The guide to Okta is there in three languages, which say the same and nothing that is not so: commands, options, addresses, settings, what
//! stands in the console, links.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rollcall_provisioning::pulls::Asked;
use rollcall_server::routes::permissions::OPERATIONS;

use crate::program::Place;

/// Each language with its file.
const GUIDES: [(&str, &str); 3] = [
    ("en", "OKTA.md"),
    ("de", "OKTA.de.md"),
    ("nl", "OKTA.nl.md"),
];
/// What is bold in the English guide and stands nowhere in the console; the others are labels of it, or begin a paragraph and end in a full stop.
const EMPHASISED: [&str; 7] = ["…", "before", "bold", "pull", "pulls", "push", "pushes"];

/// What of a guide is the same in each language.
#[derive(Debug, PartialEq)]
struct Shape {
    headings: Vec<usize>,
    /// How many cells each row of a table has.
    rows: Vec<usize>,
    steps: usize,
    blocks: Vec<String>,
    codes: Vec<String>,
    /// What stands on Okta's screens.
    okta: Vec<String>,
    labels: usize,
    links: Vec<String>,
}

struct Guide {
    shape: Shape,
    /// What is bold, part by part.
    bold: BTreeSet<String>,
    links: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Takes out whatever stands between two of `mark`, in its order, in one line each.
fn taken(text: &mut String, mark: &str) -> Vec<String> {
    let (mut rest, mut inner) = (String::new(), Vec::new());
    for (place, part) in text.split(mark).enumerate() {
        match place % 2 {
            0 => rest.push_str(part),
            _ => inner.push(part.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
    *text = rest;
    inner
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

fn blocks(text: &mut String) -> Vec<String> {
    let parts: Vec<String> = text.split("```").map(str::to_owned).collect();
    let (blocks, rest): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .enumerate()
        .partition(|(place, _)| place % 2 == 1);
    *text = rest.into_iter().map(|(_, part)| part).collect();
    blocks.into_iter().map(|(_, block)| block).collect()
}

fn links(text: &str) -> Vec<String> {
    let ends = text.split("](").skip(1).filter_map(|it| it.split_once(')'));
    ends.map(|(link, _)| link.to_owned()).collect()
}

fn guide(file: &str) -> Guide {
    let mut text = fs::read_to_string(root().join("docs").join(file)).unwrap();
    let blocks = blocks(&mut text);
    let lines = || text.lines();
    let headings = lines()
        .filter(|it| it.starts_with('#'))
        .map(|it| it.matches('#').count());
    let headings = headings.collect();
    let rows = lines()
        .filter(|it| it.starts_with('|'))
        .map(|it| it.matches('|').count());
    let rows = rows.collect();
    let is_step = |line: &&str| {
        line.split_once(". ")
            .is_some_and(|(number, _)| number.parse::<u8>().is_ok())
    };
    let steps = lines().filter(is_step).count();
    let links = links(&text);
    let codes = sorted(taken(&mut text, "`"));
    let bold = taken(&mut text, "**");
    let okta = sorted(taken(&mut text, "*"));
    let elsewhere = links.iter().filter(|it| !it.starts_with("OKTA"));
    // Headings are called otherwise in each language.
    let elsewhere =
        elsewhere.map(|it| it.strip_prefix('#').map_or(it.as_str(), |_| "#").to_owned());
    let elsewhere = sorted(elsewhere.collect());
    let labels = bold.len();
    let parts = bold
        .iter()
        .flat_map(|it| it.split(" › "))
        .map(|it| it.replace('’', "'"));
    Guide {
        bold: parts.collect(),
        shape: Shape {
            headings,
            rows,
            steps,
            blocks,
            codes,
            okta,
            labels,
            links: elsewhere,
        },
        links,
    }
}

/// The console's messages of a language, without what is filled in: the parts around it.
fn messages(language: &str) -> BTreeMap<String, Vec<String>> {
    let path = format!("crates/rollcall-server/console/messages/{language}.ftl");
    let text = fs::read_to_string(root().join(path)).unwrap();
    let (mut all, mut id) = (BTreeMap::new(), String::new());
    for line in text.lines() {
        let (key, value) = match line.split_once(" =") {
            Some((name, value)) if !line.starts_with([' ', '#']) => {
                name.clone_into(&mut id);
                (id.clone(), value)
            }
            _ => match line.split_once("] ") {
                Some((variant, value)) if line.starts_with(' ') => {
                    (format!("{id} {}", variant.trim()), value)
                }
                _ => continue,
            },
        };
        let pieces = value
            .split(['{', '}'])
            .step_by(2)
            .map(|it| it.replace('’', "'"));
        all.insert(key, pieces.collect());
    }
    all
}

/// Whether a guide's `label` is that message, with something filled in.
fn is_message(label: &str, pieces: &[String]) -> bool {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|it| it.trim().trim_end_matches('.'))
        .collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return false;
    };
    if pieces.len() == 1 {
        return label == *first;
    }
    if pieces.concat().is_empty() {
        return false;
    }
    let rest = label
        .strip_prefix(first)
        .and_then(|it| it.strip_suffix(last));
    let mut between = pieces[1..pieces.len() - 1].iter();
    let rest =
        rest.and_then(|rest| between.try_fold(rest, |rest, piece| Some(rest.split_once(piece)?.1)));
    rest.is_some()
}

/// The name of a heading in links.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.collect::<String>().replace(' ', "-")
}

/// What of `these` is not among `those`, as often as it lacks.
fn lacking<'t>(these: &'t [String], those: &[String]) -> Vec<&'t String> {
    let often = |all: &[String], it: &String| all.iter().filter(|other| *other == it).count();
    let lack = |it: &&String| often(these, it) > often(those, it);
    these.iter().filter(lack).collect()
}

#[test]
fn the_three_languages_say_the_same() {
    let english = guide("OKTA.md").shape;
    for (_, file) in &GUIDES[1..] {
        let other = guide(file).shape;
        for (own, theirs) in [
            (&other.codes, &english.codes),
            (&other.okta, &english.okta),
            (&other.links, &english.links),
        ] {
            let (more, less) = (lacking(own, theirs), lacking(theirs, own));
            assert!(
                more.is_empty() && less.is_empty(),
                "docs/{file} has {more:?} and docs/OKTA.md {less:?}"
            );
        }
        assert_eq!(other, english, "docs/{file} differs from docs/OKTA.md");
    }
}

#[test]
fn links_lead_somewhere() {
    for (_, file) in GUIDES {
        for link in guide(file).links {
            let (name, heading) = link.split_once('#').unwrap_or((&link, ""));
            let path = root()
                .join("docs")
                .join(if name.is_empty() { file } else { name });
            assert!(path.exists(), "docs/{file}: {link}");
            let text = fs::read_to_string(path).unwrap_or_default();
            let headings = text.lines().filter_map(|it| it.strip_prefix('#'));
            let mut slugs = headings.map(|it| slug(it.trim_start_matches('#').trim()));
            assert!(
                heading.is_empty() || slugs.any(|it| it == heading),
                "docs/{file}: {link}"
            );
        }
    }
}

#[test]
fn what_the_console_says_is_what_it_says() {
    let english = guide("OKTA.md").bold;
    let known = messages("en");
    for (language, file) in GUIDES {
        let (bold, own) = (guide(file).bold, messages(language));
        for label in english
            .iter()
            .filter(|it| !EMPHASISED.contains(&it.as_str()) && !it.ends_with('.'))
        {
            let mut ids = known
                .iter()
                .filter(|(_, it)| is_message(label, it))
                .map(|(id, _)| id)
                .peekable();
            assert!(ids.peek().is_some(), "the console never says {label:?}");
            let is_there = ids.any(|id| {
                own.get(id)
                    .is_some_and(|it| bold.iter().any(|label| is_message(label, it)))
            });
            assert!(
                is_there,
                "docs/{file} calls {label:?} otherwise than the console does"
            );
        }
    }
}

/// The words of a command that name it, and its options.
fn command(line: &str) -> (Vec<&str>, Vec<&str>) {
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let is_name = |word: &&&str| word.chars().all(|it| it.is_ascii_lowercase() || it == '-');
    let names = words
        .iter()
        .take_while(|it| !it.starts_with("--"))
        .take_while(is_name)
        .copied();
    (
        names.collect(),
        words
            .iter()
            .filter(|it| it.starts_with("--"))
            .copied()
            .collect(),
    )
}

#[test]
fn commands_and_their_options_are_there() {
    let shape = guide("OKTA.md").shape;
    let lines = shape
        .blocks
        .iter()
        .flat_map(|it| it.lines())
        .chain(shape.codes.iter().map(String::as_str));
    let lines = lines.filter_map(|it| {
        it.find("rollcall ")
            .filter(|at| *at == 0 || it.contains("| rollcall "))
            .map(|at| &it[at..])
    });
    let (place, mut helps) = (Place::new(), String::new());
    let lines: BTreeSet<&str> = lines.collect();
    assert!(lines.len() > 20, "{lines:?}");
    for line in lines {
        let (mut words, options) = command(line);
        words.push("--help");
        let said = place.command(&words).output().unwrap();
        let help = String::from_utf8(said.stdout).unwrap();
        assert!(
            said.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&said.stderr)
        );
        for option in options {
            assert!(help.contains(option), "{line}: there is no {option}");
        }
        helps.push_str(&help);
    }
    for option in shape.codes.iter().filter(|it| it.starts_with("--")) {
        let option = option.split(' ').next().unwrap();
        assert!(helps.contains(option), "no command has {option}");
    }
}

#[test]
fn addresses_and_settings_are_there() {
    let codes = guide("OKTA.md").shape.codes;
    let called = codes.iter().filter_map(|it| it.split_once(" /api/v1"));
    let called: Vec<_> = called.collect();
    assert_eq!(called.len(), 3, "{called:?}");
    for (method, address) in called {
        let is_there = OPERATIONS
            .iter()
            .any(|it| it.method == method && it.pattern == address);
        assert!(is_there, "there is no {method} {address}");
    }
    let settings: Vec<_> = codes.iter().filter(|it| it.starts_with("{\"")).collect();
    assert!(settings.len() > 3, "{settings:?}");
    for text in settings {
        let read = serde_json::from_str::<Asked>(text);
        assert!(read.is_ok(), "{text}: {read:?}");
    }
}
