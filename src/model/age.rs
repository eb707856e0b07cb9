//! Ages in completed years, and the bands figures are given for.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::month::Month;

/// The highest age that is believed.
pub const OLDEST: u32 = 120;

/// Completed years on the last day of `month`. Someone born on 29 February completes a year on
/// 1 March of a year without that day, as English law has it. `None` before birth.
#[must_use]
pub fn completed_years_on_last_day(born: NaiveDate, month: Month) -> Option<u32> {
    month.last_day().years_since(born)
}

/// A birthday whose year was written with two digits lies a century earlier if it would come after
/// the last month that is known of: nobody is born in the future.
#[must_use]
pub fn in_its_century(born: NaiveDate, latest: Month) -> NaiveDate {
    let after = Month::of_date(born).is_some_and(|month| month > latest);
    let earlier = || born.with_year(born.year() - 100);
    if after {
        earlier().unwrap_or(born)
    } else {
        born
    }
}

/// A range of ages, both ends in it; open above where `to` is `None`. Ordered by its lower end,
/// an open band before the closed ones of the same lower end: so everyone comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand {
    /// Lowest age in completed years.
    pub from: u32,
    /// Highest age in completed years.
    pub to: Option<u32>,
}

impl AgeBand {
    /// Everyone, whether or not their age is known.
    pub const ALL: Self = Self { from: 0, to: None };

    /// Whether this band takes everyone in, also people of unknown age.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// Whether an age is in it.
    #[must_use]
    pub fn contains(self, age: u32) -> bool {
        age >= self.from && self.to.is_none_or(|to| age <= to)
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            _ if self.is_all() => f.write_str("all"),
            None => write!(f, "{}+", self.from),
            Some(to) => write!(f, "{}-{to}", self.from),
        }
    }
}

impl FromStr for AgeBand {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "an age band is all, 65+ or 65-74";
        let age = |text: &str| {
            text.parse::<u32>()
                .ok()
                .filter(|age| *age <= 120)
                .ok_or(FORM)
        };
        if text == "all" {
            return Ok(Self::ALL);
        }
        if let Some(from) = text.strip_suffix('+') {
            return Ok(Self {
                from: age(from)?,
                to: None,
            });
        }
        let (from, to) = text.split_once('-').ok_or(FORM)?;
        let band = Self {
            from: age(from)?,
            to: Some(age(to)?),
        };
        if band.from <= age(to)? {
            Ok(band)
        } else {
            Err("an age band runs from the lower age to the higher")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(born: (i32, u32, u32), year: i32, month: i32) -> Option<u32> {
        let born = NaiveDate::from_ymd_opt(born.0, born.1, born.2).expect("a date");
        completed_years_on_last_day(born, Month::new(year, month).expect("a month"))
    }

    #[test]
    fn a_birthday_on_the_last_day_of_the_month_is_completed() {
        assert_eq!(age((1949, 3, 31), 2024, 3), Some(75));
        assert_eq!(age((1949, 4, 1), 2024, 3), Some(74));
    }

    #[test]
    fn a_leap_day_birthday_waits_for_march_in_a_short_february() {
        assert_eq!(age((1948, 2, 29), 2023, 2), Some(74));
        assert_eq!(age((1948, 2, 29), 2023, 3), Some(75));
        assert_eq!(age((1948, 2, 29), 2024, 2), Some(76));
    }

    #[test]
    fn before_birth_there_is_no_age() {
        assert_eq!(age((2024, 5, 1), 2024, 4), None);
        assert_eq!(age((2024, 5, 1), 2024, 5), Some(0));
    }

    #[test]
    fn a_two_digit_year_of_birth_never_lies_in_the_future() {
        let ymd = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
        let march = Month::new(2024, 3).expect("a month");
        assert_eq!(in_its_century(ymd(2049, 4, 3), march), ymd(1949, 4, 3));
        assert_eq!(in_its_century(ymd(2024, 3, 31), march), ymd(2024, 3, 31));
        assert_eq!(in_its_century(ymd(2024, 4, 1), march), ymd(1924, 4, 1));
    }

    #[test]
    fn bands_read_back_as_they_are_written() {
        for text in ["all", "65+", "75+", "85+", "0-17", "65-74"] {
            assert_eq!(
                text.parse::<AgeBand>()
                    .map(|band| band.to_string())
                    .as_deref(),
                Ok(text)
            );
        }
        for text in ["", "65", "65-", "+", "74-65", "old", "65+ "] {
            assert!(text.parse::<AgeBand>().is_err(), "{text}");
        }
    }
}
