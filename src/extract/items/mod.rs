//! Files of items, read in blocks on several threads or record by record: the rule for a row, the
//! fast way for the commonest rows, and what two files both have.

pub(crate) mod fast_path;
pub(crate) mod opioid_supply;
pub(crate) mod overlap;
pub(crate) mod reader;
pub(crate) mod rule;
pub(crate) mod supply;
pub(crate) mod worker;
