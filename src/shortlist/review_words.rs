//! What people write into the columns `status` and `outcome` of a worklist, and what it says: the
//! words stand in `data/review_words.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::reference::word_lists;

/// What a word in the columns `status` and `outcome` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Meaning {
    /// The invitation is on its way: the person stays on the list.
    Open,
    /// Put off.
    Snoozed,
    /// The person does not want a review.
    Declined,
    /// The review is done.
    Reviewed,
    /// The person is near the end of life.
    EndOfLife,
}

pub(super) const WORDS: &str = include_str!("data/review_words.toml");

/// The words of each meaning, in lower case; read when first asked for.
fn words() -> &'static BTreeMap<Meaning, Vec<String>> {
    static KNOWN: OnceLock<BTreeMap<Meaning, Vec<String>>> = OnceLock::new();
    KNOWN.get_or_init(|| word_lists(WORDS))
}

/// The words a worklist offers for its column `status`.
pub const STATUSES: [&str; 5] = ["open", "booked", "done", "declined", "snoozed"];

/// What a text says, in any case and with blanks around it; `None` for words that are not known.
#[must_use]
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let text = text.trim().to_lowercase();
    let known = words().iter().find(|(_, words)| words.contains(&text));
    known.map(|(meaning, _)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_meanings() {
        let all: Vec<&String> = words().values().flatten().collect();
        let distinct: std::collections::BTreeSet<&String> = all.iter().copied().collect();
        assert_eq!(words().len(), 5, "every meaning has its words");
        assert_eq!(all.len(), distinct.len());
        assert_eq!(meaning("  SMR done "), Some(Meaning::Reviewed));
        assert_eq!(meaning("not done"), None);
        assert!(STATUSES.iter().all(|word| meaning(word).is_some()));
    }
}
