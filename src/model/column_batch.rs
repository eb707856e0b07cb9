//! Rows of a table on their way out, column by column: enough for a file format to write them, and
//! nothing of what they are about.

use chrono::NaiveDate;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// Yes or no.
    YesOrNo,
}

/// Name and kind of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnHead {
    /// Unlike that of any other column.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a row may have nothing in it.
    pub nullable: bool,
}

/// One value, to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnCell<'a> {
    /// Not known, or not applicable.
    Nothing,
    /// Text.
    Text(&'a str),
    /// A day.
    Day(NaiveDate),
    /// A whole number.
    Whole(u32),
    /// Yes or no.
    YesOrNo(bool),
}

/// The values of a column, one for each row. A value outside the range of its kind stands for
/// nothing: there are a hundred million of them.
#[derive(Clone, Debug)]
pub enum ColumnValues {
    /// All texts, and where each ends; an empty one is nothing.
    Text(String, Vec<usize>),
    /// Days since 1970.
    Day(Vec<i32>),
    /// Whole numbers.
    Whole(Vec<u32>),
    /// 0 for no, 1 for yes.
    YesOrNo(Vec<u8>),
}

/// Stands for nothing among days.
pub const NO_DAY: i32 = i32::MIN;
/// Stands for nothing among whole numbers.
pub const NO_WHOLE: u32 = u32::MAX;
/// Stands for nothing among yes and no.
pub const NEITHER: u8 = 2;

impl ColumnValues {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(String::new(), Vec::new()),
            ColumnKind::Day => Self::Day(Vec::new()),
            ColumnKind::Whole => Self::Whole(Vec::new()),
            ColumnKind::YesOrNo => Self::YesOrNo(Vec::new()),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Text(texts, ends) => {
                texts.clear();
                ends.clear();
            }
            Self::Day(days) => days.clear(),
            Self::Whole(wholes) => wholes.clear(),
            Self::YesOrNo(answers) => answers.clear(),
        }
    }

    /// Adds a value; one of another kind is nothing.
    pub fn push(&mut self, cell: ColumnCell<'_>) {
        match self {
            Self::Text(texts, ends) => {
                if let ColumnCell::Text(text) = cell {
                    texts.push_str(text);
                }
                ends.push(texts.len());
            }
            Self::Day(days) => days.push(match cell {
                ColumnCell::Day(day) => days_since_1970(day),
                _ => NO_DAY,
            }),
            Self::Whole(wholes) => wholes.push(match cell {
                ColumnCell::Whole(whole) => whole,
                _ => NO_WHOLE,
            }),
            Self::YesOrNo(answers) => answers.push(match cell {
                ColumnCell::YesOrNo(answer) => u8::from(answer),
                _ => NEITHER,
            }),
        }
    }

    /// The value of a row.
    #[must_use]
    pub fn cell(&self, row: usize) -> ColumnCell<'_> {
        let cell = match self {
            Self::Text(texts, ends) => {
                let from = row.checked_sub(1).map_or(0, |before| ends[before]);
                Some(&texts[from..ends[row]])
                    .filter(|text| !text.is_empty())
                    .map(ColumnCell::Text)
            }
            Self::Day(days) => day_of(days[row]).map(ColumnCell::Day),
            Self::Whole(wholes) => Some(wholes[row])
                .filter(|whole| *whole != NO_WHOLE)
                .map(ColumnCell::Whole),
            Self::YesOrNo(answers) => Some(answers[row])
                .filter(|answer| *answer != NEITHER)
                .map(|answer| ColumnCell::YesOrNo(answer == 1)),
        };
        cell.unwrap_or(ColumnCell::Nothing)
    }
}

/// Some of the rows of a table.
#[derive(Clone, Debug)]
pub struct ColumnBatch {
    /// How many.
    pub rows: usize,
    /// As many values each.
    pub columns: Vec<ColumnValues>,
}

impl ColumnBatch {
    /// No rows of these columns.
    #[must_use]
    pub fn new(heads: &[ColumnHead]) -> Self {
        let columns = heads.iter().map(|head| ColumnValues::of(head.kind));
        Self {
            rows: 0,
            columns: columns.collect(),
        }
    }

    /// Takes all rows out and keeps their room.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.columns.iter_mut().for_each(ColumnValues::clear);
    }
}

/// The number of days from 1970 to this one.
fn days_since_1970(day: NaiveDate) -> i32 {
    let days = day.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(days).unwrap_or(NO_DAY)
}

fn day_of(days: i32) -> Option<NaiveDate> {
    let days = Some(days).filter(|days| *days != NO_DAY)?;
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(days.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out_and_nothing_stays_nothing() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 1).expect("a day");
        for (kind, cells) in [
            (
                ColumnKind::Text,
                [ColumnCell::Text("a"), ColumnCell::Text("bc")],
            ),
            (
                ColumnKind::Day,
                [
                    ColumnCell::Day(day),
                    ColumnCell::Day(NaiveDate::from_ymd_opt(1969, 12, 31).expect("a day")),
                ],
            ),
            (
                ColumnKind::Whole,
                [ColumnCell::Whole(0), ColumnCell::Whole(7)],
            ),
            (
                ColumnKind::YesOrNo,
                [ColumnCell::YesOrNo(false), ColumnCell::YesOrNo(true)],
            ),
        ] {
            let mut values = ColumnValues::of(kind);
            let all = [cells[0], ColumnCell::Nothing, cells[1]];
            all.into_iter().for_each(|cell| values.push(cell));
            let read = [0, 1, 2].map(|row| values.cell(row));
            assert_eq!(read, all);
        }
        // 54 years with 14 leap days, January and 29 days of February.
        assert_eq!(days_since_1970(day), 54 * 365 + 13 + 31 + 29);
    }
}
