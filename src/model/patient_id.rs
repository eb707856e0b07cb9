//! Patient ids as they are compared: one spelling each, and what kind they are.

use super::patient_key::PatientKey;

/// Texts that stand for "nothing here", lower case.
const MISSING: [&str; 6] = ["", "null", "n/a", "na", "nan", "-"];

/// Whether a cell stands for "nothing here".
#[must_use]
#[inline]
pub fn is_missing(cell: &[u8]) -> bool {
    // Most cells begin with what neither a blank nor a word for nothing begins with.
    match cell.first() {
        Some(first) if first.is_ascii_graphic() && !matches!(first, b'n' | b'N' | b'-') => false,
        _ => is_a_word_for_nothing(cell),
    }
}

fn is_a_word_for_nothing(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.len() <= 4
        && MISSING
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

/// The one spelling of an id: surrounding blanks and a leading apostrophe go, and where ten digits
/// are left after taking out spaces and hyphens (an NHS number as people write it) those ten.
/// `None` where there is no id, or where it is not text.
#[must_use]
pub fn normalised_id(cell: &[u8]) -> Option<String> {
    if is_missing(cell) {
        return None;
    }
    let text = std::str::from_utf8(cell).ok()?.trim();
    let text = text.strip_prefix('\'').unwrap_or(text);
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
        .collect();
    // A number that went through a float.
    let digits = digits
        .strip_suffix(".0")
        .filter(|whole| is_ten_digits(whole))
        .map_or(digits.clone(), str::to_owned);
    let id = if is_ten_digits(&digits) {
        digits
    } else {
        text.to_owned()
    };
    (!is_missing(id.as_bytes()) && !id.chars().any(char::is_control)).then_some(id)
}

/// What the ids of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdKind {
    /// NHS numbers: ten digits, the last a check digit.
    NhsNumber,
    /// Anything else that is one to one with a person.
    Pseudonym,
}

impl IdKind {
    /// The words of messages and outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NhsNumber => "NHS numbers",
            Self::Pseudonym => "pseudonyms",
        }
    }

    /// What most of some normalised ids are.
    #[must_use]
    pub fn of_most<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let (numbers, all) = ids.fold((0, 0), |(n, all), id| {
            (n + usize::from(is_ten_digits(id)), all + 1)
        });
        if all > 0 && 2 * numbers > all {
            Self::NhsNumber
        } else {
            Self::Pseudonym
        }
    }

    /// Whether an id that is a number by itself can be one of this kind.
    #[must_use]
    #[inline]
    pub fn admits_number(self, digits: &[u8], key: PatientKey) -> bool {
        match self {
            Self::NhsNumber => key.is_ten_digits() && fits_its_check_digit(digits),
            Self::Pseudonym => true,
        }
    }

    /// Whether a normalised id can be one of this kind. A number in exponent notation never is:
    /// a spreadsheet has destroyed it.
    #[must_use]
    pub fn admits(self, id: &str) -> bool {
        match self {
            Self::NhsNumber => is_nhs_number(id),
            Self::Pseudonym => !is_exponent(id),
        }
    }
}

fn is_ten_digits(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_exponent(text: &str) -> bool {
    text.contains(['E', 'e']) && text.contains(['+', '.']) && text.parse::<f64>().is_ok()
}

/// Whether a normalised id is a sound NHS number: ten digits, the last of them the modulus 11
/// check digit, not all the same (NHS Data Dictionary, NHS number).
#[must_use]
pub fn is_nhs_number(id: &str) -> bool {
    is_ten_digits(id) && fits_its_check_digit(id.as_bytes())
}

/// Whether ten digits are a sound NHS number.
pub(crate) fn fits_its_check_digit(digits: &[u8]) -> bool {
    let (Some(eight), Some([ninth, last])) = (digits.first_chunk(), digits.last_chunk()) else {
        return false;
    };
    let all_same = *eight == [*last; 8] && ninth == last;
    let sum = weighted(u64::from_le_bytes(*eight)) + u64::from(ninth - b'0') * 2;
    !all_same && of_sum(sum).is_some_and(|digit| *last == digit + b'0')
}

/// Sum of eight digits times 10, 9 ... 3. The first digit is the lowest byte; every second one is
/// multiplied at once, and their sum comes out on top.
fn weighted(eight: u64) -> u64 {
    const EVERY_SECOND: u64 = 0x000f_000f_000f_000f;
    let sum = |digits: u64, weights: u64| (digits & EVERY_SECOND).wrapping_mul(weights) >> 48;
    sum(eight, 0x000a_0008_0006_0004) + sum(eight >> 8, 0x0009_0007_0005_0003)
}

/// The check digit of the first nine digits of an NHS number; `None` where it would be 10, and
/// there is no such number.
#[must_use]
pub fn nhs_check_digit(stem: &str) -> Option<u8> {
    check_digit(stem.as_bytes())
}

fn check_digit(stem: &[u8]) -> Option<u8> {
    let weighted = stem
        .iter()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u64::from(digit - b'0') * weight);
    of_sum(weighted.sum())
}

