//! Everything that is printed: data on standard output, all else on standard error.
//!
//! Architecture invariant: no other module writes to either.

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Width of a table that does not go to a terminal.
const USUAL_WIDTH: u16 = 100;
/// A run shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a line begins with, and the code of its colour: one code, for all of it in bold.
#[derive(Clone, Copy)]
struct Label {
    word: &'static str,
    style: &'static str,
}

const WARNING: Label = Label {
    word: "warning: ",
    style: "\u{1b}[1;33m",
};
const ERROR: Label = Label {
    word: "error: ",
    style: "\u{1b}[1;31m",
};
const HINT: Label = Label {
    word: "hint: ",
    style: "\u{1b}[1;36m",
};
const UNSTYLED: &str = "\u{1b}[0m";

/// When colour is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal that has it, unless `NO_COLOR` or its like is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The way to the user.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    quiet: bool,
    colour: bool,
}

impl Ui {
    /// A way to the user; `quiet` silences all but errors and data.
    #[must_use]
    pub fn new(quiet: bool, colour: Colour) -> Self {
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => AutoStream::choice(&io::stderr()) != ColorChoice::Never,
        };
        Self { quiet, colour }
    }

    /// Whether standard output is a terminal.
    #[must_use]
    pub fn on_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Characters that a line of a table may have: the terminal's width, else `COLUMNS`, else 100.
    #[must_use]
    pub fn width(&self) -> u16 {
        let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
        let width: u16 = terminal().or_else(columns).unwrap_or(USUAL_WIDTH);
        width.max(40)
    }

    /// Data to standard output. A reader that has gone away is no error.
    ///
    /// # Errors
    /// Any other refusal of the system.
    pub fn data(&self, bytes: &[u8]) -> io::Result<()> {
        let mut output = io::stdout().lock();
        match output.write_all(bytes).and_then(|()| output.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// A line of information.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.line(None, text);
        }
    }

    /// A line of warning.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            self.line(Some(WARNING), text);
        }
    }

    /// What went wrong, and how to mend it.
    pub fn failure(&self, what: &str, hints: &[String]) {
        self.line(Some(ERROR), what);
        for hint in hints {
            self.line(Some(HINT), hint);
        }
    }

    /// Text made elsewhere, such as help, to standard error.
    pub fn message(&self, text: &str) {
        // Nobody can be told that standard error is gone.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn line(&self, label: Option<Label>, text: &str) {
        match label {
            Some(label) if self.colour => {
                let line = format!("{}{}{UNSTYLED}{text}\n", label.style, label.word);
                // The stream turns the codes into calls where a console of Windows takes none.
                // Nobody can be told that standard error is gone.
                let _ = AutoStream::always(io::stderr().lock()).write_all(line.as_bytes());
            }
            Some(label) => self.message(&format!("{}{text}\n", label.word)),
            None => self.message(&format!("{text}\n")),
        }
    }

    /// Progress over `total` bytes, shown on a terminal once a second has passed.
    #[must_use]
    pub fn progress(&self, total: u64) -> Progress {
        let shown = io::stderr().is_terminal() && !self.quiet && total > 0;
        Progress {
            total,
            shown,
            begun: Instant::now(),
            done: Cell::new(0),
            bar: RefCell::new(None),
        }
    }
}

/// A bar on standard error.
pub struct Progress {
    total: u64,
    shown: bool,
    begun: Instant,
    done: Cell<u64>,
    bar: RefCell<Option<ProgressBar>>,
}

impl Progress {
    /// That many bytes more.
    pub fn advance(&self, bytes: u64) {
        self.done.set(self.done.get() + bytes);
        if !self.shown || self.begun.elapsed() < PATIENCE {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        let bar = bar.get_or_insert_with(|| {
            let style = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
            let style = ProgressStyle::with_template(style)
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr())
                .with_style(style)
        });
        bar.set_position(self.done.get());
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
