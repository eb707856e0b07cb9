//! From the title of a published comparator to the indicator it is, and the ages it counts: the one
//! place for these rules. A title that no rule knows keeps its words in its id.

use super::known;
use crate::model::{AgeBand, Unit};

/// Indicators a title can be, which a file may also name by their id.
pub(crate) const KNOWN: [&str; 16] = [
    "medicines_mean",
    "items_mean",
    "medicines_6_plus",
    "medicines_8_plus",
    "medicines_10_plus",
    "medicines_15_plus",
    "medicines_20_plus",
    "acb_6_plus",
    "acb_9_plus",
    "acb_12_plus",
    "acb_mean",
    "damn_2_plus",
    "nsaid_with_damn",
    "anticoagulant_antiplatelet_2_plus",
    "anticoagulant_antiplatelet_3_plus",
    "falls_risk_mean",
];

/// Lower ends of the bands a dashboard filters by.
const FROM: [u32; 3] = [65, 75, 85];

/// Longest id made of a title, in characters.
const LONGEST: usize = 80;

/// What a title says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Our indicator id, or `comparator_` and the title's words.
    pub(crate) indicator: String,
    /// The ages in it; everyone where it names none.
    pub(crate) band: AgeBand,
    /// Percent, or mean.
    pub(crate) unit: Unit,
}

impl Title {
    pub(crate) fn read(title: &str) -> Self {
        let words = words(title);
        let indicator = match known(&words) {
            Some(id) => id.to_owned(),
            None => format!("{}{}", known::PUBLISHED, slug(&words)),
        };
        let mean = indicator.ends_with("_mean") || has(&words, &["average", "mean"]);
        Self {
            indicator,
            band: ages(&words)
                .filter(|_| !ages_of_its_own(&words))
                .unwrap_or(AgeBand::ALL),
            unit: if mean { Unit::Mean } else { Unit::Percent },
        }
    }

    pub(crate) fn is_known(&self) -> bool {
        KNOWN.contains(&self.indicator.as_str())
    }
}

/// Lower-case words and numbers; `+` stays with its number, and what only says how the number is
/// measured ("% of", "number of") goes from the front.
fn words(title: &str) -> Vec<String> {
    let lower = title.to_lowercase();
    let mut words: Vec<String> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '+'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let measures = [
        "percentage",
        "percent",
        "proportion",
        "number",
        "count",
        "no",
        "of",
    ];
    let skip = words
        .iter()
        .take_while(|word| measures.contains(&word.as_str()))
        .count();
    words.drain(..skip);
    words
}

fn has(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| wanted.contains(&word.as_str()))
}

/// Whether some word begins with one of these.
fn begins(words: &[String], wanted: &[&str]) -> bool {
    words
        .iter()
        .any(|word| wanted.iter().any(|start| word.starts_with(start)))
}

/// Whether the threshold is in the title, as a figure or in words.
fn threshold(words: &[String], number: u32) -> bool {
    const IN_WORDS: [(&str, u32); 8] = [
        ("two", 2),
        ("three", 3),
        ("six", 6),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("twelve", 12),
        ("fifteen", 15),
    ];
    // "aged 20 and over" is an age, not a threshold.
    const BEFORE_AGES: [&str; 5] = ["age", "aged", "ages", "over", "under"];
    words.iter().enumerate().any(|(at, word)| {
        let age = at > 0 && BEFORE_AGES.contains(&words[at - 1].as_str());
        let figure = word.trim_end_matches('+').parse().ok();
        let spelt = IN_WORDS.iter().find(|(spelt, _)| spelt == word);
        !age && figure.or(spelt.map(|(_, number)| *number)) == Some(number)
    })
}

