//! Reads models as text and gives a checked [`Network`].
//!
//! ```text
//! &str --read--> Parsed (what was understood + every problem) --check--> Network
//! ```
//!
//! Two languages are read: Antimony ([`antimony`]) for people and SBML ([`sbml`]) for exchange.
//! Both give the same [`Network`], whose meaning is that of SBML core: an id in a formula stands
//! for the concentration of a species (its amount where `substance_only`), the size of a
//! compartment, the value of a parameter or the rate of a reaction.
//!
//! Both are written as well ([`antimony::write`], [`sbml::write`]): what is written is read as the
//! same network, every number to the bit.
//!
//! This crate opens no file, knows no time stepping and names no biology. An `import` in a model
//! is answered by a function that the caller supplies.

pub mod algebraic;
pub mod antimony;
pub mod check;
pub mod diagnostic;
pub mod expr;
pub mod network;
pub mod sbml;
pub mod unit;
mod written;

pub use check::check;
pub use diagnostic::{Code, Diagnostic, Severity, Source, Sources, Span};
pub use expr::{Expr, Op};
pub use network::Network;
pub use unit::Unit;

/// What a reader understood, and every problem that it met.
///
/// Reading never fails outright: the network holds all that was understood, so that later checks
/// can report their problems in the same pass. Use [`check()`] to get a network that is safe to
/// compile.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What was understood.
    pub network: Network,
    /// Problems, in the order in which they were met.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the spans point into.
    pub sources: Sources,
}

impl Parsed {
    /// True where no problem is an error.
    pub fn is_ok(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}
