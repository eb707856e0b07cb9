//! What the user named: files, folders, and `-` for standard input.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::FileError;
use super::raw_bytes::{DiskFile, RawBytes};
use crate::model::FileKind;

/// Endings of the files that are taken from a folder or an archive, each also packed.
const ENDINGS: [&str; 5] = [".csv", ".tsv", ".txt", ".parquet", ".xlsx"];
const PACKINGS: [&str; 2] = [".gz", ".zst"];

/// One input with the name it is reported under.
#[derive(Clone, Debug)]
pub struct Input {
    name: String,
    place: Location,
    forced: Option<FileKind>,
    /// Whether it was not named itself, but found in a folder.
    in_folder: bool,
    list: Option<String>,
}

#[derive(Clone, Debug)]
enum Location {
    File(DiskFile),
    Memory(Arc<[u8]>),
}

impl Input {
    /// A file on disk, reported under its path as given.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self {
            name: path.display().to_string(),
            place: Location::File(DiskFile::new(path)),
            forced: None,
            in_folder: false,
            list: None,
        }
    }

    /// Bytes already in memory.
    #[must_use]
    pub fn memory(name: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            place: Location::Memory(bytes.into()),
            forced: None,
            in_folder: false,
            list: None,
        }
    }

    /// The same input, to be read as this kind whatever its header looks like.
    #[must_use]
    pub fn read_as(self, kind: FileKind) -> Self {
        Self {
            forced: Some(kind),
            ..self
        }
    }

    /// The same input, as one that a folder brought along.
    #[must_use]
    pub fn of_folder(self) -> Self {
        Self {
            in_folder: true,
            ..self
        }
    }

    /// The same input, to be read as a list of the people behind this comparator.
    #[must_use]
    pub fn listed_as(self, comparator: &str) -> Self {
        Self {
            forced: Some(FileKind::PatientList),
            list: Some(comparator.to_owned()),
            ..self
        }
    }

    /// Whether it may be a text about the data: a .txt that only its folder brought along.
    pub(crate) fn may_be_about(&self) -> bool {
        self.in_folder && self.forced.is_none() && unpacked_name(&self.name).ends_with(".txt")
    }

    pub(crate) fn list(&self) -> Option<&str> {
        self.list.as_deref()
    }

    pub(crate) fn forced(&self) -> Option<FileKind> {
        self.forced
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
            Location::File(file) => file.path().metadata().map_or(0, |data| data.len()),
            Location::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Whether it lies on disk, where a part can be read without what stands before it.
    pub(crate) fn is_on_disk(&self) -> bool {
        matches!(self.place, Location::File(_))
    }

    /// Everything in it.
    ///
    /// # Errors
    /// [`FileError::Open`] if it cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let read = self.open()?.read_to_end(&mut bytes);
        read.map(|_| bytes)
            .map_err(|error| cannot_open(&self.name, &error))
    }

    /// Its bytes, from the first one on. The one place that opens an input.
    pub(crate) fn open(&self) -> Result<RawBytes, FileError> {
        match &self.place {
            Location::File(file) => file
                .open()
                .map(RawBytes::File)
                .map_err(|error| cannot_open(&self.name, &error)),
            Location::Memory(bytes) => Ok(RawBytes::Memory(Cursor::new(Arc::clone(bytes)))),
        }
    }
}

/// The files behind what the user named: a folder stands for the data files directly in it, in
/// name order; `-` for standard input, read to its end.
///
/// # Errors
/// [`FileError`] if something cannot be opened or a folder holds no data file.
pub fn find_inputs(named: &[PathBuf]) -> Result<Vec<Input>, FileError> {
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
                return Err(FileError::EmptyFolder { folder: name });
            }
            inputs.extend(found.iter().map(|path| Input::file(path).of_folder()));
        } else {
            let data = path
                .metadata()
                .map_err(|error| cannot_open(&name, &error))?;
            let input = Input::file(path);
            // A pipe can be read only once, and a file is looked at before it is read.
            inputs.push(if data.is_file() {
                input
            } else {
                Input::memory(&name, input.bytes()?)
            });
        }
    }
    Ok(inputs)
}

fn cannot_open(name: &str, error: &io::Error) -> FileError {
    FileError::Open {
        file: name.to_owned(),
        reason: error.kind(),
    }
}

fn data_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && is_data_file(&name) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a name says data. What starts with a point is hidden; what starts with `~$` is the mark
/// an office program leaves beside a file it has open.
pub(crate) fn is_data_file(name: &str) -> bool {
    let plain = unpacked_name(name);
    let name = name.to_ascii_lowercase();
    !name.starts_with('.')
        && !name.starts_with("~$")
        && (name.ends_with(".zip") || ENDINGS.iter().any(|ending| plain.ends_with(ending)))
}

/// A name in lower case without the ending of its packing.
fn unpacked_name(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let plain = PACKINGS
        .iter()
        .find_map(|packing| name.strip_suffix(packing));
    plain.map_or_else(|| name.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::is_data_file;

    #[test]
    fn data_is_told_by_its_ending_and_marks_of_programs_are_passed_over() {
        for name in [
            "a.csv",
            "A.CSV",
            "a.tsv.gz",
            "a.txt",
            "a.parquet.zst",
            "a.xlsx",
            "a.zip",
        ] {
            assert!(is_data_file(name), "{name}");
        }
        for name in [
            ".a.csv",
            "~$a.xlsx",
            "a.pdf",
            "a.gz",
            "csv",
            "a.csv.part",
            "a.xls",
        ] {
            assert!(!is_data_file(name), "{name}");
        }
    }
}
