//! The report: tables in Markdown, curves, and the targets on the terminal.

mod curves;
pub mod figures;
mod markdown;
mod tables;
mod terminal;

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::result::Outcome;
use crate::targets::targets;

const BEGIN: &str = "<!-- bench.sh: begin -->";
const END: &str = "<!-- bench.sh: end -->";
/// Where the curves are, beside the page.
const CURVES: &str = "performance";

/// Writes report.md and the curves into the folder; if asked, into the documentation too; and prints the targets.
pub fn write(outcome: &Outcome, folder: &Path, publish: Option<&Path>) -> Result<()> {
    let targets = targets(outcome);
    for documents in [Some(folder), publish].into_iter().flatten() {
        let curves = curves::draw(outcome, &documents.join(CURVES))?;
        let text = markdown::page(outcome, &targets, CURVES, &curves);
        if Some(documents) == publish {
            between_marks(&documents.join("PERFORMANCE.md"), &text)?;
            std::fs::write(
                documents.join(CURVES).join("result.json"),
                serde_json::to_string(outcome)? + "\n",
            )?;
        } else {
            std::fs::write(documents.join("report.md"), text)?;
        }
    }
    terminal::print(outcome, &targets, folder);
    Ok(())
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
}
