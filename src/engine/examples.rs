//! Runs the worked cases of a definition through the same pass as real rows.

use std::collections::BTreeMap;

use super::cells::Measure;
use super::patient_month::{Features, Window};
use crate::cohort::{Cohort, CohortBuilder, ItemRow, Person};
use crate::definitions::{Catalogue, Example, Expected, Indicator, Outside, known};
use crate::model::{Month, Substance};

/// Why a worked case does not hold. `example` counts from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExampleFault {
    /// An entry of `items` is not "PERSON SUBSTANCE", or a fact of `people` is not one.
    #[error("example {example}: {entry} is neither \"PERSON CODE\" nor a fact of a person")]
    Unreadable {
        /// Which example.
        example: usize,
        /// The entry.
        entry: String,
    },
    /// `expect` leaves someone out, or names someone without items.
    #[error("example {example}: expect names everyone with items, and nobody else")]
    People {
        /// Which example.
        example: usize,
    },
    /// The definition gives another answer.
    #[error("example {example}: {person} {got}; expected: {expected}")]
    Differs {
        /// Which example.
        example: usize,
        /// The made-up person.
        person: String,
        /// What the definition gives.
        got: String,
        /// What the example says.
        expected: String,
    },
}

/// Checks every worked case of an indicator.
///
/// # Errors
/// The first [`ExampleFault`].
pub fn check_examples(indicator: &Indicator, catalogue: &Catalogue) -> Result<(), ExampleFault> {
    for (number, example) in (1..).zip(&indicator.example) {
        let cohort = cohort(number, example)?;
        let got = outcomes(indicator, &cohort, catalogue);
        if !example.expect.keys().eq(got.keys()) {
            return Err(ExampleFault::People { example: number });
        }
        for (person, got) in got {
            let expected = example.expect.get(&person);
            if expected != Some(&got) {
                return Err(ExampleFault::Differs {
                    example: number,
                    expected: expected.map(Expected::as_text).unwrap_or_default(),
                    person,
                    got: got.as_text(),
                });
            }
        }
    }
    Ok(())
}

fn cohort(number: usize, example: &Example) -> Result<Cohort, ExampleFault> {
    let unreadable = |entry: &str| ExampleFault::Unreadable {
        example: number,
        entry: entry.to_owned(),
    };
    let month = Month::new(2024, 3).expect("a month");
    let mut builder = CohortBuilder::default();
    for entry in &example.items {
        let (person, code) = entry.split_once(' ').ok_or_else(|| unreadable(entry))?;
        let (substance, _) =
            Substance::from_bnf_code(code.as_bytes()).map_err(|_| unreadable(entry))?;
        let row = ItemRow {
            patient: builder.shard.patient(person),
            month,
            substance: builder.shard.substance(substance),
            practice: None,
            items: 1,
            age: None,
            sex: None,
            opioid: None,
        };
        builder.shard.push(&row);
    }
    for (name, facts) in &example.people {
        let mut person = Person::default();
        for (fact, value) in facts {
            match fact.as_str() {
                known::AGE => person.age = Some(*value),
                known::CARE_HOME => person.care_home = Some(*value > 0),
                known::SEVERE_FRAILTY => person.severe_frailty = Some(*value > 0),
                _ => return Err(unreadable(fact)),
            }
        }
        builder.push_person(name, person);
    }
    // A worked case has a handful of codes.
    builder.finish(1).map_err(|_| unreadable("items"))
}

/// What becomes of each person with items.
fn outcomes(
    indicator: &Indicator,
    cohort: &Cohort,
    catalogue: &Catalogue,
) -> BTreeMap<String, Expected> {
    let measure = Measure::of(indicator, catalogue);
    let features = Features::new(cohort, catalogue);
    let found = features.visit(Window::EachMonth, BTreeMap::new, |found, month| {
        let outcome = match measure.value(month) {
            None => Expected::Outside(Outside::NotCounted),
            Some(value) if indicator.mean_of.is_some() => {
                let value = value.and_then(|value| u32::try_from(value).ok());
                Expected::Value(value.unwrap_or(0))
            }
            Some(met) => Expected::Counts(met == Some(1)),
        };
        found.insert(cohort.patient_id(month.patient), outcome);
    });
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::ExtractFact;

    #[test]
    fn every_shipped_indicator_has_worked_cases_and_they_hold() {
        let catalogue = Catalogue::shipped();
        for indicator in &catalogue.indicators {
            let given = |id: &str| catalogue.feature(id).and_then(|feature| feature.given);
            let mut given = indicator.features().into_iter().filter_map(given);
            // Not made of what an example's items say.
            let beyond = given.any(|g| {
                matches!(
                    g,
                    ExtractFact::OpioidOme
                        | ExtractFact::OpioidOmeDaily
                        | ExtractFact::ClinicalRecord
                )
            });
            assert!(
                indicator.example.is_empty() == beyond,
                "{} has no example, or one that cannot be decided",
                indicator.id
            );
            assert_eq!(
                check_examples(indicator, catalogue),
                Ok(()),
                "{}",
                indicator.id
            );
        }
    }

    #[test]
    fn a_worked_case_that_does_not_hold_is_told() {
        let catalogue = Catalogue::shipped();
        let mut indicator = catalogue
            .indicator("nsaid_with_damn")
            .expect("shipped")
            .clone();
        let expect = &mut indicator.example[0].expect;
        expect.insert("A".to_owned(), Expected::Counts(false));
        let fault = ExampleFault::Differs {
            example: 1,
            person: "A".to_owned(),
            got: "counts".to_owned(),
            expected: "does not count".to_owned(),
        };
        assert_eq!(check_examples(&indicator, catalogue), Err(fault));
        indicator.example[0].expect.remove("A");
        assert_eq!(
            check_examples(&indicator, catalogue),
            Err(ExampleFault::People { example: 1 })
        );
    }
}
