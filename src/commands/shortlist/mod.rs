//! `rxsift shortlist`: whom to invite first, and why.

mod history;
mod sheets;
mod slots;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use self::history::{HistoryArguments, change, why_not_listed, worklist};
use self::slots::{SlotArguments, tell_slots};
use super::INTENDED_USE;
use super::arguments::{DefinitionArguments, Inputs, Outputs, PolicyArguments, month};
use super::inputs::{CommandInputs, ReadingRequest, catalogue, load_enough, load_people, month_of};
use super::notices::plural;
use super::output::{NAME_A_FILE, Output, meta_of, print};
use super::person_rows::{human_cells, invitation_row, person_row};
use crate::definitions::{Catalogue, MANY_MEDICINES, MONTHS_OF_MANY, Policy};
use crate::disclosure::{Audience, release};
use crate::failure::{Failure, HintContext as _};
use crate::model::Month;
use crate::report;
use crate::report::{
    Format, Privacy, Supplement, combinations_sheet, equity_lines, equity_sheet, no_longer_listed,
    slots_sheet,
};
use crate::shortlist::{
    Disagreement, EligiblePeople, MedicineReach, PeopleCount, RankingBasis, STATUSES, Worklist,
    complete,
};
use crate::ui::Ui;

/// Rows of a table for reading, where the user names no number.
const TABLE_ROWS: usize = 20;

/// Arguments of `rxsift shortlist`.
#[derive(Args, Clone, Debug)]
pub struct Shortlist {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    definitions: DefinitionArguments,

    #[command(flatten)]
    policy: PolicyArguments,

    /// Print the default policy, to be changed and given with --policy
    #[arg(long, exclusive = true)]
    print_policy: bool,

    #[command(flatten)]
    slots: SlotArguments,

    #[command(flatten)]
    history: HistoryArguments,

    /// Only the first N people [default: 20 in a table on the screen, else everyone eligible]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,

    /// Month to look at, such as 2024-03 [default: the latest]
    #[arg(long, value_parser = month, value_name = "MONTH")]
    month: Option<Month>,

    /// Take the N months up to that month together, for practices that prescribe for 56 days
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=36))]
    window: u32,

    /// Only people with at least this score [default: the policy's, which is 1; with --where 0]
    #[arg(long, value_name = "SCORE")]
    min_score: Option<u32>,

    /// Only people of whom this holds, such as "medicines >= 15 AND age >= 75 AND acb_score >= 6"
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,

    /// Also write whom to invite to FILE: id and practice, no medicine and no condition
    #[arg(long, value_name = "FILE")]
    invitations: Option<PathBuf>,

    /// Instead of people, how many of them are on each combination of the lists among the files
    #[arg(long)]
    intersections: bool,

    /// Show patient ids whole in a table for reading; files always have them whole
    #[arg(long)]
    show_ids: bool,

    #[command(flatten)]
    outputs: Outputs,
}

