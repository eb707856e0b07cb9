//! A second implementation of the indicators: plain loops, maps and prefixes written from NHSBSA's
//! rules, without the product's tables, definitions or packed rows.

use std::collections::{BTreeMap, BTreeSet};

use super::root;

/// An item row.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) patient: usize,
    pub(crate) practice: usize,
    /// Months after January 2023.
    pub(crate) month: u32,
    /// Nine characters.
    pub(crate) code: String,
    /// Anything of six characters: the product, strength and form.
    pub(crate) strength: usize,
    pub(crate) items: u64,
    pub(crate) age: Option<u32>,
    pub(crate) sex: Option<&'static str>,
}

/// A row of a patients file.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) practice: Option<usize>,
    /// Year, month and day.
    pub(crate) born: Option<(i32, u32, u32)>,
    pub(crate) care_home: Option<bool>,
    pub(crate) severely_frail: Option<bool>,
    pub(crate) sex: Option<&'static str>,
    /// 1 to 10.
    pub(crate) imd_decile: Option<u32>,
    pub(crate) ward: Option<&'static str>,
}

/// Everything a random extract holds.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) items: Vec<Item>,
    pub(crate) people: BTreeMap<usize, Registered>,
    /// Network of each practice.
    pub(crate) pcn: Vec<Option<usize>>,
    /// A column of the user's, of each practice.
    pub(crate) locality: Vec<Option<&'static str>>,
}

pub(crate) fn practice_code(practice: usize) -> String {
    format!("A{:05}", 81_000 + practice)
}

pub(crate) fn pcn_code(pcn: usize) -> String {
    format!("U{:05}", 10_000 + pcn)
}

/// Sub-ICB, ICB and region of a practice: made up, and neither follows the networks.
pub(crate) fn parents(practice: usize) -> [String; 3] {
    [
        format!("X{:02}", practice % 3),
        format!("QX{:02}", practice % 2),
        "Y99".to_owned(),
    ]
}

/// What NHSBSA's public code gives a substance of the pool.
#[derive(Clone, Debug)]
pub(crate) struct Drug {
    pub(crate) code: String,
    acb: u64,
    moderate_high: bool,
    dependence: String,
}

pub(crate) fn pool() -> Vec<Drug> {
    let mut reader =
        csv::Reader::from_path(root("fixtures/oracle/pool.csv")).expect("the fixture is there");
    let drugs = reader.records().map(|record| {
        let record = record.expect("the fixture is sound");
        Drug {
            code: record[0].to_owned(),
            acb: record[2].parse().expect("a score"),
            moderate_high: &record[3] == "yes",
            dependence: record[4].to_owned(),
        }
    });
    drugs.collect()
}

/// A patient-month.
#[derive(Clone, Debug)]
pub(crate) struct Month {
    pub(crate) patient: usize,
    pub(crate) month: u32,
    pub(crate) practice: usize,
    pub(crate) age: Option<u32>,
    pub(crate) sex: Option<&'static str>,
    pub(crate) features: BTreeMap<&'static str, u64>,
    pub(crate) care_home: Option<bool>,
    pub(crate) severely_frail: Option<bool>,
}

fn begins(code: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| code.starts_with(prefix))
}

fn countable(code: &str) -> bool {
    begins(
        code,
        &["01", "02", "03", "04", "06", "07", "08", "09", "10"],
    )
}

fn metformin(code: &str) -> bool {
    code == "0601022B0"
        || (code.starts_with("0601023")
            && ["AD", "AF", "AH", "AJ", "AL", "AP", "AR", "V0", "W0", "Z0"].contains(&&code[7..]))
}

fn falls(code: &str) -> bool {
    let out = [
        "0408020Q0",
        "0704020AE",
        "0704020AF",
        "0202050M0",
        "0304010D0",
        "0304010AB",
        "0304010AF",
        "0205010N0",
    ];
    let sections = [
        "0401", "0403", "0408", "0202", "0205", "040201", "040202", "040702", "041003", "030401",
        "070402", "020601",
    ];
    (begins(code, &sections) || code == "1501041T0") && !out.contains(&code)
}

/// Alpha-blockers of BNF 7.4.1: alfuzosin, indoramin, terazosin, and tamsulosin alone or combined.
fn alpha_blocker(code: &str) -> bool {
    code.starts_with("0704010") && ["A0", "M0", "T0", "U0", "V0", "W0"].contains(&&code[7..])
}

