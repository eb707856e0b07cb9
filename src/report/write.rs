//! A file is written whole or not at all: to a temporary file beside it, then renamed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Who may read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Its owner alone, where the system has such a thing: it holds people.
    Owner,
    /// As the system usually grants.
    Usual,
}

/// Why a file was not written.
#[derive(Debug)]
pub enum WriteError {
    /// It is there already, and overwriting was not asked for.
    Exists(PathBuf),
    /// The system refused.
    Failed(PathBuf, io::ErrorKind),
}

/// A file that is going to be written, checked before the long part begins.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    temporary: NamedTempFile,
    overwrite: bool,
}

impl Destination {
    /// Opens a temporary file beside `path`.
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
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let temporary = builder(privacy).tempfile_in(folder).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            temporary,
            overwrite,
        })
    }

    /// The temporary file, for writing piece by piece.
    pub fn writer(&mut self) -> &mut impl Write {
        &mut self.temporary
    }

    /// Gives the temporary file its name. Until then nothing stands at the path.
    ///
    /// # Errors
    /// [`WriteError`] if the file has come into being meanwhile, or the system refuses.
    pub fn finish(self) -> Result<(), WriteError> {
        let path = self.path;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists(path.clone()),
            kind => WriteError::Failed(path.clone(), kind),
        };
        self.temporary.as_file().sync_all().map_err(failed)?;
        let kept = if self.overwrite {
            self.temporary.persist(&path)
        } else {
            self.temporary.persist_noclobber(&path)
        };
        kept.map(drop).map_err(|error| failed(error.error))
    }

    /// Writes everything at once and gives the file its name.
    ///
    /// # Errors
    /// As [`Destination::finish`].
    pub fn write(mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let path = self.path.clone();
        self.writer()
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

fn builder(privacy: Privacy) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".rxsift-");
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
