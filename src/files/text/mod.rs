//! Delimited text: decoded, cut into lines or blocks of lines, and split into cells.

pub(crate) mod blocks;
pub(crate) mod delimited;
pub(crate) mod lines;
pub(crate) mod split;
