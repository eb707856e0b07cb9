//! Do the walls stand: no circles, no room too large, one name for one type, no test file leaning on
//! another?

use std::collections::{BTreeMap, BTreeSet};

use crate::support::folder::names_in;
use crate::support::root;
use crate::support::sources::{Uses, circles, product, room, rust_files};

/// Of the lines of the product, what a room may hold.
const LARGEST_ROOM: f64 = 0.18;
/// Files that may use one another in a circle within a room.
const LARGEST_CIRCLE: usize = 4;

#[test]
fn no_two_types_share_a_name() {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in rust_files("src") {
        for line in product(&text).lines() {
            let outermost = !line.starts_with(' ');
            let line = line.trim_start();
            let line = match line.strip_prefix("pub(") {
                Some(rest) => rest.split_once(") ").map_or(line, |(_, rest)| rest),
                None => line.strip_prefix("pub ").unwrap_or(line),
            };
            // A type inside a trait or an impl has the name that the trait gives it.
            let kinds = ["struct ", "enum ", "trait ", "union ", "type "];
            let kinds = if outermost { &kinds[..] } else { &kinds[..4] };
            if let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                let owners = owners.entry(rest[..end.unwrap_or(rest.len())].to_owned());
                owners.or_default().push(name.clone());
            }
        }
    }
    assert!(owners.len() > 200, "types are found: {}", owners.len());
    owners.retain(|_, owners| owners.len() > 1);
    assert!(owners.is_empty(), "{owners:#?}");
}

#[test]
fn every_folder_opens_with_what_it_owns() {
    let files = rust_files("src");
    let folder = |name: &str| name.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let folders: BTreeSet<String> = files.iter().filter_map(|(name, _)| folder(name)).collect();
    for folder in folders.iter().filter(|folder| *folder != "src") {
        let text = std::fs::read_to_string(root(folder).join("mod.rs")).unwrap_or_default();
        assert!(
            text.starts_with("//! "),
            "{folder}/mod.rs does not say what the folder owns"
        );
    }
}

#[test]
fn no_room_holds_more_than_its_share() {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for (name, text) in rust_files("src") {
        *lines.entry(room(&name).to_owned()).or_default() += product(&text).lines().count();
    }
    let whole: usize = lines.values().sum();
    for (room, lines) in lines {
        let share = lines as f64 / whole as f64;
        assert!(
            share <= LARGEST_ROOM,
            "{room} holds {lines} of {whole} lines, {:.1} %",
            100.0 * share
        );
    }
}

#[test]
fn rooms_do_not_use_one_another_in_a_circle() {
    let rooms = Uses::of_the_product().rooms();
    assert!(rooms["commands"].contains("report"), "uses are found");
    let circles = circles(&rooms);
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn circles_within_a_room_are_small() {
    let uses = Uses::of_the_product().within_rooms();
    let circles = circles(&uses);
    let large: Vec<_> = circles
        .iter()
        .filter(|circle| circle.len() > LARGEST_CIRCLE)
        .collect();
    assert!(large.is_empty(), "{large:#?}");
}

/// The rules above are only as good as the finding of uses.
#[test]
fn uses_are_found_through_folders_trees_and_other_names() {
    let files = [
        ("src/lib.rs", "pub mod a; pub mod b;"),
        (
            "src/a/mod.rs",
            "//! A.\nmod one;\nmod two;\npub use one::{One, Other as Renamed};\npub(crate) struct Here;",
        ),
        (
            "src/a/one.rs",
            "use super::two::{self, Two};\npub struct One;",
        ),
        (
            "src/a/two.rs",
            "// super::one::One is not used.\nfn f() { super::Renamed::new(); }",
        ),
        (
            "src/b.rs",
            "use crate::{a::{Here,\n One}};\n#[cfg(test)]\nmod tests { use crate::a::two; }",
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let uses = Uses::among(files.to_vec());
    let used = |file: &str| -> Vec<&str> { uses.files[file].iter().map(String::as_str).collect() };
    assert_eq!(used("src/a/mod.rs"), [""; 0], "handing on is no use");
    assert_eq!(used("src/a/one.rs"), ["src/a/two.rs"]);
    assert_eq!(used("src/a/two.rs"), ["src/a/one.rs"]);
    assert_eq!(used("src/b.rs"), ["src/a/mod.rs", "src/a/one.rs"]);
    let within = uses.within_rooms();
    assert_eq!(
        circles(&within),
        [BTreeSet::from(["src/a/one.rs", "src/a/two.rs"])]
    );
    assert!(circles(&uses.rooms()).is_empty());
}

#[test]
fn test_files_lean_on_support_alone() {
    let folders: Vec<String> = names_in(&root("tests/it")).into_iter().collect();
    let folders = folders
        .iter()
        .filter(|name| !["main.rs", "support"].contains(&name.as_str()));
    let signs: Vec<String> = folders.map(|folder| format!("crate::{folder}::")).collect();
    assert_eq!(signs.len(), 5);
    for (name, text) in rust_files("tests/it") {
        let of_a_question = !name.contains("/support/") && !name.ends_with("mod.rs");
        for line in text.lines().filter(|line| line.starts_with("use ")) {
            let sideways = of_a_question && line.contains("super::");
            let other = signs.iter().any(|sign| line.contains(sign));
            assert!(
                !sideways && !other,
                "{name} leans on another test file: {line}"
            );
        }
    }
}
