//! What may leave. A table about groups reaches `report` only as [`Releasable`], which only this
//! module makes; a table about people is another type and has no way through here.
//!
//! The one policy so far is direct care inside the organisation that holds the data: nothing is
//! hidden. Suppression of small counts takes its place here.

/// A table about groups that has passed disclosure control.
#[derive(Debug)]
pub struct Releasable<T>(T);

/// Who will see the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People who care for the patients counted: no count is hidden.
    DirectCare,
}

/// Passes a table of groups.
#[must_use]
pub fn release<T>(table: T, audience: Audience) -> Releasable<T> {
    match audience {
        Audience::DirectCare => Releasable(table),
    }
}

impl<T> Releasable<T> {
    /// The table as it may leave.
    pub fn get(&self) -> &T {
        &self.0
    }
}
