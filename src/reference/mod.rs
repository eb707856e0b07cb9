//! Facts about medicines that no definition decides: BNF chapters, substances and their moves, and
//! how often each is dispensed.
//!
//! Each file of `data/` has an entry in `data/SOURCE.toml` with its publisher, address, licence,
//! date, what was changed, and a hash that a test compares; the same holds for the data of other
//! rooms.

mod chapters;
mod item_frequencies;
mod moves;
mod substances;
mod table;

pub use chapters::chapter_title;
pub use item_frequencies::item_frequencies;
pub use moves::{Moves, moves};
pub use substances::{Substances, substances};
pub(crate) use table::{table, word_lists};

/// Every embedded file of this room by name.
pub const FILES: [(&str, &str); 4] = [
    ("chapters.csv", chapters::TABLE),
    ("item_frequencies.csv", item_frequencies::TABLE),
    ("moves.csv", moves::TABLE),
    ("substances.csv", substances::TABLE),
];
