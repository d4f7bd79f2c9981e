//! Networks built by hand, each item with a line of text that it stands on.

use super::super::*;
use crate::network::*;
use crate::{Expr, Op, Span};

/// A network that grows line by line.
pub(super) struct Model {
    pub(super) network: Network,
    text: String,
}

impl Model {
    pub(super) fn empty() -> Self {
        Self { network: Network::default(), text: String::new() }
    }

    /// `A -> B` at rate `k1*S1` in one compartment: lines 1 to 5.
    pub(super) fn decay() -> Self {
        let mut model = Self::empty();
        model.compartment("cell", Some(1.0));
        model.species("S1", Initial::Concentration(10.0));
        model.species("S2", Initial::Concentration(0.0));
        model.parameter("k1", Some(0.5));
        model.reaction("R1", &["S1"], &["S2"], Some(mul([id("cell"), id("k1"), id("S1")])));
        model
    }

    fn line(&mut self, text: &str) -> Option<Span> {
        let start = self.text.len();
        self.text.push_str(text);
        let span = Span::new(0, start, self.text.len());
        self.text.push('\n');
        Some(span)
    }

    pub(super) fn compartment(&mut self, id: &str, size: Option<f64>) -> &mut Compartment {
        let at = self.line(&format!("compartment {id}"));
        let id = id.to_string();
        let (name, unit) = (None, None);
        self.network.compartments.push(Compartment {
            id,
            name,
            dimensions: 3.0,
            size,
            unit,
            constant: true,
            at,
        });
        self.network.compartments.last_mut().expect("just pushed")
    }

    pub(super) fn species(&mut self, id: &str, initial: Initial) -> &mut Species {
        let at = self.line(&format!("species {id} in cell"));
        self.network.species.push(Species {
            id: id.into(),
            name: None,
            compartment: "cell".into(),
            initial,
            substance_only: false,
            boundary: false,
            constant: false,
            unit: None,
            conversion_factor: None,
            at,
        });
        self.network.species.last_mut().expect("just pushed")
    }

    pub(super) fn parameter(&mut self, id: &str, value: Option<f64>) -> &mut Parameter {
        let at = self.line(&format!("{id} = {value:?}"));
        let id = id.to_string();
        self.network.parameters.push(Parameter { id, name: None, value, unit: None, constant: true, at });
        self.network.parameters.last_mut().expect("just pushed")
    }

    pub(super) fn variable(&mut self, id: &str, value: Option<f64>) {
        self.parameter(id, value).constant = false;
    }

    pub(super) fn reaction(
        &mut self,
        id: &str,
        from: &[&str],
        to: &[&str],
        rate: Option<Expr>,
    ) -> &mut Reaction {
        let at = self.line(&format!("{id}: {} -> {}; ...", from.join(" + "), to.join(" + ")));
        let one = |s: &&str| SpeciesReference { species: (*s).into(), stoichiometry: num(1.0) };
        self.network.reactions.push(Reaction {
            id: id.into(),
            name: None,
            reactants: from.iter().map(one).collect(),
            products: to.iter().map(one).collect(),
            modifiers: vec![],
            rate,
            reversible: true,
            fast: false,
            at,
        });
        self.network.reactions.last_mut().expect("just pushed")
    }

    pub(super) fn rule(&mut self, kind: RuleKind, target: &str, value: Expr) {
        let at = self.line(&format!("rule {target}"));
        self.network.rules.push(Rule { kind, target: target.into(), value, at });
    }

    pub(super) fn assign(&mut self, target: &str, value: Expr) {
        self.rule(RuleKind::Assignment, target, value);
    }

    pub(super) fn initial(&mut self, target: &str, value: Expr) {
        let at = self.line(&format!("initial {target}"));
        self.network.initial_assignments.push(InitialAssignment { target: target.into(), value, at });
    }

    pub(super) fn function(&mut self, id: &str, args: &[&str], body: Expr) {
        let at = self.line(&format!("function {id}({})", args.join(", ")));
        let args = args.iter().map(|a| (*a).to_string()).collect();
        self.network.functions.push(Function { id: id.into(), args, body, at });
    }

    pub(super) fn event(&mut self, id: &str, assignments: Vec<(&str, Expr)>) -> &mut Event {
        let at = self.line(&format!("{id}: at time > 5: ..."));
        let assignments = assignments.into_iter().map(|(t, e)| (t.to_string(), e)).collect();
        self.network.events.push(Event {
            id: id.into(),
            name: None,
            trigger: Expr::binary(Op::Gt, Expr::Time, num(5.0)),
            initial_value: true,
            persistent: true,
            delay: None,
            priority: None,
            from_trigger: true,
            assignments,
            at,
        });
        self.network.events.last_mut().expect("just pushed")
    }

    pub(super) fn parsed(self) -> Parsed {
        let sources = Sources::single("model", self.text);
        Parsed { network: self.network, diagnostics: vec![], sources }
    }

    pub(super) fn check(self, units: UnitPolicy) -> Result<Checked, Failed> {
        check_with(self.parsed(), units)
    }

    /// All that checking says, errors and warnings alike.
    pub(super) fn says(self) -> String {
        match self.check(UnitPolicy::Warn) {
            Ok(checked) => render(&checked.warnings, &checked.sources),
            Err(failed) => render(&failed.diagnostics, &failed.sources),
        }
    }
}

/// `LINE:COLUMN problem` and its help for each problem.
pub(super) fn render(problems: &[Diagnostic], sources: &Sources) -> String {
    let show = |d: &Diagnostic| {
        let place =
            d.place.map(|p| sources.line_column(p)).map(|(l, c)| format!("{l}:{c} ")).unwrap_or_default();
        let help = d.help.iter().map(|h| format!("\n    help: {h}")).collect::<String>();
        format!("{place}{d}{help}")
    };
    problems.iter().map(show).collect::<Vec<_>>().join("\n")
}

pub(super) fn id(name: &str) -> Expr {
    Expr::id(name)
}

pub(super) fn num(value: f64) -> Expr {
    Expr::Num(value)
}

pub(super) fn op<const N: usize>(op: Op, args: [Expr; N]) -> Expr {
    Expr::Op(op, args.into())
}

pub(super) fn mul<const N: usize>(args: [Expr; N]) -> Expr {
    op(Op::Mul, args)
}

pub(super) fn add<const N: usize>(args: [Expr; N]) -> Expr {
    op(Op::Add, args)
}

pub(super) fn call<const N: usize>(name: &str, args: [Expr; N]) -> Expr {
    Expr::Call(name.into(), args.into())
}
