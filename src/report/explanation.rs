//! Why one person is, or is not, on the list, and what a review is prepared with: the criteria, the
//! medicines, and questions to ask, as tables for machines.

use super::document::{Cell, PersonRecord, ReferenceRecord, ReportTable, Sheet};
use super::person_table::PersonRow;

/// Columns of the table of criteria.
const COLUMNS: [&str; 8] = [
    "criterion",
    "title",
    "outcome",
    "value",
    "threshold",
    "points",
    "reason",
    "medicines",
];

/// One criterion, as the person stands to it.
#[derive(Clone, Debug)]
pub struct CriterionRow {
    /// Criterion id.
    pub criterion: String,
    /// What it looks for.
    pub title: String,
    /// `met`, `not met` or `not assessable`.
    pub outcome: &'static str,
    /// Value of its first feature, if known.
    pub value: Option<u64>,
    /// Threshold of its first feature.
    pub threshold: Option<u64>,
    /// Points it adds.
    pub points: u64,
    /// The reason in words; for what is not met the values, for what is not assessable what is missing.
    pub reason: String,
    /// Medicines behind a reason.
    pub medicines: Vec<String>,
}

/// A medicine of the month.
#[derive(Clone, Debug)]
pub struct MedicineRow {
    /// BNF chapter.
    pub chapter: u8,
    /// Its title; empty where NHSBSA gives it none.
    pub chapter_title: String,
    /// BNF substance code.
    pub code: String,
    /// Substance name.
    pub name: String,
    /// Whether it counts as a medicine.
    pub counts: bool,
    /// What it adds to the anticholinergic score.
    pub acb_points: u64,
    /// Criteria met that it stands behind, less those that take every medicine that counts.
    pub flags: Vec<String>,
}

/// A threshold that the person is next to.
#[derive(Clone, Debug)]
pub struct NearestRow {
    /// Criterion id.
    pub criterion: String,
    /// What it looks for.
    pub title: String,
    /// How much is missing.
    pub short_by: u64,
}

/// Everything about one person.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The person's row, without a rank among others.
    pub person: PersonRow,
    /// Every criterion of the policy.
    pub criteria: Vec<CriterionRow>,
    /// Every medicine of the month, by BNF code.
    pub medicines: Vec<MedicineRow>,
    /// The thresholds not reached that are nearest; all of those equally near.
    pub nearest: Vec<NearestRow>,
    /// Words that a worklist offers for the state of a review.
    pub statuses: Vec<&'static str>,
    /// What the product is for.
    pub intended_use: &'static str,
}

/// A step of a review. The seven steps are those of the Scottish Government's medication review; the
/// words are ours.
pub(super) struct ReviewStep {
    /// Its place, from 1.
    pub(super) number: u64,
    /// What it is about, as the source names it.
    pub(super) about: &'static str,
    /// What to ask.
    pub(super) question: &'static str,
}

/// Who made the steps, and where they stand.
pub(super) const SOURCE: &str = "Scottish Government, 7-Steps medication review (Polypharmacy Guidance); questions in our words";
/// Address of the page that lists the steps.
pub(super) const SOURCE_URL: &str = "https://www.gov.scot/publications/quality-prescribing-strategy-respiratory-guide-improvement-2024-2027/pages/6/";

/// In the order of the source.
pub(super) const STEPS: [ReviewStep; 7] = [
    ReviewStep {
        number: 1,
        about: "Aim",
        question: "What matters most to the person, and what should the medicines do for them?",
    },
    ReviewStep {
        number: 2,
        about: "Need: essential",
        question: "Which medicines are essential, and who is to be asked before one is changed?",
    },
    ReviewStep {
        number: 3,
        about: "Need: unnecessary",
        question: "What is each of the others for, and is it still needed?",
    },
    ReviewStep {
        number: 4,
        about: "Effectiveness",
        question: "Does each medicine reach what it was started for, and what shows it?",
    },
    ReviewStep {
        number: 5,
        about: "Safety",
        question: "Are there side effects, or risks of them: interactions, tests due, what to do when ill?",
    },
    ReviewStep {
        number: 6,
        about: "Sustainability",
        question: "Is each choice good value, and is waste or harm to the environment avoidable?",
    },
    ReviewStep {
        number: 7,
        about: "Patient-centred",
        question: "Is the person able and willing to take them as intended, and what was agreed?",
    },
];

