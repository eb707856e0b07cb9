//! Where a medicine is used, told from the words of its written name, and the BNF homes that
//! this leaves open. Homes are BNF code prefixes; what each section holds is the BNF's own
//! arrangement (NHSBSA, BNF classification).

use super::words::Piece;
use crate::model::Substance;

/// Where a medicine is used, as far as its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

const WORDS: [(Route, &[&str]); 15] = [
    (
        Eye,
        &["eye", "eyes", "ophthalmic", "intracameral", "intravitreal"],
    ),
    (Ear, &["ear", "ears", "otic"]),
    (Nose, &["nasal", "nose", "nasules", "nsl"]),
    (Vagina, &["vaginal", "vag", "pessary", "pessaries", "pess"]),
    (Bladder, &["bladder", "intravesical", "catheter"]),
    (Hair, &["shampoo"]),
    (
        Rectum,
        &[
            "rectal",
            "suppository",
            "suppositories",
            "suppos",
            "enema",
            "enemas",
            "enem",
        ],
    ),
    (
        Inhaled,
        &[
            "inhaler",
            "inhalers",
            "inhalation",
            "inhaled",
            "inhalator",
            "inh",
            "inha",
            "nebuliser",
            "nebulisers",
            "nebules",
            "neb",
            "accuhaler",
            "easyhaler",
            "turbohaler",
            "evohaler",
            "autohaler",
            "clickhaler",
            "cyclocaps",
            "rotacaps",
        ],
    ),
    (
        Mouth,
        &[
            "mouthwash",
            "lozenge",
            "lozenges",
            "buccal",
            "sublingual",
            "gargle",
            "oromucosal",
            "pastilles",
            "pastille",
            "gum",
            "mouth",
            "dental",
            "toothpaste",
        ],
    ),
    (
        Skin,
        &[
            "cream", "ointment", "lotion", "crm", "oint", "lot", "topical",
        ],
    ),
    (
        SkinOrMouth,
        &["gel", "paste", "cutaneous", "paint", "scalp"],
    ),
    (
        Tablet,
        &[
            "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps", "caplet",
            "caplets",
        ],
    ),
    (
        OralLiquid,
        &[
            "oral",
            "syrup",
            "elixir",
            "linctus",
            "mixture",
            "granules",
            "orodispersible",
        ],
    ),
    (
        Injected,
        &[
            "injection",
            "injections",
            "infusion",
            "vial",
            "vials",
            "ampoule",
            "ampoules",
            "inj",
            "syringe",
            "syringes",
            "prefilled",
            "cartridge",
            "cartridges",
        ],
    ),
    (
        Patch,
        &["patch", "patches", "transdermal", "plaster", "plasters"],
    ),
];

/// Sites with a section of the BNF to themselves.
const SITES: [(Route, &str); 6] = [
    (Eye, "11"),
    (Ear, "1201"),
    (Nose, "1202"),
    (Vagina, "0702"),
    (Bladder, "070404"),
    (Hair, "1309"),
];

/// Homes that a route rules out, and the exceptions within them.
const RULED_OUT: [(Route, &[&str], &[&str]); 9] = [
    (
        Rectum,
        &[
            "02", "0301", "0302", "0303", "0304", "0308", "0309", "0310", "0702", "070404",
            "1001022", "1003", "11", "12", "13",
        ],
        &[],
    ),
    (
        Inhaled,
        &[
            "0102", "0105", "0107", "02", "0309", "0603", "0701", "0704", "10", "11", "12", "13",
            "1501",
        ],
        &[],
    ),
    (
        Mouth,
        &[
            "0107", "0302", "0702", "070404", "1003", "11", "1201", "1202", "13",
        ],
        &[],
    ),
    (
        Skin,
        &[
            "0101", "0102", "0103", "0104", "0105", "0106", "0205", "03", "04", "05", "0603",
            "0701", "0702", "0704", "08", "09", "1001", "1002", "11", "12", "1309",
        ],
        // Creams that are used in the vagina without saying so.
        &[
            "0702010",
            "0702020F0",
            "0702020H0",
            "0702020I0",
            "0702020P0",
        ],
    ),
    (
        SkinOrMouth,
        &[
            "0101", "0102", "0103", "0104", "0105", "0106", "0205", "03", "05", "0603", "0701",
            "08", "1001", "1002", "11", "1201", "1202",
        ],
        &[],
    ),
    (
        Tablet,
        &[
            "0107", "030102", "0302", "040202", "0702", "0703022", "0703023", "070404", "090202",
            "1001022", "1003", "11", "12", "13", "150103",
        ],
        // Tablets and capsules in sections of other forms: acetazolamide and its like, idebenone,
        // antibiotics for the gums, mycophenolate, acne, hair loss.
        &[
            "110600030",
            "1106000B0",
            "1106000N0",
            "1108030AB",
            "1203010U0",
            "1203020P0",
            "1305010AB",
            "130602",
            "1203020H0",
            "1305010AF",
            "1305010I0",
            "1309000W0",
        ],
    ),
    (
        OralLiquid,
        &[
            "0107", "0302", "040202", "0702", "0703022", "0703023", "070404", "090202", "1001022",
            "1003", "11", "1201", "1202", "13", "150103",
        ],
        &["1305010AB", "130602"],
    ),
    (
        Injected,
        &["0302", "0303", "0702", "1003020", "100302", "12"],
        &[],
    ),
    (
        Patch,
        &[
            "0107", "0302", "040202", "0410030", "0702", "11", "12", "1501",
        ],
        &[],
    ),
];

/// The routes that the words of a name tell. A site (eye, ear, nose ...) tells more than a form:
/// an eye ointment is not for the skin, nor a powder capsule for inhalation a capsule to swallow.
pub(crate) fn told(pieces: &[Piece]) -> Vec<Route> {
    let found = |route: Route| {
        let words = WORDS.iter().find(|(of, _)| *of == route);
        words.is_some_and(|(_, words)| {
            pieces
                .iter()
                .filter_map(Piece::word)
                .any(|word| words.contains(&word))
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
    if let Some((_, home)) = SITES.iter().find(|(site, _)| *site == route) {
        let others = SITES.iter().filter(|(site, _)| *site != route);
        return if all.iter().any(|other| other.starts_with(home)) {
            // NHSBSA lists some ear drops with the eye drops of the same name.
            let eye_and_ear =
                route == Ear && ["1103", "1104"].iter().any(|at| code.starts_with(at));
            code.starts_with(home) || eye_and_ear
        } else {
            !others.into_iter().any(|(_, other)| code.starts_with(other))
        };
    }
    let Some((_, out, except)) = RULED_OUT.iter().find(|(of, _, _)| *of == route) else {
        return true;
    };
    let any = |prefixes: &[&str]| prefixes.iter().any(|prefix| code.starts_with(prefix));
    !any(out) || any(except)
}

/// Whether the words speak against a home that no other one competes with: it is for an organ
/// that is not named, or an eye or ear is named and the home is for neither.
pub(crate) fn speak_against(routes: &[Route], code: Substance, only_home: bool) -> bool {
    let at = |home: &str| code.starts_with(home);
    let organs = routes.contains(&Eye) || routes.contains(&Ear);
    if only_home {
        return organs && !(at("11") || at("12"));
    }
    let unsaid = |site: Route, home: &str| at(home) && !routes.contains(&site);
    unsaid(Bladder, "070404") || unsaid(Ear, "1201") || unsaid(Nose, "1202")
}
