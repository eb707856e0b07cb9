//! From the names of `--by` and `--split` to groups and breakdowns: levels and parts that every
//! extract has, and columns of the user's organisations and patients files.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::{Breakdown, Holder};
use crate::extract::{ColumnHome, Reading};
use crate::failure::Failure;
use crate::figures::GroupBy;
use crate::model::{Level, OdsCode};
use crate::ui::Ui;

use super::notices::plural;

const LEVELS: [Level; 6] = [
    Level::All,
    Level::Practice,
    Level::Pcn,
    Level::SubIcb,
    Level::Icb,
    Level::Region,
];

const BREAKDOWNS: [(&str, Breakdown); 5] = [
    ("age", Breakdown::Age),
    ("sex", Breakdown::Sex),
    ("imd_decile", Breakdown::ImdDecile),
    ("imd_quintile", Breakdown::ImdQuintile),
    ("care_home", Breakdown::CareHome),
];

/// What `--by` or `--split` names: something every extract has, or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LevelOrColumn<T> {
    Known(T),
    Column(String),
}

impl<T> LevelOrColumn<T> {
    fn read(text: &str, known: Option<T>) -> Result<Self, String> {
        match known {
            Some(known) => Ok(Self::Known(known)),
            None if text.trim().is_empty() => Err("a name is missing".to_owned()),
            None => Ok(Self::Column(text.trim().to_owned())),
        }
    }

    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Column(name) => Some(name),
        }
    }
}

/// Reads a name of `--by`.
pub(crate) fn by(text: &str) -> Result<LevelOrColumn<Level>, String> {
    let name = text.trim().replace('-', "_").to_ascii_lowercase();
    let level = LEVELS.into_iter().find(|level| level.as_str() == name);
    LevelOrColumn::read(text, level)
}

/// Reads a name of `--split`.
pub(crate) fn split(text: &str) -> Result<LevelOrColumn<Breakdown>, String> {
    let name = text.trim().replace('-', "_").to_ascii_lowercase();
    let known = BREAKDOWNS.iter().find(|(known, _)| *known == name);
    LevelOrColumn::read(text, known.map(|(_, breakdown)| breakdown.clone()))
}

/// The columns that are asked for and were read, by position.
pub(crate) struct AskedColumns<'a> {
    pub(crate) names: &'a [String],
    pub(crate) found_in: &'a [ColumnHome],
}

impl AskedColumns<'_> {
    /// Whose a column is, its position and its name. What both kinds of file have is the practices'.
    fn of(&self, name: &str) -> Option<(Holder, usize, Arc<str>)> {
        let at = self.names.iter().position(|known| known == name)?;
        let of_practices = self.found_in.get(at)?.organisations;
        let holder = if of_practices {
            Holder::Practices
        } else {
            Holder::People
        };
        Some((holder, at, Arc::from(name)))
    }
}

/// The groups asked for; without any, those that the files know of all, pcn and practice, and those
/// of published figures.
///
/// # Errors
/// A level that no file has.
pub(crate) fn groupings(
    asked: &[LevelOrColumn<Level>],
    columns: &AskedColumns<'_>,
    reading: &Reading,
) -> anyhow::Result<BTreeSet<GroupBy>> {
    let cohort = &reading.cohort;
    let published: BTreeSet<Level> = reading.published.keys().map(|key| key.level).collect();
    let known = |level: Level| {
        let group = |practice| cohort.organisations.group(practice, level);
        let some = || cohort.practices.iter().any(|code| group(code).is_some());
        published.contains(&level) || some()
    };
    if asked.is_empty() {
        let usual = [Level::All, Level::Pcn, Level::Practice];
        let usual = usual.into_iter().filter(|level| known(*level));
        return Ok(usual
            .chain(published.iter().copied())
            .map(GroupBy::Level)
            .collect());
    }
    asked
        .iter()
        .map(|name| match name {
            LevelOrColumn::Known(level) if *level == Level::All || known(*level) => {
                Ok(GroupBy::Level(*level))
            }
            LevelOrColumn::Known(level) => anyhow::bail!(Failure::input(
                format!(
                    "no file says which {} a practice belongs to",
                    level.as_str()
                ),
                format!(
                    "add an organisations file with practice_code and {}_code",
                    level.as_str()
                ),
            )),
            LevelOrColumn::Column(name) => {
                let found = columns.of(name);
                let (holder, at, name) = found.ok_or_else(|| unread(name))?;
                Ok(GroupBy::Column(holder, at, name))
            }
        })
        .collect()
}

/// The breakdowns asked for.
///
/// # Errors
/// Only if a column was not read, which would be a fault here.
pub(crate) fn breakdowns(
    asked: &[LevelOrColumn<Breakdown>],
    columns: &AskedColumns<'_>,
) -> anyhow::Result<BTreeSet<Breakdown>> {
    asked
        .iter()
        .map(|name| match name {
            LevelOrColumn::Known(breakdown) => Ok(breakdown.clone()),
            LevelOrColumn::Column(name) => {
                let found = columns.of(name);
                let (holder, at, name) = found.ok_or_else(|| unread(name))?;
                Ok(Breakdown::Column(holder, at, name))
            }
        })
        .collect()
}

fn unread(name: &str) -> Failure {
    Failure::bug(format!("the column '{name}' was not read"))
}

/// The levels among some groups.
pub(crate) fn levels(groupings: &BTreeSet<GroupBy>) -> BTreeSet<Level> {
    let levels = groupings.iter().filter_map(|by| match by {
        GroupBy::Level(level) => Some(*level),
        GroupBy::Column(..) => None,
    });
    levels.collect()
}

/// Tells how many practices belong to no group of a level: they are in none of its figures.
pub(crate) fn tell_groupless(levels: &BTreeSet<Level>, reading: &Reading, ui: &Ui) {
    let cohort = &reading.cohort;
    for level in levels {
        let groupless =
            |practice: &&OdsCode| cohort.organisations.group(practice, *level).is_none();
        let count = cohort.practices.iter().filter(groupless).count();
        if count > 0 {
            let practices = plural(count as u64, "practice", "practices");
            ui.warning(&format!(
                "{practices} in no {}: left out of its figures",
                level.as_str()
            ));
        }
    }
}
