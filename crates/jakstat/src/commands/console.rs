//! Standard output and standard error.

use std::io::{IsTerminal, Write};

use jakstat::{Problems, render};

/// Where a command speaks.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    colour_out: bool,
    colour_err: bool,
}

impl Console {
    /// Colours go to terminals only, and nowhere where `NO_COLOR` is set or the terminal is dumb.
    pub fn new() -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let wanted = !is_set("NO_COLOR") && !dumb;
        Self {
            colour_out: wanted && std::io::stdout().is_terminal(),
            colour_err: wanted && std::io::stderr().is_terminal(),
        }
    }

    /// Writes text to standard output.
    ///
    /// # Errors
    /// What the system says; a closed pipe among it.
    pub fn print(&self, text: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Shows problems on standard output, for commands whose result they are.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub fn print_problems(&self, problems: &Problems) -> std::io::Result<()> {
        self.print(&render::text(problems, self.colour_out))
    }

    /// Shows problems on standard error.
    pub fn problems(&self, problems: &Problems) {
        self.note(render::text(problems, self.colour_err).trim_end());
    }

    /// Says something beside the result, on standard error.
    pub fn note(&self, text: &str) {
        if !text.is_empty() {
            // Where standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "{text}");
        }
    }
}
