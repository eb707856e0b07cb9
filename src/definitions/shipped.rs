//! The definitions the product ships, read and checked in definition order.

use std::sync::OnceLock;

use serde::Deserialize;

use super::catalogue::Catalogue;
use super::definition::Feature;
use super::drug_lists::DrugLists;
use super::fault::{DefinitionFault, DefinitionSpot, parse};
use super::item_rate::item_rates;

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
            item_rates: item_rates(lists),
            lists: lists.clone(),
            user_files: Vec::new(),
        };
        for (at, feature) in file.feature.into_iter().enumerate() {
            let spot = DefinitionSpot::Entry("feature", at);
            let added = catalogue.add_feature(feature);
            added.map_err(|wrong| wrong.of(features, spot))?;
        }
        for source in indicators {
            let added = catalogue.add_indicator(parse(*source)?);
            added.map_err(|wrong| wrong.of(*source, DefinitionSpot::WholeFile))?;
        }
        Ok(catalogue)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::definitions::Indicator;

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
                "numerator = [{ feature = \"nsiad\", at_least = 1 }]",
                "x.toml: unknown feature nsiad; did you mean nsaid?",
            ),
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
        let unknown =
            read(FEATURES, &format!("{good}\nnumerater = 1")).expect_err("an unknown key");
        assert!(
            unknown.starts_with("x.toml: ") && unknown.contains("numerater"),
            "{unknown}"
        );
    }
}
