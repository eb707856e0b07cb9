//! Is what is given twice found out?

use rxsift::failure::{Failure, FailureKind};

use crate::support::files::{archive, gzip, zstd};
use crate::support::readings::{found_in, items_file, memory, read_sound, try_read};

#[test]
fn the_same_file_twice_is_refused() {
    let people = "patient_id,practice_code\np,A81001\n";
    let inputs = [
        memory("items.csv", items_file(&[("p", "0205051R0")])),
        memory("people.csv", people),
        memory("copy.csv", people),
    ];
    let error = try_read(&inputs).err().expect("people are given twice");
    let failure = Failure::from(error);
    assert_eq!(failure.kind, FailureKind::Input);
    assert_eq!(
        failure.what,
        "people.csv and copy.csv have the same content; give it once"
    );
}

#[test]
fn the_same_content_packed_differently_is_refused_too() {
    let items = items_file(&[("p", "0205051R0")]).into_bytes();
    let other = items_file(&[("q", "0205051R0")]).into_bytes();
    let refused = |second: Vec<u8>| {
        let inputs = [memory("items.csv", items.clone()), memory("packed", second)];
        let error = try_read(&inputs).err();
        error.map(|error| Failure::from(error).what)
    };
    let told = "items.csv and packed have the same content; give it once";
    for packed in [
        items.clone(),
        gzip(&items),
        zstd(&items),
        archive(&[("x.csv", &items)]),
        gzip(&zstd(&items)),
    ] {
        assert_eq!(refused(packed).as_deref(), Some(told));
    }
    assert_eq!(refused(gzip(&other)), None);
    // The hash that is told is that of the file as it lies there.
    let packed = gzip(&items);
    let reading = try_read(&[memory("items.csv.gz", packed.clone())]);
    let plain = try_read(&[memory("items.csv", items)]);
    let hash = |reading: rxsift::extract::Reading| reading.files[0].sha256.clone();
    assert_ne!(hash(reading.expect("sound")), hash(plain.expect("sound")));
}

#[test]
fn practice_level_files_of_one_practice_and_month_are_a_finding() {
    let header = "PRACTICE_CODE,YEAR_MONTH,BNF_CODE,ITEMS\n";
    let row = |practice: &str, month: &str, items: u32| {
        format!("{practice},{month},0205051R0AAADAD,{items}\n")
    };
    let found = |first: String, second: String| -> Vec<String> {
        let inputs = [("a.csv", first), ("b.csv", second)]
            .map(|(name, rows)| memory(name, format!("{header}{rows}")));
        let reading = read_sound(&inputs);
        found_in(&reading)
    };
    // Two rows of one practice and month in one file are its quantities, not a repeat.
    let first =
        row("A81001", "202403", 3) + &row("A81001", "202403", 4) + &row("A81002", "202403", 1);
    assert_eq!(found(first.clone(), row("A81001", "202404", 5)), [""; 0]);
    let second = row("A81002", "202403", 2)
        + &row("A81001", "202403", 9)
        + &row("A81001", "202403", 8)
        + &row("A81001", "202404", 1);
    assert_eq!(
        found(first, second),
        [
            "a.csv and b.csv both have prescribing of A81001 in 2024-03 (2 such practices and months); its items count twice"
        ]
    );
}
