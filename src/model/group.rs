//! The groups and parts of groups that figures are about, and how a figure is measured.

use std::fmt;
use std::sync::Arc;

use super::age::AgeBand;
use super::sex::Sex;
use serde::Deserialize;

/// The organisations a figure can be given for, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// What the groups of a figure are: organisations of a level, or people who have the same text in a
/// column of the user's. Levels come first, then columns by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grouping {
    /// Organisations.
    Level(Level),
    /// A column of the organisations or patients files, by its name as the user writes it.
    Column(Arc<str>),
}

impl Grouping {
    /// The word of the output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Level(level) => level.as_str(),
            Self::Column(name) => name,
        }
    }
}

impl From<Level> for Grouping {
    fn from(level: Level) -> Self {
        Self::Level(level)
    }
}

/// The part of a group that a figure is about. What is not known of people is a part too, after
/// the known ones, so that the parts of a breakdown add up to the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Everyone.
    All,
    /// Ages.
    Age(Known<AgeBand>),
    /// Recorded sex.
    Sex(Known<Sex>),
    /// Deprivation decile, 1 most deprived.
    ImdDecile(Known<u32>),
    /// Deprivation quintile, 1 most deprived.
    ImdQuintile(Known<u32>),
    /// Whether they live in a care home.
    CareHome(Known<bool>),
    /// Their text in a column of the user's, whose name comes first.
    Column(Arc<str>, Known<Arc<str>>),
}

/// A value, or that it is not known, which sorts after every value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// This.
    As(T),
    /// Not known.
    Not,
}

impl<T> From<Option<T>> for Known<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Not, Self::As)
    }
}

impl Band {
    /// What the band is a part by: `all`, `age`, `imd_quintile` ...
    #[must_use]
    pub fn breakdown(&self) -> &str {
        match self {
            Self::All => "all",
            Self::Age(_) => "age",
            Self::Sex(_) => "sex",
            Self::ImdDecile(_) => "imd_decile",
            Self::ImdQuintile(_) => "imd_quintile",
            Self::CareHome(_) => "care_home",
            Self::Column(name, _) => name,
        }
    }
}

impl From<AgeBand> for Band {
    fn from(band: AgeBand) -> Self {
        if band.is_all() {
            Self::All
        } else {
            Self::Age(Known::As(band))
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Age(Known::As(band)) => band.fmt(f),
            Self::Sex(Known::As(sex)) => f.write_str(sex.as_str()),
            Self::ImdDecile(Known::As(part)) | Self::ImdQuintile(Known::As(part)) => part.fmt(f),
            Self::CareHome(Known::As(true)) => f.write_str("yes"),
            Self::CareHome(Known::As(false)) => f.write_str("no"),
            Self::Column(_, Known::As(text)) => f.write_str(text),
            Self::Age(Known::Not)
            | Self::Sex(Known::Not)
            | Self::ImdDecile(Known::Not)
            | Self::ImdQuintile(Known::Not)
            | Self::CareHome(Known::Not)
            | Self::Column(_, Known::Not) => f.write_str("unknown"),
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
