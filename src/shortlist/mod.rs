//! Whom to invite first, and why: criteria that a person meets, their rank, and the reasons in
//! words with the medicines behind them.

mod assess;
mod capacity;
mod change;
mod equity;
mod lists;
mod memory;
mod order;
mod outcome;
mod policy;
mod rank;
mod span;
mod worklist;

pub use assess::{Assessment, Checked, Medicine, Outcome, Person, Reason, assess};
pub use capacity::{Balance, PracticeSlots, apportion, share_out, slots_in, with_a_slot};
pub use change::{Change, Changes};
pub use equity::{Selected, quintile, selection};
pub use lists::{Combination, Disagreement, Lists};
pub use memory::{Away, Memory, Written};
pub use order::{TieBreak, put_in_order};
pub use outcome::{Meaning, STATUSES, meaning};
pub use policy::{Criterion, Eligibility, Order, Policy, PolicyFault};
pub use rank::{Admits, Entry, Ranking, Selection, complete, rank, reaching};
pub use span::Span;
pub use worklist::{Wanted, Worklist};
