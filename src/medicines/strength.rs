//! The strength in the name of a presentation: "10mg/5ml", "30mg/500mg", "25micrograms/hour".

/// What the first strength of a name says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Strength {
    /// The first mass.
    pub(crate) milligrams: f64,
    /// A second mass, of a combined medicine.
    pub(crate) second: Option<f64>,
    /// Millilitres the mass is in, of a liquid.
    pub(crate) per_ml: Option<f64>,
    /// Whether it is given off in an hour, by a patch.
    pub(crate) per_hour: bool,
}

/// The first strength in a lower-case name. A mass has its unit behind it: "10/5mg" is none,
/// because it does not say what the 10 are.
pub(crate) fn strength(name: &str) -> Option<Strength> {
    let mut at = 0;
    while at < name.len() {
        let rest = &name[at..];
        let Some((number, after)) = number(rest) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if let Some((milligrams, after)) = mass(number, after) {
            let before = name[..at].trim_end();
            return (!before.ends_with('/'))
                .then(|| parts(milligrams, after))
                .flatten();
        }
        at = name.len() - after.len();
    }
    None
}

/// What stands behind the first mass, after strokes. A stroke before something else ends it.
fn parts(milligrams: f64, after: &str) -> Option<Strength> {
    let mut strength = Strength {
        milligrams,
        second: None,
        per_ml: None,
        per_hour: false,
    };
    let mut rest = after;
    while let Some(part) = rest.trim_start().strip_prefix('/') {
        // "Oxycodone 10mg / Naloxone 5mg": the second part is named before its mass.
        let named = |c: char| c.is_ascii_alphabetic() || c == ' ' || c == '-';
        let part = match part.trim_start_matches(named) {
            second if part.starts_with(' ') && number(second).is_some() => second,
            _ => part.trim_start(),
        };
        let (value, behind) = number(part).map_or((None, part), |(n, rest)| (Some(n), rest));
        if let Some((second, behind)) = value.and_then(|value| mass(value, behind)) {
            if strength.second.replace(second).is_some() {
                return None; // three medicines in one
            }
            rest = behind;
        } else if unit(behind, &["ml"]).is_some() {
            strength.per_ml = Some(value.unwrap_or(1.0)).filter(|ml| *ml > 0.0);
            return strength.per_ml.map(|_| strength);
        } else if let Some(behind) = unit(behind, &["hours", "hour", "hrs", "hr"]) {
            // "4.2mg/72hrs" is what the whole patch gives off: another measure.
            strength.per_hour = value.is_none_or(|hours| (hours - 1.0).abs() < f64::EPSILON);
            return (strength.per_hour && !behind.starts_with('/')).then_some(strength);
        } else {
            return None;
        }
    }
    Some(strength)
}

/// A number at the beginning, and what follows it. A comma parts thousands.
fn number(text: &str) -> Option<(f64, &str)> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let length = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let written = text[..length].trim_end_matches(['.', ',']);
    let begins = written.starts_with(|c: char| c.is_ascii_digit());
    let number = written.replace(',', "").parse().ok().filter(|_| begins)?;
    Some((number, &text[written.len()..]))
}

/// A number with a unit of mass, in milligrams, and what follows.
fn mass(number: f64, after: &str) -> Option<(f64, &str)> {
    let units: [(&[&str], f64); 3] = [
        (&["micrograms", "microgram", "mcg"], 0.001),
        (&["mg"], 1.0),
        (&["grams", "gram", "g"], 1000.0),
    ];
    units
        .iter()
        .find_map(|(words, scale)| Some((number * scale, unit(after, words)?)))
        .filter(|(milligrams, _)| *milligrams > 0.0)
}

/// What follows one of the units, which has to end there. "10mgM/R" is written without a blank.
fn unit<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    words.iter().find_map(|word| {
        let rest = text.strip_prefix(word)?;
        let ends =
            !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) || rest.starts_with("m/r");
        ends.then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<(f64, Option<f64>, Option<f64>, bool)> {
        strength(name).map(|s| (s.milligrams, s.second, s.per_ml, s.per_hour))
    }

    #[test]
    fn strengths_are_read_as_they_are_written() {
        for (name, expected) in [
            ("morphine 10mg tablets", (10.0, None, None, false)),
            ("morphine 10 mg tablets", (10.0, None, None, false)),
            ("tab 10mgm/r", (10.0, None, None, false)),
            ("oral soln 10mg/5ml", (10.0, None, Some(5.0), false)),
            ("oral soln 20mg/ml", (20.0, None, Some(1.0), false)),
            (
                "co-codamol 30mg/500mg tablets",
                (30.0, Some(500.0), None, false),
            ),
            (
                "co-codamol 8mg/500mg/5ml liquid",
                (8.0, Some(500.0), Some(5.0), false),
            ),
            ("pdr sach 60mg/1g", (60.0, Some(1000.0), None, false)),
            (
                "fentanyl 25micrograms/hour patches",
                (0.025, None, None, true),
            ),
            (
                "transdermal patch 52.5mcg/hr(96hr)",
                (0.0525, None, None, true),
            ),
            ("zydol 24hr 150mg", (150.0, None, None, false)),
            ("diamorphine 1,000mg", (1000.0, None, None, false)),
        ] {
            assert_eq!(read(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn what_does_not_say_it_is_no_strength() {
        for name in [
            "morphine tablets",
            "tab 10/5mgm/r",
            "patch 4.2mg/72hrs",
            "gel 2%",
            "inj 1ml amp",
            "0mg",
            "1mg/2mg/3mg",
            "10mgs",
            "",
            "é 5",
        ] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
