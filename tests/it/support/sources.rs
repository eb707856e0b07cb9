//! The product's own text: its files, its rooms, and what uses what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::root;

/// Name and text of every Rust file under a folder of the repository.
pub(crate) fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in folder.read_dir().expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(folder), &mut found);
    found.sort();
    let named = found.into_iter().map(|path| {
        let name = path.strip_prefix(root("")).expect("inside the repository");
        let name = name.to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(&path).expect("readable"))
    });
    named.collect()
}

/// The file without its unit tests.
pub(crate) fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The room of a file: its folder or file under `src`.
pub(crate) fn room(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    let first = inside.split('/').next().unwrap_or(inside);
    first.trim_end_matches(".rs")
}

/// A path of modules and at last a name, from the root of the crate.
type Names = Vec<String>;

/// What uses what among the files under `src`, unit tests apart. A name that a folder hands on is
/// one of the file it is defined in: handing on is no use.
pub(crate) struct Uses {
    /// Every module with the file that it is.
    modules: BTreeMap<Names, String>,
    /// What a module hands on or imports: the name there, and the path it stands for.
    imports: BTreeMap<Names, BTreeMap<String, Names>>,
    /// The files that each file uses.
    pub(crate) files: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    pub(crate) fn of_the_product() -> Self {
        let files = rust_files("src").into_iter();
        Self::among(files.filter(|(name, _)| name != "src/main.rs").collect())
    }

    pub(crate) fn among(files: Vec<(String, String)>) -> Self {
        let module = |name: &str| -> Names {
            let inside = name.trim_start_matches("src/").trim_end_matches(".rs");
            let names = inside
                .split('/')
                .filter(|name| !["mod", "lib"].contains(name));
            names.map(str::to_owned).collect()
        };
        let mut uses = Self {
            modules: files
                .iter()
                .map(|(name, _)| (module(name), name.clone()))
                .collect(),
            imports: BTreeMap::new(),
            files: BTreeMap::new(),
        };
        let mut used: BTreeMap<String, Vec<Names>> = BTreeMap::new();
        for (name, text) in &files {
            let at = module(name);
            let (imports, paths) = uses.paths_in(&at, &code(text));
            uses.imports.insert(at, imports);
            used.insert(name.clone(), paths);
        }
        for (name, paths) in used {
            let files = paths.into_iter().filter_map(|path| uses.file_of(path));
            let others = files.filter(|file| *file != name).collect();
            uses.files.insert(name, others);
        }
        uses
    }

    /// The names a module has from elsewhere, and the paths that its file uses.
    fn paths_in(&self, at: &Names, code: &str) -> (BTreeMap<String, Names>, Vec<Names>) {
        let (mut imports, mut used) = (BTreeMap::new(), Vec::new());
        let mut rest = code;
        while let Some(start) = rest.find("::") {
            // Back to the beginning of the path that this :: is the first of.
            let before = rest[..start].trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
            let statement = before
                .rsplit([';', '{', '}'])
                .next()
                .unwrap_or(before)
                .trim();
            let (paths, end) = tree(&rest[before.len()..]);
            let imported = statement.ends_with("use");
            let handed_on = imported && statement.contains("pub");
            for (path, alias) in paths {
                let Some(path) = self.absolute(at, path) else {
                    continue;
                };
                if imported {
                    imports.insert(alias, path.clone());
                }
                if !handed_on {
                    used.push(path);
                }
            }
            rest = &rest[before.len() + end..];
        }
        (imports, used)
    }

    /// A path from the root, if it is one of the crate's own.
    fn absolute(&self, at: &Names, path: Names) -> Option<Names> {
        let mut base = at.clone();
        let mut names = path.into_iter().peekable();
        match names.peek()?.as_str() {
            "crate" => {
                base.clear();
                names.next();
            }
            "self" => {
                names.next();
            }
            "super" => {
                while names.next_if(|name| name == "super").is_some() {
                    base.pop();
                }
            }
            child => {
                let child = [at.as_slice(), &[child.to_owned()]].concat();
                if !self.modules.contains_key(&child) {
                    return None;
                }
            }
        }
        base.extend(names);
        Some(base)
    }

