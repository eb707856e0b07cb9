//! What may leave. Whatever counts people by group reaches `report` only as [`Releasable`], which
//! only [`release`] makes; a table about people is another type and has no way through here.
//!
//! The one policy so far is direct care inside the organisation that holds the data: nothing is
//! hidden. Suppression of small counts takes its place here.
//!
//! # The wall
//!
//! What may not be written stands beside what may, and differs from it in what is forbidden alone.
//!
//! A table is released, and nobody else makes one:
//!
//! ```
//! use rxsift::disclosure::{Audience, Releasable, release};
//! use rxsift::figures::Figure;
//! let figures: Vec<Figure> = Vec::new();
//! let released: Releasable<Vec<Figure>> = release(figures, Audience::DirectCare);
//! ```
//!
//! ```compile_fail
//! use rxsift::disclosure::{Audience, Releasable, release};
//! use rxsift::figures::Figure;
//! let figures: Vec<Figure> = Vec::new();
//! let released: Releasable<Vec<Figure>> = Releasable(figures);
//! ```
//!
//! A sheet about groups is made of what was released, not of bare rows:
//!
//! ```
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::slots_sheet;
//! use rxsift::shortlist::PracticeSlots;
//! let slots: Vec<PracticeSlots> = Vec::new();
//! let sheet = slots_sheet(&release(slots, Audience::DirectCare), &[]);
//! ```
//!
//! ```compile_fail
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::slots_sheet;
//! use rxsift::shortlist::PracticeSlots;
//! let slots: Vec<PracticeSlots> = Vec::new();
//! let sheet = slots_sheet(&slots, &[]);
//! ```
//!
//! So are the counts beside a list:
//!
//! ```
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::Supplement;
//! use rxsift::shortlist::PeopleCount;
//! let counts = vec![PeopleCount::new("listed", 3)];
//! Supplement::default().set_counts(release(counts, Audience::DirectCare));
//! ```
//!
//! ```compile_fail
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::Supplement;
//! use rxsift::shortlist::PeopleCount;
//! let counts = vec![PeopleCount::new("listed", 3)];
//! Supplement::default().set_counts(counts);
//! ```
//!
//! A row about a person is no group, and cannot be passed off as one:
//!
//! ```
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::PersonRow;
//! use rxsift::shortlist::PeopleCount;
//! release(Vec::<PeopleCount>::new(), Audience::DirectCare);
//! ```
//!
//! ```compile_fail
//! use rxsift::disclosure::{Audience, release};
//! use rxsift::report::PersonRow;
//! use rxsift::shortlist::PeopleCount;
//! release(Vec::<PersonRow>::new(), Audience::DirectCare);
//! ```
//!
//! A sheet cannot be changed, nor put together cell by cell:
//!
//! ```
//! use rxsift::report::Sheet;
//! fn renamed(mut sheet: Sheet) -> Sheet { sheet }
//! ```
//!
//! ```compile_fail
//! use rxsift::report::Sheet;
//! fn renamed(mut sheet: Sheet) -> Sheet { sheet.name = "Practices"; sheet }
//! ```
//!
//! ```compile_fail
//! use rxsift::report::{Cell, Sheet};
//! fn renamed(mut sheet: Sheet) -> Sheet { sheet }
//! ```

use crate::checks::{FactRow, Finding};
use crate::figures::Figure;
use crate::shortlist::{Combination, PeopleCount, PracticeSlots, QuintileSelection};

/// A table about groups that has passed disclosure control.
#[derive(Clone, Debug)]
pub struct Releasable<T>(T);

/// Who will see the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// People who care for the patients counted: no count is hidden.
    DirectCare,
}

mod tables {
    /// A table that counts people: of groups, of what was found, or of the whole run. Each has its
    /// line below, and no other room can add one, since none can name this.
    pub trait GroupTable {}
}

impl tables::GroupTable for Vec<Figure> {}
impl tables::GroupTable for Vec<PracticeSlots> {}
impl tables::GroupTable for Vec<Combination> {}
impl tables::GroupTable for Vec<QuintileSelection> {}
impl tables::GroupTable for Vec<PeopleCount> {}
impl tables::GroupTable for Vec<Finding> {}
impl tables::GroupTable for Vec<FactRow> {}

/// Passes a table of groups.
#[must_use]
pub fn release<T: tables::GroupTable>(table: T, audience: Audience) -> Releasable<T> {
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
