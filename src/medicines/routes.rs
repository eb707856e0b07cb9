//! Where a medicine is used, told from the words of its written name, and the BNF homes that
//! this leaves open: words and homes stand in `data/routes.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::words::Piece;
use crate::model::Substance;
use crate::reference::word_lists;

/// Where a medicine is used, as far as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Route {
    Eye,
    Ear,
    Nose,
    Vagina,
    Bladder,
    /// Shampoos only; other scalp preparations live with their substance.
    Hair,
    Rectum,
    Inhaled,
    /// In the mouth: lozenges, mouthwashes, buccal and sublingual tablets.
    Mouth,
    /// Creams, ointments and lotions.
    Skin,
    /// Gels, pastes and what is only said to be cutaneous.
    SkinOrMouth,
    Tablet,
    OralLiquid,
    Injected,
    Patch,
}

use Route::{
    Bladder, Ear, Eye, Hair, Inhaled, Injected, Mouth, Nose, OralLiquid, Patch, Rectum, Skin,
    SkinOrMouth, Tablet, Vagina,
};

pub(crate) const WORDS: &str = include_str!("data/routes.toml");

/// The words of a route, and the homes that it leaves open. Homes are BNF code prefixes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteWords {
    name: Route,
    words: Vec<String>,
    /// The section of the BNF that a site has to itself.
    home: Option<String>,
    /// Further sections that hold medicines of the site.
    #[serde(default)]
    also_in: Vec<String>,
    #[serde(default)]
    ruled_out: Vec<String>,
    /// What may be in a home that is ruled out.
    #[serde(default)]
    except: Vec<String>,
}

/// Every route; read when first asked for.
fn known() -> &'static [RouteWords] {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Routes {
        route: Vec<RouteWords>,
    }
    static ROUTES: OnceLock<Vec<RouteWords>> = OnceLock::new();
    ROUTES.get_or_init(|| word_lists::<Routes>(WORDS).route)
}

impl Route {
    fn words(self) -> Option<&'static RouteWords> {
        known().iter().find(|known| known.name == self)
    }

    fn home(self) -> Option<&'static str> {
        self.words()?.home.as_deref()
    }
}

/// The routes that the words of a name tell. A site (eye, ear, nose ...) tells more than a form:
/// an eye ointment is not for the skin, nor a powder capsule for inhalation a capsule to swallow.
pub(crate) fn told(pieces: &[Piece]) -> Vec<Route> {
    let found = |route: Route| {
        route.words().is_some_and(|RouteWords { words, .. }| {
            pieces
                .iter()
                .filter_map(Piece::word)
                .any(|word| words.iter().any(|known| known == word))
        })
    };
    for stronger in [
        &[Eye, Ear, Nose, Vagina, Bladder, Hair, Rectum][..],
        &[Inhaled, Mouth, Patch],
    ] {
        let routes: Vec<Route> = stronger
            .iter()
            .copied()
            .filter(|route| found(*route))
            .collect();
        if !routes.is_empty() {
            return routes;
        }
    }
    // An oral gel, paste or spray stays in the mouth.
    if found(OralLiquid) && (found(SkinOrMouth) || found(Skin)) {
        return vec![Mouth];
    }
    [Skin, SkinOrMouth, Tablet, OralLiquid, Injected]
        .into_iter()
        .filter(|route| found(*route))
        .collect()
}

/// Takes out the candidates that cannot be meant. With several routes, what fits one stays.
pub(crate) fn keep_possible(routes: &[Route], candidates: &mut Vec<Substance>) {
    if routes.is_empty() {
        return;
    }
    let all = candidates.clone();
    candidates.retain(|code| routes.iter().any(|route| possible(*route, *code, &all)));
}

fn possible(route: Route, code: Substance, all: &[Substance]) -> bool {
    let Some(words) = route.words() else {
        return true;
    };
    let any = |prefixes: &[String]| prefixes.iter().any(|prefix| code.starts_with(prefix));
    let Some(home) = &words.home else {
        return !any(&words.ruled_out) || any(&words.except);
    };
    if all.iter().any(|other| other.starts_with(home)) {
        return code.starts_with(home) || any(&words.also_in);
    }
    let mut others = known().iter().filter(|other| other.name != route);
    !others.any(|other| {
        let home = other.home.as_deref();
        home.is_some_and(|home| code.starts_with(home))
    })
}

/// Whether the words speak against a home that no other one competes with: it is for an organ
/// that is not named, or an eye or ear is named and the home is for neither.
pub(crate) fn speak_against(routes: &[Route], code: Substance, only_home: bool) -> bool {
    let at = |home: &str| code.starts_with(home);
    let organs = routes.contains(&Eye) || routes.contains(&Ear);
    if only_home {
        return organs && !(at("11") || at("12"));
    }
    [Bladder, Ear, Nose]
        .into_iter()
        .any(|site| site.home().is_some_and(at) && !routes.contains(&site))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_one_entry_and_a_site_rules_nothing_out() {
        let all = [
            Eye,
            Ear,
            Nose,
            Vagina,
            Bladder,
            Hair,
            Rectum,
            Inhaled,
            Mouth,
            Skin,
            SkinOrMouth,
            Tablet,
            OralLiquid,
            Injected,
            Patch,
        ];
        assert_eq!(known().len(), all.len());
        for route in all {
            let entries = known().iter().filter(|known| known.name == route);
            assert_eq!(entries.count(), 1, "{route:?}");
        }
        for known in known() {
            assert!(!known.words.is_empty());
            assert!(known.home.is_none() || known.ruled_out.is_empty());
            assert!(known.home.is_some() || known.also_in.is_empty());
            assert!(!known.ruled_out.is_empty() || known.except.is_empty());
        }
    }
}
