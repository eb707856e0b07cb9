//! Calendar months, and the longer periods they are pooled into.

use std::fmt;

use super::date::day_in_month;

/// A calendar month, counted from January of year 0, so that a difference is a number of months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1 to 12) of `year` (1900 to 2199); anything else is `None`.
    #[must_use]
    pub fn new(year: i32, month: i32) -> Option<Self> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month))
            .then(|| Self(year * 12 + month - 1))
    }

    /// Reads `202403`, `2024-03`, `2024_03`, `2024/03`, `Mar-24`, `Mar 2024`, or the month of a
    /// whole date: `20240331`, `31MAR2024`, `2024-03-31`, `31/03/2024`, `31-Mar-2024`. Never month
    /// first. A time of day behind a date is passed over.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        Self::of_date(day_in_month(text)?)
    }

    /// The month of a day.
    #[must_use]
    pub fn of_date(date: chrono::NaiveDate) -> Option<Self> {
        use chrono::Datelike as _;
        Self::new(date.year(), date.month().cast_signed())
    }

    /// The last day of the month.
    #[must_use]
    pub fn last_day(self) -> chrono::NaiveDate {
        let next = Self(self.0 + 1);
        let first_of_next =
            chrono::NaiveDate::from_ymd_opt(next.year(), next.of_year().unsigned_abs(), 1);
        first_of_next
            .and_then(|day| day.pred_opt())
            .expect("months run from 1900 to 2199, and the calendar further")
    }

    /// Months since January of year 0, from which months are counted.
    #[must_use]
    pub fn index(self) -> i32 {
        self.0
    }

    /// The month of an index made by [`Month::index`].
    #[must_use]
    pub fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 for January to 12 for December.
    #[must_use]
    pub fn of_year(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

/// What a figure pools. Longer periods sum the numerators and the denominators of their months,
/// as NHSBSA's published metrics do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Each calendar month by itself.
    Month,
    /// The financial quarter: April to June is Q1.
    Quarter,
    /// The financial year, April to March.
    Year,
    /// Every month of the extract.
    All,
}

impl Period {
    /// First month of the period that `month` belongs to; `first` is the extract's first month,
    /// where a period of all months begins.
    #[must_use]
    pub fn start(self, month: Month, first: Month) -> Month {
        let into = |length: i32| Month(month.0 - (month.0 - 3).rem_euclid(length));
        match self {
            Self::Month => month,
            Self::Quarter => into(3),
            Self::Year => into(12),
            Self::All => first,
        }
    }

    /// The label of the period that begins `start` months into year 0: `2024-03`, `2023/24-Q4`,
    /// `2023/24`, `all`.
    #[must_use]
    pub fn label(self, start: Month) -> String {
        let financial = start.0 - 3;
        let year = financial.div_euclid(12);
        let years = format!("{year}/{:02}", (year + 1).rem_euclid(100));
        match self {
            Self::Month => start.to_string(),
            Self::Quarter => format!("{years}-Q{}", financial.rem_euclid(12) / 3 + 1),
            Self::Year => years,
            Self::All => "all".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_form_is_the_same_month() {
        for text in [
            "202403",
            "31MAR2024",
            "2024-03",
            "2024_03",
            "2024/03",
            "Mar-24",
            "Mar 2024",
            "March-2024",
            "20240331",
            "2024-03-31",
            "31/03/2024",
            "31-Mar-2024",
            "31 Mar 2024",
            "2024-03-31T00:00:00",
            " 202403 ",
            "2024-03-31 00:00:00",
            "2024-03-01 00:00:00.000",
            "01MAR2024",
            "31-MAR-2024 10:00",
            "31-MAR-2024",
            "31 Mar 2024 10:00:00",
            "3/3/2024",
            "3/3/2024 9:05",
            "31/03/2024 9:05 AM",
            "31-MAR-2024T10:00",
        ] {
            assert_eq!(
                Month::parse(text.as_bytes())
                    .map(|m| m.to_string())
                    .as_deref(),
                Some("2024-03"),
                "{text}"
            );
        }
    }

    #[test]
    fn month_first_and_impossible_dates_are_refused() {
        for text in [
            "03/31/2024",
            "3/31/2024 9:05",
            "31/03/2024 99:05",
            "10:00",
            "31-MAR-2024 :00",
            "202413",
            "202400",
            "2024-3-32",
            "30/02/2024",
            "Foo-24",
            "24",
            "",
            "-",
            "0024-03",
            "2024",
        ] {
            assert_eq!(Month::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_t_in_a_months_name_begins_no_time() {
        for text in [
            "03-OCT-2024 10:00",
            "3 OCT 2024",
            "03OCT2024",
            "3/10/2024 9:05",
        ] {
            let month = Month::parse(text.as_bytes()).map(|month| month.to_string());
            assert_eq!(month.as_deref(), Some("2024-10"), "{text}");
        }
    }

    #[test]
    fn the_last_day_is_that_of_the_calendar() {
        for (year, month, last) in [
            (2024, 2, "2024-02-29"),
            (2023, 2, "2023-02-28"),
            (2024, 12, "2024-12-31"),
            (2199, 12, "2199-12-31"),
        ] {
            let month = Month::new(year, month).expect("a month");
            assert_eq!(month.last_day().to_string(), last);
        }
    }

    #[test]
    fn the_financial_year_begins_in_april() {
        let label =
            |year, month, period: Period| period.label(Month::new(year, month).expect("a month"));
        assert_eq!(label(2024, 3, Period::Quarter), "2023/24-Q4");
        assert_eq!(label(2024, 4, Period::Quarter), "2024/25-Q1");
        assert_eq!(label(2024, 3, Period::Year), "2023/24");
        assert_eq!(label(1999, 4, Period::Year), "1999/00");
        let first = Month::new(2023, 1).expect("a month");
        for (year, month, period, start) in [
            (2024, 3, Period::Month, "2024-03"),
            (2024, 3, Period::Quarter, "2024-01"),
            (2024, 3, Period::Year, "2023-04"),
            (2024, 4, Period::Year, "2024-04"),
            (2024, 3, Period::All, "2023-01"),
        ] {
            let month = Month::new(year, month).expect("a month");
            assert_eq!(period.start(month, first).to_string(), start);
        }
    }
}
