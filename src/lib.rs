//! rxsift reads prescribing extracts, computes the polypharmacy comparators as NHSBSA defines
//! them, and ranks people for structured medication reviews with reasons a clinician can check.
//!
//! # The way of one row
//!
//! `extract` (bytes to typed columns, problems, row arithmetic) -> `engine` (features of a
//! patient-month, counts) -> `figures` (figures of groups) and `shortlist` (people, reasons) ->
//! `disclosure` (what may leave) -> `report` (table, CSV, JSON, Markdown, workbook, HTML). One
//! direction, no way back.
//!
//! An item row is sixteen bytes ([`crate::cohort::Packed`]), kept in parts by person and sorted once by
//! person, month and substance. Every computation is then one pass over the parts, a part a thread,
//! that sees one patient-month after the other ([`crate::engine::Features::visit`]) and keeps sums of
//! whole numbers: so neither the number of threads nor the order of the input leaves a trace, and
//! no patient-month is kept.
//!
//! # Code map
//!
//! | module | owns | may use |
//! |---|---|---|
//! | `cli` | the command line and the exit code | `commands`, `error`, `ui`, `indicators` (a version) |
//! | `commands` | one file per command: arguments, call, output | everything below |
//! | `ui` | all printing | nothing |
//! | `error` | the words of every error | `extract`, `indicators`, `report`, `model` (their error types) |
//! | `report` | the versioned report model, formats, writing files | `disclosure`, `figures`, `definitions`, `model` |
//! | `disclosure` | what may leave | `model` |
//! | `shortlist` | criteria, ranking, reasons | `indicators`, `reference`, `stats`, `model` |
//! | `figures` | figures of groups: pooled counts, item rates, published comparators | `engine`, `definitions`, `cohort`, `stats`, `model` |
//! | `engine` | definitions over rows: the one evaluator, the one pass, worked cases | `definitions`, `medicines`, `cohort`, `model` |
//! | `definitions` | what is counted, as data | `reference`, `model` |
//! | `extract` | recognising and reading files | `reference`, `model` |
//! | `synth` | made-up extracts | `reference`, `model` |
//! | `reference` | embedded tables | `model` |
//! | `stats`, `model` | formulas; the words every room uses | nothing |
//!
//! # Invariants
//!
//! Each is held by the test named after it.
//!
//! 1. Only `ui` writes to standard output and error; only `extract` and `report` open files;
//!    nothing opens a socket (`tidy`).
//! 2. Reading gives rows, problems and row arithmetic: a bad row is never an error, an unreadable
//!    file is (`reading`).
//! 3. No cell value, id or free text is in any message: problems and errors have no room for one
//!    (`reading`, `privacy`). Two things are told because they have to be looked up: codes of
//!    medicines that no table knows and, in the output of `check` alone, names of such medicines.
//! 4. Today is an argument: no clock below `commands` (`tidy`).
//! 5. A table about groups reaches `report` only through [`crate::disclosure::Releasable`]; people are
//!    another type (the compiler).
//! 6. Same inputs and version, same bytes, on any number of threads (`determinism`).
//! 7. A denominator is stated once, in its definition; figures start from the denominator
//!    (`oracle`).
//! 8. Internal types are not serialised; the report model is, and has a version (`outputs`).
//! 9. A patient-month and an item row are different types ([`crate::engine::PatientMonth`],
//!    [`crate::cohort::ItemRow`]).
//! 10. A machine-readable report names its inputs' hashes, its definitions and its tables
//!     (`outputs`).

pub mod checks;
pub mod cli;
pub mod cohort;
pub mod commands;
pub mod definitions;
pub mod disclosure;
pub mod engine;
pub mod extract;
pub mod failure;
pub mod figures;
pub mod files;
pub mod medicines;
pub mod model;
pub mod reference;
pub mod report;
pub mod shortlist;
pub mod stats;
pub mod synth;
pub mod ui;