/// The check digit that goes with a weighted sum of the nine others.
fn of_sum(sum: u64) -> Option<u8> {
    match 11 - sum % 11 {
        10 => None,
        11 => Some(0),
        digit => u8::try_from(digit).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_nhs_number_has_one_spelling() {
        for text in [
            "9990001006",
            "999 000 1006",
            "999-000-1006",
            "'9990001006",
            " 9990001006 ",
            "9990001006.0",
            "999\u{a0}000\u{a0}1006",
        ] {
            assert_eq!(
                normalised_id(text.as_bytes()).as_deref(),
                Some("9990001006")
            );
        }
    }

    #[test]
    fn a_pseudonym_is_kept_as_it_is() {
        assert_eq!(normalised_id(b"ab-12 cd").as_deref(), Some("ab-12 cd"));
    }

    #[test]
    fn words_for_nothing_are_no_id() {
        for text in ["", "  ", "NULL", "n/a", "NaN", "-", "'", "a\tb"] {
            assert_eq!(normalised_id(text.as_bytes()), None);
        }
    }

    #[test]
    fn check_digits_follow_modulus_eleven() {
        // 943 476 591: 9x10 + 4x9 + 3x8 + 4x7 + 7x6 + 6x5 + 5x4 + 9x3 + 1x2 = 299 = 27 x 11 + 2, 11 - 2 = 9.
        assert_eq!(nhs_check_digit("943476591"), Some(9));
        assert!(is_nhs_number("9434765919") && !is_nhs_number("9434765918"));
        assert!(
            !is_nhs_number("1111111111"),
            "its check digit is right, but no number is all one digit"
        );
        assert!(!is_nhs_number("943476591") && !is_nhs_number("94347659190"));
    }

    /// Against the weighted sum taken digit by digit, for the sound digit and the nine others.
    #[test]
    fn eight_digits_at_once_weigh_what_they_weigh_one_by_one() {
        for stem in (0..1_000_000_000_u64).step_by(7_654_321) {
            let stem = format!("{stem:09}");
            let right = nhs_check_digit(&stem);
            for last in 0..10 {
                let number = format!("{stem}{last}");
                let all_same = number.bytes().all(|digit| digit == number.as_bytes()[0]);
                assert_eq!(
                    is_nhs_number(&number),
                    right == Some(last) && !all_same,
                    "{number}"
                );
            }
        }
    }

    /// What modulus 11 promises of weights that are all different and less than a prime.
    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_is_found() {
        for stem in (100_000_000..1_000_000_000_u64).step_by(1_234_567) {
            let Some(check) = nhs_check_digit(&stem.to_string()) else {
                continue;
            };
            let number = format!("{stem}{check}").into_bytes();
            let is_sound =
                |digits: &[u8]| is_nhs_number(std::str::from_utf8(digits).expect("digits"));
            for at in 0..10 {
                for other in (b'0'..=b'9').filter(|digit| *digit != number[at]) {
                    let mut wrong = number.clone();
                    wrong[at] = other;
                    assert!(!is_sound(&wrong));
                }
                let mut swapped = number.clone();
                swapped.swap(at, (at + 1).min(9));
                assert!(swapped == number || !is_sound(&swapped));
            }
        }
    }

    #[test]
    fn most_ids_decide_the_kind() {
        assert_eq!(
            IdKind::of_most(["9434765919", "9434765918", "x"].into_iter()),
            IdKind::NhsNumber
        );
        assert_eq!(
            IdKind::of_most(["9434765919", "x"].into_iter()),
            IdKind::Pseudonym
        );
        assert_eq!(IdKind::of_most(std::iter::empty()), IdKind::Pseudonym);
    }

    #[test]
    fn a_damaged_number_is_admitted_as_nothing() {
        assert!(!IdKind::Pseudonym.admits("9.99E+09") && !IdKind::NhsNumber.admits("9.99E+09"));
        assert!(!IdKind::NhsNumber.admits("999000100"));
        assert!(!IdKind::Pseudonym.admits("9.99E9"));
        assert!(IdKind::Pseudonym.admits("1e5a+b") && IdKind::Pseudonym.admits("4e12345678901234"));
    }
}
