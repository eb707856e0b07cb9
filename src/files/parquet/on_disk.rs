//! A Parquet file on disk: its parts are read where they lie, by any number of threads, and the
//! whole is never in memory.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

use crate::files::raw_bytes::RawBytes;

/// What is read ahead of a page: little more than its header.
const AHEAD: usize = 512;

/// An open file. Its one place is moved under a lock: places of the system's own for each thread
/// are not to be had alike on every system.
#[derive(Clone)]
pub(crate) struct OnDisk {
    file: Arc<Mutex<RawBytes>>,
    length: u64,
}

impl OnDisk {
    pub(crate) fn new(mut file: RawBytes) -> io::Result<Self> {
        Ok(Self {
            length: file.seek(SeekFrom::End(0))?,
            file: Arc::new(Mutex::new(file)),
        })
    }

    fn at<T>(
        &self,
        place: u64,
        read: impl FnOnce(&mut RawBytes) -> io::Result<T>,
    ) -> io::Result<T> {
        // A thread that broke off left nothing but the place behind, which is set anew.
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(|poison| poison.into_inner());
        file.seek(SeekFrom::Start(place))?;
        read(&mut file)
    }
}

impl Length for OnDisk {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for OnDisk {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = From {
            disk: self.clone(),
            place: start,
        };
        Ok(BufReader::with_capacity(AHEAD, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // A damaged length must not ask for more memory than the file could fill.
        let left = self.length.saturating_sub(start);
        if u64::try_from(length).map_or(true, |length| length > left) {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let mut bytes = vec![0; length];
        self.at(start, |file| file.read_exact(&mut bytes))?;
        Ok(bytes.into())
    }
}

/// Reads on from a place.
pub(crate) struct From {
    disk: OnDisk,
    place: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.disk.at(self.place, |file| file.read(buffer))?;
        self.place += count as u64;
        Ok(count)
    }
}
