//! The language of these tests: a filter as a tree on one line, a refusal as its position and words.

mod accepted;
mod display;
mod limits;
mod properties;
mod refused;
mod rfc;

use crate::{Filter, Path, parse_filter, parse_path};

/// The tree of a filter, or why there is none: `(or title? (and (a eq 1) b?))`, `?` for `pr`.
fn tree(text: &str) -> String {
    parse_filter(text).map_or_else(
        |error| format!("refused: {error}"),
        |filter| filter_tree(&filter),
    )
}

/// The parts of a path, or why there are none: `urn | name | [filter] | .sub`.
fn parts(text: &str) -> String {
    parse_path(text).map_or_else(|error| format!("refused: {error}"), |path| path_tree(&path))
}

fn filter_tree(filter: &Filter) -> String {
    match filter {
        Filter::And(operands) => format!("(and {})", list(operands)),
        Filter::Or(operands) => format!("(or {})", list(operands)),
        Filter::Not(operand) => format!("(not {})", filter_tree(operand)),
        Filter::Compare { path, op, value } => format!("({} {op:?} {value:?})", path_tree(path)),
        Filter::Present(path) => format!("{}?", path_tree(path)),
        Filter::ValuePath(path) => format!("some {}", path_tree(path)),
    }
}

fn list(operands: &[Filter]) -> String {
    operands
        .iter()
        .map(filter_tree)
        .collect::<Vec<_>>()
        .join(" ")
}

fn path_tree(path: &Path) -> String {
    let urn = path.urn.iter().map(|urn| format!("<{urn}>"));
    let name = std::iter::once(path.name.clone());
    let filter = path
        .filter
        .iter()
        .map(|filter| format!("[{}]", filter_tree(filter)));
    let sub = path.sub.iter().map(|sub| format!(".{sub}"));
    urn.chain(name).chain(filter).chain(sub).collect()
}
