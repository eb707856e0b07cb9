//! From a medicine's written name to its BNF substance: "Amitriptyline 10mg tablets".
//!
//! A wrong substance is a missed or a wrongly counted patient, so a name resolves only where
//! what is written decides it. The longest substance name that the text begins with, in whole
//! words, is taken; anything after it that could belong to the name, or a second ingredient,
//! leaves the text unresolved.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::combinations::Combinations;
use super::words::{Piece, pieces};
use super::{homes, labels, routes};
use crate::model::Substance;
use crate::reference::substances;

/// What a written name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// One substance.
    One(Substance),
    /// Several substances have this name, and nothing written decides between them.
    Ambiguous,
    /// No substance is known by this name.
    Unknown,
}

/// A substance known by a name without its salt.
struct KnownName {
    salts: Vec<String>,
    code: Substance,
    /// Whether the name stands for several ingredients, so that two strengths are its own.
    several: bool,
}

/// Every name of the substance table, ready for look-up.
pub struct Names {
    /// By the words of the name without its salt.
    by_words: BTreeMap<Vec<String>, Vec<KnownName>>,
    combinations: Combinations,
    longest: usize,
}

/// The names of the embedded substance table; read when first asked for.
pub fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| Names::read(substances().iter()))
}

/// What a part of a text begins with.
pub(crate) struct Start<'a> {
    pub(crate) words: &'a [String],
    pub(crate) salts: Vec<String>,
    /// What follows the name and its salts.
    rest: &'a [Piece],
}

impl Names {
    fn read<'a>(table: impl Iterator<Item = (Substance, &'a str)>) -> Self {
        let mut by_words: BTreeMap<Vec<String>, Vec<KnownName>> = BTreeMap::new();
        let mut combinations = Combinations::default();
        for (code, name) in table {
            if name.is_empty() || labels::is_collection(name) || homes::is_set_aside(code) {
                continue;
            }
            let (outside, inside) = pieces(name);
            combinations.add(&outside, code);
            let several = outside.contains(&Piece::Joint);
            if several {
                continue;
            }
            let words: Vec<String> = outside
                .iter()
                .filter_map(Piece::word)
                .map(str::to_owned)
                .collect();
            if words.is_empty() || outside.iter().any(|piece| matches!(piece, Piece::Break)) {
                continue;
            }
            combinations.add(&inside, code);
            let several =
                inside.contains(&Piece::Joint) || matches!(words[0].as_str(), "co" | "biphasic");
            let (words, salts) = labels::without_salts(words);
            by_words.entry(words).or_default().push(KnownName {
                salts,
                code,
                several,
            });
        }
        let longest = by_words.keys().map(Vec::len).max().unwrap_or(0);
        Self {
            by_words,
            combinations,
            longest,
        }
    }

    /// What the text stands for. Strength, form, pack, supplier and brand in brackets do not
    /// matter, nor do letter case and the older British spellings.
    #[must_use]
    pub fn resolve(&self, text: &str) -> NameMatch {
        let (mut outside, inside) = pieces(text);
        let breaks = outside.iter().position(|piece| *piece == Piece::Break);
        // With the form named, the description is complete and the dose follows.
        if let Some(at) = breaks
            && outside[..at]
                .iter()
                .filter_map(Piece::word)
                .any(labels::is_form)
        {
            outside.truncate(at);
        }
        let (parts, two_strengths) = parts(&outside);
        let Some(starts) = self.starts(&parts) else {
            return NameMatch::Unknown;
        };
        let [first, others @ ..] = starts.as_slice() else {
            return NameMatch::Unknown;
        };
        let mut candidates: Vec<Substance> = if others.is_empty() {
            let known = &self.by_words[first.words];
            let several = known.iter().any(|known| known.several);
            let second =
                self.names_another(&inside, first) || self.names_another(first.rest, first);
            if (second || two_strengths) && !several {
                return NameMatch::Unknown;
            }
            let Some(codes) = with_salts(first, known) else {
                return NameMatch::Unknown;
            };
            codes
        } else {
            let codes = self.combinations.of(starts.iter().map(|start| start.words));
            if codes.is_empty() {
                return NameMatch::Unknown;
            }
            codes
        };
        // The only home of a name needs no further evidence.
        let only_home = others.is_empty() && self.by_words[first.words].len() == 1;
        let told = routes::told(&outside);
        if !only_home {
            routes::keep_possible(&told, &mut candidates);
            if first.salts.is_empty() {
                homes::decide(first.words, &told, &outside, &mut candidates);
            }
        }
        match candidates.as_slice() {
            [code]
                if !routes::speak_against(&told, *code, only_home)
                    && !homes::is_told_apart_elsewhere(first.words, &outside) =>
            {
                NameMatch::One(*code)
            }
            _ => NameMatch::Ambiguous,
        }
    }

    /// The substance each part begins with; parts of forms and strengths alone are left out.
    /// `None` where a part begins with something else, or goes on with a word that could belong
    /// to the name.
    fn starts<'a>(&'a self, parts: &[&'a [Piece]]) -> Option<Vec<Start<'a>>> {
        let mut starts: Vec<Start<'_>> = Vec::new();
        for part in parts {
            // A joint right behind a name promises a second one.
            let label_only = part.iter().filter_map(Piece::word).all(labels::is_label);
            let promised = starts.last().is_some_and(|last| last.rest.is_empty());
            if part.is_empty() || (label_only && promised) {
                return None;
            }
            if label_only {
                continue;
            }
            let start = self.start(part)?;
            match start.rest.first() {
                Some(Piece::Word(word)) if !labels::is_label(word) => return None,
                _ => starts.push(start),
            }
        }
        Some(starts)
    }

    /// The longest name the pieces begin with, and the salts behind it.
    fn start<'a>(&'a self, pieces: &'a [Piece]) -> Option<Start<'a>> {
        let words: Vec<String> = pieces
            .iter()
            .map_while(Piece::word)
            .map(str::to_owned)
            .collect();
        let (length, known) = (1..=words.len().min(self.longest))
            .rev()
            .find_map(|length| Some((length, self.by_words.get_key_value(&words[..length])?.0)))?;
        let salts = labels::salts(&words[length..]);
        let rest = &pieces[length + salts.len()..];
        Some(Start {
            words: known,
            salts: labels::sorted(salts),
            rest,
        })
    }

    /// Whether the pieces name a substance other than the one they follow.
    fn names_another(&self, pieces: &[Piece], first: &Start<'_>) -> bool {
        (0..pieces.len()).any(|at| {
            let label = pieces[at].word().is_none_or(labels::is_label);
            !label
                && self
                    .start(&pieces[at..])
                    .is_some_and(|other| other.words != first.words)
        })
    }
}

