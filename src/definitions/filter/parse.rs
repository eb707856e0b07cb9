//! From text to a filter: every name and value is checked here, so that nothing but facts is
//! missing when it is applied.

use super::token::{Op, Token, TokenKind, number, tokens};
use super::{Comparison, Filter, FilterFault, FilterSubject, Literal};
use crate::definitions::catalogue::Catalogue;
use crate::definitions::definition::{ExtractFact, Indicator};
use crate::definitions::fault::nearest_id;
use crate::model::{AgeBand, Level, Month, Sex};

/// Names that are neither a feature nor an indicator.
const FIXED: [(&str, FilterSubject); 10] = [
    ("sex", FilterSubject::Sex),
    ("age_band", FilterSubject::AgeBand),
    ("practice", FilterSubject::Group(Level::Practice)),
    ("pcn", FilterSubject::Group(Level::Pcn)),
    ("sub_icb", FilterSubject::Group(Level::SubIcb)),
    ("icb", FilterSubject::Group(Level::Icb)),
    ("region", FilterSubject::Group(Level::Region)),
    ("imd_decile", FilterSubject::ImdDecile),
    ("imd_quintile", FilterSubject::ImdQuintile),
    ("month", FilterSubject::Month),
];

/// Names that no definition may have.
pub(crate) const RESERVED: [&str; 14] = [
    "sex",
    "age_band",
    "practice",
    "pcn",
    "sub_icb",
    "icb",
    "region",
    "imd_decile",
    "imd_quintile",
    "month",
    "and",
    "or",
    "not",
    "in",
];

impl Filter {
    /// Reads `comparison (AND comparison)*`. A comparison is a name, one of = != < <= > >= and a
    /// value, or a name, IN and values in brackets. Names are features and indicators of the
    /// catalogue (an indicator is `yes` or `no`), sex, age_band, practice, pcn, sub_icb, icb,
    /// region, imd_decile, imd_quintile, month and the free `columns`; a name or value with blanks
    /// or signs stands in quotation marks.
    ///
    /// # Errors
    /// [`FilterFault`] at the first place that cannot be read, names nothing known, or asks for a
    /// value that its name cannot have.
    pub fn parse(
        text: &str,
        catalogue: &Catalogue,
        columns: &[String],
    ) -> Result<Self, FilterFault> {
        let tokens = tokens(text).map_err(|fault| FilterFault {
            text: text.to_owned(),
            at: fault.at,
            length: fault.length,
            what: fault.what.to_owned(),
            near: None,
        })?;
        let mut parser = Parser {
            text,
            tokens: &tokens,
            next: 0,
            catalogue,
            columns,
        };
        let mut comparisons = vec![parser.comparison()?];
        while let Some(token) = parser.peek() {
            if !is_word(token, "and") {
                let what = match &token.kind {
                    TokenKind::Word(word) if word.eq_ignore_ascii_case("or") => {
                        "only AND joins comparisons; IN takes several values of one name"
                    }
                    _ => {
                        "AND is expected here, or the end; text with blanks stands in quotation marks"
                    }
                };
                return Err(parser.fault(Some(token), what));
            }
            parser.next += 1;
            comparisons.push(parser.comparison()?);
        }
        Ok(Self { comparisons })
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    next: usize,
    catalogue: &'a Catalogue,
    columns: &'a [String],
}

fn is_word(token: &Token, word: &str) -> bool {
    matches!(&token.kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.next);
        self.next += 1;
        token
    }

    /// A fault at a token, or behind the last one.
    fn fault(&self, token: Option<&Token>, what: impl Into<String>) -> FilterFault {
        let end = || (self.text.chars().count(), 1);
        let (at, length) = token.map_or_else(end, |token| (token.at, token.length));
        FilterFault {
            text: self.text.to_owned(),
            at,
            length,
            what: what.into(),
            near: None,
        }
    }

