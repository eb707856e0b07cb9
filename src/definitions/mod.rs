//! What is counted, and nothing of how: lists, scores, features, indicators, the policy, filters and
//! titles as data, checked and put into words. `data/` is the one folder a pharmacist reviews.

mod catalogue;
mod check;
mod definition;
mod drug_lists;
mod fault;
mod filter;
mod item_rate;
pub(crate) mod known;
mod overview;
mod page;
mod policy;
mod scores;
mod shipped;
mod titles;
mod user;
mod words;

pub use catalogue::{Catalogue, UserFile};
pub use definition::{
    Condition, Example, Expected, ExtractFact, Feature, Indicator, IndicatorKind, Outside, Scores,
};
pub use drug_lists::{DrugList, DrugLists, FILES, drug_lists};
pub use fault::{DefinitionFault, nearest_id};
pub(crate) use filter::{Comparison, FilterSubject, Literal, Op};
pub use filter::{Filter, FilterFault};
pub use item_rate::ItemRate;
pub use overview::{DefinitionRow, overview};
pub use page::{DefinitionPage, SubstanceRow};
pub use policy::{
    Criterion, Eligibility, MANY_MEDICINES, MONTHS_OF_MANY, Policy, PolicyFault, PolicyOrder,
    TieBreak,
};
pub use scores::{ScoreEntry, ScoreFault, ScoreTable};
pub use shipped::DEFINITIONS_VERSION;
pub(crate) use titles::Title;
pub use titles::WORD_LISTS;
pub use words::{bounds_text, feature_text, rule_text};
