//! What an indicator or a feature is, as its TOML file says it. Closed shapes: an unknown key is
//! an error, and so is a rule that the catalogue's checks cannot make sense of.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Mark, Source, Unit};

/// A number a patient-month has: a count of substances, a sum of their items or points, a count of
/// other features, or a column of the extract. Exactly one of `count`, `items_of`, `sum`,
/// `above_zero` and `given`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// The id that conditions name.
    pub id: String,
    /// What it counts, in the field's words.
    pub title: String,
    /// Distinct substances that are on at least one of these drug lists.
    #[serde(default)]
    pub count: Vec<String>,
    /// Sum of the items of substances on at least one of these drug lists.
    #[serde(default)]
    pub items_of: Vec<String>,
    /// Sum of the points of this score table, or of several of one scale, each substance once.
    pub sum: Option<Scores>,
    /// Only substances of this drug list are summed.
    pub within: Option<String>,
    /// How many of these features are above zero.
    #[serde(default)]
    pub above_zero: Vec<String>,
    /// Taken from the extract.
    pub given: Option<ExtractFact>,
    /// How far the rule can be relied on.
    #[serde(default)]
    pub mark: Mark,
}

/// Ids of one or several score tables.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMore")]
pub struct Scores(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl From<OneOrMore> for Scores {
    fn from(named: OneOrMore) -> Self {
        match named {
            OneOrMore::One(id) => Self(vec![id]),
            OneOrMore::More(ids) => Self(ids),
        }
    }
}

impl Scores {
    /// The ids, as the definition gives them.
    pub fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }
}

/// What the extract itself says of a patient-month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtractFact {
    /// Sum of items.
    Items,
    /// Completed years.
    Age,
    /// 1 in a care home, else 0.
    CareHome,
    /// 1 if severely frail, else 0.
    SevereFrailty,
    /// Milligrams of oral morphine equivalent of the month's opioids.
    OpioidOme,
    /// The same a day, rounded down, by the days that the prescriptions last.
    OpioidOmeDaily,
    /// Diagnoses and tests: no extract of prescriptions holds them.
    ClinicalRecord,
}

impl ExtractFact {
    /// Why a figure or criterion that needs it cannot be assessed where it is missing.
    #[must_use]
    pub fn missing(self) -> &'static str {
        match self {
            Self::Items => "the extract has no items",
            Self::Age => "no age or date of birth",
            Self::CareHome => "the patients file does not say who lives in a care home",
            Self::SevereFrailty => "the patients file does not say who is severely frail",
            Self::OpioidOme => "no strength and quantity of opioids",
            Self::OpioidOmeDaily => "no strength with quantity and days of opioids",
            Self::ClinicalRecord => "needs more than prescriptions hold; 'rxsift define' says what",
        }
    }
}

/// A bound on one feature; at least one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Feature id.
    pub feature: String,
    /// Smallest value that satisfies it.
    pub at_least: Option<u32>,
    /// Largest value that satisfies it.
    pub at_most: Option<u32>,
}

/// What an indicator is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// A figure of groups; with a numerator it can be a criterion of the shortlist too.
    #[default]
    Comparator,
    /// A criterion of the shortlist alone.
    Criterion,
}

/// What an indicator is about. Definitions are shown in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// How many medicines.
    Burden,
    /// Anticholinergic burden.
    Anticholinergic,
    /// Harm to the kidneys.
    Kidney,
    /// Anticoagulants and antiplatelets.
    Bleeding,
    /// Falls.
    Falls,
    /// Dependence.
    Dependence,
    /// Opioids.
    Opioids,
    /// The idea is published and the list is not.
    Experimental,
    /// Target groups of the network contract.
    Target,
    /// Prescribing safety.
    Safety,
    /// The user's own, where the file does not say.
    #[default]
    User,
}

impl Subject {
    /// The heading of its definitions.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Burden => "Number of medicines",
            Self::Anticholinergic => "Anticholinergic burden",
            Self::Kidney => "Kidney injury",
            Self::Bleeding => "Bleeding",
            Self::Falls => "Falls",
            Self::Dependence => "Dependence",
            Self::Opioids => "Opioids",
            Self::Experimental => "Experimental",
            Self::Target => "Target groups",
            Self::Safety => "Prescribing safety",
            Self::User => "Your own",
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Lower is better.
    Lower,
    /// The source does not say.
    NotStated,
}

