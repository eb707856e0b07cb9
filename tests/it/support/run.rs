//! The program, run so that a case is a sentence: `run("check @items.csv").file("items.csv", text)
//! .fails(3).telling("no row")`.

use std::process::{Command, Output};

use serde_json::Value;

use super::folder::Folder;
use super::root;

/// The words of a command line, parted at blanks that do not stand in '...'.
fn parted(text: &str) -> Vec<String> {
    let (mut words, mut quoted) = (Vec::new(), false);
    let mut word: Option<String> = None;
    for letter in text.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            letter if letter.is_whitespace() && !quoted => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The program, ready to run.
pub(crate) struct Run {
    words: Vec<String>,
    environment: Vec<(&'static str, String)>,
    folder: Option<Folder>,
}

/// The program with these words, where `@name` is a file of the run's folder and `@` the folder.
pub(crate) fn run(words: &str) -> Run {
    Run {
        words: parted(words),
        environment: Vec::new(),
        folder: None,
    }
}

impl Run {
    pub(crate) fn args(mut self, words: &str) -> Self {
        self.words.extend(parted(words));
        self
    }

    /// A file of the run's folder.
    pub(crate) fn file(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = self.folder.get_or_insert_with(Folder::new);
        folder.write(name, content);
        self
    }

    pub(crate) fn within(mut self, folder: &Folder) -> Self {
        self.folder = Some(folder.clone());
        self
    }

    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The process to start, in the repository, with nothing of the surroundings in its environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rxsift"));
        command.env_clear().current_dir(root(""));
        let environment = self.environment.iter();
        command.envs(environment.map(|(name, value)| (name, value)));
        for word in &self.words {
            command.arg(self.placed(word));
        }
        command
    }

    /// A word with the path of the file it names: `@name`, or `what=@name`.
    fn placed(&self, word: &str) -> String {
        let (before, name) = match word.split_once("=@") {
            Some((what, name)) => (format!("{what}="), name),
            None => match word.strip_prefix('@') {
                Some(name) => (String::new(), name),
                None => return word.to_owned(),
            },
        };
        let folder = self.folder.as_ref().expect("a run with @ has a folder");
        format!("{before}{}", folder.path(name).display())
    }

    pub(crate) fn output(self) -> Ran {
        let output = self.command().output().expect("the program starts");
        Ran {
            words: self.words.join(" "),
            told: String::from_utf8(output.stderr.clone()).expect("messages are UTF-8"),
            output,
        }
    }

    /// Exits with this code.
    pub(crate) fn fails(self, code: i32) -> Ran {
        let ran = self.output();
        assert_eq!(ran.code(), Some(code), "{}: {}", ran.words, ran.told);
        ran
    }

    pub(crate) fn passes(self) -> Ran {
        self.fails(0)
    }

    /// What it prints on standard output, having exited with 0.
    pub(crate) fn prints(self) -> String {
        self.passes().text()
    }

    /// The JSON that it prints.
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.prints()).expect("sound JSON")
    }
}

/// What became of a run.
pub(crate) struct Ran {
    words: String,
    /// Standard error.
    pub(crate) told: String,
    output: Output,
}

impl Ran {
    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// Standard output.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    /// Standard output as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).expect("the output is UTF-8")
    }

    /// Standard error says this.
    pub(crate) fn telling(self, part: &str) -> Self {
        let told = &self.told;
        assert!(
            told.contains(part),
            "{}: {part} is not in {told}",
            self.words
        );
        self
    }

    /// Standard output has this in it.
    pub(crate) fn printing(self, part: &str) -> Self {
        let text = self.text();
        assert!(
            text.contains(part),
            "{}: {part} is not in {text}",
            self.words
        );
        self
    }
}

/// What the program prints on standard output, having exited with 0.
pub(crate) fn printed(words: &str) -> String {
    run(words).prints()
}

/// What a text that was printed has to hold.
pub(crate) trait Printed {
    /// Every one of these stands in it.
    fn has_parts<const N: usize>(&self, parts: [&str; N]);

    /// Every one of these is a line of it.
    fn has_lines<const N: usize>(&self, lines: [&str; N]);
}

impl Printed for str {
    fn has_parts<const N: usize>(&self, parts: [&str; N]) {
        for part in parts {
            assert!(self.contains(part), "{part:?} is missing:\n{self}");
        }
    }

    fn has_lines<const N: usize>(&self, lines: [&str; N]) {
        for line in lines {
            let found = self.lines().any(|printed| printed == line);
            assert!(found, "{line} is missing:\n{self}");
        }
    }
}
