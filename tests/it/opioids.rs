//! Is the oral morphine equivalent of a presentation what it is by hand?

use proptest::prelude::*;
use rxsift::model::Substance;
use rxsift::reference::{NoEquivalent, opioids};

use crate::support::printed;

fn per_unit(code: &str, name: &str) -> Result<f64, NoEquivalent> {
    let code = Substance::from_bnf_code(code.as_bytes()).expect("a code").0;
    opioids().per_unit(code, name)
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
    use NoEquivalent::{NoFactor, NoStrength, NotAnOpioid, UnitUnclear};
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
        ("0407020Q0", "Morph Sulf_Gel 2%", NoFactor),
        ("0407020Q0", "MST Continus", NoFactor),
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

#[test]
fn a_dose_a_day_and_an_equivalent_without_strengths_are_not_assessable() {
    let figure = |id: &str| {
        let text = printed(&[
            "-q",
            "indicators",
            "fixtures/tiny",
            "--by",
            "all",
            "--period",
            "all",
            "--indicator",
            id,
            "--format",
            "csv",
        ]);
        text.lines().nth(1).expect("a row").to_owned()
    };
    assert!(
        figure("opioid_ome_mean")
            .ends_with("mean,not assessable,no strength and quantity of opioids")
    );
    assert!(
        figure("opioid_ome_daily_120_plus")
            .contains(",,,,,,percent,not assessable,needs more than prescriptions hold")
    );
    // Nobody of the made-up four has an opioid.
    assert!(figure("opioid_items_mean").contains(",0,0,,,,mean,ok"));
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
