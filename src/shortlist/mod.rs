//! Whom to invite first, and why: criteria that a person meets, their rank, and the reasons in
//! words with the medicines behind them.

mod assess;
mod policy;
mod rank;

pub use assess::{Assessment, Checked, Medicine, Outcome, Person, Reason, assess};
pub use policy::{Criterion, Policy, PolicyFault};
pub use rank::{Entry, Ranking, Selection, rank, reaching};
