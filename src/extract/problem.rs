//! Rows and cells that could not be taken as they stood. A problem has no room for a value.

use super::field::Field;

/// What became of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The row is not used.
    Rejected,
    /// The row is left out by a rule of the field.
    Excluded,
    /// The row is used without this cell.
    CellSetAside,
    /// The row is used, its cell repaired.
    Restored,
    /// The row is used as it stands; a person should look at it.
    Noted,
}

impl Effect {
    /// What became of the row, in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Excluded => "excluded",
            Self::CellSetAside => "set aside, the row kept",
            Self::Restored => "repaired",
            Self::Noted => "used as it stands",
        }
    }
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Fewer fields than the header.
    TooFewFields,
    /// More fields than the header.
    TooManyFields,
    /// A quotation mark joins several lines into one row.
    OpenQuote,
    /// The file's text is not UTF-8; at its first such row, once for each file.
    WindowsText,
    /// No usable patient id: in no patient-based figure.
    NoPatientId,
    /// A column that only adds to what is known stands twice; told once, at the header.
    RepeatedColumn,
    /// A patient id that is not text in UTF-8, or has characters that end lines and the like.
    UnreadableId,
    /// Not an NHS number in a file of NHS numbers, or a number in exponent notation.
    DamagedId,
    /// A further row of a person whose naming row may be the one above that could not be read.
    PersonLost,
    /// A blank row between blocks of a report.
    BlankRow,
    /// A line under the rows of a report.
    Footer,
    /// Marked as not dispensed.
    NotDispensed,
    /// Marked as disallowed.
    Disallowed,
    /// Marked as prescribed out of hours.
    OutOfHours,
    /// Marked as a private prescription.
    PrivatePrescription,
    /// Ended before, or begun after, the day a report is of.
    NotCurrent,
    /// A practice's place in a network that has ended.
    Ended,
    /// A dm+d code whose check digit is wrong and that cannot be restored.
    BadDmdCode,
    /// A dm+d code whose last digits were rounded and are given back.
    RestoredDmdCode,
    /// A row of a worklist that nobody has filled in.
    NotReviewed,
    /// A list names no comparator.
    NoComparator,
    /// No practice, and no patients file registers the person.
    NoPractice,
    /// Not an organisation code.
    BadOrganisationCode,
    /// Not a month or date.
    BadMonth,
    /// Not a BNF code.
    BadBnfCode,
    /// A BNF code in exponent notation, destroyed by a spreadsheet.
    BnfExponent,
    /// A BNF code whose leading zero was lost and is given back.
    LostLeadingZero,
    /// Not a whole number of items, 0 or more.
    BadItems,
    /// Not a quantity.
    BadQuantity,
    /// Not a number of days.
    BadDays,
    /// Not an age in whole years.
    BadAge,
    /// An age above 120, or before birth.
    AgeOutOfRange,
    /// Not a date, or a date of birth in the future of the extract.
    BadDate,
    /// Not a recorded sex.
    BadSex,
    /// Not a decile of 1 to 10.
    BadDecile,
    /// Not a yes or no.
    BadYesNo,
    /// Not a frailty category or index.
    BadFrailty,
    /// The patients files speak of this person twice.
    RepeatedPerson,
    /// The organisations files speak of this practice twice, differently.
    RepeatedPractice,
    /// Organisations files of different standing disagree; the one with networks is kept.
    OtherParent,
    /// Organisations files disagree in a column that was asked for; the one read first is kept.
    OtherValue,
    /// A practice that is closed.
    ClosedPractice,
    /// Not a general practice.
    NotGeneralPractice,
    /// Prescribing of nobody's practice, or of a dummy code.
    UnidentifiedPractice,
    /// Not a count of patients.
    BadCount,
    /// Not an age band.
    BadAgeBand,
    /// A second, different count for the same practice, sex and age.
    RepeatedCount,
    /// The whole of a list is not the sum of its parts.
    UnequalParts,
    /// The header again, among the rows.
    RepeatedHeader,
    /// No number for any comparator.
    NoValue,
    /// Not a percentage or mean.
    BadValue,
    /// More patients count than there are.
    NumeratorAboveDenominator,
    /// A second, different figure for the same organisation, month and comparator.
    RepeatedFigure,
}