/// Whether a title speaks of ages that are none of our bands: it is then no comparator of ours.
fn ages_of_its_own(words: &[String]) -> bool {
    const YOUNGER: [&str; 4] = ["under", "below", "younger", "children"];
    let age_words = has(words, &["age", "aged", "ages", "years"]);
    let old = |word: &String| {
        word.ends_with('+')
            && word
                .trim_end_matches('+')
                .parse::<u32>()
                .is_ok_and(|n| n > 20)
    };
    has(words, &YOUNGER) || ((age_words || words.iter().any(old)) && ages(words).is_none())
}

fn known(words: &[String]) -> Option<&'static str> {
    let id = words.join("_");
    if let Some(id) = KNOWN.iter().find(|known| **known == id) {
        return Some(id);
    }
    if ages_of_its_own(words) {
        return None;
    }
    let mean = has(words, &["average", "mean"]);
    let first = |rules: &[(u32, &'static str)]| {
        let rule = rules.iter().find(|(number, _)| threshold(words, *number));
        rule.map(|(_, id)| *id)
    };
    if begins(words, &["acb", "anticholinergic"]) {
        let rules = [(12, "acb_12_plus"), (9, "acb_9_plus"), (6, "acb_6_plus")];
        return if mean {
            Some("acb_mean")
        } else {
            first(&rules)
        };
    }
    let kidney = begins(words, &["aki", "damn", "kidney"]);
    if begins(words, &["nsaid"]) {
        return (kidney || has(words, &["other"])).then_some("nsaid_with_damn");
    }
    if kidney {
        return first(&[(2, "damn_2_plus")]);
    }
    if begins(words, &["anticoagulant"]) && begins(words, &["antiplatelet"]) {
        return first(&[
            (3, "anticoagulant_antiplatelet_3_plus"),
            (2, "anticoagulant_antiplatelet_2_plus"),
        ]);
    }
    // "Medicines that raise the risk of falling" and the like are other comparators.
    let at = words
        .iter()
        .position(|word| word.starts_with("medicine") || word.starts_with("medication"))?;
    if has(&words[at..], &["with", "likely", "that", "which", "risk"]) {
        return None;
    }
    if mean {
        return Some("medicines_mean");
    }
    first(&[
        (20, "medicines_20_plus"),
        (15, "medicines_15_plus"),
        (10, "medicines_10_plus"),
        (8, "medicines_8_plus"),
    ])
}

/// "aged 75 and over", "over 75", "75+" and "75 or over" are all 75 and over; "65 to 74" is both
/// ends.
fn ages(words: &[String]) -> Option<AgeBand> {
    let number = |at: usize| {
        let word: &String = words.get(at)?;
        word.trim_end_matches('+').parse::<u32>().ok()
    };
    for at in 0..words.len() {
        let Some(from) = number(at).filter(|from| FROM.contains(from)) else {
            continue;
        };
        let next = if words.get(at + 1).is_some_and(|word| word == "to") {
            at + 2
        } else {
            at + 1
        };
        let to = number(next).filter(|to| (from..=120).contains(to));
        return Some(AgeBand { from, to });
    }
    None
}

