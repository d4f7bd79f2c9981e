//! What the parser understood: facts about names, in the order in which they were stated.
//!
//! One statement may state several facts: `species $S in c = 4` says that S is a species, that it is
//! constant, where it is and how much of it there is.

use crate::{Expr, Span};

/// A name as written; parts of submodels are joined by `.`, as in `A.S1`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub name: String,
    pub at: Span,
}

/// What a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Species,
    Compartment,
    Parameter,
    Reaction,
    Event,
}

impl Class {
    pub fn noun(self) -> &'static str {
        match self {
            Self::Species => "species",
            Self::Compartment => "compartment",
            Self::Parameter => "parameter",
            Self::Reaction => "reaction",
            Self::Event => "event",
        }
    }
}

/// Which of the three ways a definition takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// `x = f`
    Initial,
    /// `x := f`
    Assignment,
    /// `x' = f`
    Rate,
}

/// One thing that the text says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    Class(Path, Class),
    SubstanceOnly(Path),
    Constant(Path, bool),
    /// The first is in the second.
    In(Path, Path),
    /// Without value: what was said before is cleared.
    Define {
        target: Path,
        how: How,
        value: Option<Expr>,
    },
    HasUnit(Path, Expr),
    DisplayName(Path, String),
    /// Qualifier and texts. The empty name is the model itself.
    Annotate(Path, String, Vec<String>),
    /// Both are one thing, by the name of the second.
    Same(Path, Path),
    Reaction(Reaction),
    Interaction {
        from: Vec<Path>,
        to: Path,
    },
    Event(Event),
    Submodel(Submodel),
    Delete(Path),
    Algebraic(Expr),
    UnitDefinition(Path, Option<Expr>),
}

/// A fact and the place of the statement that states it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated {
    pub fact: Fact,
    pub at: Span,
}

/// `id: left -> right`; its rate is a [`Fact::Define`] of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reaction {
    /// Empty until the model's unnamed reactions are named.
    pub id: Path,
    pub compartment: Option<Path>,
    pub left: Vec<(Expr, Path)>,
    pub right: Vec<(Expr, Path)>,
    pub reversible: bool,
    pub rate: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    /// Empty until the model's unnamed events are named.
    pub id: Path,
    pub trigger: Expr,
    pub delay: Option<Expr>,
    pub priority: Option<Expr>,
    pub t0: bool,
    pub persistent: bool,
    pub from_trigger: bool,
    pub assignments: Vec<(Path, Expr)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Argument {
    Name(Path),
    Number(f64),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Submodel {
    /// Empty until the model's unnamed submodels are named.
    pub id: Path,
    pub module: Path,
    pub arguments: Vec<Argument>,
    pub compartment: Option<Path>,
}

/// `model NAME(formals) ... end`, or the statements outside any model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Module {
    pub name: Path,
    /// Marked `*`.
    pub main: bool,
    pub formals: Vec<Path>,
    pub facts: Vec<Stated>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Function {
    pub name: Path,
    pub args: Vec<Path>,
    pub body: Expr,
    pub at: Span,
}

/// One text, parsed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct File {
    pub imports: Vec<Path>,
    pub modules: Vec<Module>,
    pub functions: Vec<Function>,
    /// Statements outside any model.
    pub bare: Vec<Stated>,
}
