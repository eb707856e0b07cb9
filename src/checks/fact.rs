//! A fact of what was read, for `check`: how things are, or what wants a person.

/// Whether a fact needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// How things are.
    Fact,
    /// A person should look at it.
    Finding,
}

impl Severity {
    /// The word of the outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Finding => "finding",
        }
    }
}

/// One fact of a file, or of all together where `file` is empty.
#[derive(Clone, Debug)]
pub struct FactRow {
    /// Whether it needs a person.
    pub severity: Severity,
    /// The file, as the user named it.
    pub file: String,
    /// What it is about.
    pub topic: &'static str,
    /// Which one of several.
    pub item: String,
    /// What is so.
    pub value: String,
}