/// One indicator: a percentage (`numerator` out of `denominator`) or a mean (`mean_of`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The id of the command line and of every output.
    pub id: String,
    /// Its name, in the field's words.
    pub title: String,
    /// What it is about.
    #[serde(default)]
    pub group: Subject,
    /// Why it matters, for someone who is not a pharmacist.
    pub why: String,
    /// Comparator, or criterion alone.
    #[serde(default)]
    pub kind: IndicatorKind,
    /// Which way is better.
    pub direction: Direction,
    /// How far the rule can be relied on.
    #[serde(default)]
    pub status: Mark,
    /// How far the choice of denominator can be relied on, where that differs from `status`.
    pub denominator_status: Option<Mark>,
    /// The publication it is taken from.
    #[serde(default)]
    pub source: Source,
    /// The feature whose mean it is.
    pub mean_of: Option<String>,
    /// Conditions that all have to hold for a patient-month to count.
    #[serde(default)]
    pub numerator: Vec<Condition>,
    /// Conditions that all have to hold for a patient-month to be in it at all; none: everybody.
    #[serde(default)]
    pub denominator: Vec<Condition>,
    /// What it would need that prescriptions do not hold; then it has no numerator and is never
    /// assessable.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The shortlist's words: `{value}` and `{at_least}` of the first condition, `{medicines}`
    /// behind the criterion.
    #[serde(default)]
    pub reason: String,
    /// What a reader should know of it.
    #[serde(default)]
    pub note: String,
    /// Worked cases; they run as tests and are printed by `define`.
    #[serde(default)]
    pub example: Vec<Example>,
}

impl Indicator {
    /// Percent, or mean.
    #[must_use]
    pub fn unit(&self) -> Unit {
        if self.mean_of.is_some() {
            Unit::Mean
        } else {
            Unit::Percent
        }
    }

    /// Every feature it reads, without repetition, in the order of the definition.
    pub fn features(&self) -> Vec<&str> {
        let conditions = self
            .numerator
            .iter()
            .chain(&self.denominator)
            .map(|c| c.feature.as_str());
        let mut features: Vec<&str> = Vec::new();
        for feature in self.mean_of.as_deref().into_iter().chain(conditions) {
            if !features.contains(&feature) {
                features.push(feature);
            }
        }
        features
    }
}

/// A worked case: item rows ("PERSON SUBSTANCE") of one month, and what becomes of each person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Item rows, each a person and a substance code.
    pub items: Vec<String>,
    /// Facts of a person that items do not carry: `A = { age = 70 }`.
    #[serde(default)]
    pub people: BTreeMap<String, BTreeMap<String, u32>>,
    /// What is expected of each person.
    pub expect: BTreeMap<String, Expected>,
}

/// What becomes of a person under an indicator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// In the denominator; `true` if in the numerator too.
    Counts(bool),
    /// The value of the feature a mean is of.
    Value(u32),
    /// "not counted": outside the denominator.
    Outside(Outside),
}

/// The one word of [`Expected::Outside`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Outside {
    /// Outside the denominator.
    #[serde(rename = "not counted")]
    NotCounted,
}

impl Expected {
    /// The outcome in words.
    #[must_use]
    pub fn as_text(&self) -> String {
        match self {
            Self::Counts(true) => "counts".to_owned(),
            Self::Counts(false) => "does not count".to_owned(),
            Self::Value(value) => value.to_string(),
            Self::Outside(_) => "is not in the denominator".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ExtractFact::{
        Age, CareHome, ClinicalRecord, Items, OpioidOme, OpioidOmeDaily, SevereFrailty,
    };

    /// A reason is the last column of a CSV: without a comma no program has to guess at quotes.
    #[test]
    fn no_reason_holds_a_comma() {
        for fact in [
            Items,
            Age,
            CareHome,
            SevereFrailty,
            OpioidOme,
            OpioidOmeDaily,
            ClinicalRecord,
        ] {
            assert!(!fact.missing().contains(','), "{fact:?}");
        }
    }
}
