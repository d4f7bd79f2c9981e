//! Covariance matrix adaptation (Hansen and Ostermeier 2001, Evol Comput 9:159, doi
//! 10.1162/106365601750190398), from the crate `cmaes`.

use cmaes::{CMAESOptions, DVector};

/// How to search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Seed of the search.
    pub seed: u64,
    /// At most so many sets are tried, rounded up to whole generations.
    pub evaluations: usize,
    /// Standard deviation of the first generation, as a share of each range.
    pub spread: f64,
    /// Sets in a generation; by the number of parameters unless given.
    pub generation: Option<usize>,
}

impl Default for Search {
    fn default() -> Self {
        Self { seed: 1, evaluations: 1000, spread: 0.2, generation: None }
    }
}

/// Looks for the smallest `cost` over the unit cube from `start`.
///
/// A place outside the cube stands for its mirror image inside. `cost` is called with places in the
/// cube, one after the other, in the same order for the same seed; it gives a finite number. `go_on`
/// is asked before each generation.
///
/// # Errors
/// A sentence where the search cannot begin: no parameter.
pub fn search(
    start: &[f64],
    options: &Search,
    cost: &mut dyn FnMut(&[f64]) -> f64,
    go_on: &dyn Fn() -> bool,
) -> Result<(), String> {
    let objective = |x: &DVector<f64>| {
        let place: Vec<f64> = x.iter().map(|x| mirrored(*x)).collect();
        cost(&place)
    };
    let mut settings = CMAESOptions::new(start.to_vec(), options.spread).seed(options.seed);
    if let Some(generation) = options.generation {
        settings = settings.population_size(generation.max(4));
    }
    let mut state = settings.build(objective).map_err(|problem| format!("{problem:?}"))?;
    while state.function_evals() < options.evaluations && go_on() {
        if state.next().is_some() {
            break;
        }
    }
    Ok(())
}

/// `x` folded into 0..1.
fn mirrored(x: f64) -> f64 {
    let in_two = x.rem_euclid(2.0);
    if in_two <= 1.0 { in_two } else { 2.0 - in_two }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_curved_valley_and_repeats_itself() {
        // Rosenbrock's function over -2..2, least at (1, 1): at 0.75 of both ranges.
        let valley = |u: &[f64]| {
            let (x, y) = (4.0 * u[0] - 2.0, 4.0 * u[1] - 2.0);
            (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2)
        };
        let run = || {
            let mut tried: Vec<(f64, Vec<f64>)> = Vec::new();
            let options = Search { evaluations: 1500, ..Search::default() };
            search(&[0.2, 0.7], &options, &mut |u| { tried.push((valley(u), u.to_vec())); valley(u) }, &|| true).unwrap();
            tried
        };
        let tried = run();
        let best = tried.iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        assert!(best.0 < 1e-8 && (best.1[0] - 0.75).abs() < 1e-3, "{best:?}");
        assert!(tried.iter().all(|(_, u)| u.iter().all(|x| (0.0..=1.0).contains(x))));
        assert_eq!(tried, run());
    }

    #[test]
    fn the_cube_is_mirrored_at_its_walls() {
        for (x, inside) in [(0.3, 0.3), (1.2, 0.8), (-0.2, 0.2), (2.3, 0.3), (-1.7, 0.3)] {
            assert!((mirrored(x) - inside).abs() < 1e-15, "{x}");
        }
    }

    #[test]
    fn stops_when_told() {
        let mut calls = 0;
        search(&[0.5], &Search::default(), &mut |_| { calls += 1; 1.0 }, &|| false).unwrap();
        assert_eq!(calls, 0);
    }
}
