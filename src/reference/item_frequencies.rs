//! How often each substance is dispensed.

use serde::Deserialize;

use super::table;
use crate::model::Substance;

pub(crate) const TABLE: &str = include_str!("data/item_frequencies.csv");

/// Items dispensed in England in 2018 by substance, the 500 most dispensed, in code order.
#[must_use]
pub fn item_frequencies() -> Vec<(Substance, u64)> {
    #[derive(Deserialize)]
    struct FrequencyRow {
        code: Substance,
        items: u64,
    }
    let rows = table(TABLE).into_iter();
    rows.map(|FrequencyRow { code, items }| (code, items))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::substances;

    #[test]
    fn five_hundred_frequencies_name_known_substances() {
        let frequencies = item_frequencies();
        assert_eq!(frequencies.len(), 500);
        assert!(
            frequencies
                .iter()
                .all(|(code, items)| substances().contains(*code) && *items > 0)
        );
    }
}
