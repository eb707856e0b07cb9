//! Score tables: points by substance, from a CSV with the columns code and score.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Source, Substance};
use crate::reference::moves;

/// A score table as a definition names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreEntry {
    /// The id that features name.
    pub id: String,
    /// What the points measure.
    pub title: String,
    /// File of the points, beside the definition.
    pub table: String,
    /// What the points are points of: tables of different scales are never added up.
    #[serde(default)]
    pub scale: String,
    /// Version or year of the table.
    #[serde(default)]
    pub version: String,
    /// What a reader should know of the table.
    #[serde(default)]
    pub note: String,
    /// Where the scores come from.
    #[serde(default)]
    pub source: Source,
}

/// Points by substance.
#[derive(Clone, Debug)]
pub struct ScoreTable {
    /// The id that features name.
    pub id: String,
    /// What the points measure.
    pub title: String,
    /// What the points are points of.
    pub scale: String,
    /// Version or year of the table.
    pub version: String,
    /// What a reader should know of the table.
    pub note: String,
    /// Where the scores come from.
    pub source: Source,
    /// Points of each substance that has any.
    pub points: BTreeMap<Substance, u32>,
}

/// A row of a score table that cannot be used. Holds no cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ScoreFault {
    /// Line in the table; 1 is the header.
    pub line: u64,
    /// What is wrong.
    pub what: &'static str,
}

impl ScoreEntry {
    /// The table of these points. Columns other than code and score are passed over.
    ///
    /// # Errors
    /// [`ScoreFault`] at the first row without a code of 9 characters and whole points, or with a
    /// code that stood before, and for a table without the two columns or without rows.
    pub fn read(self, text: &str) -> Result<ScoreTable, ScoreFault> {
        let points = points(text)?;
        let Self {
            id,
            title,
            scale,
            version,
            note,
            source,
            ..
        } = self;
        Ok(ScoreTable {
            id,
            title,
            scale,
            version,
            note,
            source,
            points,
        })
    }
}

impl ScoreTable {
    /// Points of a substance, if the table has it by its own code or by one that it had before.
    #[must_use]
    pub fn of(&self, substance: Substance) -> Option<u32> {
        let own = || self.points.get(&substance);
        let moved = || self.points.get(&moves().current(substance));
        let former = || {
            let mut former = moves().former(substance).iter();
            former.find_map(|old| self.points.get(old))
        };
        own().or_else(moved).or_else(former).copied()
    }
}

fn points(text: &str) -> Result<BTreeMap<Substance, u32>, ScoreFault> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let fault = |line, what| ScoreFault { line, what };
    let unreadable = "this row has not as many fields as the header";
    let header = reader
        .headers()
        .map_err(|_| fault(1, "the header cannot be read"))?;
    let position = |name: &str| {
        header
            .iter()
            .position(|column| column.eq_ignore_ascii_case(name))
    };
    let (code, score) = position("code")
        .zip(position("score"))
        .ok_or_else(|| fault(1, "a score table has the columns code and score"))?;
    let mut points = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            fault(line, unreadable)
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let substance = record
            .get(code)
            .filter(|code| code.len() == 9)
            .and_then(|code| Substance::from_bnf_code(code.as_bytes()).ok())
            .ok_or_else(|| fault(line, "code: a BNF substance has 9 characters"))?;
        let score = record.get(score).and_then(|score| score.parse().ok());
        let score = score.ok_or_else(|| fault(line, "score: points are whole numbers from 0"))?;
        if points.insert(substance.0, score).is_some() {
            return Err(fault(line, "code: it stands in an earlier row too"));
        }
    }
    if points.is_empty() {
        return Err(fault(1, "a score table has at least one row"));
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, u32)>, (u64, &'static str)> {
        let points = points(text).map_err(|fault| (fault.line, fault.what))?;
        Ok(points
            .into_iter()
            .map(|(code, points)| (code.to_string(), points))
            .collect())
    }

    #[test]
    fn further_columns_and_their_order_do_not_matter() {
        assert_eq!(
            read("name,Score,CODE\nAmitriptyline, 3 ,0403010b0\n"),
            Ok(vec![("0403010B0".to_owned(), 3)])
        );
    }

    #[test]
    fn a_faulty_row_is_told_with_its_line() {
        for (text, expected) in [
            (
                "code,points\n",
                (1, "a score table has the columns code and score"),
            ),
            ("code,score\n", (1, "a score table has at least one row")),
            (
                "code,score\n0403010B0,3\n0403010B0,2\n",
                (3, "code: it stands in an earlier row too"),
            ),
            (
                "code,score\n0403010B0AAAHAH,3\n",
                (2, "code: a BNF substance has 9 characters"),
            ),
            (
                "code,score\n0403010B0,high\n",
                (2, "score: points are whole numbers from 0"),
            ),
            (
                "code,score\n0403010B0,-1\n",
                (2, "score: points are whole numbers from 0"),
            ),
            (
                "code,score\n0403010B0\n",
                (2, "this row has not as many fields as the header"),
            ),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }
}
