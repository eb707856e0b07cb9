//! A user's own lists, scores, features and indicators, beside the shipped ones and never in their
//! place.

use serde::Deserialize;

use super::catalogue::{Catalogue, UserFile};
use super::definition::{Feature, Indicator};
use super::drug_lists::DrugList;
use super::fault::{Blame, DefinitionFault, DefinitionSpot, TextPlace, parse};
use super::filter::parse::RESERVED;
use super::item_rate::item_rates;
use super::known;
use super::scores::ScoreEntry;
use crate::model::{DefinitionFile, Mark, Source, Substance};
use crate::reference;

#[derive(Default, Deserialize)]
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

/// An indicator, and where it stands in its file.
type IndicatorEntry = (DefinitionSpot, Indicator);

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
            let (definitions, indicators) = read_file(file)?;
            let mut notes = Vec::new();
            let mut addition = Addition {
                shipped: self,
                whole: &mut whole,
                file,
            };
            let mut versions = addition.lists(definitions.list, &mut notes)?;
            versions.extend(addition.scores(definitions.score)?);
            let user_file = |name: &str, sha256: &str| UserFile {
                name: name.to_owned(),
                sha256: sha256.to_owned(),
                versions: Vec::new(),
                indicators: Vec::new(),
                notes: Vec::new(),
            };
            whole.user_files.push(UserFile {
                versions,
                indicators: indicators.iter().map(|(_, i)| i.id.clone()).collect(),
                notes,
                ..user_file(&file.name, &file.sha256)
            });
            let tables = file.tables.iter();
            whole
                .user_files
                .extend(tables.map(|table| user_file(&table.name, &table.sha256)));
            read.push((file, definitions.feature, indicators));
        }
        whole.item_rates = item_rates(&whole.lists);
        for (file, features, _) in &mut read {
            let mut addition = Addition {
                shipped: self,
                whole: &mut whole,
                file,
            };
            addition.features(std::mem::take(features))?;
        }
        for (file, _, indicators) in read {
            let mut addition = Addition {
                shipped: self,
                whole: &mut whole,
                file,
            };
            addition.indicators(indicators)?;
        }
        Ok(whole)
    }
}

/// Tables of definitions, or one indicator by itself, as the shipped ones are written; the
/// indicators with their places.
fn read_file(
    file: &DefinitionFile,
) -> Result<(DefinitionsToml, Vec<IndicatorEntry>), DefinitionFault> {
    let source = (file.name.as_str(), file.text.as_str());
    let table: toml::Table = parse(source)?;
    if table.contains_key("id") {
        let indicators = vec![(DefinitionSpot::WholeFile, parse(source)?)];
        return Ok((DefinitionsToml::default(), indicators));
    }
    let mut definitions: DefinitionsToml = parse(source)?;
    let indicators = std::mem::take(&mut definitions.indicator).into_iter();
    let spotted = indicators
        .enumerate()
        .map(|(at, indicator)| (DefinitionSpot::Entry("indicator", at), indicator));
    Ok((definitions, spotted.collect()))
}

/// One file on its way into a catalogue.
struct Addition<'a> {
    shipped: &'a Catalogue,
    whole: &'a mut Catalogue,
    file: &'a DefinitionFile,
}

impl Addition<'_> {
    fn fault(&self, spot: DefinitionSpot, wrong: Blame) -> DefinitionFault {
        wrong.of((self.file.name.as_str(), self.file.text.as_str()), spot)
    }

    fn lists(
        &mut self,
        lists: Vec<DrugList>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<(String, String)>, DefinitionFault> {
        let mut versions = Vec::new();
        for (at, mut list) in lists.into_iter().enumerate() {
            let spot = DefinitionSpot::Entry("list", at);
            let taken = self.whole.lists().list(&list.id).is_some();
            self.check_id(spot, &list.id, taken)?;
            self.own(spot, &list.id, &mut list.source)?;
            for code in list.include.iter().chain(&list.exclude) {
                if !is_code(code) {
                    let what = format!(
                        "list {}: a code is 2 to 9 letters and digits and begins with a chapter",
                        list.id
                    );
                    let wrong = Blame::at(what, &["include", "exclude"], code);
                    return Err(self.fault(spot, wrong));
                }
                if !is_known(code) {
                    notes.push(format!(
                        "{}: list {}: no BNF code that is known begins with {code}",
                        self.file.name, list.id
                    ));
                }
            }
            if list.include.is_empty() {
                let wrong = Blame::whole(format!("list {}: include is empty", list.id));
                return Err(self.fault(spot, wrong));
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
        for (at, mut entry) in scores.into_iter().enumerate() {
            let spot = DefinitionSpot::Entry("score", at);
            let id = entry.id.clone();
            self.check_id(spot, &id, self.whole.lists().score(&id).is_some())?;
            self.own(spot, &id, &mut entry.source)?;
            if entry.scale.is_empty() || entry.version.is_empty() {
                let what = format!("score {id}: give its scale and its version");
                return Err(self.fault(spot, Blame::whole(what)));
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
                let wrong = Blame::at(what, &["table"], &entry.table);
                return Err(self.fault(spot, wrong));
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
        for (at, feature) in features.into_iter().enumerate() {
            let spot = DefinitionSpot::Entry("feature", at);
            let taken = self.whole.feature(&feature.id).is_some();
            self.check_id(spot, &feature.id, taken)?;
            self.check_mark(spot, &feature.id, &["mark"], feature.mark)?;
            let added = self.whole.add_feature(feature);
            added.map_err(|wrong| self.fault(spot, wrong))?;
        }
        Ok(())
    }

    fn indicators(&mut self, indicators: Vec<IndicatorEntry>) -> Result<(), DefinitionFault> {
        for (spot, mut indicator) in indicators {
            let id = indicator.id.clone();
            self.check_id(spot, &id, self.whole.indicator(&id).is_some())?;
            self.own(spot, &id, &mut indicator.source)?;
            self.check_mark(spot, &id, &["status"], indicator.status)?;
            let added = self.whole.add_indicator(indicator);
            added.map_err(|wrong| self.fault(spot, wrong))?;
        }
        Ok(())
    }

    /// An id is a word of its own: outputs, filters and the command line name it.
    fn check_id(&self, spot: DefinitionSpot, id: &str, taken: bool) -> Result<(), DefinitionFault> {
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
            format!("{id} is defined twice")
        } else {
            return Ok(());
        };
        Err(self.fault(spot, Blame::whole(what)))
    }

    /// A source that names nobody is the user's own.
    fn own(
        &self,
        spot: DefinitionSpot,
        id: &str,
        source: &mut Source,
    ) -> Result<(), DefinitionFault> {
        if source.name.is_empty() {
            source.name = format!("The user's own: {}", self.file.name);
        }
        self.check_mark(spot, id, &["source"], source.mark)
    }

    fn check_mark(
        &self,
        spot: DefinitionSpot,
        id: &str,
        keys: &'static [&'static str],
        mark: Mark,
    ) -> Result<(), DefinitionFault> {
        if mark == Mark::Ours {
            let what = format!("{id}: \"ours\" is what the program's authors chose; leave it out");
            return Err(self.fault(spot, Blame::at(what, keys, mark.as_str())));
        }
        Ok(())
    }
}

fn is_code(code: &str) -> bool {
    let chapter = code.bytes().take(2).all(|b| b.is_ascii_digit());
    let rest = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    (2..=9).contains(&code.len()) && chapter && code.bytes().all(rest)
}

fn is_known(code: &str) -> bool {
    let mut substances = reference::substances().iter();
    substances.any(|(substance, _): (Substance, _)| substance.starts_with(code))
}
