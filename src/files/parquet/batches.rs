//! Parquet read column by column, a batch of rows at a time, its row groups by several threads.
//! Cells are the same texts that reading row by row gives.

use std::sync::atomic::{AtomicBool, Ordering};

use parquet::basic::{ConvertedType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

use super::text_column::{ByteColumn, READ};
use super::value_text::push_text;
use crate::files::contained::contained;
use crate::files::text::blocks::Unfit;
use crate::files::text::split::Split;
use crate::model::parallel::each_piece;

/// Rows that are decoded together: few enough to stay near the processor.
const BATCH: usize = 256;

/// The row groups of a file without nested columns.
pub(crate) struct ParquetBatches<'f> {
    reader: &'f dyn FileReader,
    /// Columns of nanoseconds.
    nanoseconds: &'f [bool],
}

/// Some rows as text. A column that was not asked for has empty cells.
#[derive(Default)]
pub(crate) struct Batch {
    /// Line of the first row, as in a CSV of the same rows.
    first_line: u64,
    rows: usize,
    width: usize,
    /// The dictionaries of the row group, then what this batch adds.
    text: Vec<u8>,
    dictionaries: usize,
    /// Whether every byte of the dictionaries is ASCII.
    ascii: bool,
    /// Where the numbers from 0 on stand: counts and ages come again and again.
    small: Vec<(u32, u32)>,
    /// Row after row.
    cells: Vec<(u32, u32)>,
}

/// Numbers below this stand among the dictionaries.
const SMALL: usize = 128;

impl Batch {
    /// Each row with its line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, Split<'_>)> {
        let cells = self.cells.chunks_exact(self.width).take(self.rows);
        (self.first_line..).zip(cells.map(|cells| Split::of(&self.text, cells)))
    }

    /// Whether every byte is ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        self.ascii && self.text[self.dictionaries..].is_ascii()
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a cell to the text and gives its place.
    pub(crate) fn put(&mut self, cell: &[u8]) -> Option<(u32, u32)> {
        self.write(|text| text.extend_from_slice(cell))
    }

    /// Whether every cell of a column is UTF-8.
    fn is_text(&self, column: usize) -> bool {
        let mut cells = self.lines().filter_map(|(_, split)| split.get(column));
        cells.all(|cell| std::str::from_utf8(cell).is_ok())
    }

    fn write(&mut self, add: impl FnOnce(&mut Vec<u8>)) -> Option<(u32, u32)> {
        let from = u32::try_from(self.text.len()).ok()?;
        add(&mut self.text);
        Some((from, u32::try_from(self.text.len()).ok()?))
    }

    /// Says where the cell of a row and column stands in the text.
    pub(crate) fn set(&mut self, row: usize, column: usize, place: (u32, u32)) {
        self.cells[row * self.width + column] = place;
    }

    /// Begins the next rows.
    fn next(&mut self, rows: usize) {
        self.first_line += self.rows as u64;
        self.rows = rows;
        self.text.truncate(self.dictionaries);
        self.cells.clear();
        self.cells.resize(rows * self.width, (0, 0));
    }
}

impl<'f> ParquetBatches<'f> {
    /// `None` if a column holds lists or groups.
    pub(crate) fn of(reader: &'f dyn FileReader, nanoseconds: &'f [bool]) -> Option<Self> {
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
    pub(crate) fn each_batch<W: Send>(
        &self,
        wanted: &[bool],
        threads: usize,
        new: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, &Batch) + Sync,
    ) -> Result<Vec<W>, Unfit> {
        let mut first_lines = vec![2_u64];
        for group in self.reader.metadata().row_groups() {
            let rows = u64::try_from(group.num_rows()).map_err(|_| Unfit)?;
            // A damaged number of rows is told by the other way.
            let end = first_lines[first_lines.len() - 1].checked_add(rows);
            first_lines.push(end.ok_or(Unfit)?);
        }
        let unfit = AtomicBool::new(false);
        let groups = first_lines.len() - 1;
        let states = each_piece(groups, threads, new, |state, at| {
            // After one unfit group nothing of the others will be kept.
            if unfit.load(Ordering::Relaxed) {
                return;
            }
            let lines = (first_lines[at], first_lines[at + 1]);
            let read = self.group(at, lines, wanted, |batch| work(state, batch));
            if read.is_err() {
                unfit.store(true, Ordering::Relaxed);
            }
        });
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
        let mut batch = Batch {
            first_line,
            width: wanted.len(),
            ..Batch::default()
        };
        for number in 0..SMALL {
            let place = batch.put(number.to_string().as_bytes()).ok_or(Unfit)?;
            batch.small.push(place);
        }
        let columns = contained(|| self.columns(&*group, wanted, &mut batch));
        let mut columns = columns.flatten().ok_or(Unfit)?;
        batch.dictionaries = batch.text.len();
        batch.ascii = batch.text.is_ascii();
        let mut left = usize::try_from(end - first_line).map_err(|_| Unfit)?;
        while left > 0 {
            batch.next(left.min(BATCH));
            left -= batch.rows;
            let filled = contained(|| columns.iter_mut().all(|c| c.fill(&mut batch).is_some()));
            let mut texts = columns.iter().filter(|column| column.utf8);
            let mut sound = || batch.is_ascii() || texts.all(|column| batch.is_text(column.at));
            if filled != Some(true) || !sound() {
                return Err(Unfit);
            }
            work(&batch);
        }
        Ok(())
    }

