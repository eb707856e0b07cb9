//! What a file is, by its header alone: the first row that fits a kind, below whatever a report
//! writes above it.

use chrono::NaiveDate;

use super::cell::date;
use super::clinical_report_heading::{groups, last_run};
use super::columns::Columns;
use super::comparators::{self, Layout};
use super::error::ReadError;
use super::field::{Field, near};
use super::items;
use super::kind_shape::KindShape;
use super::list_sizes::{self, is_list_sizes};
use super::organisations::{self, headerless};
use super::patient_list::{self, comparator_of};
use super::patients;
use super::prescribing::{self, is_prescribing};
use super::recognised::{RecognisedFile, RecognisedTable};
use super::reviews;
use crate::files::{Advance, DataFile, FileError, Input, Preview, text};
use crate::medicines::is_dictionary;
use crate::model::{FileKind, IdKind, normalised_id};

/// How many rows are looked at to find a header and to tell what the ids are.
const LOOKED_AT: usize = 200;
/// The lowest row a header is looked for in.
const DEEPEST_HEADER: usize = 40;

/// Kinds of files about people, and the list of practices, in the order in which they are tried.
const SHAPES: [KindShape; 5] = [
    items::SHAPE,
    reviews::SHAPE,
    patient_list::SHAPE,
    patients::SHAPE,
    organisations::SHAPE,
];

/// Kinds of files about groups. Their columns have meanings of their own.
const GROUP_SHAPES: [KindShape; 3] = [prescribing::SHAPE, list_sizes::SHAPE, comparators::SHAPE];

/// A row that may be the header, with the table it stands in.
struct Candidate<'a> {
    table: &'a Preview,
    at: usize,
    header: Vec<String>,
    columns: Columns,
    as_of: Option<NaiveDate>,
    names_its_day: bool,
}

impl<'a> Candidate<'a> {
    fn new(table: &'a Preview, at: usize, as_of: Option<NaiveDate>) -> Self {
        let header = cells(&table.records[at].1);
        let groups = at.checked_sub(1).and_then(|above| {
            let mut above = cells(&table.records[above].1);
            // A sheet has no empty cells at the end of a row.
            if table.sheet.is_some() && above.len() < header.len() {
                above.resize(header.len(), String::new());
            }
            groups(&above, &header)
        });
        let columns = Columns::of(&header, groups.as_deref());
        let run = table.records[..at]
            .iter()
            .find_map(|(_, record)| last_run(&cells(record)));
        Self {
            table,
            at,
            header,
            columns,
            as_of: run.or(as_of),
            names_its_day: run.is_some(),
        }
    }

