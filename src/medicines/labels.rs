//! The words around a medicine's name: salts, forms, units, and the words of a class. They stand in
//! `data/labels.toml`.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::words::Piece;
use crate::reference::word_lists;

pub(crate) const WORDS: &str = include_str!("data/labels.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    salts: HashSet<String>,
    elements: HashSet<String>,
    classes: HashSet<String>,
    units: HashSet<String>,
    amounts: HashSet<String>,
    forms: HashSet<String>,
    descriptions: HashSet<String>,
}

/// Read when first asked for.
fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| word_lists(WORDS))
}

/// A form: with one named, a description is complete.
pub(crate) fn is_form(word: &str) -> bool {
    labels().forms.contains(word)
}

/// A word that belongs to no name.
pub(crate) fn is_label(word: &str) -> bool {
    is_form(word) || labels().descriptions.contains(word) || is_unit(word)
}

pub(crate) fn is_unit(word: &str) -> bool {
    labels().units.contains(word)
}

/// A word that stands for a class of substances.
pub(crate) fn is_class(word: &str) -> bool {
    labels().classes.contains(word)
}

fn is_salt(word: &str) -> bool {
    labels().salts.contains(word)
}

pub(crate) fn is_element(word: &str) -> bool {
    labels().elements.contains(word)
}

/// An entry of the table that collects what has no entry, or that is out of use.
pub(crate) fn is_collection(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("other ") || name.ends_with("(old)") || name == "simple"
}

/// Whether the quantity behind a stroke is what a strength is given per ("5ml", "24hours",
/// "1 g"), and not a second strength.
pub(crate) fn is_per(quantity: &str, next: Option<&Piece>) -> bool {
    let unit = quantity.trim_start_matches(|sign: char| !sign.is_ascii_alphabetic() && sign != '%');
    let unit = match (unit, next.and_then(Piece::word)) {
        ("", Some(word)) => word,
        (unit, _) => unit,
    };
    is_unit(unit) && !labels().amounts.contains(unit)
}

/// The salts a run of words begins with.
pub(crate) fn salts(words: &[String]) -> Vec<String> {
    let salts = words.iter().take_while(|word| is_salt(word));
    salts.cloned().collect()
}

/// Salts in one order, so that they can be compared.
pub(crate) fn sorted(mut salts: Vec<String>) -> Vec<String> {
    salts.sort();
    salts
}

/// A name without the salts at its end, and those salts.
pub(crate) fn without_salts(mut words: Vec<String>) -> (Vec<String>, Vec<String>) {
    let whole = words.clone();
    let mut salts = Vec::new();
    while words.len() > 1 && words.last().is_some_and(|word| is_salt(word)) {
        salts.extend(words.pop());
    }
    // Salts of elements are substances of their own.
    if words.last().is_some_and(|word| is_element(word)) {
        return (whole, Vec::new());
    }
    (words, sorted(salts))
}
