//! What an item supplies, as the file says it: the quantity, the days it lasts, how it is issued.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::extract::problem::Reason;
use crate::reference::word_lists;

pub(crate) const WORDS: &str = include_str!("../data/issue_types.toml");

/// How files say that an item is issued; read when first asked for.
fn issue_types() -> &'static [String] {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct IssueTypes {
        types: Vec<String>,
    }
    static TYPES: OnceLock<Vec<String>> = OnceLock::new();
    TYPES.get_or_init(|| word_lists::<IssueTypes>(WORDS).types)
}

/// A quantity: a plain number, or the number that a text opens with, such as 63 of "63 tablet" and
/// 21 of "21 tablet(s) - 400mg". A number that runs into what follows ("5mg"), a range, a product
/// ("2 x 28") or an exponent is none.
pub(crate) fn quantity(cell: &[u8]) -> Result<f64, Reason> {
    let (number, rest) = opening_number(cell).ok_or(Reason::BadQuantity)?;
    let multiplied = ["x", "*", "\u{d7}"];
    let next = rest.split_whitespace().next().unwrap_or_default();
    if multiplied.contains(&next.to_lowercase().as_str()) {
        return Err(Reason::BadQuantity);
    }
    Ok(number)
}

/// A number of days: "28" or "28 days".
pub(crate) fn days(cell: &[u8]) -> Result<f64, Reason> {
    let (number, rest) = opening_number(cell).ok_or(Reason::BadDays)?;
    match rest.trim().to_ascii_lowercase().as_str() {
        "" | "day" | "days" | "day(s)" => Ok(number),
        _ => Err(Reason::BadDays),
    }
}

/// One of the known types, lower case; anything else is "other".
pub(crate) fn drug_type(cell: &[u8]) -> &'static str {
    let word = String::from_utf8_lossy(cell).trim().to_lowercase();
    let word = word.replace(['-', '_'], " ");
    let known = issue_types().iter().find(|known| **known == word);
    known.map_or("other", String::as_str)
}

/// The number a text opens with, and what follows it after a blank. Thousands may be set off by
/// commas.
fn opening_number(cell: &[u8]) -> Option<(f64, String)> {
    // A remark outside UTF-8 may follow the number; the number itself is ASCII.
    let text = String::from_utf8_lossy(cell);
    let (number, rest) = match text.trim().split_once(char::is_whitespace) {
        Some((number, rest)) => (number, rest.trim().to_owned()),
        None => (text.trim(), String::new()),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let thousands = whole.contains(',');
    let sound = !first.is_empty()
        && first.len() <= if thousands { 3 } else { 9 }
        && digits(first)
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(part);
    if !sound {
        return None;
    }
    let plain = number.replace(',', "");
    plain.parse().ok().map(|number: f64| (number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_a_quantity_opens_with_is_the_quantity() {
        for (cell, number) in [
            ("56", 56.0),
            ("0", 0.0),
            (" 28.0 ", 28.0),
            ("7.5", 7.5),
            ("63 tablet", 63.0),
            ("21 tablet(s) - 400mg", 21.0),
            ("100 millilitres", 100.0),
            ("1,000 ml", 1_000.0),
            ("1 op", 1.0),
        ] {
            assert_eq!(quantity(cell.as_bytes()), Ok(number), "{cell}");
        }
        for cell in [
            "tablets 28",
            "5mg",
            "28tablets",
            "-28",
            "2 x 28",
            "2 X 28 tablets",
            "2 * 28",
            "28-56 tablets",
            "1/2",
            "1e3",
            "1,5",
            "1,00 ml",
            "NaN",
            "inf",
            ".",
            ".5",
            "1.2.3",
            "99999999999",
        ] {
            assert_eq!(
                quantity(cell.as_bytes()),
                Err(Reason::BadQuantity),
                "{cell}"
            );
        }
    }

    #[test]
    fn days_are_days_and_nothing_else() {
        for (cell, number) in [
            ("28", 28.0),
            ("28 days", 28.0),
            ("1 Day", 1.0),
            ("7.0", 7.0),
        ] {
            assert_eq!(days(cell.as_bytes()), Ok(number), "{cell}");
        }
        for cell in ["4 weeks", "1 month", "28 tablets", "two days", "-1"] {
            assert_eq!(days(cell.as_bytes()), Err(Reason::BadDays), "{cell}");
        }
    }

    #[test]
    fn types_are_known_words_and_the_rest_is_other() {
        for (cell, word) in [
            ("Repeat", "repeat"),
            ("ACUTE", "acute"),
            ("Repeat Dispensing", "repeat dispensing"),
            ("repeat-dispensing", "repeat dispensing"),
            ("Automatic", "automatic"),
            ("Repeats", "other"),
            ("9990000018", "other"),
        ] {
            assert_eq!(drug_type(cell.as_bytes()), word, "{cell}");
        }
    }
}