    fn fitting(&self, forced: Option<FileKind>) -> Option<&'static KindShape> {
        let allowed = |shape: &&KindShape| match forced {
            Some(kind) => shape.kind == kind,
            None => !shape.never.iter().any(|field| self.columns.has(*field)),
        };
        let dated = self.as_of.is_some();
        SHAPES
            .iter()
            .filter(allowed)
            .find(|shape| shape.missing(&self.columns, dated).is_empty())
    }

    /// A header of nothing but ids is a bare list: NHSBSA's answer to "who is behind this figure?".
    fn is_bare_list(&self) -> bool {
        let mut said = self.columns.found.iter().map(|(field, _)| *field);
        let of_lists = |field: &Field| !matches!(field, Field::ReviewStatus | Field::ReviewNote);
        let mut said = said.by_ref().filter(of_lists);
        said.next() == Some(Field::PatientId) && said.next().is_none()
    }

    /// Nothing but ids and practices in a file whose name says a comparator: a list of it.
    fn is_list_of(&self, name: &str) -> bool {
        let mut fields = self.columns.found.iter().map(|(field, _)| field);
        fields.all(|field| {
            matches!(
                field,
                Field::PatientId | Field::PracticeCode | Field::PracticeName
            )
        }) && comparator_of(name).is_some()
    }

    /// The kind of a file about groups, and its columns; `None` where the header is of none.
    fn of_groups(&self, forced: Option<FileKind>) -> Option<(FileKind, Columns)> {
        of_groups(&self.header, &self.columns)
            .filter(|(kind, _)| forced.is_none_or(|forced| forced == *kind))
    }

    /// A list of practices that has no header: its first row is a practice.
    fn headerless(self, columns: Columns) -> RecognisedTable {
        RecognisedTable {
            kind: FileKind::Organisations,
            delimiter: self.table.delimiter,
            sheet: self.table.sheet.clone(),
            unread_sheets: Vec::new(),
            header_line: 0,
            as_of: None,
            names_its_day: false,
            id_kind: IdKind::Pseudonym,
            header: (1..=columns.width)
                .map(|number| format!("column {number}"))
                .collect(),
            columns,
        }
    }

    fn recognised(self, kind: FileKind, input: &Input) -> Result<RecognisedTable, ReadError> {
        let mut columns = self.columns;
        columns.found.retain(|(field, _)| reads(kind, *field));
        columns.repeated.retain(|(field, _)| reads(kind, *field));
        let fault = |(field, _): &&(Field, _)| !only_adds(*field);
        if let Some((field, positions)) = columns.repeated.iter().find(fault) {
            let file = input.name().to_owned();
            return Err(ReadError::RepeatedColumn {
                file,
                field: *field,
                positions: *positions,
            });
        }
        let id_at = columns.position(Field::PatientId);
        let ids: Vec<String> = self.table.records[self.at + 1..]
            .iter()
            .filter_map(|(_, record)| normalised_id(record.get(id_at?)?))
            .collect();
        Ok(RecognisedTable {
            kind,
            delimiter: self.table.delimiter,
            sheet: self.table.sheet.clone(),
            unread_sheets: Vec::new(),
            header_line: self.table.records[self.at].0,
            as_of: self.as_of.filter(|_| kind == FileKind::Items),
            names_its_day: self.names_its_day,
            id_kind: IdKind::of_most(ids.iter().map(String::as_str)),
            columns,
            header: self.header,
        })
    }
}

/// Opens a file, finds its header and decides. `as_of` is the day of files that name none
/// themselves. Of the sheets of a workbook the first that fits is taken, and the others that fit are
/// named. `hashed` says that the file's hash is wanted, `advance` is told the bytes that are read.
pub(crate) fn recognise(
    input: &Input,
    as_of: Option<NaiveDate>,
    hashed: bool,
    advance: Advance<'_>,
) -> Result<RecognisedFile, ReadError> {
    let file = DataFile::open(input, hashed, advance)?;
    let previews = file.previews(LOOKED_AT)?;
    let mut fitting = previews
        .iter()
        .filter_map(|preview| Some((preview, in_table(preview, input, as_of)?)));
    if let Some((_, table)) = fitting.next() {
        let mut table = table?;
        let unread = fitting.filter_map(|(preview, _)| preview.sheet.clone());
        table.unread_sheets.extend(unread);
        return Ok(RecognisedFile { file, table });
    }
    let preview = previews.first().ok_or_else(|| FileError::Empty {
        file: input.name().to_owned(),
    })?;
    let candidate = Candidate::new(preview, 0, as_of);
    Err(unrecognised(&candidate, input.forced(), input))
}

