//! A user's own lists, scores, features and indicators, beside the shipped ones and never in their
//! place.

use serde::Deserialize;

use super::catalogue::{Catalogue, parse};
use super::definition::{Feature, Indicator};
use super::drug_lists::DrugList;
use super::fault::{DefinitionFault, TextPlace, Wrong};
use super::known;
use super::scores::ScoreEntry;
use crate::definitions::filter::parse::RESERVED;
use crate::model::{DefinitionFile, Mark, Source, Substance};
use crate::reference;

/// A user's file that a catalogue holds the definitions of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFile {
    /// The name as the user gave it; of a score table, the name by which a definition calls it.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Lists and scores of it: id and version, which is empty where a list has none.
    pub versions: Vec<(String, String)>,
    /// Ids of its indicators.
    pub indicators: Vec<String>,
    /// What a reader should know: a code that no table knows.
    pub notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefinitionsToml {
    #[serde(default)]
    list: Vec<DrugList>,
    #[serde(default)]
    score: Vec<ScoreEntry>,
    #[serde(default)]
    feature: Vec<Feature>,
    #[serde(default)]
    indicator: Vec<Indicator>,
}

impl Catalogue {
    /// This catalogue and the definitions of the files: first the lists and scores of all of them,
    /// then the features, then the indicators, so that one file may use what another defines.
    ///
    /// # Errors
    /// [`DefinitionFault`] at the first definition with an unknown key, list, score or feature, an
    /// id that is taken, or a score that cannot be read or is added to one of another scale.
    pub fn with(&self, files: &[DefinitionFile]) -> Result<Self, DefinitionFault> {
        let mut whole = self.clone();
        let mut read = Vec::new();
        for file in files {
            let definitions = read_file(file)?;
            let mut notes = Vec::new();
            let mut adding = Adding {
                shipped: self,
                whole: &mut whole,
                file,
            };
            let mut versions = adding.lists(definitions.list, &mut notes)?;
            versions.extend(adding.scores(definitions.score)?);
            whole.user_files.push(UserFile {
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                versions,
                indicators: definitions.indicator.iter().map(|i| i.id.clone()).collect(),
                notes,
            });
            whole
                .user_files
                .extend(file.tables.iter().map(|table| UserFile {
                    name: table.name.clone(),
                    sha256: table.sha256.clone(),
                    versions: Vec::new(),
                    indicators: Vec::new(),
                    notes: Vec::new(),
                }));
            read.push((file, definitions.feature, definitions.indicator));
        }
        for (file, features, _) in &mut read {
            let mut adding = Adding {
                shipped: self,
                whole: &mut whole,
                file,
            };
            adding.features(std::mem::take(features))?;
        }
        for (file, _, indicators) in read {
            let mut adding = Adding {
                shipped: self,
                whole: &mut whole,
                file,
            };
            adding.indicators(indicators)?;
        }
        Ok(whole)
    }

    /// The user's files this catalogue holds, in the order given; none: the shipped one alone.
    #[must_use]
    pub fn user_files(&self) -> &[UserFile] {
        &self.user_files
    }

    fn has(&self, id: &str) -> bool {
        self.indicator(id).is_some()
            || self.feature(id).is_some()
            || self.lists().list(id).is_some()
            || self.lists().score(id).is_some()
    }
}

/// Tables of definitions, or one indicator by itself, as the shipped ones are written.
fn read_file(file: &DefinitionFile) -> Result<DefinitionsToml, DefinitionFault> {
    let source = (file.name.as_str(), file.text.as_str());
    let table: toml::Table = parse(source)?;
    if !table.contains_key("id") {
        return parse(source);
    }
    Ok(DefinitionsToml {
        list: Vec::new(),
        score: Vec::new(),
        feature: Vec::new(),
        indicator: vec![parse(source)?],
    })
}

/// One file on its way into a catalogue.
struct Adding<'a> {
    shipped: &'a Catalogue,
    whole: &'a mut Catalogue,
    file: &'a DefinitionFile,
}

