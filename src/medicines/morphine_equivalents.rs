//! Oral morphine equivalent (OME) of an opioid: milligrams of oral morphine per unit of quantity.
//!
//! Factors by ingredient and route, and how long a patch lasts, are those of OpenPrescribing's
//! measure of total opioid prescribing (<https://openprescribing.net/measure/opioidome/>). The words
//! of a name that say its route stand in `data/opioid_words.toml`. What a name does not say is not
//! guessed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::strength::{Strength, strength};
use crate::model::Substance;
use crate::reference::{moves, table, word_lists};

/// Why a medicine has no equivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoEquivalent {
    /// It is no opioid that the table knows.
    NotAnOpioid,
    /// The name does not say how strong it is, or not which part of it is the opioid.
    NoStrength,
    /// The name does not say by which route it is taken.
    NoRoute,
    /// The table has no factor for the route.
    NoFactor,
    /// One of an injection or a spray may be a container or a millilitre.
    UnitUnclear,
}

impl NoEquivalent {
    /// The words of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAnOpioid => "no opioid with a factor",
            Self::NoStrength => "no strength in the name",
            Self::NoRoute => "no route in the name",
            Self::NoFactor => "no factor for the route",
            Self::UnitUnclear => "unclear what one of it is",
        }
    }
}

/// What a substance's opioid is, and what it is combined with.
struct Ingredient {
    name: String,
    with: String,
}

const INGREDIENTS: &str = include_str!("data/opioid_ingredients.csv");
const OME: &str = include_str!("data/opioid_ome.csv");
pub(crate) const WORDS: &str = include_str!("data/opioid_words.toml");

/// Every embedded file of this room by name.
pub const FILES: [(&str, &str); 2] = [
    ("opioid_ingredients.csv", INGREDIENTS),
    ("opioid_ome.csv", OME),
];

/// Oral morphine equivalents; read when first asked for.
pub fn morphine_equivalents() -> &'static MorphineEquivalents {
    static TABLE: OnceLock<MorphineEquivalents> = OnceLock::new();
    TABLE.get_or_init(MorphineEquivalents::embedded)
}

/// What the name of an opioid's presentation says beside its strength.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpioidWords {
    /// The first that fits is the route.
    route: Vec<OpioidRoute>,
    /// Containers of a liquid to drink: what one of these holds is unclear.
    containers: Vec<String>,
    patch_says: Vec<SaidHours>,
    patch_lasts: Vec<PatchHours>,
}

/// A route of the table of factors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpioidRoute {
    name: String,
    words: Vec<String>,
}

/// How long a patch lasts whose name has one of the words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SaidHours {
    words: Vec<String>,
    hours: f64,
}

/// How long a patch lasts whose name does not say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatchHours {
    ingredient: String,
    /// Micrograms an hour; all strengths if there is none.
    #[serde(default)]
    strengths: Vec<f64>,
    hours: f64,
}

/// Read when first asked for.
fn words() -> &'static OpioidWords {
    static KNOWN: OnceLock<OpioidWords> = OnceLock::new();
    KNOWN.get_or_init(|| word_lists(WORDS))
}

/// Factors by ingredient and route.
pub struct MorphineEquivalents {
    ingredients: BTreeMap<Substance, Ingredient>,
    factors: BTreeMap<(String, String), f64>,
}

impl MorphineEquivalents {
    fn embedded() -> Self {
        #[derive(Deserialize)]
        struct IngredientRow {
            code: Substance,
            ingredient: String,
            with: String,
        }
        #[derive(Deserialize)]
        struct Equivalent {
            ingredient: String,
            route: String,
            factor: f64,
        }
        let ingredients = table(INGREDIENTS).into_iter().map(|row: IngredientRow| {
            let ingredient = Ingredient {
                name: row.ingredient,
                with: row.with,
            };
            (row.code, ingredient)
        });
        let factors = table(OME).into_iter();
        let factors = factors.map(|row: Equivalent| ((row.ingredient, row.route), row.factor));
        Self {
            ingredients: ingredients.collect(),
            factors: factors.collect(),
        }
    }

    /// Whether the table knows the substance.
    #[must_use]
    pub fn knows(&self, substance: Substance) -> bool {
        self.ingredients.contains_key(&moves().current(substance))
    }

