//! What is wrong with a file of definitions, and where in it.

use std::fmt;
use std::ops::Range;

/// A definition that cannot be used: the file, and what is wrong with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFault {
    /// File name.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// Where in the file, if it can be said.
    pub place: Option<TextPlace>,
}

/// A place in a text, and the line it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPlace {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// Characters, at least 1.
    pub length: usize,
    /// The line as it stands.
    pub shown: String,
}

impl TextPlace {
    /// The place of a range of bytes; it ends with its first line.
    pub(crate) fn of(text: &str, range: &Range<usize>) -> Self {
        let start = floor(text, range.start);
        let end = floor(text, range.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let characters = |from: usize, to: usize| text[from..to.max(from)].chars().count();
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: characters(line_start, start) + 1,
            length: characters(start, end.min(line_end)).max(1),
            shown: text[line_start..line_end].trim_end().to_owned(),
        }
    }
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `FILE:LINE:COLUMN: what`, the line, and a mark under the place.
impl fmt::Display for DefinitionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, what, place } = self;
        let Some(place) = place else {
            return write!(f, "{file}: {what}");
        };
        let shown = place.shown.replace(|c: char| c.is_control(), " ");
        let marks = " ".repeat(place.column - 1) + &"^".repeat(place.length);
        write!(
            f,
            "{file}:{}:{}: {what}\n  {shown}\n  {marks}",
            place.line, place.column
        )
    }
}

/// What a check found wrong, and the value that is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) what: String,
    /// The value as it stands in the file, without its quotation marks; empty: the id.
    pub(crate) value: String,
}

impl Wrong {
    pub(crate) fn new(what: impl Into<String>, value: &str) -> Self {
        Self {
            what: what.into(),
            value: value.to_owned(),
        }
    }

    /// As a fault of the definition of this id, the `number`th (from 0) that has it in the text.
    pub(crate) fn of(self, file: &str, text: &str, id: &str, number: usize) -> DefinitionFault {
        let place = find(text, id, number, &self.value);
        DefinitionFault {
            file: file.to_owned(),
            what: self.what,
            place: place.map(|range| TextPlace::of(text, &range)),
        }
    }
}

/// The value inside the definition; else the definition's id.
fn find(text: &str, id: &str, number: usize, value: &str) -> Option<Range<usize>> {
    let quoted = format!("\"{id}\"");
    let is_id = |at: &usize| {
        let line = text[..*at].rsplit('\n').next().unwrap_or_default();
        let key = line.trim().strip_suffix('=').map(str::trim_end);
        key == Some("id")
    };
    let places = text.match_indices(&quoted).map(|(at, _)| at);
    let id_at = places.filter(is_id).nth(number)?;
    let start = text[..id_at].rfind("\n[[").map_or(0, |at| at + 1);
    let wanted = [format!("\"{value}\""), format!("'{value}'")];
    let inside = wanted.iter().filter(|_| !value.is_empty());
    let found = inside
        .filter_map(|wanted| {
            text[start..]
                .find(wanted.as_str())
                .map(|at| (start + at, wanted.len()))
        })
        .min();
    let (at, length) = found.unwrap_or((id_at, quoted.len()));
    Some(at..at + length)
}

/// A fault of the TOML itself, in words that name the key.
pub(crate) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> DefinitionFault {
    DefinitionFault {
        file: file.to_owned(),
        what: in_words(error.message()),
        place: error.span().map(|range| TextPlace::of(text, &range)),
    }
}

/// The reader's words, with the nearest key instead of all keys.
fn in_words(message: &str) -> String {
    let mut named = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let what = if message.starts_with("unknown field") {
            "key"
        } else {
            "word"
        };
        let unknown = named.next().unwrap_or_default();
        let known: Vec<&str> = named.collect();
        return match super::catalogue::nearest(unknown, known.iter().copied()) {
            Some(near) => format!("unknown {what} {unknown}; did you mean {near}?"),
            None => format!("unknown {what} {unknown}; known are {}", known.join(", ")),
        };
    }
    if message.starts_with("missing field") {
        return format!("the key {} is missing", named.next().unwrap_or_default());
    }
    if message.contains("untagged enum Expected") {
        return "expect: true, false, a whole number or \"not counted\"".to_owned();
    }
    message.trim_end().lines().collect::<Vec<_>>().join(" ")
}
