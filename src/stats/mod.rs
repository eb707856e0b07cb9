//! Statistics: one family a file, plain numbers in and out, the citation in its first lines.

mod wilson;

pub use wilson::{Z_95, wilson_interval};
