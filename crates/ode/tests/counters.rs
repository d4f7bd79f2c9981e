//! How many steps are taken, as they stand: a change here is a change of the engine's arithmetic or
//! control, and must be meant.

mod problems;

use jakstat_ode::{Method, Stats};
use problems::{Problem, smooth, stiff};

/// Accepted and rejected steps by each method at rtol 1e-6.
fn counters(problem: &Problem, methods: &[Method]) -> Vec<(u64, u64)> {
    methods
        .iter()
        .map(|method| {
            let Stats { accepted, rejected, .. } = problem.solve(*method, 1e-6).stats;
            (accepted, rejected)
        })
        .collect()
}

const ALL: [Method; 4] = problems::METHODS;
const STIFF: [Method; 2] = [Method::Rodas5P, Method::Rodas4P2];

#[test]
fn smooth_problems() {
    assert_eq!(counters(&smooth::brusselator(), &ALL), [(175, 25), (281, 17), (120, 18), (50, 17)]);
    assert_eq!(counters(&smooth::chain(), &ALL), [(37, 0), (92, 0), (300, 2), (156, 3)]);
}

#[test]
fn stiff_problems() {
    assert_eq!(counters(&stiff::robertson(), &STIFF), [(90, 2), (154, 0)]);
    assert_eq!(counters(&stiff::van_der_pol(), &STIFF), [(585, 49), (891, 18)]);
}

/// Every try costs what the method says it does.
#[test]
fn work_adds_up() {
    for problem in [smooth::brusselator(), smooth::chain()] {
        for (method, stages) in [(Method::Rodas5P, 8), (Method::Rodas4P2, 6)] {
            let s = problem.solve(method, 1e-6).stats;
            assert_eq!((s.jacobians, s.rhs), (s.accepted + s.rejected, stages * (s.accepted + s.rejected)));
        }
        let s = problem.solve(Method::Dopri5, 1e-6).stats;
        assert_eq!((s.jacobians, s.rhs), (0, 3 + 6 * (s.accepted + s.rejected)));
        let s = problem.solve(Method::Dop853, 1e-6).stats;
        assert_eq!((s.jacobians, s.rhs), (0, 3 + 12 * s.accepted + 11 * s.rejected));
    }
}
