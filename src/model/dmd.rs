//! A dm+d product code: a SNOMED CT identifier with its check digit.
//!
//! Check digit: J. Verhoeff, Error detecting decimal codes, Mathematical Centre Tract 29,
//! Amsterdam 1969; layout of the identifier: SNOMED CT, partition and namespace.

use std::fmt;

/// A dm+d code as a number: 6 to 18 digits that end in their check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DmdCode(u64);

/// Why a text is not a dm+d code. Holds no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DmdFault {
    /// Not 6 to 18 digits.
    #[error("a dm+d code has 6 to 18 digits")]
    Length,
    /// Something other than digits, or a leading zero.
    #[error("a dm+d code is digits, and does not begin with zero")]
    Characters,
    /// The check digit does not fit, and the code is not one that a float has rounded.
    #[error("the check digit of a dm+d code does not fit")]
    CheckDigit,
    /// A number in exponent notation: a spreadsheet has destroyed the code.
    #[error("a dm+d code that a spreadsheet has turned into a number")]
    Exponent,
}

/// Multiplication in the dihedral group of order ten.
const PRODUCT: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// Verhoeff's permutation, applied once more for every place from the right.
const PERMUTATION: [[u8; 10]; 8] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/// Inverse in the group.
const INVERSE: [u8; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];

/// The last ten digits of a code of the UK drug extension but for its check digit: namespace
/// 1000001 and the partition of a concept with a namespace, 10. Products are concepts.
const UK_DRUG_ENDING: u64 = 100_000_110;

/// The same of a description, 11. Some published lists name a product by one of its descriptions.
const UK_DRUG_DESCRIPTION_ENDING: u64 = 100_000_111;

/// Digits a spreadsheet keeps of a number, and digits a 53-bit float always keeps.
const DIGITS_KEPT: usize = 15;

/// A code as it was read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DmdReading {
    /// The code; where it was restored, that of a product.
    pub code: DmdCode,
    /// Whether the cell held what a float or a spreadsheet makes of the code.
    pub restored: bool,
    /// The code of a description that the same damage turns into the same number. Nothing in the
    /// cell tells the two apart: whichever a dictionary knows is meant.
    pub or_description: Option<DmdCode>,
}

impl DmdReading {
    /// Every code that the cell can mean, a product's first.
    pub fn codes(self) -> impl Iterator<Item = DmdCode> {
        [Some(self.code), self.or_description].into_iter().flatten()
    }
}

impl DmdCode {
    /// Reads a cell. Blanks around it, a leading apostrophe and a trailing `.0` (as spreadsheets
    /// write a number) go.
    ///
    /// A code of more than fifteen digits may have been rounded by a float or a spreadsheet. The
    /// part before the last ten digits survives that, and codes of such length all end in those of
    /// the UK drug extension: where the code so given rounds to what was written, it is taken
    /// instead, and the answer says that it was restored.
    ///
    /// # Errors
    /// [`DmdFault`] says what is wrong with the cell without holding any of it.
    pub fn parse(cell: &[u8]) -> Result<DmdReading, DmdFault> {
        let cell = cell.trim_ascii();
        let cell = cell.strip_prefix(b"'").unwrap_or(cell).trim_ascii();
        if is_exponent(cell) {
            return Err(DmdFault::Exponent);
        }
        let digits = match cell.iter().position(|byte| *byte == b'.') {
            Some(point) if cell[point + 1..].iter().all(|byte| *byte == b'0') => &cell[..point],
            _ => cell,
        };
        if digits.iter().any(|byte| !byte.is_ascii_digit()) || digits.first() == Some(&b'0') {
            return Err(DmdFault::Characters);
        }
        if !(6..=18).contains(&digits.len()) {
            return Err(DmdFault::Length);
        }
        let number = digits.iter().fold(0, |number: u64, digit| {
            number * 10 + u64::from(digit - b'0')
        });
        let whole = DmdReading {
            code: Self(number),
            restored: false,
            or_description: None,
        };
        if digits.len() > DIGITS_KEPT {
            let with = |ending| {
                let code = with_check_digit(number / 10_000_000_000 * 1_000_000_000 + ending);
                (code == number || could_be_damaged(code, number)).then_some(Self(code))
            };
            let (product, description) = (with(UK_DRUG_ENDING), with(UK_DRUG_DESCRIPTION_ENDING));
            // A rounded code fits its check digit by chance one time in ten: this comes first.
            let restored = |code, or_description| DmdReading {
                code,
                restored: true,
                or_description,
            };
            match (product, description) {
                (Some(code), _) if code.0 == number => return Ok(whole),
                (Some(code), or) => return Ok(restored(code, or)),
                (None, Some(code)) if code.0 != number => return Ok(restored(code, None)),
                (None, _) => {}
            }
        }
        if fits(number) {
            return Ok(whole);
        }
        Err(DmdFault::CheckDigit)
    }

