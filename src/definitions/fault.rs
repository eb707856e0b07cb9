//! What is wrong with a file of definitions, and where in it.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::nearest;

/// How alike an id has to be to be offered for another.
const ALIKE: f64 = 0.8;

/// A definition that cannot be used: the file, and what is wrong with which key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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

/// Which definition of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DefinitionSpot {
    /// The one that the file is.
    WholeFile,
    /// One of an array of tables, by its key and position.
    Entry(&'static str, usize),
}

/// What a check found wrong with a definition, and the value that is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blame {
    what: String,
    /// The keys that the value stands under; none: the definition as such, told at its id.
    keys: &'static [&'static str],
    value: String,
}

impl Blame {
    /// Of the definition as such.
    pub(crate) fn whole(what: impl Into<String>) -> Self {
        Self::at(what, &[], "")
    }

    /// Of a text under one of these keys.
    pub(crate) fn at(what: impl Into<String>, keys: &'static [&'static str], value: &str) -> Self {
        Self {
            what: what.into(),
            keys,
            value: value.to_owned(),
        }
    }

    /// As a fault of a definition of this file.
    pub(crate) fn of(self, (file, text): (&str, &str), spot: DefinitionSpot) -> DefinitionFault {
        let place = self.place(text, spot);
        DefinitionFault {
            file: file.to_owned(),
            what: self.what,
            place: place.map(|range| TextPlace::of(text, &range)),
        }
    }

    /// The value in the text; else the definition's id.
    fn place(&self, text: &str, spot: DefinitionSpot) -> Option<Range<usize>> {
        let file = DeTable::parse(text).ok()?;
        let file = file.get_ref();
        let definition = match spot {
            DefinitionSpot::WholeFile => file,
            DefinitionSpot::Entry(key, at) => {
                let entries = file.get(key)?.get_ref().as_array()?;
                entries.get(at)?.get_ref().as_table()?
            }
        };
        let blamed = self.keys.iter().filter_map(|key| definition.get(*key));
        let mut places = blamed.filter_map(|value| place_of(&self.value, value));
        places.next().or_else(|| Some(definition.get("id")?.span()))
    }
}

/// Where a text first stands in a value.
fn place_of(text: &str, value: &Spanned<DeValue<'_>>) -> Option<Range<usize>> {
    match value.get_ref() {
        DeValue::String(found) => (found == text).then(|| value.span()),
        DeValue::Array(values) => values.iter().find_map(|value| place_of(text, value)),
        DeValue::Table(values) => {
            let places = values.values().filter_map(|value| place_of(text, value));
            places.min_by_key(|place| place.start)
        }
        _ => None,
    }
}

/// Reads a file, `(name, text)`, as what it should be.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    (file, text): (&str, &str),
) -> Result<T, DefinitionFault> {
    toml::from_str(text).map_err(|error| DefinitionFault {
        file: file.to_owned(),
        what: in_words(error.message()),
        place: error.span().map(|range| TextPlace::of(text, &range)),
    })
}

/// The reader's words, with the nearest key instead of all keys.
fn in_words(message: &str) -> String {
    if let Some(UnknownName { what, name, known }) = UnknownName::of(message) {
        return match nearest_id(name, known.iter().copied()) {
            Some(near) => format!("unknown {what} {name}; did you mean {near}?"),
            None => format!("unknown {what} {name}; known are {}", known.join(", ")),
        };
    }
    if message.starts_with("missing field") {
        let key = quoted(message).next().unwrap_or_default();
        return format!("the key {key} is missing");
    }
    if message.contains("untagged enum Expected") {
        return "expect: true, false, a whole number or \"not counted\"".to_owned();
    }
    message.trim_end().lines().collect::<Vec<_>>().join(" ")
}

/// A key or word that the reader does not know, and those it would have taken. Its message is the
/// one thing that says so.
pub(crate) struct UnknownName<'a> {
    pub(crate) what: &'static str,
    pub(crate) name: &'a str,
    pub(crate) known: Vec<&'a str>,
}

impl<'a> UnknownName<'a> {
    pub(crate) fn of(message: &'a str) -> Option<Self> {
        let what = if message.starts_with("unknown field") {
            "key"
        } else if message.starts_with("unknown variant") {
            "word"
        } else {
            return None;
        };
        let mut names = quoted(message);
        Some(Self {
            what,
            name: names.next().unwrap_or_default(),
            known: names.collect(),
        })
    }
}

/// What stands between backticks.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// The known id most like a mistyped one, if any is near.
pub fn nearest_id<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(typed, known, ALIKE, str::to_ascii_lowercase)
}

/// The nearest id as the end of a message; nothing if none is near.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = nearest_id(typed, known);
    near.map(|near| format!("; did you mean {near}?"))
        .unwrap_or_default()
}
