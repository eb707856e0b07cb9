//! The bytes of an input as they lie there, on disk or in memory. A file is looked at before it is
//! read: it stays open in between, and is begun again rather than opened again.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Files that may stay open at one time. Systems allow a process 256 and more; whatever is above
/// this is opened again when its turn comes.
const MOST_OPEN: usize = 100;

static STAYING_OPEN: AtomicUsize = AtomicUsize::new(0);

/// A file on disk, opened once however often it is begun.
#[derive(Clone, Debug)]
pub(crate) struct DiskFile(Arc<(PathBuf, Mutex<Option<Arc<FileHandle>>>)>);

/// Counts itself among the files that stay open.
#[derive(Debug)]
pub(crate) struct FileHandle(File);

impl Drop for FileHandle {
    fn drop(&mut self) {
        STAYING_OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

impl DiskFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self(Arc::new((path.to_owned(), Mutex::new(None))))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0.0
    }

    /// The file from its first byte on. Whoever had it before has to be done with it: there is one
    /// place in it for all.
    pub(crate) fn open(&self) -> io::Result<Arc<FileHandle>> {
        let mut kept = self.0.1.lock().unwrap_or_else(|poison| poison.into_inner());
        if let Some(file) = &*kept {
            (&file.0).seek(SeekFrom::Start(0))?;
            return Ok(Arc::clone(file));
        }
        let file = File::open(self.path())?;
        let open = STAYING_OPEN.fetch_add(1, Ordering::Relaxed);
        let file = Arc::new(FileHandle(file));
        if open < MOST_OPEN {
            *kept = Some(Arc::clone(&file));
        }
        Ok(file)
    }
}

/// An input's bytes, and a place among them.
pub(crate) enum RawBytes {
    File(Arc<FileHandle>),
    Memory(Cursor<Arc<[u8]>>),
}

impl Read for RawBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => (&file.0).read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for RawBytes {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => (&file.0).seek(place),
            Self::Memory(bytes) => bytes.seek(place),
        }
    }
}
