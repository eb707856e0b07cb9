//! The exit code, and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(rxsift::cli::run(std::env::args_os()))
}