fn slug(words: &[String]) -> String {
    let mut slug = words.join("_").replace('+', "_plus");
    if let Some((at, _)) = slug.char_indices().nth(LONGEST) {
        slug.truncate(at);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> (String, String, Unit) {
        let title = Title::read(title);
        (title.indicator, title.band.to_string(), title.unit)
    }

    fn is(title: &str, indicator: &str) {
        assert_eq!(read(title).0, indicator, "{title}");
    }

    #[test]
    fn unique_medicines_by_threshold() {
        is(
            "Patients prescribed 10 or more unique medicines",
            "medicines_10_plus",
        );
        is(
            "% of patients prescribed 8 or more unique medicines",
            "medicines_8_plus",
        );
        is(
            "Patients prescribed 15 or more unique medicines",
            "medicines_15_plus",
        );
        is(
            "Number of patients prescribed 20+ medicines",
            "medicines_20_plus",
        );
        is("10 or more unique medicines", "medicines_10_plus");
        is(
            "Patients with 10 or more unique medicines",
            "medicines_10_plus",
        );
        is(
            "Patients prescribed ten or more unique medicines",
            "medicines_10_plus",
        );
    }

    #[test]
    fn anticholinergic_burden_by_threshold() {
        is("Patients with an ACB score of 6 or more", "acb_6_plus");
        is(
            "Patients with an anticholinergic burden score of 9 or greater",
            "acb_9_plus",
        );
        is("ACB score of 12 or more", "acb_12_plus");
        is("Average ACB score", "acb_mean");
    }

    #[test]
    fn kidney_injury_with_and_without_an_nsaid() {
        is(
            "Patients prescribed two or more medicines likely to cause AKI (DAMN)",
            "damn_2_plus",
        );
        is(
            "Patients prescribed 2 or more medicines likely to cause acute kidney injury",
            "damn_2_plus",
        );
        is(
            "Patients prescribed an NSAID and one or more other unique medicines likely to cause kidney injury (DAMN medicines)",
            "nsaid_with_damn",
        );
    }

    #[test]
    fn anticoagulants_and_antiplatelets() {
        is(
            "Patients prescribed three or more concurrent anticoagulants/antiplatelets",
            "anticoagulant_antiplatelet_3_plus",
        );
        is(
            "Patients with multiple anticoagulants and antiplatelets regularly prescribed (3 or more)",
            "anticoagulant_antiplatelet_3_plus",
        );
    }

    #[test]
    fn means_are_means() {
        assert_eq!(
            read("Average number of unique medicines per patient"),
            ("medicines_mean".to_owned(), "all".to_owned(), Unit::Mean)
        );
        is("Mean number of medicines", "medicines_mean");
    }

    #[test]
    fn ages_become_bands() {
        for (title, band) in [
            (
                "Patients aged 75 and over prescribed 10 or more unique medicines",
                "75+",
            ),
            (
                "Patients over 75 prescribed 10 or more unique medicines",
                "75+",
            ),
            ("Patients 65+ prescribed 10 or more unique medicines", "65+"),
            (
                "Patients prescribed 10 or more unique medicines (85 or over)",
                "85+",
            ),
            (
                "Patients aged 65 to 74 prescribed 10 or more unique medicines",
                "65-74",
            ),
            ("Patients prescribed 10 or more unique medicines", "all"),
        ] {
            assert_eq!(
                read(title),
                (
                    "medicines_10_plus".to_owned(),
                    band.to_owned(),
                    Unit::Percent
                ),
                "{title}"
            );
        }
    }

    #[test]
    fn an_id_of_ours_is_itself_and_has_a_definition() {
        for id in KNOWN {
            is(id, id);
            let catalogue = super::super::catalogue::Catalogue::shipped();
            assert!(catalogue.indicator(id).is_some(), "{id}");
        }
    }

    #[test]
    fn a_title_no_rule_knows_keeps_its_words() {
        is(
            "Patients prescribed 10 or more medicines with a falls risk",
            "comparator_patients_prescribed_10_or_more_medicines_with_a_falls_risk",
        );
        is(
            "% of Patients on 4+ analgesics",
            "comparator_patients_on_4_plus_analgesics",
        );
        assert!(read(&"word ".repeat(60)).0.len() < 100);
    }

    #[test]
    fn an_age_is_no_threshold_and_strange_ages_are_no_comparator_of_ours() {
        let id = |title: &str| Title::read(title).indicator;
        assert_eq!(
            id("Patients aged 20 and over prescribed 10 or more medicines"),
            "comparator_patients_aged_20_and_over_prescribed_10_or_more_medicines"
        );
        assert!(id("10 or more unique medicines aged under 65").starts_with("comparator_"));
        assert!(id("10 or more unique medicines aged 70+").starts_with("comparator_"));
        assert_eq!(
            id("10 or more unique medicines, aged 75 and over"),
            "medicines_10_plus"
        );
    }
}
