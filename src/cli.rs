//! The command line: parses it, hands each command its arguments, and turns what comes back into
//! an exit code.

use std::ffi::OsString;
use std::panic;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::commands::INTENDED_USE;
use crate::failure::{Failure, FailureKind, HintContext as _};
use crate::ui::{Colour, Ui};

const EXAMPLES: &str = "\
Examples:
  rxsift shortlist extracts/                        whom to invite first, and why
  rxsift indicators extracts/ --by practice,pcn     the comparators of each practice and network
";

const TEMPLATE: &str =
    "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}\n";

/// Polypharmacy comparators and a ranked shortlist for structured medication reviews, from
/// prescribing extracts, offline.
#[derive(Debug, Parser)]
#[command(
    name = "rxsift",
    disable_version_flag = true,
    before_help = EXAMPLES,
    help_template = TEMPLATE,
    max_term_width = 100
)]
struct Cli {
    /// Print nothing but data and errors
    #[arg(long, short, global = true)]
    quiet: bool,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN"
    )]
    color: ColourName,

    /// Print the version; with --long, what the product is for and its versions of definitions
    #[arg(long, short = 'V')]
    version: bool,

    #[arg(long, requires = "version", hide = true)]
    long: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColourName {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What are these files, how was each column read, what is wrong with them?
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift check extracts/
  rxsift check report.csv --as-of 2026-04-17 --dictionary BNF_Code_Information.zip
  rxsift check extracts/ --format json --rejects rejected.csv
"
    )]
    Check(commands::Check),
    /// How do our practices and networks stand on each comparator?
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift indicators extracts/ --by practice,pcn
  rxsift indicators items.csv map.csv --by icb --age-band all,75+ --period all
  rxsift indicators extracts/ --split imd_quintile --where \"age >= 65 AND care_home = yes\"
  rxsift indicators extracts/ --by locality --include experimental
  rxsift indicators extracts/ --indicator medicines_10_plus --output figures.csv
"
    )]
    Indicators(commands::Indicators),
    /// Each person in each month, with every number that is counted, as a table for analysts
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift features extracts/ --output months.parquet
  rxsift features extracts/ --month 2024-03 --where \"age >= 65\" --output march.csv
  rxsift features extracts/ --columns patient_id,month,medicines,acb_score --output months.jsonl
"
    )]
    Features(commands::FeaturesArguments),
    /// Whom should we invite first, and why?
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift shortlist extracts/
  rxsift shortlist items.csv patients.csv --top 40 --output worklist.csv
  rxsift shortlist extracts/ --month 2024-03 --format json
"
    )]
    Shortlist(commands::Shortlist),
    /// Why is, or isn't, this patient on the list? One page to prepare the review
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift explain extracts/ --patient 9990000018
  rxsift explain extracts/ --patient 9990000018 --output sheet.html
  rxsift explain extracts/ --patient 9990000018 --format json
"
    )]
    Explain(commands::Explain),
    /// What exactly does this indicator count, with which medicines, from which source?
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift define
  rxsift define damn_2_plus
  rxsift define falls_risk --format csv
  rxsift define --test ours.toml
"
    )]
    Define(commands::Define),
    /// A realistic made-up extract of any size, for trying, teaching and testing
    #[command(
        help_template = TEMPLATE,
        before_help = "\
Examples:
  rxsift synth --output made-up/
  rxsift synth --patients 50000 --months 12 --seed 7 --output made-up/
"
    )]
    Synth(commands::Synth),
}

/// Runs the program and gives its exit code: 0 done, 1 a check found problems, 2 wrong usage, 3 input that cannot be used,
/// 70 a fault of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return explain_usage(&error),
    };
    let colour = match cli.color {
        ColourName::Auto => Colour::Auto,
        ColourName::Always => Colour::Always,
        ColourName::Never => Colour::Never,
    };
    let ui = Ui::new(cli.quiet, colour);
    // A panic's own words could hold anything; where it happened is enough to find it.
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let failure = Failure::bug(format!("the program stopped at {place}"));
        ui.failure(&failure.what, &failure.hints);
    }));
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(|| dispatch(&cli, &ui)));
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            let failure = Failure::from(error);
            ui.failure(&failure.what, &failure.hints);
            failure.kind.exit_code()
        }
        Err(_) => FailureKind::Bug.exit_code(),
    }
}

/// Exit code of a check, or a comparison, that found problems.
const PROBLEMS_FOUND: u8 = 1;

fn dispatch(cli: &Cli, ui: &Ui) -> anyhow::Result<u8> {
    match &cli.command {
        Some(Command::Check(arguments)) => {
            let clean = commands::check(arguments, ui)?;
            return Ok(if clean { 0 } else { PROBLEMS_FOUND });
        }
        Some(Command::Indicators(arguments)) => commands::indicators(arguments, ui)?,
        Some(Command::Features(arguments)) => commands::features(arguments, ui)?,
        Some(Command::Shortlist(arguments)) => commands::shortlist(arguments, ui)?,
        Some(Command::Explain(arguments)) => commands::explain(arguments, ui)?,
        Some(Command::Define(arguments)) => {
            let holds = commands::define(arguments, ui)?;
            return Ok(if holds { 0 } else { PROBLEMS_FOUND });
        }
        Some(Command::Synth(arguments)) => commands::synth(arguments, ui)?,
        None if cli.version => print(ui, &version(cli.long))?,
        None => print(ui, &short_help())?,
    }
    Ok(0)
}

fn print(ui: &Ui, text: &str) -> anyhow::Result<()> {
    commands::print(text.as_bytes(), ui).hint("check where it leads")
}

fn version(long: bool) -> String {
    let short = format!("rxsift {}\n", env!("CARGO_PKG_VERSION"));
    if long {
        let definitions = crate::definitions::DEFINITIONS_VERSION;
        format!("{short}definitions {definitions}\n\n{INTENDED_USE}\n")
    } else {
        short
    }
}

fn short_help() -> String {
    use clap::CommandFactory as _;
    Cli::command().render_help().to_string()
}

/// Help goes to standard output, a mistake to standard error.
fn explain_usage(error: &clap::Error) -> u8 {
    let ui = Ui::new(false, Colour::Never);
    let text = error.render().to_string();
    if error.use_stderr() {
        ui.message(&text);
        FailureKind::Usage.exit_code()
    } else {
        print(&ui, &text).map_or(FailureKind::Usage.exit_code(), |()| 0)
    }
}
