//! Practices and what they belong to, as the organisations files say.

use std::collections::BTreeMap;

use crate::model::{Level, OdsCode};

/// One practice of the organisations file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organisation {
    /// The practice's own name.
    pub name: String,
    /// Code and name of what it belongs to, by level; a level it has no code for is absent.
    pub parents: BTreeMap<Level, (String, String)>,
    /// Texts of the columns that were asked for by name, in that order.
    pub columns: Vec<Option<String>>,
}

/// The organisations files, by practice code.
#[derive(Clone, Debug, Default)]
pub struct Organisations(pub BTreeMap<OdsCode, Organisation>);

impl Organisations {
    /// Code and name of the group of `level` that a practice belongs to; `None` where the
    /// organisations file does not say.
    #[must_use]
    pub fn group(&self, practice: &OdsCode, level: Level) -> Option<(String, String)> {
        let organisation = self.0.get(practice);
        match level {
            Level::All => Some(("all".to_owned(), String::new())),
            Level::Practice => Some((
                practice.to_string(),
                organisation.map(|o| o.name.clone()).unwrap_or_default(),
            )),
            _ => organisation?.parents.get(&level).cloned(),
        }
    }
}
