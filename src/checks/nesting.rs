//! Comparators that lie within one another: whoever takes 20 medicines takes 15. Published counts
//! and bare lists that say otherwise were cut at different times, or are mislabelled.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Evidence, Finding};
use crate::cohort::PublishedKey;

/// The words and the threshold of an id such as `medicines_10_plus`.
fn threshold(indicator: &str) -> Option<(&str, u32)> {
    let (family, number) = indicator.strip_suffix("_plus")?.rsplit_once('_')?;
    Some((family, number.parse().ok()?))
}

/// Published counts that are higher at a higher threshold of the same comparator, organisation,
/// month and ages.
pub(crate) fn of_published(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut chains: BTreeMap<PublishedKey, BTreeMap<u32, u64>> = BTreeMap::new();
    for (key, figure) in &evidence.reading.published {
        if let (Some((family, number)), Some(count)) = (threshold(&key.indicator), figure.numerator)
        {
            let chain = PublishedKey {
                indicator: family.to_owned(),
                ..key.clone()
            };
            chains.entry(chain).or_default().insert(number, count);
        }
    }
    let rising = |counts: &&BTreeMap<u32, u64>| {
        counts
            .values()
            .zip(counts.values().skip(1))
            .any(|(lower, higher)| higher > lower)
    };
    let broken = chains.values().filter(rising).count();
    let text = format!(
        "published comparators that do not nest (more people at a higher threshold): {broken} of {} series",
        chains.len()
    );
    if broken == 0 {
        return Vec::new();
    }
    vec![Finding::new("comparators", text)]
}

/// Lists that name people whom the list of a lower threshold does not.
pub(crate) fn of_lists(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut lists: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for listed in &evidence.reading.listed {
        // A title without a definition of ours is text of the file, and has no threshold.
        if let Some(indicator) = &listed.indicator {
            lists.entry(indicator).or_default().insert(&listed.patient);
        }
    }
    let mut families: BTreeMap<&str, BTreeMap<u32, &BTreeSet<&str>>> = BTreeMap::new();
    for (indicator, people) in &lists {
        if let Some((family, number)) = threshold(indicator) {
            families.entry(family).or_default().insert(number, people);
        }
    }
    let mut found = Vec::new();
    for (family, chain) in families {
        for ((low, outer), (high, inner)) in chain.iter().zip(chain.iter().skip(1)) {
            let outside = inner.difference(outer).count();
            if outside > 0 {
                let text = format!(
                    "{outside} people of the list {family}_{high}_plus are not on {family}_{low}_plus"
                );
                found.push(Finding::new("comparators", text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::threshold;

    #[test]
    fn a_threshold_is_the_number_before_plus() {
        assert_eq!(threshold("medicines_10_plus"), Some(("medicines", 10)));
        assert_eq!(
            threshold("anticoagulant_antiplatelet_3_plus"),
            Some(("anticoagulant_antiplatelet", 3))
        );
        assert_eq!(threshold("damn_2_plus_with_diuretics"), None);
        assert_eq!(threshold("nsaid_with_damn"), None);
    }
}
