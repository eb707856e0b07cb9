//! Parts of a group: by age, sex, deprivation, care home or a column of the user's.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::patient_month::PatientMonth;
use crate::cohort::Cohort;
use crate::definitions::ExtractFact;
use crate::model::{AgeBand, Band, Known, OLDEST, OdsCode, Sex};

/// What figures are broken down by, besides the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breakdown {
    /// The six disjoint age bands that cover every age.
    Age,
    /// Recorded sex.
    Sex,
    /// Deprivation decile.
    ImdDecile,
    /// Deprivation quintile: deciles 1 and 2 are quintile 1.
    ImdQuintile,
    /// Whether they live in a care home.
    CareHome,
    /// A column of the user's, by its position among those asked for, and its name.
    Column(Holder, usize, Arc<str>),
}

/// Whose a column of the user's is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// Practices: it stands in the organisations files.
    Practices,
    /// People: it stands in the patients files.
    People,
}

/// Ages from and to of the disjoint bands; the last is open.
const DISJOINT: [(u32, Option<u32>); 6] = [
    (0, Some(17)),
    (18, Some(44)),
    (45, Some(64)),
    (65, Some(74)),
    (75, Some(84)),
    (85, None),
];

/// The disjoint bands, youngest first.
pub(super) fn disjoint_bands() -> impl Iterator<Item = AgeBand> {
    DISJOINT.into_iter().map(|(from, to)| AgeBand { from, to })
}

/// The position of a part that no figure is given for: it tells that a group has patient-months,
/// also where none of them is in a band that is asked for.
const NO_BAND: u32 = u32::MAX;

/// Positions of bands, looked up by what is known of a person.
pub(crate) struct Parts {
    /// Every band that can occur, sorted.
    pub(crate) bands: Vec<Band>,
    /// Whether a group has the band even if nobody of any group is in it.
    pub(crate) always: Vec<bool>,
    /// [`NO_BAND`] where nobody asked for everyone.
    everyone: u32,
    by_age: Vec<Vec<u32>>,
    of_unknown_age: Vec<u32>,
    lookups: Vec<Lookup>,
}

enum Lookup {
    Sex([u32; 4]),
    /// By decile, the last for an unknown one.
    Decile([u32; 11]),
    CareHome([u32; 3]),
    OfPeople(usize, HashMap<Arc<str>, u32>, u32),
    /// By practice, the last for none.
    OfPractices(Vec<u32>),
}

impl Parts {
    pub(crate) fn new(
        cohort: &Cohort,
        named: &BTreeSet<AgeBand>,
        breakdowns: &BTreeSet<Breakdown>,
    ) -> Self {
        let mut ages: BTreeSet<AgeBand> = named.clone();
        let split_by_age = breakdowns.contains(&Breakdown::Age);
        if split_by_age {
            ages.extend(disjoint_bands());
        }
        let fixed: BTreeSet<Band> = ages.iter().map(|band| Band::from(*band)).collect();
        let mut bands = fixed.clone();
        if split_by_age {
            bands.insert(Band::Age(Known::Not));
        }
        for breakdown in breakdowns {
            bands.extend(possible(breakdown, cohort));
        }
        let bands: Vec<Band> = bands.into_iter().collect();
        let at = |band: &Band| {
            bands
                .binary_search(band)
                .ok()
                .and_then(|at| u32::try_from(at).ok())
                .expect("every possible band is among them")
        };
        let of_age = |age: u32| {
            let holds = |band: &&AgeBand| !band.is_all() && band.contains(age);
            ages.iter()
                .filter(holds)
                .map(|band| at(&Band::from(*band)))
                .collect()
        };
        Self {
            everyone: if ages.contains(&AgeBand::ALL) {
                at(&Band::All)
            } else {
                NO_BAND
            },
            by_age: (0..=OLDEST).map(of_age).collect(),
            of_unknown_age: split_by_age
                .then(|| at(&Band::Age(Known::Not)))
                .into_iter()
                .collect(),
            lookups: breakdowns
                .iter()
                .filter_map(|by| lookup(by, cohort, &at))
                .collect(),
            always: bands.iter().map(|band| fixed.contains(band)).collect(),
            bands,
        }
    }

