//! Item rows as one reader collects them: packed, in parts by person, with dictionaries of its
//! own. Several readers fill a shard each; [`super::builder::CohortBuilder`] joins them.

use indexmap::IndexSet;

use super::packed_row::{ItemRow, Packed};
use crate::model::OpioidSupply;
use crate::model::{BUCKETS, PatientKey, part_of_text};
use crate::model::{OdsCode, Substance};

/// Rows that are kept together: a growing list would take twice its room while it grows, and leave
/// holes in memory that nothing else fits into.
pub(crate) const CHUNK: usize = 2048;

/// Rows of some of the people.
#[derive(Default)]
pub(crate) struct ShardBucket {
    pub(crate) chunks: Vec<Vec<Packed>>,
    /// Rows whose number of items does not fit into them, with that number.
    pub(crate) many: Vec<(Packed, u64)>,
    /// Rows of opioids, with what they supply.
    pub(crate) opioids: Vec<(Packed, OpioidSupply)>,
    pub(crate) texts: IndexSet<Box<str>>,
    /// People who are to be known though they may have no row.
    pub(crate) named: Vec<PatientKey>,
}

/// Rows with their dictionaries.
pub struct Shard {
    pub(crate) parts: Vec<ShardBucket>,
    pub(crate) practices: IndexSet<OdsCode>,
    pub(crate) substances: IndexSet<Substance>,
    pub(crate) rows: u64,
}

impl Default for Shard {
    fn default() -> Self {
        Self {
            parts: std::iter::repeat_with(ShardBucket::default)
                .take(BUCKETS)
                .collect(),
            practices: IndexSet::new(),
            substances: IndexSet::new(),
            rows: 0,
        }
    }
}

impl Shard {
    /// The key of this patient id.
    pub fn patient(&mut self, id: &str) -> PatientKey {
        PatientKey::of_number(id.as_bytes()).unwrap_or_else(|| {
            let part = part_of_text(id);
            let texts = &mut self.parts[usize::from(part)].texts;
            let at = match texts.get_index_of(id) {
                Some(at) => at,
                None => texts.insert_full(id.into()).0,
            };
            PatientKey::of_text(part, at)
        })
    }

    /// Takes a person in who may have no row.
    pub(crate) fn name(&mut self, id: &str) {
        let patient = self.patient(id);
        self.parts[usize::from(patient.part)].named.push(patient);
    }

    /// The position of this practice.
    pub fn practice(&mut self, code: OdsCode) -> u16 {
        position(self.practices.insert_full(code).0)
    }

    /// The position of this substance.
    pub fn substance(&mut self, substance: Substance) -> u16 {
        position(self.substances.insert_full(substance).0)
    }

    /// Adds an item line.
    pub fn push(&mut self, row: &ItemRow) {
        let packed = Packed::new(row);
        let part = &mut self.parts[usize::from(row.patient.part)];
        if packed.has_many_items() {
            part.many.push((packed, row.items));
        }
        part.opioids
            .extend(row.opioid.map(|supply| (packed, supply)));
        match part.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(packed),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(packed);
                part.chunks.push(chunk);
            }
        }
        self.rows += 1;
    }

    /// Whether the dictionaries are larger than a row can point into: 65,535 codes each.
    pub(crate) fn is_overfull(&self) -> bool {
        let most = usize::from(u16::MAX);
        self.practices.len() >= most || self.substances.len() >= most
    }
}

/// Positions beyond what a row can hold are told at the end, by [`Shard::is_overfull`].
fn position(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX - 1)
}
