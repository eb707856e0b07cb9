//! Parquet read column by column, a batch of rows at a time, its row groups by several threads.
//! Cells are the same texts that reading row by row gives.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parquet::basic::{ConvertedType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use super::super::blocks::Unfit;
use super::super::contained::contained;
use super::super::split::Split;
use super::columnar::push_text;

/// Rows that are decoded together: few enough to stay near the processor.
const BATCH: usize = 1024;

/// The row groups of a file without nested columns.
pub(in super::super) struct RowGroups<'f> {
    reader: &'f dyn FileReader,
    /// Columns of nanoseconds.
    nanoseconds: &'f [bool],
}

/// Some rows as text. A column that was not asked for has empty cells.
pub(in super::super) struct Batch {
    /// Line of the first row, as in a CSV of the same rows.
    first_line: u64,
    rows: usize,
    width: usize,
    text: Vec<u8>,
    /// Row after row.
    cells: Vec<(u32, u32)>,
}

impl Batch {
    /// Each row with its line.
    pub(in super::super) fn rows(&self) -> impl Iterator<Item = (u64, Split<'_>)> {
        let cells = self.cells.chunks_exact(self.width).take(self.rows);
        (self.first_line..).zip(cells.map(|cells| Split::of(&self.text, cells)))
    }

    /// Whether every byte is ASCII.
    pub(in super::super) fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }
}

impl<'f> RowGroups<'f> {
    /// `None` if a column holds lists or groups.
    pub(super) fn of(reader: &'f dyn FileReader, nanoseconds: &'f [bool]) -> Option<Self> {
        let schema = reader.metadata().file_metadata().schema_descr();
        let flat = schema.columns().iter().all(|column| {
            column.path().parts().len() == 1
                && column.max_rep_level() == 0
                && column.max_def_level() <= 1
        });
        flat.then_some(Self {
            reader,
            nanoseconds,
        })
    }

    /// Hands the rows, batch by batch, to one of `threads` threads with a state of its own; gives
    /// the states, in no order. A thread has its batches in the order of the file. Only `wanted`
    /// columns are read.
    ///
    /// # Errors
    /// [`Unfit`] if something cannot be read: reading row by row then says where.
    pub(in super::super) fn each_batch<W: Send>(
        &self,
        wanted: &[bool],
        threads: usize,
        new: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, &Batch) + Sync,
    ) -> Result<Vec<W>, Unfit> {
        let mut first_lines = vec![2];
        for group in self.reader.metadata().row_groups() {
            let rows = u64::try_from(group.num_rows()).map_err(|_| Unfit)?;
            first_lines.push(first_lines[first_lines.len() - 1] + rows);
        }
        let (next, unfit) = (AtomicUsize::new(0), AtomicBool::new(false));
        let one_thread = || {
            let mut state = new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at + 1 >= first_lines.len() || unfit.load(Ordering::Relaxed) {
                    return state;
                }
                let lines = (first_lines[at], first_lines[at + 1]);
                if self
                    .group(at, lines, wanted, |batch| work(&mut state, batch))
                    .is_err()
                {
                    unfit.store(true, Ordering::Relaxed);
                }
            }
        };
        let states = if threads < 2 {
            vec![one_thread()]
        } else {
            std::thread::scope(|scope| {
                let spawned: Vec<_> = (0..threads).map(|_| scope.spawn(one_thread)).collect();
                let states = spawned.into_iter().map(|thread| match thread.join() {
                    Ok(state) => state,
                    Err(panic) => std::panic::resume_unwind(panic),
                });
                states.collect()
            })
        };
        if unfit.into_inner() {
            Err(Unfit)
        } else {
            Ok(states)
        }
    }

    fn group(
        &self,
        at: usize,
        (first_line, end): (u64, u64),
        wanted: &[bool],
        mut work: impl FnMut(&Batch),
    ) -> Result<(), Unfit> {
        let group = contained(|| self.reader.get_row_group(at).ok());
        let group = group.flatten().ok_or(Unfit)?;
        let columns = contained(|| self.columns(&*group, wanted));
        let mut columns = columns.flatten().ok_or(Unfit)?;
        let mut batch = Batch {
            first_line,
            rows: 0,
            width: wanted.len(),
            text: Vec::new(),
            cells: Vec::new(),
        };
        while batch.first_line < end {
            let left = usize::try_from(end - batch.first_line).unwrap_or(BATCH);
            batch.rows = left.min(BATCH);
            batch.text.clear();
            batch.cells.clear();
            batch.cells.resize(batch.rows * batch.width, (0, 0));
            let filled = contained(|| columns.iter_mut().all(|c| c.fill(&mut batch).is_some()));
            if filled != Some(true) {
                return Err(Unfit);
            }
            work(&batch);
            batch.first_line += batch.rows as u64;
        }
        Ok(())
    }

    fn columns(&self, group: &dyn RowGroupReader, wanted: &[bool]) -> Option<Vec<Column>> {
        let wanted = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
        wanted
            .map(|(at, _)| {
                let kind = group.metadata().schema_descr().column(at);
                let raw = kind.physical_type() == Type::BYTE_ARRAY
                    && kind.converted_type() != ConvertedType::DECIMAL;
                Some(Column {
                    at,
                    reader: group.get_column_reader(at).ok()?,
                    raw: raw.then_some(is_text(&kind)),
                    kind,
                    nanoseconds: *self.nanoseconds.get(at)?,
                    levels: Vec::new(),
                    values: Vec::new(),
                })
            })
            .collect()
    }
}