fn features(rows: &[&Item], drugs: &[Drug]) -> BTreeMap<&'static str, u64> {
    let codes: &BTreeSet<&str> = &rows.iter().map(|row| row.code.as_str()).collect();
    let items = rows.iter().map(|row| row.items).sum();
    let opioid = |code: &str| {
        drugs
            .iter()
            .any(|d| d.code == code && d.dependence == "opioid")
    };
    let of_opioids = rows.iter().filter(|row| opioid(&row.code));
    let opioid_items = of_opioids.map(|row| row.items).sum();
    let count =
        |wanted: &dyn Fn(&str) -> bool| codes.iter().filter(|code| wanted(code)).count() as u64;
    let drug = |code: &str| drugs.iter().find(|drug| drug.code == code);
    let nsaid = |code: &str| code.starts_with("100101");
    let not_nsaid = |code: &str| begins(code, &["0205051", "0205052"]) || metformin(code);
    let anticoagulant = |code: &str| code.starts_with("0208020") && code != "0208020W0";
    let categories: BTreeSet<&str> = codes
        .iter()
        .filter_map(|code| drug(code))
        .map(|d| d.dependence.as_str())
        .filter(|c| !c.is_empty())
        .collect();
    let acb = codes
        .iter()
        .filter(|code| countable(code))
        .filter_map(|code| drug(code))
        .map(|drug| drug.acb);
    BTreeMap::from([
        ("items", items),
        ("opioid_items", opioid_items),
        ("opioid", count(&opioid)),
        ("medicines", count(&countable)),
        ("acb_score", acb.sum()),
        (
            "acb_moderate_high",
            count(&|code| drug(code).is_some_and(|drug| drug.moderate_high)),
        ),
        ("nsaid", count(&nsaid)),
        ("damn_not_nsaid", count(&not_nsaid)),
        ("damn", count(&|code| nsaid(code) || not_nsaid(code))),
        (
            "damn_with_diuretics",
            count(&|code| nsaid(code) || not_nsaid(code) || code.starts_with("0202")),
        ),
        (
            "anticoagulant",
            count(&|code| anticoagulant(code) && code != "0208020I0"),
        ),
        ("antiplatelet", count(&|code| code.starts_with("0209000"))),
        (
            "both",
            count(&|code| anticoagulant(code) || code.starts_with("0209000")),
        ),
        ("falls", count(&falls)),
        ("categories", categories.len() as u64),
        (
            "gastroprotection",
            count(&|code| {
                begins(code, &["0103050", "0103010", "0103030", "0103040"]) && code != "0103050A0"
            }),
        ),
        (
            "aspirin",
            count(&|code| code == "0209000A0" || code == "0209000V0"),
        ),
        (
            "analgesic",
            count(&|code| begins(code, &["040701", "040702"]) || nsaid(code)),
        ),
        (
            "ssri_snri",
            count(&|code| {
                code.starts_with("0403030")
                    || ["0403040W0", "0403040Y0", "0704020AA"].contains(&code)
            }),
        ),
        (
            "bleeding",
            count(&|code| anticoagulant(code) || code.starts_with("0209000") || nsaid(code)),
        ),
        (
            "hypotensive",
            count(&|code| begins(code, &["0202", "0204", "0205", "0206"]) || alpha_blocker(code)),
        ),
        (
            "other_antiplatelet",
            count(&|code| code.starts_with("0209000") && code != "0209000A0"),
        ),
    ])
}

fn completed_years(born: (i32, u32, u32), month: u32) -> Option<u32> {
    // Walk the birthdays up to the last day of the month. 29 February falls on 1 March in other years.
    let (year, of_year) = (
        2023 + i32::try_from(month / 12).expect("small"),
        month % 12 + 1,
    );
    let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let birthday = |in_year: i32| {
        if born.1 == 2 && born.2 == 29 && !leap(in_year) {
            (in_year, 3)
        } else {
            (in_year, born.1)
        }
    };
    if (born.0, born.1) > (year, of_year) {
        return None;
    }
    let passed = (born.0 + 1..=year)
        .filter(|in_year| birthday(*in_year) <= (year, of_year))
        .count();
    u32::try_from(passed).ok()
}

