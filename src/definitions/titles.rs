//! From the title of a published comparator to the indicator it is, and the ages it counts, by the
//! words of `titles.toml`. A title that no rule knows keeps its words in its id.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::known;
use crate::model::{AgeBand, OLDEST, Unit};

/// Every embedded list of words by name.
pub const WORD_LISTS: [(&str, &str); 1] = [("titles.toml", include_str!("data/titles.toml"))];

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
        let rules = TitleRules::shipped();
        let words = rules.words(title);
        let indicator = match rules.known(&words) {
            Some(id) => id.to_owned(),
            None => format!("{}{}", known::PUBLISHED, slug(&words)),
        };
        let mean = indicator.ends_with("_mean") || has(&words, &rules.means);
        Self {
            indicator,
            band: rules
                .ages
                .band(&words)
                .filter(|_| !rules.ages.are_strange(&words))
                .unwrap_or(AgeBand::ALL),
            unit: if mean { Unit::Mean } else { Unit::Percent },
        }
    }

    pub(crate) fn is_known(&self) -> bool {
        TitleRules::shipped().indicators.contains(&self.indicator)
    }
}

/// What the words of a title mean; the file says it of each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleRules {
    indicators: Vec<String>,
    measures: Vec<String>,
    means: Vec<String>,
    numbers: BTreeMap<String, u32>,
    ages: AgeWords,
    family: Vec<TitleFamily>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeWords {
    words: Vec<String>,
    before: Vec<String>,
    younger: Vec<String>,
    bands_from: Vec<u32>,
    thresholds_to: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleFamily {
    begins: Vec<Vec<String>>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    mean: Option<String>,
    always: Option<String>,
    #[serde(default)]
    at_least: Vec<TitleThreshold>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleThreshold {
    number: u32,
    indicator: String,
}

impl TitleRules {
    fn shipped() -> &'static Self {
        static RULES: OnceLock<TitleRules> = OnceLock::new();
        RULES.get_or_init(|| {
            toml::from_str(WORD_LISTS[0].1).expect("a test reads the embedded titles")
        })
    }

    /// Lower-case words and numbers; `+` stays with its number, and measures go from the front.
    fn words(&self, title: &str) -> Vec<String> {
        title
            .to_lowercase()
            .split(|c: char| !(c.is_alphanumeric() || c == '+'))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .skip_while(|word| self.measures.contains(word))
            .collect()
    }

    fn known(&self, words: &[String]) -> Option<&str> {
        let id = words.join("_");
        if let Some(id) = self.indicators.iter().find(|known| **known == id) {
            return Some(id);
        }
        if self.ages.are_strange(words) {
            return None;
        }
        let family = self.family.iter().find(|family| family.takes(words))?;
        if family.makes_another(words) {
            return None;
        }
        let by_threshold = || {
            let mut rules = family.at_least.iter();
            let rule = rules.find(|rule| self.has_threshold(words, rule.number))?;
            Some(rule.indicator.as_str())
        };
        let mean = family.mean.as_deref();
        mean.filter(|_| has(words, &self.means))
            .or(family.always.as_deref())
            .or_else(by_threshold)
    }

    /// Whether the threshold is in the title, as a figure or in words.
    fn has_threshold(&self, words: &[String], number: u32) -> bool {
        words.iter().enumerate().any(|(at, word)| {
            let age = at > 0 && self.ages.before.contains(&words[at - 1]);
            let spelt = || self.numbers.get(word).copied();
            !age && figure(word).or_else(spelt) == Some(number)
        })
    }
}

impl TitleFamily {
    fn takes(&self, words: &[String]) -> bool {
        let mut groups = self.begins.iter();
        groups.all(|starts| beginning(words, starts).is_some())
            && (self.words.is_empty() || has(words, &self.words))
    }

    /// Whether what follows the family's word makes the title another comparator's.
    fn makes_another(&self, words: &[String]) -> bool {
        let first = self.begins.first();
        let at = first.and_then(|starts| beginning(words, starts));
        at.is_some_and(|at| has(&words[at..], &self.unless))
    }
}

impl AgeWords {
    /// Whether a title speaks of ages that are none of the bands: it is then no comparator of ours.
    fn are_strange(&self, words: &[String]) -> bool {
        let old = |word: &String| {
            word.ends_with('+') && figure(word).is_some_and(|number| number > self.thresholds_to)
        };
        let spoken_of = has(words, &self.words) || words.iter().any(old);
        has(words, &self.younger) || (spoken_of && self.band(words).is_none())
    }

    /// "aged 75 and over", "over 75", "75+" and "75 or over" are all 75 and over; "65 to 74" is both
    /// ends.
    fn band(&self, words: &[String]) -> Option<AgeBand> {
        let number = |at: usize| figure(words.get(at)?);
        (0..words.len()).find_map(|at| {
            let from = number(at).filter(|from| self.bands_from.contains(from))?;
            let range = words.get(at + 1).is_some_and(|word| word == "to");
            let next = if range { at + 2 } else { at + 1 };
            let to = number(next).filter(|to| (from..=OLDEST).contains(to));
            Some(AgeBand { from, to })
        })
    }
}

/// The number a word is, with or without a plus.
fn figure(word: &str) -> Option<u32> {
    word.trim_end_matches('+').parse().ok()
}

fn has(words: &[String], wanted: &[String]) -> bool {
    words.iter().any(|word| wanted.contains(word))
}

/// Where the first word stands that begins with one of these.
fn beginning(words: &[String], starts: &[String]) -> Option<usize> {
    let begins = |word: &String| starts.iter().any(|start| word.starts_with(start.as_str()));
    words.iter().position(begins)
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
        let rules = TitleRules::shipped();
        for id in &rules.indicators {
            is(id, id);
            let catalogue = crate::definitions::Catalogue::shipped();
            assert!(catalogue.indicator(id).is_some(), "{id}");
        }
        for family in &rules.family {
            let by_threshold = family.at_least.iter().map(|rule| &rule.indicator);
            for id in family.mean.iter().chain(&family.always).chain(by_threshold) {
                assert!(rules.indicators.contains(id), "{id}");
            }
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
