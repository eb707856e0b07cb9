//! What lies inside a file, told by its first bytes and never by its name: text, a workbook or
//! Parquet, perhaps packed.

use std::io::{self, BufReader, Cursor, Read, Seek, Take};

use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::bytes::{Advance, Hashes, watched};
use super::contained::contained;
use super::error::FileError;
use super::input::{Input, is_data_file};

/// How many packings one inside the other are opened: a workbook in a .zip in a .gz is two.
const DEEPEST: usize = 3;

/// What lies inside, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentKind {
    /// Anything that is not one of the others.
    Text,
    /// An Office Open XML workbook.
    Workbook,
    /// Parquet.
    Parquet,
}

/// One packing around the content.
#[derive(Clone)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    /// The one data file of an archive.
    Member(Member),
}

/// The packings of a file from the outside in, and what lies inside them. Of an archive on disk
/// only the directory is read.
///
/// # Errors
/// The file cannot be opened, is locked, or is an archive that is damaged or does not hold
/// exactly one data file.
pub(crate) fn look_inside(input: &Input) -> Result<(Vec<Packing>, ContentKind), FileError> {
    let file = input.name();
    let mut packings = Vec::new();
    loop {
        let plain = || unpacked(input, Box::new(input.open()?), &packings);
        let mut start = Vec::with_capacity(4);
        let looked = plain()?.take(4).read_to_end(&mut start);
        looked.map_err(|_| damaged(file))?;
        let kind = match start.as_slice() {
            _ if packings.len() == DEEPEST => ContentKind::Text,
            [0x1f, 0x8b, ..] => {
                packings.push(Packing::Gzip);
                continue;
            }
            [0x28, 0xb5, 0x2f, 0xfd] => {
                packings.push(Packing::Zstd);
                continue;
            }
            b"PK\x03\x04" | b"PK\x05\x06" => {
                let members = if packings.is_empty() {
                    let bytes = BufReader::new(input.open()?);
                    contained(|| members(bytes))
                } else {
                    let bytes = all(file, plain()?)?;
                    contained(|| members(Cursor::new(bytes)))
                };
                let members = members.flatten().ok_or_else(|| damaged(file))?;
                if members.iter().any(|member| member.name.starts_with("xl/")) {
                    ContentKind::Workbook
                } else {
                    packings.push(Packing::Member(the_data(file, members)?));
                    continue;
                }
            }
            b"PAR1" => ContentKind::Parquet,
            // The container of .xls, and of an .xlsx that is locked with a password.
            [0xd0, 0xcf, 0x11, 0xe0] => {
                return Err(FileError::Locked {
                    file: file.to_owned(),
                });
            }
            _ => ContentKind::Text,
        };
        return Ok((packings, kind));
    }
}

/// The content from its first byte on, hashed and counted as it is read.
pub(crate) fn content<'a>(
    input: &Input,
    packings: &[Packing],
    hashes: &Hashes,
    advance: Advance<'a>,
) -> Result<Box<dyn Read + 'a>, FileError> {
    let raw = watched(Box::new(input.open()?), &hashes.raw, advance);
    let plain = unpacked(input, raw, packings)?;
    // What nothing is packed in is hashed already.
    Ok(match packings {
        [] => plain,
        _ => watched(plain, &hashes.unpacked, &|_| ()),
    })
}

/// The whole content.
pub(crate) fn whole_content(
    input: &Input,
    packings: &[Packing],
    hashes: &Hashes,
    advance: Advance<'_>,
) -> Result<Vec<u8>, FileError> {
    all(input.name(), content(input, packings, hashes, advance)?)
}

fn unpacked<'a>(
    input: &Input,
    raw: Box<dyn Read + 'a>,
    packings: &[Packing],
) -> Result<Box<dyn Read + 'a>, FileError> {
    packings.iter().try_fold(raw, |packed, packing| {
        packing.open(packed).map_err(|_| damaged(input.name()))
    })
}

/// Counts, and hashes where that is wanted, the bytes of a file whose parts are read by themselves.
pub(crate) fn count(input: &Input, hashes: &Hashes, advance: Advance<'_>) -> Result<(), FileError> {
    if hashes.raw.hex().is_none() {
        hashes.raw.pass(input.size());
        advance(input.size());
        return Ok(());
    }
    let mut raw = watched(Box::new(input.open()?), &hashes.raw, advance);
    let read = io::copy(&mut raw, &mut io::sink());
    read.map(|_| ()).map_err(|_| damaged(input.name()))
}

