//! One person against every criterion: met, not met or not assessable, with values and thresholds.

use std::collections::BTreeMap;

use crate::definitions::{Catalogue, Condition, Criterion, ExtractFact, Indicator, Policy};
use crate::engine::{Bounds, all_hold};
use crate::model::Substance;
use crate::reference;

/// What is known of one person in the month looked at.
pub(super) struct PersonFeatures<'a> {
    /// Value of each feature; absent where it is not known.
    pub features: BTreeMap<&'a str, u32>,
    /// Distinct substances, in code order.
    pub substances: Vec<Substance>,
}

/// A criterion and how the person stands to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Criterion id.
    pub criterion: String,
    /// What it looks for.
    pub title: String,
    /// The values it looked at, in the definition's order.
    pub checked: Vec<CriterionFeature>,
    /// How the person stands.
    pub outcome: Outcome,
}

/// How a person stands to a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Met, for this reason.
    Met(ReviewReason),
    /// Not met.
    NotMet,
    /// What would decide it is not known.
    NotAssessable(&'static str),
}

/// One feature of a criterion with its value and bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionFeature {
    /// Feature id.
    pub feature: String,
    /// Feature title.
    pub title: String,
    /// Whether it is made of medicines; otherwise it is a fact of the person.
    pub of_medicines: bool,
    /// The person's value; `None` if unknown.
    pub value: Option<u32>,
    /// Smallest value that satisfies.
    pub at_least: Option<u32>,
    /// Largest value that satisfies.
    pub at_most: Option<u32>,
}

/// Why a person has a criterion's points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewReason {
    /// Criterion id.
    pub criterion: String,
    /// What it adds to the score.
    pub points: u32,
    /// The reason in words.
    pub text: String,
    /// Value of the criterion's first feature.
    pub value: u32,
    /// Its threshold, where it has one from below.
    pub threshold: Option<u32>,
    /// The medicines behind it.
    pub medicines: Vec<Medicine>,
}

/// A medicine behind a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medicine {
    /// BNF substance.
    pub substance: Substance,
    /// Its name.
    pub name: String,
    /// Its points, where the reason is a score.
    pub points: Option<u32>,
}

impl CriterionFeature {
    fn new(condition: &Condition, catalogue: &Catalogue, person: &PersonFeatures<'_>) -> Self {
        let feature = catalogue.feature(&condition.feature);
        Self {
            feature: condition.feature.clone(),
            title: feature
                .map(|feature| feature.title.clone())
                .unwrap_or_default(),
            of_medicines: feature.is_some_and(|feature| feature.given.is_none()),
            value: person.features.get(condition.feature.as_str()).copied(),
            at_least: condition.at_least,
            at_most: condition.at_most,
        }
    }
}

/// Assesses a person against every criterion of the policy, in its order, and names those that
/// would need more than prescriptions, which nobody meets or fails.
#[must_use]
pub(super) fn assess(
    person: &PersonFeatures<'_>,
    policy: &Policy,
    catalogue: &Catalogue,
) -> Vec<Assessment> {
    let known = policy
        .criteria
        .iter()
        .filter_map(|c| Some((c, catalogue.indicator(&c.id)?)));
    let beyond = catalogue.indicators.iter().filter(|i| !i.needs.is_empty());
    let beyond = beyond.map(|indicator| Assessment {
        criterion: indicator.id.clone(),
        title: indicator.title.clone(),
        checked: Vec::new(),
        outcome: Outcome::NotAssessable(ExtractFact::ClinicalRecord.missing()),
    });
    known
        .map(|(criterion, indicator)| {
            let conditions = || indicator.numerator.iter().chain(&indicator.denominator);
            let all: Vec<CriterionFeature> = conditions()
                .map(|c| CriterionFeature::new(c, catalogue, person))
                .collect();
            let answers = conditions().zip(&all).map(|(condition, looked_at)| {
                Bounds::from(condition).hold(looked_at.value.map(u64::from))
            });
            let outcome = match all_hold(answers) {
                Some(false) => Outcome::NotMet,
                Some(true) => Outcome::Met(reason(criterion, indicator, &all, person, catalogue)),
                None => {
                    let unknown = all.iter().find(|looked_at| looked_at.value.is_none());
                    let feature = unknown.map_or("", |looked_at| &looked_at.feature);
                    Outcome::NotAssessable(missing(feature, catalogue))
                }
            };
            let checked = all.into_iter().take(indicator.numerator.len()).collect();
            Assessment {
                criterion: criterion.id.clone(),
                title: indicator.title.clone(),
                checked,
                outcome,
            }
        })
        .chain(beyond)
        .collect()
}

fn missing(feature: &str, catalogue: &Catalogue) -> &'static str {
    catalogue
        .feature(feature)
        .and_then(|feature| feature.given)
        .map_or("not known", |given| given.missing())
}

fn reason(
    criterion: &Criterion,
    indicator: &Indicator,
    checked: &[CriterionFeature],
    person: &PersonFeatures<'_>,
    catalogue: &Catalogue,
) -> ReviewReason {
    let first = checked.first();
    let value = first.and_then(|c| c.value).unwrap_or(0);
    let threshold = first.and_then(|c| c.at_least);
    let medicines = medicines_behind(indicator, person, catalogue);
    let named = |m: &Medicine| match m.points {
        Some(points) => format!("{} {points}", m.name),
        None => m.name.clone(),
    };
    let listed: Vec<String> = medicines.iter().map(named).collect();
    let text = indicator
        .reason
        .replace("{value}", &value.to_string())
        .replace("{at_least}", &threshold.unwrap_or(0).to_string())
        .replace("{medicines}", &listed.join(", "));
    ReviewReason {
        criterion: criterion.id.clone(),
        points: criterion.points,
        text,
        value,
        threshold,
        medicines,
    }
}

/// The medicines that the criterion's counts and sums are made of: highest points first, then by
/// name. What has to be absent is behind nothing.
fn medicines_behind(
    indicator: &Indicator,
    person: &PersonFeatures<'_>,
    catalogue: &Catalogue,
) -> Vec<Medicine> {
    let wanted = indicator
        .numerator
        .iter()
        .filter(|condition| condition.at_least.is_some_and(|least| least > 0));
    let features: Vec<_> = wanted
        .filter_map(|condition| catalogue.feature(&condition.feature))
        .collect();
    let mut medicines: Vec<Medicine> = Vec::new();
    for &substance in &person.substances {
        let adding = features
            .iter()
            .map(|feature| (feature, catalogue.adds(feature, substance)));
        let Some((feature, added)) = adding
            .filter(|(_, added)| *added > 0)
            .max_by_key(|(_, added)| *added)
        else {
            continue;
        };
        let points = feature.sum.is_some().then_some(added);
        medicines.push(Medicine {
            substance,
            name: reference::substances().name(substance),
            points,
        });
    }
    medicines.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.name.cmp(&b.name)));
    medicines
}