/// Runs `rxsift shortlist`.
///
/// # Errors
/// [`Failure`] for an unusable input, a month that is not in it, or an output that cannot be
/// written.
pub fn shortlist(arguments: &Shortlist, ui: &Ui) -> anyhow::Result<()> {
    if arguments.print_policy {
        return print(Policy::shipped_text().as_bytes(), ui).hint(NAME_A_FILE);
    }
    let catalogue = &*catalogue(&arguments.definitions, ui)?;
    let policy = arguments.policy.read(catalogue)?;
    let output = Output::prepare(&arguments.outputs, Privacy::Owner, ui)?;
    let letters = arguments.letters(ui)?;
    let inputs = arguments.history.with_reviews(&arguments.inputs);
    let wants = || arguments.wants(&policy, catalogue);
    let CommandInputs {
        reading,
        columns,
        filter,
    } = load_people(&inputs, &arguments.outputs, wants(), ui)?;
    let cohort = &reading.cohort;
    let has_items = cohort.item_rows() > 0;
    let month = has_items
        .then(|| month_of(arguments.month, cohort))
        .transpose()?;
    let wanted = arguments.slots.wanted();
    let top = match arguments.top {
        Some(top) => usize::try_from(top).ok(),
        None => (output.for_reading() && wanted.capacity.is_none()).then_some(TABLE_ROWS),
    };
    let min_score = arguments.least_score(&policy);
    let by = RankingBasis {
        catalogue,
        policy: &policy,
        min_score,
        window: arguments.window,
        filter: filter.as_ref(),
        columns: &columns,
    };
    let everyone = EligiblePeople::of(cohort, &reading.listed, month, &by);
    tell_disagreement(everyone.disagreement, ui);
    if let (Some(month), Some(reach)) = (month, everyone.reach) {
        tell_reach(reach, month, ui);
    }
    let combinations = release(everyone.lists.combinations(), Audience::DirectCare);
    if arguments.intersections {
        let meta = meta_of(catalogue, "shortlist", reading.files);
        return output.write(&report::combinations(&combinations, meta), ui);
    }
    let (considered, eligible) = (everyone.considered, everyone.entries.len());
    let as_of = inputs.as_of.or_else(|| month.map(Month::last_day));
    let review_history = arguments.history.review_history(&reading, as_of, ui)?;
    let has_lists = !everyone.lists.is_empty();
    let incomplete = everyone.incomplete;
    let mut worklist = worklist(everyone.entries, cohort, &review_history, wanted);
    if let Some(request) = incomplete {
        let shown = top.unwrap_or(usize::MAX).min(worklist.entries.len());
        let shown = &mut worklist.entries[..shown];
        complete(cohort, catalogue, &policy, request, shown);
    }
    let of = match month {
        Some(month) if has_lists => {
            format!("{month}: {eligible} of {considered} people with items or on a list")
        }
        Some(month) => format!("{month}: {eligible} of {considered} people with items"),
        None => format!("{eligible} of {considered} people on lists"),
    };
    ui.note(&summary(&of, eligible, &worklist, top));
    history::tell_away(&worklist, &reading, ui);
    let slots = release(worklist.slots.clone(), Audience::DirectCare);
    tell_slots(&slots, cohort, ui);

    let mut counts = vec![
        PeopleCount::new("considered", considered),
        PeopleCount::new("eligible", eligible),
        PeopleCount::new("could_be_invited", worklist.ready),
        PeopleCount::new("listed", worklist.entries.len()),
    ];
    counts.extend(history::away_counts(&worklist));
    let mut more = Supplement::of_options(arguments.options(min_score, month, as_of));
    more.add_choices("status", &STATUSES);
    if !slots.get().is_empty() {
        more.add_sheet(slots_sheet(&slots, &cohort.practices));
    }
    if has_lists {
        more.add_sheet(combinations_sheet(&combinations));
    }
    let shown = worklist.entries.iter().take(top.unwrap_or(usize::MAX));
    if let Some(previous) = arguments.earlier_list(&by, wants(), ui)? {
        let listed: Vec<String> = worklist
            .entries
            .iter()
            .map(|entry| cohort.patient_id(entry.patient))
            .collect();
        let listed = listed.iter().map(String::as_str).collect();
        let changes = history::compare(&previous, &listed, cohort, month, ui)?;
        counts.extend(history::change_counts(&changes, previous.len()));
        let of_shown = shown.clone();
        let of_shown = of_shown.map(|entry| change(entry.patient, cohort, &changes));
        more.add_changes(&of_shown.collect::<Vec<_>>());
        let why = why_not_listed(&worklist, cohort);
        more.add_sheet(no_longer_listed(&changes, why));
    }
    let rows = shown.map(|entry| {
        let mut row = person_row(entry, cohort, month);
        row.human = review_history
            .written(&row.patient_id)
            .map(human_cells)
            .unwrap_or_default();
        row
    });
    let rows: Vec<_> = rows.collect();
    if let Some(letters) = letters {
        let people = worklist.entries.iter().take(
            top.filter(|_| arguments.top.is_some())
                .unwrap_or(usize::MAX),
        );
        let people: Vec<_> = people.map(|entry| invitation_row(entry, cohort)).collect();
        let meta = meta_of(catalogue, "shortlist", reading.files.clone());
        letters.write(&report::invitations(&people, meta), ui)?;
    }
    if let (Format::Xlsx, Some(month)) = (output.format, month) {
        for sheet in sheets::further(cohort, catalogue, &policy, month) {
            more.add_sheet(sheet);
        }
    }
    let mut footer = Vec::new();
    if let Some(equity) = sheets::equity(&worklist, cohort) {
        footer.extend(equity_lines(&equity));
        more.add_sheet(equity_sheet(&equity));
        if !output.for_reading() {
            footer.iter().skip(1).for_each(|line| ui.note(line));
        }
    }
    more.set_counts(release(counts, Audience::DirectCare));
    footer.extend([String::new(), INTENDED_USE.to_owned()]);
    let show_ids = arguments.show_ids || !output.for_reading();
    let meta = meta_of(catalogue, "shortlist", reading.files);
    output.write(&report::people(&rows, show_ids, footer, meta, more), ui)
}

