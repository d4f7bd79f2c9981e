//! Values that algebraic rules determine.
//!
//! Rules that are linear in what they determine are solved as formulas while the model is compiled:
//! from then on they are like assignment rules.

mod linear;

use std::collections::BTreeMap;

use jakstat_model::algebraic::{Conflict, blocks};
use jakstat_model::{Diagnostic, Network};

use super::codes;
use super::lower::{Lowering, When};
use linear::{Unsolved, following};

/// Rules that are solved together.
#[derive(Debug, Clone)]
pub(super) struct Block<'n> {
    /// Indices into the network's rules.
    pub rules: Vec<usize>,
    /// What each of them determines.
    pub determines: Vec<&'n str>,
}

/// The blocks of a network; with the block of each value that they determine.
pub(super) fn of(network: &Network) -> Result<Vec<Block<'_>>, Vec<Diagnostic>> {
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