/// Whether the bytes have to be UTF-8.
fn is_text(kind: &ColumnDescPtr) -> bool {
    matches!(
        kind.converted_type(),
        ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON
    )
}

/// One column of a row group.
struct Column {
    at: usize,
    reader: ColumnReader,
    /// For bytes that are the cell as they are: whether they have to be UTF-8.
    raw: Option<bool>,
    kind: ColumnDescPtr,
    nanoseconds: bool,
    /// Whether each row has a value, where some may have none.
    levels: Vec<i16>,
    values: Vec<ByteArray>,
}

impl Column {
    /// Adds the column's cells; `None` where they cannot be read.
    fn fill(&mut self, batch: &mut Batch) -> Option<()> {
        let (kind, nanoseconds) = (&self.kind, self.nanoseconds);
        let levels = &mut self.levels;
        let mut cells = Cells {
            at: self.at,
            nanoseconds,
            optional: kind.max_def_level() > 0,
            batch,
        };
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => match self.raw {
                Some(utf8) => {
                    let values = &mut self.values;
                    cells.read(reader, levels, values)?;
                    cells.bytes(levels, values, utf8)
                }
                None => cells.others(reader, levels, |value| {
                    Field::convert_byte_array(kind, value).ok()
                }),
            },
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                cells.others(reader, levels, |value| {
                    Field::convert_byte_array(kind, value.into()).ok()
                })
            }
            ColumnReader::BoolColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_bool(kind, v)))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_int32(kind, v)))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_int64(kind, v)))
            }
            ColumnReader::Int96ColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_int96(kind, v)))
            }
            ColumnReader::FloatColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_float(kind, v)))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                cells.others(reader, levels, |v| Some(Field::convert_double(kind, v)))
            }
        }
    }
}

/// The cells of one column in a batch.
struct Cells<'b> {
    at: usize,
    nanoseconds: bool,
    optional: bool,
    batch: &'b mut Batch,
}

impl Cells<'_> {
    /// Reads the values of the batch's rows, and which rows have one.
    fn read<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        levels: &mut Vec<i16>,
        values: &mut Vec<T::T>,
    ) -> Option<()> {
        levels.clear();
        values.clear();
        let some = self.optional.then_some(&mut *levels);
        let (rows, _, _) = reader
            .read_records(self.batch.rows, some, None, values)
            .ok()?;
        (rows == self.batch.rows).then_some(())
    }

    /// The places of the cells that have a value.
    fn places<'l>(&self, levels: &'l [i16]) -> impl Iterator<Item = usize> + 'l {
        let (at, width, optional) = (self.at, self.batch.width, self.optional);
        (0..self.batch.rows)
            .filter(move |row| !optional || levels[*row] > 0)
            .map(move |row| row * width + at)
    }

    fn bytes(&mut self, levels: &[i16], values: &[ByteArray], utf8: bool) -> Option<()> {
        let mut last: Option<(&[u8], (u32, u32))> = None;
        for (place, value) in self.places(levels).zip(values) {
            let value = value.data();
            // Values of a dictionary are the same bytes in memory, and often come in a row.
            let place_of_last = last
                .filter(|(known, _)| std::ptr::eq(*known, value))
                .map(|(_, place)| place);
            let in_text = match place_of_last {
                Some(place) => place,
                None if utf8 && !value.is_ascii() && std::str::from_utf8(value).is_err() => {
                    return None;
                }
                None => self.put(|text| text.extend_from_slice(value))?,
            };
            last = Some((value, in_text));
            self.batch.cells[place] = in_text;
        }
        Some(())
    }

    fn others<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        levels: &mut Vec<i16>,
        field: impl Fn(T::T) -> Option<Field>,
    ) -> Option<()> {
        let mut values: Vec<T::T> = Vec::with_capacity(self.batch.rows);
        self.read(reader, levels, &mut values)?;
        let mut last: Option<(T::T, (u32, u32))> = None;
        for (place, value) in self.places(levels).zip(values) {
            let in_text = match &last {
                Some((known, place)) if *known == value => *place,
                _ => {
                    let (field, nanoseconds) = (field(value.clone())?, self.nanoseconds);
                    self.put(|text| push_text(text, &field, nanoseconds))?
                }
            };
            last = Some((value, in_text));
            self.batch.cells[place] = in_text;
        }
        Some(())
    }

    /// Adds a cell to the text and gives its place.
    fn put(&mut self, add: impl FnOnce(&mut Vec<u8>)) -> Option<(u32, u32)> {
        let from = u32::try_from(self.batch.text.len()).ok()?;
        add(&mut self.batch.text);
        Some((from, u32::try_from(self.batch.text.len()).ok()?))
    }
}
