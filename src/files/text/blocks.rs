//! Text in blocks of whole lines, worked on by several threads while the next block is read.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};

use memchr::{memchr_iter, memrchr};

/// Bytes of a block; enough that handing it over costs nothing beside working on it.
const BLOCK: usize = 1 << 20;

/// Some whole lines. The last one may be without its line feed.
pub(crate) struct Block {
    /// Line that the first of them is in the file, from 1.
    pub(crate) first_line: u64,
    pub(crate) bytes: Vec<u8>,
}

/// The work on a block cannot be done in blocks: the whole has to be read in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfit;

/// Reads the blocks of a text, whose line ends are line feeds, and hands each to one of `threads`
/// threads with a state of its own; gives the states, in no order.
///
/// # Errors
/// [`Unfit`] if the work on some block gives it, or the text cannot be read.
pub(crate) fn each_block<W: Send>(
    text: &mut dyn Read,
    threads: usize,
    new: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &Block) -> Result<(), Unfit> + Sync,
) -> Result<Vec<W>, Unfit> {
    let mut blocks = Blocks::new(text);
    if threads < 2 {
        let mut state = new();
        let mut room = Vec::new();
        while let Some(block) = blocks.next(room).map_err(|_| Unfit)? {
            work(&mut state, &block)?;
            room = block.bytes;
        }
        return Ok(vec![state]);
    }
    let unfit = AtomicBool::new(false);
    let (send, receive) = mpsc::sync_channel::<Block>(threads);
    let (give_back, rooms) = mpsc::channel::<Vec<u8>>();
    let receive = Mutex::new(receive);
    let states = std::thread::scope(|scope| {
        let spawned: Vec<_> = (0..threads)
            .map(|_| {
                let give_back = give_back.clone();
                let (receive, unfit, new, work) = (&receive, &unfit, &new, &work);
                scope.spawn(move || {
                    let mut state = new();
                    loop {
                        let next = receive
                            .lock()
                            .unwrap_or_else(|poison| poison.into_inner())
                            .recv();
                        let Ok(block) = next else { return state };
                        // After one unfit block the others are only taken off the reader's hands.
                        if !unfit.load(Ordering::Relaxed) && work(&mut state, &block).is_err() {
                            unfit.store(true, Ordering::Relaxed);
                        }
                        // The reader may have ended: then nobody needs the room.
                        let _ = give_back.send(block.bytes);
                    }
                })
            })
            .collect();
        loop {
            let room = rooms.try_recv().unwrap_or_default();
            match blocks.next(room) {
                Ok(Some(block)) if !unfit.load(Ordering::Relaxed) => {
                    // Threads only end when this side does, or by a panic that is told below.
                    if send.send(block).is_err() {
                        break;
                    }
                }
                Ok(_) => break,
                Err(_) => {
                    unfit.store(true, Ordering::Relaxed);
                    break;
                }
            }
        }
        drop(send);
        let states = spawned.into_iter().map(|thread| match thread.join() {
            Ok(state) => state,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        states.collect()
    });
    if unfit.into_inner() {
        Err(Unfit)
    } else {
        Ok(states)
    }
}

/// Cuts a text into blocks.
struct Blocks<'a> {
    text: &'a mut dyn Read,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    next_line: u64,
    ended: bool,
}

impl<'a> Blocks<'a> {
    fn new(text: &'a mut dyn Read) -> Self {
        Self {
            text,
            rest: Vec::new(),
            next_line: 1,
            ended: false,
        }
    }

    /// The next block, made in `room`.
    fn next(&mut self, mut room: Vec<u8>) -> io::Result<Option<Block>> {
        room.clear();
        room.append(&mut self.rest);
        loop {
            if self.ended {
                break;
            }
            let filled = room.len();
            let goal = (filled + BLOCK / 2).max(BLOCK);
            room.resize(goal, 0);
            let mut at = filled;
            while at < goal {
                let count = self.text.read(&mut room[at..])?;
                if count == 0 {
                    self.ended = true;
                    break;
                }
                at += count;
            }
            room.truncate(at);
            if let Some(last) = memrchr(b'\n', &room[filled..]).filter(|_| !self.ended) {
                self.rest.extend_from_slice(&room[filled + last + 1..]);
                room.truncate(filled + last + 1);
                break;
            }
        }
        if room.is_empty() {
            return Ok(None);
        }
        let first_line = self.next_line;
        self.next_line += memchr_iter(b'\n', &room).count() as u64;
        Ok(Some(Block {
            first_line,
            bytes: room,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], threads: usize) -> Vec<(u64, Vec<u8>)> {
        let mut reader = text;
        let found = each_block(&mut reader, threads, Vec::new, |found, block| {
            let lines = block.bytes.split_inclusive(|byte| *byte == b'\n');
            found.extend((block.first_line..).zip(lines.map(<[u8]>::to_vec)));
            Ok(())
        });
        let mut found: Vec<_> = found.expect("fit").into_iter().flatten().collect();
        found.sort();
        found
    }

    #[test]
    fn blocks_hold_whole_lines_with_their_numbers_on_any_number_of_threads() {
        // Lines of many lengths, some longer than a block, and no line feed at the end.
        let mut text = Vec::new();
        for number in 0..3_000_usize {
            let length = if number % 1_000 == 999 {
                BLOCK + number
            } else {
                number % 997
            };
            text.extend(std::iter::repeat_n(b'a' + (number % 26) as u8, length));
            text.push(b'\n');
        }
        text.extend(b"last");
        let expected: Vec<(u64, Vec<u8>)> = (1..)
            .zip(
                text.split_inclusive(|byte| *byte == b'\n')
                    .map(<[u8]>::to_vec),
            )
            .collect();
        for threads in [1, 2, 5] {
            assert!(lines(&text, threads) == expected, "{threads} threads");
        }
        assert_eq!(lines(b"", 2), []);
        assert_eq!(
            lines(b"\n\n", 2),
            [(1, b"\n".to_vec()), (2, b"\n".to_vec())]
        );
    }

    #[test]
    fn a_block_that_does_not_fit_and_a_text_that_breaks_off_are_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::InvalidData.into())
            }
        }
        for threads in [1, 3] {
            let text = b"a\n".repeat(BLOCK);
            let unfit = each_block(
                &mut &text[..],
                threads,
                || (),
                |(), block| {
                    if block.first_line > 1 {
                        Err(Unfit)
                    } else {
                        Ok(())
                    }
                },
            );
            assert_eq!(unfit.map(|_| ()), Err(Unfit));
            let broken = each_block(&mut Broken, threads, || (), |(), _| Ok(()));
            assert_eq!(broken.map(|_| ()), Err(Unfit));
        }
    }
}
