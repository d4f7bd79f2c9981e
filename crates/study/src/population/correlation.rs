//! Correlations between the parameters of a population.

use jakstat_model::{Diagnostic, Span};
use nalgebra::{DMatrix, SymmetricEigen};

use super::{Origin, Population};
use crate::codes;

/// The correlation of two parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Which two.
    pub between: (String, String),
    /// Correlation of their normal scores, between -1 and 1, both excluded.
    pub value: f64,
    /// Where it comes from.
    pub origin: Origin,
    /// Where it is in its file.
    pub at: Span,
}

/// An eigenvalue below this is taken for zero or less: Cholesky would divide by noise.
const SMALLEST: f64 = 1e-10;

/// The matrix of all correlations; pairs that do not fit are left out.
fn matrix(population: &Population) -> DMatrix<f64> {
    let n = population.parameters.len();
    let mut matrix = DMatrix::identity(n, n);
    for correlation in &population.correlations {
        let (a, b) = &correlation.between;
        if let (Some(i), Some(j)) = (population.position(a), population.position(b)) {
            matrix[(i, j)] = correlation.value;
            matrix[(j, i)] = correlation.value;
        }
    }
    matrix
}

/// The lower factor of the correlation matrix, row by row; none where it is not positive definite.
pub(super) fn factor(population: &Population) -> Option<Vec<Vec<f64>>> {
    let lower = matrix(population).cholesky()?.unpack();
    Some(lower.row_iter().enumerate().map(|(i, row)| row.iter().take(i + 1).copied().collect()).collect())
}

/// Adds everything that is wrong with the correlations.
pub(super) fn check(population: &Population, problems: &mut Vec<Diagnostic>) {
    let before = problems.len();
    let mut seen: Vec<[&str; 2]> = Vec::new();
    for correlation in &population.correlations {
        let (a, b) = &correlation.between;
        let mut add = |message: String, help: &str| {
            problems.push(Diagnostic::error(&codes::BAD_CORRELATION, message).at(correlation.at).help(help));
        };
        for id in [a, b].into_iter().filter(|id| population.position(id).is_none()) {
            let known: Vec<&str> = population.parameters.iter().map(|p| p.id.as_str()).collect();
            let help = format!("the population has: {}", known.join(", "));
            add(format!("a correlation names `{id}`, which is no parameter"), &help);
        }
        if a == b {
            add(format!("`{a}` is correlated with itself"), "name two parameters");
        }
        if correlation.value.is_nan() || correlation.value.abs() >= 1.0 {
            let message = format!("the correlation of `{a}` and `{b}` is {}", correlation.value);
            add(message, "it lies between -1 and 1; what follows exactly from another is no parameter");
        }
        let mut pair = [a.as_str(), b.as_str()];
        pair.sort_unstable();
        if seen.contains(&pair) {
            add(format!("the correlation of `{a}` and `{b}` is there twice"), "keep one of them");
        }
        seen.push(pair);
    }
    if problems.len() == before {
        problems.extend(check_definite(population));
    }
}

/// Correlations can be impossible together, such as 0.9, 0.9 and -0.9 between three.
fn check_definite(population: &Population) -> Option<Diagnostic> {
    let first = population.correlations.first()?;
    let eigen = SymmetricEigen::new(matrix(population));
    let (worst, smallest) = eigen.eigenvalues.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?;
    if *smallest > SMALLEST {
        return None;
    }
    // The pairs that make it so are those in its direction.
    let weight = |id: &str| population.position(id).map_or(0.0, |i| eigen.eigenvectors[(i, worst)].abs());
    let pairs: Vec<String> = population
        .correlations
        .iter()
        .filter(|c| weight(&c.between.0).min(weight(&c.between.1)) > 0.1)
        .map(|c| format!("`{}` and `{}` ({})", c.between.0, c.between.1, c.value))
        .collect();
    let message = format!(
        "the correlations cannot all hold: their matrix has the eigenvalue {smallest:.3e}; it comes from {}",
        pairs.join(", ")
    );
    let help = "bring these correlations nearer to 0, or give those between the others of the group";
    Some(Diagnostic::error(&codes::BAD_CORRELATION, message).at(first.at).help(help))
}
