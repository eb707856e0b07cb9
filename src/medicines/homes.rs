//! Homes that a form or a strength decides where a name has several.
//!
//! Source: NHSBSA, BNF Code Information, February 2020. A rule stands here where every
//! presentation of the form (and the strengths) is listed under the one code, or where the other
//! codes are of salts that the dm+d writes into the name ("Ibuprofen lysine 400mg tablets").

use super::routes::Route;
use super::routes::Route::{OralLiquid, Patch, Skin, Tablet};
use super::words::Piece;
use crate::model::Substance;

/// Codes no name should lead to: homes that NHSBSA has given up for another one, and sections of
/// compound preparations whose entries are named after one ingredient.
const SET_ASIDE: [&str; 11] = [
    "030104",
    "0401010Q0",
    "0403030Y0",
    "0409010M0",
    "0502000",
    "0503010P0",
    "0503030",
    "0601012AB",
    "0701030T0",
    "0701030U0",
    "0407020AH",
];

struct Rule {
    name: &'static str,
    route: Route,
    /// Any of these; all strengths if there is none.
    strengths: &'static [&'static str],
    code: &'static str,
}

const fn rule(name: &'static str, route: Route, code: &'static str) -> Rule {
    Rule {
        name,
        route,
        strengths: &[],
        code,
    }
}

const fn of(name: &'static str, strengths: &'static [&'static str], code: &'static str) -> Rule {
    Rule {
        name,
        route: Tablet,
        strengths,
        code,
    }
}

const RULES: [Rule; 44] = [
    rule("alverine", Tablet, "0102000A0"),
    rule("amitriptyline", Tablet, "0403010B0"),
    rule("amitriptyline", OralLiquid, "0403010B0"),
    rule("amoxicillin", Tablet, "0501013B0"),
    rule("amoxicillin", OralLiquid, "0501013B0"),
    of("aspirin", &["75mg"], "0209000A0"),
    // The other entry holds bisoprolol with aspirin only.
    rule("bisoprolol", Tablet, "0204000H0"),
    of("cinnarizine", &["15mg"], "0406000D0"),
    rule("citalopram", Tablet, "0403030D0"),
    rule("clonazepam", Tablet, "0408010F0"),
    of(
        "clonidine",
        &["25microgram", "25micrograms", "25mcg"],
        "0407042F0",
    ),
    of(
        "clonidine",
        &["100microgram", "100micrograms", "100mcg"],
        "0205020E0",
    ),
    rule("codeine", Tablet, "0407020C0"),
    rule("cyclizine", Tablet, "0406000F0"),
    rule("dexamethasone", Tablet, "0603020G0"),
    of("duloxetine", &["20mg", "40mg"], "0704020AA"),
    rule("estradiol", Patch, "0604011G0"),
    of("finasteride", &["5mg"], "0604020C0"),
    of("finasteride", &["1mg"], "1309000W0"),
    rule("flucloxacillin", Tablet, "0501012G0"),
    rule("gabapentin", Tablet, "0408010G0"),
    rule("hydrocortisone", Skin, "1304000V0"),
    rule("hydrocortisone", Tablet, "0603020J0"),
    rule("hydroxyzine", Tablet, "0304010J0"),
    rule("ibuprofen", Tablet, "1001010J0"),
    rule("indometacin", Tablet, "1001010K0"),
    of(
        "medroxyprogesterone",
        &["2.5mg", "5mg", "10mg"],
        "0604012M0",
    ),
    of(
        "medroxyprogesterone",
        &["100mg", "200mg", "400mg"],
        "0803020H0",
    ),
    rule("methotrexate", Tablet, "1001030U0"),
    rule("methylprednisolone", Tablet, "0603020S0"),
    of(
        "metoprolol",
        &["25mg", "50mg", "100mg", "200mg"],
        "0204000K0",
    ),
    rule("morphine", Tablet, "0407020Q0"),
    rule("mycophenolate mofetil", Tablet, "0802010M0"),
    rule("naproxen", Tablet, "1001010P0"),
    rule("nicotine", Patch, "0410020B0"),
    of("norethisterone", &["5mg"], "0604012P0"),
    of(
        "norethisterone",
        &["350microgram", "350micrograms", "350mcg"],
        "0703021N0",
    ),
    rule("nystatin", OralLiquid, "0502030B0"),
    of("oxybutynin", &["2.5mg", "3mg", "5mg"], "0704020J0"),
    rule("prednisolone", Tablet, "0603020T0"),
    rule("prochlorperazine", Tablet, "0406000T0"),
    rule("promethazine", Tablet, "0304010W0"),
    of("sildenafil", &["25mg", "50mg", "100mg"], "0704050Z0"),
    of("sildenafil", &["20mg"], "0205010Y0"),
];

/// Whether no name should lead to the code.
pub(crate) fn is_set_aside(code: Substance) -> bool {
    SET_ASIDE.iter().any(|prefix| code.starts_with(prefix))
}

/// Names with a second home that the table knows by another name ("Adcirca", "Tars"), and the
/// strength it has there, if not all.
const TOLD_APART_ELSEWHERE: [(&str, Option<&str>); 8] = [
    ("coal tar", None),
    ("coumarin", None),
    ("gamolenic acid", None),
    ("levocarnitine", None),
    ("ribavirin", None),
    ("soap", None),
    ("tadalafil", Some("20mg")),
    ("tar", None),
];

/// Whether the name may mean a code that the table has under another name.
pub(crate) fn is_told_apart_elsewhere(words: &[String], pieces: &[Piece]) -> bool {
    let name = words.join(" ");
    let written = |strength: &str| pieces.contains(&Piece::Quantity(strength.to_owned()));
    TOLD_APART_ELSEWHERE
        .iter()
        .any(|(known, strength)| *known == name && strength.is_none_or(written))
}

/// Leaves the one candidate that the form or the strength decides for, if one does.
pub(crate) fn decide(
    words: &[String],
    told: &[Route],
    pieces: &[Piece],
    candidates: &mut Vec<Substance>,
) {
    let [route] = told else {
        return;
    };
    let name = words.join(" ");
    let written = |strength: &str| {
        pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Quantity(quantity) if quantity == strength))
    };
    let decided = RULES.iter().find(|rule| {
        rule.name == name
            && rule.route == *route
            && (rule.strengths.is_empty() || rule.strengths.iter().any(|one| written(one)))
    });
    if let Some(rule) = decided {
        let mut one = candidates.clone();
        one.retain(|code| code.as_str() == rule.code);
        if !one.is_empty() {
            *candidates = one;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::substances;

    #[test]
    fn every_rule_leads_to_a_known_substance() {
        for rule in &RULES {
            let code = Substance::from_bnf_code(rule.code.as_bytes())
                .expect("a code")
                .0;
            assert!(substances().contains(code), "{}", rule.name);
            assert!(!is_set_aside(code), "{}", rule.name);
        }
    }
}
