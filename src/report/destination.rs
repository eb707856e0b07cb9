//! A file is written whole or not at all: to a temporary file beside it, then renamed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::model::refusal;

/// Who may read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Its owner alone, where the system has such a thing: it holds people.
    Owner,
    /// As the system usually grants.
    Usual,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is there already, and overwriting was not asked for.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The system refused.
    #[error("{} cannot be written: {}", .0.display(), refusal(*.1))]
    Failed(PathBuf, io::ErrorKind),
}

/// A file that is going to be written, checked before the long part begins.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    /// Made when the first byte is written: a run that is stopped while it computes leaves nothing.
    temporary: Option<NamedTempFile>,
    overwrite: bool,
    privacy: Privacy,
}

impl Destination {
    /// Checks that `path` can be written: that a temporary file can be made beside it. The file is
    /// removed again, for no handler would remove it if the program were interrupted.
    ///
    /// # Errors
    /// [`WriteError`] if the file exists and `overwrite` is false, or its folder takes no files.
    pub fn open(path: &Path, overwrite: bool, privacy: Privacy) -> Result<Self, WriteError> {
        let failed = |error: io::Error| WriteError::Failed(path.to_owned(), error.kind());
        if path.is_dir() {
            return Err(WriteError::Failed(
                path.to_owned(),
                io::ErrorKind::IsADirectory,
            ));
        }
        if !overwrite && path.symlink_metadata().is_ok() {
            return Err(WriteError::Exists(path.to_owned()));
        }
        let probe = beside(path, privacy).map_err(failed)?;
        probe.close().map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            temporary: None,
            overwrite,
            privacy,
        })
    }

    /// The temporary file, for writing piece by piece.
    ///
    /// # Errors
    /// [`WriteError`] if the folder takes no files any more.
    pub fn writer(&mut self) -> Result<&mut (impl Write + use<>), WriteError> {
        if self.temporary.is_none() {
            let made = beside(&self.path, self.privacy);
            let made = made.map_err(|error| WriteError::Failed(self.path.clone(), error.kind()))?;
            self.temporary = Some(made);
        }
        Ok(self.temporary.as_mut().expect("made just above"))
    }

    /// What is told when the system refuses to write on.
    #[must_use]
    pub fn refused(self, reason: io::ErrorKind) -> WriteError {
        WriteError::Failed(self.path, reason)
    }

    /// Gives the temporary file its name. Until then nothing stands at the path.
    ///
    /// # Errors
    /// [`WriteError`] if the file has come into being meanwhile, or the system refuses.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.writer()?;
        let (path, temporary) = (self.path, self.temporary);
        let temporary = temporary.expect("made by the line above");
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists(path.clone()),
            kind => WriteError::Failed(path.clone(), kind),
        };
        temporary.as_file().sync_all().map_err(failed)?;
        let kept = if self.overwrite {
            temporary.persist(&path)
        } else {
            temporary.persist_noclobber(&path)
        };
        kept.map(drop).map_err(|error| failed(error.error))
    }

    /// Writes everything at once and gives the file its name.
    ///
    /// # Errors
    /// As [`Destination::finish`].
    pub fn write(mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let path = self.path.clone();
        self.writer()?
            .write_all(bytes)
            .map_err(|error| WriteError::Failed(path, error.kind()))?;
        self.finish()
    }
}

/// Makes a folder and those above it, if they are not there.
///
/// # Errors
/// [`WriteError`] if the system refuses.
pub fn make_folder(path: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(path).map_err(|error| WriteError::Failed(path.to_owned(), error.kind()))
}

/// A temporary file in the folder of `path`, with a name that says whose it is.
fn beside(path: &Path, privacy: Privacy) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    builder(privacy).tempfile_in(folder)
}

fn builder(privacy: Privacy) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".rxsift-").suffix(".part");
    #[cfg(unix)]
    if privacy == Privacy::Usual {
        use std::os::unix::fs::PermissionsExt as _;
        // The process's umask takes away what it usually does; temporary files are private else.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = privacy;
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_in_the_folder_until_the_first_byte_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = || -> Vec<String> {
            let entries = folder.path().read_dir().expect("the folder");
            let name = |entry: io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
            let mut names: Vec<String> = entries
                .map(name)
                .map(|n| n.to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        let path = folder.path().join("figures.csv");
        let mut destination =
            Destination::open(&path, false, Privacy::Owner).expect("it takes files");
        assert_eq!(names(), [""; 0]);
        destination
            .writer()
            .expect("it still does")
            .write_all(b"a")
            .expect("room");
        let while_writing = names();
        assert_eq!(while_writing.len(), 1);
        assert!(while_writing[0].starts_with(".rxsift-") && while_writing[0].ends_with(".part"));
        destination.finish().expect("nobody was faster");
        assert_eq!(names(), ["figures.csv"]);
        Destination::open(&path, true, Privacy::Owner)
            .expect("it may be overwritten")
            .finish()
            .expect("room");
        assert_eq!(
            std::fs::read(&path).expect("there"),
            b"",
            "nothing was written, and that whole"
        );
    }
}
