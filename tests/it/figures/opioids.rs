//! Is the oral morphine equivalent of a presentation what it is by hand?

use proptest::prelude::*;
use rxsift::extract::Options;
use rxsift::extract::read_dictionary;
use rxsift::files::Input;
use rxsift::medicines::{NoEquivalent, morphine_equivalents};
use rxsift::model::Substance;

use crate::support::readings::{items_file, memory, read_with, sound};
use crate::support::requests::feature;
use crate::support::run::run;

fn per_unit(code: &str, name: &str) -> Result<f64, NoEquivalent> {
    let code = Substance::from_bnf_code(code.as_bytes()).expect("a code").0;
    morphine_equivalents().per_unit(code, name)
}

/// Milligrams of oral morphine, each worked by hand from the factors of OpenPrescribing.
#[test]
fn presentations_are_worth_what_they_are_by_hand() {
    for (code, name, expected) in [
        // Morphine by mouth is the measure: 1.
        ("0407020Q0", "Morphine 10mg modified-release tablets", 10.0),
        ("0407020Q0", "Morph Sulf_Tab 10mg M/R", 10.0),
        ("0407020Q0", "Zomorph 30mg modified-release capsules", 30.0),
        // 10 mg in 5 ml = 2 mg in a millilitre.
        ("0407020Q0", "Morphine 10mg/5ml oral solution", 2.0),
        ("0407020Q0", "Oramorph_Oral Soln Conc 20mg/ml S/F", 20.0),
        ("0407020Q0", "Morph Sulf_Gran Sach 30mg M/R S/F", 30.0),
        ("0407020Q0", "Morphine 15mg suppositories", 15.0),
        // Codeine and dihydrocodeine 0.1, the first part of a combination: 30 x 0.1 = 3.
        ("0407010F0", "Co-codamol 30mg/500mg tablets", 3.0),
        ("0407010F0", "Co-Codamol_Tab Eff 8mg/500mg", 0.8),
        ("0407010F0", "Co-Codamol Eff_Pdr Sach 60mg/1g", 6.0),
        // 12 mg in 5 ml x 0.1.
        ("0407010F0", "Co-Codamol_Elix 12mg/120mg/5ml", 0.24),
        ("0407010N0", "Co-dydramol 10mg/500mg tablets", 1.0),
        ("0407020C0", "Codeine 30mg tablets", 3.0),
        ("0407020C0", "Codeine Phos_Oral Soln 30mg/5ml", 0.6),
        // Tramadol 0.1, oxycodone 1.5, tapentadol 0.4, hydromorphone 5, methadone 3.
        ("040702040", "Tramadol 50mg capsules", 5.0),
        ("040702040", "Tramadol 100mg/ml oral drops", 10.0),
        ("0407020AD", "Oxycodone HCl_Tab 20mg M/R", 30.0),
        ("0407020AF", "Targinact_Tab 10mg/5mg M/R", 15.0),
        (
            "0407020AG",
            "Tapentadol 50mg modified-release tablets",
            20.0,
        ),
        (
            "0407020AH",
            "Tapentadol 50mg modified-release tablets",
            20.0,
        ),
        ("040702050", "Hydromorphone 1.3mg capsules", 6.5),
        ("0407020M0", "Methadone 1mg/ml oral solution", 3.0),
        // Dipipanone 0.5 with cyclizine: 10 x 0.5.
        ("0407020H0", "Dipipanone 10mg / Cyclizine 30mg tablets", 5.0),
        // Fentanyl 100: 25 micrograms x 72 hours = 1.8 mg x 100 = 180, which is 60 mg a day.
        (
            "0407020A0",
            "Fentanyl 25micrograms/hour transdermal patches",
            180.0,
        ),
        ("0407020A0", "Durogesic DTrans_T/Derm Patch 12mcg/hr", 86.4),
        (
            "0407020A0",
            "Mezolar Matrix_TransdermalPatch 12mcg/hr",
            86.4,
        ),
        // A fentanyl lozenge 130: 0.2 mg x 130; a buccal tablet the same.
        ("0407020A0", "Fentanyl_Loz 200mcg", 26.0),
        ("0407020A0", "Effentora_Tab Buccal 100mcg", 13.0),
        // Buprenorphine 100: 5 micrograms x 168 hours = 0.84 mg; 35 x 96 = 3.36 mg.
        (
            "0407020B0",
            "Buprenorphine 5micrograms/hour transdermal patches",
            84.0,
        ),
        ("0407020B0", "Buprenorphine_Patch 5mcg/hr (7day)", 84.0),
        (
            "0407020B0",
            "Bupeaze_Transdermal Patch 35mcg/hr(96hr)",
            336.0,
        ),
        (
            "0407020B0",
            "Buprenorphine 52.5micrograms/hour transdermal patches",
            504.0,
        ),
        // One that says 72 hours: 35 x 72 = 2.52 mg.
        (
            "0407020B0",
            "Buprenorphine 35micrograms/hour 72 hour transdermal patches",
            252.0,
        ),
    ] {
        let got = per_unit(code, name).unwrap_or_else(|why| panic!("{name}: {}", why.as_str()));
        assert!(
            (got - expected).abs() < 1e-9,
            "{name}: {got} is not {expected}"
        );
    }
}