impl Reason {
    /// The reason in words, without any value.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooFewFields => "fewer fields than the header",
            Self::TooManyFields => "more fields than the header",
            Self::OpenQuote => "a quotation mark joins several lines into one row",
            Self::WindowsText => "text is not UTF-8; read as windows-1252",
            Self::NoPatientId => "no patient id",
            Self::RepeatedColumn => "two columns of one meaning; neither is read",
            Self::UnreadableId => "a patient id with characters that cannot be read",
            Self::DamagedId => "not an NHS number, or one that a spreadsheet has damaged",
            Self::PersonLost => {
                "the row above could not be read, and may have named another person"
            }
            Self::BlankRow => "a blank row",
            Self::Footer => "a line under the report",
            Self::NotDispensed => "not dispensed",
            Self::Disallowed => "disallowed",
            Self::OutOfHours => "prescribed out of hours",
            Self::PrivatePrescription => "a private prescription",
            Self::NotCurrent => "not taken on the day of the report",
            Self::Ended => "ended",
            Self::BadDmdCode => "not a dm+d code",
            Self::RestoredDmdCode => "a dm+d code that a spreadsheet had rounded was restored",
            Self::NotReviewed => "nothing filled in",
            Self::NoComparator => "no comparator in the row or the file name",
            Self::NoPractice => "no practice, and no patients file registers the person",
            Self::BadOrganisationCode => "not an organisation code",
            Self::BadMonth => "not a month",
            Self::BadBnfCode => "not a BNF code",
            Self::BnfExponent => "a BNF code turned into a number by a spreadsheet",
            Self::LostLeadingZero => "a lost leading zero was given back",
            Self::BadItems => "not a whole number of items",
            Self::BadQuantity => "not a quantity",
            Self::BadDays => "not a number of days",
            Self::BadAge => "not an age in whole years",
            Self::AgeOutOfRange => "an age outside 0 to 120",
            Self::BadDate => "not a date",
            Self::BadSex => "not a recorded sex",
            Self::BadDecile => "not a decile from 1 to 10",
            Self::BadYesNo => "neither yes nor no",
            Self::BadFrailty => "neither a frailty category nor an index from 0 to 1",
            Self::RepeatedPerson => "a second row for the same person",
            Self::RepeatedPractice => "a second, different row for the same practice",
            Self::OtherParent => {
                "another organisations file puts the practice elsewhere, and is kept"
            }
            Self::OtherValue => {
                "another organisations file says otherwise in a column asked for, and is kept"
            }
            Self::ClosedPractice => "a closed practice",
            Self::NotGeneralPractice => "not a general practice",
            Self::UnidentifiedPractice => "no practice could be identified",
            Self::BadCount => "not a count",
            Self::BadAgeBand => "not an age band",
            Self::RepeatedCount => "a second, different count for the same practice, sex and age",
            Self::UnequalParts => "the total is not the sum of its parts; the total is used",
            Self::RepeatedHeader => "the header again",
            Self::NoValue => "nothing is published for it",
            Self::BadValue => "not a percentage from 0 to 100, or not a mean",
            Self::NumeratorAboveDenominator => "a numerator above its denominator",
            Self::RepeatedFigure => {
                "a second, different figure for the same organisation, month and comparator"
            }
        }
    }
}

/// One row or cell that was not taken as it stood. Has no room for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Position of the file among the inputs.
    pub file: usize,
    /// Line the row begins at; the header's first line is 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<Field>,
    /// Why.
    pub reason: Reason,
    /// What became of the row.
    pub effect: Effect,
}

/// Problems as they are found.
#[derive(Default)]
pub(crate) struct Report(Vec<Problem>);

impl Report {
    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(crate) fn extend(&mut self, problems: impl Iterator<Item = Problem>) {
        self.0.extend(problems);
    }

    pub(crate) fn of_file(&self, file: usize) -> impl Iterator<Item = &Problem> {
        self.0.iter().filter(move |problem| problem.file == file)
    }

    pub(crate) fn sorted(&self) -> Vec<Problem> {
        let mut problems = self.0.clone();
        problems.sort_unstable();
        problems
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.0.sort_unstable();
        self.0
    }
}