/// The first row of a table that fits a kind; `None` where none does.
fn in_table(
    table: &Preview,
    input: &Input,
    as_of: Option<NaiveDate>,
) -> Option<Result<RecognisedTable, ReadError>> {
    let forced = input.forced();
    for at in 0..table.records.len().min(DEEPEST_HEADER) {
        let mut candidate = Candidate::new(table, at, as_of);
        if at == 0
            && forced.is_none_or(|kind| kind == FileKind::Organisations)
            && let Some(columns) = headerless(&candidate.header)
        {
            return Some(Ok(candidate.headerless(columns)));
        }
        if let Some((kind, columns)) = candidate.of_groups(forced) {
            candidate.columns = columns;
            return Some(candidate.recognised(kind, input));
        }
        if let Some(shape) = candidate.fitting(forced) {
            let kind = match shape.kind {
                FileKind::Patients if forced.is_none() && candidate.is_list_of(input.name()) => {
                    FileKind::PatientList
                }
                kind => kind,
            };
            return Some(candidate.recognised(kind, input));
        }
        if candidate.is_bare_list() && forced.is_none_or(|kind| kind == FileKind::PatientList) {
            return Some(candidate.recognised(FileKind::PatientList, input));
        }
    }
    None
}

/// A BNF code or name beside a person's id or a month is an items file with something missing;
/// anything else is unknown.
fn unrecognised(candidate: &Candidate<'_>, forced: Option<FileKind>, input: &Input) -> ReadError {
    let (file, header, columns) = (
        input.name().to_owned(),
        &candidate.header,
        &candidate.columns,
    );
    let dated = candidate.as_of.is_some();
    let items = &SHAPES[0];
    // A file without a header has a row of data in its place: none of it is shown as a hint.
    let looks_like_data = |cell: &String| {
        cell.bytes().filter(u8::is_ascii_digit).count() >= 5 || date(cell.as_bytes()).is_ok()
    };
    let is_data = header.iter().any(looks_like_data);
    let near = |field, header: &[String]| near(field, header).filter(|_| !is_data);
    let missing_of = |shape: &KindShape| shape.missing(columns, dated);
    let shape = match forced {
        Some(kind) => SHAPES.iter().find(|shape| shape.kind == kind),
        None => Some(items).filter(|items| missing_of(items).len() == 1 && columns.found.len() > 1),
    };
    if let Some(shape) = shape {
        let missing = missing_of(shape)
            .into_iter()
            .map(|field| (field, near(field, header)))
            .collect();
        return ReadError::MissingColumns {
            file,
            kind: shape.kind,
            missing,
        };
    }
    let tried_of_groups = GROUP_SHAPES
        .iter()
        .map(|shape| (shape.kind, shape.missing(columns, false)))
        .filter(|(_, missing)| !missing.is_empty());
    let tried: Vec<(FileKind, Vec<Field>)> = SHAPES
        .iter()
        .map(|shape| (shape.kind, missing_of(shape)))
        .filter(|(_, missing)| !missing.is_empty())
        .chain(tried_of_groups)
        .collect();
    let mut wanted: Vec<Field> = tried
        .iter()
        .flat_map(|(_, missing)| missing.clone())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let near = wanted
        .into_iter()
        .filter_map(|field| Some((field, near(field, header)?)))
        .collect();
    ReadError::UnknownKind {
        file,
        tried,
        near,
        dictionary: is_dictionary(header),
    }
}

fn cells(record: &csv::ByteRecord) -> Vec<String> {
    record
        .iter()
        .map(|cell| text(cell).trim().to_owned())
        .collect()
}

/// The kind of a file about groups, and its columns; `None` where the header is of none.
fn of_groups(header: &[String], columns: &Columns) -> Option<(FileKind, Columns)> {
    if columns.has(Field::PatientId) {
        return None;
    }
    let columns = columns.with_those_of_groups(header);
    let kind = if is_prescribing(header, &columns) {
        FileKind::Prescribing
    } else if columns.has(Field::BnfCode) {
        return None;
    } else if Layout::of(header, &columns).is_some() {
        FileKind::Comparators
    } else if is_list_sizes(&columns) {
        FileKind::ListSizes
    } else {
        return None;
    };
    Some((kind, columns))
}

