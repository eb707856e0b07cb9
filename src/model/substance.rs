//! A BNF chemical substance: the first nine characters of a BNF code.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};

/// The first nine characters of a BNF code, upper case ASCII. Strengths, forms and brands of one
/// substance share it; salts, routes and other BNF homes of the same ingredient do not
/// (NHSBSA, care home prescribing 2020 to 2023, public code).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Substance([u8; 9]);

/// Why a text is not a BNF code. Holds no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BnfFault {
    /// Not 9, 11 or 15 characters.
    #[error("a BNF code has 9, 11 or 15 characters")]
    Length,
    /// A character that is neither a letter nor a digit, or a chapter that is not two digits.
    #[error("a BNF code is digits and letters that begin with a chapter")]
    Characters,
    /// A number in exponent notation: a spreadsheet has destroyed the code.
    #[error("a BNF code that a spreadsheet has turned into a number")]
    Exponent,
}

/// From a code of an embedded table.
impl<'de> Deserialize<'de> for Substance {
    fn deserialize<D: Deserializer<'de>>(text: D) -> Result<Self, D::Error> {
        let code = <&str>::deserialize(text)?;
        let substance = Self::from_bnf_code(code.as_bytes());
        substance
            .map(|(substance, _)| substance)
            .map_err(|_| D::Error::custom("no BNF code"))
    }
}

impl Substance {
    /// Stands for a medicine that no table could name. It is on no list and in no chapter, so it
    /// counts as an item and never as a medicine.
    pub const UNMATCHED: Self = Self(*b"000000000");

    /// Reads the substance of a BNF code of 15 characters (medicines), 11 (appliances) or
    /// 9 (the substance alone). Dots and spaces are taken out. A code of 14 characters has lost
    /// the leading zero of its chapter to a spreadsheet; it is given back, and the second part of
    /// the answer says so.
    ///
    /// # Errors
    /// [`BnfFault`] says what is wrong with the text without holding any of it.
    pub fn from_bnf_code(text: &[u8]) -> Result<(Self, bool), BnfFault> {
        let mut code = [0_u8; 15];
        let mut length = 0;
        for &byte in text {
            match byte {
                b'.' | b' ' | b'\t' => continue,
                b'+' => return Err(BnfFault::Exponent),
                _ if !byte.is_ascii_alphanumeric() => return Err(BnfFault::Characters),
                _ if length == code.len() => return Err(BnfFault::Length),
                _ => code[length] = byte.to_ascii_uppercase(),
            }
            length += 1;
        }
        let restored =
            length == 14 && (b'1'..=b'9').contains(&code[0]) && !code[1].is_ascii_alphabetic();
        if restored {
            code.copy_within(0..14, 1);
            code[0] = b'0';
        } else if !matches!(length, 9 | 11 | 15) {
            return Err(BnfFault::Length);
        }
        if !(code[0].is_ascii_digit() && code[1].is_ascii_digit()) {
            return Err(BnfFault::Characters);
        }
        let mut substance = [0; 9];
        substance.copy_from_slice(&code[..9]);
        Ok((Self(substance), restored))
    }

    /// The nine characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters and digits are let in")
    }

    /// The code as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 9] {
        &self.0
    }

    /// Whether the code begins with this BNF prefix ("0403" is a paragraph, "100101" a subparagraph).
    #[must_use]
    pub fn starts_with(&self, prefix: &str) -> bool {
        self.0.starts_with(prefix.as_bytes())
    }

    /// The BNF chapter, 1 to 99.
    #[must_use]
    pub fn chapter(&self) -> u8 {
        (self.0[0] - b'0') * 10 + (self.0[1] - b'0')
    }
}

impl fmt::Display for Substance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Substance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, bool), BnfFault> {
        Substance::from_bnf_code(text.as_bytes()).map(|(s, restored)| (s.to_string(), restored))
    }

    #[test]
    fn two_strengths_are_one_substance() {
        assert_eq!(read("0205051R0AAADAD"), Ok(("0205051R0".to_owned(), false)));
        assert_eq!(read("0205051R0AAAFAF"), Ok(("0205051R0".to_owned(), false)));
    }

    #[test]
    fn nine_eleven_and_fifteen_characters_are_codes() {
        assert!(read("0205051R0").is_ok());
        assert!(read("21480000100").is_ok());
        for length in [1, 8, 10, 12, 13, 16, 40] {
            assert_eq!(
                read(&"0".repeat(length)),
                Err(BnfFault::Length),
                "{length} characters"
            );
        }
    }

    #[test]
    fn a_lost_leading_zero_is_given_back_and_told() {
        assert_eq!(read("403010B0AAAHAH"), Ok(("0403010B0".to_owned(), true)));
        assert_eq!(read("0103010B0AAAHA"), Err(BnfFault::Length));
    }

    #[test]
    fn dots_are_taken_out_and_letters_raised() {
        assert_eq!(read("04.03.01.0b0"), Ok(("0403010B0".to_owned(), false)));
    }

    #[test]
    fn an_exponent_is_named_as_such() {
        assert_eq!(read("4.03E+13"), Err(BnfFault::Exponent));
    }

    #[test]
    fn other_characters_are_refused() {
        assert_eq!(read("AB05051R0"), Err(BnfFault::Characters));
        assert_eq!(read("0205051R\u{e9}"), Err(BnfFault::Characters));
        assert_eq!(read(""), Err(BnfFault::Length));
    }
}
