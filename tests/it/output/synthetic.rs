//! Is a made-up extract repeatable, readable, and near the published figures?

use rxsift::figures::Request;
use rxsift::model::Month;
use rxsift::synth::{Files, Plan, write};

use crate::support::folder::Folder;
use crate::support::readings::sound;
use crate::support::requests::{bands, figures_of, request};
use crate::support::root;

fn made(plan: Plan) -> [String; 3] {
    let mut files = [Vec::new(), Vec::new(), Vec::new()];
    let [items, patients, organisations] = &mut files;
    write(
        &plan,
        &mut Files {
            items,
            patients,
            organisations,
        },
    )
    .expect("memory takes every write");
    files.map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

fn plan(seed: u64) -> Plan {
    Plan {
        patients: 300,
        months: 2,
        practices: 6,
        start: Month::new(2024, 1).expect("a month"),
        seed,
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    assert_eq!(made(plan(7)), made(plan(7)));
    assert_ne!(made(plan(7))[0], made(plan(8))[0]);
}

#[test]
fn the_demo_is_what_its_seed_gives() {
    let demo = Plan {
        patients: 1_500,
        months: 3,
        ..plan(1)
    };
    for (text, name) in made(demo)
        .iter()
        .zip(["items.csv", "patients.csv", "organisations.csv"])
    {
        let file =
            std::fs::read_to_string(root("fixtures/pcn").join(name)).expect("the demo is there");
        assert!(
            *text == file,
            "fixtures/pcn/{name} is not what synth makes; see fixtures/README.md"
        );
    }
}

/// The published figures are practice means of June 2019 (SAPC 2020 abstract); the bounds are the
/// published standard deviations between practices.
#[test]
fn a_made_up_extract_lands_near_the_published_figures() {
    let [items, patients, organisations] = made(Plan {
        patients: 12_000,
        months: 1,
        ..plan(3)
    });
    let files = [
        ("i.csv", items.as_str()),
        ("p.csv", &patients),
        ("o.csv", &organisations),
    ];
    let reading = sound(&files);
    let ids = [
        "medicines_mean",
        "medicines_10_plus",
        "acb_9_plus",
        "damn_2_plus",
    ];
    let mut values = Vec::new();
    for band in ["all", "18-44", "75-84"] {
        let request = Request {
            bands: bands([band]),
            ..request(&ids)
        };
        let figures = figures_of(&reading, &request);
        values.push(
            figures
                .iter()
                .map(|figure| figure.value.expect("there are people"))
                .collect::<Vec<_>>(),
        );
    }
    for (value, published, between) in [
        (values[0][0], 3.5, 0.5),
        (values[0][1], 5.2, 2.5),
        (values[0][2], 0.08, 0.10),
        (values[0][3], 31.0, 5.8),
    ] {
        assert!(
            (value - published).abs() <= between,
            "{value} is not near {published}"
        );
    }
    assert!(
        values[2][0] > 2.0 * values[1][0],
        "the old take more medicines than the young"
    );
}

#[test]
fn people_without_number_are_pseudonymous_and_all_different() {
    let plan = Plan {
        patients: 900_001,
        months: 1,
        ..plan(1)
    };
    struct First(Vec<u8>);
    impl std::io::Write for First {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.0.len() > 100_000 {
                Err(std::io::Error::other("enough"))
            } else {
                self.0.extend(bytes);
                Ok(bytes.len())
            }
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (mut items, mut patients, mut organisations) =
        (First(Vec::new()), std::io::sink(), std::io::sink());
    let stopped = write(
        &plan,
        &mut Files {
            items: &mut items,
            patients: &mut patients,
            organisations: &mut organisations,
        },
    );
    assert!(stopped.is_err(), "a full disk is told");
    let text = String::from_utf8(items.0).expect("UTF-8");
    let id = text
        .lines()
        .nth(1)
        .and_then(|line| line.split(',').next())
        .expect("a row");
    assert_eq!(
        (id.len(), id.chars().all(|c| c.is_ascii_hexdigit())),
        (16, true)
    );
}

#[test]
fn an_existing_extract_is_not_overwritten() {
    let folder = Folder::new();
    let synth = || folder.run("-q synth --patients 20 --months 1 --output @");
    synth().passes();
    synth().fails(2);
    synth().args("--force").passes();
}
