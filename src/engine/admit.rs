//! A filter applied to patient-months of a cohort.

use super::patient_month::PatientMonth;
use crate::cohort::Cohort;
use crate::definitions::Catalogue;
use crate::definitions::{Fact, Filter, Name};
use crate::model::Sex;

/// A filter with what it needs to look its facts up.
pub struct Admission<'a> {
    filter: &'a Filter,
    cohort: &'a Cohort,
    catalogue: &'a Catalogue,
    /// The free columns that were read, in order.
    columns: &'a [String],
}

impl<'a> Admission<'a> {
    /// Prepares a filter. `columns` are the names the cohort's columns were asked for by.
    #[must_use]
    pub fn new(
        filter: &'a Filter,
        cohort: &'a Cohort,
        catalogue: &'a Catalogue,
        columns: &'a [String],
    ) -> Self {
        Self {
            filter,
            cohort,
            catalogue,
            columns,
        }
    }

    /// Whether the patient-month is in the cohort; `None` where what would decide it is unknown.
    #[must_use]
    pub fn admits(&self, month: &PatientMonth<'_>) -> Option<bool> {
        self.filter.holds(&|name| self.fact(name, month))
    }

    fn fact(&self, name: Name<'_>, month: &PatientMonth<'_>) -> Option<Fact> {
        let practice = || month.practice.map(|at| &self.cohort.practices[at as usize]);
        match name {
            Name::Feature(id) => {
                let value = month.value(self.catalogue.position(id)?)?;
                Some(Fact::Whole(u32::try_from(value).unwrap_or(u32::MAX)))
            }
            Name::Sex => Some(Fact::Sex(month.sex.unwrap_or(Sex::Unknown))),
            Name::Group(level) => {
                let (code, _) = self.cohort.organisations.group(practice()?, level)?;
                Some(Fact::Text(code))
            }
            Name::ImdDecile => month.person?.imd_decile.map(Fact::Whole),
            Name::Month => Some(Fact::Month(month.month)),
            Name::Column(name) => {
                let at = self.columns.iter().position(|known| known == name)?;
                let of_person = || Some(month.person?.columns.get(at)?.as_ref()?.to_string());
                let of_practice = || {
                    let organisation = self.cohort.organisations.0.get(practice()?)?;
                    organisation.columns.get(at)?.clone()
                };
                of_person().or_else(of_practice).map(Fact::Text)
            }
        }
    }
}
