//! One figure of a group: the row of an indicator table.

use crate::model::{Band, Grouping, Level, Month, Status, Unit};

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
    pub level: Grouping,
    /// Code of the group; `all` for everybody.
    pub code: String,
    /// Name of the group; empty where the extract has none.
    pub name: String,
    /// The part of the group it is about.
    pub band: Band,
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

impl Figure {
    /// A figure of everybody with nothing measured, to be filled in by whoever knows the rest.
    pub(crate) fn unmeasured(unit: Unit) -> Self {
        Self {
            indicator: String::new(),
            period: String::new(),
            start: Month::from_index(0),
            level: Grouping::Level(Level::All),
            code: String::new(),
            name: String::new(),
            band: Band::All,
            numerator: None,
            denominator: None,
            value: None,
            interval: None,
            unit,
            status: Status::Ok,
        }
    }
}
