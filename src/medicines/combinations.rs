//! Substances of several ingredients, by the set of their ingredients' names.

use std::collections::{BTreeMap, BTreeSet};

use super::labels;
use super::words::Piece;
use crate::model::Substance;

/// Combination entries of the substance table.
#[derive(Default)]
pub(crate) struct Combinations {
    by_parts: BTreeMap<BTreeSet<Vec<String>>, Vec<Substance>>,
    /// "Ramipril with Diuretic", "Paracetamol combined preparations": an entry that may hold any
    /// combination of its first ingredient.
    open: Vec<(Vec<String>, Substance)>,
}

impl Combinations {
    /// Takes in an entry's name, or what stands in its brackets.
    pub(crate) fn add(&mut self, name: &[Piece], code: Substance) {
        let parts: Vec<Vec<String>> = name
            .split(|piece| *piece == Piece::Joint)
            .map(|part| {
                let words = part.iter().filter_map(Piece::word).map(str::to_owned);
                labels::without_salts(words.collect()).0
            })
            .filter(|part| !part.is_empty())
            .collect();
        let open = parts.iter().flatten().any(|word| labels::is_class(word));
        match parts.as_slice() {
            [] => {}
            [first, ..] if open => {
                let words = first.iter().take_while(|word| !labels::is_class(word));
                let (words, _) = labels::without_salts(words.cloned().collect());
                self.open.push((words, code));
            }
            [_] => {}
            _ => {
                let known = self.by_parts.entry(parts.into_iter().collect());
                known.or_default().push(code);
            }
        }
    }

    /// The entries that a combination of these ingredients may be. Infusion fluids are not told
    /// apart by their ingredients, so a salt of an element is no ingredient here.
    pub(crate) fn of<'a>(&self, parts: impl Iterator<Item = &'a [String]>) -> Vec<Substance> {
        let parts: BTreeSet<Vec<String>> = parts.map(<[String]>::to_vec).collect();
        if parts.iter().flatten().any(|word| labels::is_element(word)) {
            return Vec::new();
        }
        let Some(closed) = self.by_parts.get(&parts) else {
            return Vec::new();
        };
        let open = self.open.iter().filter(|(first, _)| parts.contains(first));
        let mut codes = closed.clone();
        codes.extend(open.map(|(_, code)| *code));
        codes
    }
}
