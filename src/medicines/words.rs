//! The words of a medicine's written name: lower case, one spelling, strengths and signs apart.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::reference::table;

/// One piece of a written name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A word in its one spelling.
    Word(String),
    /// A number with or without its unit, "10mg", "0.5%", "28".
    Quantity(String),
    /// A sign or word that joins two ingredients, or stands inside a strength: `/ + & and with`.
    Joint,
    /// A comma or semicolon: what follows is often the dose.
    Break,
}

impl Piece {
    /// The word, or nothing.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

pub(crate) const SPELLINGS: &str = include_str!("data/spellings.csv");

/// Words whose meaning is the same and whose spelling is not, by how they are written; read when
/// first asked for.
fn spellings() -> &'static HashMap<String, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Spelling {
        written: String,
        meant: String,
    }
    static KNOWN: OnceLock<HashMap<String, String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let rows = table(SPELLINGS).into_iter();
        rows.map(|Spelling { written, meant }| (written, meant))
            .collect()
    })
}

/// A written name in pieces, and what it says in brackets in pieces of its own.
pub(crate) fn pieces(text: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for sign in text.chars() {
        match sign {
            '(' | '[' => {
                depth += 1;
                outside.push(' ');
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                inside.push(' ');
            }
            _ if depth == 0 => outside.push(sign),
            _ => inside.push(sign),
        }
    }
    (split(&outside), split(&inside))
}

fn split(text: &str) -> Vec<Piece> {
    let signs: Vec<char> = text.to_lowercase().chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let sign = signs[at];
        if sign.is_ascii_digit() {
            let end = end_of_quantity(&signs, at);
            pieces.push(Piece::Quantity(signs[at..end].iter().collect()));
            at = end;
        } else if sign.is_alphabetic() {
            let length = signs[at..]
                .iter()
                .take_while(|sign| sign.is_alphanumeric() || **sign == '\'')
                .count();
            let word: String = signs[at..at + length]
                .iter()
                .filter(|sign| **sign != '\'')
                .collect();
            pieces.push(if matches!(word.as_str(), "and" | "with") {
                Piece::Joint
            } else {
                Piece::Word(spelled(&word))
            });
            at += length;
        } else {
            match sign {
                '/' | '+' | '&' => pieces.push(Piece::Joint),
                ',' | ';' => pieces.push(Piece::Break),
                _ => {}
            }
            at += 1;
        }
    }
    pieces
}

/// A number runs on through points and commas between digits, its percent sign and its unit.
fn end_of_quantity(signs: &[char], start: usize) -> usize {
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let mut at = start;
    while digit(at) || (matches!(signs.get(at), Some('.' | ',')) && digit(at + 1)) {
        at += 1;
    }
    while signs
        .get(at)
        .is_some_and(|sign| *sign == '%' || sign.is_alphabetic())
    {
        at += 1;
    }
    at
}

fn spelled(word: &str) -> String {
    let word = word.replace("sulph", "sulf");
    match spellings().get(&word) {
        Some(one) => one.clone(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let (outside, inside) = pieces(text);
        let show = |pieces: Vec<Piece>| {
            let words: Vec<String> = pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Word(word) => word,
                    Piece::Quantity(quantity) => format!("<{quantity}>"),
                    Piece::Joint => "+".to_owned(),
                    Piece::Break => ",".to_owned(),
                })
                .collect();
            words.join(" ")
        };
        format!("{} | {}", show(outside), show(inside))
    }

    #[test]
    fn a_name_falls_into_words_and_strengths() {
        assert_eq!(
            shown("Co-codamol 30mg/500mg tablets (A B & C Ltd), take TWO"),
            "co codamol <30mg> + <500mg> tablets , take two | a b + c ltd"
        );
        assert_eq!(
            shown("Octasa_MR Tab E/C 1,000.5mg"),
            "octasa mr tab e + c <1,000.5mg> | "
        );
    }

    #[test]
    fn old_and_new_spellings_are_one() {
        assert_eq!(shown("MORPHINE SULPHATE"), shown("Morphine sulf"));
        assert_eq!(
            shown("Frusemide and Bendrofluazide"),
            "furosemide + bendroflumethiazide | "
        );
    }

    #[test]
    fn no_spelling_is_told_twice_or_leads_to_another() {
        let rows = SPELLINGS.lines().skip(1);
        assert_eq!(rows.count(), spellings().len());
        for meant in spellings().values() {
            assert!(!spellings().contains_key(meant), "{meant}");
        }
    }

    #[test]
    fn an_open_bracket_runs_to_the_end() {
        assert_eq!(
            shown("Co-Trimoxazole(Trimethoprim/Sulfamethox"),
            "co trimoxazole | trimethoprim + sulfamethoxazole"
        );
    }
}
