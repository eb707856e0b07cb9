//! A value as the text that a CSV of the same rows would have.

use std::borrow::Cow;

use chrono::NaiveDateTime;

/// Line breaks made blanks: a header is one line wherever it is shown or compared.
pub(crate) fn on_one_line(cell: &[u8]) -> Cow<'_, [u8]> {
    if !cell.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        return Cow::Borrowed(cell);
    }
    let mut line = Vec::with_capacity(cell.len());
    for (at, byte) in cell.iter().enumerate() {
        match byte {
            b'\n' if at > 0 && cell[at - 1] == b'\r' => {}
            b'\r' | b'\n' => line.push(b' '),
            _ => line.push(*byte),
        }
    }
    Cow::Owned(line)
}

/// A number without exponent, and without `.0` if it is whole; nothing for what is no number.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    // Adding nought makes nought of minus nought.
    (value + 0.0).to_string()
}

/// `YYYY-MM-DD`, and the time of day if there is one.
pub(crate) fn date_time(value: NaiveDateTime) -> String {
    if value.time() == chrono::NaiveTime::MIN {
        value.format("%Y-%m-%d").to_string()
    } else {
        value.format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

/// A whole number of `scale` decimals: 1250 of two is `12.5`, 1200 is `12`.
pub(crate) fn decimal(unscaled: i128, scale: usize) -> String {
    if scale == 0 {
        return unscaled.to_string();
    }
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let part = part.trim_end_matches('0');
    let sign = if unscaled < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_point_and_no_exponent() {
        assert_eq!(number(9_990_000_018.0), "9990000018");
        assert_eq!(number(1e19), "10000000000000000000");
        assert_eq!(number(-0.0), "0");
        assert_eq!(number(0.36), "0.36");
        assert_eq!(number(f64::NAN), "");
    }

    #[test]
    fn decimals_keep_their_digits_and_lose_their_zeros() {
        assert_eq!(decimal(1250, 2), "12.5");
        assert_eq!(decimal(-1200, 2), "-12");
        assert_eq!(decimal(5, 3), "0.005");
        assert_eq!(decimal(7, 0), "7");
    }

    #[test]
    fn a_line_break_is_one_blank() {
        assert_eq!(on_one_line(b"PCN\r\nCode\nof"), &b"PCN Code of"[..]);
        assert_eq!(on_one_line(b"plain"), &b"plain"[..]);
    }
}
