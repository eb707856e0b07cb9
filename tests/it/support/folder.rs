//! A folder for one test: files are put in, the program writes more, and it goes when the test ends.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use tempfile::TempDir;

use super::run::{Run, run};

/// The folder; a clone is the same one.
#[derive(Clone)]
pub(crate) struct Folder(Rc<TempDir>);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(Rc::new(tempfile::tempdir().expect("a folder")))
    }

    /// A folder with these files in it.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("the folder takes files");
    }

    /// A path in the folder; of no name, the folder itself.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let folder: &Path = self.0.path();
        match name {
            "" => folder.to_owned(),
            name => folder.join(name),
        }
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).expect("the file is there");
    }

    /// The names of what lies in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        names_in(&self.path(""))
    }

    /// The program, ready to run on the folder's files: `@name` is one of them, `@` the folder.
    pub(crate) fn run(&self, words: &str) -> Run {
        run(words).within(self)
    }
}

/// The names of what lies in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Whether a file is for its owner alone, where files have owners.
pub(crate) fn is_private(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = path.metadata().expect("the file is there");
        file.permissions().mode() & 0o777 == 0o600
    }
    #[cfg(not(unix))]
    path.exists()
}