    /// Micrograms of oral morphine in one unit of quantity by the first of these names that says
    /// so; 0 if one says that it adds nothing, `None` if none says enough.
    pub fn micrograms<'n>(
        &self,
        substance: Substance,
        names: impl Iterator<Item = &'n str>,
    ) -> Option<u32> {
        let mut adds_nothing = None;
        for name in names {
            match self.per_unit(substance, name) {
                // No presentation is worth four grams; one that claims it is misread.
                Ok(milligrams) => return u32::try_from((milligrams * 1000.0).round() as u64).ok(),
                Err(NoEquivalent::NoStrength | NoEquivalent::NoRoute) => {}
                Err(_) => adds_nothing = Some(0),
            }
        }
        adds_nothing
    }

    /// Milligrams of oral morphine in one unit of quantity (a tablet, a patch, a millilitre of a
    /// liquid to drink), by the substance and the name of the presentation, such as "Morphine
    /// 10mg/5ml oral solution".
    ///
    /// # Errors
    /// [`NoEquivalent`] says why there is none.
    pub fn per_unit(&self, substance: Substance, name: &str) -> Result<f64, NoEquivalent> {
        let substance = moves().current(substance);
        let ingredient = self.ingredients.get(&substance);
        let ingredient = ingredient.ok_or(NoEquivalent::NotAnOpioid)?;
        let name = name.to_ascii_lowercase();
        let route = route(&name).ok_or(NoEquivalent::NoRoute)?;
        let factor = self
            .factors
            .get(&(ingredient.name.clone(), route.to_owned()));
        let factor = *factor.ok_or(NoEquivalent::NoFactor)?;
        if ["injection", "nasal"].contains(&route) {
            return Err(NoEquivalent::UnitUnclear);
        }
        let strength = strength(&name).ok_or(NoEquivalent::NoStrength)?;
        let milligrams = milligrams(ingredient, route, &strength, &name)?;
        Ok(factor * milligrams)
    }
}

/// Milligrams of the opioid in one unit.
fn milligrams(
    ingredient: &Ingredient,
    route: &str,
    strength: &Strength,
    name: &str,
) -> Result<f64, NoEquivalent> {
    let first = strength.milligrams;
    if route == "transdermal" {
        let per_hour = strength.per_hour && strength.second.is_none();
        let hours = per_hour.then(|| hours(&ingredient.name, first * 1000.0, name));
        return Ok(first * hours.flatten().ok_or(NoEquivalent::NoStrength)?);
    }
    let is_combined = !ingredient.with.is_empty();
    let fits = match (is_combined, strength.second) {
        (false, None) => true,
        // The opioid is named first; paracetamol is always the larger part.
        (true, Some(second)) => ingredient.with != "paracetamol" || first < second,
        _ => false,
    };
    // A container of a liquid to drink may be counted as one.
    let mut containers = words().containers.iter();
    let contained =
        strength.per_ml.is_some() && containers.any(|words| name.contains(words.as_str()));
    if !fits || strength.per_hour {
        return Err(NoEquivalent::NoStrength);
    }
    if contained {
        return Err(NoEquivalent::UnitUnclear);
    }
    Ok(first / strength.per_ml.unwrap_or(1.0))
}

/// How long a patch lasts: what its name says, else what OpenPrescribing takes it for.
fn hours(ingredient: &str, micrograms: f64, name: &str) -> Option<f64> {
    let has = |words: &[String]| words.iter().any(|words| name.contains(words.as_str()));
    if let Some(said) = words().patch_says.iter().find(|said| has(&said.words)) {
        return Some(said.hours);
    }
    let is_one_of = |strengths: &[f64]| {
        strengths.is_empty() || strengths.iter().any(|s| (s - micrograms).abs() < 1e-6)
    };
    let mut known = words().patch_lasts.iter();
    known
        .find(|known| known.ingredient == ingredient && is_one_of(&known.strengths))
        .map(|known| known.hours)
}

/// The route of the table that the words of a name say; the first that fits.
fn route(name: &str) -> Option<&'static str> {
    let said: Vec<&str> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| word.strip_prefix("transdermal").unwrap_or(word))
        .collect();
    let mut routes = words().route.iter();
    routes
        .find(|route| route.words.iter().any(|word| said.contains(&word.as_str())))
        .map(|route| route.name.as_str())
}