/// The hash of what a file holds, whatever it is packed in.
pub(crate) fn content_hash(
    input: &Input,
    packings: &[Packing],
) -> Result<Option<String>, FileError> {
    let hashes = Hashes::new(true);
    let mut content = content(input, packings, &hashes, &|_| ())?;
    io::copy(&mut content, &mut io::sink()).map_err(|_| damaged(input.name()))?;
    Ok(hashes.content_hash())
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

/// The one data file of an archive.
fn the_data(file: &str, members: Vec<Member>) -> Result<Member, FileError> {
    let mut data: Vec<Member> = members.into_iter().filter(Member::is_data).collect();
    // A read-me beside the data is not meant.
    let is_text = |member: &Member| member.name.to_ascii_lowercase().ends_with(".txt");
    if !data.iter().all(is_text) {
        data.retain(|member| !is_text(member));
    }
    let count = data.len();
    match (data.pop(), count) {
        (None, _) => Err(FileError::NoMember {
            file: file.to_owned(),
        }),
        (Some(member), 1) if member.encrypted => Err(FileError::Locked {
            file: file.to_owned(),
        }),
        (Some(member), 1) if member.is_readable() => Ok(member),
        (Some(_), 1) => Err(damaged(file)),
        _ => Err(FileError::SeveralMembers {
            file: file.to_owned(),
            count,
        }),
    }
}

/// A file in an archive, and where its packed bytes lie.
#[derive(Clone)]
pub(crate) struct Member {
    name: String,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: CompressionMethod,
    encrypted: bool,
}

fn members(bytes: impl Read + Seek) -> Option<Vec<Member>> {
    let mut archive = ZipArchive::new(bytes).ok()?;
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

impl Packing {
    /// Unpacks as it is read.
    fn open<'a>(&self, packed: Box<dyn Read + 'a>) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::new(packed)?),
            Self::Member(member) => Box::new(member.open(packed)?),
        })
    }
}

impl Member {
    fn is_data(&self) -> bool {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        // What one desktop system adds for each file of an archive it packs.
        !self.name.starts_with("__MACOSX/") && is_data_file(name)
    }

    fn is_readable(&self) -> bool {
        matches!(
            self.method,
            CompressionMethod::Stored | CompressionMethod::Deflated
        )
    }

    /// Unpacks as it is read, out of all the bytes of the archive: the archive's own reader would
    /// have to be kept beside the archive it borrows, or hold the whole text in memory.
    fn open<'a>(&self, mut archive: Box<dyn Read + 'a>) -> io::Result<MemberBytes<'a>> {
        io::copy(&mut archive.by_ref().take(self.start), &mut io::sink())?;
        let packed = archive.take(self.packed);
        let inner = match self.method {
            CompressionMethod::Deflated => Unpacking::Deflated(DeflateDecoder::new(packed)),
            _ => Unpacking::Stored(packed),
        };
        Ok(MemberBytes {
            inner,
            crc: Crc::new(),
            read: 0,
            expected: (self.size, self.crc),
        })
    }
}

enum Unpacking<'a> {
    Stored(Take<Box<dyn Read + 'a>>),
    Deflated(DeflateDecoder<Take<Box<dyn Read + 'a>>>),
}

/// Compares size and checksum with the archive's directory at the end, and reads what stands behind
/// the member in the archive, so that whoever counts or hashes the archive sees all of it.
struct MemberBytes<'a> {
    inner: Unpacking<'a>,
    crc: Crc,
    read: u64,
    expected: (u64, u32),
}

impl Read for MemberBytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.inner {
            Unpacking::Stored(plain) => plain.read(buffer)?,
            Unpacking::Deflated(packed) => packed.read(buffer)?,
        };
        self.crc.update(&buffer[..count]);
        self.read += count as u64;
        if count == 0 && !buffer.is_empty() {
            if (self.read, self.crc.sum()) != self.expected {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let archive = match &mut self.inner {
                Unpacking::Stored(plain) => plain.get_mut(),
                Unpacking::Deflated(packed) => packed.get_mut().get_mut(),
            };
            io::copy(archive, &mut io::sink())?;
        }
        Ok(count)
    }
}
