//! Are a user's definitions used as they stand, tested as ours are, and never put in their place?

use rxsift::definitions::Catalogue;
use rxsift::engine::check_examples;
use rxsift::files::definition_files;
use rxsift::model::{Mark, Substance};

use crate::support::root;
use crate::support::run::{Printed, printed, run};
use crate::support::user_definitions::{LOCAL, file, with};

#[test]
fn lists_scores_features_and_indicators_are_added_and_their_worked_cases_hold() {
    let files = definition_files(&root(LOCAL)).expect("the fixture is there");
    let catalogue = Catalogue::shipped().with(&files).expect("sound");
    let shipped = Catalogue::shipped().indicators.len();
    let own = &catalogue.indicators[shipped..];
    let ids: Vec<&str> = own.iter().map(|indicator| indicator.id.as_str()).collect();
    assert_eq!(ids, ["local_sedation_3_plus", "local_medicines_5_plus"]);
    for indicator in own {
        assert_eq!(indicator.status, Mark::User);
        assert_eq!(
            indicator.source.name,
            format!("The user's own: {}", files[0].name)
        );
        assert_eq!(check_examples(indicator, &catalogue), Ok(()));
    }
    let list = catalogue.lists().list("local_inhaler").expect("added");
    let on =
        |code: &str| list.contains(Substance::from_bnf_code(code.as_bytes()).expect("a code").0);
    assert!(on("0302000C0") && !on("0302000W0") && !on("0303020G0"));
    let versions: Vec<_> = catalogue
        .user_files()
        .iter()
        .flat_map(|file| &file.versions)
        .collect();
    let pair = |id: &str, version: &str| (id.to_owned(), version.to_owned());
    assert_eq!(
        versions,
        [&pair("local_inhaler", "2025"), &pair("local_sedation", "3")]
    );
}

#[test]
fn everything_shipped_has_a_source_and_none_is_marked_as_the_users() {
    let catalogue = Catalogue::shipped();
    let lists = catalogue.lists();
    let sources = catalogue
        .indicators
        .iter()
        .map(|i| (&i.id, i.status, &i.source))
        .chain(lists.lists().map(|l| (&l.id, l.source.mark, &l.source)))
        .chain(lists.scores().map(|s| (&s.id, s.source.mark, &s.source)));
    for (id, mark, source) in sources {
        assert!(mark != Mark::User && source.mark != Mark::User, "{id}");
        assert!(
            !source.name.is_empty() && source.url.starts_with("https://"),
            "{id}"
        );
    }
    assert!(
        catalogue
            .features
            .iter()
            .all(|feature| feature.mark != Mark::User)
    );
    assert!(
        lists
            .scores()
            .all(|s| !s.scale.is_empty() && !s.version.is_empty())
    );
}

#[test]
fn scores_of_one_scale_are_added_up_and_another_scale_stands_by_itself() {
    let text = |scale: &str, sum: &str| {
        format!(
            "[[score]]\nid = \"own\"\ntitle = \"Own\"\ntable = \"own.csv\"\nscale = \"{scale}\"\nversion = \"1\"\n[[feature]]\nid = \"own_sum\"\ntitle = \"Own\"\nsum = {sum}\n"
        )
    };
    // Naproxen 4 on the user's table; amitriptyline 3 on the shipped one.
    let table = "code,score\n1001010P0,4\n";
    let adds = |text: &str, code: &str| {
        let catalogue = Catalogue::shipped()
            .with(&[file(text, table)])
            .expect("sound");
        let code = Substance::from_bnf_code(code.as_bytes()).expect("a code").0;
        catalogue.adds(catalogue.feature("own_sum").expect("added"), code)
    };
    let both = text("ACB of NHSBSA, 1 to 3", "[\"acb\", \"own\"]");
    assert_eq!((adds(&both, "1001010P0"), adds(&both, "0403010B0")), (4, 3));
    let alone = text("pain", "\"own\"");
    assert_eq!(
        (adds(&alone, "1001010P0"), adds(&alone, "0403010B0")),
        (4, 0)
    );
}

