//! The prep sheet of a review: one page on a person, as tables for reading and as HTML.

use minijinja::{Value, context};

use super::document::{
    Document, Meta, Page, Section, Setting, Supplement, TableView, VersionNames,
};
use super::explanation::{
    CriterionRow, Explanation, MedicineRow, SOURCE, SOURCE_URL, STEPS, sheets, table,
};
use super::person_table::{PersonRow, number, shortened};

/// What is said of the column of flags.
const FLAGS: &str = "flags: criteria met that the medicine stands behind; the number of medicines \
     is made of all that count";
/// As many medicines leave room for larger print on one page.
const FEW: usize = 8;
/// Room for a person to write.
const ROOM: &str = "____________";

/// The document of a prep sheet: the criteria as its table, the rest as further tables and as a page.
/// `show_ids` decides whether what is for reading shows the id whole.
#[must_use]
pub fn prep_sheet(of: &Explanation, show_ids: bool, meta: Meta) -> Document {
    Document {
        table: table(of),
        view: view(of, show_ids, &meta),
        more: Supplement {
            sheets: sheets(of),
            page: Some(page(of, &meta)),
            ..Supplement::default()
        },
        meta,
    }
}

/// The sheet as tables.
fn view(of: &Explanation, show_ids: bool, meta: &Meta) -> TableView {
    TableView {
        heading: heading(&of.person, show_ids),
        parts: vec![
            medicines(&of.medicines),
            reasons(of),
            criteria(of, "not met", "Criteria not met", "values"),
            criteria(of, "not assessable", "Not assessable", "why"),
            nearest(of),
            questions(),
            outcome(of),
        ],
        footer: vec![
            String::new(),
            format!("{}.", marks(meta)),
            of.intended_use.to_owned(),
        ],
        ..TableView::default()
    }
}

/// What every sheet says of itself.
fn marks(meta: &Meta) -> String {
    format!(
        "Contains patient data. rxsift {}, definitions {}",
        meta.tool_version, meta.definitions_version
    )
}

fn heading(person: &PersonRow, show_ids: bool) -> Vec<String> {
    let id = if show_ids {
        person.patient_id.clone()
    } else {
        shortened(&person.patient_id)
    };
    let facts = [
        (format!("Patient {id}"), true),
        (
            format!("practice {}", practice(person)),
            !practice(person).is_empty(),
        ),
        (format!("age {}", number(person.age)), person.age.is_some()),
        (person.sex.clone(), !person.sex.is_empty()),
        (person.data_month.clone(), true),
    ];
    let known = facts.into_iter().filter(|(_, known)| *known);
    vec![
        known.map(|(fact, _)| fact).collect::<Vec<_>>().join(", "),
        format!(
            "Score {}, {} medicines, anticholinergic score {}",
            person.score,
            number(person.medicines),
            number(person.acb_score)
        ),
    ]
}

/// Code and name of the practice, as far as they are known. A name is text of a file: what would
/// steer a terminal is taken out.
fn practice(person: &PersonRow) -> String {
    let name = person.practice_name.replace(char::is_control, " ");
    let both = [person.practice_code.as_str(), name.trim()];
    let known: Vec<&str> = both.into_iter().filter(|text| !text.is_empty()).collect();
    known.join(" ")
}

/// Number and title of the medicine's chapter.
fn chapter(medicine: &MedicineRow) -> String {
    match (medicine.chapter, medicine.chapter_title.as_str()) {
        (0, _) => "No known BNF chapter".to_owned(),
        (number, title) => format!("{number:02} {title}").trim_end().to_owned(),
    }
}

fn counts(medicine: &MedicineRow) -> &'static str {
    if medicine.counts { "yes" } else { "no" }
}

/// Points; nothing where there are none.
fn points(points: u64) -> String {
    number(Some(points).filter(|points| *points > 0))
}

fn medicines(medicines: &[MedicineRow]) -> Section {
    let row = |medicine: &MedicineRow| {
        vec![
            chapter(medicine),
            medicine.name.clone(),
            counts(medicine).to_owned(),
            points(medicine.acb_points),
            medicine.flags.join(", "),
        ]
    };
    Section {
        title: "Medicines by BNF chapter".to_owned(),
        headings: vec![
            ("chapter", Setting::Section),
            ("medicine", Setting::Word),
            ("counts", Setting::Word),
            ("ACB", Setting::Number),
            ("flags", Setting::Prose),
        ],
        rows: medicines.iter().map(row).collect(),
        lines: vec![FLAGS.to_owned()],
    }
}

fn of_outcome<'a>(of: &'a Explanation, outcome: &str) -> Vec<&'a CriterionRow> {
    let rows = of.criteria.iter();
    rows.filter(|row| row.outcome == outcome).collect()
}

/// The score as the sum of its points.
fn sum(of: &Explanation) -> String {
    let met = of_outcome(of, "met");
    let points: Vec<String> = met.iter().map(|row| row.points.to_string()).collect();
    match points.as_slice() {
        [] => format!("No criterion is met: score {}", of.person.score),
        [_] => format!("Score {}", of.person.score),
        several => format!("{} = score {}", several.join(" + "), of.person.score),
    }
}