/// Whether a file of this kind makes use of a column: some columns of other kinds of files have
/// names like those of a few kinds alone, and are neither read nor told there.
fn reads(kind: FileKind, field: Field) -> bool {
    use Field::{Comparator, DrugType, EndOfLife, Language, LastReview, Quantity};
    use Field::{DaysSupplied, ReviewDate, ReviewNote, ReviewOutcome, ReviewStatus, SnoozeUntil};
    match field {
        Quantity | DaysSupplied | DrugType => kind == FileKind::Items,
        LastReview | EndOfLife | Language => kind == FileKind::Patients,
        ReviewDate | ReviewOutcome | ReviewStatus | ReviewNote | SnoozeUntil | Comparator => {
            !matches!(kind, FileKind::Items | FileKind::Patients)
        }
        _ => true,
    }
}

/// Whether a column only adds to what is known, so that a file which has it twice is read without it.
fn only_adds(field: Field) -> bool {
    use Field::{DaysSupplied, DrugType, EndOfLife, Language, LastReview, Quantity};
    matches!(
        field,
        Quantity | DaysSupplied | DrugType | LastReview | EndOfLife | Language
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str) -> Option<FileKind> {
        let header: Vec<String> = header
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        let columns = Columns::of(&header, None);
        of_groups(&header, &columns).map(|(kind, _)| kind)
    }

    #[test]
    fn each_generation_of_practice_level_prescribing_is_recognised() {
        for header in [
            " SHA,PCT,PRACTICE,BNF CODE,BNF NAME          ,ITEMS  ,NIC    ,ACT COST   ,QUANTITY,PERIOD",
            "YEAR_MONTH,PCO_NAME,PCO_CODE,PRACTICE_NAME,PRACTICE_CODE,BNF_CHEMICAL_SUBSTANCE,BNF_CODE,ITEMS,UNIDENTIFIED",
            "YEAR_MONTH,ICB_NAME,ICB_CODE,PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,POSTCODE,BNF_CHEMICAL_SUBSTANCE_CODE,\
             BNF_CHEMICAL_SUBSTANCE,BNF_PRESENTATION_CODE,BNF_PRESENTATION_NAME,ITEMS,NIC,UNIDENTIFIED,SNOMED_CODE",
        ] {
            assert_eq!(kind(header), Some(FileKind::Prescribing), "{header}");
        }
    }

    #[test]
    fn items_with_a_misspelt_patient_id_are_not_practice_level() {
        for header in [
            "patient,practice_code,month,bnf_code,items",
            "nhs_num,practice_code,month,bnf_code,items",
            "practice_code,month,bnf_code,items,age",
            "patient_id,practice_code,month,bnf_code,items",
        ] {
            assert_eq!(kind(header), None, "{header}");
        }
    }

    #[test]
    fn list_sizes_are_recognised_and_organisations_are_left_alone() {
        for header in [
            "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
            "PUBLICATION,EXTRACT_DATE,TYPE,SUB_ICB_LOCATION_CODE,ONS_SUB_ICB_LOCATION_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS",
            "practice_code,list_size",
        ] {
            assert_eq!(kind(header), Some(FileKind::ListSizes), "{header}");
        }
        assert_eq!(kind("practice_code,practice_name,pcn_code"), None);
        assert_eq!(kind("practice_code,pcn_code,list_size"), None);
        let described = "practice_code,pcn_code,mean_imd,% patients over 75,federation";
        assert_eq!(kind(described), None);
    }

    #[test]
    fn comparators_are_recognised_in_their_wide_and_long_forms() {
        for header in [
            "PCN plus Code,Month,Patients prescribed 10 or more unique medicines,Total patients,% of patients prescribed 10 or more unique medicines",
            "Practice plus Code,Average number of unique medicines",
            "ICB plus Code,Patients on 4+ analgesics,% of patients on 4+ analgesics",
            "pcn_code,month,comparator,numerator,denominator,value",
            "organisation,month,comparator,value",
        ] {
            assert_eq!(kind(header), Some(FileKind::Comparators), "{header}");
        }
    }
}
