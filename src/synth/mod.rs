//! A made-up extract of any size, for trying, teaching and testing: an items, a patients and an
//! organisations file. People, practices and regimens are invented; how often a substance occurs
//! is England's of 2018. Rates were set by trial so that the whole lands near the practice-level
//! figures of June 2019 (SAPC 2020 abstract: mean 3.5 medicines, 5.2 % on 10 or more, 31 % of
//! those on any with two or more medicines likely to cause kidney injury). Nothing here says
//! anything of real people.
//!
//! Every person has a random stream of their own, so memory does not grow with the extract.

mod people;
mod regimen;

use std::io::{self, Write};

use people::{Made, Practices};
use regimen::Formulary;

use crate::model::Month;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Number of people.
    pub patients: u64,
    /// Number of months.
    pub months: u32,
    /// Number of practices.
    pub practices: u64,
    /// First month.
    pub start: Month,
    /// Same seed, same bytes.
    pub seed: u64,
}

/// Where the three files go.
pub struct Files<'a> {
    /// `patient_id, practice_code, month, bnf_code, items, age, sex`, person by person.
    pub items: &'a mut dyn Write,
    /// `patient_id, practice_code, date_of_birth, sex, imd_decile, care_home, frailty_category`.
    pub patients: &'a mut dyn Write,
    /// `practice_code, practice_name, pcn_code, ...` up to the region.
    pub organisations: &'a mut dyn Write,
}

/// Writes the extract; gives the number of item rows.
///
/// # Errors
/// If a file cannot be written.
pub fn write(plan: &Plan, files: &mut Files<'_>) -> io::Result<u64> {
    let practices = Practices::new(plan);
    practices.write(files.organisations)?;
    let formulary = Formulary::new();
    writeln!(
        files.patients,
        "patient_id,practice_code,date_of_birth,sex,imd_decile,care_home,frailty_category"
    )?;
    writeln!(
        files.items,
        "patient_id,practice_code,month,bnf_code,items,age,sex"
    )?;
    let mut rows = 0;
    for number in 0..plan.patients {
        let mut made = Made::new(plan, &practices, number);
        made.write(files.patients)?;
        let mut regimen = formulary.regimen(made.load, &mut made.random);
        for step in 0..plan.months {
            let month = Month::from_index(plan.start.index() + i32::try_from(step).unwrap_or(0));
            regimen.pass_month(&formulary, &mut made.random);
            let age = made.age(month);
            for line in regimen.issued(&formulary, &mut made.random) {
                let (id, practice, sex) = (&made.id, &made.practice, made.sex);
                writeln!(
                    files.items,
                    "{id},{practice},{month},{},{},{age},{sex}",
                    line.code, line.items
                )?;
                rows += 1;
            }
        }
    }
    Ok(rows)
}
