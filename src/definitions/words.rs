//! A definition in words, made from the same data that is executed.

use super::catalogue::Catalogue;
use super::definition::{Condition, Feature, Indicator};
use super::drug_lists::DrugList;
use super::scores::ScoreTable;

/// What an indicator counts, out of what.
#[must_use]
pub fn rule_text(indicator: &Indicator, catalogue: &Catalogue) -> String {
    if let Some(id) = &indicator.mean_of {
        let among = match indicator.denominator.as_slice() {
            [] => String::new(),
            conditions => format!(" with {}", all_of(conditions, catalogue)),
        };
        return format!(
            "Sum of \"{}\" over patient-months{among}, divided by their number.",
            title(id, catalogue)
        );
    }
    if !indicator.needs.is_empty() {
        return format!(
            "Not assessable from prescriptions: it needs {}.",
            indicator.needs.join(" and ")
        );
    }
    let out_of = match indicator.denominator.as_slice() {
        [] => "every patient-month".to_owned(),
        conditions => format!("patient-months with {}", all_of(conditions, catalogue)),
    };
    format!(
        "Patient-months with {}, out of {out_of}.",
        all_of(&indicator.numerator, catalogue)
    )
}

fn all_of(conditions: &[Condition], catalogue: &Catalogue) -> String {
    let texts: Vec<String> = conditions
        .iter()
        .map(|c| condition_text(c, catalogue))
        .collect();
    texts.join(" and ")
}

/// One condition: the feature's title in quotes, and its bounds.
fn condition_text(condition: &Condition, catalogue: &Catalogue) -> String {
    let bounds = bounds_text(condition.at_least, condition.at_most);
    format!("\"{}\" {bounds}", title(&condition.feature, catalogue))
}

/// Bounds in words: `10 or more`, `none`, `2 to 4`.
#[must_use]
pub fn bounds_text(at_least: Option<u32>, at_most: Option<u32>) -> String {
    match (at_least, at_most) {
        (Some(least), None) => format!("{least} or more"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (None, Some(0)) => "none".to_owned(),
        (None, Some(most)) => format!("{most} or fewer"),
        (None, None) => "any".to_owned(),
    }
}

/// How a feature is made.
#[must_use]
pub fn feature_text(feature: &Feature, catalogue: &Catalogue) -> String {
    let quoted = |ids: &[String], title: &dyn Fn(&str) -> String| {
        let titles: Vec<String> = ids.iter().map(|id| format!("\"{}\"", title(id))).collect();
        titles.join(", ")
    };
    let list_title = |id: &str| {
        catalogue
            .lists()
            .list(id)
            .map_or(id.to_owned(), |list| list.title.clone())
    };
    let score_title = |id: &str| {
        catalogue
            .lists()
            .score(id)
            .map_or(id.to_owned(), |score| score.title.clone())
    };
    if let Some(scores) = &feature.sum {
        let scores: Vec<String> = scores.iter().cloned().collect();
        let within = feature
            .within
            .as_deref()
            .map(|list| format!(" on the list \"{}\"", list_title(list)));
        return format!(
            "Sum of the {} of its distinct substances{}.",
            quoted(&scores, &score_title),
            within.unwrap_or_default()
        );
    }
    let on_lists = |what: &str, ids: &[String]| {
        let lists = if ids.len() == 1 { "list" } else { "lists" };
        format!("{what} on the {lists} {}.", quoted(ids, &list_title))
    };
    if !feature.count.is_empty() {
        return on_lists("Number of distinct substances", &feature.count);
    }
    if !feature.items_of.is_empty() {
        return on_lists("Items of substances", &feature.items_of);
    }
    if feature.given.is_some() {
        return "Taken from the extract.".to_owned();
    }
    format!(
        "How many of these are above zero: {}.",
        quoted(&feature.above_zero, &|id| title(id, catalogue))
    )
}

/// The rule's mark, and the denominator's where it is another.
pub(crate) fn mark_text(indicator: &Indicator) -> String {
    let mark = indicator.status;
    match indicator.denominator_status.filter(|other| *other != mark) {
        Some(other) => format!("{}; denominator: {}", mark.as_str(), other.as_str()),
        None => mark.as_str().to_owned(),
    }
}

/// Which substances are on a list.
pub(crate) fn list_rule(list: &DrugList) -> String {
    let mut rule = format!("BNF codes that begin with {}", list.include.join(", "));
    if !list.exclude.is_empty() {
        rule.push_str("; without ");
        rule.push_str(&list.exclude.join(", "));
    }
    rule
}

/// How a score table is read.
pub(crate) fn score_rule(score: &ScoreTable) -> String {
    format!("Points of each substance, on the scale {}", score.scale)
}

/// How every item rate is made.
pub(crate) const ITEM_RATE_RULE: &str =
    "Items of practice-level prescribing, per 1,000 registered patients and month.";

fn title(feature: &str, catalogue: &Catalogue) -> String {
    catalogue
        .feature(feature)
        .map_or_else(|| feature.to_owned(), |feature| feature.title.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> String {
        let catalogue = Catalogue::shipped();
        rule_text(catalogue.indicator(id).expect("shipped"), catalogue)
    }

    #[test]
    fn a_rule_says_its_threshold_and_its_denominator() {
        assert_eq!(
            rule("medicines_10_plus"),
            "Patient-months with \"Unique medicines\" 10 or more, out of every patient-month."
        );
        assert_eq!(
            rule("damn_2_plus"),
            "Patient-months with \"Medicines likely to cause kidney injury (DAMN)\" 2 or more, \
             out of patient-months with \"Medicines likely to cause kidney injury (DAMN)\" 1 or more."
        );
    }

    #[test]
    fn a_mean_and_an_absence_are_worded() {
        assert_eq!(
            rule("items_mean"),
            "Sum of \"Items\" over patient-months, divided by their number."
        );
        assert_eq!(
            rule("asthma_beta_blocker"),
            "Not assessable from prescriptions: it needs a diagnosis of asthma."
        );
        assert_eq!(
            rule("opioid_items_mean"),
            "Sum of \"Items of opioids\" over patient-months with \"Opioids\" 1 or more, divided by \
             their number."
        );
        assert!(rule("nsaid_65_plus_unprotected").contains("\"Ulcer-healing medicines\" none"));
    }
}
