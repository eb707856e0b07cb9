//! Filters such as `medicines >= 10 AND age_band = 75+`: comparisons that all have to hold. Whether
//! they do is the engine's.

pub(crate) mod parse;
mod token;

use std::fmt;

pub(crate) use self::token::Op;
use super::definition::Condition;
use crate::model::{AgeBand, Level, Month, Sex};

/// A conjunction of comparisons. Written out it reads back as itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    pub(crate) comparisons: Vec<Comparison>,
}

/// One name held against one or several values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    pub(crate) subject: FilterSubject,
    pub(crate) op: Op,
    /// One value; for [`Op::In`] one or more.
    pub(crate) wanted: Vec<Literal>,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilterSubject {
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

/// What it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
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
            if let FilterSubject::Column(name) = &comparison.subject
                && !columns.contains(&name.as_str())
            {
                columns.push(name.as_str());
            }
        }
        columns
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

impl FilterSubject {
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

/// A filter that cannot be used. Written out, it shows the filter with the place marked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FilterFault {
    /// The filter as it was typed.
    pub text: String,
    /// First character of the place, from 0.
    pub at: usize,
    /// Characters of the place, at least 1.
    pub length: usize,
    /// What is wrong.
    pub what: String,
    /// The known name most like one that is not known.
    pub near: Option<String>,
}

impl fmt::Display for FilterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = self.near.as_ref();
        let near = near.map(|near| format!("; did you mean '{near}'?"));
        // Every character has to take one place, or the marks stand elsewhere.
        let shown = self.text.replace(|c: char| c.is_control(), " ");
        let marks = " ".repeat(self.at) + &"^".repeat(self.length);
        write!(
            f,
            "{}{}\n  {shown}\n  {marks}",
            self.what,
            near.unwrap_or_default()
        )
    }
}
