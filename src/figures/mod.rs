//! From counts to figures of groups: pooled over levels, periods and bands, beside what others
//! published.

mod figure;
mod groups;
mod item_rates;
mod pool;
mod published;
mod value;

pub use figure::Figure;
pub use item_rates::{
    GroupRequest, NotAssessable, PracticeLevel, WithoutPatients, item_rate_figures,
    without_patients,
};
pub use pool::{Figures, GroupBy, Request, figures};
pub use published::{PublishedRequest, merge, published_figures};
