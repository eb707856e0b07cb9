//! What a row supplies of an opioid: its strength from the name of the presentation, its quantity
//! and its days from their cells. What the row does not say is not guessed.

use super::supply;
use crate::extract::field::Field;
use crate::extract::row::Row;
use crate::files::CellCache;
use crate::files::text;
use crate::medicines::drug_part;
use crate::medicines::morphine_equivalents;
use crate::medicines::{Dictionary, presentation};
use crate::model::OpioidSupply;
use crate::model::{DmdCode, Substance};

/// Columns that say which presentation it is.
const NAMING: [Field; 3] = [Field::Medicine, Field::BnfCode, Field::DmdCode];

/// Presentations of opioids that have been met.
pub(crate) struct OpioidReader<'a> {
    dictionary: Option<&'a Dictionary>,
    /// Micrograms of oral morphine in one, by the cells that say which it is.
    per_unit: CellCache<Option<u32>>,
    cells: Vec<u8>,
}

impl<'a> OpioidReader<'a> {
    pub(crate) fn new(dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            dictionary,
            per_unit: CellCache::default(),
            cells: Vec::new(),
        }
    }

    /// What a row of an opioid supplies; `None` if its strength or quantity is not known.
    pub(crate) fn supply(
        &mut self,
        row: &Row<'_>,
        substance: Substance,
        quantity: Option<f64>,
        days: Option<f64>,
    ) -> Option<OpioidSupply> {
        let cell = |field| row.filled(field).unwrap_or_default();
        self.cells.clear();
        self.cells.extend(substance.as_bytes());
        for field in NAMING {
            self.cells.push(0);
            self.cells.extend(cell(field));
        }
        let dictionary = self.dictionary;
        let [name, bnf_code, dmd_code] = NAMING.map(cell);
        let per_unit = self.per_unit.of(&self.cells, |_| {
            let name = text(name);
            // A row's own name says more than that of a code, which may be of a pack.
            morphine_equivalents()
                .micrograms(substance, [drug_part(&name)].into_iter())
                .or_else(|| by_code(dictionary?, bnf_code, dmd_code))
        })?;
        let said = |number: f64| hundredths(number).filter(|_| number > 0.0);
        Some(OpioidSupply {
            per_unit,
            quantity: match quantity {
                Some(quantity) => hundredths(quantity)?,
                None if row.filled(Field::Quantity).is_some() => return None,
                None => hundredths(quantity_in_text(&text(name))?)?,
            },
            days: days.and_then(said).unwrap_or(0),
        })
    }
}

fn by_code(dictionary: &Dictionary, bnf_code: &[u8], dmd_code: &[u8]) -> Option<u32> {
    let restored = Substance::from_bnf_code(bnf_code).is_ok_and(|(_, restored)| restored);
    let of_bnf = || dictionary.opioid(&presentation(&text(bnf_code), restored));
    let of_dmd = || {
        let mut codes = DmdCode::parse(dmd_code).ok()?.codes();
        codes.find_map(|code| dictionary.opioid(&code.to_string()))
    };
    of_bnf().or_else(of_dmd)
}

/// The quantity of "drug, dose, quantity" in one cell: what stands behind the last comma and blank.
fn quantity_in_text(cell: &str) -> Option<f64> {
    let parts: Vec<&str> = cell.split(", ").collect();
    let last = parts.last().filter(|_| parts.len() >= 3)?;
    supply::quantity(last.as_bytes()).ok()
}

fn hundredths(number: f64) -> Option<u32> {
    let hundredths = (number * 100.0).round();
    (0.0..=f64::from(u32::MAX))
        .contains(&hundredths)
        .then_some(hundredths as u32)
}
