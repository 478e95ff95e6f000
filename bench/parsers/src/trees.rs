//! Each parser's tree in one notation: `(and a? (x eq "y"))`, `?` for `pr`, `e[…]` for a value path.

use scim_filter::parser as nom;
use scim_filter_parser as ours;
use scim_v2::filter as lalr;

/// The tree of a filter, or `None` where the parser refuses it.
pub type Parse = fn(&str) -> Option<String>;

pub const PARSERS: [(&str, Parse); 3] = [
    ("scim-filter-parser", by_ours),
    ("scim_v2", by_scim_v2),
    ("scim-filter", by_scim_filter),
];

/// And of a PATCH path; the third has none.
pub const PATHS: [Parse; 2] = [path_by_ours, path_by_scim_v2];

fn joined(word: &str, operands: impl IntoIterator<Item = String>) -> String {
    // A chain of the same operator is one, however the parser groups it.
    let prefix = format!("({word} ");
    let flat = operands
        .into_iter()
        .map(|operand| match operand.strip_prefix(&prefix) {
            Some(inner) => inner[..inner.len() - 1].to_owned(),
            None => operand,
        });
    format!("{prefix}{})", flat.collect::<Vec<_>>().join(" "))
}

fn number(text: &str) -> String {
    text.parse::<f64>().map_or_else(
        |_| format!("not a number: {text}"),
        |number| number.to_string(),
    )
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn path(urn: Option<&str>, name: &str, sub: Option<&str>) -> String {
    let urn = urn.map(|urn| format!("{urn}:")).unwrap_or_default();
    let sub = sub.map(|sub| format!(".{sub}")).unwrap_or_default();
    format!("{urn}{name}{sub}")
}

fn by_ours(filter: &str) -> Option<String> {
    ours::parse_filter(filter).ok().as_ref().map(our_tree)
}

fn path_by_ours(text: &str) -> Option<String> {
    ours::parse_path(text).ok().as_ref().map(our_path)
}

fn our_tree(filter: &ours::Filter) -> String {
    use ours::{Filter, Literal};
    match filter {
        Filter::And(operands) => joined("and", operands.iter().map(our_tree)),
        Filter::Or(operands) => joined("or", operands.iter().map(our_tree)),
        Filter::Not(operand) => format!("(not {})", our_tree(operand)),
        Filter::Present(path) => format!("{}?", our_path(path)),
        Filter::ValuePath(path) => our_path(path),
        Filter::Compare { path, op, value } => {
            let value = match value {
                Literal::String(string) => text(string),
                Literal::Integer(integer) => number(&integer.to_string()),
                Literal::Decimal(decimal) => number(&decimal.to_string()),
                other => other.to_string(),
            };
            format!("({} {op} {value})", our_path(path))
        }
    }
}

fn our_path(it: &ours::Path) -> String {
    let brackets = it
        .filter
        .as_deref()
        .map(|filter| format!("[{}]", our_tree(filter)));
    let sub = it
        .sub
        .as_deref()
        .map(|sub| format!(".{sub}"))
        .unwrap_or_default();
    format!(
        "{}{}{sub}",
        path(it.urn.as_deref(), &it.name, None),
        brackets.unwrap_or_default()
    )
}

fn by_scim_v2(filter: &str) -> Option<String> {
    filter.parse::<lalr::Filter>().ok().as_ref().map(v2_tree)
}

fn path_by_scim_v2(text: &str) -> Option<String> {
    text.parse::<lalr::PatchPath>()
        .ok()
        .map(|parsed| match parsed {
            lalr::PatchPath::Attr(attribute) => v2_path(&attribute),
            lalr::PatchPath::Value(value) => {
                let sub = value
                    .sub_attr
                    .map(|sub| format!(".{sub}"))
                    .unwrap_or_default();
                format!("{}[{}]{sub}", v2_path(&value.attr), v2_inner(&value.filter))
            }
        })
}

fn v2_path(it: &lalr::AttrPath) -> String {
    path(it.uri.as_deref(), &it.name, it.sub_attr.as_deref())
}

fn v2_tree(filter: &lalr::Filter) -> String {
    use lalr::Filter;
    match filter {
        Filter::Attr(condition) => v2_condition(condition),
        Filter::ValuePath(value) => {
            format!("{}[{}]", v2_path(&value.attr), v2_inner(&value.filter))
        }
        Filter::Not(operand) => format!("(not {})", v2_tree(operand)),
        Filter::And(operands) => joined("and", operands.as_slice().iter().map(v2_tree)),
        Filter::Or(operands) => joined("or", operands.as_slice().iter().map(v2_tree)),
    }
}

fn v2_inner(filter: &lalr::ValFilter) -> String {
    use lalr::ValFilter;
    match filter {
        ValFilter::Attr(condition) => v2_condition(condition),
        ValFilter::Not(operand) => format!("(not {})", v2_inner(operand)),
        ValFilter::And(operands) => joined("and", operands.as_slice().iter().map(v2_inner)),
        ValFilter::Or(operands) => joined("or", operands.as_slice().iter().map(v2_inner)),
    }
}

fn v2_condition(condition: &lalr::AttrExp) -> String {
    match condition {
        lalr::AttrExp::Present(attribute) => format!("{}?", v2_path(attribute)),
        lalr::AttrExp::Comparison(attribute, op, value) => {
            let value = match value {
                lalr::CompValue::Str(string) => text(string),
                lalr::CompValue::Number(it) => number(&it.to_string()),
                other => other.to_string(),
            };
            format!("({} {op} {value})", v2_path(attribute))
        }
    }
}

/// Its own door is not public; this is what that does.
fn by_scim_filter(filter: &str) -> Option<String> {
    match nom::filter(filter) {
        Ok(("", tree)) => Some(nom_tree(&tree)),
        _ => None,
    }
}

fn nom_tree(filter: &nom::Filter<'_>) -> String {
    use nom::Filter;
    match filter {
        Filter::AttrExp(condition) => nom_condition(condition),
        Filter::LogExp(both) => nom_both(both),
        Filter::ValuePath(value) => format!(
            "{}[{}]",
            nom_path(value.attr_path()),
            nom_inner(value.val_filter())
        ),
        Filter::Sub(true, operand) => format!("(not {})", nom_tree(operand)),
        Filter::Sub(false, operand) => nom_tree(operand),
    }
}

fn nom_both(both: &nom::LogExpData<'_>) -> String {
    let word = if both.log_exp_operator.is_and() {
        "and"
    } else {
        "or"
    };
    joined(word, [nom_tree(&both.left), nom_tree(&both.right)])
}

fn nom_inner(filter: &nom::ValFilter<'_>) -> String {
    use nom::ValFilter;
    match filter {
        ValFilter::AttrExp(condition) => nom_condition(condition),
        ValFilter::LogExp(both) => nom_both(both),
        ValFilter::SubFilter(true, operand) => format!("(not {})", nom_inner(operand)),
        ValFilter::SubFilter(false, operand) => nom_inner(operand),
    }
}

/// The URN has no accessor, but `Debug` shows it.
fn nom_path(it: &nom::AttrPath) -> String {
    let shown = format!("{it:?}");
    let urn = shown
        .strip_prefix("AttrPath { uri: Some(\"")
        .and_then(|rest| rest.split('"').next());
    path(urn, it.attr_name(), it.sub_attr().as_deref())
}

fn nom_condition(condition: &nom::AttrExpData<'_>) -> String {
    match condition {
        nom::AttrExpData::Present(attribute) => format!("{}?", nom_path(attribute)),
        nom::AttrExpData::Compare(attribute, op, value) => {
            use nom::CompareOp as Op;
            let op = match op {
                Op::Equal => "eq",
                Op::NotEqual => "ne",
                Op::Contains => "co",
                Op::StartsWith => "sw",
                Op::EndsWith => "ew",
                Op::GreaterThan => "gt",
                Op::GreaterThanOrEqual => "ge",
                Op::LessThan => "lt",
                Op::LessThanOrEqual => "le",
            };
            let value = match value {
                nom::CompValue::False => "false".to_owned(),
                nom::CompValue::Null => "null".to_owned(),
                nom::CompValue::True => "true".to_owned(),
                nom::CompValue::Number(it) => number(&it.to_string()),
                nom::CompValue::String(string) => text(string),
            };
            format!("({} {op} {value})", nom_path(attribute))
        }
    }
}
