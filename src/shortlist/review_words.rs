//! What people write into the columns `status` and `outcome` of a worklist, and what it says: the
//! one place for these words.

/// What a word in the columns `status` and `outcome` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// The words, in lower case. What is not here says nothing, is counted and removes nobody.
const WORDS: [(Meaning, &[&str]); 5] = [
    (
        Meaning::Open,
        &[
            "open",
            "booked",
            "invited",
            "to do",
            "todo",
            "pending",
            "in progress",
            "no reply",
            "no response",
            "did not attend",
            "dna",
        ],
    ),
    (
        Meaning::Snoozed,
        &["snoozed", "snooze", "postponed", "deferred", "put off"],
    ),
    (
        Meaning::Declined,
        &[
            "declined",
            "refused",
            "review declined",
            "patient declined",
            "smr declined",
        ],
    ),
    (
        Meaning::Reviewed,
        &[
            "done",
            "completed",
            "complete",
            "reviewed",
            "review done",
            "review completed",
            "smr",
            "smr done",
            "smr completed",
            "structured medication review",
            "structured medication review done",
            "structured medication review completed",
        ],
    ),
    (
        Meaning::EndOfLife,
        &[
            "end of life",
            "end-of-life",
            "eol",
            "end of life care",
            "palliative",
            "palliative care",
        ],
    ),
];

/// The words a worklist offers for its column `status`.
pub const STATUSES: [&str; 5] = ["open", "booked", "done", "declined", "snoozed"];

/// What a text says, in any case and with blanks around it; `None` for words that are not known.
#[must_use]
pub(super) fn meaning(text: &str) -> Option<Meaning> {
    let text = text.trim().to_lowercase();
    let known = WORDS
        .iter()
        .find(|(_, words)| words.contains(&text.as_str()));
    known.map(|(meaning, _)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_has_two_meanings() {
        let all: Vec<&str> = WORDS
            .iter()
            .flat_map(|(_, words)| *words)
            .copied()
            .collect();
        let distinct: std::collections::BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert_eq!(meaning("  SMR done "), Some(Meaning::Reviewed));
        assert_eq!(meaning("not done"), None);
        assert!(STATUSES.iter().all(|word| meaning(word).is_some()));
    }
}
