//! Measured orders.
mod problems;
use jakstat_ode::{Method, Options, Run, solve};
use problems::{METHODS, Problem};

fn errors(problem: &Problem, method: Method, h: f64, at: &[f64]) -> (f64, f64) {
    let options = Options { method, rtol: 1e8, atol: vec![1e8], max_step: h, ..Options::default() };
    let end = *at.last().unwrap();
    let run = Run::new(vec![], problem.start, end).save_at(at.to_vec());
    let s = solve(&problem.system, &options, &[run]).remove(0);
    assert_eq!(s.failure, None);
    let problems::Truth::Formula(f) = problem.truth else { panic!() };
    let n = problem.system.states();
    let mut inner: f64 = 0.0;
    let mut last = 0.0;
    for (row, t) in s.values.chunks(n).zip(at) {
        let e = row.iter().zip(f(*t)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if *t == end { last = e } else { inner = inner.max(e) }
    }
    (last, inner)
}

#[test]
fn slopes() {
    let mut at: Vec<f64> = (1..100).map(|i| 0.04 * i as f64 + 0.003).collect();
    at.push(4.0);
    for problem in [problems::smooth::product(), problems::stiff::prothero_robinson()] {
        for method in METHODS {
            if problem.stiff && problems::is_explicit(method) { continue; }
            let mut before: Option<(f64, f64)> = None;
            for k in 2..8 {
                let h = 1.0 / f64::from(1 << k);
                let e = errors(&problem, method, h, &at);
                let s = before.map(|b| ((b.0 / e.0).log2(), (b.1 / e.1).log2()));
                eprintln!("{} {} h {h} end {:.2e} inner {:.2e} slopes {:.1?}", problem.name, method.name(), e.0, e.1, s);
                before = Some(e);
            }
        }
    }
}