impl PersonRecord for CriterionRow {}
impl PersonRecord for MedicineRow {}
impl PersonRecord for NearestRow {}
impl ReferenceRecord for ReviewStep {}

/// The table of the criteria.
pub(super) fn table(of: &Explanation) -> ReportTable {
    ReportTable::of_people(&COLUMNS, &of.criteria, row)
}

/// What a review is prepared with, as further tables.
pub(super) fn sheets(of: &Explanation) -> Vec<Sheet> {
    vec![
        person(&of.person),
        medicines(&of.medicines),
        nearest(&of.nearest),
        questions(),
    ]
}

fn row(criterion: &CriterionRow) -> Vec<Cell> {
    vec![
        Cell::text(criterion.criterion.as_str()),
        Cell::text(criterion.title.as_str()),
        Cell::text(criterion.outcome),
        Cell::count(criterion.value),
        Cell::count(criterion.threshold),
        Cell::Count(criterion.points),
        Cell::text(criterion.reason.as_str()),
        Cell::List(criterion.medicines.clone()),
    ]
}

fn person(person: &PersonRow) -> Sheet {
    const COLUMNS: [&str; 10] = [
        "patient_id",
        "practice_code",
        "practice_name",
        "pcn_code",
        "age",
        "sex",
        "score",
        "medicines",
        "acb_score",
        "data_month",
    ];
    let text = |text: &String| Cell::text(text.as_str());
    let row = |person: &PersonRow| {
        vec![
            text(&person.patient_id),
            text(&person.practice_code),
            text(&person.practice_name),
            text(&person.pcn_code),
            Cell::count(person.age),
            text(&person.sex),
            Cell::Count(person.score),
            Cell::count(person.medicines),
            Cell::count(person.acb_score),
            text(&person.data_month),
        ]
    };
    Sheet {
        name: "Person",
        key: Some("person"),
        table: ReportTable::of_people(&COLUMNS, std::slice::from_ref(person), row),
    }
}

fn medicines(medicines: &[MedicineRow]) -> Sheet {
    const COLUMNS: [&str; 7] = [
        "bnf_chapter",
        "chapter_title",
        "bnf_code",
        "medicine",
        "counts",
        "acb_points",
        "flags",
    ];
    let row = |medicine: &MedicineRow| {
        vec![
            Cell::Text(format!("{:02}", medicine.chapter)),
            Cell::text(medicine.chapter_title.as_str()),
            Cell::text(medicine.code.as_str()),
            Cell::text(medicine.name.as_str()),
            Cell::text(if medicine.counts { "yes" } else { "no" }),
            Cell::Count(medicine.acb_points),
            Cell::List(medicine.flags.clone()),
        ]
    };
    Sheet {
        name: "Medicines",
        key: Some("medicines"),
        table: ReportTable::of_people(&COLUMNS, medicines, row),
    }
}

fn nearest(nearest: &[NearestRow]) -> Sheet {
    let row = |nearest: &NearestRow| {
        vec![
            Cell::text(nearest.criterion.as_str()),
            Cell::text(nearest.title.as_str()),
            Cell::Count(nearest.short_by),
        ]
    };
    Sheet {
        name: "Nearest thresholds",
        key: Some("nearest_thresholds"),
        table: ReportTable::of_people(&["criterion", "title", "short_by"], nearest, row),
    }
}

fn questions() -> Sheet {
    const COLUMNS: [&str; 5] = ["step", "about", "question", "source", "address"];
    let row = |step: &ReviewStep| {
        let texts = [step.about, step.question, SOURCE, SOURCE_URL];
        std::iter::once(Cell::Count(step.number))
            .chain(texts.map(Cell::text))
            .collect()
    };
    Sheet {
        name: "Questions",
        key: None,
        table: ReportTable::of_references(&COLUMNS, &STEPS, row),
    }
}
