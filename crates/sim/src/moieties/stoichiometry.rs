//! The stoichiometry matrix in whole numbers.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::network::SpeciesReference;
use jakstat_model::{Expr, Network, Op};

use super::{LeftOut, Moiety};

/// Fractions in stoichiometries have at most this below their line.
const LARGEST_DENOMINATOR: i128 = 10_000;

/// How near a number must be to its fraction, for its size.
const EXACT: f64 = 1e-12;

/// Species that only reactions change, and by how much each reaction changes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stoichiometry {
    species: Vec<String>,
    /// Whether events or doses set the species.
    set: Vec<bool>,
    /// For each reaction the changed species with numerator and denominator.
    reactions: Vec<Vec<(usize, i128, i128)>>,
    pub left_out: Vec<(String, LeftOut)>,
}

impl Stoichiometry {
    pub fn of(network: &Network) -> Self {
        let sides = network.reactions.iter().flat_map(|r| r.reactants.iter().chain(&r.products));
        let mut changed: BTreeSet<&str> = BTreeSet::new();
        let mut varying: BTreeSet<&str> = BTreeSet::new();
        for reference in sides {
            changed.insert(&reference.species);
            if count(reference).is_none() {
                varying.insert(&reference.species);
            }
        }
        let mut this = Self::default();
        let free = network.species.iter().filter(|s| !s.boundary && !s.constant);
        for species in free.filter(|s| changed.contains(s.id.as_str())) {
            let why = if network.rule(&species.id).is_some() {
                Some(LeftOut::Rule)
            } else if varying.contains(species.id.as_str()) {
                Some(LeftOut::Stoichiometry)
            } else {
                // One factor for all cancels.
                species.conversion_factor.as_ref().map(|_| LeftOut::ConversionFactor)
            };
            match why {
                Some(why) => this.left_out.push((species.id.clone(), why)),
                None => this.species.push(species.id.clone()),
            }
        }
        this.set = vec![false; this.species.len()];
        for (id, _) in network.events.iter().flat_map(|e| &e.assignments) {
            this.mark_set(id);
        }
        this.count(network);
        this
    }

    fn count(&mut self, network: &Network) {
        let index: BTreeMap<&str, usize> =
            self.species.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
        for reaction in &network.reactions {
            let mut net: BTreeMap<usize, (i128, i128)> = BTreeMap::new();
            for (side, sign) in [(&reaction.reactants, -1), (&reaction.products, 1)] {
                for reference in side {
                    let position = index.get(reference.species.as_str());
                    if let (Some(i), Some((above, below))) = (position, count(reference)) {
                        let (a, b) = net.entry(*i).or_insert((0, 1));
                        (*a, *b) = (*a * below + sign * above * *b, *b * below);
                        let divisor = gcd(*a, *b).max(1);
                        (*a, *b) = (*a / divisor, *b / divisor);
                    }
                }
            }
            let changes = net.into_iter().filter(|(_, (above, _))| *above != 0);
            self.reactions.push(changes.map(|(i, (above, below))| (i, above, below)).collect());
        }
    }

    /// Notes that something beside reactions sets the species.
    pub fn mark_set(&mut self, id: &str) {
        if let Some(i) = self.species.iter().position(|s| s == id) {
            self.set[i] = true;
        }
    }

    /// A row for each species and a column for each reaction, in whole numbers without common
    /// factor; reactions that do the same, or undo it, are one column.
    pub fn matrix(&self) -> Vec<Vec<i128>> {
        let mut columns: BTreeSet<Vec<i128>> = BTreeSet::new();
        for reaction in &self.reactions {
            let common = reaction.iter().fold(1, |lcm: i128, (_, _, below)| lcm / gcd(lcm, *below) * below);
            let mut column = vec![0; self.species.len()];
            for (i, above, below) in reaction {
                column[*i] = above * (common / below);
            }
            if reduce(&mut column) {
                columns.insert(column);
            }
        }
        (0..self.species.len()).map(|i| columns.iter().map(|c| c[i]).collect()).collect()
    }

    pub fn position(&self, species: &str) -> usize {
        self.species.iter().position(|s| s == species).unwrap_or(usize::MAX)
    }

    /// The sum with these weights; none where a weight is too large.
    pub fn moiety(&self, weights: &[i128]) -> Option<Moiety> {
        let members: Vec<(usize, i128)> =
            weights.iter().copied().enumerate().filter(|(_, w)| *w != 0).collect();
        let named = |(i, w): &(usize, i128)| Some((self.species[*i].clone(), i64::try_from(*w).ok()?));
        Some(Moiety {
            members: members.iter().map(named).collect::<Option<Vec<_>>>()?,
            set: members.iter().any(|(i, _)| self.set[*i]),
        })
    }
}

/// Divides by the common factor and makes the first entry positive; whether there is one.
pub(super) fn reduce(v: &mut [i128]) -> bool {
    let common = v.iter().fold(0, |a, b| gcd(a, *b));
    let Some(first) = v.iter().find(|x| **x != 0) else { return false };
    let divisor = common * first.signum();
    v.iter_mut().for_each(|x| *x /= divisor);
    true
}

/// The greatest common divisor, not negative.
pub(super) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Numerator and denominator of a stoichiometry, where it is a number and a fraction of small ones.
fn count(reference: &SpeciesReference) -> Option<(i128, i128)> {
    match &reference.stoichiometry {
        Expr::Num(x) | Expr::Quantity(x, _) => fraction(*x),
        Expr::Op(Op::Neg, args) => match args[..] {
            [Expr::Num(x)] => fraction(-x),
            _ => None,
        },
        _ => None,
    }
}

/// The first continued fraction that is as near as rounding.
fn fraction(x: f64) -> Option<(i128, i128)> {
    if x.is_nan() || x.abs() >= 1e9 {
        return None;
    }
    let (mut before, mut now) = ((0, 1), (1, 0));
    let mut rest = x;
    for _ in 0..32 {
        let whole = rest.floor();
        let next = (whole as i128 * now.0 + before.0, whole as i128 * now.1 + before.1);
        if next.1 > LARGEST_DENOMINATOR {
            return None;
        }
        (before, now) = (now, next);
        if (now.0 as f64 / now.1 as f64 - x).abs() <= EXACT * x.abs() {
            return Some(now);
        }
        rest = 1.0 / (rest - whole);
        if rest.is_nan() || rest.abs() >= 1e12 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_fractions() {
        assert_eq!(fraction(2.0), Some((2, 1)));
        assert_eq!(fraction(-0.75), Some((-3, 4)));
        assert_eq!(fraction(1.0 / 3.0), Some((1, 3)));
        assert_eq!(fraction(0.1), Some((1, 10)));
        assert_eq!(fraction(0.0), Some((0, 1)));
        assert_eq!(fraction(std::f64::consts::PI), None);
        assert_eq!(fraction(f64::NAN), None);
        assert_eq!(fraction(f64::INFINITY), None);
    }
}
