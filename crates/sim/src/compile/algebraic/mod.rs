//! Values that algebraic rules determine.
//!
//! Rules that are linear in what they determine are solved as formulas while the model is compiled:
//! from then on they are like assignment rules. The others become equations of the system, which the
//! methods for stiff systems solve while time runs.

mod linear;

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::algebraic::{Conflict, blocks};
use jakstat_model::{Diagnostic, Network};
use jakstat_ode::graph::Node;

use super::lower::{Lowering, When};
use super::quantities::{Quantities, Start};
use super::{Request, codes};
use linear::{Unsolved, following};

/// Rules that are solved together.
#[derive(Debug, Clone)]
pub(super) struct Block<'n> {
    /// Indices into the network's rules.
    pub rules: Vec<usize>,
    /// What each of them determines.
    pub determines: Vec<&'n str>,
}

/// What each id is, with as many algebraic rules solved as formulas as can be.
pub(super) fn quantities<'n>(
    network: &'n Network,
    request: &'n Request,
) -> Result<Quantities<'n>, Vec<Diagnostic>> {
    let blocks = of(network)?;
    let mut numeric = BTreeSet::new();
    loop {
        let quantities = Quantities::new(network, request, blocks.clone(), numeric.clone());
        let mut lowering = Lowering::new(&quantities);
        // Blocks come in order, so that the first that is not linear is so itself.
        let is_curved = |b: &usize| {
            let solved = if numeric.contains(b) { Ok(()) } else { lowering.solve_block(*b, When::Now) };
            solved.is_err_and(|problem| problem.code == &codes::NOT_LINEAR)
        };
        match (0..blocks.len()).find(is_curved) {
            Some(block) => numeric.insert(block),
            None => return Ok(quantities),
        };
    }
}

/// What cannot be had of values that are solved for while time runs.
pub(super) fn problems(quantities: &Quantities<'_>, request: &Request) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for id in &quantities.states {
        let Some(rule) = quantities.equation(id) else { continue };
        let slot = match quantities.starts.get(id) {
            Some(Start::Param(slot) | Start::ParamAmount(slot) | Start::ParamConcentration(slot)) => {
                quantities.params.get(*slot)
            }
            _ => None,
        };
        let set = request.set.iter().any(|s| s == id);
        if slot.is_some_and(|(_, value)| value.is_nan()) && !set {
            let message = format!("`{id}` needs a value to begin the search for its own with");
            let help = format!("give it one near the solution that is meant, such as `{id} = 1`");
            problems.push(Diagnostic::error(&codes::NOT_LINEAR, message).at(rule.at).help(help));
        }
        if !request.sensitivities.is_empty() {
            let message = format!(
                "sensitivities cannot be computed: an algebraic rule is solved for `{id}` while time runs"
            );
            let help = format!("solve the rule for `{id}` by hand and write an assignment rule");
            problems.push(Diagnostic::error(&codes::NO_SENSITIVITY, message).at(rule.at).help(help));
        }
    }
    problems
}

/// The blocks of a network.
fn of(network: &Network) -> Result<Vec<Block<'_>>, Vec<Diagnostic>> {
    let kinds = network.kinds();
    let found = blocks(network).map_err(|conflicts| conflicts.iter().map(conflict).collect::<Vec<_>>())?;
    let own = |id: &String| kinds.get_key_value(id.as_str()).map(|(id, _)| *id);
    Ok(found
        .into_iter()
        .map(|b| Block { determines: b.determines.iter().filter_map(own).collect(), rules: b.rules })
        .collect())
}

/// A checked network has none.
fn conflict(conflict: &Conflict) -> Diagnostic {
    let (Conflict::Over { values, .. } | Conflict::Ambiguous { values, .. }) = conflict;
    let message = format!("it cannot be told what the algebraic rules determine of {}", list(values));
    Diagnostic::error(&codes::NOT_DETERMINED, message).help("`jakstat check MODEL` says more")
}

/// `a`, `b`.
fn list<S: std::borrow::Borrow<str>>(ids: &[S]) -> String {
    format!("`{}`", ids.join("`, `"))
}

