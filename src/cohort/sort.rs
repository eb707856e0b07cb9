//! Rows of one part in order, without ever holding them twice: they are dealt into buckets that are in
//! order among themselves, and each is sorted where the processor is near it.

use super::packed_row::Packed;

/// Rows of a bucket, by and large: as many as come in one piece, so that a piece that is done with
/// leaves a place in memory that a bucket fits into.
const BUCKET: usize = super::shard::CHUNK;

/// The rows of all pieces as buckets. The rows of a bucket are sorted and come before those of the
/// next; a person is in one bucket.
pub(crate) fn sorted(pieces: Vec<Vec<Packed>>) -> Vec<Vec<Packed>> {
    let rows = || pieces.iter().flatten();
    let count: usize = pieces.iter().map(Vec::len).sum();
    let wanted = (count / BUCKET).next_power_of_two();
    let numbers = || rows().map(|row| row.number());
    let (Some(least), Some(most)) = (numbers().min(), numbers().max()) else {
        return Vec::new();
    };
    // So many bits of what a number is above the least are left out.
    let bits = u64::BITS - (most - least).leading_zeros();
    let shift = bits.saturating_sub(wanted.ilog2());
    let bucket = |row: &Packed| {
        let bits = (row.number() - least).checked_shr(shift).unwrap_or(0);
        usize::try_from(bits).unwrap_or(0)
    };
    let mut sizes = vec![0; wanted];
    for row in rows() {
        sizes[bucket(row)] += 1;
    }
    let mut buckets: Vec<Vec<Packed>> = sizes.into_iter().map(Vec::with_capacity).collect();
    for piece in pieces {
        for row in piece {
            buckets[bucket(&row)].push(row);
        }
    }
    buckets.retain(|bucket| !bucket.is_empty());
    for bucket in &mut buckets {
        bucket.sort_unstable();
    }
    buckets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::packed_row::ItemRow;
    use super::*;
    use crate::model::{Month, PatientKey};

    fn row(id: &str, month: i32, substance: u16) -> Packed {
        Packed::new(&ItemRow {
            patient: PatientKey::of_number(id.as_bytes()).expect("a number"),
            month: Month::new(2024, month).expect("a month"),
            substance,
            practice: None,
            items: 1,
            age: None,
            sex: None,
            opioid: None,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Numbers far apart, near each other, all one, and up to the last bit.
        #[test]
        fn many_rows_are_sorted(
            count in 0_usize..9000,
            spread in proptest::sample::select(vec![1_u64, 3, 1000, 1 << 40, u64::MAX]),
            lift in proptest::sample::select(vec![0_u64, 1 << 63]),
            seed in any::<u64>(),
        ) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state >> 11 ^ state << 53
            };
            let mut rows: Vec<Packed> = (0..count)
                .map(|_| {
                    let number = (next() % spread).saturating_add(lift);
                    let month = i32::try_from(next() % 12).expect("small") + 1;
                    row(&format!("{number:016x}"), month, u16::try_from(next() % 50).expect("small"))
                })
                .collect();
            let pieces = rows.chunks(777).map(<[Packed]>::to_vec).collect();
            rows.sort();
            let buckets = sorted(pieces);
            prop_assert!(buckets.concat() == rows);
            for pair in buckets.windows(2) {
                let (before, after) = (pair[0].last(), pair[1].first());
                prop_assert!(before.map(|row| row.person()) != after.map(|row| row.person()));
            }
        }
    }
}
