//! Names of the columns that the item frame and the patient-month frame share.

/// Position of the person in [`Cohort::patients`](crate::model::Cohort::patients), `u32`.
pub const PATIENT: &str = "patient";
/// [`Month::index`](crate::model::Month::index), `i32`.
pub const MONTH: &str = "month";
/// Position in [`Cohort::substances`](crate::model::Cohort::substances), `u32`.
pub const SUBSTANCE: &str = "substance";
/// Position in [`Cohort::practices`](crate::model::Cohort::practices), `u32`; null where the row has none.
pub const PRACTICE: &str = "practice";
/// Number of items of the row, `i64`, not negative.
pub const ITEMS: &str = "items";
/// Completed years, `u32`; null where unknown.
pub const AGE: &str = "age";
/// [`Sex::index`](crate::model::Sex::index), `u32`; null where unknown.
pub const SEX: &str = "sex";
/// How many practices issued items to the person in the month, `u32`.
pub const PRACTICES_TOUCHED: &str = "practices_touched";
