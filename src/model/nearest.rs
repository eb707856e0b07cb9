//! The known name that a mistyped one is most like: the one place that says how alike two names are.

/// The known name most like what was typed, if one is more alike than `alike` (0 to 1, by
/// Jaro and Winkler); of several equally alike the last. Both are compared as `fold` writes them.
pub fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    alike: f64,
    fold: impl Fn(&str) -> String,
) -> Option<&'a str> {
    let typed = fold(typed);
    let scored = known
        .into_iter()
        .map(|name| (likeness(&typed, &fold(name)), name));
    most_alike(scored, alike)
}

/// How alike two texts are, from 0 to 1 (Jaro and Winkler).
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

/// What is most alike and more than `alike`; of several equally alike the last.
pub fn most_alike<T>(scored: impl Iterator<Item = (f64, T)>, alike: f64) -> Option<T> {
    scored
        .filter(|(likeness, _)| *likeness > alike)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_is_named_and_nothing_that_is_too_far() {
        let near = |typed: &str, alike: f64| {
            nearest(
                typed,
                ["medicines", "items"],
                alike,
                str::to_ascii_lowercase,
            )
        };
        assert_eq!(near("Medicins", 0.8), Some("medicines"));
        assert_eq!(near("medicins", 0.999), None);
        assert_eq!(near("practice", 0.8), None);
    }
}
