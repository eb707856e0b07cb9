//! Work split over threads: every piece is done once, by whichever thread is free, so nothing may
//! depend on which thread does what.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};

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

/// How many pieces a thread may be ahead of what is taken, for each thread: what is made waits in
/// memory.
const AHEAD: usize = 2;

/// Makes something of each of the numbers from 0 to below `pieces`, on at most `threads` threads,
/// each with a state of its own, and hands it to `take` one after the other in the order of the
/// numbers. The first refusal of `take` ends the work.
pub(crate) fn each_in_order<S: Send, T: Send, E: Send>(
    pieces: usize,
    threads: usize,
    new: impl Fn() -> S + Sync,
    make: impl Fn(&mut S, usize) -> T + Sync,
    take: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let queue = Queue {
        state: Mutex::new(QueueState {
            next: 0,
            waiting: BTreeMap::new(),
            stopped: false,
        }),
        moved: Condvar::new(),
    };
    let taker = Mutex::new((take, Ok(())));
    let ahead = AHEAD * threads.max(1);
    each_piece(pieces, threads, new, |state, piece| {
        let _guard = StopOnPanic(&queue);
        if queue.lock().stopped {
            return;
        }
        let made = make(state, piece);
        let mut queued = queue.lock();
        while !queued.stopped && piece >= queued.next + ahead {
            queued = queue
                .moved
                .wait(queued)
                .unwrap_or_else(|poison| poison.into_inner());
        }
        queued.waiting.insert(piece, made);
        // Whoever brings the piece that is next takes it, and those that waited for it.
        while !queued.stopped {
            let next = queued.next;
            let Some(made) = queued.waiting.remove(&next) else {
                break;
            };
            let mut taker = taker.lock().unwrap_or_else(|poison| poison.into_inner());
            taker.1 = (taker.0)(made);
            queued.stopped = taker.1.is_err();
            queued.next += 1;
        }
        queue.moved.notify_all();
    });
    let taker = taker.into_inner();
    taker.unwrap_or_else(|poison| poison.into_inner()).1
}

/// What is made and not taken yet.
struct Queue<T> {
    state: Mutex<QueueState<T>>,
    moved: Condvar,
}

struct QueueState<T> {
    /// The piece that is to be taken next.
    next: usize,
    waiting: BTreeMap<usize, T>,
    stopped: bool,
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, QueueState<T>> {
        self.state
            .lock()
            .unwrap_or_else(|poison| poison.into_inner())
    }
}

/// Nobody waits for the piece of a thread that has panicked.
struct StopOnPanic<'a, T>(&'a Queue<T>);

impl<T> Drop for StopOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().stopped = true;
            self.0.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_taken_in_their_order_until_one_is_refused() {
        for threads in [1, 2, 16] {
            let taken = |last: usize| {
                let mut taken = Vec::new();
                let done = each_in_order(
                    100,
                    threads,
                    || (),
                    |(), piece| piece * piece,
                    |square| {
                        taken.push(square);
                        if taken.len() == last {
                            Err(last)
                        } else {
                            Ok(())
                        }
                    },
                );
                (taken, done)
            };
            let squares: Vec<usize> = (0..100).map(|n| n * n).collect();
            assert_eq!(taken(200), (squares.clone(), Ok(())));
            assert_eq!(taken(7), (squares[..7].to_vec(), Err(7)));
        }
    }

    #[test]
    fn a_piece_that_panics_keeps_nobody_waiting() {
        let work = || {
            each_in_order(
                100,
                4,
                || (),
                |(), piece| assert!(piece != 3, "the third"),
                |()| Ok::<(), ()>(()),
            )
        };
        assert!(std::panic::catch_unwind(work).is_err());
    }

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
