//! Lengths of time by the calendar, as people write them.

use std::fmt;

use chrono::{Days, Months, NaiveDate};

/// A length of time by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// Calendar months; what would end on a day that a month does not have ends on its last.
    Months(u32),
    /// Days.
    Days(u32),
}

impl Duration {
    /// Reads `12 months`, `1 year`, `90 days` or `6 weeks`; the blank may be left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let number: u32 = text[..at].parse().ok().filter(|number| *number <= 10_000)?;
        match text[at..].trim().trim_end_matches('s') {
            "day" => Some(Self::Days(number)),
            "week" => Some(Self::Days(number * 7)),
            "month" => Some(Self::Months(number)),
            "year" => Some(Self::Months(number * 12)),
            _ => None,
        }
    }

    /// The day this long after `day`; the last the calendar has, if it ends before.
    pub(crate) fn after(self, day: NaiveDate) -> NaiveDate {
        let end = match self {
            Self::Months(months) => day.checked_add_months(Months::new(months)),
            Self::Days(days) => day.checked_add_days(Days::new(u64::from(days))),
        };
        end.unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Months(months) => write!(f, "{months} months"),
            Self::Days(days) => write!(f, "{days} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn spans_of_time_are_read() {
        for (text, span) in [
            ("12 months", Some(Duration::Months(12))),
            ("1year", Some(Duration::Months(12))),
            ("90 days", Some(Duration::Days(90))),
            ("2 weeks", Some(Duration::Days(14))),
            ("12", None),
            ("months", None),
            ("-1 days", None),
            ("99999999999 days", None),
            ("12 moons", None),
        ] {
            assert_eq!(Duration::parse(text), span, "{text}");
        }
    }
}
