//! Which criteria count, and for how much.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::indicators::{Catalogue, nearest};
use crate::model::Mark;

/// What a shortlist scores by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// In the order in which reasons are given.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
}

/// An indicator whose numerator, if it holds for a person, is worth points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Indicator id.
    pub id: String,
    /// What it adds to the score.
    pub points: u32,
}

/// A policy that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault(pub String);

impl Policy {
    /// The default: every criterion is worth 1.
    pub fn shipped() -> &'static Self {
        static POLICY: OnceLock<Policy> = OnceLock::new();
        POLICY.get_or_init(|| {
            Self::read(include_str!("policy.toml"), Catalogue::shipped())
                .expect("a test reads the default policy")
        })
    }

    /// Reads a policy and checks it against the catalogue.
    ///
    /// # Errors
    /// [`PolicyFault`] for an unknown key or id, a repeated criterion, a mean, or an experimental
    /// indicator.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, PolicyFault> {
        let policy: Self = toml::from_str(text)
            .map_err(|error| PolicyFault(error.to_string().trim_end().to_owned()))?;
        for (at, criterion) in policy.criteria.iter().enumerate() {
            let id = &criterion.id;
            let Some(indicator) = catalogue.indicator(id) else {
                let near = nearest(
                    id,
                    catalogue.indicators.iter().map(|known| known.id.as_str()),
                );
                let hint = near
                    .map(|near| format!("; did you mean {near}?"))
                    .unwrap_or_default();
                return Err(PolicyFault(format!("unknown criterion {id}{hint}")));
            };
            if indicator.numerator.is_empty() || indicator.reason.is_empty() {
                return Err(PolicyFault(format!(
                    "{id} is not something a person meets or does not meet"
                )));
            }
            if indicator.status == Mark::Experimental {
                return Err(PolicyFault(format!(
                    "{id} is experimental and cannot be a criterion"
                )));
            }
            if policy.criteria[..at]
                .iter()
                .any(|earlier| earlier.id == *id)
            {
                return Err(PolicyFault(format!("criterion {id} stands twice")));
            }
        }
        Ok(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Policy, String> {
        Policy::read(text, Catalogue::shipped()).map_err(|fault| fault.0)
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
                criterion("medicines_10_pls"),
                "unknown criterion medicines_10_pls; did you mean medicines_10_plus?",
            ),
            (
                criterion("medicines_mean"),
                "medicines_mean is not something a person meets or does not meet",
            ),
            (
                criterion("care_home") + &criterion("care_home"),
                "criterion care_home stands twice",
            ),
        ] {
            assert_eq!(read(&text), Err(expected.to_owned()));
        }
        assert!(
            read("[[criterion]]\nid = \"care_home\"\nweight = 1\n")
                .is_err_and(|text| text.contains("weight"))
        );
    }
}
