//! Every definition the product ships, checked, in definition order.

use std::sync::OnceLock;

use serde::Deserialize;

use super::definition::{Condition, Feature, Indicator, Scores};
use super::drug_lists::DrugLists;
use super::fault::{DefinitionFault, Wrong, of_toml};
use super::known;
use super::user::UserFile;
use crate::model::Substance;

/// Version of the shipped definitions; it goes into every machine-readable output.
pub const DEFINITIONS_VERSION: &str = "1";

/// One line an indicator, in definition order.
macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$((concat!($id, ".toml"), include_str!(concat!("data/indicators/", $id, ".toml")))),*]
    };
}

const SHIPPED: &[(&str, &str)] = shipped![
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
    "acb_2_moderate_high",
    "damn_2_plus",
    "damn_2_plus_with_diuretics",
    "nsaid_with_damn",
    "anticoagulant_antiplatelet_2_plus",
    "anticoagulant_antiplatelet_3_plus",
    "falls_risk_mean",
    "falls_risk_3_plus",
    "dependence_2_categories",
    "opioid_items_mean",
    "opioid_ome_mean",
    "opioid_ome_daily_120_plus",
    "analgesics_2_plus",
    "analgesics_3_plus",
    "analgesics_4_plus",
    "ssri_snri_with_bleeding_risk",
    "hypotensives_2_plus",
    "hypotensives_3_plus",
    "hypotensives_4_plus",
    "care_home",
    "severe_frailty",
    "anticoagulant_with_nsaid",
    "anticoagulant_with_antiplatelet_unprotected",
    "aspirin_with_antiplatelet_unprotected",
    "nsaid_65_plus_unprotected",
    "peptic_ulcer_nsaid_unprotected",
    "peptic_ulcer_antiplatelet_unprotected",
    "asthma_beta_blocker",
    "heart_failure_nsaid",
    "low_egfr_nsaid",
    "ace_inhibitor_loop_75_plus_unmonitored",
    "methotrexate_unmonitored",
    "lithium_unmonitored",
    "amiodarone_unmonitored",
];

/// Features and indicators that fit together, with the lists and scores they read.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// In definition order; a feature made of others comes after them.
    pub features: Vec<Feature>,
    /// In definition order.
    pub indicators: Vec<Indicator>,
    pub(crate) lists: DrugLists,
    pub(crate) user_files: Vec<UserFile>,
}

impl Catalogue {
    /// The shipped catalogue; read when first asked for.
    pub fn shipped() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            let features = ("features.toml", include_str!("data/features.toml"));
            Self::read(features, SHIPPED, super::drug_lists())
                .expect("a test reads the shipped definitions")
        })
    }

    /// Reads and checks definitions: `(file name, text)` of the features and of each indicator.
    ///
    /// # Errors
    /// [`DefinitionFault`] at the first file with an unknown key, list or feature, a rule without
    /// bounds, a repeated id, or a reason with an unknown placeholder.
    pub fn read(
        features: (&str, &str),
        indicators: &[(&str, &str)],
        lists: &DrugLists,
    ) -> Result<Self, DefinitionFault> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct FeatureFile {
            feature: Vec<Feature>,
        }
        let file: FeatureFile = parse(features)?;
        let mut catalogue = Self {
            features: Vec::new(),
            indicators: Vec::new(),
            lists: lists.clone(),
            user_files: Vec::new(),
        };
        for feature in file.feature {
            catalogue
                .add_feature(feature)
                .map_err(|(id, wrong)| wrong.of(features.0, features.1, &id, 0))?;
        }
        for source in indicators {
            let indicator: Indicator = parse(*source)?;
            catalogue
                .add_indicator(indicator)
                .map_err(|(id, wrong)| wrong.of(source.0, source.1, &id, 0))?;
        }
        Ok(catalogue)
    }

    pub(crate) fn add_feature(&mut self, feature: Feature) -> Result<(), (String, Wrong)> {
        let checked = self.check_feature(&feature);
        checked.map_err(|wrong| (feature.id.clone(), wrong))?;
        self.features.push(feature);
        Ok(())
    }

    /// What needs a record of diagnoses and tests is a condition on it, and so never known.
    pub(crate) fn add_indicator(
        &mut self,
        mut indicator: Indicator,
    ) -> Result<(), (String, Wrong)> {
        let checked = self.check_indicator(&indicator);
        checked.map_err(|wrong| (indicator.id.clone(), wrong))?;
        if !indicator.needs.is_empty() {
            indicator.numerator = vec![Condition {
                feature: known::CLINICAL_RECORD.to_owned(),
                at_least: Some(1),
                at_most: None,
            }];
        }
        self.indicators.push(indicator);
        Ok(())
    }

    /// The feature of this id.
    #[must_use]
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.id == id)
    }

    /// Where the feature of this id stands among the features.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.features.iter().position(|feature| feature.id == id)
    }

    /// The indicator of this id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The drug lists and score tables the features read.
    #[must_use]
    pub fn lists(&self) -> &DrugLists {
        &self.lists
    }

    /// What one substance adds to a feature: 1 for a list it is on (for `items_of`, each of its
    /// items), its points for a score, 1 for a category that counts it; 0 otherwise, and for what the extract itself gives.
    #[must_use]
    pub fn adds(&self, feature: &Feature, substance: Substance) -> u32 {
        let on = |list: &String| {
            self.lists
                .list(list)
                .is_some_and(|list| list.contains(substance))
        };
        if let Some(scores) = &feature.sum {
            let counted = feature.within.as_ref().is_none_or(on);
            let points = |score: &String| self.lists.score(score)?.of(substance);
            return if counted {
                Scores::iter(scores).filter_map(points).sum()
            } else {
                0
            };
        }
        let category = |id: &String| {
            self.feature(id)
                .is_some_and(|other| self.adds(other, substance) > 0)
        };
        let mut lists = feature.count.iter().chain(&feature.items_of);
        u32::from(lists.any(on) || feature.above_zero.iter().any(category))
    }
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    (file, text): (&str, &str),
) -> Result<T, DefinitionFault> {
    toml::from_str(text).map_err(|error| of_toml(file, text, &error))
}

