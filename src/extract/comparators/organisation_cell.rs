//! An organisation in one cell: `NAME (CODE)`, or the code alone.

use crate::model::{Level, Month, OdsCode};

/// What the cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OrganisationCell {
    /// Its code; of a sub-ICB location without the `00` that ePACT2 puts behind it.
    pub(crate) code: String,
    /// Its name, empty where the cell is a code.
    pub(crate) name: String,
    /// The name says that it has closed.
    pub(crate) closed: bool,
}

impl OrganisationCell {
    /// Reads the last bracket as the code, since a name may hold brackets too.
    pub(crate) fn read(cell: &str, level: Option<Level>) -> Option<Self> {
        let cell = cell.trim();
        let (name, code) = match cell
            .strip_suffix(')')
            .and_then(|cell| cell.rsplit_once('('))
        {
            Some((name, code)) => (name.trim(), code),
            None => ("", cell),
        };
        let code = OdsCode::parse(code.as_bytes())?;
        // "LONDON" is a name, and would do as a code; codes without a digit have three letters.
        let digits = code.as_str().bytes().any(|byte| byte.is_ascii_digit());
        if !digits && code.as_str().len() > 3 {
            return None;
        }
        let level = level.unwrap_or_else(|| level_of(code.as_str()));
        let (name, closed) = without_closure(name);
        Some(Self {
            code: shortened(code.as_str(), level).to_owned(),
            name,
            closed,
        })
    }
}

/// The kind of organisation a code is of, by its shape: `U` and five digits a network, another
/// letter and five digits a practice, `Y` and two digits a region, `Q` and two more an integrated
/// care board, else a sub-ICB location.
pub(crate) fn level_of(code: &str) -> Level {
    let digits = |from: usize| code.bytes().skip(from).all(|byte| byte.is_ascii_digit());
    let letter = code.as_bytes().first().copied().unwrap_or_default();
    match (letter, code.len()) {
        (b'U', 6) if digits(1) => Level::Pcn,
        (b'A'..=b'Z', 6) if digits(1) => Level::Practice,
        (b'Y', 3) if digits(1) => Level::Region,
        (b'Q', 3) => Level::Icb,
        _ => Level::SubIcb,
    }
}

/// `16C00` is the sub-ICB location 16C.
fn shortened(code: &str, level: Level) -> &str {
    match code.strip_suffix("00") {
        Some(short) if level == Level::SubIcb && short.len() == 3 => short,
        _ => code,
    }
}

/// The name without "(C 01-Nov-17)" or "C 01-Apr-21", and whether it was there.
fn without_closure(name: &str) -> (String, bool) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_mark = |pair: &[&str]| {
        let date = pair[1].trim_end_matches(')');
        pair[0].trim_start_matches('(') == "C"
            && date.len() >= 9
            && Month::parse(date.as_bytes()).is_some()
    };
    match words.windows(2).position(is_mark) {
        Some(at) => {
            let kept: Vec<&str> = words[..at]
                .iter()
                .chain(&words[at + 2..])
                .copied()
                .collect();
            (kept.join(" "), true)
        }
        None => (name.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, level: Level) -> Option<(String, String, bool)> {
        OrganisationCell::read(cell, Some(level)).map(|o| (o.code, o.name, o.closed))
    }

    fn told(code: &str, name: &str, closed: bool) -> Option<(String, String, bool)> {
        Some((code.to_owned(), name.to_owned(), closed))
    }

    #[test]
    fn the_last_bracket_is_the_code() {
        let cell = "MIDDLE ROAD (DR NOBODY) (A81001)";
        let expected = told("A81001", "MIDDLE ROAD (DR NOBODY)", false);
        assert_eq!(read(cell, Level::Practice), expected);
        assert_eq!(read("a81001", Level::Practice), told("A81001", "", false));
    }

    #[test]
    fn the_mark_of_a_closed_practice_leaves_the_name() {
        for cell in [
            "OLD HALL (C 01-Nov-17) (A81003)",
            "OLD HALL C 01-Apr-21 (A81003)",
        ] {
            assert_eq!(
                read(cell, Level::Practice),
                told("A81003", "OLD HALL", true)
            );
        }
        let clinic = "CLINIC C (A81003)";
        assert_eq!(
            read(clinic, Level::Practice),
            told("A81003", "CLINIC C", false)
        );
    }

    #[test]
    fn a_location_loses_its_zeros_and_a_name_is_no_code() {
        let cell = "NHS SOMEWHERE ICB - 16C (16C00)";
        assert_eq!(
            read(cell, Level::SubIcb),
            told("16C", "NHS SOMEWHERE ICB - 16C", false)
        );
        assert_eq!(read("LONDON", Level::Region), None);
        assert_eq!(read("QHM", Level::Icb), told("QHM", "", false));
    }

    #[test]
    fn a_code_tells_its_level_by_its_shape() {
        for (code, level) in [
            ("A81001", Level::Practice),
            ("U10001", Level::Pcn),
            ("16C", Level::SubIcb),
            ("QHM", Level::Icb),
            ("Y63", Level::Region),
        ] {
            assert_eq!(level_of(code), level);
        }
    }
}
