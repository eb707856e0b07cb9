//! What cells were read as, by their bytes: a column of an extract holds few different cells, and
//! each is read once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Different cells that are kept. A column with more is no column of codes, and keeping them all
/// would take as much memory as the file.
const MOST: usize = 1 << 16;

/// Values by cell.
pub(super) struct Memo<V>(HashMap<Box<[u8]>, V, BuildHasherDefault<CellHasher>>);

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<V: Copy> Memo<V> {
    /// The value of a cell; `read` makes it where the cell is new. It may depend on nothing but the
    /// cell.
    pub(super) fn of(&mut self, cell: &[u8], read: impl FnOnce(&[u8]) -> V) -> V {
        if let Some(known) = self.0.get(cell) {
            return *known;
        }
        let value = read(cell);
        if self.0.len() < MOST {
            self.0.insert(cell.into(), value);
        }
        value
    }
}

/// Mixes eight bytes at a time. Cells are short and the table is small, so a slow, thorough hash is
/// not worth its time; a file made to collide would only be slow to read.
#[derive(Default)]
pub(super) struct CellHasher(u64);

impl Hasher for CellHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _: u8) {}

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

impl CellHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_once_and_a_full_memo_still_answers() {
        let mut memo = Memo::default();
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
        assert_eq!(memo.0.len(), MOST);
        assert_eq!(memo.of(b"100", |_| 7), 100, "what was kept first stays");
    }

    #[test]
    fn cells_that_differ_in_one_byte_or_in_length_have_their_own_values() {
        let mut memo = Memo::default();
        let cells: [&[u8]; 6] = [
            b"",
            b"\0",
            b"\0\0",
            b"12345678",
            b"123456780",
            b"12345678\0",
        ];
        for (number, cell) in cells.iter().enumerate() {
            assert_eq!(memo.of(cell, |_| number), number);
        }
        for (number, cell) in cells.iter().enumerate() {
            assert_eq!(memo.of(cell, |_| 99), number);
        }
    }
}
