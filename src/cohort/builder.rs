//! Building a cohort: people and organisations row by row, item lines shard by shard, in any order.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::contents::Cohort;
use super::contents::Partition;
use super::organisation::Organisations;
use super::packed_row::Packed;
use super::person::Person;
use super::shard::{Shard, ShardBucket};
use super::sort::sorted;
use crate::model::Month;
use crate::model::in_its_century;
use crate::model::parallel::each_value;
use crate::model::{BUCKETS, Form, PatientKey};

/// Collects people, organisations and shards; [`CohortBuilder::finish`] joins them.
#[derive(Default)]
pub struct CohortBuilder {
    /// Practices and what they belong to.
    pub organisations: Organisations,
    /// Item lines and dictionaries of a reader that has no shard of its own.
    pub shard: Shard,
    people: HashMap<PatientKey, Person>,
    others: Vec<Shard>,
}

/// More distinct practices, or substances, than any real extract has: 65,534.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("more than 65,534 different practices, or different substances")]
pub struct TooManyCodes;

impl CohortBuilder {
    /// Records what a patients file says of a person; the practice of `person` is a position in
    /// [`CohortBuilder::shard`]. `false`, and nothing recorded, if it has spoken of the person before.
    pub fn push_person(&mut self, id: &str, person: Person) -> bool {
        let patient = self.shard.patient(id);
        match self.people.entry(patient) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(person);
                true
            }
        }
    }

    /// Takes a person in whom a list names, with or without items.
    pub fn name_patient(&mut self, id: &str) {
        self.shard.name(id);
    }

    /// Whether a patients file registers this person with a practice.
    #[must_use]
    pub fn is_registered(&self, id: &str) -> bool {
        let text = || {
            let part = crate::model::part_of_text(id);
            let at = self.shard.parts[usize::from(part)].texts.get_index_of(id)?;
            Some(PatientKey::of_text(part, at))
        };
        let key = PatientKey::of_number(id.as_bytes()).or_else(text);
        key.is_some_and(|key| self.registers(key))
    }

    /// The same of a person whose id is a number.
    #[must_use]
    pub fn registers(&self, key: PatientKey) -> bool {
        let person = self.people.get(&key);
        person.is_some_and(|person| person.practice.is_some())
    }

    /// Whether some person of the patients files has a registered practice.
    #[must_use]
    pub fn knows_registered_practices(&self) -> bool {
        self.people.values().any(|person| person.practice.is_some())
    }

    /// Adds the item lines of another reader.
    pub fn add(&mut self, shard: Shard) {
        self.others.push(shard);
    }

    /// Sorts the dictionaries and the rows and hands the cohort on, using at most `threads` threads.
    ///
    /// # Errors
    /// [`TooManyCodes`] for more practices or substances than a row can point to.
    pub fn finish(self, threads: usize) -> Result<Cohort, TooManyCodes> {
        let mut shards = vec![self.shard];
        shards.extend(self.others);
        let practices = union(shards.iter().map(|shard| &shard.practices));
        let substances = union(shards.iter().map(|shard| &shard.substances));
        let most = usize::from(u16::MAX);
        let fits = practices.len() < most && substances.len() < most;
        if !fits || shards.iter().any(Shard::is_overfull) {
            return Err(TooManyCodes);
        }
        let renumbering: Vec<Renumbering> = shards
            .iter()
            .map(|shard| Renumbering {
                practices: positions(&shard.practices, &practices),
                substances: positions(&shard.substances, &substances),
            })
            .collect();
        let mut people: Vec<BucketPeople> = vec![Vec::new(); BUCKETS];
        for (key, person) in self.people {
            let practice = person
                .practice
                .map(|old| u32::from(renumbering[0].practices[old as usize]));
            people[usize::from(key.part)].push((key, Person { practice, ..person }));
        }
        let mut parts: Vec<(Vec<ShardBucket>, BucketPeople)> = people
            .into_iter()
            .map(|people| (Vec::new(), people))
            .collect();
        for shard in shards {
            for (to, part) in parts.iter_mut().zip(shard.parts) {
                to.0.push(part);
            }
        }
        let partitions = each_value(parts, threads, |(parts, people)| {
            partition(parts, people, &renumbering)
        });
        let mut cohort = Cohort::new(
            partitions,
            practices,
            substances,
            self.organisations,
            threads,
        );
        if let Some((_, latest)) = cohort.months() {
            cohort.settle_births(latest);
        }
        Ok(cohort)
    }
}