fn reasons(of: &Explanation) -> Section {
    let rows = of_outcome(of, "met").into_iter().map(|row| {
        vec![
            row.points.to_string(),
            row.criterion.clone(),
            row.reason.clone(),
        ]
    });
    Section {
        title: "Reasons".to_owned(),
        headings: vec![
            ("points", Setting::Number),
            ("criterion", Setting::Word),
            ("reason", Setting::Prose),
        ],
        rows: rows.collect(),
        lines: vec![sum(of)],
    }
}

fn criteria(of: &Explanation, outcome: &str, title: &str, heading: &'static str) -> Section {
    let rows: Vec<Vec<String>> = of_outcome(of, outcome)
        .into_iter()
        .map(|row| vec![row.criterion.clone(), row.reason.clone()])
        .collect();
    Section {
        title: title.to_owned(),
        headings: vec![("criterion", Setting::Word), (heading, Setting::Prose)],
        lines: none_if(rows.is_empty()),
        rows,
    }
}

fn none_if(none: bool) -> Vec<String> {
    none.then(|| "None".to_owned()).into_iter().collect()
}

fn nearest(of: &Explanation) -> Section {
    let rows = of.nearest.iter().map(|nearest| {
        vec![
            nearest.short_by.to_string(),
            nearest.criterion.clone(),
            nearest.title.clone(),
        ]
    });
    Section {
        title: "Nearest thresholds not reached".to_owned(),
        headings: vec![
            ("short by", Setting::Number),
            ("criterion", Setting::Word),
            ("title", Setting::Prose),
        ],
        rows: rows.collect(),
        lines: none_if(of.nearest.is_empty()),
    }
}

fn questions() -> Section {
    let rows = STEPS.iter().map(|step| {
        vec![
            step.number.to_string(),
            step.about.to_owned(),
            step.question.to_owned(),
        ]
    });
    Section {
        title: "Questions to ask".to_owned(),
        headings: vec![
            ("step", Setting::Number),
            ("about", Setting::Word),
            ("question", Setting::Prose),
        ],
        rows: rows.collect(),
        lines: vec![format!("{SOURCE}: {SOURCE_URL}")],
    }
}

/// The worklist's columns for the human, and what belongs into each.
fn columns_to_fill(of: &Explanation) -> [(&'static str, String); 5] {
    let word = of.statuses.join(", ");
    [
        ("status", word),
        ("date", "day of the review, such as 2024-03-31".to_owned()),
        ("outcome", "what came of it".to_owned()),
        ("snooze_until", "a day, if it is put off".to_owned()),
        ("note", "anything else".to_owned()),
    ]
}

fn outcome(of: &Explanation) -> Section {
    let rows = columns_to_fill(of);
    let rows = rows.map(|(column, what)| vec![column.to_owned(), ROOM.to_owned(), what]);
    Section {
        title: "Outcome of the review".to_owned(),
        headings: vec![
            ("column", Setting::Word),
            ("to fill in", Setting::Word),
            ("with", Setting::Prose),
        ],
        rows: rows.to_vec(),
        lines: Vec::new(),
    }
}

/// The sheet as a page, with the id whole: a file is for keeping.
fn page(of: &Explanation, meta: &Meta) -> Page {
    let person = &of.person;
    let criteria = |outcome: &str| -> Vec<Value> {
        let rows = of_outcome(of, outcome).into_iter();
        rows.map(criterion_value).collect()
    };
    let chapters = of
        .medicines
        .chunk_by(|one, next| one.chapter == next.chapter);
    let chapters = chapters.map(|run| {
        let medicines: Vec<Value> = run.iter().map(medicine_value).collect();
        context! { title => chapter(&run[0]), medicines => medicines }
    });
    let nearest = of.nearest.iter().map(|row| {
        context! { criterion => &row.criterion, title => &row.title, short_by => row.short_by }
    });
    let steps = STEPS.iter();
    let steps = steps.map(|step| context! { about => step.about, question => step.question });
    let fill_in = columns_to_fill(of);
    let fill_in = fill_in.map(|(column, what)| context! { name => column, with => what });
    let values = context! {
        few => of.medicines.len() <= FEW,
        patient_id => &person.patient_id,
        practice => practice(person),
        age => number(person.age),
        sex => &person.sex,
        month => &person.data_month,
        score => person.score,
        medicines => number(person.medicines),
        acb_score => number(person.acb_score),
        chapters => chapters.collect::<Vec<_>>(),
        met => criteria("met"),
        sum => sum(of),
        not_met => criteria("not met"),
        not_assessable => criteria("not assessable"),
        nearest => nearest.collect::<Vec<_>>(),
        steps => steps.collect::<Vec<_>>(),
        fill_in => fill_in.to_vec(),
        flags => FLAGS,
        source => SOURCE,
        source_url => SOURCE_URL,
        marks => marks(meta),
        definitions => meta.definition_lines(VersionNames::First),
        intended_use => of.intended_use,
    };
    Page {
        name: "explain.html",
        template: include_str!("templates/explain.html"),
        values,
    }
}

fn criterion_value(row: &CriterionRow) -> Value {
    context! { criterion => &row.criterion, points => row.points, reason => &row.reason }
}

fn medicine_value(medicine: &MedicineRow) -> Value {
    context! {
        name => &medicine.name,
        counts => counts(medicine),
        acb_points => points(medicine.acb_points),
        flags => medicine.flags.join(", "),
    }
}
