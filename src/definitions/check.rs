//! What a definition must be to be taken up by a catalogue: known features, lists and scores, sound
//! bounds, known placeholders.

use super::catalogue::Catalogue;
use super::definition::{Condition, Feature, Indicator, Scores};
use super::fault::{Blame, did_you_mean};
use super::known;

impl Catalogue {
    pub(crate) fn add_feature(&mut self, feature: Feature) -> Result<(), Blame> {
        self.check_feature(&feature)?;
        self.features.push(feature);
        Ok(())
    }

    /// What needs a record of diagnoses and tests is a condition on it, and so never known.
    pub(crate) fn add_indicator(&mut self, mut indicator: Indicator) -> Result<(), Blame> {
        self.check_indicator(&indicator)?;
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

    fn check_feature(&self, feature: &Feature) -> Result<(), Blame> {
        let id = &feature.id;
        let wrong = |what: &str| Err(Blame::whole(format!("feature {id}{what}")));
        let shapes = [
            !feature.count.is_empty(),
            !feature.items_of.is_empty(),
            feature.sum.is_some(),
            !feature.above_zero.is_empty(),
            feature.given.is_some(),
        ];
        if shapes.iter().filter(|given| **given).count() != 1 {
            return wrong(": give exactly one of count, items_of, sum, above_zero and given");
        }
        if feature.within.is_some() && feature.sum.is_none() {
            return wrong(": within goes with sum");
        }
        if self.feature(id).is_some() {
            return wrong(" is defined twice");
        }
        if let Some(list) = feature
            .count
            .iter()
            .chain(&feature.items_of)
            .chain(&feature.within)
            .find(|l| self.lists().list(l).is_none())
        {
            let hint = did_you_mean(list, self.lists().lists().map(|list| list.id.as_str()));
            let what = format!("feature {id}: unknown list {list}{hint}");
            return Err(Blame::at(what, &["count", "items_of", "within"], list));
        }
        self.check_sum(feature)?;
        match feature
            .above_zero
            .iter()
            .find(|other| self.feature(other).is_none())
        {
            Some(other) => {
                let what = format!("feature {id}: {other} is not defined before it");
                Err(Blame::at(what, &["above_zero"], other))
            }
            None => Ok(()),
        }
    }

    /// Scores that are added up have to be known, of one scale, and without a substance in common.
    fn check_sum(&self, feature: &Feature) -> Result<(), Blame> {
        let id = &feature.id;
        let mut tables = Vec::new();
        for score in feature.sum.iter().flat_map(Scores::iter) {
            let Some(table) = self.lists().score(score) else {
                let known = self.lists().scores().map(|score| score.id.as_str());
                let hint = did_you_mean(score, known);
                let what = format!("feature {id}: unknown score {score}{hint}");
                return Err(Blame::at(what, &["sum"], score));
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
                    return Err(Blame::at(what, &["sum"], &table.id));
                }
                if earlier.points.keys().any(|code| table.of(*code).is_some()) {
                    let what = format!(
                        "feature {id}: {} and {} both score a substance, which would count twice",
                        earlier.id, table.id
                    );
                    return Err(Blame::at(what, &["sum"], &table.id));
                }
            }
        }
        Ok(())
    }

    fn check_indicator(&self, indicator: &Indicator) -> Result<(), Blame> {
        if self.indicator(&indicator.id).is_some() {
            return Err(Blame::whole(format!("{} is defined twice", indicator.id)));
        }
        let shapes = [
            indicator.mean_of.is_some(),
            !indicator.numerator.is_empty(),
            !indicator.needs.is_empty(),
        ];
        if shapes.iter().filter(|given| **given).count() != 1 {
            return Err(Blame::whole("give one of numerator, mean_of and needs"));
        }
        if let Some(id) = indicator
            .features()
            .into_iter()
            .find(|id| self.feature(id).is_none())
        {
            let hint = did_you_mean(id, self.features.iter().map(|f| f.id.as_str()));
            let what = format!("unknown feature {id}{hint}");
            return Err(Blame::at(
                what,
                &["mean_of", "numerator", "denominator"],
                id,
            ));
        }
        for condition in indicator.numerator.iter().chain(&indicator.denominator) {
            check_condition(condition)?;
        }
        check_placeholders(&indicator.reason)
    }
}

fn check_condition(condition: &Condition) -> Result<(), Blame> {
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
    let what = format!("condition on {feature}: {what}");
    Err(Blame::at(what, &["numerator", "denominator"], feature))
}

fn check_placeholders(reason: &str) -> Result<(), Blame> {
    let plain = ["{value}", "{at_least}", "{medicines}"]
        .iter()
        .fold(reason.to_owned(), |text, p| text.replace(p, ""));
    if plain.contains(['{', '}']) {
        let what = "reason: the placeholders are {value}, {at_least} and {medicines}";
        return Err(Blame::at(what, &["reason"], reason));
    }
    Ok(())
}
