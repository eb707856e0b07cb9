//! Dates as extracts write them: the day before the month, never after it.

use chrono::{Datelike, NaiveDate};

use super::month::without_time;

/// A date, and whether its year has only two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateReading {
    pub(crate) date: NaiveDate,
    pub(crate) two_digit_year: bool,
}

/// Reads `2024-03-31`, `31/03/2024`, `31-Mar-2024`, `31 Mar 2024`, `31Mar2024`, `20240331`, and
/// `31-Mar-24` (taken for this century; who knows more decides), with or without a
/// time of day behind it. `None` for anything else.
pub(crate) fn date(cell: &[u8]) -> Option<DateReading> {
    // The two-digit form comes first: %Y would take the year 24 for one of antiquity.
    const FORMS: [(&str, bool); 9] = [
        ("%d-%b-%y", true),
        ("%d %b %y", true),
        ("%Y-%m-%d", false),
        ("%d/%m/%Y", false),
        ("%d-%b-%Y", false),
        ("%d %b %Y", false),
        ("%d-%m-%Y", false),
        ("%Y%m%d", false),
        ("%d%b%Y", false),
    ];
    let day = without_time(cell.trim_ascii());
    let text = std::str::from_utf8(day).ok()?;
    FORMS.iter().find_map(|form| read(text, *form))
}

fn read(text: &str, (form, two_digit_year): (&str, bool)) -> Option<DateReading> {
    let date = NaiveDate::parse_from_str(text, form).ok()?;
    let date = if two_digit_year {
        date.with_year(2000 + date.year().rem_euclid(100))?
    } else {
        date
    };
    (1880..2200).contains(&date.year()).then_some(DateReading {
        date,
        two_digit_year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date")
    }

    #[test]
    fn every_written_form_is_the_same_day() {
        for cell in [
            "1949-04-03",
            "03/04/1949",
            "03-Apr-1949",
            "3 Apr 1949",
            "19490403",
            "03APR1949",
            "1949-04-03T00:00:00",
            "03/04/1949 17:03",
            "03-04-1949",
            "03-APR-1949 10:00",
            "3/4/1949 9:05",
            "3/4/1949 9:05 AM",
            "1949-04-03T00:00:00.000Z",
        ] {
            let written = DateReading {
                date: ymd(1949, 4, 3),
                two_digit_year: false,
            };
            assert_eq!(date(cell.as_bytes()), Some(written), "{cell}");
        }
    }

    #[test]
    fn month_first_and_impossible_days_are_refused() {
        for cell in [
            "04/13/1949",
            "4/13/1949 9:05",
            "03-Apr-1949 at 10",
            "31-Feb-1949",
            "1949",
            "",
            "03-Apr-49-",
            "0049-04-03",
            "12:00",
        ] {
            assert_eq!(date(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn a_two_digit_year_is_marked() {
        let written = DateReading {
            date: ymd(2049, 4, 3),
            two_digit_year: true,
        };
        assert_eq!(date(b"03-Apr-49"), Some(written));
        assert_eq!(date(b"3 Apr 49"), Some(written));
    }
}
