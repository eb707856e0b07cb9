//! What several tests need: running the program, and running the library on rows in memory.

pub(crate) mod cohorts;
pub(crate) mod expected;
pub(crate) mod files;
pub(crate) mod naive;
pub(crate) mod requests;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rxsift::cohort::Cohort;
use rxsift::definitions::Catalogue;
use rxsift::engine::{Features, Window};
use rxsift::extract::{Options, ReadError, Reading, read};
use rxsift::files::Input;

/// A path inside the repository.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program, run in the repository with nothing of the surroundings in its environment.
pub(crate) fn rxsift(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program starts")
}

/// The program, ready to run.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rxsift"));
    command.env_clear().current_dir(root("")).args(arguments);
    command
}

/// What the program printed on standard output, having exited with 0.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = rxsift(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The exit code and standard error of a run.
pub(crate) fn failed(arguments: &[&str]) -> (Option<i32>, String) {
    let output = rxsift(arguments);
    (
        output.status.code(),
        String::from_utf8(output.stderr).expect("messages are UTF-8"),
    )
}

/// Reads texts as files of these names.
pub(crate) fn read_texts(files: &[(&str, &str)]) -> Result<Reading, ReadError> {
    let inputs: Vec<Input> = files
        .iter()
        .map(|(name, text)| Input::memory(name, text.as_bytes().to_vec()))
        .collect();
    read(&inputs, Options::default(), &|_| ())
}

/// Reads texts that have to be readable.
pub(crate) fn sound(files: &[(&str, &str)]) -> Reading {
    read_texts(files).expect("the files are sound")
}

/// Every item line as text, sorted, so that readings can be compared.
pub(crate) fn items(reading: &Reading) -> Vec<String> {
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

/// An items file of one month: one row for each (patient, code).
pub(crate) fn items_file(rows: &[(&str, &str)]) -> String {
    let mut text = "patient_id,practice_code,month,bnf_code,items\n".to_owned();
    for (patient, code) in rows {
        text.push_str(&format!("{patient},A81001,2024-03,{code},1\n"));
    }
    text
}

/// A feature's value for every patient-month, in month and patient order.
pub(crate) fn feature(cohort: &Cohort, id: &str) -> Vec<Option<u64>> {
    let catalogue = Catalogue::shipped();
    let position = catalogue.position(id).expect("a feature");
    let features = Features::new(cohort, catalogue);
    let found = features.visit(Window::EachMonth, Vec::new, |found, month| {
        let id = cohort.patient_id(month.patient);
        found.push((month.month, id, month.value(position)));
    });
    let mut found: Vec<_> = found.into_iter().flatten().collect();
    found.sort();
    found.into_iter().map(|(_, _, value)| value).collect()
}
