//! Runs the worked cases of a definition through the same plan as real rows.

use std::collections::BTreeSet;

use polars::prelude::IntoLazy;

use super::PlanFault;
use super::catalogue::Catalogue;
use super::condition::holds;
use super::definition::{Example, Expected, Indicator, Outside};
use super::features::{PatientMonths, feature_column, patient_months};
use crate::model::{Cohort, CohortBuilder, ItemRow, Month, Person, Substance, column};

/// Why a worked case does not hold. `example` counts from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleFault {
    /// An entry of `items` is not "PERSON SUBSTANCE", or a fact of `people` is not one.
    Unreadable {
        /// Which example.
        example: usize,
        /// The entry.
        entry: String,
    },
    /// `expect` leaves someone out, or names someone without items.
    People {
        /// Which example.
        example: usize,
    },
    /// The definition gives another answer.
    Differs {
        /// Which example.
        example: usize,
        /// The made-up person.
        person: String,
        /// What the definition gives.
        got: String,
    },
    /// The plan failed.
    Plan(&'static str),
}

impl From<PlanFault> for ExampleFault {
    fn from(fault: PlanFault) -> Self {
        Self::Plan(fault.0)
    }
}

/// Checks every worked case of an indicator.
///
/// # Errors
/// The first [`ExampleFault`].
pub fn check_examples(indicator: &Indicator, catalogue: &Catalogue) -> Result<(), ExampleFault> {
    for (number, example) in (1..).zip(&indicator.example) {
        let cohort = cohort(number, example)?;
        let months = patient_months(&cohort, catalogue)?;
        let people: BTreeSet<&str> = cohort.patients.iter().map(AsRef::as_ref).collect();
        if !example.expect.keys().map(String::as_str).eq(people) {
            return Err(ExampleFault::People { example: number });
        }
        for (person, got) in
            outcomes(indicator, &cohort, &months).map_err(|_| PlanFault("a worked case"))?
        {
            if example.expect.get(&person) != Some(&got) {
                return Err(ExampleFault::Differs {
                    example: number,
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
        let (patient, substance) = (builder.patient(person), builder.substance(substance));
        builder.push_item(ItemRow {
            patient,
            month,
            substance,
            practice: None,
            items: 1,
            age: None,
            sex: None,
        });
    }
    for (name, facts) in &example.people {
        let mut person = Person::default();
        for (fact, value) in facts {
            match fact.as_str() {
                "age" => person.age = Some(*value),
                "care_home" => person.care_home = Some(*value > 0),
                "severe_frailty" => person.severe_frailty = Some(*value > 0),
                _ => return Err(unreadable(fact)),
            }
        }
        let patient = builder.patient(name);
        builder.push_person(patient, person);
    }
    builder
        .finish()
        .map_err(|_| ExampleFault::Plan("a worked case"))
}

fn outcomes(
    indicator: &Indicator,
    cohort: &Cohort,
    months: &PatientMonths,
) -> polars::prelude::PolarsResult<Vec<(String, Expected)>> {
    let frame = months
        .frame
        .clone()
        .lazy()
        .with_columns([
            holds(&indicator.numerator).alias("numerator"),
            holds(&indicator.denominator).alias("denominator"),
        ])
        .collect()?;
    let people = frame.column(column::PATIENT)?.u32()?;
    let numerator = frame.column("numerator")?.bool()?;
    let denominator = frame.column("denominator")?.bool()?;
    let mean = match &indicator.mean_of {
        Some(feature) => Some(frame.column(&feature_column(feature))?.i64()?.clone()),
        None => None,
    };
    let outcome = |row: usize| match &mean {
        _ if denominator.get(row) != Some(true) => Expected::Outside(Outside::NotCounted),
        Some(values) => Expected::Value(
            values
                .get(row)
                .and_then(|v| u32::try_from(v).ok())
                .unwrap_or(0),
        ),
        None => Expected::Counts(numerator.get(row) == Some(true)),
    };
    Ok(people
        .into_no_null_iter()
        .enumerate()
        .map(|(row, patient)| (cohort.patients[patient as usize].to_string(), outcome(row)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Given;

    #[test]
    fn every_shipped_indicator_has_worked_cases_and_they_hold() {
        let catalogue = Catalogue::shipped();
        for indicator in &catalogue.indicators {
            let given = |id: &str| catalogue.feature(id).and_then(|feature| feature.given);
            let mut given = indicator.features().into_iter().filter_map(given);
            // Not made of what an example's items say.
            let beyond = given.any(|g| matches!(g, Given::OpioidOme | Given::ClinicalRecord));
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
        };
        assert_eq!(check_examples(&indicator, catalogue), Err(fault));
        indicator.example[0].expect.remove("A");
        assert_eq!(
            check_examples(&indicator, catalogue),
            Err(ExampleFault::People { example: 1 })
        );
    }
}
