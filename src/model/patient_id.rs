//! Patient ids as they are compared: one spelling each.

/// Texts that stand for "nothing here", lower case.
const MISSING: [&str; 6] = ["", "null", "n/a", "na", "nan", "-"];

/// Whether a cell stands for "nothing here".
#[must_use]
pub fn is_missing(cell: &[u8]) -> bool {
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
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let id = if digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit()) {
        digits
    } else {
        text.to_owned()
    };
    (!is_missing(id.as_bytes()) && !id.chars().any(char::is_control)).then_some(id)
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
}
