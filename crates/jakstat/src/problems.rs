//! Problems together with the texts that their places point into.

use std::fmt;

use jakstat_model::{Diagnostic, Sources, Span};

/// Problems with the texts that their places point into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problems {
    /// The problems, warnings among them.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts.
    pub sources: Sources,
}

impl Problems {
    /// A single problem without a place.
    pub fn single(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], sources: Sources::default() }
    }

    /// Adds problems whose places point into `sources`.
    pub fn add(&mut self, diagnostics: Vec<Diagnostic>, sources: Sources) {
        let first = self.sources.0.len() as u32;
        self.sources.0.extend(sources.0);
        self.diagnostics.extend(diagnostics.into_iter().map(|d| shifted(d, first)));
    }

    /// How many are errors, and how many are warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|d| d.is_error()).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// Whether some problem is an error.
    pub fn has_errors(&self) -> bool {
        self.counts().0 > 0
    }
}

/// The problem with its place in texts of which `first` come before its own.
pub(crate) fn shifted(diagnostic: Diagnostic, first: u32) -> Diagnostic {
    let place = diagnostic.place.map(|p| Span { source: p.source + first, ..p });
    Diagnostic { place, ..diagnostic }
}

impl From<Diagnostic> for Problems {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::single(diagnostic)
    }
}

impl fmt::Display for Problems {
    /// One line a problem, with its place; [`crate::render`] shows the text and the help too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.diagnostics.iter().enumerate() {
            f.write_str(if i > 0 { "\n" } else { "" })?;
            if let Some(place) = problem.place {
                let name = self.sources.0.get(place.source as usize).map_or("", |s| &s.name);
                let (line, column) = self.sources.line_column(place);
                write!(f, "{name}:{line}:{column}: ")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