/// The parts of a text between joints, and whether it gives two strengths of substance. A joint
/// within a strength ("10mg/5ml", "25micrograms/hour") joins nothing.
fn parts(pieces: &[Piece]) -> (Vec<&[Piece]>, bool) {
    let (mut parts, mut start, mut two_strengths) = (Vec::new(), 0, false);
    for (at, piece) in pieces.iter().enumerate() {
        if !matches!(piece, Piece::Joint | Piece::Break) {
            continue;
        }
        let strength_before = at > 0
            && match &pieces[at - 1] {
                Piece::Quantity(_) => true,
                Piece::Word(word) => labels::is_unit(word),
                _ => false,
            };
        match pieces.get(at + 1) {
            Some(Piece::Quantity(quantity)) if strength_before => {
                two_strengths |= !labels::is_per(quantity, pieces.get(at + 2));
            }
            Some(Piece::Word(word)) if strength_before && labels::is_unit(word) => {}
            _ => {
                parts.push(&pieces[start..at]);
                start = at + 1;
            }
        }
    }
    parts.push(&pieces[start..]);
    (parts, two_strengths)
}

/// The candidates that a written salt leaves: those with this salt, or all where the table makes
/// no difference by salt. Without a written salt all are left.
fn with_salts(name: &Start<'_>, known: &[KnownName]) -> Option<Vec<Substance>> {
    let salts = &name.salts;
    let codes = |fits: &dyn Fn(&KnownName) -> bool| -> Vec<Substance> {
        known
            .iter()
            .filter(|known| fits(known))
            .map(|known| known.code)
            .collect()
    };
    if salts.is_empty() {
        return Some(codes(&|_| true));
    }
    let exact = codes(&|known| known.salts == *salts);
    if !exact.is_empty() {
        return Some(exact);
    }
    let element = name.words.iter().any(|word| labels::is_element(word));
    (!element && known.iter().all(|known| known.salts.is_empty())).then(|| codes(&|_| true))
}
