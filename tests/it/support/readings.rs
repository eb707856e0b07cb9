//! Reading files and texts in memory, and what a reading says of itself.

use chrono::NaiveDate;
use rxsift::checks::findings;
use rxsift::extract::{Effect, Options, ReadError, Reading, Reason, read};
use rxsift::failure::Failure;
use rxsift::files::Input;

use super::root;

/// A file of `fixtures`.
pub(crate) fn fixture(name: &str) -> Input {
    Input::file(&root("fixtures").join(name))
}

/// A file of `fixtures/layouts`.
pub(crate) fn layout(name: &str) -> Input {
    fixture(&format!("layouts/{name}"))
}

/// A file of `fixtures/messy`.
pub(crate) fn messy(name: &str) -> Input {
    fixture(&format!("messy/{name}"))
}

pub(crate) fn memory(name: &str, content: impl Into<Vec<u8>>) -> Input {
    Input::memory(name, content.into())
}

/// A sound items file of one row.
pub(crate) fn sound_items() -> Input {
    memory("sound.csv", items_file(&[("p1", "0205051R0")]))
}

/// Reads inputs as the program does when nothing else is asked.
pub(crate) fn try_read(inputs: &[Input]) -> Result<Reading, ReadError> {
    read_with(inputs, Options::default())
}

/// Reads inputs with these options.
pub(crate) fn read_with(inputs: &[Input], options: Options<'_>) -> Result<Reading, ReadError> {
    read(inputs, options, &|_| ())
}

/// Reads files of `fixtures`, their names parted by blanks.
pub(crate) fn read_fixtures(names: &str) -> Reading {
    let inputs: Vec<Input> = names.split_whitespace().map(fixture).collect();
    read_sound(&inputs)
}

/// Reads inputs that have to be readable.
pub(crate) fn read_sound(inputs: &[Input]) -> Reading {
    try_read(inputs).unwrap_or_else(|error| panic!("cannot be read: {error:?}"))
}

/// Reads one input that has to be readable.
pub(crate) fn read_one(input: Input) -> Reading {
    read_sound(&[input])
}

/// Reads inputs as of a day.
pub(crate) fn read_as_of(
    inputs: &[Input],
    (year, month, day): (i32, u32, u32),
) -> Result<Reading, ReadError> {
    let options = Options {
        as_of: NaiveDate::from_ymd_opt(year, month, day),
        ..Options::default()
    };
    read_with(inputs, options)
}

/// Reads inputs, keeping these columns.
pub(crate) fn read_columns(inputs: &[Input], columns: &[&str]) -> Result<Reading, ReadError> {
    let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let options = Options {
        columns: &columns,
        ..Options::default()
    };
    read_with(inputs, options)
}

/// Why a file cannot be read.
pub(crate) fn error_of(input: Input) -> ReadError {
    try_read(&[input]).err().expect("the file cannot be read")
}

/// Texts as files of these names.
pub(crate) fn memories(files: &[(&str, &str)]) -> Vec<Input> {
    let files = files.iter();
    files.map(|(name, text)| memory(name, *text)).collect()
}

/// Reads texts as files of these names.
pub(crate) fn read_texts(files: &[(&str, &str)]) -> Result<Reading, ReadError> {
    try_read(&memories(files))
}

/// Reads texts that have to be readable.
pub(crate) fn sound(files: &[(&str, &str)]) -> Reading {
    read_sound(&memories(files))
}

/// An items file of one month: one row for each (patient, code).
pub(crate) fn items_file(rows: &[(&str, &str)]) -> String {
    let mut text = "patient_id,practice_code,month,bnf_code,items\n".to_owned();
    for (patient, code) in rows {
        text.push_str(&format!("{patient},A81001,2024-03,{code},1\n"));
    }
    text
}

/// Every item line as text, sorted, so that readings can be compared.
pub(crate) fn items_of(reading: &Reading) -> Vec<String> {
    let cohort = &reading.cohort;
    let text = |item: rxsift::cohort::Item| {
        let practice = item.practice.map(|at| &cohort.practices[usize::from(at)]);
        format!(
            "{} {} {} {practice:?} {} {:?} {:?}",
            cohort.patient_id(item.patient),
            item.month,
            cohort.substances[usize::from(item.substance)],
            item.items,
            item.age,
            item.sex
        )
    };
    let mut items: Vec<String> = cohort.items().map(text).collect();
    items.sort();
    items
}

/// Every problem as text: line, column, reason and effect, `-` where there is no column.
pub(crate) fn problems_of(reading: &Reading) -> Vec<String> {
    let problems = reading.problems.iter();
    problems
        .map(|p| {
            let column = p
                .column
                .map_or("-".to_owned(), |column| format!("{column:?}"));
            format!("{} {column} {:?} {:?}", p.line, p.reason, p.effect)
        })
        .collect()
}

/// Line, effect and reason of every problem.
pub(crate) fn reasons(reading: &Reading) -> Vec<(u64, Effect, Reason)> {
    let problems = reading.problems.iter();
    problems
        .map(|problem| (problem.line, problem.effect, problem.reason))
        .collect()
}

/// The texts of what `check` finds.
pub(crate) fn found_in(reading: &Reading) -> Vec<String> {
    let found = findings(reading).into_iter();
    found.map(|found| found.text).collect()
}

/// Rows in are rows used, rejected and excluded, file by file.
pub(crate) fn assert_arithmetic(reading: &Reading) {
    for file in &reading.files {
        let lost = file.rejected.values().chain(file.excluded.values());
        let lost: u64 = lost.sum();
        assert_eq!(
            file.read,
            file.used + lost,
            "{}: rows in = rows out",
            file.name
        );
    }
}

/// Everything that is told of a run over these bytes.
pub(crate) fn told(name: &str, bytes: &[u8]) -> String {
    // Some layouts are of a day that only the user knows.
    match read_as_of(&[memory(name, bytes), sound_items()], (2026, 4, 17)) {
        Ok(reading) => {
            assert_arithmetic(&reading);
            let found = findings(&reading);
            format!("{:?} {:?} {found:?}", reading.problems, reading.files)
        }
        Err(error) => {
            let failure = Failure::from(error);
            format!("{} {}", failure.what, failure.hints.join(" "))
        }
    }
}
