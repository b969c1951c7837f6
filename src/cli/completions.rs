//! `specfirst completions SHELL`

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Arguments, Outcome};

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  specfirst completions bash > ~/.local/share/bash-completion/completions/specfirst\n  \
    specfirst completions zsh > ~/.zfunc/_specfirst\n  specfirst completions fish > ~/.config/fish/completions/specfirst.fish"
)]
pub struct Completions {
    /// The shell to complete for
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Outcome {
        // Generated into memory, since clap_complete panics if the pipe is closed.
        let mut script = Vec::new();
        generate(
            self.shell,
            &mut Arguments::command(),
            "specfirst",
            &mut script,
        );
        match std::io::stdout().write_all(&script) {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Failed,
        }
    }
}
