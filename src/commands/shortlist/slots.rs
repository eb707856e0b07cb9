//! How many reviews can be done, and where: arguments, and what is told of them.

use clap::Args;

use crate::cohort::Cohort;
use crate::commands::notices::plural;
use crate::disclosure::Releasable;
use crate::shortlist::{Balance, PracticeSlots, WorklistRequest, slots_in};
use crate::ui::Ui;

/// How many reviews can be done, and where.
#[derive(Args, Clone, Debug)]
#[group(skip)]
pub(crate) struct SlotArguments {
    /// Reviews that can be done: the list is cut to them
    #[arg(long, group = "slots", value_name = "N")]
    capacity: Option<u32>,

    /// The same as hours of work, with --minutes-each
    #[arg(
        long,
        group = "slots",
        requires = "minutes_each",
        value_parser = hours,
        value_name = "HOURS"
    )]
    hours: Option<f64>,

    /// Minutes that one review takes
    #[arg(
        long,
        requires = "hours",
        value_parser = clap::value_parser!(u32).range(1..),
        value_name = "MINUTES"
    )]
    minutes_each: Option<u32>,

    /// Split the slots over practices: none (the first of the list), proportional (by eligible
    /// people, Sainte-Laguë), or floor=N (N for each practice first, the rest proportional)
    #[arg(long, requires = "slots", value_parser = balance, value_name = "HOW")]
    balance: Option<Balance>,
}

impl SlotArguments {
    /// What was asked for, as outputs tell it.
    pub(crate) fn options(&self) -> Vec<(&'static str, String)> {
        let wanted = self.wanted();
        let balance = match wanted.balance {
            Balance::None => "none".to_owned(),
            Balance::Proportional => "proportional".to_owned(),
            Balance::Floor(floor) => format!("floor={floor}"),
        };
        let capacity = wanted
            .capacity
            .map(|capacity| ("capacity", capacity.to_string()));
        let balance = capacity.as_ref().map(|_| ("balance", balance));
        capacity.into_iter().chain(balance).collect()
    }

    pub(crate) fn wanted(&self) -> WorklistRequest {
        let hours = self.hours.zip(self.minutes_each);
        let in_hours = hours.map(|(hours, minutes)| slots_in(hours, minutes));
        WorklistRequest {
            capacity: in_hours.or_else(|| usize::try_from(self.capacity?).ok()),
            balance: self.balance.unwrap_or_default(),
        }
    }
}

fn hours(text: &str) -> Result<f64, String> {
    let hours = text.parse::<f64>().ok();
    hours
        .filter(|hours| (0.0..=1e6).contains(hours))
        .ok_or_else(|| "hours are a number such as 30 or 7.5".to_owned())
}

fn balance(text: &str) -> Result<Balance, String> {
    let floor = text.strip_prefix("floor").map(|rest| {
        let number = rest.trim_start_matches(['=', ':', ' ']).parse().ok();
        number.map(Balance::Floor)
    });
    match (text, floor) {
        ("none", _) => Ok(Balance::None),
        ("proportional", _) => Ok(Balance::Proportional),
        (_, Some(Some(floor))) => Ok(floor),
        (_, Some(None)) => Err("a floor has a number: floor=2".to_owned()),
        _ => Err("one of none, proportional and floor=N".to_owned()),
    }
}

/// One line a practice: its slots, and how many could use one.
pub(crate) fn tell_slots(slots: &Releasable<Vec<PracticeSlots>>, cohort: &Cohort, ui: &Ui) {
    for of in slots.get() {
        let code = of.code(&cohort.practices);
        let practice = code.map_or("no practice".to_owned(), ToString::to_string);
        let (slots, eligible) = (plural(of.slots as u64, "slot", "slots"), of.eligible);
        ui.note(&format!(
            "{practice}: {slots} for {eligible} who could be invited"
        ));
    }
}
