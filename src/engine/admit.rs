//! A filter applied to patient-months of a cohort.

use std::cmp::Ordering;

use super::condition::{Bounds, all_hold};
use super::patient_month::PatientMonth;
use crate::cohort::Cohort;
use crate::definitions::{Catalogue, Comparison, Filter, FilterSubject, Literal, Op, known};
use crate::model::{Level, Month, Sex};

/// What a filter asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// The value of a feature, by id: `age` and `care_home` (1 or 0) are features too.
    Feature(&'a str),
    /// Recorded sex.
    Sex,
    /// Code of the practice, PCN, sub-ICB, ICB or region.
    Group(Level),
    /// Index of Multiple Deprivation decile, 1 to 10.
    ImdDecile,
    /// The month looked at.
    Month,
    /// The cell of a free column, by the name that was given to [`Filter::parse`].
    Column(&'a str),
}

/// What is known of a [`Name`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Of a feature or a decile.
    Whole(u32),
    /// Of the sex; [`Sex::Unknown`] is not known.
    Sex(Sex),
    /// Of a group or a column.
    Text(String),
    /// Of the month.
    Month(Month),
}

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
        filter_holds(self.filter, &|name| self.fact(name, month))
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

/// Whether every comparison holds; `None` where what would decide it is not known. Whoever it is
/// not known of is not in the cohort.
#[must_use]
pub fn filter_holds(filter: &Filter, of: &dyn Fn(Name<'_>) -> Option<Fact>) -> Option<bool> {
    all_hold(
        filter
            .comparisons
            .iter()
            .map(|one| comparison_holds(one, of)),
    )
}

fn comparison_holds(
    comparison: &Comparison,
    of: &dyn Fn(Name<'_>) -> Option<Fact>,
) -> Option<bool> {
    let Comparison {
        subject,
        op,
        wanted,
    } = comparison;
    let mut answers = wanted
        .iter()
        .map(|wanted| holds_for(subject, *op, wanted, of));
    match op {
        // Unknown for one value is unknown for all: they ask for the same fact.
        Op::In => answers.try_fold(false, |any, one| Some(any | one?)),
        _ => answers.next().flatten(),
    }
}

fn holds_for(
    subject: &FilterSubject,
    op: Op,
    wanted: &Literal,
    of: &dyn Fn(Name<'_>) -> Option<Fact>,
) -> Option<bool> {
    let number = |name| match of(name)? {
        Fact::Whole(value) => Some(value),
        _ => None,
    };
    let text = |name| match of(name)? {
        Fact::Text(text) => Some(text),
        _ => None,
    };
    match (subject, wanted) {
        (FilterSubject::Feature { id, .. }, Literal::Whole(wanted)) => {
            Some(takes(op, number(Name::Feature(id))?.cmp(wanted)))
        }
        (FilterSubject::Feature { id, .. }, Literal::Yes(wanted)) => {
            Some(takes(op, (number(Name::Feature(id))? > 0).cmp(wanted)))
        }
        (FilterSubject::Indicator { conditions, .. }, Literal::Yes(wanted)) => {
            let answers = conditions.iter().map(|condition| {
                Bounds::from(condition)
                    .hold(number(Name::Feature(&condition.feature)).map(u64::from))
            });
            Some(takes(op, all_hold(answers)?.cmp(wanted)))
        }
        (FilterSubject::AgeBand, Literal::Band(band)) => {
            let inside = band.is_all() || band.contains(number(Name::Feature(known::AGE))?);
            Some(takes(op, inside.cmp(&true)))
        }
        (FilterSubject::Sex, Literal::Sex(wanted)) => match of(Name::Sex)? {
            Fact::Sex(sex) if sex != Sex::Unknown => Some(takes(op, sex.cmp(wanted))),
            _ => None,
        },
        (FilterSubject::Group(level), Literal::Text(wanted)) => {
            let code = text(Name::Group(*level))?.to_ascii_uppercase();
            Some(takes(op, code.cmp(wanted)))
        }
        (FilterSubject::ImdDecile, Literal::Whole(wanted)) => {
            Some(takes(op, number(Name::ImdDecile)?.cmp(wanted)))
        }
        (FilterSubject::ImdQuintile, Literal::Whole(wanted)) => {
            Some(takes(op, number(Name::ImdDecile)?.div_ceil(2).cmp(wanted)))
        }
        (FilterSubject::Month, Literal::Month(wanted)) => match of(Name::Month)? {
            Fact::Month(month) => Some(takes(op, month.cmp(wanted))),
            _ => None,
        },
        (FilterSubject::Column(name), wanted) => {
            column_holds(op, text(Name::Column(name))?.trim(), wanted)
        }
        _ => None,
    }
}

/// A blank cell is not known. A number is compared as one; a cell without a number is not equal to
/// it, and neither above nor below.
fn column_holds(op: Op, cell: &str, wanted: &Literal) -> Option<bool> {
    if cell.is_empty() {
        return None;
    }
    match wanted {
        Literal::Number(wanted) => match cell.parse::<f64>().ok().filter(|n| n.is_finite()) {
            Some(number) => Some(takes(op, number.partial_cmp(wanted)?)),
            None => match op {
                Op::Equal | Op::In => Some(false),
                Op::NotEqual => Some(true),
                _ => None,
            },
        },
        Literal::Text(wanted) => {
            let same = cell.to_lowercase() == wanted.to_lowercase();
            Some(takes(op, same.cmp(&true)))
        }
        _ => None,
    }
}

/// Whether an operator accepts how the fact stands to the value.
fn takes(op: Op, order: Ordering) -> bool {
    match op {
        Op::Equal | Op::In => order.is_eq(),
        Op::NotEqual => order.is_ne(),
        Op::Less => order.is_lt(),
        Op::AtMost => order.is_le(),
        Op::More => order.is_gt(),
        Op::AtLeast => order.is_ge(),
    }
}
