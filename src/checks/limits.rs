//! How much may be lost: rows of a file that have to be rejected, and items without a known
//! substance.

use crate::extract::{Effect, Reading};
use crate::model::FileSummary;

/// The largest shares that may be lost, in percent.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rejected rows among those of a file.
    pub rejected: f64,
    /// Items without a known substance among all.
    pub unmatched: f64,
}

/// A share beyond its limit, with what most of it is.
#[derive(Debug, thiserror::Error)]
pub enum Excess {
    /// Rejected rows.
    #[error(
        "{file}: {rejected} of {read} rows ({percent:.1} %) have to be rejected; most: {reason} (first at line {line})"
    )]
    Rejected {
        /// The file.
        file: String,
        /// Rows that have to be rejected.
        rejected: u64,
        /// Rows of the file.
        read: u64,
        /// The one in percent of the other.
        percent: f64,
        /// Why most of them.
        reason: &'static str,
        /// Line of the first of these.
        line: u64,
    },
    /// Items without a known substance.
    #[error(
        "{missing} of {items} items ({percent:.1} %) have no known substance{}",
        most_of_it(.most.as_ref())
    )]
    Unmatched {
        /// How many.
        missing: u64,
        /// Items of all files.
        items: u64,
        /// The one in percent of the other.
        percent: f64,
        /// The file with most of them.
        most: Option<UnmatchedOfFile>,
    },
}

/// Items of one file without a known substance.
#[derive(Debug)]
pub struct UnmatchedOfFile {
    /// The file.
    pub file: String,
    /// How many.
    pub missing: u64,
    /// Of what kind most of these are.
    pub route: &'static str,
    /// How many are of that kind.
    pub of_route: u64,
}

/// Where most of it is, as the end of a message.
fn most_of_it(most: Option<&UnmatchedOfFile>) -> String {
    let most = most.map(|of| {
        format!(
            "; most in {}: {}, of them {} {}",
            of.file, of.missing, of.of_route, of.route
        )
    });
    most.unwrap_or_default()
}

impl Limits {
    /// Whether what was read keeps to the limits.
    ///
    /// # Errors
    /// [`Excess`] for the first file that loses too many rows, else if too many items do not match.
    pub fn check(self, reading: &Reading) -> Result<(), Excess> {
        for (number, file) in reading.files.iter().enumerate() {
            let rejected = file.rejected.values().sum::<u64>();
            if percent(rejected, file.read) > self.rejected {
                return Err(rejected_rows(number, file, rejected, reading));
            }
        }
        let (items, missing) = reading.matching.items();
        if percent(missing, items) <= self.unmatched {
            return Ok(());
        }
        let most = reading.matching.most_unmatched();
        let most = most.map(|(file, of_file, route, of_route)| UnmatchedOfFile {
            file: reading.files[file].name.clone(),
            missing: of_file,
            route: route.as_str(),
            of_route,
        });
        Err(Excess::Unmatched {
            missing,
            items,
            percent: percent(missing, items),
            most,
        })
    }
}

fn rejected_rows(number: usize, file: &FileSummary, rejected: u64, reading: &Reading) -> Excess {
    let reasons = file.rejected.iter();
    let largest = reasons.max_by_key(|(_, count)| **count);
    let reason = largest.map_or("", |(reason, _)| *reason);
    let mut of_reason = reading.problems.iter().filter(|problem| {
        problem.file == number
            && problem.effect == Effect::Rejected
            && problem.reason.as_str() == reason
    });
    Excess::Rejected {
        file: file.name.clone(),
        rejected,
        read: file.read,
        percent: percent(rejected, file.read),
        reason,
        line: of_reason.next().map_or(0, |problem| problem.line),
    }
}

/// A share in percent; 0 of 0 is 0.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of rows are far below 2^53"
)]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}
