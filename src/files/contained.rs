//! Work of libraries that may panic over a damaged file.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// The outcome, or `None` after a panic.
///
/// The readers of workbooks and Parquet return errors for most damage and panic for some (lengths
/// that overflow, types without a text). A damaged file is an error and never a panic, and the
/// words of their panics may hold a cell, so nothing is printed of them. Only panics of this work
/// on this thread are kept quiet; every other is told as before.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !AT_WORK.get() {
                told(panic);
            }
        }));
    });
    let before = AT_WORK.replace(true);
    // Whatever the work leaves half done is dropped with the file: nothing of it is read again.
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    AT_WORK.set(before);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::contained;

    #[test]
    fn a_panic_is_no_outcome() {
        assert_eq!(contained(|| 1), Some(1));
        let none: Option<u8> = contained(|| panic!("as a damaged file does"));
        assert_eq!(none, None);
    }
}
