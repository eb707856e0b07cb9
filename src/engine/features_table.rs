//! The table of patient-months: its columns, and its rows as one pass makes them, some at a time.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::cells::Measure;
use super::count::Only;
use super::patient_month::{Features, PatientMonth, Room, Window};
use crate::cohort::{Cohort, Packed, Partition};
use crate::definitions::{Catalogue, ExtractFact, Feature, Indicator};
use crate::medicines::is_known;
use crate::model::parallel::each_in_order;
use crate::model::{
    ColumnBatch, ColumnCell, ColumnHead, ColumnKind, ColumnValues, Month, NEITHER, NO_WHOLE,
    Substance,
};

/// Rows of items that a piece has at least: it takes the next people in until it has them.
const ITEMS_OF_PIECE: usize = 1 << 17;
/// Patient-months that are handed on together at most.
const ROWS_TOGETHER: usize = 1 << 16;

/// A column of the table.
pub struct FeaturesColumn {
    /// Its name and what it holds.
    pub head: ColumnHead,
    source: ColumnSource,
}

/// Where the values of a column come from.
enum ColumnSource {
    PatientId,
    PracticeCode,
    Month,
    Age,
    Sex,
    ImdDecile,
    CareHome,
    SevereFrailty,
    EndOfLife,
    LastReview,
    Language,
    /// Position in the catalogue.
    Feature(usize),
    Indicator(Measure),
    Unresolved,
}

/// Features that have a column among what is known of the person.
const OF_PERSON: [ExtractFact; 3] = [
    ExtractFact::Age,
    ExtractFact::CareHome,
    ExtractFact::SevereFrailty,
];

/// Every column there is, in order: what is known of the person, the features, the indicators that
/// are a percentage, and the medicines that no table knows.
#[must_use]
pub fn features_columns(catalogue: &Catalogue) -> Vec<FeaturesColumn> {
    use ColumnKind::{Day, Text, Whole, YesOrNo};
    let mut columns = Vec::new();
    let mut taken = BTreeSet::new();
    // Whoever names a feature of their own like a column of ours gets both.
    let mut add = |id: &str, ending: &str, kind, nullable, source| {
        let mut name = id.to_owned();
        while !taken.insert(name.clone()) {
            name.push_str(ending);
        }
        let head = ColumnHead {
            name,
            kind,
            nullable,
        };
        columns.push(FeaturesColumn { head, source });
    };
    add("patient_id", "", Text, false, ColumnSource::PatientId);
    add("practice_code", "", Text, true, ColumnSource::PracticeCode);
    add("month", "", Day, false, ColumnSource::Month);
    add("age", "", Whole, true, ColumnSource::Age);
    add("sex", "", Text, true, ColumnSource::Sex);
    add("imd_decile", "", Whole, true, ColumnSource::ImdDecile);
    add("care_home", "", YesOrNo, true, ColumnSource::CareHome);
    let severe_frailty = ColumnSource::SevereFrailty;
    add("severe_frailty", "", YesOrNo, true, severe_frailty);
    add("end_of_life", "", YesOrNo, true, ColumnSource::EndOfLife);
    add("last_review", "", Day, true, ColumnSource::LastReview);
    add("language", "", Text, true, ColumnSource::Language);
    let is_of_person = |feature: &Feature| feature.given.is_some_and(|g| OF_PERSON.contains(&g));
    for (at, feature) in catalogue.features.iter().enumerate() {
        if !is_of_person(feature) {
            let nullable = may_be_unknown(feature);
            let source = ColumnSource::Feature(at);
            add(&feature.id, "_count", Whole, nullable, source);
        }
    }
    for indicator in &catalogue.indicators {
        // The criterion of a fact about the person is that fact.
        let is_fact = catalogue.feature(&indicator.id).is_some_and(is_of_person);
        if indicator.mean_of.is_none() && !is_fact {
            let nullable = !indicator.denominator.is_empty()
                || of_features(indicator, catalogue).any(may_be_unknown);
            let source = ColumnSource::Indicator(Measure::of(indicator, catalogue));
            add(&indicator.id, "_met", YesOrNo, nullable, source);
        }
    }
    add(
        "unresolved",
        "_count",
        Whole,
        false,
        ColumnSource::Unresolved,
    );
    columns
}

/// Whether there are patient-months of which the feature is not known.
fn may_be_unknown(feature: &Feature) -> bool {
    !matches!(feature.given, None | Some(ExtractFact::Items))
}

fn of_features<'a>(
    indicator: &'a Indicator,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = &'a Feature> {
    let ids = indicator.features().into_iter();
    ids.filter_map(|id| catalogue.feature(id))
}

