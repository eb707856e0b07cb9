//! Is the house in order? The rules of `src/lib.rs` that a compiler does not check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::support::root;
use crate::support::sources::{Uses, product, room, rust_files};

/// Clients for HTTP and TLS, and what opens sockets for them.
const NETWORK: [&str; 15] = [
    "tokio",
    "mio",
    "socket2",
    "reqwest",
    "hyper",
    "ureq",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "curl",
    "h2",
    "isahc",
    "attohttpc",
    "object_store",
];

#[test]
fn files_open_with_what_they_own_and_stay_short() {
    for (name, text) in ["src", "tests", "benches"].into_iter().flat_map(rust_files) {
        assert!(
            text.starts_with("//! "),
            "{name} does not open with what it owns"
        );
        let lines = product(&text).lines().count();
        assert!(
            lines <= 400,
            "{name} has {lines} lines without its unit tests: split it by noun"
        );
    }
}

/// The rooms of the table in `src/lib.rs`, from the top, each with those it may use.
fn rooms_and_what_they_may_use() -> Vec<(String, BTreeSet<String>)> {
    let text = std::fs::read_to_string(root("src/lib.rs")).expect("the file is there");
    let names = |cell: &str| -> Vec<String> {
        let quoted = cell.split('`').skip(1).step_by(2);
        quoted.map(str::to_owned).collect()
    };
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    let owner = |row: &[&str]| row[0].trim_end_matches('`').to_owned();
    let mut rooms = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let used = if row[2].starts_with("all below") {
            rows[at + 1..].iter().map(|row| owner(row)).collect()
        } else {
            names(row[2]).into_iter().collect()
        };
        rooms.push((owner(row), used));
    }
    rooms
}

#[test]
fn rooms_use_what_the_table_lets_them_and_no_more_than_it_says() {
    let rooms: BTreeMap<_, _> = rooms_and_what_they_may_use().into_iter().collect();
    assert_eq!(rooms.len(), 19, "{rooms:?}");
    let mut unused: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (room, allowed) in &rooms {
        unused.insert(room, allowed.clone());
    }
    for (name, used) in Uses::of_the_product().files {
        let user = room(&name);
        if ["lib", "main"].contains(&user) {
            continue;
        }
        let allowed = rooms.get(user);
        let allowed = allowed.unwrap_or_else(|| panic!("{name}: {user} is not in the table"));
        for used in used.iter().map(|file| room(file)) {
            assert!(
                used == user || allowed.contains(used),
                "{name}: {user} may not use {used}"
            );
            if let Some(unused) = unused.get_mut(user) {
                unused.remove(used);
            }
        }
    }
    unused.remove("commands");
    unused.retain(|_, rooms| !rooms.is_empty());
    assert!(unused.is_empty(), "the table lets more: {unused:?}");
}

/// Errors that end within their room or become another's: no command hands one on.
const NEVER_AT_THE_END: [&str; 7] = [
    "BnfFault",
    "DmdFault",
    "ExampleFault",
    "LongLine",
    "ScoreFault",
    "TokenFault",
    "TooManyCodes",
];

/// The compiler lets a command hand on any error; one that `failure` does not know would be told as
/// a fault of the program.
#[test]
fn every_error_that_a_command_may_end_with_has_its_way_out() {
    let failure = std::fs::read_to_string(root("src/failure.rs")).expect("failure.rs");
    let mut known = 0;
    for (name, text) in rust_files("src") {
        let text = product(&text);
        for derived in text.split("thiserror::Error)]").skip(1) {
            let mut words = derived
                .split_whitespace()
                .skip_while(|word| !["enum", "struct"].contains(word));
            let error = words.nth(1).unwrap_or_default().trim_end_matches(';');
            if error == "Failure" || NEVER_AT_THE_END.contains(&error) {
                continue;
            }
            assert!(
                failure.contains(&format!("told::<{error}>")),
                "{name}: {error} is neither told nor known to end before"
            );
            known += 1;
        }
    }
    assert_eq!(failure.matches("told::<").count(), known + 1, "and Failure");
}

