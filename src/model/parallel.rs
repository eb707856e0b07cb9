//! Work split over threads: every piece is done once, by whichever thread is free, so nothing may
//! depend on which thread does what.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Processors of this machine; 1 where the system does not say.
#[must_use]
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Hands the numbers from 0 to below `pieces` to at most `threads` threads, each with a state of
/// its own; gives the states, in no order.
pub fn each_piece<S: Send>(
    pieces: usize,
    threads: usize,
    new: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) + Sync,
) -> Vec<S> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = new();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return state;
            }
            work(&mut state, piece);
        }
    };
    let threads = threads.min(pieces).max(1);
    if threads == 1 {
        return vec![run()];
    }
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut states = vec![run()];
        for other in others {
            match other.join() {
                Ok(state) => states.push(state),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        states
    })
}

/// Makes something of each value, on at most `threads` threads; in the order of the values.
pub(crate) fn each_value<T: Send, R: Send>(
    values: Vec<T>,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let slots: Vec<Mutex<(Option<T>, Option<R>)>> = values
        .into_iter()
        .map(|value| Mutex::new((Some(value), None)))
        .collect();
    each_piece(
        slots.len(),
        threads,
        || (),
        |(), piece| {
            // A slot is locked by the one thread that was handed its number.
            let mut slot = slots[piece]
                .lock()
                .unwrap_or_else(|poison| poison.into_inner());
            slot.1 = slot.0.take().map(&work);
        },
    );
    slots
        .into_iter()
        .filter_map(|slot| {
            slot.into_inner()
                .unwrap_or_else(|poison| poison.into_inner())
                .1
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_whatever_the_number_of_threads() {
        for threads in [1, 2, 3, 16] {
            let states = each_piece(100, threads, Vec::new, |done, piece| done.push(piece));
            let mut done: Vec<usize> = states.into_iter().flatten().collect();
            done.sort_unstable();
            assert_eq!(done, (0..100).collect::<Vec<_>>());
        }
        assert_eq!(each_piece(0, 4, || 7, |_, _| ()), [7]);
    }

    #[test]
    fn results_stand_in_the_order_of_their_values() {
        for threads in [1, 2, 16] {
            let squares = each_value((0..50_u64).collect(), threads, |n| n * n);
            assert_eq!(squares, (0..50).map(|n| n * n).collect::<Vec<u64>>());
        }
    }
}
