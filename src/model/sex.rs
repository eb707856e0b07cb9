//! Sex as extracts record it.

/// Sex as recorded; NHSBSA's codes are 0 unknown, 1 male, 2 female, 9 indeterminate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Recorded as neither.
    Indeterminate,
    /// Not recorded.
    Unknown,
}

impl Sex {
    /// Reads a word, a letter or a code; blanks are unknown, anything else `None`.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        match text.trim_ascii().to_ascii_lowercase().as_slice() {
            b"f" | b"female" | b"2" | b"woman" => Some(Self::Female),
            b"m" | b"male" | b"1" | b"man" => Some(Self::Male),
            b"i" | b"indeterminate" | b"9" | b"other" | b"x" => Some(Self::Indeterminate),
            b"" | b"u" | b"unknown" | b"0" | b"not known" | b"null" | b"n/a" | b"-" => {
                Some(Self::Unknown)
            }
            _ => None,
        }
    }

    /// The number that a packed row holds.
    #[must_use]
    pub fn index(self) -> u32 {
        match self {
            Self::Female => 0,
            Self::Male => 1,
            Self::Indeterminate => 2,
            Self::Unknown => 3,
        }
    }

    /// The sex of a number made by [`Sex::index`].
    #[must_use]
    pub fn from_index(index: u32) -> Option<Self> {
        [Self::Female, Self::Male, Self::Indeterminate, Self::Unknown]
            .into_iter()
            .find(|sex| sex.index() == index)
    }

    /// The lower-case word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Indeterminate => "indeterminate",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_letters_and_codes_agree() {
        for (texts, sex) in [
            (["female", "F", "2"], Sex::Female),
            (["Male", "m", "1"], Sex::Male),
            (["indeterminate", "I", "9"], Sex::Indeterminate),
            (["", "Unknown", "0"], Sex::Unknown),
        ] {
            for text in texts {
                assert_eq!(Sex::parse(text.as_bytes()), Some(sex), "{text}");
            }
        }
        assert_eq!(Sex::parse(b"seven"), None);
    }
}