    /// For each band, why it cannot be assessed if `knows_age` is false, or if of its breakdown
    /// nobody at all is in a known band. `met` says by position which bands somebody is in.
    pub(crate) fn missing(&self, met: &[bool], knows_age: bool) -> Vec<Option<&'static str>> {
        let is_met = |at: usize| met.get(at).copied().unwrap_or(false);
        let known: BTreeSet<&str> = self
            .bands
            .iter()
            .enumerate()
            .filter(|(at, band)| is_met(*at) && !is_unknown(band))
            .map(|(_, band)| band.breakdown())
            .collect();
        let of = |band: &Band| match band {
            Band::Age(_) if knows_age => None,
            Band::Age(_) => missing(band),
            other if known.contains(other.breakdown()) => None,
            other => missing(other),
        };
        self.bands.iter().map(of).collect()
    }

    /// The positions of every band the patient-month is in; [`NO_BAND`] may be among them.
    pub(crate) fn of(&self, month: &PatientMonth<'_>, into: &mut Vec<u32>) {
        into.clear();
        into.push(self.everyone);
        into.extend(match month.age {
            Some(age) => &self.by_age[age.min(OLDEST) as usize],
            None => &self.of_unknown_age,
        });
        let person = month.person;
        into.extend(self.lookups.iter().map(|lookup| {
            match lookup {
                Lookup::Sex(at) => at[month.sex.unwrap_or(Sex::Unknown).index() as usize],
                Lookup::Decile(at) => {
                    let decile = person.and_then(|person| person.imd_decile).unwrap_or(0);
                    at[decile.min(10) as usize]
                }
                Lookup::CareHome(at) => match person.and_then(|person| person.care_home) {
                    Some(home) => at[usize::from(home)],
                    None => at[2],
                },
                Lookup::OfPeople(column, at, unknown) => {
                    let text = person.and_then(|person| person.columns.get(*column)?.as_deref());
                    text.and_then(|text| at.get(text))
                        .copied()
                        .unwrap_or(*unknown)
                }
                Lookup::OfPractices(at) => {
                    at[month
                        .practice
                        .map_or(at.len() - 1, |practice| practice as usize)]
                }
            }
        }));
    }
}

/// Why a band cannot be assessed where nothing is known that would part people by it; `None` for
/// a band that only stands where somebody is known to be in it.
fn missing(band: &Band) -> Option<&'static str> {
    match band {
        Band::Age(_) => Some(ExtractFact::Age.missing()),
        Band::Sex(Known::Not) => Some("no sex in the items or patients files"),
        Band::ImdDecile(Known::Not) | Band::ImdQuintile(Known::Not) => {
            Some("no deprivation decile in the patients files")
        }
        Band::CareHome(Known::Not) => Some(ExtractFact::CareHome.missing()),
        Band::Column(_, Known::Not) => Some("nobody has a text in this column"),
        _ => None,
    }
}

/// Whether a band is of people of whom what parts them is not known.
fn is_unknown(band: &Band) -> bool {
    matches!(
        band,
        Band::Age(Known::Not)
            | Band::Sex(Known::Not)
            | Band::ImdDecile(Known::Not)
            | Band::ImdQuintile(Known::Not)
            | Band::CareHome(Known::Not)
            | Band::Column(_, Known::Not)
    )
}

/// The bands of a breakdown where nothing is known of anybody.
pub(crate) fn bands_of_nobody(breakdown: &Breakdown) -> Vec<Band> {
    match breakdown {
        Breakdown::Age => disjoint_bands().map(Band::from).collect(),
        Breakdown::Sex => vec![Band::Sex(Known::Not)],
        Breakdown::ImdDecile => vec![Band::ImdDecile(Known::Not)],
        Breakdown::ImdQuintile => vec![Band::ImdQuintile(Known::Not)],
        Breakdown::CareHome => vec![Band::CareHome(Known::Not)],
        Breakdown::Column(_, _, name) => vec![Band::Column(Arc::clone(name), Known::Not)],
    }
}

