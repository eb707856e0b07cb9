//! Substances that NHSBSA has given another BNF code.
//!
//! A move is followed where one new code took over everything that was seen under the old one.
//! Where presentations went to several codes, or some stayed, the whole presentation code would
//! decide, which the table does not hold: such rows stay under the code they have.
//!
//! A move can lead into another chapter: idebenone went from 04 to 11, which does not count as a
//! medicine. A list, a score and the countable chapters take a substance in by its own code or by
//! any code it had before, so that it is on the same lists before and after, and idebenone counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::table;
use crate::model::Substance;

pub(crate) const TABLE: &str = include_str!("data/moves.csv");

/// Substances with another code than before; read when first asked for.
pub fn moves() -> &'static Moves {
    static MOVES: OnceLock<Moves> = OnceLock::new();
    MOVES.get_or_init(|| Moves::read(TABLE).expect("the embedded moves have no circle"))
}

#[derive(Deserialize)]
struct Move {
    old: Substance,
    new: Substance,
    scope: String,
}

/// Old codes and what became of them.
#[derive(Debug, Default)]
pub struct Moves {
    /// From each code that was given up to the one that is used today.
    current: BTreeMap<Substance, Substance>,
    /// The same, read backwards.
    former: BTreeMap<Substance, Vec<Substance>>,
    split: BTreeSet<Substance>,
}

/// A code that, followed from move to move, leads back to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Circle(Substance);

impl Moves {
    /// Reads a table of old code, new code and scope; only the scope `whole` is followed.
    fn read(text: &str) -> Result<Self, Circle> {
        let mut steps = BTreeMap::new();
        let mut moves = Self::default();
        for Move { old, new, scope } in table(text) {
            if scope == "whole" {
                steps.insert(old, new);
            } else {
                moves.split.insert(old);
            }
        }
        for &old in steps.keys() {
            let mut at = old;
            let mut seen = BTreeSet::from([old]);
            while let Some(&next) = steps.get(&at) {
                if !seen.insert(next) {
                    return Err(Circle(old));
                }
                at = next;
            }
            moves.current.insert(old, at);
            moves.former.entry(at).or_default().push(old);
        }
        Ok(moves)
    }

    /// The code that a substance has today: its own, unless all of it has moved.
    #[must_use]
    pub fn current(&self, substance: Substance) -> Substance {
        self.current.get(&substance).copied().unwrap_or(substance)
    }

    /// The codes that a substance had before, in code order.
    #[must_use]
    pub fn former(&self, substance: Substance) -> &[Substance] {
        self.former.get(&substance).map_or(&[], Vec::as_slice)
    }

    /// Whether part of what was under this code has moved, or went to several codes: its rows stay
    /// where they are.
    #[must_use]
    pub fn is_split(&self, substance: Substance) -> bool {
        self.split.contains(&substance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::substances;

    fn code(text: &str) -> Substance {
        Substance::from_bnf_code(text.as_bytes()).expect("a code").0
    }

    #[test]
    fn moves_are_followed_to_the_end() {
        let text = "old,new,scope\n0101010A0,0101010B0,whole\n0101010B0,0101010C0,whole\n";
        let moves = Moves::read(text).expect("no circle");
        for old in ["0101010A0", "0101010B0", "0101010C0"] {
            assert_eq!(moves.current(code(old)), code("0101010C0"), "{old}");
        }
        assert_eq!(
            moves.former(code("0101010C0")),
            [code("0101010A0"), code("0101010B0")]
        );
        assert_eq!(moves.former(code("0101010A0")), []);
    }

    #[test]
    fn a_circle_is_refused() {
        let text = "old,new,scope\n0101010A0,0101010B0,whole\n0101010B0,0101010A0,whole\n";
        assert_eq!(
            Moves::read(text).map(|_| ()),
            Err(Circle(code("0101010A0")))
        );
    }

    #[test]
    fn what_moved_in_part_or_to_several_codes_stays() {
        // Umeclidinium went to two codes; some beclometasone became beclometasone with formoterol.
        for old in ["0301040U0", "0302000C0"] {
            assert_eq!(moves().current(code(old)), code(old));
            assert!(moves().is_split(code(old)));
        }
        assert!(!moves().is_split(code("0407020AH")) && !moves().is_split(code("0205051R0")));
    }

    #[test]
    fn tapentadol_and_idebenone_move_and_keep_their_names() {
        assert_eq!(moves().current(code("0407020AH")), code("0407020AG"));
        assert_eq!(moves().current(code("0411000H0")), code("1108030AB"));
        // The table has no name for the new code of nivolumab.
        assert_eq!(moves().current(code("0802040AT")), code("0801050CX"));
        assert_eq!(substances().name(code("0801050CX")), "Nivolumab");
    }
}