impl Adding<'_> {
    fn fault(&self, (id, wrong): (String, Wrong)) -> DefinitionFault {
        // Of two definitions of one id the second is to blame.
        let number = usize::from(wrong.what.ends_with(TWICE));
        let at = |number| {
            wrong
                .clone()
                .of(&self.file.name, &self.file.text, &id, number)
        };
        let fault = at(number);
        if fault.place.is_none() { at(0) } else { fault }
    }

    fn lists(
        &mut self,
        lists: Vec<DrugList>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<(String, String)>, DefinitionFault> {
        let mut versions = Vec::new();
        for mut list in lists {
            let taken = self.whole.lists().list(&list.id).is_some();
            self.check_id(&list.id, taken)?;
            self.own(&list.id.clone(), &mut list.source)?;
            for code in list.include.iter().chain(&list.exclude) {
                if !is_code(code) {
                    let what = format!(
                        "list {}: a code is 2 to 9 letters and digits and begins with a chapter",
                        list.id
                    );
                    return Err(self.fault((list.id.clone(), Wrong::new(what, code))));
                }
                if !is_known(code) {
                    notes.push(format!(
                        "{}: list {}: no BNF code that is known begins with {code}",
                        self.file.name, list.id
                    ));
                }
            }
            if list.include.is_empty() {
                let wrong = Wrong::new(format!("list {}: include is empty", list.id), "");
                return Err(self.fault((list.id, wrong)));
            }
            versions.push((list.id.clone(), list.version.clone()));
            self.whole.lists.add_list(list);
        }
        Ok(versions)
    }

    fn scores(
        &mut self,
        scores: Vec<ScoreEntry>,
    ) -> Result<Vec<(String, String)>, DefinitionFault> {
        let mut versions = Vec::new();
        for mut entry in scores {
            let id = entry.id.clone();
            self.check_id(&id, self.whole.lists().score(&id).is_some())?;
            self.own(&id, &mut entry.source)?;
            if entry.scale.is_empty() || entry.version.is_empty() {
                let what = format!("score {id}: give its scale and its version");
                return Err(self.fault((id, Wrong::new(what, ""))));
            }
            let table = self
                .file
                .tables
                .iter()
                .find(|table| table.name == entry.table);
            let Some(table) = table else {
                let what = format!(
                    "score {id}: there is no file {} beside this one",
                    entry.table
                );
                return Err(self.fault((id, Wrong::new(what, &entry.table))));
            };
            let version = entry.version.clone();
            let score = entry.read(&table.text).map_err(|fault| {
                let mut lines = table.text.lines();
                let line = usize::try_from(fault.line).unwrap_or(usize::MAX).max(1);
                let shown = lines.nth(line - 1).unwrap_or_default();
                DefinitionFault {
                    file: table.name.clone(),
                    what: fault.what.to_owned(),
                    place: Some(TextPlace {
                        line,
                        column: 1,
                        length: shown.trim_end().chars().count().max(1),
                        shown: shown.trim_end().to_owned(),
                    }),
                }
            })?;
            versions.push((id, version));
            self.whole.lists.add_score(score);
        }
        Ok(versions)
    }

    fn features(&mut self, features: Vec<Feature>) -> Result<(), DefinitionFault> {
        for feature in features {
            let taken = self.whole.feature(&feature.id).is_some();
            self.check_id(&feature.id, taken)?;
            self.check_mark(&feature.id, feature.mark)?;
            let added = self.whole.add_feature(feature);
            added.map_err(|wrong| self.fault(wrong))?;
        }
        Ok(())
    }

    fn indicators(&mut self, indicators: Vec<Indicator>) -> Result<(), DefinitionFault> {
        for mut indicator in indicators {
            let id = indicator.id.clone();
            self.check_id(&id, self.whole.indicator(&id).is_some())?;
            self.own(&id, &mut indicator.source)?;
            self.check_mark(&id, indicator.status)?;
            let added = self.whole.add_indicator(indicator);
            added.map_err(|wrong| self.fault(wrong))?;
        }
        Ok(())
    }

    /// An id is a word of its own: outputs, filters and the command line name it.
    fn check_id(&self, id: &str, taken: bool) -> Result<(), DefinitionFault> {
        let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let what = if id.is_empty() || !id.bytes().all(is_word) {
            "an id is lower-case letters, digits and _".to_owned()
        } else if self.shipped.has(id)
            || RESERVED.contains(&id)
            || [known::ITEM_RATE, known::PUBLISHED]
                .iter()
                .any(|made| id.starts_with(made))
        {
            format!("the id {id} is taken by the program; choose another")
        } else if taken {
            format!("{id}{TWICE}")
        } else {
            return Ok(());
        };
        Err(self.fault((id.to_owned(), Wrong::new(what, ""))))
    }

    /// A source that names nobody is the user's own.
    fn own(&self, id: &str, source: &mut Source) -> Result<(), DefinitionFault> {
        if source.name.is_empty() {
            source.name = format!("The user's own: {}", self.file.name);
        }
        self.check_mark(id, source.mark)
    }

    fn check_mark(&self, id: &str, mark: Mark) -> Result<(), DefinitionFault> {
        if mark == Mark::Ours {
            let what = format!("{id}: \"ours\" is what the program's authors chose; leave it out");
            return Err(self.fault((id.to_owned(), Wrong::new(what, "ours"))));
        }
        Ok(())
    }
}

const TWICE: &str = " is defined twice";

fn is_code(code: &str) -> bool {
    let chapter = code.bytes().take(2).all(|b| b.is_ascii_digit());
    let rest = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    (2..=9).contains(&code.len()) && chapter && code.bytes().all(rest)
}

fn is_known(code: &str) -> bool {
    let mut substances = reference::substances().iter();
    substances.any(|(substance, _): (Substance, _)| substance.starts_with(code))
}
