//! What a definition must be to be used: known features, lists and scores, sound bounds, known
//! placeholders.

use super::catalogue::{Catalogue, nearest};
use super::definition::{Condition, Feature, Indicator};

impl Catalogue {
    pub(super) fn check_feature(&self, feature: &Feature) -> Result<(), String> {
        let id = &feature.id;
        let shapes = [
            !feature.count.is_empty(),
            feature.sum.is_some(),
            !feature.above_zero.is_empty(),
            feature.given.is_some(),
        ];
        if shapes.iter().filter(|given| **given).count() != 1 {
            return Err(format!(
                "feature {id}: give exactly one of count, sum, above_zero and given"
            ));
        }
        if feature.within.is_some() && feature.sum.is_none() {
            return Err(format!("feature {id}: within goes with sum"));
        }
        if self.feature(id).is_some() {
            return Err(format!("feature {id} is defined twice"));
        }
        if let Some(list) = feature
            .count
            .iter()
            .chain(&feature.within)
            .find(|l| self.lists().list(l).is_none())
        {
            return Err(format!("feature {id}: unknown list {list}"));
        }
        if let Some(score) = feature
            .sum
            .iter()
            .find(|score| self.lists().score(score).is_none())
        {
            return Err(format!("feature {id}: unknown score {score}"));
        }
        match feature
            .above_zero
            .iter()
            .find(|other| self.feature(other).is_none())
        {
            Some(other) => Err(format!("feature {id}: {other} is not defined before it")),
            None => Ok(()),
        }
    }

    pub(super) fn check_indicator(&self, indicator: &Indicator) -> Result<(), String> {
        if self.indicator(&indicator.id).is_some() {
            return Err(format!("{} is defined twice", indicator.id));
        }
        if indicator.mean_of.is_some() != indicator.numerator.is_empty() {
            return Err("give either mean_of or a numerator".to_owned());
        }
        if let Some(id) = indicator
            .features()
            .into_iter()
            .find(|id| self.feature(id).is_none())
        {
            let near = nearest(id, self.features.iter().map(|f| f.id.as_str()));
            let hint = near
                .map(|near| format!("; did you mean {near}?"))
                .unwrap_or_default();
            return Err(format!("unknown feature {id}{hint}"));
        }
        for condition in indicator.numerator.iter().chain(&indicator.denominator) {
            check_condition(condition)?;
        }
        check_placeholders(&indicator.reason)
    }
}

fn check_condition(condition: &Condition) -> Result<(), String> {
    match (condition.at_least, condition.at_most) {
        (None, None) => Err(format!(
            "condition on {}: give at_least, at_most or both",
            condition.feature
        )),
        (Some(least), Some(most)) if least > most => Err(format!(
            "condition on {}: at_least is above at_most",
            condition.feature
        )),
        _ => Ok(()),
    }
}

fn check_placeholders(reason: &str) -> Result<(), String> {
    let plain = ["{value}", "{at_least}", "{medicines}"]
        .iter()
        .fold(reason.to_owned(), |text, p| text.replace(p, ""));
    if plain.contains(['{', '}']) {
        return Err("reason: the placeholders are {value}, {at_least} and {medicines}".to_owned());
    }
    Ok(())
}
