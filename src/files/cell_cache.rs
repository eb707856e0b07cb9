//! What cells were read as, by their bytes: a column of an extract holds few different cells, and
//! each is read once.

use rustc_hash::FxHashMap;

/// Different cells that are kept. A column with more is no column of codes, and keeping them all
/// would take as much memory as the file.
const MOST: usize = 1 << 16;

/// Places at the front, for short cells that come again and again.
const FRONT: usize = 1 << 12;

/// Values by cell.
pub(crate) struct CellCache<V> {
    front: Vec<Option<(ShortCell, V)>>,
    /// Cells are short and the table is small, so a slow, thorough hash is not worth its time; a file
    /// made to collide would only be slow to read.
    all: FxHashMap<Box<[u8]>, V>,
}

/// A cell of at most sixteen bytes: its length, and words that overlap where it is shorter. No two
/// cells have the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ShortCell {
    first: u64,
    last: u64,
    length: u8,
}

impl ShortCell {
    fn of(cell: &[u8]) -> Option<Self> {
        let (first, last) = match cell.len() {
            8..=16 => (
                u64::from_le_bytes(*cell.first_chunk()?),
                u64::from_le_bytes(*cell.last_chunk()?),
            ),
            4..=7 => (
                u32::from_le_bytes(*cell.first_chunk()?).into(),
                u32::from_le_bytes(*cell.last_chunk()?).into(),
            ),
            1..=3 => (
                u64::from(cell[0]) | u64::from(cell[cell.len() / 2]) << 8,
                cell[cell.len() - 1].into(),
            ),
            0 => (0, 0),
            _ => return None,
        };
        let length = u8::try_from(cell.len()).ok()?;
        Some(Self {
            first,
            last,
            length,
        })
    }

    fn place(self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(29) ^ u64::from(self.length);
        let mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed >> (64 - FRONT.ilog2())).unwrap_or(0)
    }
}

impl<V: Copy> Default for CellCache<V> {
    fn default() -> Self {
        Self {
            front: vec![None; FRONT],
            all: FxHashMap::default(),
        }
    }
}

impl<V: Copy> CellCache<V> {
    /// The value of a cell; `read` makes it where the cell is new. It may depend on nothing but the
    /// cell.
    pub(crate) fn of(&mut self, cell: &[u8], read: impl FnOnce(&[u8]) -> V) -> V {
        let Some(short) = ShortCell::of(cell) else {
            return self.look_up(cell, read);
        };
        let place = short.place();
        match &self.front[place] {
            Some((known, value)) if *known == short => *value,
            _ => {
                let value = self.look_up(cell, read);
                self.front[place] = Some((short, value));
                value
            }
        }
    }

    /// The value of a short cell that was met lately; `None` says nothing.
    pub(crate) fn known(&self, cell: &[u8]) -> Option<V> {
        let short = ShortCell::of(cell)?;
        match &self.front[short.place()] {
            Some((known, value)) if *known == short => Some(*value),
            _ => None,
        }
    }

    fn look_up(&mut self, cell: &[u8], read: impl FnOnce(&[u8]) -> V) -> V {
        if let Some(known) = self.all.get(cell) {
            return *known;
        }
        let value = read(cell);
        if self.all.len() < MOST {
            self.all.insert(cell.into(), value);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_once_and_a_full_memo_still_answers() {
        let mut memo = CellCache::default();
        let mut reads = 0;
        for _ in 0..3 {
            let length = memo.of(b"0403010B0AAAGAG", |cell| {
                reads += 1;
                cell.len()
            });
            assert_eq!(length, 15);
        }
        assert_eq!(reads, 1);
        for number in 0..2 * MOST {
            assert_eq!(memo.of(number.to_string().as_bytes(), |_| number), number);
        }
        assert_eq!(memo.all.len(), MOST);
        assert_eq!(memo.of(b"100", |_| 7), 100, "what was kept first stays");
        assert_eq!(memo.known(b"100"), Some(100));
        assert_eq!(memo.known(b"no such cell"), None);
    }

    #[test]
    fn cells_that_differ_in_one_byte_or_in_length_have_their_own_values() {
        let mut memo = CellCache::default();
        let cells: [&[u8]; 17] = [
            b"",
            b"\0",
            b"\0\0",
            b"12345678",
            b"123456780",
            b"12345678\0",
            b"a",
            b"aa",
            b"aba",
            b"aca",
            b"abcabc",
            b"abcacabc",
            b"0403010B0AAAGAG",
            b"0403010B0AAAHAG",
            b"0403010B0AAAGAGA",
            b"0403010B0AAAGAGAG",
            b"0403010B0AAAGAGAH",
        ];
        for (number, cell) in cells.iter().enumerate() {
            assert_eq!(memo.of(cell, |_| number), number);
        }
        for (number, cell) in cells.iter().enumerate() {
            assert_eq!(memo.of(cell, |_| 99), number);
        }
    }
}
