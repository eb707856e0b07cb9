//! What is wrong with a filter, and where in it.

use std::fmt;

/// A filter that cannot be used. Written out, it shows the filter with the place marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFault {
    /// The filter as it was typed.
    pub text: String,
    /// First character of the place, from 0.
    pub at: usize,
    /// Characters of the place, at least 1.
    pub length: usize,
    /// What is wrong.
    pub what: String,
    /// The known name most like one that is not known.
    pub near: Option<String>,
}

impl fmt::Display for FilterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = self.near.as_ref();
        let near = near.map(|near| format!("; did you mean '{near}'?"));
        // Every character has to take one place, or the marks stand elsewhere.
        let shown = self.text.replace(|c: char| c.is_control(), " ");
        let marks = " ".repeat(self.at) + &"^".repeat(self.length);
        write!(
            f,
            "{}{}\n  {shown}\n  {marks}",
            self.what,
            near.unwrap_or_default()
        )
    }
}
