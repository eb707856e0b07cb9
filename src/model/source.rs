//! Where a fact comes from, and how far it can be relied on.

use serde::Deserialize;

/// How far a rule can be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Published by the body the source names.
    Published,
    /// Chosen here.
    Ours,
    /// The idea is published, the list of medicines is not.
    Experimental,
    /// The user's own: what a definition is that does not say.
    #[default]
    User,
}

impl Mark {
    /// The word of the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Ours => "ours",
            Self::Experimental => "experimental",
            Self::User => "user",
        }
    }
}

/// The publication a list, a score or an indicator is taken from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Publisher and publication.
    pub name: String,
    /// Where it can be read; empty where the user does not say.
    #[serde(default)]
    pub url: String,
    /// How far it can be relied on.
    #[serde(default)]
    pub mark: Mark,
}
