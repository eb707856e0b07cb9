//! Homes that a form or a strength decides where a name has several: the rules stand in
//! `data/homes.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::routes::Route;
use super::words::Piece;
use crate::model::Substance;
use crate::reference::word_lists;

pub(crate) const RULES: &str = include_str!("data/homes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Homes {
    /// Codes no name should lead to, by their beginnings.
    set_aside: Vec<String>,
    /// The first that fits decides.
    rules: Vec<HomeRule>,
    /// Names with a second home that the table knows by another name.
    told_apart_elsewhere: Vec<SecondHome>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HomeRule {
    name: String,
    route: Route,
    /// Any of these; all strengths if there is none.
    #[serde(default)]
    strengths: Vec<String>,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SecondHome {
    name: String,
    /// The strength it has there, if not all.
    strength: Option<String>,
}

/// Read when first asked for.
fn homes() -> &'static Homes {
    static HOMES: OnceLock<Homes> = OnceLock::new();
    HOMES.get_or_init(|| word_lists(RULES))
}

/// Whether no name should lead to the code.
pub(crate) fn is_set_aside(code: Substance) -> bool {
    let mut prefixes = homes().set_aside.iter();
    prefixes.any(|prefix| code.starts_with(prefix))
}

/// Whether the name may mean a code that the table has under another name.
pub(crate) fn is_told_apart_elsewhere(words: &[String], pieces: &[Piece]) -> bool {
    let name = words.join(" ");
    let written = |strength: &String| pieces.contains(&Piece::Quantity(strength.clone()));
    homes()
        .told_apart_elsewhere
        .iter()
        .any(|known| known.name == name && known.strength.as_ref().is_none_or(written))
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
    let decided = homes().rules.iter().find(|rule| {
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
        for rule in &homes().rules {
            let code = Substance::from_bnf_code(rule.code.as_bytes())
                .expect("a code")
                .0;
            assert!(substances().contains(code), "{}", rule.name);
            assert!(!is_set_aside(code), "{}", rule.name);
        }
    }
}