    /// The code as a number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Whether the text is a number with an exponent, `4.22E+16`.
fn is_exponent(cell: &[u8]) -> bool {
    let Some(at) = cell.iter().position(|byte| matches!(byte, b'e' | b'E')) else {
        return false;
    };
    let (number, power) = (&cell[..at], &cell[at + 1..]);
    let power = power.strip_prefix(b"+").unwrap_or(power);
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let mantissa: Vec<u8> = number.iter().copied().filter(|b| *b != b'.').collect();
    digits(&mantissa) && digits(power)
}

/// Whether the damaged code is what a float or a spreadsheet makes of the whole one.
fn could_be_damaged(whole: u64, damaged: u64) -> bool {
    // A float that is printed shows its exact whole number, or the shortest digits that name it
    // with noughts behind them.
    let float = whole as f64;
    let exact = float as u64;
    let shortest: u64 = format!("{float}").parse().unwrap_or(exact);
    // Excel keeps fifteen digits; some programs round the last of them, some cut.
    let noughts = 10_u64.pow(u32::try_from(decimal_places(whole) - DIGITS_KEPT).unwrap_or(0));
    let cut = whole / noughts * noughts;
    let rounded = (whole + noughts / 2) / noughts * noughts;
    let nothing_left = whole / 10_000_000_000 * 10_000_000_000;
    [exact, shortest, cut, rounded, nothing_left].contains(&damaged)
}

fn decimal_places(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The check of a whole number, its check digit last: nought if it fits.
fn check(number: u64, first_place: usize) -> u8 {
    let (mut rest, mut place, mut check) = (number, first_place, 0);
    while rest > 0 {
        let digit = PERMUTATION[place % 8][(rest % 10) as usize];
        check = PRODUCT[usize::from(check)][usize::from(digit)];
        rest /= 10;
        place += 1;
    }
    check
}

fn fits(number: u64) -> bool {
    check(number, 0) == 0
}

/// The number with the digit that has to follow it.
fn with_check_digit(number: u64) -> u64 {
    number * 10 + u64::from(INVERSE[usize::from(check(number, 1))])
}

impl fmt::Display for DmdCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DmdCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Published codes: NHSBSA's BNF to SNOMED mapping and the dm+d.
    const REAL: [&str; 8] = [
        "322236009",
        "317544000",
        "42217211000001101",
        "982511000001103",
        "108111000001106",
        "1328211000001104",
        "3377411000001106",
        "1139011000001107",
    ];

    fn read(text: &str) -> Result<(String, bool), DmdFault> {
        DmdCode::parse(text.as_bytes()).map(|read| (read.code.to_string(), read.restored))
    }

    /// A code of the UK drug extension with this stem.
    fn made(stem: u64) -> u64 {
        with_check_digit(stem * 1_000_000_000 + UK_DRUG_ENDING)
    }

    fn is_shorter(number: u64, whole: u64) -> bool {
        decimal_places(number) < decimal_places(whole)
    }

    #[test]
    fn published_codes_fit() {
        for code in REAL {
            assert_eq!(read(code), Ok((code.to_owned(), false)));
        }
    }

    /// Codes of published code lists that floats have rounded, each with the whole code that it
    /// was. Two of them were codes of descriptions, where that of a product would look the same.
    #[test]
    fn published_damage_is_restored_and_the_whole_code_taken_as_it_is() {
        let pairs = include_str!("../../fixtures/oracle/dmd_whole_and_damaged.csv");
        let pairs = pairs
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','));
        let mut products = 0;
        let mut all = 0;
        for (whole, damaged) in pairs {
            assert_eq!(read(whole), Ok((whole.to_owned(), false)), "{whole}");
            let restored = DmdCode::parse(damaged.as_bytes()).expect("a code that can be restored");
            let mut codes = restored.codes().map(|code| code.to_string());
            assert!(
                restored.restored && codes.any(|code| code == whole),
                "{damaged}"
            );
            products += usize::from(restored.code.to_string() == whole);
            all += 1;
        }
        assert_eq!((all, products), (542, 540));
    }

    /// A copied table with one wrong entry still looks like one. What Verhoeff's paper asks of it:
    /// the products make a group, and each row of the permutation is the row above permuted once
    /// more, back to the first after eight.
    #[test]
    fn the_tables_are_a_group_and_the_powers_of_one_permutation() {
        let product = |a: u8, b: u8| PRODUCT[usize::from(a)][usize::from(b)];
        for a in 0..10 {
            assert_eq!((product(0, a), product(a, 0)), (a, a));
            assert_eq!(product(a, INVERSE[usize::from(a)]), 0);
            for b in 0..10 {
                for c in 0..10 {
                    assert_eq!(product(product(a, b), c), product(a, product(b, c)));
                }
            }
        }
        for place in 0..8 {
            for digit in 0..10 {
                let once_more = PERMUTATION[1][usize::from(PERMUTATION[place][digit])];
                assert_eq!(
                    once_more,
                    PERMUTATION[(place + 1) % 8][digit],
                    "row {place}"
                );
            }
        }
    }

    /// Products with the same factor before or behind are equal only where the other factors are,
    /// so what holds for two places side by side holds for them in every code.
    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_is_found_at_every_place() {
        let share = |place: usize, digit: u8| PERMUTATION[place % 8][usize::from(digit)];
        let pair = |place, right: u8, left: u8| {
            PRODUCT[usize::from(share(place, right))][usize::from(share(place + 1, left))]
        };
        for place in 0..18 {
            for right in 0..10 {
                for left in (0..10).filter(|left| *left != right) {
                    assert_ne!(share(place, right), share(place, left));
                    assert_ne!(
                        pair(place, right, left),
                        pair(place, left, right),
                        "{right} and {left} from place {place}"
                    );
                }
            }
        }
    }

    #[test]
    fn blanks_an_apostrophe_and_a_nought_behind_a_point_go() {
        for text in [" 322236009 ", "'322236009", "322236009.0", "' 322236009.00"] {
            assert_eq!(read(text), Ok(("322236009".to_owned(), false)));
        }
    }

    #[test]
    fn faults_are_named() {
        for (text, fault) in [
            ("322236008", DmdFault::CheckDigit),
            ("42217211000001102", DmdFault::CheckDigit),
            ("42217211000011101", DmdFault::CheckDigit),
            ("4.22E+16", DmdFault::Exponent),
            ("4e16", DmdFault::Exponent),
            ("12345", DmdFault::Length),
            ("", DmdFault::Length),
            ("1234567890123456789", DmdFault::Length),
            ("0322236009", DmdFault::Characters),
            ("322236009.5", DmdFault::Characters),
            ("32223600O", DmdFault::Characters),
            ("-322236009", DmdFault::Characters),
            ("\u{e9}\u{e9}\u{e9}\u{e9}", DmdFault::Characters),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_spreadsheets_fifteen_digits_are_restored_and_told() {
        let whole = Ok(("42217211000001101".to_owned(), true));
        assert_eq!(read("42217211000001100"), whole);
        assert_eq!(read("42217211000001100.0"), whole);
    }

    #[test]
    fn a_float_is_restored_and_told() {
        // 42217211000001101 lies between two floats; 42217211000001104 is the nearer.
        assert_eq!(
            read("42217211000001104"),
            Ok(("42217211000001101".to_owned(), true))
        );
    }

    #[test]
    fn a_code_with_nothing_but_noughts_behind_the_stem_is_restored() {
        assert_eq!(
            read("42217210000000000"),
            Ok(("42217211000001101".to_owned(), true))
        );
    }

    #[test]
    fn a_code_of_fifteen_digits_is_never_restored() {
        assert_eq!(read("982511000001100"), Err(DmdFault::CheckDigit));
    }

    proptest! {
        #[test]
        fn damage_and_repair_give_the_code_back(stem in 100_000_u64..100_000_000) {
            let whole = made(stem);
            let places = decimal_places(whole);
            let noughts = 10_u64.pow((places - DIGITS_KEPT) as u32);
            for damaged in [whole, whole as f64 as u64, whole / noughts * noughts] {
                prop_assert_eq!(
                    read(&damaged.to_string()),
                    Ok((whole.to_string(), damaged != whole))
                );
            }
        }

        #[test]
        fn one_wrong_digit_is_noticed(body in 10_000_u64..1 << 55, place in 0_u32..6, other in 1_u64..10) {
            let whole = with_check_digit(body);
            let unit = 10_u64.pow(place * decimal_places(whole) as u32 / 6);
            let digit = whole / unit % 10;
            let wrong = whole - digit * unit + (digit + other) % 10 * unit;
            // No code begins with a nought.
            prop_assert!(fits(whole) && (is_shorter(wrong, whole) || !fits(wrong)));
        }

        #[test]
        fn two_digits_changing_places_are_noticed(body in 10_000_u64..1 << 55, place in 0_u32..17) {
            let whole = with_check_digit(body);
            let unit = 10_u64.pow(place % (decimal_places(whole) as u32 - 1));
            let (low, high) = (whole / unit % 10, whole / unit / 10 % 10);
            let swapped = whole - low * unit - high * unit * 10 + high * unit + low * unit * 10;
            prop_assert!(low == high || is_shorter(swapped, whole) || !fits(swapped));
        }

        #[test]
        fn nothing_makes_it_panic(cell in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = DmdCode::parse(&cell);
        }
    }
}
