//! Patient ids as numbers. Ten digits (an NHS number) and sixteen hex digits (a usual pseudonym)
//! are their own number; any other id is a position in a table of texts.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

/// How many parts the rows are kept in; each person is in one.
pub const BUCKETS: usize = 256;

/// How a number stands for an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Form {
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
    pub(crate) const ALL: [Self; 4] = [Self::Digits, Self::LowerHex, Self::UpperHex, Self::Text];
}

/// A person within one shard or one cohort: the part, and the number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientKey {
    pub(crate) part: u8,
    pub(crate) number: u64,
    pub(crate) form: Form,
}

impl PatientKey {
    /// The key of an id that is a number by itself: ten decimal or sixteen hex digits, all in one case.
    #[must_use]
    #[inline]
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
    pub(crate) fn of_text(part: u8, position: usize) -> Self {
        Self {
            part,
            number: position as u64,
            form: Form::Text,
        }
    }
}

/// The part that an id belongs to whose number is a position.
pub(crate) fn part_of_text(id: &str) -> u8 {
    // One id is in one part in every run of a build: this hasher has no keys.
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    // The lowest bits of it are mixed best.
    hasher.finish().to_le_bytes()[0]
}

/// The id again; a text stands at its position in `texts`.
pub(crate) fn written(number: u64, form: Form, texts: &[Box<str>]) -> String {
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

/// The number of ten digits.
fn decimal(digits: &[u8]) -> Option<u64> {
    let ([ten, one], eight) = (
        digits.last_chunk()?,
        u64::from_le_bytes(*digits.first_chunk()?),
    );
    if !(are_digits(eight) && ten.is_ascii_digit() && one.is_ascii_digit()) {
        return None;
    }
    // Neighbouring digits, then pairs, then fours are joined; the first digit is the lowest byte.
    let pairs = joined(eight & 0x0f0f_0f0f_0f0f_0f0f, 10, 8) & 0x00ff_00ff_00ff_00ff;
    let fours = joined(pairs, 100, 16) & 0x0000_ffff_0000_ffff;
    let eight = joined(fours, 10_000, 32) & 0xffff_ffff;
    Some(eight * 100 + u64::from(ten - b'0') * 10 + u64::from(one - b'0'))
}

fn joined(parts: u64, scale: u64, width: u32) -> u64 {
    parts.wrapping_mul(scale).wrapping_add(parts >> width)
}

/// Whether all eight bytes are decimal digits.
fn are_digits(eight: u64) -> bool {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const THREES: u64 = 0x3030_3030_3030_3030;
    // Adding six takes what is above nine out of the sixteen that begin with 3.
    let six_more = eight.wrapping_add(0x0606_0606_0606_0606);
    eight & HIGH == THREES && six_more & HIGH == THREES
}

/// What a byte is among hex digits: its value, and above it a bit for a letter of either case, or for
/// what is none.
const HEX: [u8; 256] = {
    let mut table = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        if value < 10 {
            table[(b'0' + value) as usize] = value;
        } else {
            table[(b'a' + value - 10) as usize] = value | LOWER;
            table[(b'A' + value - 10) as usize] = value | UPPER;
        }
        value += 1;
    }
    table
};
const LOWER: u8 = 0x10;
const UPPER: u8 = 0x20;
const NO_DIGIT: u8 = 0x40;

/// The number of sixteen digits of one case. Which of them are letters is as good as random, so
/// nothing is asked of a single one.
fn hex(digits: &[u8]) -> Option<(u64, Form)> {
    let (mut number, mut kinds) = (0_u64, 0);
    for digit in digits {
        let known = HEX[usize::from(*digit)];
        number = number << 4 | u64::from(known & 0x0f);
        kinds |= known;
    }
    match kinds & (LOWER | UPPER | NO_DIGIT) {
        0 | LOWER => Some((number, Form::LowerHex)),
        UPPER => Some((number, Form::UpperHex)),
        _ => None,
    }
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
    fn texts_are_spread_over_all_parts() {
        let mut people = [0_u32; BUCKETS];
        for number in 0..256 * 100 {
            people[usize::from(part_of_text(&format!("P{number}")))] += 1;
        }
        assert!(people.iter().all(|people| (50..200).contains(people)));
    }

    #[test]
    fn every_byte_of_ten_digits_has_to_be_one() {
        for number in [0, 1, 9, 1_234_567_890, 9_876_543_210, 9_999_999_999_u64, 90] {
            let text = format!("{number:010}");
            assert_eq!(decimal(text.as_bytes()), Some(number), "{text}");
        }
        for at in 0..10 {
            for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut digits = *b"1234567890";
                digits[at] = byte;
                assert_eq!(decimal(&digits), None, "{byte} at {at}");
            }
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
