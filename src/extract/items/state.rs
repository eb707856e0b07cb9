//! What one reader of a file of items keeps: the rows that are used, and what its cells were read as.

use std::collections::{BTreeMap, BTreeSet};

use super::opioid_supply::OpioidReader;
use super::supply::drug_type;
use crate::cohort::{ItemRow, Shard};
use crate::extract::field::Field;
use crate::extract::problem::Reason;
use crate::extract::row::Row;
use crate::files::CellCache;
use crate::medicines::{Dictionary, MatchCounts, MedicineMatch, Medicines};
use crate::model::{DateReading, Month, OdsCode, Sex};

/// What a file of items is about. Rows of two files can be alike only where these meet.
#[derive(Default)]
pub(crate) struct Extent {
    pub(crate) months: BTreeSet<Month>,
    pub(crate) practices: BTreeSet<OdsCode>,
    /// Whether some row has no practice of its own.
    pub(crate) without_practice: bool,
}

impl Extent {
    pub(crate) fn add(&mut self, other: Self) {
        self.months.extend(other.months);
        self.practices.extend(other.practices);
        self.without_practice |= other.without_practice;
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        let practices = !self.practices.is_disjoint(&other.practices)
            || (self.without_practice && other.without_practice);
        practices && !self.months.is_disjoint(&other.months)
    }
}

/// A practice of a file by its place in [`ItemState`]'s list.
#[derive(Clone, Copy)]
pub(crate) struct PracticeAt(usize);

/// What one reader of a file keeps: its rows, and what it has read before.
pub(crate) struct ItemState<'a> {
    pub(crate) shard: Shard,
    pub(crate) medicines: Medicines<'a>,
    pub(crate) months: CellCache<Option<Month>>,
    pub(crate) sexes: CellCache<Option<Sex>>,
    pub(crate) births: CellCache<Result<DateReading, Reason>>,
    pub(crate) quantities: CellCache<Result<f64, Reason>>,
    pub(crate) opioids: OpioidReader<'a>,
    codes: CellCache<Option<usize>>,
    /// Every practice code met, and its position in the shard once a row with it is used.
    practices: Vec<(OdsCode, Option<u16>)>,
    /// Positions of substances in the shard, by their number among those met.
    substances: Vec<Option<u16>>,
    /// Items by how they were issued, where the file says.
    types: BTreeMap<&'static str, u64>,
    last_month: Option<Month>,
    extent: Extent,
}

impl<'a> ItemState<'a> {
    pub(crate) fn new(dictionary: Option<&'a Dictionary>) -> Self {
        Self {
            shard: Shard::default(),
            medicines: Medicines::new(dictionary),
            months: CellCache::default(),
            sexes: CellCache::default(),
            births: CellCache::default(),
            quantities: CellCache::default(),
            opioids: OpioidReader::new(dictionary),
            codes: CellCache::default(),
            practices: Vec::new(),
            substances: Vec::new(),
            types: BTreeMap::new(),
            last_month: None,
            extent: Extent::default(),
        }
    }

    /// The practice of a cell; `None` if it is no code.
    pub(crate) fn practice_at(&mut self, cell: &[u8]) -> Option<PracticeAt> {
        let practices = &mut self.practices;
        let at = self.codes.of(cell, |cell| {
            let code = OdsCode::parse(cell)?;
            let known = practices.iter().position(|(known, _)| *known == code);
            Some(known.unwrap_or_else(|| {
                practices.push((code, None));
                practices.len() - 1
            }))
        });
        at.map(PracticeAt)
    }

    /// The position of a practice in the shard, now that a row with it is used.
    pub(crate) fn practice(&mut self, PracticeAt(at): PracticeAt) -> u16 {
        let (code, position) = &mut self.practices[at];
        *position.get_or_insert_with(|| self.shard.practice(code.clone()))
    }

    /// The position of the practice of a cell, if a row with both was used.
    pub(crate) fn known_practice(&self, cell: &[u8]) -> Option<u16> {
        self.practices[self.codes.known(cell)??].1
    }

    /// The position of the substance of a plain BNF code, if a row with both was used.
    pub(crate) fn known_substance(&self, cell: &[u8]) -> Option<u16> {
        *self.substances.get(self.medicines.known_code(cell)?)?
    }

    /// The position of a medicine's substance in the shard.
    pub(crate) fn substance(&mut self, medicine: &MedicineMatch) -> u16 {
        if self.substances.len() <= medicine.number {
            self.substances.resize(medicine.number + 1, None);
        }
        let shard = &mut self.shard;
        *self.substances[medicine.number].get_or_insert_with(|| shard.substance(medicine.substance))
    }

    /// Keeps a row that is used.
    pub(crate) fn keep(&mut self, row: &Row<'_>, item: &ItemRow) {
        if let Some(cell) = row.cell(Field::DrugType) {
            let word = if crate::model::is_missing(cell) {
                "not stated"
            } else {
                drug_type(cell)
            };
            *self.types.entry(word).or_default() += item.items;
        }
        self.push(item);
    }

    /// The same of a row without such a column.
    pub(crate) fn push(&mut self, item: &ItemRow) {
        if self.last_month != Some(item.month) {
            self.last_month = Some(item.month);
            self.extent.months.insert(item.month);
        }
        self.extent.without_practice |= item.practice.is_none();
        self.shard.push(item);
    }

    /// What is left once the file has been read.
    pub(crate) fn finish(self) -> ItemStateResult {
        let Self {
            mut extent,
            practices,
            medicines,
            types,
            shard,
            ..
        } = self;
        let used = practices
            .into_iter()
            .filter(|(_, position)| position.is_some());
        extent.practices.extend(used.map(|(code, _)| code));
        ItemStateResult {
            extent,
            matching: medicines.finish(),
            types,
            shard,
        }
    }
}

/// What a reader hands on.
pub(crate) struct ItemStateResult {
    pub(crate) extent: Extent,
    pub(crate) matching: MatchCounts,
    /// Items by how they were issued, where the file says.
    pub(crate) types: BTreeMap<&'static str, u64>,
    pub(crate) shard: Shard,
}
