//! Definitions of a user, in memory.

use rxsift::definitions::Catalogue;
use rxsift::model::{DefinitionFile, DefinitionTable};

/// Definitions of a user, sound ones.
pub(crate) const LOCAL: &str = "fixtures/definitions/local.toml";

/// A file of definitions with a table beside it.
pub(crate) fn file(text: &str, table: &str) -> DefinitionFile {
    DefinitionFile {
        name: "own.toml".to_owned(),
        text: text.to_owned(),
        sha256: "0".repeat(64),
        tables: vec![DefinitionTable {
            name: "own.csv".to_owned(),
            text: table.to_owned(),
            sha256: "1".repeat(64),
        }],
    }
}

/// The shipped definitions with these of a user, or what is wrong with them.
pub(crate) fn with(text: &str) -> Result<Catalogue, String> {
    let table = "code,score\n0403010B0,2\n";
    let read = Catalogue::shipped().with(&[file(text, table)]);
    read.map_err(|fault| fault.to_string())
}
