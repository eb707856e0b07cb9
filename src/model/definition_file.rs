//! A file of definitions as it was read, before anybody has made sense of it.

/// A user's file of definitions, with the score tables beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFile {
    /// The name as the user gave it.
    pub name: String,
    /// What it says.
    pub text: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// The score tables it names that lie beside it.
    pub tables: Vec<DefinitionTable>,
}

/// A score table beside a file of definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionTable {
    /// The name by which the file of definitions calls it.
    pub name: String,
    /// Its rows.
    pub text: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}