impl<'n> Lowering<'_, 'n> {
    /// Solves a block of algebraic rules and notes the values that it determines.
    ///
    /// The unknowns stand in as states of high number while the rules are lowered. What else was
    /// computed from them on the way is forgotten.
    pub(super) fn solve_block(&mut self, block: usize, when: When) -> Result<(), Diagnostic> {
        let quantities = self.quantities;
        let Some(Block { rules, determines }) = quantities.blocks.get(block) else { return Ok(()) };
        let unknowns: Vec<_> = determines.iter().map(|_| self.unknown()).collect();
        let before = self.known.clone();
        self.known.extend(determines.iter().map(|id| (when, *id)).zip(unknowns.iter().copied()));
        // What is being computed further out must not count as a circle: it is computed anew in here.
        let busy = std::mem::take(&mut self.busy);
        let formulas = rules.iter().filter_map(|r| quantities.network.rules.get(*r));
        let residuals: Result<Vec<_>, _> = formulas.map(|r| self.formula(&r.value, when)).collect();
        self.busy = busy;
        let solved = residuals.and_then(|residuals| {
            self.nothing_past(block, &unknowns)?;
            linear::solve(&mut self.graph, &residuals, &unknowns).map_err(|why| self.refusal(block, why))
        });
        let solution = match solved {
            Ok(solution) => solution,
            Err(problem) => {
                self.known = before;
                return Err(problem);
            }
        };
        let nodes: Vec<_> = self.known.values().copied().collect();
        let follows = following(&self.graph, &nodes, &unknowns);
        self.known.retain(|_, node| !follows.contains(node));
        self.known.extend(determines.iter().map(|id| (when, *id)).zip(solution));
        Ok(())
    }

    /// No lag may read what is solved for: not its past, and not through how long ago it looks.
    fn nothing_past(&self, block: usize, unknowns: &[Node]) -> Result<(), Diagnostic> {
        let ends: Vec<Node> = self.graph.lags().iter().flat_map(|lag| [lag.of, lag.by]).collect();
        let Some(lag) = ends.iter().position(|end| !following(&self.graph, &[*end], unknowns).is_empty())
        else {
            return Ok(());
        };
        let block = self.quantities.blocks.get(block);
        let rule = block.and_then(|b| self.quantities.network.rules.get(*b.rules.first()?));
        let lag = self.lags.get(lag / 2).map_or("delay", String::as_str);
        let values = list(block.map_or(&[][..], |b| &b.determines));
        let message = format!("the algebraic rule for {values} reads it by way of `{lag}`");
        Err(Diagnostic::error(&codes::UNSUPPORTED, message)
            .help("solve it by hand and write an assignment rule")
            .at(rule.and_then(|r| r.at)))
    }

    fn refusal(&self, block: usize, why: Unsolved) -> Diagnostic {
        let Some(Block { rules, determines }) = self.quantities.blocks.get(block) else {
            return Diagnostic::error(&codes::NOT_DETERMINED, "no such block of algebraic rules");
        };
        let at = rules.first().and_then(|r| self.quantities.network.rules.get(*r)).and_then(|r| r.at);
        let (rule, does) =
            if rules.len() == 1 { ("the algebraic rule", "is") } else { ("algebraic rules", "are") };
        let values = list(determines);
        match why {
            Unsolved::Singular => {
                let message = format!("{rule} for {values} {does} fulfilled by no value or by any");
                Diagnostic::error(&codes::NOT_DETERMINED, message)
                    .help("one rule may follow from another, or a value drops out of its rule")
            }
            Unsolved::NotLinear => {
                let message = format!("{rule} for {values} {does} not linear in what is determined");
                Diagnostic::error(&codes::NOT_LINEAR, message)
                    .help("solve it by hand and write an assignment rule")
            }
        }
        .at(at)
    }
}

/// The block of each value that a block determines.
pub(super) fn members<'n>(blocks: &[Block<'n>]) -> BTreeMap<&'n str, usize> {
    blocks.iter().enumerate().flat_map(|(b, block)| block.determines.iter().map(move |id| (*id, b))).collect()
}
