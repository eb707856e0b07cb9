//! What a cell says, whatever kind of file it stands in.

use super::problem::Reason;
use crate::files::text;
use crate::model::{self, AgeBand, DateReading, OLDEST};

/// A date, day first.
pub(crate) fn date(cell: &[u8]) -> Result<DateReading, Reason> {
    model::date(cell).ok_or(Reason::BadDate)
}

/// An age in completed years.
pub(crate) fn age(cell: &[u8]) -> Result<u32, Reason> {
    match whole_number(cell).map(u32::try_from) {
        Some(Ok(age)) if age <= OLDEST => Ok(age),
        Some(_) => Err(Reason::AgeOutOfRange),
        None => Err(Reason::BadAge),
    }
}

/// A whole number of at most nine digits; "2.0" is one too, as spreadsheets write it.
pub(crate) fn whole_number(cell: &[u8]) -> Option<i64> {
    // Most are this short.
    if let [digit @ b'0'..=b'9'] = cell {
        return Some((digit - b'0').into());
    }
    if let [ten @ b'0'..=b'9', one @ b'0'..=b'9'] = cell {
        return Some(i64::from(ten - b'0') * 10 + i64::from(one - b'0'));
    }
    let cell = cell.trim_ascii();
    let digits = match cell.iter().position(|byte| *byte == b'.') {
        Some(dot) if cell[dot + 1..].iter().all(|byte| *byte == b'0') => &cell[..dot],
        Some(_) => return None,
        None => cell,
    };
    let plain = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    plain.then(|| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
    })
}

/// `0_4`, `95+`, `65-74`, or one year of age.
pub(crate) fn band(cell: &[u8]) -> Option<AgeBand> {
    let band = text(cell.trim_ascii()).replace(['_', '\u{2013}'], "-");
    let years = whole_number(cell)
        .and_then(|years| u32::try_from(years).ok())
        .filter(|years| *years <= 120);
    match years {
        Some(years) => Some(AgeBand {
            from: years,
            to: Some(years),
        }),
        None => band.to_lowercase().parse().ok(),
    }
}

/// A whole number of at most nine digits, with or without commas between thousands.
pub(crate) fn count(cell: &[u8]) -> Option<u64> {
    let digits: Vec<u8> = cell.iter().copied().filter(|byte| *byte != b',').collect();
    whole_number(&digits).and_then(|count| u64::try_from(count).ok())
}

/// Whether a cell says yes.
pub(crate) fn is_yes(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let words: [&[u8]; 5] = [b"y", b"yes", b"1", b"true", b"t"];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_nothing_else_are_counts() {
        for (cell, number) in [
            ("0", 0),
            ("12", 12),
            (" 3 ", 3),
            ("2.0", 2),
            ("2.", 2),
            ("999999999", 999_999_999),
        ] {
            assert_eq!(whole_number(cell.as_bytes()), Some(number), "{cell}");
        }
        for cell in [
            "",
            "-1",
            "1.5",
            "1e3",
            "two",
            "1,000",
            "9999999999",
            "+1",
            ".",
        ] {
            assert_eq!(whole_number(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn one_hundred_and_twenty_is_the_last_age() {
        assert_eq!(age(b"120"), Ok(120));
        assert_eq!(age(b"121"), Err(Reason::AgeOutOfRange));
        assert_eq!(age(b"old"), Err(Reason::BadAge));
    }

    #[test]
    fn bands_are_read_as_the_publication_writes_them() {
        let read = |cell: &str| band(cell.as_bytes()).map(|band| band.to_string());
        for (cell, expected) in [
            ("0_4", "0-4"),
            ("95+", "95+"),
            ("65-69", "65-69"),
            ("37", "37-37"),
        ] {
            assert_eq!(read(cell).as_deref(), Some(expected));
        }
        assert_eq!(read("old"), None);
        assert_eq!(read("121"), None);
    }

    #[test]
    fn commas_between_thousands_are_not_digits() {
        assert_eq!(count(b"2,114"), Some(2114));
        assert_eq!(count(b"*"), None);
        assert_eq!(count(b""), None);
    }
}