#[test]
fn what_a_name_does_not_say_is_not_guessed() {
    use NoEquivalent::{NoFactor, NoRoute, NoStrength, NotAnOpioid, UnitUnclear};
    for (code, name, expected) in [
        ("0205051R0", "Ramipril 10mg capsules", NotAnOpioid),
        // Methadone for dependence lies in another section.
        ("0410030C0", "Methadone 1mg/ml oral solution", NotAnOpioid),
        ("0407020Q0", "Morphine tablets", NoStrength),
        ("0407010F0", "Parake_Tab", NoStrength),
        (
            "0407020AF",
            "Oxycodone HCl/Naloxone HCl_Tab 10/5mgM/R",
            NoStrength,
        ),
        // The opioid is the smaller part: this one is written the other way round.
        (
            "0407010F0",
            "Superdrug_Paracet &Codeine Cap 500mg/8mg",
            NoStrength,
        ),
        ("0407010F0", "Co-codamol 30mg tablets", NoStrength),
        ("040702040", "Tramadol 37.5mg/325mg tablets", NoStrength),
        ("0407020A0", "Durogesic_Transdermal Patch 25mcg", NoStrength),
        (
            "0407020A0",
            "Fentanyl_Patch Self-Adh 4.2mg/72hrs",
            NoStrength,
        ),
        (
            "0407020B0",
            "Buprenorphine 30micrograms/hour transdermal patches",
            NoStrength,
        ),
        ("0407020B0", "Temgesic_Tab Subling 200mcg", NoFactor),
        ("0407020A0", "Breakyl_Buccal Film 200mcg", NoFactor),
        ("0407020Q0", "Morph Sulf_Gel 2%", NoRoute),
        ("0407020Q0", "MST Continus", NoRoute),
        (
            "0407020Q0",
            "Morphine 10mg/1ml solution for injection ampoules",
            UnitUnclear,
        ),
        ("0407020A0", "Fentanyl_Nsl Spy 50mcg (10D)", UnitUnclear),
        (
            "0407020Q0",
            "Morph Sulf_Oral Soln 30mg/5ml Udv S/F",
            UnitUnclear,
        ),
    ] {
        assert_eq!(per_unit(code, name), Err(expected), "{name}");
    }
}

/// Items of opioids with what each supplies: person, BNF code, name, quantity, days.
fn supplied(rows: &[&str]) -> String {
    let mut text =
        "patient_id,practice_code,month,bnf_code,medicine,quantity,days_supply\n".to_owned();
    for row in rows {
        let (person, rest) = row.split_once(',').expect("several cells");
        text.push_str(&format!("{person},A81001,2024-03,{rest}\n"));
    }
    text
}

