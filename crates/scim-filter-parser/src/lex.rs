//! Text to tokens: words, strings, brackets. What a word means depends on where it stands, so the parser decides.

use crate::error::{ParseError, ParseErrorKind};

/// What JSON calls whitespace. The grammar has only SP, but the RFC itself prints filters over two lines.
const WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// One token and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind<'t>,
    /// Byte offset of the first byte.
    pub(crate) start: usize,
    /// Whether whitespace stands before it.
    pub(crate) spaced: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind<'t> {
    /// A longest run of anything but whitespace, brackets, parentheses and double quotes.
    Word(&'t str),
    /// A JSON string, unescaped.
    Text(String),
    RoundOpen,
    RoundClose,
    SquareOpen,
    SquareClose,
    End,
}

/// Reads tokens one at a time, so that the leftmost mistake is the one reported.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, position: 0 }
    }

    /// The next token; `End` at the end, for ever.
    pub(crate) fn next(&mut self) -> Result<Token<'t>, ParseError> {
        let spaced = self.skip_whitespace();
        let start = self.position;
        let Some(first) = self.rest().chars().next() else {
            return Ok(Token {
                kind: TokenKind::End,
                start,
                spaced,
            });
        };
        let kind = match first {
            '(' => self.bracket(TokenKind::RoundOpen),
            ')' => self.bracket(TokenKind::RoundClose),
            '[' => self.bracket(TokenKind::SquareOpen),
            ']' => self.bracket(TokenKind::SquareClose),
            '"' => TokenKind::Text(self.string()?),
            found if found.is_whitespace() => {
                return Err(ParseError::new(
                    start,
                    ParseErrorKind::UnsupportedWhitespace { found },
                ));
            }
            _ => self.word()?,
        };
        Ok(Token {
            kind,
            start,
            spaced,
        })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Whether the next token is `(`.
    pub(crate) fn before_parenthesis(&self) -> bool {
        self.rest().trim_start_matches(WHITESPACE).starts_with('(')
    }

    /// Skips whitespace; whether there was any.
    fn skip_whitespace(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start_matches(WHITESPACE).len();
        self.position += skipped;
        skipped > 0
    }

    fn bracket(&mut self, kind: TokenKind<'t>) -> TokenKind<'t> {
        self.position += 1;
        kind
    }

    fn word(&mut self) -> Result<TokenKind<'t>, ParseError> {
        let start = self.position;
        // A quote opens a string wherever it stands (RFC 7644 §3.5.2.2 prints `value eq"…"`), but nothing may
        // be glued to its end.
        if self
            .text
            .get(..start)
            .is_some_and(|before| before.ends_with('"'))
        {
            return Err(ParseError::new(start, ParseErrorKind::MissingSpace));
        }
        let rest = self.rest();
        // Most words are ASCII: a byte tells.
        let plain = rest
            .bytes()
            .position(|byte| !byte.is_ascii() || ends_word(char::from(byte)));
        let end = plain.and_then(|at| Some(at + rest.get(at..)?.find(ends_word)?));
        let word = end.and_then(|end| rest.get(..end));
        let word = word.unwrap_or(rest);
        self.position += word.len();
        Ok(TokenKind::Word(word))
    }

    /// A JSON string (RFC 8259 §7) from its opening quote on, unescaped. Copies runs between escapes whole.
    fn string(&mut self) -> Result<String, ParseError> {
        let opening = self.position;
        self.position += 1;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            // No byte of a longer character is one of these.
            let Some(run) = rest
                .bytes()
                .position(|b| b == b'"' || b == b'\\' || b < b' ')
            else {
                return Err(ParseError::new(opening, ParseErrorKind::UnterminatedString));
            };
            let (plain, special) = rest.split_at_checked(run).unwrap_or_default();
            value.push_str(plain);
            self.position += run;
            match special.as_bytes().first().copied().unwrap_or_default() {
                b'"' => {
                    self.position += 1;
                    return Ok(value);
                }
                b'\\' => value.push(self.escape()?),
                control => {
                    let kind = ParseErrorKind::ControlCharacter {
                        found: char::from(control),
                    };
                    return Err(ParseError::new(self.position, kind));
                }
            }
        }
    }

    /// One escape from its backslash on; a surrogate pair counts as one.
    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.position;
        let simple = match self.rest().as_bytes().get(1) {
            Some(b'u') => return self.unicode_escape(),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.invalid_escape(start, 2)),
        };
        self.position += 2;
        Ok(simple)
    }

    fn unicode_escape(&mut self) -> Result<char, ParseError> {
        let start = self.position;
        let first = self.code_unit()?;
        let lone = || ParseError::new(start, ParseErrorKind::LoneSurrogate);
        if !(0xD800..=0xDFFF).contains(&first) {
            return char::from_u32(first).ok_or_else(lone);
        }
        // Above the basic plane JSON writes UTF-16: a high surrogate, then a low one (RFC 8259 §7).
        if first > 0xDBFF || !self.rest().starts_with("\\u") {
            return Err(lone());
        }
        let second = self.code_unit()?;
        if !(0xDC00..=0xDFFF).contains(&second) {
            return Err(lone());
        }
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)).ok_or_else(lone)
    }

    /// The four hexadecimal digits of `\uXXXX`.
    fn code_unit(&mut self) -> Result<u32, ParseError> {
        let start = self.position;
        let digits = self
            .rest()
            .get(2..6)
            .filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|four| u32::from_str_radix(four, 16).ok()) else {
            return Err(self.invalid_escape(start, 6));
        };
        self.position += 6;
        Ok(unit)
    }

    /// The error that shows at most `length_max` characters of a bad escape, not beyond the end of the string.
    fn invalid_escape(&self, start: usize, length_max: usize) -> ParseError {
        let rest = self.rest();
        let beyond_backslash = rest
            .chars()
            .skip(1)
            .take(length_max - 1)
            .take_while(|c| *c != '"');
        let found = std::iter::once('\\').chain(beyond_backslash).collect();
        ParseError::new(start, ParseErrorKind::InvalidEscape { found })
    }
}

fn ends_word(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '"') || c.is_whitespace()
}
