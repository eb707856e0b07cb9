//! One figure of a group: the row of an indicator table.

use super::{AgeBand, Month};

/// The organisations a figure can be given for, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Everybody in the extract.
    All,
    /// NHS England region.
    Region,
    /// Integrated care board.
    Icb,
    /// Sub-ICB location (formerly clinical commissioning group).
    SubIcb,
    /// Primary care network.
    Pcn,
    /// General practice.
    Practice,
}

impl Level {
    /// The word of the command line and of the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Region => "region",
            Self::Icb => "icb",
            Self::SubIcb => "sub_icb",
            Self::Pcn => "pcn",
            Self::Practice => "practice",
        }
    }
}

/// What a value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 0 to 100.
    Percent,
    /// The mean of a feature per patient-month.
    Mean,
    /// Items per 1,000 registered patients.
    PerThousand,
}

impl Unit {
    /// The word of the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Mean => "mean",
            Self::PerThousand => "per 1,000 patients",
        }
    }
}

/// Whether a figure could be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is given; where the denominator is 0 its value is empty all the same.
    Ok,
    /// The extract does not hold what the figure needs; the text says what.
    NotAssessable(&'static str),
    /// Whoever published it hides a small count.
    Suppressed,
}

impl Status {
    /// The word of the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotAssessable(_) => "not assessable",
            Self::Suppressed => "suppressed",
        }
    }
}

/// One indicator, in one period, for one group and one band.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Indicator id.
    pub indicator: String,
    /// Period label.
    pub period: String,
    /// First month of the period, for sorting; the extract's first for a period of all months.
    pub start: Month,
    /// Kind of group.
    pub level: Level,
    /// Code of the group; `all` for everybody.
    pub code: String,
    /// Name of the group; empty where the extract has none.
    pub name: String,
    /// Age band; [`AgeBand::ALL`] where the figure is not broken down.
    pub band: AgeBand,
    /// Patient-months that count, the sum of the feature a mean is of, or items. Empty if not
    /// assessable, but for items without a list size.
    pub numerator: Option<u64>,
    /// Patient-months the figure is out of, or registered patients. Empty if not assessable.
    pub denominator: Option<u64>,
    /// Percent (0 to 100), mean or rate, at full precision. Empty where the denominator is 0.
    pub value: Option<f64>,
    /// 95 % interval, in the unit of the value; for percentages alone.
    pub interval: Option<(f64, f64)>,
    /// Percent, mean or rate.
    pub unit: Unit,
    /// Whether the figure could be given.
    pub status: Status,
}