/// People of one part with what the patients files say of them.
type BucketPeople = Vec<(PatientKey, Person)>;

/// Where the dictionaries of a shard lie in those of the cohort.
struct Renumbering {
    practices: Vec<u16>,
    substances: Vec<u16>,
}

fn union<'a, T: Ord + Clone + 'a>(dictionaries: impl Iterator<Item = &'a IndexSet<T>>) -> Vec<T> {
    let mut all: Vec<T> = dictionaries.flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn positions<T: Ord>(dictionary: &IndexSet<T>, all: &[T]) -> Vec<u16> {
    let at = |entry: &T| {
        all.binary_search(entry)
            .ok()
            .and_then(|at| u16::try_from(at).ok())
    };
    dictionary
        .iter()
        .map(|entry| at(entry).unwrap_or(u16::MAX))
        .collect()
}

/// Joins one part of every shard: rows renumbered and sorted, people beside them.
fn partition(
    parts: Vec<ShardBucket>,
    people: BucketPeople,
    renumbering: &[Renumbering],
) -> Partition {
    let mut texts: Vec<Box<str>> = parts
        .iter()
        .flat_map(|part| part.texts.iter().cloned())
        .collect();
    texts.sort_unstable();
    texts.dedup();
    let mut pieces: Vec<Vec<Packed>> = Vec::new();
    let mut many = Vec::new();
    let mut opioids = Vec::new();
    let mut named = Vec::new();
    let mut first_shard_texts = Vec::new();
    for (shard, (part, renumbering)) in parts.into_iter().zip(renumbering).enumerate() {
        let text_at: Vec<u64> = part
            .texts
            .iter()
            .map(|text| texts.binary_search(text).unwrap_or(0) as u64)
            .collect();
        let renumbered = |row: Packed| {
            let number = match row.form() {
                Form::Text => usize::try_from(row.number()).map_or(0, |at| text_at[at]),
                _ => row.number(),
            };
            let practice = row
                .practice()
                .map(|at| renumbering.practices[usize::from(at)]);
            row.renumbered(
                number,
                renumbering.substances[usize::from(row.substance())],
                practice,
            )
        };
        for mut chunk in part.chunks {
            chunk.iter_mut().for_each(|row| *row = renumbered(*row));
            pieces.push(chunk);
        }
        many.extend(
            part.many
                .into_iter()
                .map(|(row, items)| (renumbered(row), items)),
        );
        opioids.extend(
            part.opioids
                .into_iter()
                .map(|(row, supply)| (renumbered(row), supply)),
        );
        let of_named = |key: &PatientKey| match key.form {
            Form::Text => (
                usize::try_from(key.number).map_or(0, |at| text_at[at]),
                key.form,
            ),
            _ => (key.number, key.form),
        };
        named.extend(part.named.iter().map(of_named));
        if shard == 0 {
            first_shard_texts = text_at;
        }
    }
    many.sort_unstable();
    opioids.sort_unstable();
    let people = people
        .into_iter()
        .map(|(key, person)| {
            let number = match key.form {
                Form::Text => usize::try_from(key.number).map_or(0, |at| first_shard_texts[at]),
                _ => key.number,
            };
            ((number, key.form), person)
        })
        .collect();
    Partition::new(sorted(pieces), (many, opioids), texts, (named, people))
}

impl Cohort {
    /// Gives years of birth of two digits their century, now that the last month is known.
    fn settle_births(&mut self, latest: Month) {
        for person in self.people_mut() {
            if person.two_digit_birth_year {
                person.born = person.born.map(|born| in_its_century(born, latest));
                person.two_digit_birth_year = false;
            }
        }
    }
}