    fn comparison(&mut self) -> Result<Comparison, FilterFault> {
        let name = self.take();
        let subject = match name.map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if !word.eq_ignore_ascii_case("and") => {
                self.subject(name, word)?
            }
            Some(TokenKind::Quoted(word)) => self.subject(name, word)?,
            _ => return Err(self.fault(name, "a name is expected here, such as medicines")),
        };
        let sign = self.take();
        let op = match sign.map(|token| &token.kind) {
            Some(TokenKind::Sign(op)) => *op,
            Some(TokenKind::Word(word)) if word.eq_ignore_ascii_case("in") => Op::In,
            _ => {
                let what = "=, !=, <, <=, >, >= or IN is expected here";
                return Err(self.fault(sign, what));
            }
        };
        if let Some(what) = subject.refuses(op) {
            return Err(self.fault(sign, what));
        }
        let wanted = if op == Op::In {
            self.values(&subject)?
        } else {
            vec![self.value(&subject, op)?]
        };
        Ok(Comparison {
            subject,
            op,
            wanted,
        })
    }

    fn values(&mut self, subject: &FilterSubject) -> Result<Vec<Literal>, FilterFault> {
        let open = self.take();
        if open.map(|token| &token.kind) != Some(&TokenKind::Open) {
            return Err(self.fault(open, "IN is followed by values in brackets: IN (a, b)"));
        }
        let mut values = vec![self.value(subject, Op::In)?];
        loop {
            let token = self.take();
            match token.map(|token| &token.kind) {
                Some(TokenKind::Close) => return Ok(values),
                Some(TokenKind::Comma) => values.push(self.value(subject, Op::In)?),
                _ => return Err(self.fault(token, "a comma or ) is expected here")),
            }
        }
    }

    fn value(&mut self, subject: &FilterSubject, op: Op) -> Result<Literal, FilterFault> {
        let token = self.take();
        let (text, bare) = match token.map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if !word.eq_ignore_ascii_case("and") => (word, true),
            Some(TokenKind::Quoted(text)) => (text, false),
            _ => return Err(self.fault(token, "a value is expected here")),
        };
        subject
            .literal(text.trim(), bare, op)
            .map_err(|what| self.fault(token, what))
    }

    fn subject(&self, token: Option<&Token>, name: &str) -> Result<FilterSubject, FilterFault> {
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        if let Some((_, subject)) = FIXED.iter().find(|(known, _)| same(known)) {
            return Ok(subject.clone());
        }
        let mut features = self.catalogue.features.iter();
        if let Some(feature) = features.find(|feature| same(&feature.id)) {
            let yes_or_no = matches!(
                feature.given,
                Some(ExtractFact::CareHome | ExtractFact::SevereFrailty)
            );
            let id = feature.id.clone();
            return Ok(FilterSubject::Feature { id, yes_or_no });
        }
        let mut indicators = self.catalogue.indicators.iter();
        if let Some(indicator) = indicators.find(|indicator| same(&indicator.id)) {
            return met_or_not(indicator).map_err(|what| self.fault(token, what));
        }
        if let Some(column) = self.columns.iter().find(|column| same(column)) {
            return Ok(FilterSubject::Column(column.clone()));
        }
        let mut fault = self.fault(token, "this is no name that is known");
        fault.near = nearest_id(name, self.known()).map(str::to_owned);
        Err(fault)
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        let fixed = FIXED.iter().map(|(known, _)| *known);
        let features = self.catalogue.features.iter().map(|f| f.id.as_str());
        let met = |i: &&Indicator| !i.numerator.is_empty() && i.needs.is_empty();
        let indicators = self.catalogue.indicators.iter().filter(met);
        fixed
            .chain(features)
            .chain(indicators.map(|indicator| indicator.id.as_str()))
            .chain(self.columns.iter().map(String::as_str))
    }
}

fn met_or_not(indicator: &Indicator) -> Result<FilterSubject, &'static str> {
    if indicator.numerator.is_empty() {
        return Err("nobody meets a mean: compare the feature it is of");
    }
    if !indicator.needs.is_empty() {
        return Err("this needs diagnoses or tests, which prescriptions do not hold");
    }
    let conditions = indicator.numerator.iter().chain(&indicator.denominator);
    Ok(FilterSubject::Indicator {
        id: indicator.id.clone(),
        conditions: conditions.cloned().collect(),
    })
}

impl FilterSubject {
    /// Why an operator makes no sense here, if it does not.
    fn refuses(&self, op: Op) -> Option<&'static str> {
        match self {
            Self::Feature {
                yes_or_no: true, ..
            }
            | Self::Indicator { .. }
                if !matches!(op, Op::Equal | Op::NotEqual) =>
            {
                Some("this is yes or no: = or != is expected here")
            }
            Self::Sex | Self::AgeBand | Self::Group(_) if op.is_ordered() => {
                Some("this has no order: =, != or IN is expected here")
            }
            _ => None,
        }
    }

    fn literal(&self, text: &str, bare: bool, op: Op) -> Result<Literal, &'static str> {
        match self {
            Self::Feature {
                yes_or_no: true, ..
            }
            | Self::Indicator { .. } => match text.to_ascii_lowercase().as_str() {
                "yes" | "true" | "1" => Ok(Literal::Yes(true)),
                "no" | "false" | "0" => Ok(Literal::Yes(false)),
                _ => Err("yes or no is expected here"),
            },
            Self::Feature { .. } => whole(text, 0..=u32::MAX, "a whole number is expected here"),
            Self::ImdDecile => whole(text, 1..=10, "a decile is 1 (most deprived) to 10"),
            Self::ImdQuintile => whole(text, 1..=5, "a quintile is 1 (most deprived) to 5"),
            Self::Sex => match Sex::parse(text.as_bytes()) {
                Some(Sex::Unknown) | None => Err("female, male or indeterminate is expected here"),
                Some(sex) => Ok(Literal::Sex(sex)),
            },
            Self::AgeBand => text.parse::<AgeBand>().map(Literal::Band),
            Self::Month => Month::parse(text.as_bytes())
                .map(Literal::Month)
                .ok_or("a month is written 2024-03"),
            Self::Group(_) if text.is_empty() => Err("a code is expected here"),
            Self::Group(_) => Ok(Literal::Text(text.to_ascii_uppercase())),
            Self::Column(_) => match number(text).filter(|_| bare) {
                Some(number) => Ok(Literal::Number(number)),
                None if op.is_ordered() => Err("a number is expected here"),
                None => Ok(Literal::Text(text.to_owned())),
            },
        }
    }
}

fn whole(
    text: &str,
    range: std::ops::RangeInclusive<u32>,
    what: &'static str,
) -> Result<Literal, &'static str> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|n| digits && range.contains(n));
    number.map(Literal::Whole).ok_or(what)
}
