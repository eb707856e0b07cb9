//! Is the house in order? The rules of `src/lib.rs` that a compiler does not check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::support::root;

/// What each room may use, by its folder or file name under `src`.
const LAYERS: [(&str, &[&str]); 20] = [
    ("cli", &["commands", "failure", "ui", "definitions"]),
    (
        "commands",
        &[
            "failure",
            "ui",
            "report",
            "disclosure",
            "shortlist",
            "figures",
            "engine",
            "definitions",
            "checks",
            "extract",
            "files",
            "medicines",
            "cohort",
            "synth",
            "reference",
            "model",
        ],
    ),
    (
        "failure",
        &[
            "extract",
            "files",
            "medicines",
            "definitions",
            "report",
            "model",
        ],
    ),
    ("ui", &[]),
    ("report", &["disclosure", "figures", "definitions", "model"]),
    ("disclosure", &["model"]),
    (
        "shortlist",
        &[
            "engine",
            "definitions",
            "cohort",
            "reference",
            "stats",
            "model",
        ],
    ),
    (
        "figures",
        &["engine", "definitions", "cohort", "stats", "model"],
    ),
    ("engine", &["definitions", "medicines", "cohort", "model"]),
    ("checks", &["extract", "cohort", "model"]),
    (
        "extract",
        &["files", "definitions", "medicines", "cohort", "model"],
    ),
    ("definitions", &["reference", "model"]),
    ("medicines", &["extract", "files", "reference", "model"]),
    ("files", &["extract", "model"]),
    ("cohort", &["model"]),
    ("synth", &["reference", "model"]),
    ("reference", &["model"]),
    ("stats", &[]),
    ("model", &[]),
    ("lib", &[]),
];

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

fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in folder.read_dir().expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(folder), &mut found);
    found.sort();
    let named = found.into_iter().map(|path| {
        let name = path
            .strip_prefix(root(""))
            .expect("inside the repository")
            .to_string_lossy()
            .replace('\\', "/");
        (name, std::fs::read_to_string(&path).expect("readable"))
    });
    named.collect()
}

/// The file without its unit tests.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The module under `src` that a file belongs to.
fn module(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside
        .split('/')
        .next()
        .unwrap_or(inside)
        .trim_end_matches(".rs")
}

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

/// The rooms that a line names behind `crate::`, one or several in braces.
fn rooms_named(line: &str) -> Vec<&str> {
    fn word(text: &str) -> &str {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        &text[..end.unwrap_or(text.len())]
    }
    let named = line.split("crate::").skip(1);
    named
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(several) => several
                .split([',', '}'])
                .map(|one| word(one.trim()))
                .filter(|one| !one.is_empty())
                .collect(),
            None => vec![word(rest)],
        })
        .collect()
}

#[test]
fn modules_use_only_what_lies_below_them() {
    for (name, text) in rust_files("src") {
        let module = module(&name);
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let allowed = LAYERS.iter().find(|(known, _)| *known == module);
        let (_, allowed) =
            allowed.unwrap_or_else(|| panic!("{name}: {module} is not in the layer table"));
        let code = product(&text)
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for used in rooms_named(line) {
                assert!(
                    used == module || allowed.contains(&used),
                    "{name}: {module} may not use {used}"
                );
            }
        }
    }
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
                let found = product(&text).contains(sign);
                assert!(
                    !found || owners.contains(&module(&name)),
                    "{name}: {sign} belongs to {owners:?}"
                );
            }
        }
    }
}

#[test]
fn every_test_file_is_declared() {
    let main = std::fs::read_to_string(root("tests/it/main.rs")).expect("the file is there");
    for entry in root("tests/it").read_dir().expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            stem == "main" || main.contains(&format!("mod {stem};")),
            "tests/it/{stem}.rs is never run"
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
    let rooms = [
        (
            "definitions",
            [
                &rxsift::definitions::FILES[..],
                &rxsift::definitions::WORD_LISTS,
            ]
            .concat(),
        ),
        ("medicines", rxsift::medicines::FILES.to_vec()),
        ("reference", rxsift::reference::FILES.to_vec()),
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
