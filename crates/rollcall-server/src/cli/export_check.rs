//! `rollcall export target-users --check`

use rollcall_mapping::export::{Format, Severity};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::exports::{Check, Checked, KindCount, PersonProblems, Selection};
use serde_json::json;

use super::export::{SelectionArgs, nobody};
use super::failure::CliError;
use super::output::{self, Color};
use super::sink::Sink;

/// So many rows are shown one by one; `--out` has all of them.
const SHOWN_MAX: usize = 20;

/// Shows what is wrong with the rows of a file before it is made.
pub(super) async fn check(
    p: &Provisioning,
    args: &SelectionArgs,
    selection: Selection,
    format: &'static Format,
) -> Result<(), CliError> {
    let mut check = Check::begin(p, &args.tenant, &selection, format).await?;
    let mut out = args.out.as_deref().map(Sink::open).transpose()?;
    let bar = output::bar("people");
    let mut shown = ShownRows::default();
    while let Some(step) = check.next().await? {
        bar.set_length(step.of);
        bar.set_position(step.seen);
        if let Some(out) = &mut out {
            for person in &step.people {
                out.add(format!("{}\n", json!(person)).as_bytes())?;
            }
        }
        shown.add(step.people);
    }
    bar.finish_and_clear();
    let checked = check.checked();
    if let Some(mut out) = out {
        let last = json!({ "checked": checked });
        out.add(format!("{last}\n").as_bytes())?;
        out.finish()?;
    }
    if checked.people == 0 {
        output::note(nobody(&selection))?;
    }
    tell(&checked, shown.worst_first(), format)
}

type Shown = [(String, Option<Color>); 5];

/// The rows that are shown one by one. Notes are only counted.
#[derive(Default)]
struct ShownRows {
    errors: Vec<Shown>,
    warnings: Vec<Shown>,
}

impl ShownRows {
    fn add(&mut self, people: Vec<PersonProblems>) {
        for person in people {
            for problem in person.problems {
                let kept = match problem.severity {
                    Severity::Error => &mut self.errors,
                    Severity::Warning => &mut self.warnings,
                    Severity::Note => continue,
                };
                if kept.len() < SHOWN_MAX {
                    kept.push([
                        severity(problem.severity),
                        (person.user_name.clone(), None),
                        (problem.column.unwrap_or("–").to_owned(), None),
                        (problem.text, None),
                        (person.id.clone(), None),
                    ]);
                }
            }
        }
    }

    fn worst_first(self) -> Vec<Shown> {
        let rows = self.errors.into_iter().chain(self.warnings);
        rows.take(SHOWN_MAX).collect()
    }
}

fn severity(severity: Severity) -> (String, Option<Color>) {
    let (word, colour) = match severity {
        Severity::Error => ("error", Some(Color::Red)),
        Severity::Warning => ("warning", Some(Color::Yellow)),
        Severity::Note => ("note", None),
    };
    (word.to_owned(), colour)
}

fn tell(checked: &Checked, shown: Vec<Shown>, format: &Format) -> Result<(), CliError> {
    let loud = checked
        .kinds
        .iter()
        .filter(|it| it.severity != Severity::Note);
    let loud: u64 = loud.map(|kind| kind.people).sum();
    if !shown.is_empty() {
        let rest = loud.saturating_sub(shown.len() as u64);
        output::coloured_table(["", "PERSON", "COLUMN", "WHAT IS WRONG", "ID"], shown)?;
        if rest > 0 {
            output::line(&format!(
                "… and {rest} more; --out FILE writes all of them."
            ))?;
        }
        output::line("")?;
    }
    if !checked.kinds.is_empty() {
        let row = |kind: &KindCount| {
            [
                severity(kind.severity),
                (kind.code.to_owned(), None),
                (kind.column.unwrap_or("–").to_owned(), None),
                (kind.people.to_string(), None),
                (kind.example.clone(), None),
            ]
        };
        output::coloured_table(
            ["", "PROBLEM", "COLUMN", "PEOPLE", "FOR EXAMPLE"],
            checked.kinds.iter().map(row),
        )?;
    }
    let Checked {
        people,
        with_problems,
        with_errors,
        ..
    } = checked;
    let name = format.name;
    output::line(&format!(
        "{people} looked at for {name}; {with_problems} with something to tell, {with_errors} of them with an error."
    ))?;
    if *with_errors > 0 {
        let who = if *with_errors == 1 {
            "1 person"
        } else {
            &format!("{with_errors} people")
        };
        return Err(CliError::Found(format!(
            "{who} would be left out of the file, or refused."
        )));
    }
    Ok(())
}
