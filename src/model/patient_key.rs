//! Patient ids as numbers. Ten digits (an NHS number) and sixteen hex digits (a usual pseudonym)
//! are their own number; any other id is a position in a table of texts.

use std::hash::Hasher as _;

/// How many parts the rows are kept in; each person is in one.
pub const PARTS: usize = 256;

/// How a number stands for an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Form {
    /// Ten decimal digits.
    Digits,
    /// Sixteen hex digits in lower case.
    LowerHex,
    /// Sixteen hex digits in upper case, with a letter among them.
    UpperHex,
    /// A position in the part's table of texts.
    Text,
}

impl Form {
    pub(super) const ALL: [Self; 4] = [Self::Digits, Self::LowerHex, Self::UpperHex, Self::Text];
}

/// A person within one shard or one cohort: the part, and the number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientKey {
    pub(super) part: u8,
    pub(super) number: u64,
    pub(super) form: Form,
}

impl PatientKey {
    /// The key of an id that is a number by itself: ten decimal or sixteen hex digits, all in one case.
    #[must_use]
    pub fn of_number(digits: &[u8]) -> Option<Self> {
        let (number, form) = match digits.len() {
            10 => (decimal(digits)?, Form::Digits),
            16 => hex(digits)?,
            _ => return None,
        };
        // Multiplication spreads neighbouring numbers over the parts.
        let part = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
        let part = u8::try_from(part).expect("eight bits are left");
        Some(Self { part, number, form })
    }

    /// Whether the id is ten decimal digits.
    #[must_use]
    pub fn is_ten_digits(self) -> bool {
        self.form == Form::Digits
    }

    /// The key of a text at a position of its part's table.
    pub(super) fn of_text(part: u8, position: usize) -> Self {
        Self {
            part,
            number: position as u64,
            form: Form::Text,
        }
    }
}

/// The part that an id belongs to whose number is a position.
pub(super) fn part_of_text(id: &str) -> u8 {
    // The keys of this hasher are fixed: one id is in one part in every run.
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(id.as_bytes());
    u8::try_from(hasher.finish() >> 56).expect("eight bits are left")
}

/// The id again; a text stands at its position in `texts`.
pub(super) fn written(number: u64, form: Form, texts: &[Box<str>]) -> String {
    match form {
        Form::Digits => format!("{number:010}"),
        Form::LowerHex => format!("{number:016x}"),
        Form::UpperHex => format!("{number:016X}"),
        Form::Text => usize::try_from(number)
            .ok()
            .and_then(|at| texts.get(at))
            .map_or_else(String::new, ToString::to_string),
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u64::from(digit - b'0'))
    })
}

fn hex(digits: &[u8]) -> Option<(u64, Form)> {
    let mut form = Form::LowerHex;
    let mut letters = false;
    let mut number = 0_u64;
    for digit in digits {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' if form == Form::LowerHex => digit - b'a' + 10,
            b'A'..=b'F' if form == Form::UpperHex || !letters => {
                form = Form::UpperHex;
                digit - b'A' + 10
            }
            _ => return None,
        };
        letters |= digit.is_ascii_alphabetic();
        number = number << 4 | u64::from(value);
    }
    Some((number, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_a_number_comes_back_as_it_was_written() {
        for (id, form) in [
            ("9434765919", Form::Digits),
            ("0000000000", Form::Digits),
            ("00ab34cd56ef7890", Form::LowerHex),
            ("1234567890123456", Form::LowerHex),
            ("00AB34CD56EF7890", Form::UpperHex),
            ("ffffffffffffffff", Form::LowerHex),
        ] {
            let key = PatientKey::of_number(id.as_bytes()).expect("a number");
            assert_eq!(key.form, form, "{id}");
            assert_eq!(written(key.number, key.form, &[]), id);
        }
    }

    #[test]
    fn an_id_of_another_shape_is_a_text() {
        for id in [
            "",
            "943476591",
            "94347659190",
            "00aB34cd56ef7890",
            "00Ab34cd56ef7890",
            "p1",
            "00ab34cd56ef789g",
        ] {
            assert_eq!(PatientKey::of_number(id.as_bytes()), None, "{id}");
        }
    }
}