/// Which patient-months are in the table.
pub struct FeaturesRequest<'a> {
    /// Of one month alone.
    pub month: Option<Month>,
    /// Those that this lets in.
    pub only: Option<&'a Only<'a>>,
}

/// How many patient-months a table has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeaturesTally {
    /// In it.
    pub rows: u64,
    /// Left out, because a fact that would let them in is not known.
    pub undecided: u64,
}

/// The table of patient-months of a cohort. Its rows stand person by person, months in order; the
/// order of people is that of their numbers, which is the same whatever the order of the input.
pub struct FeaturesTable<'a> {
    cohort: &'a Cohort,
    columns: &'a [FeaturesColumn],
    request: FeaturesRequest<'a>,
    features: Features<'a>,
    /// Which substances no table knows; empty if it is all the same.
    unresolved: Vec<bool>,
}

impl<'a> FeaturesTable<'a> {
    /// Prepares the table.
    #[must_use]
    pub fn new(
        cohort: &'a Cohort,
        catalogue: &Catalogue,
        columns: &'a [FeaturesColumn],
        request: FeaturesRequest<'a>,
    ) -> Self {
        let mut sources = columns.iter().map(|column| &column.source);
        let is_asked = sources.any(|source| matches!(source, ColumnSource::Unresolved));
        let unresolved = cohort.substances.iter().map(|s| is_asked && !is_known(*s));
        let unresolved: Vec<bool> = unresolved.collect();
        Self {
            features: Features::new(cohort, catalogue),
            unresolved: if unresolved.contains(&true) {
                unresolved
            } else {
                Vec::new()
            },
            cohort,
            columns,
            request,
        }
    }

    /// Makes all rows, some at a time: `write` makes of them what is to stand in a file, on any
    /// thread, and `take` gets that in order. The first refusal of `take` ends the pass.
    ///
    /// # Errors
    /// What `take` refuses with.
    pub fn hand_on<T: Send, E: Send>(
        &self,
        write: impl Fn(&ColumnBatch) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E> + Send,
    ) -> Result<FeaturesTally, E> {
        let pieces = pieces(self.cohort.partitions());
        let heads: Vec<ColumnHead> = self.columns.iter().map(|c| c.head.clone()).collect();
        let mut tally = FeaturesTally::default();
        each_in_order(
            pieces.len(),
            self.cohort.threads,
            || (ColumnBatch::new(&heads), Room::default()),
            |(batch, room), piece| {
                let partitions = &self.cohort.partitions()[pieces[piece].clone()];
                self.rows_of(partitions, batch, room, &write)
            },
            |(written, of_piece)| {
                tally.rows += of_piece.rows;
                tally.undecided += of_piece.undecided;
                written.into_iter().try_for_each(&mut take)
            },
        )?;
        Ok(tally)
    }

    /// The rows of some of the people, as `write` makes them.
    fn rows_of<T>(
        &self,
        partitions: &[Partition],
        batch: &mut ColumnBatch,
        room: &mut Room,
        write: &impl Fn(&ColumnBatch) -> T,
    ) -> (Vec<T>, FeaturesTally) {
        let span = match self.request.month {
            Some(month) => Window::Months(month, month),
            None => Window::EachMonth,
        };
        batch.clear();
        let mut rows = RowState {
            batch,
            person: None,
            unresolved: Vec::new(),
            written: Vec::new(),
            tally: FeaturesTally::default(),
        };
        for partition in partitions {
            self.features.visit_partition(
                partition,
                span,
                room,
                &mut rows,
                &|rows, of_person| self.count_unresolved(of_person, &mut rows.unresolved),
                &|rows, month| {
                    match self.request.only.map_or(Some(true), |only| only(month)) {
                        Some(true) => self.add(rows, month),
                        Some(false) => {}
                        None => rows.tally.undecided += 1,
                    }
                    if rows.batch.rows == ROWS_TOGETHER {
                        rows.hand_on(write);
                    }
                },
            );
        }
        rows.hand_on(write);
        (rows.written, rows.tally)
    }

    /// How many medicines of each month of a person no table knows: a code once, what has none once
    /// for each of its rows.
    fn count_unresolved(&self, rows: &[Packed], counts: &mut Vec<(Month, u32)>) {
        counts.clear();
        if self.unresolved.is_empty() {
            return;
        }
        let mut last = None;
        for row in rows {
            let (month, substance) = (row.month(), row.substance());
            let is_repeated = last == Some((month, substance))
                && self.cohort.substances[usize::from(substance)] != Substance::UNMATCHED;
            last = Some((month, substance));
            if !self.unresolved[usize::from(substance)] || is_repeated {
                continue;
            }
            match counts.last_mut() {
                Some((known, count)) if *known == month => *count += 1,
                _ => counts.push((month, 1)),
            }
        }
    }

