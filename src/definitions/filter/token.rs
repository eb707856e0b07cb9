//! A filter's words, quoted texts and signs, each with its place.

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// First character, from 0.
    pub(crate) at: usize,
    /// Characters.
    pub(crate) length: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Word(String),
    Quoted(String),
    Sign(Op),
    Open,
    Close,
    Comma,
}

/// How a fact is held against a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
}

impl Op {
    /// Whether it asks for an order and not for sameness alone.
    pub(crate) fn is_ordered(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::In => "IN",
        }
    }
}

/// A place that is no token, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(crate) struct TokenFault {
    pub(crate) at: usize,
    pub(crate) length: usize,
    pub(crate) what: &'static str,
}

/// Splits a text into tokens.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, TokenFault> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = characters.get(at) {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = match first {
            '"' | '\'' => quoted_text(&characters, at)?,
            '(' => (TokenKind::Open, 1),
            ')' => (TokenKind::Close, 1),
            ',' => (TokenKind::Comma, 1),
            '=' | '<' | '>' | '!' => sign(&characters, at)?,
            _ => word(&characters[at..]),
        };
        tokens.push(Token { kind, at, length });
        at += length;
    }
    Ok(tokens)
}

fn sign(characters: &[char], at: usize) -> Result<(TokenKind, usize), TokenFault> {
    let (op, length) = match (characters[at], characters.get(at + 1)) {
        ('!', Some('=')) | ('<', Some('>')) => (Op::NotEqual, 2),
        ('<', Some('=')) => (Op::AtMost, 2),
        ('>', Some('=')) => (Op::AtLeast, 2),
        ('=', Some('=')) => (Op::Equal, 2),
        ('<', _) => (Op::Less, 1),
        ('>', _) => (Op::More, 1),
        ('=', _) => (Op::Equal, 1),
        _ => {
            return Err(TokenFault {
                at,
                length: 1,
                what: "the comparisons are =, !=, <, <=, > and >=",
            });
        }
    };
    Ok((TokenKind::Sign(op), length))
}

/// A quotation mark inside is written twice.
fn quoted_text(characters: &[char], at: usize) -> Result<(TokenKind, usize), TokenFault> {
    let mark = characters[at];
    let mut text = String::new();
    let mut next = at + 1;
    loop {
        match (characters.get(next), characters.get(next + 1)) {
            (Some(one), Some(two)) if *one == mark && *two == mark => {
                text.push(mark);
                next += 2;
            }
            (Some(one), _) if *one == mark => {
                return Ok((TokenKind::Quoted(text), next + 1 - at));
            }
            (Some(one), _) => {
                text.push(*one);
                next += 1;
            }
            (None, _) => {
                return Err(TokenFault {
                    at,
                    length: characters.len() - at,
                    what: "this quotation mark is never closed",
                });
            }
        }
    }
}

fn word(characters: &[char]) -> (TokenKind, usize) {
    let inside = characters.iter().take_while(|c| !ends_a_word(**c));
    let word: String = inside.collect();
    let length = word.chars().count();
    (TokenKind::Word(word), length)
}

/// An apostrophe inside a word is part of it.
fn ends_a_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '=' | '<' | '>' | '!' | '(' | ')' | ',')
}

/// The text as a filter writes it: bare if it reads back as the same text, else quoted.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '.' | '/');
    let keyword = ["and", "or", "not", "in"].contains(&text.to_ascii_lowercase().as_str());
    if !text.is_empty() && text.chars().all(plain) && !keyword && number(text).is_none() {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\"\""))
    }
}

/// A decimal number of at most 15 digits: more would not be told apart.
pub(crate) fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let is_plain = unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if !is_plain || !(1..=15).contains(&digits) {
        return None;
    }
    text.parse().ok()
}