#[test]
fn only_their_owners_print_open_files_or_look_at_the_clock() {
    let rules: [(&[&str], &[&str]); 4] = [
        (
            &[
                "println!",
                "eprintln!",
                "print!(",
                "eprint!(",
                "io::stdout",
                "io::stderr",
            ],
            &["ui"],
        ),
        (
            &["File::", "fs::", "read_dir", "OpenOptions"],
            &["files", "report"],
        ),
        (
            &["SystemTime", "Instant::", "Utc::now", "Local::now"],
            &["ui", "commands", "cli"],
        ),
        (
            &[
                "std::net",
                "TcpStream",
                "UdpSocket",
                "std::process::Command",
            ],
            &[],
        ),
    ];
    for (name, text) in rust_files("src") {
        for (signs, owners) in rules {
            for sign in signs {
                let text = product(&text);
                // `DataFile::` is no `File::`.
                let found = text.match_indices(sign).any(|(at, _)| {
                    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                assert!(
                    !found || owners.contains(&room(&name)),
                    "{name}: {sign} belongs to {owners:?}"
                );
            }
        }
    }
}

#[test]
fn every_test_file_is_declared() {
    for (name, _) in rust_files("tests/it") {
        let path = Path::new(&name);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(path);
        let (owner, module) = match &*stem {
            "main" => continue,
            "mod" => (
                folder.with_file_name("main.rs"),
                folder.file_name().unwrap_or_default().to_string_lossy(),
            ),
            _ => (folder.join("mod.rs"), stem),
        };
        let owner = std::fs::read_to_string(root(&owner.to_string_lossy()));
        assert!(
            owner.is_ok_and(|text| text.contains(&format!("mod {module};\n"))),
            "{name} is never run"
        );
    }
}

#[test]
fn every_definition_file_is_shipped() {
    let catalogue = rxsift::definitions::Catalogue::shipped();
    for entry in root("src/definitions/data/indicators")
        .read_dir()
        .expect("the folder is there")
    {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            catalogue.indicator(&stem).is_some(),
            "{stem}.toml is not in the catalogue"
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceEntry {
    name: String,
    publisher: String,
    url: String,
    licence: String,
    date: String,
    changes: String,
    sha256: String,
}

#[test]
fn every_embedded_table_has_its_source_and_its_hash() {
    // Outputs name the tables; the lists of words go with the version.
    type Embedded = &'static [(&'static str, &'static str)];
    let rooms: [(&str, &[Embedded]); 5] = [
        (
            "definitions",
            &[
                &rxsift::definitions::FILES,
                &rxsift::definitions::WORD_LISTS,
            ],
        ),
        ("extract", &[&rxsift::extract::WORD_LISTS]),
        (
            "medicines",
            &[&rxsift::medicines::FILES, &rxsift::medicines::WORD_LISTS],
        ),
        ("reference", &[&rxsift::reference::FILES]),
        ("shortlist", &[&rxsift::shortlist::WORD_LISTS]),
    ];
    for (room, embedded) in rooms {
        let folder = root("src").join(room).join("data");
        let text = std::fs::read_to_string(folder.join("SOURCE.toml")).expect("the file is there");
        let mut sources: BTreeMap<String, Vec<SourceEntry>> =
            toml::from_str(&text).expect("sound TOML");
        let sources = sources.remove("file").expect("entries");
        for entry in &sources {
            let told = [
                &entry.publisher,
                &entry.url,
                &entry.licence,
                &entry.date,
                &entry.changes,
            ];
            assert!(
                told.iter().all(|text| !text.is_empty()),
                "{} leaves something out",
                entry.name
            );
            let bytes = std::fs::read(folder.join(&entry.name)).expect("the file is there");
            let hash: String = Sha256::digest(&bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(
                hash, entry.sha256,
                "{} has changed since its SOURCE entry",
                entry.name
            );
        }
        let named: BTreeSet<String> = sources.into_iter().map(|entry| entry.name).collect();
        // The definitions themselves are ours, and say where each comes from.
        let ours = ["SOURCE.toml", "features.toml", "policy.toml"];
        let files: BTreeSet<String> = folder
            .read_dir()
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.path().is_file())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !ours.contains(&name.as_str()))
            .collect();
        assert_eq!(named, files, "{room}");
        let embedded: BTreeSet<String> = embedded
            .iter()
            .flat_map(|files| files.iter())
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(embedded, files, "{room}: every file is embedded");
    }
}

#[test]
fn no_dependency_opens_a_socket() {
    let lock = std::fs::read_to_string(root("Cargo.lock")).expect("the lock file is there");
    let names: BTreeSet<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(
        names.contains("parquet"),
        "the lock file is read as it should be"
    );
    for network in NETWORK {
        assert!(
            !names.contains(network),
            "{network} is among the dependencies"
        );
    }
}