/// The known name most like a mistyped one, if any is near.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let scored = known.map(|name| {
        (
            strsim::jaro_winkler(&typed, &name.to_ascii_lowercase()),
            name,
        )
    });
    scored
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FEATURES: &str = r#"
        [[feature]]
        id = "nsaid"
        title = "NSAIDs"
        count = ["nsaid"]
        mark = "published"
    "#;

    fn read(feature: &str, indicator: &str) -> Result<(), String> {
        let head = r#"
            id = "x"
            title = "X"
            why = "Y"
            direction = "lower"
            status = "published"
            source = { name = "A paper", url = "https://example.org", mark = "published" }
        "#;
        let indicator = format!("{head}\n{indicator}");
        Catalogue::read(
            ("f.toml", feature),
            &[("x.toml", &indicator)],
            crate::definitions::drug_lists(),
        )
        .map(|_| ())
        .map_err(|fault| format!("{}: {}", fault.file, fault.what))
    }

    #[test]
    fn the_shipped_definitions_fit_together_and_every_feature_is_used() {
        let catalogue = Catalogue::shipped();
        assert_eq!(catalogue.indicators.len(), SHIPPED.len());
        let read = catalogue.indicators.iter().flat_map(Indicator::features);
        let parts = catalogue
            .features
            .iter()
            .flat_map(|f| f.above_zero.iter().map(String::as_str));
        let used: BTreeSet<&str> = read.chain(parts).collect();
        for feature in &catalogue.features {
            assert!(
                used.contains(feature.id.as_str()),
                "{} is used by nothing",
                feature.id
            );
        }
    }

    #[test]
    fn a_file_is_named_after_the_indicator_in_it() {
        for ((file, _), indicator) in SHIPPED.iter().zip(&Catalogue::shipped().indicators) {
            assert_eq!(*file, format!("{}.toml", indicator.id));
        }
    }

    #[test]
    fn faults_name_the_file_and_the_key() {
        let good = "numerator = [{ feature = \"nsaid\", at_least = 1 }]";
        assert_eq!(read(FEATURES, good), Ok(()));
        for (feature, indicator, expected) in [
            (
                FEATURES,
                "numerator = [{ feature = \"nsaid\" }]",
                "x.toml: condition on nsaid: give at_least, at_most or both",
            ),
            (
                FEATURES,
                "numerator = [{ feature = \"nsaid\", at_least = 2, at_most = 1 }]",
                "x.toml: condition on nsaid: at_least is above at_most",
            ),
            (
                FEATURES,
                "",
                "x.toml: give one of numerator, mean_of and needs",
            ),
            (
                FEATURES,
                &format!("{good}\nreason = \"{{count}} of them\""),
                "x.toml: reason: the placeholders are {value}, {at_least} and {medicines}",
            ),
            (
                &FEATURES.replace("[\"nsaid\"]", "[\"nsaids\"]"),
                good,
                "f.toml: feature nsaid: unknown list nsaids; did you mean nsaid?",
            ),
            (
                &FEATURES.replace("count", "above_zero"),
                good,
                "f.toml: feature nsaid: nsaid is not defined before it",
            ),
            (
                &FEATURES.replace("mark", "given = \"items\"\nmark"),
                good,
                "f.toml: feature nsaid: give exactly one of count, items_of, sum, above_zero and given",
            ),
            (
                &format!("{FEATURES}{FEATURES}"),
                good,
                "f.toml: feature nsaid is defined twice",
            ),
        ] {
            assert_eq!(read(feature, indicator), Err(expected.to_owned()));
        }
    }
}