    /// The file that a path leads to, through what folders hand on.
    fn file_of(&self, mut path: Names) -> Option<String> {
        for _ in 0..8 {
            let known = (0..=path.len()).rev();
            let length = known
                .into_iter()
                .find(|at| self.modules.contains_key(&path[..*at]))?;
            let (module, rest) = path.split_at(length);
            let handed = rest
                .first()
                .and_then(|name| self.imports.get(module)?.get(name));
            match handed {
                Some(elsewhere) => path = [elsewhere.as_slice(), &rest[1..]].concat(),
                None => return self.modules.get(module).cloned(),
            }
        }
        panic!("{path:?} is handed on in a circle")
    }

    /// The rooms that each room uses.
    pub(crate) fn rooms(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (file, used) in &self.files {
            let used = used.iter().map(|file| room(file).to_owned());
            let others = used.filter(|used| used != room(file));
            rooms
                .entry(room(file).to_owned())
                .or_default()
                .extend(others);
        }
        rooms
    }

    /// What each file uses of its own room.
    pub(crate) fn within_rooms(&self) -> BTreeMap<String, BTreeSet<String>> {
        let inside = |(file, used): (&String, &BTreeSet<String>)| {
            let used = used.iter().filter(|used| room(used) == room(file));
            (file.clone(), used.cloned().collect())
        };
        self.files.iter().map(inside).collect()
    }
}

/// The text without unit tests and comments.
fn code(text: &str) -> String {
    let lines = product(text).lines();
    let lines = lines.map(|line| line.split("//").next().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of a tree such as `super::a::{B, c::D as E}`, each with the name it has here, and where
/// the tree ends.
fn tree(text: &str) -> (Vec<(Names, String)>, usize) {
    let word = |text: &str| -> usize {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        end.unwrap_or(text.len())
    };
    let blanks = |text: &str| text.len() - text.trim_start().len();
    let (mut path, mut at) = (Names::new(), 0);
    loop {
        at += blanks(&text[at..]);
        if text[at..].starts_with('{') {
            at += 1;
            let mut paths = Vec::new();
            while !text[at..].trim_start().starts_with('}') && at < text.len() {
                let (inner, end) = tree(&text[at..]);
                let inner = inner.into_iter().map(|(names, alias)| match &*names {
                    [one] if one == "self" => {
                        (path.clone(), path.last().cloned().unwrap_or_default())
                    }
                    _ => ([path.as_slice(), &names].concat(), alias),
                });
                paths.extend(inner);
                at += end.max(1);
                at += blanks(&text[at..]);
                at += usize::from(text[at..].starts_with(','));
            }
            return (paths, text.len().min(at + blanks(&text[at..]) + 1));
        }
        let end = word(&text[at..]);
        if end == 0 {
            break;
        }
        path.push(text[at..at + end].to_owned());
        at += end;
        match text[at..].strip_prefix("::") {
            Some(_) => at += 2,
            None => break,
        }
    }
    let renamed = text[at..].trim_start().strip_prefix("as ");
    let alias = match renamed {
        Some(rest) => rest[..word(rest)].to_owned(),
        None => path.last().cloned().unwrap_or_default(),
    };
    if let Some(rest) = renamed {
        at = text.len() - rest.len() + word(rest);
    }
    // The :: that led here is passed in any case.
    (vec![(path, alias)], at.max(2.min(text.len())))
}

/// The circles of a graph: sets of more than one where each leads to every other.
pub(crate) fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<&str>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = uses
        .keys()
        .map(|one| (one.as_str(), reached(uses, one)))
        .collect();
    let circle = |one: &str| -> BTreeSet<&str> {
        let others = reach[one].iter().copied();
        others
            .filter(|other| reach.get(other).is_some_and(|back| back.contains(one)))
            .collect()
    };
    let found: BTreeSet<BTreeSet<&str>> = uses.keys().map(|one| circle(one)).collect();
    found
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .collect()
}

/// Everything that one leads to.
fn reached<'a>(uses: &'a BTreeMap<String, BTreeSet<String>>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(one) = open.pop() {
        let next = uses.get(one).into_iter().flatten().map(String::as_str);
        open.extend(next.filter(|next| reached.insert(*next)));
    }
    reached
}
