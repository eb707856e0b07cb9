//! Are the right people on the list, in the right order, and for stated reasons?

mod bare_lists;
mod capacity;
mod memory;
mod policy;
mod prep_sheet;
mod ranking;
mod twelve_people;
