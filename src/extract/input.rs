//! What the user named: files, folders, and `-` for standard input.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::ReadError;

/// Endings of the files that are taken from a folder.
const ENDINGS: [&str; 5] = [".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"];

/// One input with the name it is reported under.
#[derive(Clone, Debug)]
pub struct Input {
    name: String,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Input {
    /// A file on disk, reported under its path as given.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            place: Place::File(path.to_owned()),
        }
    }

    /// Bytes already in memory.
    #[must_use]
    pub fn memory(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            place: Place::Memory(bytes.into()),
        }
    }

    /// The name it is reported under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Size in bytes as it lies there; 0 where the system does not say.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.place {
            Place::File(path) => path.metadata().map_or(0, |data| data.len()),
            Place::Memory(bytes) => bytes.len() as u64,
        }
    }

    pub(super) fn open(&self) -> Result<Box<dyn Read>, ReadError> {
        match &self.place {
            Place::File(path) => {
                let file = File::open(path).map_err(|error| cannot_open(&self.name, &error))?;
                Ok(Box::new(file))
            }
            Place::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }
}

/// The files behind what the user named: a folder stands for the data files directly in it, in
/// name order; `-` for standard input, read to its end.
///
/// # Errors
/// [`ReadError`] if something cannot be opened or a folder holds no data file.
pub fn find_inputs(named: &[PathBuf]) -> Result<Vec<Input>, ReadError> {
    let mut inputs = Vec::new();
    for path in named {
        let name = path.display().to_string();
        if name == "-" {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| cannot_open("standard input", &error))?;
            inputs.push(Input::memory("standard input", bytes));
        } else if path.is_dir() {
            let found = data_files(path).map_err(|error| cannot_open(&name, &error))?;
            if found.is_empty() {
                return Err(ReadError::EmptyFolder { folder: name });
            }
            inputs.extend(found.iter().map(|path| Input::file(path)));
        } else {
            path.metadata()
                .map_err(|error| cannot_open(&name, &error))?;
            inputs.push(Input::file(path));
        }
    }
    Ok(inputs)
}

fn cannot_open(name: &str, error: &io::Error) -> ReadError {
    ReadError::Open {
        file: name.to_owned(),
        reason: error.kind(),
    }
}

fn data_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_lowercase();
        if path.is_file()
            && !name.starts_with('.')
            && ENDINGS.iter().any(|ending| name.ends_with(ending))
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
