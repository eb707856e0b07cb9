//! The policy file a user brings.

use std::path::PathBuf;

use clap::Args;

use crate::definitions::Catalogue;
use crate::definitions::Policy;
use crate::failure::Failure;
use crate::files::Input;

/// What people are scored by.
#[derive(Args, Clone, Debug)]
pub(crate) struct PolicyFile {
    /// Score by this policy: criteria and their points, who is eligible, what decides between equals
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl PolicyFile {
    /// The policy of the file, else the default.
    pub(crate) fn read(&self, catalogue: &Catalogue) -> Result<Policy, Failure> {
        let Some(path) = &self.policy else {
            return Ok(Policy::shipped().clone());
        };
        let file = Input::file(path);
        let hint = "'rxsift shortlist --print-policy' shows one that works";
        let text = String::from_utf8(file.bytes()?)
            .map_err(|_| Failure::input(format!("{}: not UTF-8 text", file.name()), hint))?;
        Policy::read(&text, catalogue).map_err(|fault| {
            let line = fault
                .line
                .map(|line| format!(":{line}"))
                .unwrap_or_default();
            Failure::input(format!("{}{line}: {}", file.name(), fault.what), hint)
        })
    }

    /// The name the user gave, or that of the default.
    pub(crate) fn name(&self) -> String {
        let given = self.policy.as_ref().map(|path| path.display().to_string());
        given.unwrap_or_else(|| "default".to_owned())
    }
}
