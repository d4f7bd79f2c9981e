//! Searching for the set with the least cost.

use cmaes::{CMAESOptions, DVector};

use super::local::downhill;

/// A method of searching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Downhill from the start by Levenberg and Marquardt: few sets, the nearest minimum.
    LevenbergMarquardt,
    /// Covariance matrix adaptation (Hansen and Ostermeier 2001, Evol Comput 9:159, doi
    /// 10.1162/106365601750190398), from the crate `cmaes`: many sets, all around the start.
    CmaEs,
}

impl Method {
    /// As fit files have them, in the order of the variants.
    pub const WORDS: [&'static str; 2] = ["levenberg-marquardt", "cma-es"];
    /// All methods, in the order of [`Method::WORDS`].
    pub const ALL: [Self; 2] = [Self::LevenbergMarquardt, Self::CmaEs];
}

/// How to search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The method.
    pub method: Method,
    /// Seed of CMA-ES.
    pub seed: u64,
    /// At most so many sets are tried; CMA-ES finishes its generation.
    pub evaluations: usize,
    /// As a share of each range: the step of differences, or the standard deviation of the first
    /// generation of CMA-ES.
    pub spread: f64,
    /// Sets in a generation of CMA-ES; by the number of parameters unless given.
    pub generation: Option<usize>,
}

impl Default for Search {
    fn default() -> Self {
        Self { method: Method::CmaEs, seed: 1, evaluations: 1000, spread: 0.2, generation: None }
    }
}

/// Cost of a set that cannot be used: worse than any that can.
const UNUSABLE: f64 = 1e9;

/// Looks for the least sum of squared `residuals` over the unit cube from `start`.
///
/// A place outside the cube stands for its mirror image inside. `residuals` is called with places in
/// the cube, one after the other, in the same order for the same options; it gives none for a place
/// that cannot be used. `go_on` is asked now and then.
///
/// # Errors
/// A sentence where the search cannot begin: no parameter.
pub fn search(
    start: &[f64],
    options: &Search,
    residuals: &mut dyn FnMut(&[f64]) -> Option<Vec<f64>>,
    go_on: &dyn Fn() -> bool,
) -> Result<(), String> {
    if start.is_empty() {
        return Err("there is no parameter to choose".into());
    }
    if options.method == Method::LevenbergMarquardt {
        downhill(start, options, residuals, go_on);
        return Ok(());
    }
    let objective = |x: &DVector<f64>| {
        let place: Vec<f64> = x.iter().map(|x| mirrored(*x)).collect();
        residuals(&place).map_or(UNUSABLE, |r| r.iter().map(|r| r * r).sum::<f64>().min(UNUSABLE))
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
pub(super) fn mirrored(x: f64) -> f64 {
    let in_two = x.rem_euclid(2.0);
    if in_two <= 1.0 { in_two } else { 2.0 - in_two }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_methods_find_the_bottom_of_a_curved_valley_and_repeat_themselves() {
        // Rosenbrock's function over -2..2, least at (1, 1): at 0.75 of both ranges.
        let valley = |u: &[f64]| {
            let (x, y) = (4.0 * u[0] - 2.0, 4.0 * u[1] - 2.0);
            vec![1.0 - x, 10.0 * (y - x * x)]
        };
        for (method, spread) in [(Method::CmaEs, 0.2), (Method::LevenbergMarquardt, 1e-6)] {
            let run = || {
                let mut tried: Vec<(f64, Vec<f64>)> = Vec::new();
                let options = Search { method, spread, evaluations: 1500, ..Search::default() };
                let mut residuals = |u: &[f64]| {
                    tried.push((valley(u).iter().map(|r| r * r).sum(), u.to_vec()));
                    Some(valley(u))
                };
                search(&[0.2, 0.7], &options, &mut residuals, &|| true).unwrap();
                tried
            };
            let tried = run();
            let best = tried.iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            assert!(best.0 < 1e-6 && (best.1[0] - 0.75).abs() < 1e-3, "{method:?} {best:?}");
            assert!(tried.iter().all(|(_, u)| u.iter().all(|x| (0.0..=1.0).contains(x))));
            assert_eq!(tried, run());
        }
    }

    #[test]
    fn the_cube_is_mirrored_at_its_walls() {
        for (x, inside) in [(0.3, 0.3), (1.2, 0.8), (-0.2, 0.2), (2.3, 0.3), (-1.7, 0.3)] {
            assert!((mirrored(x) - inside).abs() < 1e-15, "{x}");
        }
    }

    #[test]
    fn stops_when_told() {
        for method in Method::ALL {
            let mut calls = 0;
            let options = Search { method, ..Search::default() };
            let mut residuals = |_: &[f64]| {
                calls += 1;
                Some(vec![1.0])
            };
            search(&[0.5], &options, &mut residuals, &|| false).unwrap();
            assert_eq!(calls, 0, "{method:?}");
        }
        assert!(search(&[], &Search::default(), &mut |_| None, &|| true).is_err());
    }
}
