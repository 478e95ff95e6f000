//! What a tool will make of somebody's row, before anybody downloads it.

use std::borrow::Cow;

use serde::Serialize;

use super::problem_kinds::{
    CHANGED, CLEARS, CONTROL, EXCLUDED, FLAWED_ADDRESS, FOREIGN, FORMULA_ADDRESS, HELD, INACTIVE,
    MANAGER_ABSENT, NEUTRALISED, NO_ADDRESS, NO_GROUP, NO_MANAGER, PHONE, ProblemKind, REPEATED,
    REQUIRED, SEVERAL_GROUPS, Severity, UNSPELLED,
};
use super::spelling::{breaks, international, one_line};
use super::tool::{Absence, Cell, Tool, ToolColumn};
use super::{Context, Format, Survey, safe_cell};
use crate::source::is_address;
use crate::{Column, LeftOut, TargetUser};

/// Something that is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// One of [`PROBLEMS`](super::PROBLEMS).
    pub code: &'static str,
    /// The column of the file, if it is about one.
    pub column: Option<&'static str>,
    /// How much it matters here.
    pub severity: Severity,
    /// What is wrong and what to do, for people.
    pub text: String,
}

impl ProblemKind {
    fn at(self, column: Option<&'static str>, text: String) -> RowProblem {
        RowProblem {
            code: self.code,
            column,
            severity: self.severity,
            text,
        }
    }

