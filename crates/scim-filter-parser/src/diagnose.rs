//! Which mistake a token is that the grammar cannot take: the names of errors, in one place.

use crate::ast::{Literal, Path};
use crate::error::{ParseError, ParseErrorKind};
use crate::grammar::Parser;
use crate::lex::{Token, TokenKind};
use crate::word;

impl Parser<'_> {
    pub(crate) fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(self.current.start, kind)
    }

    /// The error at a token that cannot begin an expression or a path.
    pub(crate) fn no_attribute(&self) -> ParseError {
        match self.current.kind {
            TokenKind::RoundClose | TokenKind::SquareClose => self.unexpected_after_expression(),
            _ => self.error(ParseErrorKind::MissingAttribute),
        }
    }

    /// The error where an operator should stand and `found`, or no word at all, does. `start` is where the path began.
    pub(crate) fn no_operator(&self, path: &Path, found: &str, start: usize) -> ParseError {
        // A keyword that was read as an attribute (`not title pr`, `and title pr`) is what went wrong first.
        let bare = path.urn.is_none() && path.sub.is_none();
        if bare && path.name.eq_ignore_ascii_case("not") {
            return ParseError::new(start, ParseErrorKind::NotWithoutParentheses);
        }
        if let Some(keyword) = word::logical(&path.name).filter(|_| bare) {
            return ParseError::new(start, ParseErrorKind::MissingOperand { keyword });
        }
        if found.is_empty() || word::logical(found).is_some() {
            let attribute = path.to_string();
            return self.error(ParseErrorKind::MissingOperator { attribute });
        }
        self.error(ParseErrorKind::UnknownOperator {
            found: found.to_owned(),
        })
    }

    /// The error at a token that cannot follow a complete expression.
    pub(crate) fn unexpected_after_expression(&self) -> ParseError {
        self.error(match self.current.kind {
            TokenKind::RoundClose => ParseErrorKind::UnmatchedClose { found: ')' },
            TokenKind::SquareClose => ParseErrorKind::UnmatchedClose { found: ']' },
            TokenKind::RoundOpen => ParseErrorKind::MissingLogicalOperator,
            TokenKind::Word(word) if word.chars().all(word::is_symbol) => {
                ParseErrorKind::UnknownOperator {
                    found: word.to_owned(),
                }
            }
            TokenKind::Word(_) if self.at_expression() => ParseErrorKind::MissingLogicalOperator,
            _ => ParseErrorKind::TextAfterFilter {
                found: self.found(),
            },
        })
    }

    /// Whether the current word seems to begin another expression.
    pub(crate) fn at_expression(&self) -> bool {
        match self.lexer.clone().next() {
            Ok(Token {
                kind: TokenKind::Word(next),
                ..
            }) => word::is_operator(next),
            Ok(Token {
                kind: TokenKind::SquareOpen | TokenKind::RoundOpen,
                ..
            }) => true,
            _ => false,
        }
    }

    /// The current token as a message shows it.
    pub(crate) fn found(&self) -> String {
        match &self.current.kind {
            TokenKind::Word(word) => (*word).to_owned(),
            TokenKind::Text(text) => Literal::String(text.clone()).to_string(),
            TokenKind::RoundOpen => "(".to_owned(),
            TokenKind::RoundClose => ")".to_owned(),
            TokenKind::SquareOpen => "[".to_owned(),
            TokenKind::SquareClose => "]".to_owned(),
            TokenKind::End => String::new(),
        }
    }
}