    fn columns(
        &self,
        group: &dyn RowGroupReader,
        wanted: &[bool],
        batch: &mut Batch,
    ) -> Option<Vec<Column>> {
        let wanted = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
        wanted
            .map(|(at, _)| {
                let chunk = group.metadata().columns().get(at)?;
                let kind = chunk.column_descr_ptr();
                let is_bytes = kind.physical_type() == Type::BYTE_ARRAY
                    && kind.converted_type() != ConvertedType::DECIMAL
                    && chunk.encodings().all(|encoding| READ.contains(&encoding));
                let values = if is_bytes {
                    let pages = group.get_column_page_reader(at).ok()?;
                    let optional = kind.max_def_level() > 0;
                    Reader::Bytes(ByteColumn::open(pages, optional, batch)?)
                } else {
                    Reader::Others(group.get_column_reader(at).ok()?)
                };
                Some(Column {
                    at,
                    utf8: is_text(&kind),
                    values,
                    kind,
                    nanoseconds: *self.nanoseconds.get(at)?,
                    levels: Vec::new(),
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
    /// Whether its cells have to be UTF-8.
    utf8: bool,
    values: Reader,
    kind: ColumnDescPtr,
    nanoseconds: bool,
    /// Whether each row has a value, where some may have none.
    levels: Vec<i16>,
}

enum Reader {
    Bytes(ByteColumn),
    Others(ColumnReader),
}

impl Column {
    /// Adds the column's cells; `None` where they cannot be read.
    fn fill(&mut self, batch: &mut Batch) -> Option<()> {
        let reader = match &mut self.values {
            Reader::Bytes(column) => return column.fill(self.at, batch),
            Reader::Others(reader) => reader,
        };
        let kind = &self.kind;
        let levels = &mut self.levels;
        let mut cells = BatchCells {
            at: self.at,
            nanoseconds: self.nanoseconds,
            optional: kind.max_def_level() > 0,
            batch,
        };
        let plain = !self.nanoseconds && is_number(kind);
        let of_bytes = |value| Field::convert_byte_array(kind, value).ok();
        match reader {
            ColumnReader::ByteArrayColumnReader(reader) => {
                cells.fill(reader, levels, of_bytes, |_| None)
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                cells.fill(reader, levels, |value| of_bytes(value.into()), |_| None)
            }
            ColumnReader::BoolColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_bool(kind, v)),
                |_| None,
            ),
            ColumnReader::Int32ColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_int32(kind, v)),
                |v| usize::try_from(*v).ok().filter(|_| plain),
            ),
            ColumnReader::Int64ColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_int64(kind, v)),
                |v| usize::try_from(*v).ok().filter(|_| plain),
            ),
            ColumnReader::Int96ColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_int96(kind, v)),
                |_| None,
            ),
            ColumnReader::FloatColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_float(kind, v)),
                |_| None,
            ),
            ColumnReader::DoubleColumnReader(reader) => cells.fill(
                reader,
                levels,
                |v| Some(Field::convert_double(kind, v)),
                |_| None,
            ),
        }
    }
}

/// Whether the numbers of a column are written as they are.
fn is_number(kind: &ColumnDescPtr) -> bool {
    use ConvertedType::{INT_8, INT_16, INT_32, INT_64, NONE};
    matches!(
        kind.converted_type(),
        NONE | INT_8 | INT_16 | INT_32 | INT_64
    )
}

/// The cells of one column in a batch.
struct BatchCells<'b> {
    at: usize,
    nanoseconds: bool,
    optional: bool,
    batch: &'b mut Batch,
}

impl BatchCells<'_> {
    fn fill<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        levels: &mut Vec<i16>,
        field: impl Fn(T::T) -> Option<Field>,
        small: impl Fn(&T::T) -> Option<usize>,
    ) -> Option<()> {
        let rows = self.batch.rows;
        let mut values: Vec<T::T> = Vec::with_capacity(rows);
        levels.clear();
        let some = self.optional.then_some(&mut *levels);
        let (read, _, _) = reader.read_records(rows, some, None, &mut values).ok()?;
        if read != rows {
            return None;
        }
        let has_value = |row: &usize| !self.optional || levels[*row] > 0;
        let nanoseconds = self.nanoseconds;
        for (row, value) in (0..rows).filter(has_value).zip(values) {
            let place = match small(&value).and_then(|number| self.batch.small.get(number)) {
                Some(place) => *place,
                None => {
                    let field = field(value)?;
                    let write = |text: &mut Vec<u8>| push_text(text, &field, nanoseconds);
                    self.batch.write(write)?
                }
            };
            self.batch.set(row, self.at, place);
        }
        Some(())
    }
}