/// Milligrams in the month and a day of each person, in the order of their ids.
fn equivalents(rows: &[&str]) -> (Vec<Option<u64>>, Vec<Option<u64>>) {
    let text = supplied(rows);
    let reading = sound(&[("items.csv", &text)]);
    let of = |id| feature(&reading.cohort, id);
    (of("opioid_ome"), of("opioid_ome_daily"))
}

const MST_60: &str = "0407020Q0AAAEAE,Morphine 60mg modified-release tablets";

#[test]
fn strength_times_quantity_is_the_equivalent_and_over_the_days_it_is_a_dose() {
    let rows = [
        // 56 x 60 = 3360 mg; over 28 days 120 a day.
        format!("a,{MST_60},56,28"),
        // 100 x 3 + 300 x 2 = 900; 100 x 3 / 25 + 300 x 2 / 30 = 12 + 20.
        "b,0407010F0AAAHAH,Co-codamol 30mg/500mg tablets,100,25".to_owned(),
        "b,0407020Q0AABBBB,Morphine 10mg/5ml oral solution,300 ml,30 days".to_owned(),
        // Ramipril is nothing of it: 10 x 180 = 1800, 10 patches for 30 days 60 a day.
        "c,0205051R0AAADAD,Ramipril 10mg capsules,28,".to_owned(),
        "c,0407020A0AAABAB,Fentanyl 25micrograms/hour transdermal patches,10,30".to_owned(),
        // No opioid.
        "d,0205051R0AAADAD,Ramipril 10mg capsules,28,28".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let some = |values: [u64; 4]| values.map(Some).to_vec();
    assert_eq!(
        equivalents(&rows),
        (some([3360, 900, 1800, 0]), some([120, 32, 60, 0]))
    );
}

#[test]
fn one_opioid_that_cannot_be_weighed_leaves_the_person_unknown() {
    let unknown = [
        // No quantity, one that cannot be read, no strength, no name.
        format!("a,{MST_60},,28"),
        format!("b,{MST_60},2 x 28,28"),
        "c,0407020Q0AAAEAE,Morphine tablets,56,28".to_owned(),
        "d,0407020Q0AAAEAE,,56,28".to_owned(),
        // One of two.
        format!("e,{MST_60},56,28"),
        "e,0407020Q0AAAEAE,MST Continus,56,28".to_owned(),
    ];
    let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
    assert_eq!(equivalents(&unknown), (vec![None; 5], vec![None; 5]));
    // What has no factor adds nothing; without days there is no dose a day.
    let partly = [
        "a,0407020Q0AAAPAP,Morphine 10mg/1ml solution for injection ampoules,10,".to_owned(),
        format!("a,{MST_60},56,28"),
        format!("b,{MST_60},56,"),
        format!("c,{MST_60},56,0"),
    ];
    let partly: Vec<&str> = partly.iter().map(String::as_str).collect();
    assert_eq!(
        equivalents(&partly),
        (vec![Some(3360); 3], vec![Some(120), None, None])
    );
}

#[test]
fn a_quantity_at_the_end_of_the_text_counts_where_no_column_says_another() {
    let file = |rows: &str| format!("patient_id,practice_code,month,medicine,quantity\n{rows}");
    let text = file(
        "a,A81001,2024-03,\"Morphine 10mg modified-release tablets, One twice a day, 56 tablet\",\n\
         b,A81001,2024-03,\"Morphine 10mg modified-release tablets, One twice a day, 56 tablet\",28\n\
         c,A81001,2024-03,\"Morphine 10mg modified-release tablets, 56 tablet\",\n",
    );
    let reading = sound(&[("items.csv", &text)]);
    // Two parts may be the drug and the dose.
    assert_eq!(
        feature(&reading.cohort, "opioid_ome"),
        [Some(560), Some(280), None]
    );
}

#[test]
fn a_code_gets_its_name_from_the_dictionary() {
    let dictionary = "BNF Presentation Code,BNF Presentation\n\
                      0407020Q0AAAEAE,Morph Sulf_Tab 10mg M/R\n\
                      0407020Q0AAAFAF,Morph Sulf_Tab 30mg M/R\n\
                      0407020Q0AAAFAF,Morph Sulf_Tab 60mg M/R\n";
    let dictionary =
        read_dictionary(&Input::memory("names.csv", dictionary.into())).expect("sound");
    let text = "patient_id,practice_code,month,bnf_code,quantity\n\
                a,A81001,2024-03,0407020Q0AAAEAE,56\n\
                b,A81001,2024-03,407020Q0AAAEAE,56\n\
                c,A81001,2024-03,0407020Q0AAAFAF,56\n\
                d,A81001,2024-03,0407020Q0,56\n";
    let input = memory("items.csv", text);
    let options = Options {
        dictionary: Some(&dictionary),
        ..Options::default()
    };
    let reading = read_with(&[input], options).expect("sound");
    // A lost zero is given back; a code with two strengths, and a substance alone, say nothing.
    assert_eq!(
        feature(&reading.cohort, "opioid_ome"),
        [Some(560), Some(560), None, None]
    );
}

/// The one row of an indicator over all people of a file.
fn figure(id: &str, items: &str) -> String {
    let text = run("-q indicators @items.csv --by all --period all --format csv --indicator")
        .args(id)
        .file("items.csv", items)
        .prints();
    text.lines().nth(1).expect("a row").to_owned()
}

#[test]
fn figures_say_what_the_extract_lacks() {
    let without = items_file(&[("a", "0407020Q0"), ("b", "0205051R0")]);
    let mean = figure("opioid_ome_mean", &without);
    assert!(
        mean.ends_with("mean,not assessable,no strength and quantity of opioids"),
        "{mean}"
    );
    // Nor is it 0 where nobody has an opioid.
    let mean = figure("opioid_ome_mean", &items_file(&[("b", "0205051R0")]));
    assert!(
        mean.ends_with("no strength and quantity of opioids"),
        "{mean}"
    );
    let undated = supplied(&[&format!("a,{MST_60},56,")]);
    let daily = figure("opioid_ome_daily_120_plus", &undated);
    assert!(
        daily.ends_with("percent,not assessable,no strength with quantity and days of opioids"),
        "{daily}"
    );
    // Of those on an opioid, a mean of (3360 + 300) / 2; the third is not known.
    let rows = [
        format!("a,{MST_60},56,28"),
        "b,0407010F0AAAHAH,Co-codamol 30mg/500mg tablets,100,25".to_owned(),
        "c,0407020Q0AAAEAE,Morphine tablets,56,28".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mean = figure("opioid_ome_mean", &supplied(&rows));
    assert!(mean.contains(",3660,2,1830,,,mean,ok"), "{mean}");
}

#[test]
fn one_hundred_and_twenty_milligrams_a_day_count_and_one_hundred_and_nineteen_do_not() {
    // One a day of each.
    for (milligrams, counts) in [(119, false), (120, true), (121, true)] {
        let one = format!("a,0407020Q0AAAEAE,Morphine {milligrams}mg tablets,28,28");
        let daily = figure("opioid_ome_daily_120_plus", &supplied(&[&one]));
        let expected = if counts { ",1,1,100," } else { ",0,1,0," };
        assert!(daily.contains(expected), "{milligrams}: {daily}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_stops_the_program_or_is_worth_nothing(name in "[0-9mgcl/. tabpatch\u{b5}%,]{0,24}") {
        if let Ok(worth) = per_unit("0407020A0", &name) {
            prop_assert!(worth > 0.0 && worth.is_finite());
        }
    }

    #[test]
    fn twice_the_strength_is_worth_twice(milligrams in 1_u32..500) {
        let worth = |mg: u32| per_unit("0407020Q0", &format!("Morphine {mg}mg tablets")).expect("sound");
        prop_assert!((worth(2 * milligrams) - 2.0 * worth(milligrams)).abs() < 1e-9);
    }
}