/// How many are eligible, and how many of them are shown.
fn summary(of: &str, eligible: usize, worklist: &Worklist, top: Option<usize>) -> String {
    let listed = worklist.entries.len();
    let cut = match top {
        Some(top) if top < listed => format!("; the first {top} are shown, --top N shows more"),
        _ if listed < eligible => format!("; {listed} of them are listed"),
        _ => String::new(),
    };
    format!("{of} reach the least score{cut}")
}

/// Says how far lists and items disagree.
fn tell_disagreement(disagreement: Disagreement, ui: &Ui) {
    let Disagreement {
        listed_and_not_met,
        met_and_not_listed,
    } = disagreement;
    if listed_and_not_met + met_and_not_listed > 0 {
        ui.warning(&format!(
            "lists and items disagree: {} on a list of people who do not meet its criterion, {} met by people who are not on its list; the items decide",
            plural(listed_and_not_met as u64, "place", "places"),
            met_and_not_listed
        ));
    }
}

/// Tells how many more people reach many medicines over several months than in the one.
fn tell_reach(reach: MedicineReach, month: Month, ui: &Ui) {
    let MedicineReach { alone, together } = reach;
    if together > alone {
        ui.note(&format!(
            "{} more on {MANY_MEDICINES} or more medicines over the {MONTHS_OF_MANY} months up to {month} than in it alone ({together} and {alone}); --window {MONTHS_OF_MANY} takes them together",
            plural((together - alone) as u64, "person", "people")
        ));
    }
}

impl Shortlist {
    /// Where the invitations go, if they are wanted.
    fn letters(&self, ui: &Ui) -> anyhow::Result<Option<Output>> {
        let Some(path) = &self.invitations else {
            return Ok(None);
        };
        if self.outputs.output.as_ref() == Some(path) {
            anyhow::bail!(Failure::usage(
                "--output and --invitations name the same file",
                "give one of them another name",
            ));
        }
        let outputs = Outputs {
            format: None,
            output: Some(path.clone()),
            ..self.outputs.clone()
        };
        Output::prepare(&outputs, Privacy::Owner, ui).map(Some)
    }

    /// What is asked of the files: the filter of the command line, else of the policy.
    fn wants<'a>(&'a self, policy: &'a Policy, catalogue: &'a Catalogue) -> ReadingRequest<'a> {
        let text = self
            .filter
            .as_deref()
            .or(policy.eligibility.filter.as_deref());
        ReadingRequest {
            filter: text.map(|text| (text, catalogue)),
            ..ReadingRequest::default()
        }
    }

    /// The least score: whom a filter lets in is on the list whatever the score, unless one is named.
    fn least_score(&self, policy: &Policy) -> u32 {
        let filtered = self.filter.is_some() || policy.eligibility.filter.is_some();
        match self.min_score {
            Some(score) => score,
            None if filtered => 0,
            None => policy.eligibility.min_score,
        }
    }

    /// What was asked for, as outputs tell it.
    fn options(
        &self,
        min_score: u32,
        month: Option<Month>,
        as_of: Option<chrono::NaiveDate>,
    ) -> Vec<(&'static str, String)> {
        let month = month.map(|month| ("month", month.to_string()));
        let as_of = as_of.map(|as_of| ("as_of", as_of.to_string()));
        let mut options: Vec<(&'static str, String)> = month.into_iter().chain(as_of).collect();
        options.push(("policy", self.policy.name()));
        options.push(("min_score", min_score.to_string()));
        options.push(("window", self.window.to_string()));
        options.extend(self.filter.iter().map(|text| ("where", text.clone())));
        options.extend(self.history.options());
        options.extend(self.slots.options());
        options
    }

    /// The ids of the list of `--previous`.
    fn earlier_list(
        &self,
        by: &RankingBasis<'_>,
        wants: ReadingRequest<'_>,
        ui: &Ui,
    ) -> anyhow::Result<Option<BTreeSet<String>>> {
        let Some(inputs) = self.history.earlier(&self.inputs) else {
            return Ok(None);
        };
        let earlier = load_enough(|_| true, &inputs, &self.outputs, wants, ui)?;
        let ids = self
            .history
            .earlier_list(&earlier, by, self.slots.wanted(), ui)?;
        Ok(Some(ids))
    }
}
