//! What a definition must be to be used: known features, lists and scores, sound bounds, known
//! placeholders.

use super::catalogue::{Catalogue, nearest};
use super::definition::{Condition, Feature, Indicator, Scores};
use super::fault::Wrong;

impl Catalogue {
    pub(crate) fn check_feature(&self, feature: &Feature) -> Result<(), Wrong> {
        let id = &feature.id;
        let wrong = |what: String, value: &str| Err(Wrong::new(what, value));
        let shapes = [
            !feature.count.is_empty(),
            !feature.items_of.is_empty(),
            feature.sum.is_some(),
            !feature.above_zero.is_empty(),
            feature.given.is_some(),
        ];
        if shapes.iter().filter(|given| **given).count() != 1 {
            let what = "give exactly one of count, items_of, sum, above_zero and given";
            return wrong(format!("feature {id}: {what}"), "");
        }
        if feature.within.is_some() && feature.sum.is_none() {
            return wrong(format!("feature {id}: within goes with sum"), "");
        }
        if self.feature(id).is_some() {
            return wrong(format!("feature {id} is defined twice"), "");
        }
        let known = || self.lists().lists().map(|list| list.id.as_str());
        if let Some(list) = feature
            .count
            .iter()
            .chain(&feature.items_of)
            .chain(&feature.within)
            .find(|l| self.lists().list(l).is_none())
        {
            let hint = hint(nearest(list, known()));
            return wrong(format!("feature {id}: unknown list {list}{hint}"), list);
        }
        self.check_sum(feature)?;
        match feature
            .above_zero
            .iter()
            .find(|other| self.feature(other).is_none())
        {
            Some(other) => wrong(
                format!("feature {id}: {other} is not defined before it"),
                other,
            ),
            None => Ok(()),
        }
    }

    /// Scores that are added up have to be known, of one scale, and without a substance in common.
    fn check_sum(&self, feature: &Feature) -> Result<(), Wrong> {
        let id = &feature.id;
        let mut tables = Vec::new();
        for score in feature.sum.iter().flat_map(Scores::iter) {
            let Some(table) = self.lists().score(score) else {
                let known = self.lists().scores().map(|score| score.id.as_str());
                let hint = hint(nearest(score, known));
                let what = format!("feature {id}: unknown score {score}{hint}");
                return Err(Wrong::new(what, score));
            };
            tables.push(table);
        }
        for (at, table) in tables.iter().enumerate() {
            for earlier in &tables[..at] {
                if earlier.scale != table.scale {
                    let what = format!(
                        "feature {id}: {} and {} are of different scales and cannot be added up",
                        earlier.id, table.id
                    );
                    return Err(Wrong::new(what, &table.id));
                }
                if earlier.points.keys().any(|code| table.of(*code).is_some()) {
                    let what = format!(
                        "feature {id}: {} and {} both score a substance, which would count twice",
                        earlier.id, table.id
                    );
                    return Err(Wrong::new(what, &table.id));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn check_indicator(&self, indicator: &Indicator) -> Result<(), Wrong> {
        if self.indicator(&indicator.id).is_some() {
            let what = format!("{} is defined twice", indicator.id);
            return Err(Wrong::new(what, ""));
        }
        let shapes = [
            indicator.mean_of.is_some(),
            !indicator.numerator.is_empty(),
            !indicator.needs.is_empty(),
        ];
        if shapes.iter().filter(|given| **given).count() != 1 {
            let what = "give one of numerator, mean_of and needs";
            return Err(Wrong::new(what, ""));
        }
        if let Some(id) = indicator
            .features()
            .into_iter()
            .find(|id| self.feature(id).is_none())
        {
            let near = nearest(id, self.features.iter().map(|f| f.id.as_str()));
            let what = format!("unknown feature {id}{}", hint(near));
            return Err(Wrong::new(what, id));
        }
        for condition in indicator.numerator.iter().chain(&indicator.denominator) {
            check_condition(condition)?;
        }
        check_placeholders(&indicator.reason)
    }
}

fn hint(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean {near}?"))
        .unwrap_or_default()
}

fn check_condition(condition: &Condition) -> Result<(), Wrong> {
    let Condition {
        feature,
        at_least,
        at_most,
    } = condition;
    let what = match (at_least, at_most) {
        (None, None) => "give at_least, at_most or both",
        (Some(least), Some(most)) if least > most => "at_least is above at_most",
        _ => return Ok(()),
    };
    Err(Wrong::new(
        format!("condition on {feature}: {what}"),
        feature,
    ))
}

fn check_placeholders(reason: &str) -> Result<(), Wrong> {
    let plain = ["{value}", "{at_least}", "{medicines}"]
        .iter()
        .fold(reason.to_owned(), |text, p| text.replace(p, ""));
    if plain.contains(['{', '}']) {
        let what = "reason: the placeholders are {value}, {at_least} and {medicines}";
        return Err(Wrong::new(what, reason));
    }
    Ok(())
}
