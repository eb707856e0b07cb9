//! Is every figure what its definition says, by hand and by a second implementation?

mod assessable;
mod boundaries;
mod definition_faults;
mod definitions;
mod filters;
mod groups;
mod moves;
mod opioids;
mod oracle;
mod regimens;
mod statistics;
mod sums;
