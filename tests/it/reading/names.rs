//! Does a written name lead to its substance, and never to another one?

use rxsift::medicines::{NameMatch, names};
use rxsift::model::Substance;

use crate::support::root;

/// Share of the resolvable names of `oracle/generic_names.csv` that must resolve. When it was
/// written 240 of 245 did, 98.0 %.
const FLOOR: f64 = 0.95;

/// The hand-written names with their codes; no code where a name must not resolve.
fn written_by_hand() -> Vec<(String, Option<Substance>)> {
    let path = root("fixtures/oracle/generic_names.csv");
    let mut reader = csv::Reader::from_path(path).expect("the fixture is there");
    let rows = reader.records().map(|row| {
        let row = row.expect("sound CSV");
        let code = (!row[1].is_empty()).then(|| {
            let code = Substance::from_bnf_code(row[1].as_bytes());
            code.expect("a BNF code").0
        });
        (row[0].to_owned(), code)
    });
    rows.collect()
}

#[test]
fn no_name_leads_to_another_substance_and_most_lead_to_theirs() {
    let written = written_by_hand();
    let (mut resolvable, mut resolved) = (0_u32, 0_u32);
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    for (name, code) in &written {
        resolvable += u32::from(code.is_some());
        match (names().resolve(name), code) {
            (NameMatch::One(found), Some(code)) if found == *code => resolved += 1,
            (NameMatch::One(found), _) => wrong.push(format!("{name}: {found}")),
            (found, Some(_)) => missed.push(format!("{name}: {found:?}")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "wrong: {wrong:#?}");
    let share = f64::from(resolved) / f64::from(resolvable);
    assert!(
        share >= FLOOR,
        "{resolved} of {resolvable} names resolve ({:.1} %): {missed:#?}",
        share * 100.0
    );
}

#[test]
fn the_fixture_is_large_enough_to_tell_something() {
    let written = written_by_hand();
    assert!(written.iter().filter(|(_, code)| code.is_some()).count() >= 150);
    assert!(written.iter().filter(|(_, code)| code.is_none()).count() >= 25);
}

#[test]
fn letter_case_and_blanks_do_not_matter() {
    for (name, code) in written_by_hand() {
        let found = names().resolve(&name);
        assert_eq!(names().resolve(&name.to_uppercase()), found, "{name}");
        assert_eq!(
            names().resolve(&format!("  {} ", name.replace(' ', "   "))),
            found,
            "{name}, {code:?}"
        );
    }
}
