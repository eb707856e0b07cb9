//! Files of definitions, and the score tables beside them. What they say is for `indicators`.

use std::path::Path;

use super::bytes::{sha256, text};
use super::input::Input;
use crate::files::error::FileError;
use crate::model::{DefinitionFile, DefinitionTable};

/// The files of definitions behind a name: the file, or the `.toml` files directly in a folder, in
/// name order. A score table that is not there is left out: the definition that names it is told of.
///
/// # Errors
/// [`FileError`] if something cannot be opened, a folder holds no such file, or a file is no text.
pub fn definition_files(path: &Path) -> Result<Vec<DefinitionFile>, FileError> {
    if !path.is_dir() {
        return Ok(vec![definition_file(path)?]);
    }
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| FileError::Open {
        file: name.clone(),
        reason: error.kind(),
    };
    let mut files = Vec::new();
    for entry in path.read_dir().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_toml = name.to_ascii_lowercase().ends_with(".toml");
        if path.is_file() && is_toml && !name.starts_with('.') {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(FileError::NoDefinitions { folder: name });
    }
    files.sort();
    files.iter().map(|path| definition_file(path)).collect()
}

fn definition_file(path: &Path) -> Result<DefinitionFile, FileError> {
    let input = Input::file(path);
    let bytes = input.bytes()?;
    let sha256 = sha256(&bytes);
    let text = without_mark(&bytes);
    let text = std::str::from_utf8(text).map_err(|error| FileError::NotText {
        file: input.name().to_owned(),
        line: 1 + text[..error.valid_up_to()]
            .iter()
            .filter(|b| **b == b'\n')
            .count() as u64,
    })?;
    let mut tables = Vec::new();
    for table in tables_named(text) {
        let beside = path.with_file_name(&table);
        if beside.is_file() {
            tables.push(definition_table(&beside, table)?);
        }
    }
    Ok(DefinitionFile {
        name: input.name().to_owned(),
        text: text.to_owned(),
        sha256,
        tables,
    })
}

fn definition_table(path: &Path, name: String) -> Result<DefinitionTable, FileError> {
    let bytes = Input::file(path).bytes()?;
    Ok(DefinitionTable {
        name,
        text: text(without_mark(&bytes)).into_owned(),
        sha256: sha256(&bytes),
    })
}

/// The score tables a file names. A name with a path in it is none: tables lie beside the file.
/// Text that is not sound names none; whoever reads the definitions says what is wrong with it.
fn tables_named(text: &str) -> Vec<String> {
    let table = toml::from_str::<toml::Table>(text).unwrap_or_default();
    let scores = table.get("score").and_then(toml::Value::as_array);
    let mut names: Vec<String> = scores
        .into_iter()
        .flatten()
        .filter_map(|score| score.get("table")?.as_str())
        .filter(|name| !name.contains(['/', '\\', ':']) && !name.starts_with('.'))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Without the byte-order mark that editors on Windows put first.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