/// Every band of a breakdown that someone of the cohort could be in.
fn possible(breakdown: &Breakdown, cohort: &Cohort) -> Vec<Band> {
    let with_unknown = |known: Vec<Band>, unknown: Band| {
        let mut all = known;
        all.push(unknown);
        all
    };
    let numbers = |to: u32, band: fn(Known<u32>) -> Band| {
        with_unknown(
            (1..=to).map(|part| band(Known::As(part))).collect(),
            band(Known::Not),
        )
    };
    match breakdown {
        Breakdown::Age => Vec::new(),
        Breakdown::Sex => with_unknown(
            [Sex::Female, Sex::Male, Sex::Indeterminate]
                .map(|sex| Band::Sex(Known::As(sex)))
                .into(),
            Band::Sex(Known::Not),
        ),
        Breakdown::ImdDecile => numbers(10, Band::ImdDecile),
        Breakdown::ImdQuintile => numbers(5, Band::ImdQuintile),
        Breakdown::CareHome => with_unknown(
            [false, true]
                .map(|home| Band::CareHome(Known::As(home)))
                .into(),
            Band::CareHome(Known::Not),
        ),
        Breakdown::Column(holder, column, name) => {
            let band = |value| Band::Column(Arc::clone(name), value);
            let texts = texts(cohort, *holder, *column).into_iter();
            with_unknown(
                texts.map(|text| band(Known::As(text))).collect(),
                band(Known::Not),
            )
        }
    }
}

/// The distinct texts of a column of the user's, sorted.
pub(crate) fn texts(cohort: &Cohort, holder: Holder, column: usize) -> BTreeSet<Arc<str>> {
    let mut texts: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut add = |text: Option<&str>| {
        if let Some(text) = text.filter(|text| !texts.contains(*text)) {
            texts.insert(text.into());
        }
    };
    match holder {
        Holder::People => {
            for person in cohort.described() {
                add(person.columns.get(column).and_then(Option::as_deref));
            }
        }
        Holder::Practices => {
            for practice in &cohort.practices {
                add(of_practice(cohort, practice, column));
            }
        }
    }
    texts
}

/// The text of a practice in a column of the organisations files.
pub(crate) fn of_practice<'a>(
    cohort: &'a Cohort,
    practice: &OdsCode,
    column: usize,
) -> Option<&'a str> {
    let organisation = cohort.organisations.0.get(practice)?;
    organisation.columns.get(column)?.as_deref()
}

fn lookup(breakdown: &Breakdown, cohort: &Cohort, at: &dyn Fn(&Band) -> u32) -> Option<Lookup> {
    let decile = |band: &dyn Fn(Known<u32>) -> Band, width: u32| {
        let of = |decile: usize| match u32::try_from(decile) {
            Ok(0) | Err(_) => Known::Not,
            Ok(decile) => Known::As(decile.div_ceil(width)),
        };
        Lookup::Decile(std::array::from_fn(|decile| at(&band(of(decile)))))
    };
    Some(match breakdown {
        Breakdown::Age => return None,
        Breakdown::Sex => {
            let of = |index: usize| {
                let sex = u32::try_from(index).ok().and_then(Sex::from_index);
                sex.filter(|sex| *sex != Sex::Unknown)
            };
            Lookup::Sex(std::array::from_fn(|index| {
                at(&Band::Sex(of(index).into()))
            }))
        }
        Breakdown::ImdDecile => decile(&Band::ImdDecile, 1),
        Breakdown::ImdQuintile => decile(&Band::ImdQuintile, 2),
        Breakdown::CareHome => Lookup::CareHome(
            [Some(false), Some(true), None].map(|home| at(&Band::CareHome(home.into()))),
        ),
        Breakdown::Column(Holder::Practices, column, name) => {
            let band = |text: Option<&str>| {
                at(&Band::Column(Arc::clone(name), text.map(Arc::from).into()))
            };
            let of_each = cohort
                .practices
                .iter()
                .map(|practice| of_practice(cohort, practice, *column));
            Lookup::OfPractices(of_each.chain([None]).map(band).collect())
        }
        Breakdown::Column(Holder::People, column, name) => {
            let band = |value| at(&Band::Column(Arc::clone(name), value));
            let known = texts(cohort, Holder::People, *column).into_iter();
            let known = known.map(|text| (Arc::clone(&text), band(Known::As(text))));
            Lookup::OfPeople(*column, known.collect(), band(Known::Not))
        }
    })
}
