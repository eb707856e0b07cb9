//! A column of texts in a row group of Parquet, from its pages to the cells of a batch. The library's
//! column reader counts references to every value, which takes longer than everything else together.
//! Its arrow reader was tried in November 2026: as fast as this, for twelve more crates, a binary a
//! third larger, and the types other than texts and whole numbers still to be turned into cells here.

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};

use super::batches::Batch;
use super::run_lengths::RunLengths;

/// Encodings of such a column that are read here.
pub(crate) const READ: [Encoding; 4] = [
    Encoding::PLAIN,
    Encoding::RLE,
    Encoding::PLAIN_DICTIONARY,
    Encoding::RLE_DICTIONARY,
];

/// Reads the column batch by batch.
pub(crate) struct ByteColumn {
    pages: Box<dyn PageReader>,
    /// Whether a row may have no value.
    optional: bool,
    /// Where the values of the dictionary stand in the batch's text.
    dictionary: Vec<(u32, u32)>,
    page: Option<TextPage>,
    /// Room for what is decoded of a page.
    present: Vec<u32>,
    indices: Vec<u32>,
}

/// A page that is being read.
struct TextPage {
    page: Page,
    rows_left: usize,
    /// 1 for each row with a value.
    present: Option<RunLengths>,
    values: Values,
}

enum Values {
    /// Positions in the dictionary.
    Indices(RunLengths),
    /// Where the next value stands in the page.
    Plain(usize),
}

impl ByteColumn {
    /// Begins a column: its dictionary, if it has one, goes into the batch's text.
    pub(crate) fn open(
        mut pages: Box<dyn PageReader>,
        optional: bool,
        batch: &mut Batch,
    ) -> Option<Self> {
        let first = pages.get_next_page().ok()?;
        let mut column = Self {
            pages,
            optional,
            dictionary: Vec::new(),
            page: None,
            present: Vec::new(),
            indices: Vec::new(),
        };
        match first {
            Some(Page::DictionaryPage {
                buf, num_values, ..
            }) => {
                let mut at = 0;
                for _ in 0..num_values {
                    let value = length_prefixed(&buf, &mut at)?;
                    let place = batch.put(value)?;
                    column.dictionary.push(place);
                }
            }
            Some(page) => column.page = Some(column.opened(page)?),
            None => {}
        }
        Some(column)
    }

    /// Fills the cells of a column of the batch; `None` if the pages do not hold them.
    pub(crate) fn fill(&mut self, at: usize, batch: &mut Batch) -> Option<()> {
        let mut row = 0;
        while row < batch.rows() {
            let mut page = match self.page.take() {
                Some(page) if page.rows_left > 0 => page,
                _ => {
                    let page = self.pages.get_next_page().ok()??;
                    self.opened(page)?
                }
            };
            let rows = page.rows_left.min(batch.rows() - row);
            page.rows_left -= rows;
            self.some_rows(&mut page, (row, rows), at, batch)?;
            row += rows;
            self.page = Some(page);
        }
        Some(())
    }

    fn some_rows(
        &mut self,
        page: &mut TextPage,
        (first, rows): (usize, usize),
        at: usize,
        batch: &mut Batch,
    ) -> Option<()> {
        let bytes = &page.page.buffer()[..];
        self.present.clear();
        let mut values = rows;
        if let Some(present) = &mut page.present {
            present.read(bytes, rows, &mut self.present)?;
            values = self.present.iter().filter(|level| **level == 1).count();
        }
        let present = &self.present;
        let has_value = |row: &usize| present.get(row - first).is_none_or(|level| *level == 1);
        let with_value = (first..first + rows).filter(has_value);
        match &mut page.values {
            Values::Indices(indices) => {
                self.indices.clear();
                indices.read(bytes, values, &mut self.indices)?;
                for (row, index) in with_value.zip(&self.indices) {
                    let index = usize::try_from(*index).ok()?;
                    batch.set(row, at, *self.dictionary.get(index)?);
                }
            }
            Values::Plain(next) => {
                for row in with_value {
                    let value = length_prefixed(bytes, next)?;
                    let place = batch.put(value)?;
                    batch.set(row, at, place);
                }
            }
        }
        Some(())
    }

    fn opened(&self, page: Page) -> Option<TextPage> {
        let bytes = &page.buffer()[..];
        let (rows, encoding, present, values_at) = match &page {
            Page::DataPage {
                num_values,
                encoding,
                def_level_encoding,
                ..
            } => {
                if !self.optional {
                    (*num_values, *encoding, None, 0)
                } else if *def_level_encoding == Encoding::RLE {
                    let length = u32::from_le_bytes(*bytes.first_chunk()?);
                    let end = usize::try_from(length).ok()?.checked_add(4)?;
                    (*num_values, *encoding, Some((4, end)), end)
                } else {
                    return None;
                }
            }
            Page::DataPageV2 {
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len: 0,
                ..
            } => {
                let end = usize::try_from(*def_levels_byte_len).ok()?;
                let present = self.optional.then_some((0, end));
                (*num_values, *encoding, present, end)
            }
            _ => return None,
        };
        let present = match present {
            Some((from, to)) => Some(RunLengths::new(1, from, to)?),
            None => None,
        };
        let values = match encoding {
            Encoding::PLAIN => Values::Plain(values_at),
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => {
                // A page of no values at all may end here.
                let width = bytes.get(values_at).copied().unwrap_or(0);
                Values::Indices(RunLengths::new(width.into(), values_at + 1, bytes.len())?)
            }
            _ => return None,
        };
        Some(TextPage {
            rows_left: usize::try_from(rows).ok()?,
            present,
            values,
            page,
        })
    }
}

/// The value that stands at a place: its length in four bytes, and then itself.
fn length_prefixed<'p>(bytes: &'p [u8], at: &mut usize) -> Option<&'p [u8]> {
    let rest = bytes.get(*at..)?;
    let length = u32::from_le_bytes(*rest.first_chunk()?);
    let end = usize::try_from(length).ok()?.checked_add(4)?;
    let value = rest.get(4..end)?;
    *at += end;
    Some(value)
}
