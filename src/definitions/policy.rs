//! Which criteria count, and for how much; who is eligible; and what decides between equals. A policy
//! is a TOML file: see `policy.toml` for the one that is shipped.

use std::sync::OnceLock;

use serde::Deserialize;

use super::catalogue::Catalogue;
use super::fault::{TextPlace, UnknownName, did_you_mean};
use crate::model::Mark;

/// So many medicines are many: a list of one month tells how many people more have them over
/// [`MONTHS_OF_MANY`], where prescriptions for 56 or 84 days show.
pub const MANY_MEDICINES: usize = 10;
/// How many months that is told of.
pub const MONTHS_OF_MANY: u32 = 3;

/// The most points a criterion can be worth.
const MOST_POINTS: u32 = 1_000;

/// What a shortlist scores by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// In the order in which reasons are given.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// Who is on the list.
    #[serde(default)]
    pub eligibility: Eligibility,
    /// What decides between people of one score.
    #[serde(default)]
    pub order: PolicyOrder,
}

/// An indicator whose numerator, if it holds for a person, is worth points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Indicator id.
    pub id: String,
    /// What it adds to the score, 1 to 1,000.
    pub points: u32,
    /// Whether an indicator whose list of medicines nobody has published may count.
    #[serde(default)]
    pub experimental: bool,
}

/// Who is on the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// Least score.
    #[serde(default = "one")]
    pub min_score: u32,
    /// A filter whose people are eligible whatever their score, as it is written.
    #[serde(rename = "where")]
    pub filter: Option<String>,
}

/// What decides between people of one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// More medicines first.
    Medicines,
    /// The higher anticholinergic burden score first.
    AcbScore,
    /// Older people first, those of unknown age last.
    Age,
    /// By practice code, people without a practice last.
    Practice,
    /// By patient id.
    Patient,
}

impl TieBreak {
    /// The default order.
    pub const USUAL: [Self; 5] = [
        Self::Medicines,
        Self::AcbScore,
        Self::Age,
        Self::Practice,
        Self::Patient,
    ];
}

/// What decides between people of one score.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyOrder {
    /// From the first to the last; practice and patient come last in any case.
    pub tie_breaks: Vec<TieBreak>,
}

fn one() -> u32 {
    1
}

impl Default for Eligibility {
    fn default() -> Self {
        Self {
            min_score: one(),
            filter: None,
        }
    }
}

impl Default for PolicyOrder {
    fn default() -> Self {
        Self {
            tie_breaks: TieBreak::USUAL.to_vec(),
        }
    }
}

/// A policy that cannot be used: what is wrong, and the line where that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}", at_line(*.line))]
pub struct PolicyFault {
    /// As the user named it.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// Line of the file, from 1.
    pub line: Option<usize>,
}

/// ":3", where it is known.
fn at_line(line: Option<usize>) -> String {
    line.map(|line| format!(":{line}")).unwrap_or_default()
}

impl Policy {
    /// The default: every criterion is worth 1.
    pub fn shipped() -> &'static Self {
        static POLICY: OnceLock<Policy> = OnceLock::new();
        POLICY.get_or_init(|| {
            Self::read(("policy.toml", Self::shipped_text()), Catalogue::shipped())
                .expect("a test reads the default policy")
        })
    }

    /// The default as it is written.
    #[must_use]
    pub fn shipped_text() -> &'static str {
        include_str!("data/policy.toml")
    }

    /// Reads a policy, `(name, text)`, and checks it against the catalogue.
    ///
    /// # Errors
    /// [`PolicyFault`] for an unknown key or id, a repeated criterion, points below 1, a mean, or an
    /// experimental indicator that is not said to be one.
    pub fn read((file, text): (&str, &str), catalogue: &Catalogue) -> Result<Self, PolicyFault> {
        let fault = |what, line| PolicyFault {
            file: file.to_owned(),
            what,
            line,
        };
        let policy: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| TextPlace::of(text, &span).line);
            let what = in_words(error.message());
            fault(what, line)
        })?;
        if policy.criteria.is_empty() {
            return Err(fault("no criterion".to_owned(), None));
        }
        for (at, criterion) in policy.criteria.iter().enumerate() {
            check(criterion, catalogue).map_err(|what| fault(what, None))?;
            let mut earlier = policy.criteria[..at].iter();
            if earlier.any(|earlier| earlier.id == criterion.id) {
                let what = format!("criterion {} stands twice", criterion.id);
                return Err(fault(what, None));
            }
        }
        let ties = &policy.order.tie_breaks;
        if (1..ties.len()).any(|at| ties[..at].contains(&ties[at])) {
            return Err(fault("a tie-break stands twice".to_owned(), None));
        }
        Ok(policy)
    }
}

