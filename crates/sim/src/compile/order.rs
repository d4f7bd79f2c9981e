//! The order in which values are worked out.
//!
//! A chain of definitions may be as long as the model, and recursion along it would overflow the stack.
//! So what a value needs is worked out before it, with a stack of its own.

use std::collections::BTreeSet;

use jakstat_model::{Diagnostic, Expr};

use super::lower::{Lowering, When};
use super::quantities::{Role, Start};

/// Works out everything that `id` needs, first to last.
///
/// # Errors
/// The first value that cannot be had.
pub(super) fn prepare<'n>(
    lowering: &mut Lowering<'_, 'n>,
    id: &'n str,
    when: When,
) -> Result<(), Diagnostic> {
    let mut seen = BTreeSet::from([(when, id)]);
    let mut path = vec![((when, id), needs(lowering, id, when))];
    while let Some((this, left)) = path.last_mut() {
        let this = *this;
        match left.pop() {
            Some(next) => {
                // A circle is met again here, and reported where the value itself is worked out.
                if !lowering.is_known(next) && seen.insert(next) {
                    path.push((next, needs(lowering, next.1, next.0)));
                }
            }
            None => {
                path.pop();
                lowering.resolved(this.1, this.0)?;
            }
        }
    }
    Ok(())
}

/// What the formula of `id` reads, last first.
fn needs<'n>(lowering: &Lowering<'_, 'n>, id: &'n str, when: When) -> Vec<(When, &'n str)> {
    let quantities = lowering.quantities;
    let rule = || quantities.rules.get(id).map(|(_, formula)| *formula);
    let rate = || lowering.rate_formula(id);
    let formula: Option<&'n Expr> = match when {
        When::Now => match quantities.roles.get(id).copied().unwrap_or(Role::Rule) {
            Role::Fixed => return vec![(When::Start, id)],
            Role::Rule => rule(),
            Role::Rate => rate(),
            _ => None,
        },
        When::Start | When::Before(_) => match quantities.starts.get(id).copied().unwrap_or(Start::Rule) {
            Start::Assigned => quantities.assigned.get(id).copied().or_else(rule),
            Start::Rule => rule(),
            Start::Rate => rate(),
            _ if when != When::Start => return vec![(When::Start, id)],
            _ => None,
        },
    };
    let mut ids = formula.map_or(Vec::new(), Expr::ids);
    ids.reverse();
    let known = ids.into_iter().filter_map(|id| quantities.kinds.get_key_value(id));
    known.map(|(id, _)| (when, *id)).collect()
}
