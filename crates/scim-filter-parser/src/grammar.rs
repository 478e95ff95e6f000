//! Tokens to tree: recursive descent, one function per rule of the grammar in the crate's documentation.

use crate::ast::{CompareOp, Filter, Literal, Path};
use crate::error::{ParseError, ParseErrorKind};
use crate::lex::{Lexer, Token, TokenKind};
use crate::limits::Limits;
use crate::word;

pub(crate) type Result<T> = std::result::Result<T, ParseError>;

pub(crate) struct Parser<'t> {
    pub(crate) lexer: Lexer<'t>,
    /// The token to look at; nothing right of it has been read, so errors come in the order of the text.
    pub(crate) current: Token<'t>,
    /// Open parentheses and brackets.
    depth: usize,
    depth_max: usize,
    in_value_filter: bool,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(text: &'t str, limits: &Limits) -> Result<Self> {
        let max = limits.length_max_bytes;
        if text.len() > max {
            return Err(ParseError::new(
                text.floor_char_boundary(max),
                ParseErrorKind::TooLong { max },
            ));
        }
        let mut lexer = Lexer::new(text);
        let current = lexer.next()?;
        if current.kind == TokenKind::End {
            return Err(ParseError::new(0, ParseErrorKind::Empty));
        }
        Ok(Self {
            lexer,
            current,
            depth: 0,
            depth_max: limits.depth_in_force(),
            in_value_filter: false,
        })
    }

    /// A filter and nothing after it.
    pub(crate) fn whole_filter(mut self) -> Result<Filter> {
        let filter = self.disjunction()?;
        match self.current.kind {
            TokenKind::End => Ok(filter),
            _ => Err(self.unexpected_after_expression()),
        }
    }

    /// A path and nothing after it.
    pub(crate) fn whole_path(mut self) -> Result<Path> {
        let TokenKind::Word(word) = self.current.kind else {
            return Err(self.no_attribute());
        };
        let path = self.path(word)?;
        match self.current.kind {
            TokenKind::End => Ok(path),
            _ => Err(self.error(ParseErrorKind::TextAfterPath {
                found: self.found(),
            })),
        }
    }

    fn advance(&mut self) -> Result<()> {
        self.current = self.lexer.next()?;
        Ok(())
    }

    /// `disjunction = conjunction *( "or" conjunction )`
    fn disjunction(&mut self) -> Result<Filter> {
        let first = self.conjunction()?;
        if !self.joined_by("or")? {
            return Ok(first);
        }
        let mut operands = operands_of_or(first);
        loop {
            operands.extend(operands_of_or(self.conjunction()?));
            if !self.joined_by("or")? {
                return Ok(Filter::Or(operands));
            }
        }
    }

    /// `conjunction = operand *( "and" operand )`
    fn conjunction(&mut self) -> Result<Filter> {
        let first = self.operand()?;
        if !self.joined_by("and")? {
            return Ok(first);
        }
        let mut operands = operands_of_and(first);
        loop {
            operands.extend(operands_of_and(self.operand()?));
            if !self.joined_by("and")? {
                return Ok(Filter::And(operands));
            }
        }
    }

    /// Steps over the keyword if it comes next; then something must follow it.
    fn joined_by(&mut self, keyword: &'static str) -> Result<bool> {
        match self.current.kind {
            TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword) => self.advance()?,
            _ => return Ok(false),
        }
        match self.current.kind {
            TokenKind::End | TokenKind::RoundClose | TokenKind::SquareClose => {
                Err(self.error(ParseErrorKind::MissingOperand { keyword }))
            }
            _ => Ok(true),
        }
    }

    /// `operand = [ "not" ] "(" disjunction ")" / expression`
    fn operand(&mut self) -> Result<Filter> {
        match self.current.kind {
            TokenKind::RoundOpen => self.group(),
            TokenKind::Word(word) if self.in_value_filter && word::is_index(word) => {
                Err(self.error(ParseErrorKind::ArrayIndex))
            }
            TokenKind::Word(word) => {
                let start = self.current.start;
                // An attribute could be called `not` too (`not eq "x"`), but no parenthesis follows an attribute.
                if word.eq_ignore_ascii_case("not") && self.lexer.before_parenthesis() {
                    self.advance()?;
                    return Ok(Filter::Not(Box::new(self.group()?)));
                }
                self.expression(word, start)
            }
            _ => Err(self.no_attribute()),
        }
    }

    /// `"(" disjunction ")"`; the current token is the parenthesis.
    fn group(&mut self) -> Result<Filter> {
        self.enclosed(
            &TokenKind::RoundClose,
            ParseErrorKind::EmptyParentheses,
            ParseErrorKind::UnclosedParenthesis,
        )
    }

    /// A disjunction between the current token and the closing one.
    fn enclosed(
        &mut self,
        close: &TokenKind<'t>,
        empty: ParseErrorKind,
        unclosed: ParseErrorKind,
    ) -> Result<Filter> {
        let open = self.current.start;
        if self.depth == self.depth_max {
            let max = self.depth_max;
            return Err(self.error(ParseErrorKind::TooDeep { max }));
        }
        self.depth += 1;
        self.advance()?;
        if self.current.kind == *close {
            return Err(self.error(empty));
        }
        if self.current.kind == TokenKind::End {
            return Err(ParseError::new(open, unclosed));
        }
        let filter = self.disjunction()?;
        if self.current.kind == TokenKind::End {
            return Err(ParseError::new(open, unclosed));
        }
        if self.current.kind != *close {
            return Err(self.unexpected_after_expression());
        }
        self.depth -= 1;
        self.advance()?;
        Ok(filter)
    }

    /// `expression = path "pr" / path compareOp value / valuePath`; the current token is the word.
    fn expression(&mut self, word: &'t str, start: usize) -> Result<Filter> {
        let path = self.path(word)?;
        let operator = match self.current.kind {
            TokenKind::Word(operator) => operator,
            _ => "",
        };
        if path.filter.is_some() && path.sub.is_none() {
            if word::is_operator(operator) {
                return Err(self.error(ParseErrorKind::ComparedValuePath));
            }
            return Ok(Filter::ValuePath(path));
        }
        if operator.eq_ignore_ascii_case("pr") {
            self.advance()?;
            return Ok(Filter::Present(path));
        }
        match word::compare_op(operator) {
            Some(op) => self.comparison(path, op, operator),
            None => Err(self.no_operator(&path, operator, start)),
        }
    }

    /// `compareOp value`; the current token is the operator.
    fn comparison(&mut self, path: Path, op: CompareOp, operator: &'t str) -> Result<Filter> {
        self.advance()?;
        let value = match &mut self.current.kind {
            TokenKind::Text(text) => Literal::String(std::mem::take(text)),
            TokenKind::Word(word) if word::logical(word).is_none() => {
                let word = *word;
                word::literal(word).map_err(|kind| self.error(kind))?
            }
            _ => {
                return Err(self.error(ParseErrorKind::MissingValue {
                    operator: operator.to_owned(),
                }));
            }
        };
        self.advance()?;
        Ok(Filter::Compare { path, op, value })
    }

    /// `path = attrPath [ "[" disjunction "]" [ "." ATTRNAME ] ]`; the current token is the word.
    fn path(&mut self, word: &'t str) -> Result<Path> {
        let mut path = word::attribute_path(word, self.current.start)?;
        self.advance()?;
        if self.current.kind == TokenKind::SquareOpen {
            self.value_filter(&mut path)?;
        }
        match self.current.kind {
            TokenKind::Word(word) if word.starts_with('.') => {
                Err(self.error(ParseErrorKind::SpaceInPath))
            }
            _ => Ok(path),
        }
    }

    /// `"[" disjunction "]" [ "." ATTRNAME ]`; the current token is the bracket.
    fn value_filter(&mut self, path: &mut Path) -> Result<()> {
        // `valFilter` has no `valuePath` (RFC 7644 §3.4.2.2), and no sub-attribute is complex (RFC 7643 §2.3.8).
        if self.in_value_filter {
            return Err(self.error(ParseErrorKind::NestedValuePath));
        }
        if path.sub.is_some() {
            return Err(self.error(ParseErrorKind::FilterAfterSubAttribute));
        }
        self.in_value_filter = true;
        let filter = self.enclosed(
            &TokenKind::SquareClose,
            ParseErrorKind::EmptyValueFilter,
            ParseErrorKind::UnclosedBracket,
        )?;
        self.in_value_filter = false;
        path.filter = Some(Box::new(filter));
        if let TokenKind::Word(word) = self.current.kind
            && let Some(sub) = word.strip_prefix('.').filter(|_| !self.current.spaced)
        {
            word::sub_attribute(sub, self.current.start + 1)?;
            path.sub = Some(sub.to_owned());
            self.advance()?;
        }
        Ok(())
    }
}

/// What the filter adds to an `Or`: parentheses around an `or` inside another change nothing.
fn operands_of_or(filter: Filter) -> Vec<Filter> {
    match filter {
        Filter::Or(operands) => operands,
        other => vec![other],
    }
}

/// What the filter adds to an `And`.
fn operands_of_and(filter: Filter) -> Vec<Filter> {
    match filter {
        Filter::And(operands) => operands,
        other => vec![other],
    }
}
