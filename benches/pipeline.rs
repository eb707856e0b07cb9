//! How long does each step take on a made-up extract of some 200,000 rows: reading, features,
//! figures of groups, the ranking, and all of them one after the other?
//!
//! `cargo bench` measures, `cargo bench -- --test` runs every step once.

use std::collections::BTreeSet;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rxsift::cohort::Cohort;
use rxsift::definitions::Policy;
use rxsift::definitions::{Catalogue, IndicatorKind};
use rxsift::engine::{Features, Window};
use rxsift::extract::{Options, Reading, read};
use rxsift::figures::{Figures, GroupBy, Request, figures};
use rxsift::files::Input;
use rxsift::model::{AgeBand, Level, Mark, Month, Period};
use rxsift::shortlist::{Ranking, RankingRequest, rank};
use rxsift::synth::{Files, Plan, write};

/// People of the extract; over a year each has some forty rows.
const PATIENTS: u64 = 5_000;
const MONTHS: u32 = 12;

/// The three files of an extract.
struct Extract {
    items: Vec<u8>,
    patients: Vec<u8>,
    organisations: Vec<u8>,
    rows: u64,
}

impl Extract {
    fn new() -> Self {
        let plan = Plan {
            patients: PATIENTS,
            months: MONTHS,
            practices: 12,
            start: Month::parse(b"2024-01").expect("a month"),
            seed: 1,
        };
        let (mut items, mut patients, mut organisations) = (Vec::new(), Vec::new(), Vec::new());
        let mut files = Files {
            items: &mut items,
            patients: &mut patients,
            organisations: &mut organisations,
        };
        let rows = write(&plan, &mut files).expect("memory takes what is written");
        Self {
            items,
            patients,
            organisations,
            rows,
        }
    }

    fn inputs(&self) -> [Input; 3] {
        [
            Input::memory("items.csv", self.items.clone()),
            Input::memory("patients.csv", self.patients.clone()),
            Input::memory("organisations.csv", self.organisations.clone()),
        ]
    }

    fn bytes(&self) -> u64 {
        self.inputs().iter().map(Input::size).sum()
    }
}

fn reading(inputs: &[Input], threads: usize) -> Reading {
    let options = Options {
        threads,
        ..Options::default()
    };
    read(inputs, options, &|_| ()).expect("a made-up extract is sound")
}

/// Every comparator that `rxsift indicators` gives unless it is told otherwise.
fn comparators(cohort: &Cohort) -> Figures {
    let catalogue = Catalogue::shipped();
    let usual = catalogue.indicators.iter().filter(|indicator| {
        indicator.kind == IndicatorKind::Comparator
            && indicator.needs.is_empty()
            && indicator.status != Mark::Experimental
    });
    let request = Request {
        indicators: usual.collect(),
        groupings: [Level::Practice, Level::Pcn, Level::Icb]
            .map(GroupBy::Level)
            .into(),
        bands: BTreeSet::from([AgeBand::ALL]),
        breakdowns: BTreeSet::new(),
        periods: vec![Period::Month],
        only: None,
    };
    figures(cohort, catalogue, &request)
}

/// The list of the last month, by the default policy.
fn shortlist(cohort: &Cohort) -> Ranking {
    let (_, month) = cohort.months().expect("there are items");
    let request = RankingRequest {
        month,
        window: 1,
        min_score: 1,
    };
    let (catalogue, policy) = (Catalogue::shipped(), Policy::shipped());
    rank(cohort, catalogue, policy, request, &|_| true)
}

/// The sum of all features of all patient-months: nothing can be left out of it.
fn features(cohort: &Cohort) -> u64 {
    let catalogue = Catalogue::shipped();
    let new = || 0_u64;
    let sums = Features::new(cohort, catalogue).visit(Window::EachMonth, new, |sum, month| {
        let values = (0..catalogue.features.len()).filter_map(|at| month.value(at));
        *sum += values.sum::<u64>();
    });
    sums.into_iter().sum()
}

fn extract(criterion: &mut Criterion) {
    let extract = Extract::new();
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(extract.bytes()));
    for (name, threads) in [("one_thread", 1), ("every_thread", 0)] {
        let open = || extract.inputs();
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                open,
                |inputs| reading(&inputs, threads),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn pipeline(criterion: &mut Criterion) {
    let extract = Extract::new();
    let cohort = reading(&extract.inputs(), 0).cohort;
    assert!(features(&cohort) > 0 && !shortlist(&cohort).entries.is_empty());
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(20);
    group.throughput(Throughput::Elements(extract.rows));
    group.bench_function("features", |bencher| {
        bencher.iter(|| features(black_box(&cohort)));
    });
    group.bench_function("figures_by_practice_pcn_and_icb", |bencher| {
        bencher.iter(|| comparators(black_box(&cohort)));
    });
    group.bench_function("shortlist", |bencher| {
        bencher.iter(|| shortlist(black_box(&cohort)));
    });
    group.bench_function("whole", |bencher| {
        let whole = |inputs: [Input; 3]| {
            let cohort = reading(&inputs, 0).cohort;
            (comparators(&cohort), shortlist(&cohort))
        };
        bencher.iter_batched(|| extract.inputs(), whole, BatchSize::LargeInput);
    });
    group.finish();
}

criterion_group!(benches, extract, pipeline);
criterion_main!(benches);