#[test]
fn a_code_that_no_table_knows_is_kept_and_told() {
    let catalogue =
        with("[[list]]\nid = \"own\"\ntitle = \"Own\"\ninclude = [\"0403\", \"0499\"]\n");
    let catalogue = catalogue.expect("sound");
    assert_eq!(
        catalogue.user_files()[0].notes,
        ["own.toml: list own: no BNF code that is known begins with 0499"]
    );
}

#[test]
fn every_output_names_the_users_files_lists_and_versions() {
    let own = "--definitions fixtures/definitions/local.toml";
    let figures = |format: &str| {
        let run = run("indicators fixtures/tiny --by all --indicator local_medicines_5_plus");
        run.args(own).args("--format").args(format)
    };
    let json = figures("json").json();
    // March: one of four people has five medicines.
    assert_eq!(
        (
            &json["rows"][1]["numerator"],
            &json["rows"][1]["denominator"]
        ),
        (&1.into(), &4.into())
    );
    assert_eq!(json["list_versions"]["local_sedation"], "3");
    assert_eq!(json["list_versions"]["acb"], "2024");
    let files = json["definition_files"].as_array().expect("files");
    assert_eq!(files[0]["file"], LOCAL);
    assert_eq!(files[0]["lists"]["local_inhaler"], "2025");
    assert_eq!(files[1]["file"], "local_sedation.csv");
    assert!(
        files
            .iter()
            .all(|file| file["sha256"].as_str().is_some_and(|hash| hash.len() == 64))
    );
    figures("table")
        .passes()
        .printing("user: local_medicines_5_plus")
        .printing("local_sedation version 3");
    run("indicators fixtures/tiny --format csv")
        .args(own)
        .passes()
        .telling("local_sedation version 3");
    run("-q shortlist fixtures/tiny --format json")
        .args(own)
        .passes()
        .printing("definition_files");
}

#[test]
fn define_shows_and_tests_a_users_definitions() {
    let own = "fixtures/definitions/local.toml";
    let shown = printed(&format!(
        "-q define local_sedation_3_plus --definitions {own}"
    ));
    shown.has_parts([
        "Mark    user",
        "Zopiclone",
        "The user's own: fixtures/definitions/local.toml",
    ]);
    let holds = printed(&format!("-q define --test {own}"));
    assert!(
        holds.contains("local_sedation_3_plus") && !holds.contains("fails"),
        "{holds}"
    );
    run("-q define --test fixtures/definitions/failing.toml --format csv")
        .fails(1)
        .printing("local_nsaid,1,fails,example 1: B does not count; expected: counts");
}

#[test]
fn a_folder_stands_for_its_definitions_and_an_empty_one_is_told() {
    let files = definition_files(&root("fixtures/definitions")).expect("a folder");
    let names: Vec<&str> = files
        .iter()
        .map(|file| file.name.rsplit(['/', '\\']).next().expect("a name"))
        .collect();
    assert_eq!(names, ["failing.toml", "local.toml"]);
    assert!(Catalogue::shipped().with(&files).is_ok());
    run("define --definitions fixtures/tiny")
        .fails(3)
        .telling("no file of definitions in this folder");
    run("define --definitions fixtures/definitions/local_sedation.csv")
        .fails(3)
        .telling("local_sedation.csv:1:");
}

#[test]
fn the_overview_groups_its_definitions_and_says_why_and_which_version() {
    let csv = printed("define --format csv");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let at = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .expect("a column")
    };
    let mut groups = Vec::new();
    for row in rows.records() {
        let row = row.expect("sound");
        if groups.last() != Some(&row[at("group")].to_owned()) {
            groups.push(row[at("group")].to_owned());
        }
        let is_indicator = ["comparator", "criterion"].contains(&&row[at("kind")]);
        assert_eq!(is_indicator, !row[at("why")].is_empty(), "{row:?}");
        assert_ne!(&row[at("group")], "Your own", "{row:?}");
        if row[at("id")] == *"acb" {
            assert_eq!(&row[at("version")], "2024");
        }
    }
    let distinct: std::collections::BTreeSet<_> = groups.iter().collect();
    assert_eq!(
        distinct.len(),
        groups.len(),
        "a group stands together: {groups:?}"
    );
    let table = printed("define --format table --definitions fixtures/definitions/local.toml");
    assert!(
        table.contains("\n\nPrescribing safety\n") && table.contains("\n\nYour own\n"),
        "{table}"
    );
}
