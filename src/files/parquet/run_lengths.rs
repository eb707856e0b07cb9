//! Small whole numbers as Parquet packs them: runs of one number, and groups of eight whose bits lie
//! end to end (Parquet format, "Run Length Encoding / Bit-Packing Hybrid").

/// Where reading stands in the bytes of a page.
#[derive(Clone, Copy)]
pub(crate) struct RunLengths {
    /// Bits of a number, at most 32.
    width: usize,
    /// Next byte, and the one behind the last.
    at: usize,
    end: usize,
    run: Run,
}

#[derive(Clone, Copy)]
enum Run {
    /// The same number so many times more.
    Same(u32, usize),
    /// So many numbers more, packed from this byte and number on.
    Packed {
        from: usize,
        next: usize,
        left: usize,
    },
}

impl RunLengths {
    /// Numbers of `width` bits between two places of a page; `None` for more bits than there are.
    pub(crate) fn new(width: usize, at: usize, end: usize) -> Option<Self> {
        (width <= 32).then_some(Self {
            width,
            at,
            end,
            run: Run::Same(0, 0),
        })
    }

    /// Adds the next `count` numbers to `to`; `None` if the bytes hold fewer.
    pub(crate) fn read(&mut self, bytes: &[u8], count: usize, to: &mut Vec<u32>) -> Option<()> {
        let bytes = bytes.get(..self.end)?;
        let goal = to.len() + count;
        while to.len() < goal {
            let wanted = goal - to.len();
            match &mut self.run {
                Run::Same(_, 0) | Run::Packed { left: 0, .. } => self.next_run(bytes)?,
                Run::Same(number, left) => {
                    let taken = wanted.min(*left);
                    to.resize(to.len() + taken, *number);
                    *left -= taken;
                }
                Run::Packed { from, next, left } => {
                    let taken = wanted.min(*left);
                    let mask = (1_u64 << self.width) - 1;
                    for number in *next..*next + taken {
                        let bit = number * self.width;
                        let word = word(bytes, *from + bit / 8)? >> (bit % 8) & mask;
                        to.push(u32::try_from(word).ok()?);
                    }
                    *next += taken;
                    *left -= taken;
                }
            }
        }
        Some(())
    }

    fn next_run(&mut self, bytes: &[u8]) -> Option<()> {
        let header = self.variable(bytes)?;
        let count = usize::try_from(header >> 1).ok()?;
        if header & 1 == 1 {
            let from = self.at;
            // What the last group lacks of its bytes is nought.
            self.at = from
                .saturating_add(count.checked_mul(self.width)?)
                .min(self.end);
            self.run = Run::Packed {
                from,
                next: 0,
                left: count.checked_mul(8)?,
            };
        } else {
            let length = self.width.div_ceil(8);
            let cell = bytes.get(self.at..self.at.checked_add(length)?)?;
            let number = cell
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u32::from(*byte));
            self.at += length;
            self.run = Run::Same(number, count);
        }
        Some(())
    }

    /// A number of as many bytes as it needs, seven bits in each.
    fn variable(&mut self, bytes: &[u8]) -> Option<u64> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// Eight bytes from a place on, nought behind the last; `None` where there is none left.
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let rest = bytes.get(at..)?;
    if let Some(word) = rest.first_chunk::<8>() {
        return Some(u64::from_le_bytes(*word));
    }
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    Some(u64::from_le_bytes(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(width: usize, bytes: &[u8], counts: &[usize]) -> Option<Vec<u32>> {
        let mut hybrid = RunLengths::new(width, 0, bytes.len())?;
        let mut found = Vec::new();
        for count in counts {
            hybrid.read(bytes, *count, &mut found)?;
        }
        Some(found)
    }

    #[test]
    fn the_examples_of_the_format_are_read() {
        // "Bit-packed": 0 to 7 in three bits each are 88 C6 FA; one group, so the header is 3.
        let packed = [0x03, 0x88, 0xc6, 0xfa];
        assert_eq!(numbers(3, &packed, &[8]), Some((0..8).collect()));
        assert_eq!(numbers(3, &packed, &[1, 4, 3]), Some((0..8).collect()));
        assert_eq!(numbers(3, &packed, &[9]), None);
        // A run of five fours, then the same group.
        let both = [0x0a, 0x04, 0x03, 0x88, 0xc6, 0xfa];
        assert_eq!(
            numbers(3, &both, &[4, 4]),
            Some(vec![4, 4, 4, 4, 4, 0, 1, 2])
        );
        // 300 ones: a header of two bytes, 600 = 0xd8 0x04. No bits at all: a dictionary of one.
        assert_eq!(numbers(1, &[0xd8, 0x04, 1], &[300]), Some(vec![1; 300]));
        assert_eq!(numbers(0, &[0x14], &[10]), Some(vec![0; 10]));
        // Two bytes of a number of sixteen bits, the lower first.
        assert_eq!(
            numbers(16, &[0x04, 0x34, 0x12], &[2]),
            Some(vec![0x1234; 2])
        );
    }

    proptest! {
        /// Against bits written one after the other.
        #[test]
        fn packed_numbers_come_back(width in 1_usize..=32, numbers in proptest::collection::vec(any::<u32>(), 1..80)) {
            let mask = u32::MAX >> (32 - width);
            let numbers: Vec<u32> = numbers.iter().map(|number| number & mask).collect();
            let groups = numbers.len().div_ceil(8);
            let mut bytes = vec![0; groups * width];
            for (at, number) in numbers.iter().enumerate() {
                for bit in (0..width).filter(|bit| number >> bit & 1 == 1) {
                    let place = at * width + bit;
                    bytes[place / 8] |= 1 << (place % 8);
                }
            }
            bytes.insert(0, u8::try_from(groups << 1 | 1).expect("ten groups at most"));
            prop_assert_eq!(super::tests::numbers(width, &bytes, &[numbers.len()]), Some(numbers));
        }

        #[test]
        fn no_bytes_stop_the_program(width in 0_usize..40, bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            let _ = numbers(width, &bytes, &[3, 1000]);
        }
    }
}
