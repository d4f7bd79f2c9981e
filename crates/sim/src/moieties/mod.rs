//! Conserved moieties: sums of species that no reaction changes.
//!
//! They are the left null space of the stoichiometry matrix, found in whole numbers. Sums with
//! weights of one sign are preferred, of few species and small weights: all such sums without a
//! smaller one in them are made by the algorithm of Schuster and Höfer (J Chem Soc Faraday Trans
//! 1991;87:2561), and of these enough are kept to tell everything. Where there would be too many of
//! them, or where they do not tell everything (as `S1 - S2` of `-> S1 + S2`), plain elimination
//! gives the rest.

mod basis;
mod rays;
mod stoichiometry;

use std::fmt;

use jakstat_model::Network;

pub(crate) use stoichiometry::Stoichiometry;

/// A sum of amounts that reactions leave as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moiety {
    /// Species with their whole-number weights, in the order of the model.
    pub members: Vec<(String, i64)>,
    /// Whether events or doses set some of the species: then the sum is constant between these only.
    pub set: bool,
}

impl fmt::Display for Moiety {
    /// As one would write it: `S1 + 2*S2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (species, weight)) in self.members.iter().enumerate() {
            f.write_str(match (i, *weight < 0) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            if weight.unsigned_abs() != 1 {
                write!(f, "{}*", weight.unsigned_abs())?;
            }
            f.write_str(species)?;
        }
        Ok(())
    }
}

/// Why a species that reactions change is in no conserved sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// A rule changes it as well.
    Rule,
    /// Its stoichiometry in some reaction is a formula, or no fraction of small numbers.
    Stoichiometry,
    /// It has a conversion factor of its own.
    ConversionFactor,
}

/// The conserved moieties of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moieties {
    /// Sums, none of which follows from the others.
    pub sums: Vec<Moiety>,
    /// Species that were not looked at though reactions change them.
    pub left_out: Vec<(String, LeftOut)>,
    /// Whether there may be more: numbers became too large to go on.
    pub incomplete: bool,
}

impl Moieties {
    /// Finds the conserved moieties of a network. Boundary species are in none: no reaction changes
    /// them.
    pub fn of(network: &Network) -> Self {
        Self::from_stoichiometry(&Stoichiometry::of(network))
    }

    pub(crate) fn from_stoichiometry(stoichiometry: &Stoichiometry) -> Self {
        let matrix = stoichiometry.matrix();
        let left_out = stoichiometry.left_out.clone();
        let Some(plain) = basis::left_null_space(&matrix) else {
            return Self { left_out, incomplete: true, ..Self::default() };
        };
        let mut candidates = rays::non_negative(&matrix).unwrap_or_default();
        candidates.sort_by_cached_key(|v| simplicity(v));
        let mut rest = basis::simplified(plain.clone());
        rest.sort_by_cached_key(|v| simplicity(v));
        let chosen = basis::independent(candidates.into_iter().chain(rest), plain.len());
        let mut sums: Vec<Moiety> = chosen.iter().filter_map(|v| stoichiometry.moiety(v)).collect();
        let incomplete = sums.len() < plain.len();
        sums.sort_by_cached_key(|m| stoichiometry.position(&m.members[0].0));
        Self { sums, left_out, incomplete }
    }
}

/// What comes first: few species, small weights, species that the model names early.
fn simplicity(v: &[i128]) -> (usize, i128, Vec<usize>) {
    let members: Vec<usize> = (0..v.len()).filter(|i| v[*i] != 0).collect();
    (members.len(), v.iter().map(|x| x.abs()).sum(), members)
}

#[cfg(test)]
mod tests;
