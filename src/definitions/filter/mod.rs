//! Filters such as `medicines >= 10 AND age_band = 75+`: comparisons that all have to hold.

pub(crate) mod fault;
pub(crate) mod parse;
pub(crate) mod token;

use std::cmp::Ordering;
use std::fmt;

use super::definition::Condition;
use crate::model::{AgeBand, Level, Month, Sex};

/// A conjunction of comparisons. Written out it reads back as itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    comparisons: Vec<Comparison>,
}

/// What a filter asks the caller for.
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

#[derive(Clone, Debug, PartialEq)]
struct Comparison {
    subject: ComparedFact,
    op: Op,
    /// One value; for [`Op::In`] one or more.
    wanted: Vec<Literal>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ComparedFact {
    Feature {
        id: String,
        yes_or_no: bool,
    },
    Indicator {
        id: String,
        conditions: Vec<Condition>,
    },
    Sex,
    AgeBand,
    Group(Level),
    ImdDecile,
    ImdQuintile,
    Month,
    Column(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Whole(u32),
    /// A number that stands without quotation marks behind a free column.
    Number(f64),
    Yes(bool),
    Band(AgeBand),
    Month(Month),
    Sex(Sex),
    Text(String),
}

impl Filter {
    /// The free columns that the filter names, as the caller wrote them, without repetition.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = Vec::new();
        for comparison in &self.comparisons {
            if let ComparedFact::Column(name) = &comparison.subject
                && !columns.contains(&name.as_str())
            {
                columns.push(name.as_str());
            }
        }
        columns
    }

    /// Whether every comparison holds; `None` where what would decide it is not known. Whoever it
    /// is not known of is not in the cohort.
    #[must_use]
    pub fn holds(&self, of: &dyn Fn(Name<'_>) -> Option<Fact>) -> Option<bool> {
        let answers = self.comparisons.iter().map(|one| one.holds(of));
        answers.fold(Some(true), and)
    }
}

/// Both, if both are known; a `false` decides by itself.
fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

impl Comparison {
    fn holds(&self, of: &dyn Fn(Name<'_>) -> Option<Fact>) -> Option<bool> {
        let mut answers = self.wanted.iter().map(|wanted| self.holds_for(wanted, of));
        match self.op {
            // Unknown for one value is unknown for all: they ask for the same fact.
            Op::In => answers.try_fold(false, |any, one| Some(any | one?)),
            _ => answers.next().flatten(),
        }
    }

    fn holds_for(&self, wanted: &Literal, of: &dyn Fn(Name<'_>) -> Option<Fact>) -> Option<bool> {
        let op = self.op;
        let number = |name| match of(name)? {
            Fact::Whole(value) => Some(value),
            _ => None,
        };
        let text = |name| match of(name)? {
            Fact::Text(text) => Some(text),
            _ => None,
        };
        match (&self.subject, wanted) {
            (ComparedFact::Feature { id, .. }, Literal::Whole(wanted)) => {
                Some(op.takes(number(Name::Feature(id))?.cmp(wanted)))
            }
            (ComparedFact::Feature { id, .. }, Literal::Yes(wanted)) => {
                Some(op.takes((number(Name::Feature(id))? > 0).cmp(wanted)))
            }
            (ComparedFact::Indicator { conditions, .. }, Literal::Yes(wanted)) => {
                let answers = conditions.iter().map(|condition| {
                    number(Name::Feature(&condition.feature)).map(|value| within(condition, value))
                });
                Some(op.takes(answers.fold(Some(true), and)?.cmp(wanted)))
            }
            (ComparedFact::AgeBand, Literal::Band(band)) => {
                let inside = if band.is_all() {
                    true
                } else {
                    let age = number(Name::Feature("age"))?;
                    age >= band.from && band.to.is_none_or(|to| age <= to)
                };
                Some(op.takes(inside.cmp(&true)))
            }
            (ComparedFact::Sex, Literal::Sex(wanted)) => match of(Name::Sex)? {
                Fact::Sex(sex) if sex != Sex::Unknown => Some(op.takes(sex.cmp(wanted))),
                _ => None,
            },
            (ComparedFact::Group(level), Literal::Text(wanted)) => {
                let code = text(Name::Group(*level))?.to_ascii_uppercase();
                Some(op.takes(code.cmp(wanted)))
            }
            (ComparedFact::ImdDecile, Literal::Whole(wanted)) => {
                Some(op.takes(number(Name::ImdDecile)?.cmp(wanted)))
            }
            (ComparedFact::ImdQuintile, Literal::Whole(wanted)) => {
                Some(op.takes(number(Name::ImdDecile)?.div_ceil(2).cmp(wanted)))
            }
            (ComparedFact::Month, Literal::Month(wanted)) => match of(Name::Month)? {
                Fact::Month(month) => Some(op.takes(month.cmp(wanted))),
                _ => None,
            },
            (ComparedFact::Column(name), wanted) => {
                column_holds(op, text(Name::Column(name))?.trim(), wanted)
            }
            _ => None,
        }
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
            Some(number) => Some(op.takes(number.partial_cmp(wanted)?)),
            None => match op {
                Op::Equal | Op::In => Some(false),
                Op::NotEqual => Some(true),
                _ => None,
            },
        },
        Literal::Text(wanted) => {
            let same = cell.to_lowercase() == wanted.to_lowercase();
            Some(op.takes(same.cmp(&true)))
        }
        _ => None,
    }
}

fn within(condition: &Condition, value: u32) -> bool {
    condition.at_least.is_none_or(|least| value >= least)
        && condition.at_most.is_none_or(|most| value <= most)
}

impl Op {
    /// Whether an operator accepts how the fact stands to the value.
    fn takes(self, order: Ordering) -> bool {
        match self {
            Self::Equal | Self::In => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }

    /// Whether it asks for an order and not for sameness alone.
    fn is_ordered(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::In => "IN",
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, comparison) in self.comparisons.iter().enumerate() {
            let joint = if at == 0 { "" } else { " AND " };
            let name = token::quoted(comparison.subject.as_str());
            write!(f, "{joint}{name} {} ", comparison.op.as_str())?;
            let wanted: Vec<String> = comparison.wanted.iter().map(ToString::to_string).collect();
            match comparison.op {
                Op::In => write!(f, "({})", wanted.join(", "))?,
                _ => f.write_str(&wanted.join(", "))?,
            }
        }
        Ok(())
    }
}

impl ComparedFact {
    fn as_str(&self) -> &str {
        match self {
            Self::Feature { id, .. } | Self::Indicator { id, .. } => id,
            Self::Sex => "sex",
            Self::AgeBand => "age_band",
            Self::Group(level) => level.as_str(),
            Self::ImdDecile => "imd_decile",
            Self::ImdQuintile => "imd_quintile",
            Self::Month => "month",
            Self::Column(name) => name,
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Yes(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Self::Band(band) => write!(f, "{band}"),
            Self::Month(month) => write!(f, "{month}"),
            Self::Sex(sex) => f.write_str(sex.as_str()),
            Self::Text(text) => f.write_str(&token::quoted(text)),
        }
    }
}
