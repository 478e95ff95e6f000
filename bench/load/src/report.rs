//! The report: tables in Markdown, curves, and the targets on the terminal.

mod alone;
mod curves;
mod drawing;
pub mod figures;
mod markdown;
mod pulled;
mod served;
mod table;
mod tables;
mod terminal;

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::result::Outcome;
use crate::targets::targets_of;

const BEGIN: &str = "<!-- bench.sh: begin -->";
const END: &str = "<!-- bench.sh: end -->";
/// Where the curves are, beside the page.
const CURVES: &str = "performance";
/// All published runs, beside the curves.
const PUBLISHED: &str = "results.json";

/// Reads the results of runs.
pub fn read(files: &[impl AsRef<Path>]) -> Result<Vec<Outcome>> {
    let read = |file: &Path| -> Result<Outcome> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is no result of a run", file.display()))
    };
    files.iter().map(|file| read(file.as_ref())).collect()
}

/// Writes report.md and the curves into the folder; if asked, into the documentation too; and prints the targets.
pub fn write(outcomes: &[Outcome], folder: &Path, publish: Option<&Path>) -> Result<()> {
    let page = page(outcomes, folder)?;
    std::fs::write(folder.join("report.md"), page)?;
    if let Some(documents) = publish {
        publish_into(documents, outcomes)?;
    }
    terminal::print(outcomes, &targets_of(outcomes), folder);
    Ok(())
}

/// The page, whose curves are drawn into the folder beside it.
fn page(outcomes: &[Outcome], folder: &Path) -> Result<String> {
    let mut text = markdown::target_table(&targets_of(outcomes));
    for outcome in outcomes {
        let prefix = match outcome.part.as_str() {
            "" => String::new(),
            part => part.replace(|letter: char| !letter.is_alphanumeric(), "-") + "-",
        };
        let curves = curves::draw_all(outcome, &folder.join(CURVES), &prefix)?;
        text += &markdown::run(outcome, CURVES, &curves);
    }
    Ok(text)
}

/// A published run stays until another of the same part is published; then the page is written from all of them.
fn publish_into(documents: &Path, outcomes: &[Outcome]) -> Result<()> {
    let file = documents.join(CURVES).join(PUBLISHED);
    let earlier = match std::fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} is no list of results", file.display()))?,
        Err(_) => Vec::new(),
    };
    let all = joined(earlier, outcomes);
    let text = page(&all, documents)?;
    std::fs::write(&file, serde_json::to_string(&all)? + "\n")?;
    between_marks(&documents.join("PERFORMANCE.md"), &text)
}

/// Earlier runs without those that are made again, and the new ones; the whole one first.
fn joined(earlier: Vec<Outcome>, new: &[Outcome]) -> Vec<Outcome> {
    let mut all = new.to_vec();
    let again = |old: &Outcome| new.iter().any(|new| new.part == old.part);
    all.extend(earlier.into_iter().filter(|old| !again(old)));
    all.sort_by(|one, other| one.part.cmp(&other.part));
    all
}

/// Puts the text between the two marks of a page.
fn between_marks(page: &Path, text: &str) -> Result<()> {
    let before = std::fs::read_to_string(page)
        .with_context(|| format!("{} cannot be read", page.display()))?;
    let after = replaced(&before, text)
        .with_context(|| format!("{} has no {BEGIN} and {END}", page.display()))?;
    Ok(std::fs::write(page, after)?)
}

fn replaced(page: &str, text: &str) -> Option<String> {
    let (head, rest) = page.split_once(BEGIN)?;
    let (_, tail) = rest.split_once(END)?;
    Some(format!("{head}{BEGIN}\n{text}{END}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_the_marks_stays() {
        let page = format!("above\n{BEGIN}\nold\n{END}\nbelow\n");
        assert_eq!(
            replaced(&page, "new\n").unwrap(),
            format!("above\n{BEGIN}\nnew\n{END}\nbelow\n")
        );
        assert_eq!(replaced("no marks", "new"), None);
    }

    #[test]
    fn a_run_replaces_the_one_of_its_part() {
        let run = |part: &str, seconds| Outcome {
            part: part.to_owned(),
            seconds,
            ..Outcome::default()
        };
        let all = joined(
            vec![run("micro", 1), run("flat", 2)],
            &[run("flat", 3), run("", 4)],
        );
        let parts: Vec<(&str, u64)> = all
            .iter()
            .map(|run| (run.part.as_str(), run.seconds))
            .collect();
        assert_eq!(parts, [("", 4), ("flat", 3), ("micro", 1)]);
    }
}
