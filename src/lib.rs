//! rxsift reads prescribing extracts, computes the polypharmacy comparators as NHSBSA defines
//! them, and ranks people for structured medication reviews with reasons a clinician can check.
//!
//! # The house
//!
//! Five storeys, read from the top, on a ground of words. What a run asks for goes down, what it
//! reads comes up, and no room looks at one above it.
//!
//! ```text
//!   asks     commands (one verb a file)          ui  failure
//!   reads    files -> extract -> cohort          medicines  checks
//!   counts   definitions -> engine -> figures    stats
//!   lists    shortlist
//!   tells    disclosure -> report
//!   words    model  reference                    synth
//! ```
//!
//! # The way of one row
//!
//! `files` (bytes to records; every input is opened once) -> `extract` (records to typed rows,
//! problems, the arithmetic of rows; `medicines` says which substance a row is of) -> `cohort`
//! (packed rows by person) -> `engine` (patient-months, counts) -> `figures` (counts to values of
//! groups) and `shortlist` (people, reasons, slots) -> `disclosure` (what may leave) -> `report`
//! (table, CSV, JSON, Markdown, workbook, HTML; Parquet of patient-months). One direction, no way back.
//!
//! An item row is sixteen bytes ([`crate::cohort::Packed`]), kept in buckets by person and sorted
//! once by person, month and substance. Every computation is then one pass over the buckets, a
//! bucket a thread, that sees one patient-month after the other ([`crate::engine::Features::visit`])
//! and keeps sums of whole numbers: so neither the number of threads nor the order of the input
//! leaves a trace, and no patient-month is kept. The table of patient-months
//! ([`crate::engine::FeaturesTable`]) is written while it is made, some buckets at a time, in their
//! order.
//!
//! # Rooms
//!
//! The tests `tidy` and `walls` hold this table: what a room may use, that no rooms use one another
//! in a circle and no more than four files of a room do, that no room holds over 18 % of the
//! product, and that no two types share a name.
//!
//! | room | owns | may use |
//! |---|---|---|
//! | `cli` | the command line and the exit code | `commands`, `failure`, `ui`, `definitions` |
//! | `commands` | one verb a file: arguments, call, output | all below |
//! | `failure` | what helps against an error that a room has worded, and its exit code | `checks`, `extract`, `files`, `report`, `definitions` |
//! | `ui` | all printing | |
//! | `report` | the versioned report model, a file a format, writing files | `disclosure`, `shortlist`, `figures`, `checks`, `definitions`, `model` |
//! | `disclosure` | what may leave | `shortlist`, `figures`, `checks` |
//! | `shortlist` | whom to invite first, reasons, slots, what was done before | `engine`, `definitions`, `cohort`, `stats`, `reference`, `model` |
//! | `figures` | figures of groups: pooled counts, item rates, published comparators | `engine`, `definitions`, `cohort`, `stats`, `model` |
//! | `engine` | definitions over rows: the one evaluator, the one pass, the table of patient-months, worked cases | `definitions`, `medicines`, `cohort`, `model` |
//! | `checks` | what looks wrong once all is read, and how much may be lost | `extract`, `cohort`, `model` |
//! | `extract` | what a file is, by its header; its rows, typed; problems | `files`, `definitions`, `medicines`, `cohort`, `reference`, `model` |
//! | `definitions` | what is counted, as data: the one folder a pharmacist reviews | `reference`, `model` |
//! | `medicines` | what is written -> substance, and the dose of an opioid | `files`, `reference`, `model` |
//! | `files` | bytes to records; knows no medicine | `model` |
//! | `cohort` | the extract in memory | `model` |
//! | `synth` | made-up extracts | `reference`, `model` |
//! | `reference` | BNF chapters, substances and their moves, how often each is dispensed | `model` |
//! | `stats` | formulas, one family a file | |
//! | `model` | the words every room uses | |
//!
//! `extract` uses `definitions` for the titles of published comparators alone, and `medicines` uses
//! `files` for cells as text and for what cells were read as.
//!
//! # Invariants
//!
//! Each is held by the test named after it.
//!
//! 1. Only `ui` writes to standard output and error; only `files` and `report` open files;
//!    nothing opens a socket (`tidy`).
//! 2. Reading gives rows, problems and row arithmetic: a bad row is never an error, an unreadable
//!    file is (`reading`).
//! 3. No cell value, id or free text is in any message: problems and errors have no room for one
//!    (`reading`, `privacy`). An error of a library, which has, is never told: what reaches the end
//!    of a command and is neither a [`crate::failure::Failure`] nor an error of a room is a fault of
//!    the program, exit code 70, and its text is withheld (`failure`). Two things are told because they have to
//!    be looked up: codes of medicines that no table knows and, in the output of `check` alone, names
//!    of such medicines.
//! 4. Today is an argument: no clock below `commands` (`tidy`).
//! 5. What counts people by group reaches `report` only as [`crate::disclosure::Releasable`]: figures,
//!    slots, combinations of lists, selection by deprivation, findings, and the counts of a run.
//!    People are another type, and a cell never leaves `report` (the compiler; what it has to refuse
//!    stands in `disclosure`).
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
