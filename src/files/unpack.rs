//! What lies inside a file, told by its first bytes and never by its name: text, a workbook or
//! Parquet, perhaps packed.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::bytes::{Advance, Hash, Hashes, peek, watched};
use super::contained::contained;
use super::input::{Input, is_data_file};
use crate::files::error::FileError;

/// How many packings one inside the other are opened: a workbook in a .zip in a .gz is two.
const DEEPEST: usize = 3;

/// The content of a file, unpacked.
pub(crate) enum Content<'a> {
    /// Anything that is not one of the others.
    Text(Box<dyn Read + 'a>),
    /// An Office Open XML workbook, whole: its parts are read in any order.
    Workbook(Arc<[u8]>),
    /// A Parquet file, whole: it is read from its end.
    Parquet(Vec<u8>),
}

/// Opens and unpacks.
///
/// # Errors
/// The file cannot be opened, is locked, or is an archive that is damaged or does not hold
/// exactly one data file.
pub(crate) fn content<'a>(
    input: &Input,
    hashes: &Hashes,
    advance: Advance<'a>,
) -> Result<Content<'a>, FileError> {
    let raw = watched(input.open()?, &hashes.raw, advance);
    unpack(input.name(), raw, &hashes.unpacked, 0)
}

/// Counts, and hashes where that is wanted, the bytes of a file whose parts are read by themselves.
pub(crate) fn count(input: &Input, hashes: &Hashes, advance: Advance<'_>) -> Result<(), FileError> {
    if hashes.raw.hex().is_none() {
        hashes.raw.pass(input.size());
        advance(input.size());
        return Ok(());
    }
    let mut raw = watched(input.open()?, &hashes.raw, advance);
    let read = io::copy(&mut raw, &mut io::sink());
    read.map(|_| ()).map_err(|_| damaged(input.name()))
}

/// The hash of what a file holds, whatever it is packed in.
pub(crate) fn content_hash(input: &Input) -> Result<Option<String>, FileError> {
    let hashes = Hashes::new(true);
    if let Content::Text(mut text) = content(input, &hashes, &|_| ())? {
        io::copy(&mut text, &mut io::sink()).map_err(|_| damaged(input.name()))?;
    }
    Ok(hashes.content_hash())
}

fn unpack<'a>(
    file: &str,
    packed: Box<dyn Read + 'a>,
    hash: &Hash,
    depth: usize,
) -> Result<Content<'a>, FileError> {
    let (start, whole) = peek::<4>(packed).map_err(|_| damaged(file))?;
    // What nothing is packed in is hashed already.
    let hashed = |plain| match depth {
        0 => plain,
        _ => watched(plain, hash, &|_| ()),
    };
    match start.as_slice() {
        _ if depth == DEEPEST => Ok(Content::Text(hashed(whole))),
        [0x1f, 0x8b, ..] => {
            let plain = Box::new(MultiGzDecoder::new(whole));
            unpack(file, plain, hash, depth + 1)
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let plain = zstd::stream::read::Decoder::new(whole).map_err(|_| damaged(file))?;
            unpack(file, Box::new(plain), hash, depth + 1)
        }
        b"PK\x03\x04" | b"PK\x05\x06" => {
            let bytes = all(file, whole)?.into();
            archive(file, bytes, hash, depth)
        }
        b"PAR1" => Ok(Content::Parquet(all(file, hashed(whole))?)),
        // The container of .xls, and of an .xlsx that is locked with a password.
        [0xd0, 0xcf, 0x11, 0xe0] => Err(FileError::Locked {
            file: file.to_owned(),
        }),
        _ => Ok(Content::Text(hashed(whole))),
    }
}

/// Damage before the first line.
pub(crate) fn damaged(file: &str) -> FileError {
    FileError::Broken {
        file: file.to_owned(),
        line: 0,
    }
}

fn all(file: &str, mut reader: impl Read) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|_| damaged(file))
        .map(|_| bytes)
}

/// A workbook, or what the one data file of an archive holds.
fn archive<'a>(
    file: &str,
    bytes: Arc<[u8]>,
    hash: &Hash,
    depth: usize,
) -> Result<Content<'a>, FileError> {
    let members = contained(|| members(&bytes)).flatten();
    let members = members.ok_or_else(|| damaged(file))?;
    if members.iter().any(|member| member.name.starts_with("xl/")) {
        if depth > 0 {
            hash.add(&bytes);
        }
        return Ok(Content::Workbook(bytes));
    }
    let mut data: Vec<&Member> = members.iter().filter(|member| member.is_data()).collect();
    // A read-me beside the data is not meant.
    let is_text = |member: &&Member| member.name.to_ascii_lowercase().ends_with(".txt");
    if !data.iter().all(is_text) {
        data.retain(|member| !is_text(member));
    }
    match data[..] {
        [] => Err(FileError::NoMember {
            file: file.to_owned(),
        }),
        [member] if member.encrypted => Err(FileError::Locked {
            file: file.to_owned(),
        }),
        [member] => {
            let plain = member.open(bytes).ok_or_else(|| damaged(file))?;
            unpack(file, plain, hash, depth + 1)
        }
        _ => Err(FileError::SeveralMembers {
            file: file.to_owned(),
            count: data.len(),
        }),
    }
}

/// A file in an archive, and where its packed bytes lie.
struct Member {
    name: String,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: CompressionMethod,
    encrypted: bool,
}

fn members(bytes: &Arc<[u8]>) -> Option<Vec<Member>> {
    let mut archive = ZipArchive::new(Cursor::new(Arc::clone(bytes))).ok()?;
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).ok()?;
        members.push(Member {
            name: entry.name().ok()?.replace('\\', "/"),
            start: entry.data_start()?,
            packed: entry.compressed_size(),
            size: entry.size(),
            crc: entry.crc32(),
            method: entry.compression(),
            encrypted: entry.encrypted(),
        });
    }
    Some(members)
}

impl Member {
    fn is_data(&self) -> bool {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        // What one desktop system adds for each file of an archive it packs.
        !self.name.starts_with("__MACOSX/") && is_data_file(name)
    }

    /// Unpacks as it is read: the archive's own reader would have to be kept beside the archive
    /// it borrows, or hold the whole text in memory. `None` for a packing that is not read.
    fn open(&self, bytes: Arc<[u8]>) -> Option<Box<dyn Read>> {
        let mut cursor = Cursor::new(bytes);
        cursor.set_position(self.start);
        let packed = cursor.take(self.packed);
        let inner: Box<dyn Read> = match self.method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            _ => return None,
        };
        Some(Box::new(ChecksumReader {
            inner,
            crc: Crc::new(),
            read: 0,
            expected: (self.size, self.crc),
        }))
    }
}

/// Compares size and checksum with the archive's directory at the end.
struct ChecksumReader {
    inner: Box<dyn Read>,
    crc: Crc,
    read: u64,
    expected: (u64, u32),
}

impl Read for ChecksumReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        self.read += count as u64;
        if count == 0 && !buffer.is_empty() && (self.read, self.crc.sum()) != self.expected {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(count)
    }
}