/// Every patient-month of the world.
pub(crate) fn months(world: &World) -> Vec<Month> {
    let drugs = pool();
    let mut rows: BTreeMap<(u32, usize), Vec<&Item>> = BTreeMap::new();
    for item in &world.items {
        rows.entry((item.month, item.patient))
            .or_default()
            .push(item);
    }
    let month = |((month, patient), rows): ((u32, usize), Vec<&Item>)| {
        let person = world.people.get(&patient);
        let mut issued: BTreeMap<usize, u64> = BTreeMap::new();
        for row in &rows {
            *issued.entry(row.practice).or_default() += row.items;
        }
        let most = issued.values().max().expect("a patient-month has rows");
        let busiest = issued
            .iter()
            .find(|(_, items)| *items == most)
            .map(|(practice, _)| *practice);
        let age = person
            .and_then(|person| person.born)
            .and_then(|born| completed_years(born, month));
        Month {
            patient,
            month,
            practice: person
                .and_then(|person| person.practice)
                .or(busiest)
                .expect("every row has a practice"),
            age: age.or(rows.iter().filter_map(|row| row.age).max()),
            sex: person
                .and_then(|person| person.sex)
                .or(rows.iter().find_map(|row| row.sex)),
            features: features(&rows, &drugs),
            care_home: person.and_then(|person| person.care_home),
            severely_frail: person.and_then(|person| person.severely_frail),
        }
    };
    rows.into_iter().map(month).collect()
}

/// What one patient-month adds to an indicator: numerator and denominator, if it is in it at all.
pub(crate) fn adds(indicator: &str, month: &Month) -> Option<u64> {
    let of = |feature: &str| month.features[feature];
    let among = |denominator: bool, numerator: bool| denominator.then_some(u64::from(numerator));
    let threshold = |text: &str| {
        text.split('_')
            .find_map(|part| part.parse::<u64>().ok())
            .expect("a number")
    };
    match indicator {
        "medicines_mean" => Some(of("medicines")),
        "items_mean" => Some(of("items")),
        "acb_mean" => Some(of("acb_score")),
        "falls_risk_mean" => Some(of("falls")),
        "opioid_items_mean" => (of("opioid") >= 1).then(|| of("opioid_items")),
        "acb_2_moderate_high" => among(of("acb_moderate_high") >= 1, of("acb_moderate_high") >= 2),
        "damn_2_plus" => among(of("damn") >= 1, of("damn") >= 2),
        "damn_2_plus_with_diuretics" => among(
            of("damn_with_diuretics") >= 1,
            of("damn_with_diuretics") >= 2,
        ),
        "nsaid_with_damn" => among(of("nsaid") >= 1, of("damn_not_nsaid") >= 1),
        "anticoagulant_antiplatelet_2_plus" => among(of("both") >= 1, of("both") >= 2),
        "anticoagulant_antiplatelet_3_plus" => among(of("both") >= 1, of("both") >= 3),
        "falls_risk_3_plus" => among(true, of("falls") >= 3),
        "dependence_2_categories" => among(of("categories") >= 1, of("categories") >= 2),
        "ssri_snri_with_bleeding_risk" => among(of("ssri_snri") >= 1, of("bleeding") >= 1),
        _ if indicator.starts_with("analgesics_") => {
            among(true, of("analgesic") >= threshold(indicator))
        }
        _ if indicator.starts_with("hypotensives_") => among(
            of("hypotensive") >= 1,
            of("hypotensive") >= threshold(indicator),
        ),
        _ if indicator.starts_with("medicines_") => {
            among(true, of("medicines") >= threshold(indicator))
        }
        _ if indicator.starts_with("acb_") => among(true, of("acb_score") >= threshold(indicator)),
        _ => panic!("the second implementation does not know {indicator}"),
    }
}

/// The criteria of the default policy that a patient-month meets.
pub(crate) fn score(month: &Month) -> u32 {
    let of = |feature: &str| month.features[feature];
    let met = [
        of("medicines") >= 10,
        of("medicines") >= 15,
        of("medicines") >= 20,
        of("acb_score") >= 6,
        of("acb_score") >= 9,
        of("acb_score") >= 12,
        of("damn") >= 2,
        of("nsaid") >= 1 && of("damn_not_nsaid") >= 1,
        of("both") >= 2,
        of("both") >= 3,
        of("falls") >= 3,
        of("categories") >= 2,
        month.care_home == Some(true),
        month.severely_frail == Some(true),
        of("anticoagulant") >= 1 && of("nsaid") >= 1,
        of("anticoagulant") >= 1 && of("antiplatelet") >= 1 && of("gastroprotection") == 0,
        of("aspirin") >= 1 && of("other_antiplatelet") >= 1 && of("gastroprotection") == 0,
        month.age.is_some_and(|age| age >= 65) && of("nsaid") >= 1 && of("gastroprotection") == 0,
    ];
    u32::try_from(met.iter().filter(|met| **met).count()).expect("few criteria")
}
