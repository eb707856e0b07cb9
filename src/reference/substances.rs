//! Names of BNF substances by their nine-character codes.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{moves, table};
use crate::model::Substance;

pub(crate) const TABLE: &str = include_str!("data/substances.csv");

/// Names of the BNF substances; read when first asked for.
pub fn substances() -> &'static Substances {
    static SUBSTANCES: OnceLock<Substances> = OnceLock::new();
    SUBSTANCES.get_or_init(Substances::embedded)
}

/// The substance table: 4,093 codes, 247 of them known without a name.
pub struct Substances {
    names: BTreeMap<Substance, String>,
}

impl Substances {
    fn embedded() -> Self {
        #[derive(Deserialize)]
        struct NameRow {
            code: Substance,
            name: String,
        }
        let rows = table(TABLE).into_iter();
        Self {
            names: rows.map(|NameRow { code, name }| (code, name)).collect(),
        }
    }

    /// Whether the code is in the table.
    #[must_use]
    pub fn contains(&self, substance: Substance) -> bool {
        self.names.contains_key(&substance)
    }

    /// The substance's name as NHSBSA writes it, or as it wrote it under an earlier code; the code
    /// where no name is known.
    #[must_use]
    pub fn name(&self, substance: Substance) -> String {
        let own = self.named(substance);
        let former = || {
            moves()
                .former(substance)
                .iter()
                .find_map(|old| self.named(*old))
        };
        let name = own.or_else(former);
        name.map_or_else(|| substance.to_string(), str::to_owned)
    }

    fn named(&self, substance: Substance) -> Option<&str> {
        let name = self.names.get(&substance)?;
        (!name.is_empty()).then_some(name.as_str())
    }

    /// Every code with its name, in code order; the name is empty where none is known.
    pub fn iter(&self) -> impl Iterator<Item = (Substance, &str)> {
        self.names.iter().map(|(code, name)| (*code, name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Substance;

    fn code(text: &str) -> Substance {
        Substance::from_bnf_code(text.as_bytes()).expect("a code").0
    }

    #[test]
    fn ramipril_has_its_name_and_an_unknown_code_shows_itself() {
        assert_eq!(substances().name(code("0205051R0")), "Ramipril");
        assert_eq!(substances().name(code("0205051ZZ")), "0205051ZZ");
        assert!(!substances().contains(code("0205051ZZ")));
    }

    #[test]
    fn a_name_with_a_comma_stays_whole() {
        assert_eq!(
            substances().name(code("0913011H0")),
            "Pdr 2.4 kcal/ml m/sk lower volume, higher protein (0913011)"
        );
    }

    #[test]
    fn the_table_has_the_documented_size() {
        assert_eq!(substances().iter().count(), 4_093);
        assert_eq!(
            substances()
                .iter()
                .filter(|(_, name)| name.is_empty())
                .count(),
            247
        );
    }
}
