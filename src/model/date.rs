//! Dates and months as extracts write them, the one place for their forms: the day stands before the
//! month, never after it.

use chrono::{Datelike, NaiveDate};

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

/// The day of a whole date, or the first of a month that stands alone: `202403`, `2024-03`, `Mar-24`,
/// `20240331`, `31MAR2024`, `2024-03-31`, `31-March-2024`. The parts may have any of the signs
/// `-_/.` or a blank between them, a year of two digits is one of this century, and of a month's name
/// the first three letters decide. More is taken here than for a day, whose century decides an age.
pub(super) fn day_in_month(cell: &[u8]) -> Option<NaiveDate> {
    let text = std::str::from_utf8(without_time(cell.trim_ascii())).ok()?;
    let parts: Vec<&str> = text.split(['-', '_', '/', ' ', '.']).collect();
    // What chrono would pass over: a sign before a number, another blank, nothing at all.
    let is_part = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if !parts.iter().all(is_part) {
        return None;
    }
    let is_name = |part: &str| part.len() > 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let (day, month, year) = match parts[..] {
        [one] => match one.len() {
            6 => ("1", &one[4..], &one[..4]),
            8 => (&one[6..], &one[4..6], &one[..4]),
            9 if is_name(&one[2..5]) => (&one[..2], &one[2..5], &one[5..]),
            _ => return None,
        },
        [year, month] if year.len() == 4 && !is_name(month) => ("1", month, year),
        [month, year] if is_name(month) => ("1", month, year),
        [year, month, day] if year.len() == 4 && !is_name(month) => (day, month, year),
        [day, month, year] => (day, month, year),
        _ => return None,
    };
    let century = match year.len() {
        4 => "",
        2 => "20",
        _ => return None,
    };
    let (month, form) = match is_name(month) {
        true => (&month[..3], "%d-%b-%Y"),
        false => (month, "%d-%m-%Y"),
    };
    NaiveDate::parse_from_str(&format!("{day}-{month}-{century}{year}"), form).ok()
}

/// A date without the time of day behind it: hours and minutes with a colon between them, after a
/// blank or a T. A T inside a month's name is none.
fn without_time(text: &[u8]) -> &[u8] {
    let before_minutes = text.split(|byte| *byte == b':').next().unwrap_or(text);
    let day = before_minutes
        .iter()
        .rposition(|byte| matches!(byte, b' ' | b'T'))
        .filter(|_| before_minutes.len() < text.len());
    let is_hour = |digits: &[u8]| {
        let hour = std::str::from_utf8(digits).ok().map(str::parse::<u8>);
        digits.iter().all(u8::is_ascii_digit) && hour.is_some_and(|hour| hour.is_ok_and(|h| h < 25))
    };
    match day {
        Some(at) if is_hour(&before_minutes[at + 1..]) => text[..at].trim_ascii_end(),
        _ => text,
    }
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
    fn a_t_in_a_months_name_begins_no_time() {
        assert_eq!(without_time(b"03-OCT-2024"), b"03-OCT-2024");
        assert_eq!(without_time(b"03-OCT-2024T10:00"), b"03-OCT-2024");
    }

    #[test]
    fn a_month_is_written_alone_or_in_a_date_with_any_sign() {
        for cell in ["202404", "2024.04", "Apr_24", "April 2024", "April/2024"] {
            assert_eq!(
                day_in_month(cell.as_bytes()),
                Some(ymd(2024, 4, 1)),
                "{cell}"
            );
        }
        for cell in [
            "03.04.2024",
            "03/04/24",
            "3 Apri 2024",
            "03apr2024",
            "2024_4_3",
        ] {
            assert_eq!(
                day_in_month(cell.as_bytes()),
                Some(ymd(2024, 4, 3)),
                "{cell}"
            );
        }
        for cell in [
            "04-24",
            "2024-Apr",
            "20244",
            "2024403",
            "3/4/2",
            "3apr2024",
            "Ap-24",
            "+202404",
            "31/04/2024",
            "0/4/2024",
            "03--2024",
            "3 Ab\u{e9} 2024",
            "\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(day_in_month(cell.as_bytes()), None, "{cell}");
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