    fn add<T>(&self, rows: &mut RowState<'_, T>, month: &PatientMonth<'_>) {
        if rows
            .person
            .as_ref()
            .is_none_or(|(n, _)| *n != month.patient)
        {
            rows.person = Some((month.patient, self.cohort.patient_id(month.patient)));
        }
        let id = rows.person.as_ref().map_or("", |(_, id)| id);
        for (column, values) in self.columns.iter().zip(&mut rows.batch.columns) {
            // Features and indicators are nearly all of the columns.
            match (&column.source, values) {
                (ColumnSource::Feature(at), ColumnValues::Whole(values)) => {
                    let whole = |value| u32::try_from(value).unwrap_or(NO_WHOLE - 1);
                    values.push(month.value(*at).map_or(NO_WHOLE, whole));
                }
                (ColumnSource::Indicator(measure), ColumnValues::YesOrNo(values)) => {
                    let met = measure.adds(month).map(|adds| u8::from(adds > 0));
                    values.push(met.unwrap_or(NEITHER));
                }
                (source, values) => {
                    let cell = self.cell(source, month, id, &rows.unresolved);
                    values.push(cell.unwrap_or(ColumnCell::Nothing));
                }
            }
        }
        rows.batch.rows += 1;
        rows.tally.rows += 1;
    }

    fn cell<'m>(
        &'m self,
        source: &ColumnSource,
        month: &PatientMonth<'m>,
        id: &'m str,
        unresolved: &[(Month, u32)],
    ) -> Option<ColumnCell<'m>> {
        let practice = || Some(&self.cohort.practices[month.practice? as usize]);
        Some(match source {
            ColumnSource::PatientId => ColumnCell::Text(id),
            ColumnSource::PracticeCode => ColumnCell::Text(practice()?.as_str()),
            ColumnSource::Month => ColumnCell::Day(first_day(month.month)?),
            ColumnSource::Age => ColumnCell::Whole(month.age?),
            ColumnSource::Sex => ColumnCell::Text(month.sex?.as_str()),
            ColumnSource::ImdDecile => ColumnCell::Whole(month.person?.imd_decile?),
            ColumnSource::CareHome => ColumnCell::YesOrNo(month.person?.care_home?),
            ColumnSource::SevereFrailty => ColumnCell::YesOrNo(month.person?.severe_frailty?),
            ColumnSource::EndOfLife => ColumnCell::YesOrNo(month.person?.end_of_life?),
            ColumnSource::LastReview => ColumnCell::Day(month.person?.last_review?),
            ColumnSource::Language => ColumnCell::Text(month.person?.language.as_deref()?),
            ColumnSource::Unresolved => {
                let of_month = unresolved.iter().find(|(known, _)| *known == month.month);
                ColumnCell::Whole(of_month.map_or(0, |(_, count)| *count))
            }
            ColumnSource::Feature(_) | ColumnSource::Indicator(_) => return None,
        })
    }
}

/// What a piece has so far.
struct RowState<'b, T> {
    /// Rows that are not handed on yet.
    batch: &'b mut ColumnBatch,
    /// Number and id of the person whose row was last.
    person: Option<(u32, String)>,
    /// Medicines that no table knows, of the person's months that have any.
    unresolved: Vec<(Month, u32)>,
    written: Vec<T>,
    tally: FeaturesTally,
}

impl<T> RowState<'_, T> {
    fn hand_on(&mut self, write: &impl Fn(&ColumnBatch) -> T) {
        if self.batch.rows > 0 {
            self.written.push(write(self.batch));
            self.batch.clear();
        }
    }
}

/// Partitions that are worked on together. The input alone decides which: so the bounds of what is
/// handed on are the same on any number of threads.
fn pieces(partitions: &[Partition]) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut from, mut items) = (0, 0);
    for (at, partition) in partitions.iter().enumerate() {
        items += partition.item_rows();
        if items >= ITEMS_OF_PIECE || at + 1 == partitions.len() {
            pieces.push(from..at + 1);
            (from, items) = (at + 1, 0);
        }
    }
    pieces
}

fn first_day(month: Month) -> Option<NaiveDate> {
    let of_year = u32::try_from(month.of_year()).ok()?;
    NaiveDate::from_ymd_opt(month.year(), of_year, 1)
}
