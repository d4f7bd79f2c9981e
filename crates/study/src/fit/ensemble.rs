//! Sets of parameters that fit about equally well.

use super::problem::Trial;

/// The best of `trials` and others whose cost is at most `within` above it, `members` at most.
///
/// They are chosen one after the other, each the farthest from those chosen before, so that they
/// spread over all that the data allow. Numbers of `trials`, the best first.
pub fn ensemble(trials: &[Trial], within: f64, members: usize) -> Vec<usize> {
    let Some(best) = (0..trials.len()).min_by(|a, b| trials[*a].cost.total_cmp(&trials[*b].cost)) else {
        return Vec::new();
    };
    let limit = trials[best].cost + within;
    let mut left: Vec<usize> = (0..trials.len()).filter(|i| *i != best && trials[*i].cost <= limit).collect();
    let mut chosen = vec![best];
    while chosen.len() < members && !left.is_empty() {
        let distance = |i: usize| {
            chosen.iter().map(|c| squared(&trials[i].place, &trials[*c].place)).fold(f64::INFINITY, f64::min)
        };
        // The first of equals, so that the choice does not depend on anything else.
        let next =
            (0..left.len()).fold(0, |far, n| if distance(left[n]) > distance(left[far]) { n } else { far });
        chosen.push(left.remove(next));
    }
    chosen
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_comes_first_and_the_others_spread() {
        let trial = |cost: f64, x: f64| Trial {
            place: vec![x],
            values: vec![x],
            cost,
            comparisons: Vec::new(),
            notices: Vec::new(),
        };
        let trials = [trial(5.0, 0.5), trial(3.0, 0.1), trial(3.5, 0.12), trial(4.0, 0.9), trial(9.0, 1.0)];
        assert_eq!(ensemble(&trials, 2.0, 3), [1, 3, 0]);
        assert_eq!(ensemble(&trials, 0.1, 3), [1]);
        assert!(ensemble(&[], 1.0, 3).is_empty());
    }
}
