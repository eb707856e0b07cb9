//! Codes of organisations, as the Organisation Data Service (ODS) gives them.

use std::fmt;

/// An organisation code: 3 to 10 letters and digits, upper case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OdsCode(Box<str>);

impl OdsCode {
    /// Reads a code; surrounding blanks go and letters are raised. `None` if it is not a code.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let fits = (3..=10).contains(&text.len()) && text.iter().all(u8::is_ascii_alphanumeric);
        let code = std::str::from_utf8(text).ok().filter(|_| fits)?;
        Some(Self(code.to_ascii_uppercase().into_boxed_str()))
    }

    /// The code's characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_code_is_trimmed_and_raised() {
        assert_eq!(
            OdsCode::parse(b" a81001 ").expect("a code").as_str(),
            "A81001"
        );
    }

    #[test]
    fn a_name_is_not_a_code() {
        for text in [
            "",
            "A1",
            "THE SURGERY",
            "A81001 (x)",
            "\u{e9}81001",
            "A8100100000",
        ] {
            assert_eq!(OdsCode::parse(text.as_bytes()), None, "{text}");
        }
    }
}