    fn milder(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

/// Adds somebody to a first look at everybody, by which [`problems`] knows what several rows have in common.
pub fn survey(format: &Format, user: &TargetUser, survey: &mut Survey) {
    if user.left_out.is_some() {
        return;
    }
    if let Some(tool) = format.tool {
        survey.add_filled(tool.filled(user));
        if tool.absence(user).is_some() {
            return;
        }
    }
    if let Some(address) = &user.email {
        survey.add_address(address);
    }
}

/// What is wrong with somebody's row in this format; empty if nothing is.
pub fn problems(format: &Format, user: &TargetUser, context: &Context<'_>) -> Vec<RowProblem> {
    match format.tool {
        Some(tool) => of_tool(tool, user, context),
        None => of_ours(user, context),
    }
}

/// In the files that are nobody's, everybody is and every value as it is.
fn of_ours(user: &TargetUser, context: &Context<'_>) -> Vec<RowProblem> {
    let column = Some(Column::Email.name());
    if let Some(why) = &user.left_out {
        return vec![left_out(why, column)];
    }
    let mut found = Vec::new();
    match user.email.as_deref() {
        None => {
            let text = "There is no e-mail address.".to_owned();
            found.push(NO_ADDRESS.milder(Severity::Warning).at(column, text));
        }
        Some(address) if !is_address(address) => {
            let text = format!("{} is no e-mail address.", quoted(address));
            found.push(FLAWED_ADDRESS.milder(Severity::Warning).at(column, text));
        }
        Some(address) => found.extend(repeated(address, column, context)),
    }
    for column in [Column::Phone, Column::MobilePhone, Column::WorkPhone] {
        let phone = user.cell(column);
        // It is mostly one of the other two.
        let is_first = column == Column::Phone || user.phone.as_deref() != Some(&*phone);
        if is_first && !phone.is_empty() && international(&phone, user, context.mapping).is_none() {
            found.push(no_phone(&phone, column.name()).milder(Severity::Note));
        }
    }
    found
}

fn of_tool(tool: &Tool, user: &TargetUser, context: &Context<'_>) -> Vec<RowProblem> {
    let address_column = tool.columns.iter().find(|it| it.cell == Cell::Address);
    let address_column = address_column.map(|column| column.header);
    if let Some(absence) = tool.absence(user) {
        return vec![absent(absence, tool, user, address_column)];
    }
    let mut found = Vec::new();
    if let Some(address) = &user.email {
        found.extend(repeated(address, address_column, context));
    }
    if let Some(previous) = &user.previous_email {
        let text = format!(
            "{name} knows this person as {}, and would make a second one; change the address there first.",
            quoted(previous),
            name = tool.name
        );
        found.push(CHANGED.at(address_column, text));
    }
    let mut cleared = Vec::new();
    for column in tool.kept(context) {
        let text = column.cell.text(user, context.mapping);
        let is_empty = match (column.cell, &text) {
            (Cell::Phone(_), None) => false,
            (_, None) => true,
            (_, Some(text)) => text.is_empty(),
        };
        if is_empty && column.is_required {
            let text = format!("{} refuses a row without {}.", tool.name, column.header);
            found.push(REQUIRED.at(Some(column.header), text));
        } else if is_empty && column.clears {
            cleared.push(column.header);
        }
        found.extend(of_cell(tool, column, text, user, context));
    }
    if !cleared.is_empty() {
        let text = format!(
            "An empty cell clears what {} has: {}.",
            tool.name,
            cleared.join(", ")
        );
        found.push(CLEARS.at(None, text));
    }
    found
}

fn absent(
    absence: Absence,
    tool: &Tool,
    user: &TargetUser,
    column: Option<&'static str>,
) -> RowProblem {
    let name = tool.name;
    let address = quoted(user.email.as_deref().unwrap_or_default());
    match absence {
        Absence::LeftOut => user.left_out.as_ref().map_or_else(
            || EXCLUDED.at(None, "No target user: left out.".to_owned()),
            |why| left_out(why, column),
        ),
        Absence::Held => {
            let rule = user.held_by.as_deref().unwrap_or("a rule");
            HELD.at(None, format!("Held back by {}: left out.", quoted(rule)))
        }
        Absence::Inactive => INACTIVE.at(
            None,
            format!("Deactivated, which the file cannot tell {name}: left out."),
        ),
        Absence::NoAddress => NO_ADDRESS.at(
            column,
            format!("{name} knows people by their address, and there is none: left out."),
        ),
        Absence::FlawedAddress => {
            FLAWED_ADDRESS.at(column, format!("{address} is no e-mail address: left out."))
        }
        Absence::FormulaAddress => FORMULA_ADDRESS.at(
            column,
            format!("{address} begins as a formula does, and neutralised it would be another address: left out."),
        ),
        Absence::NoGroup => NO_GROUP.at(
            None,
            format!("In no target group, and {name} has people only in groups: left out."),
        ),
    }
}

fn left_out(why: &LeftOut, column: Option<&'static str>) -> RowProblem {
    match why {
        LeftOut::Excluded { name } => EXCLUDED.at(
            None,
            format!("No target user, says {}: left out.", quoted(name)),
        ),
        LeftOut::Domain { domain } => FOREIGN.at(
            column,
            format!("{} is no domain that is allowed: left out.", quoted(domain)),
        ),
    }
}

fn repeated(
    address: &str,
    column: Option<&'static str>,
    context: &Context<'_>,
) -> Option<RowProblem> {
    let text = || {
        format!(
            "Somebody else has the address {} too; a tool makes one person of both.",
            quoted(address)
        )
    };
    let is_repeated = context.survey.is_repeated(address);
    is_repeated.then(|| REPEATED.at(column, text()))
}

fn no_phone(phone: &str, column: &'static str) -> RowProblem {
    let text = format!(
        "{} cannot be written with + and the country's number.",
        quoted(phone)
    );
    PHONE.at(Some(column), text)
}

impl RowProblem {
    fn milder(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

/// What is wrong in one cell, beside its being empty.
fn of_cell(
    tool: &Tool,
    column: &ToolColumn,
    text: Option<Cow<'_, str>>,
    user: &TargetUser,
    context: &Context<'_>,
) -> Vec<RowProblem> {
    let header = column.header;
    let mut found = Vec::new();
    let unspelled = |sent: &Option<String>, what: &str| {
        let sent = quoted(sent.as_deref().unwrap_or_default());
        UNSPELLED.at(
            Some(header),
            format!("{sent} is no {what} that {} knows: left empty.", tool.name),
        )
    };
    match (column.cell, &text) {
        (Cell::Phone(from), None) => found.push(no_phone(&user.cell(from), header)),
        (Cell::Language(_), None) => found.push(unspelled(&user.language, "language")),
        (Cell::CountryCode | Cell::CountryName, None) => {
            found.push(unspelled(&user.country, "country"));
        }
        (Cell::TimeZone, None) => found.push(unspelled(&user.time_zone, "time zone")),
        (Cell::FirstGroup | Cell::Groups(_), _) if user.groups.len() > 1 => {
            found.push(several_groups(tool, column, user));
        }
        (Cell::Text(Column::ManagerEmail) | Cell::ManagerInFile, Some(text)) if text.is_empty() => {
            found.push(NO_MANAGER.at(
                Some(header),
                "No manager with an address is known.".to_owned(),
            ));
        }
        (Cell::ManagerInFile, Some(manager)) if context.survey.lacks(manager) => {
            let text = format!(
                "The manager {} is not in the file; {} wants them there.",
                quoted(manager),
                tool.name
            );
            found.push(MANAGER_ABSENT.at(Some(header), text));
        }
        _ => {}
    }
    if matches!(column.cell, Cell::Address | Cell::Phone(_)) || tool.is_json {
        return found;
    }
    let text = text.unwrap_or_default();
    if text.contains(breaks) {
        let told = format!(
            "{} has a control character; a space is written.",
            quoted(&text)
        );
        found.push(CONTROL.at(Some(header), told));
    }
    let line = one_line(Cow::Borrowed(&*text));
    if safe_cell(&line) != line {
        let told = format!(
            "{} begins as a formula does; it is written with an apostrophe before it.",
            quoted(&text)
        );
        found.push(NEUTRALISED.at(Some(header), told));
    }
    found
}

fn several_groups(tool: &Tool, column: &ToolColumn, user: &TargetUser) -> RowProblem {
    const NAMED_MAX: usize = 5;
    let named = user.groups.iter().take(NAMED_MAX);
    let named: Vec<_> = named.map(|group| quoted(group)).collect();
    let more = user.groups.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let (count, named) = (user.groups.len(), named.join(", "));
    let first = quoted(user.groups.first().map_or("", String::as_str));
    let kind = SEVERAL_GROUPS;
    match column.cell {
        Cell::Groups(separator) => kind.milder(Severity::Note).at(
            Some(column.header),
            format!("In {count} groups ({named}{more}), written with {separator:?} between two."),
        ),
        _ => kind.at(
            Some(column.header),
            format!(
                "In {count} groups ({named}{more}); {} takes one: {first}.",
                tool.name
            ),
        ),
    }
}

/// A value in a sentence: not too long, and nothing in it speaks to a terminal.
fn quoted(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    let mut shown: String = text
        .chars()
        .take(SHOWN_CHARS)
        .map(|c| if breaks(c) { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}
