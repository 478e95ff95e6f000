//! What holds for every tree and for every text.

use proptest::prelude::*;

use crate::{
    CompareOp, Filter, Limits, Literal, ParseError, Path, parse_filter, parse_filter_with,
    parse_path,
};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z$][A-Za-z0-9$_-]{0,8}",
        1 => prop::sample::select(vec!["not", "AND", "or", "pr", "eq", "true", "null"]).prop_map(str::to_owned),
    ]
}

fn attribute() -> impl Strategy<Value = Path> {
    let urn = prop::option::of(
        "[a-zA-Z][a-zA-Z0-9+.-]{0,4}:[A-Za-z0-9._~:/?#@!$&'*+,;=-]{1,12}(%[0-9a-f]{2})?",
    );
    (urn, name(), prop::option::of(name())).prop_map(|(urn, name, sub)| Path {
        urn,
        name,
        filter: None,
        sub,
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        any::<i64>().prop_map(Literal::Integer),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Literal::Decimal),
        any::<i32>().prop_map(|whole| Literal::Decimal(f64::from(whole))),
        any::<String>().prop_map(Literal::String),
        "[\"\\\\\\x00-\\x1f()\\[\\] a]{0,8}".prop_map(Literal::String),
    ]
}

/// Conditions on `path`, combined to trees as the parser makes them.
fn combined(condition: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    condition
        .prop_recursive(4, 24, 4, |inner| {
            let operands = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                inner.prop_map(|operand| Filter::Not(Box::new(operand))),
                operands
                    .clone()
                    .prop_map(|operands| Filter::And(flat(operands, true))),
                operands.prop_map(|operands| Filter::Or(flat(operands, false))),
            ]
        })
        .boxed()
}

/// The operands with those of the same kind as their parent taken apart.
fn flat(operands: Vec<Filter>, inside_and: bool) -> Vec<Filter> {
    let take_apart = |operand| match operand {
        Filter::And(inner) if inside_and => inner,
        Filter::Or(inner) if !inside_and => inner,
        other => vec![other],
    };
    operands.into_iter().flat_map(take_apart).collect()
}

fn condition(path: impl Strategy<Value = Path> + Clone + 'static) -> BoxedStrategy<Filter> {
    let op = prop::sample::select(CompareOp::ALL.to_vec());
    prop_oneof![
        (path.clone(), op, literal()).prop_map(|(path, op, value)| Filter::Compare {
            path,
            op,
            value
        }),
        path.prop_map(Filter::Present),
    ]
    .boxed()
}

/// A path with a value filter: without sub-attribute, or with.
fn value_path(sub: impl Strategy<Value = Option<String>> + 'static) -> BoxedStrategy<Path> {
    (attribute(), combined(condition(attribute().boxed())), sub)
        .prop_map(|(path, filter, sub)| Path {
            filter: Some(Box::new(filter)),
            sub,
            ..path
        })
        .boxed()
}

fn filter() -> BoxedStrategy<Filter> {
    let leaf = prop_oneof![
        4 => condition(attribute().boxed()),
        1 => condition(value_path(name().prop_map(Some))),
        1 => value_path(Just(None)).prop_map(Filter::ValuePath),
    ];
    combined(leaf.boxed())
}

/// Trees whose text has no strings and no names that look like keywords.
fn presences() -> BoxedStrategy<Filter> {
    combined(
        "[a-z]{5}"
            .prop_map(|name| Filter::Present(Path::attribute(name)))
            .boxed(),
    )
}

/// Pieces of the language, in an order that often makes sense for a while.
fn almost_filter() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "userName",
        "emails",
        "urn:a:b:c",
        "name.x",
        "not",
        "and",
        "or",
        "eq",
        "co",
        "pr",
        "(",
        ")",
        "[",
        "]",
        "].value",
        "\"x\"",
        "\"\\ud83d\"",
        "\"",
        "1",
        "1.5",
        "-",
        "true",
        "TRUE",
        "'x'",
        " ",
        "  ",
        "\n",
        "é",
        ".",
        ":",
        "\\",
        "\u{a0}",
        "=",
    ]);
    prop::collection::vec((piece, any::<bool>()), 0..16).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, space)| format!("{piece}{}", if space { " " } else { "" }))
            .collect()
    })
}

/// Whatever comes out of a parse must keep its promises.
fn check_text(text: &str) -> Result<(), TestCaseError> {
    let check_error = |error: &ParseError| {
        prop_assert!(text.is_char_boundary(error.position), "{error:?}");
        prop_assert!(!error.kind.to_string().is_empty(), "{error:?}");
        let words = error.to_string();
        prop_assert!(
            words.chars().count() < 200 && !words.contains(char::is_control),
            "{words}"
        );
        Ok(())
    };
    match parse_filter(text) {
        Ok(filter) => prop_assert_eq!(parse_filter(&filter.to_string()), Ok(filter)),
        Err(error) => check_error(&error)?,
    }
    match parse_path(text) {
        Ok(path) => prop_assert_eq!(parse_path(&path.to_string()), Ok(path)),
        Err(error) => check_error(&error)?,
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_filter_comes_back_from_its_text(filter in filter()) {
        let limits = Limits { length_max_bytes: usize::MAX, ..Limits::default() };
        let text = filter.to_string();
        prop_assert_eq!(parse_filter_with(&text, &limits), Ok(filter), "{}", text);
    }

    #[test]
    fn a_path_comes_back_from_its_text(path in prop_oneof![attribute().boxed(), value_path(prop::option::of(name()))]) {
        prop_assert_eq!(parse_path(&path.to_string()), Ok(path));
    }

    #[test]
    fn parentheses_are_minimal(filter in presences()) {
        let text = filter.to_string();
        let needless = text.match_indices('(').filter(|(open, _)| !text[..*open].ends_with("not "));
        for (open, _) in needless {
            let mut depth = 0;
            let length = text[open..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let close = open + length.unwrap();
            let without = format!("{}{}{}", &text[..open], &text[open + 1..close], &text[close + 1..]);
            prop_assert_ne!(parse_filter(&without), Ok(filter.clone()), "{}", text);
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in any::<String>()) {
        check_text(&text)?;
    }

    #[test]
    fn almost_any_filter_is_parsed_or_refused(text in almost_filter()) {
        check_text(&text)?;
    }

    #[test]
    fn a_filter_with_one_character_changed_is_parsed_or_refused(
        filter in filter(), at in any::<prop::sample::Index>(), other in any::<char>(),
    ) {
        let mut characters: Vec<char> = filter.to_string().chars().collect();
        let at = at.index(characters.len());
        characters[at] = other;
        check_text(&characters.into_iter().collect::<String>())?;
    }

    #[test]
    fn case_of_keywords_means_nothing(filter in presences()) {
        let text = filter.to_string();
        let shouted = text.replace(" and ", " AND ").replace(" or ", " Or ").replace("not (", "NOT(");
        prop_assert_eq!(parse_filter(&shouted), Ok(filter));
    }
}
