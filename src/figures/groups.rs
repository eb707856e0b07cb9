//! The groups of one kind, and the group of each practice or value.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cohort::Cohort;
use crate::engine::of_practice;
use crate::model::{Grouping, Level};

/// The groups of one kind, in code order.
pub(crate) struct Groups {
    grouping: Grouping,
    names: Vec<(String, String)>,
    /// The group of each unit: of each practice of the cohort, or of each value of a column.
    of_unit: Vec<Option<u32>>,
}

impl Groups {
    /// Organisations of a level.
    pub(crate) fn of(cohort: &Cohort, level: Level) -> Self {
        let own = cohort
            .practices
            .iter()
            .map(|practice| cohort.organisations.group(practice, level));
        Self::of_practices(Grouping::Level(level), own.collect())
    }

    /// Practices with the same text in a column of the organisations files.
    pub(crate) fn of_column(cohort: &Cohort, column: usize, name: &Arc<str>) -> Self {
        let text = |practice| {
            Some((
                of_practice(cohort, practice, column)?.to_owned(),
                String::new(),
            ))
        };
        let own = cohort.practices.iter().map(text).collect();
        Self::of_practices(Grouping::Column(Arc::clone(name)), own)
    }

    /// The values of a column of the patients files, a group each.
    pub(crate) fn of_values(name: &Arc<str>, values: &[Arc<str>]) -> Self {
        Self {
            grouping: Grouping::Column(Arc::clone(name)),
            names: values
                .iter()
                .map(|value| (value.to_string(), String::new()))
                .collect(),
            of_unit: (0..).take(values.len()).map(Some).collect(),
        }
    }

    fn of_practices(grouping: Grouping, own: Vec<Option<(String, String)>>) -> Self {
        // Two names under one code: the lowest, so that file order leaves no trace. No name is none.
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for (code, name) in own.iter().flatten() {
            names
                .entry(code)
                .and_modify(|kept| {
                    if kept.is_empty() || (!name.is_empty() && name.as_str() < *kept) {
                        *kept = name;
                    }
                })
                .or_insert(name);
        }
        let position: BTreeMap<&str, u32> = names.keys().copied().zip(0..).collect();
        let of_unit = own
            .iter()
            .map(|group| group.as_ref().map(|(code, _)| position[code.as_str()]))
            .collect();
        let names = names
            .into_iter()
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .collect();
        Self {
            grouping,
            names,
            of_unit,
        }
    }

    /// The group of a unit; everybody is in the one group of all, also without a practice.
    pub(crate) fn of_unit(&self, unit: Option<usize>) -> Option<u32> {
        match self.grouping {
            Grouping::Level(Level::All) => Some(0),
            _ => self.of_unit[unit?],
        }
    }

    pub(crate) fn grouping(&self) -> &Grouping {
        &self.grouping
    }

    /// Code and name of the group at a position.
    pub(crate) fn name(&self, group: u32) -> (String, String) {
        match self.grouping {
            Grouping::Level(Level::All) => ("all".to_owned(), String::new()),
            _ => self.names[group as usize].clone(),
        }
    }
}