fn check(criterion: &Criterion, catalogue: &Catalogue) -> Result<(), String> {
    let id = &criterion.id;
    let Some(indicator) = catalogue.indicator(id) else {
        let known = catalogue.indicators.iter().map(|known| known.id.as_str());
        return Err(format!("unknown criterion {id}{}", did_you_mean(id, known)));
    };
    if indicator.numerator.is_empty() || indicator.reason.is_empty() {
        return Err(format!(
            "{id} is not something a person meets or does not meet"
        ));
    }
    if indicator.status == Mark::Experimental && !criterion.experimental {
        return Err(format!(
            "{id} is experimental: its list of medicines is not published; write 'experimental = true' if it shall count"
        ));
    }
    if !(1..=MOST_POINTS).contains(&criterion.points) {
        return Err(format!("points of {id} are 1 to {MOST_POINTS}"));
    }
    Ok(())
}

/// The reader's words in one line, with the nearest of the keys it knows.
fn in_words(message: &str) -> String {
    let unknown = UnknownName::of(message);
    let near = unknown.map(|unknown| did_you_mean(unknown.name, unknown.known));
    let message = message.lines().collect::<Vec<_>>().join(" ");
    format!("{message}{}", near.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Policy, String> {
        Policy::read(("ours.toml", text), Catalogue::shipped()).map_err(|fault| fault.what)
    }

    #[test]
    fn every_criterion_of_the_default_policy_is_worth_one() {
        assert_eq!(Policy::shipped().criteria.len(), 18);
        assert!(
            Policy::shipped()
                .criteria
                .iter()
                .all(|criterion| criterion.points == 1)
        );
    }

    #[test]
    fn faults_are_told() {
        let criterion = |id: &str| format!("[[criterion]]\nid = \"{id}\"\npoints = 1\n");
        for (text, expected) in [
            (
                criterion("medicines_mean"),
                "medicines_mean is not something a person meets or does not meet",
            ),
            (
                criterion("care_home") + &criterion("care_home"),
                "criterion care_home stands twice",
            ),
            (
                criterion("care_home").replace('1', "0"),
                "points of care_home are 1 to 1000",
            ),
            ("criterion = []".to_owned(), "no criterion"),
        ] {
            assert_eq!(read(&text), Err(expected.to_owned()));
        }
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line_and_the_nearest() {
        for (text, line, told) in [
            (
                "[[criterion]]\nid = \"care_home\"\npoint = 1\n",
                3,
                "did you mean points?",
            ),
            (
                "[eligibilty]\nmin_score = 2\n",
                1,
                "did you mean eligibility?",
            ),
            (
                "[[criterion]]\nid = \"care_home\"\npoints = 1\n[order]\ntie_breaks = [\"acb\"]\n",
                5,
                "did you mean acb_score?",
            ),
            ("[[criterion]]\nid = \"care_home\"\npoints = -1\n", 3, "-1"),
            ("[[criterion]\n", 1, ""),
        ] {
            let fault = Policy::read(("ours.toml", text), Catalogue::shipped()).expect_err(text);
            assert_eq!(fault.line, Some(line), "{text}: {}", fault.what);
            assert!(
                fault.what.contains(told) && !fault.what.contains('\n'),
                "{}",
                fault.what
            );
        }
    }

    #[test]
    fn an_experimental_criterion_has_to_be_called_one() {
        let features = include_str!("data/features.toml");
        let indicator = include_str!("data/indicators/damn_2_plus.toml");
        let indicator = indicator.replace("status = \"published\"", "status = \"experimental\"");
        let catalogue = Catalogue::read(
            ("features.toml", features),
            &[("damn_2_plus.toml", &indicator)],
            super::super::drug_lists(),
        )
        .map_err(|fault| fault.what)
        .expect("sound definitions");
        let text = "[[criterion]]\nid = \"damn_2_plus\"\npoints = 3\n";
        assert!(Policy::read(("ours.toml", text), &catalogue).is_err());
        let called_one = format!("{text}experimental = true\n");
        assert!(Policy::read(("ours.toml", &called_one), &catalogue).is_ok());
    }

    #[test]
    fn what_a_policy_leaves_out_is_as_usual() {
        let text = "[[criterion]]\nid = \"damn_2_plus\"\npoints = 3\n";
        let policy = Policy::read(("ours.toml", text), Catalogue::shipped()).expect("a policy");
        assert_eq!(policy.eligibility, Policy::shipped().eligibility);
        assert_eq!(policy.order, Policy::shipped().order);
    }
}
