//! diffsol's BDF on generated code: `diffsol-peer SETS.csv END POINTS RTOL ATOL`, then the protocol of
//! `worker.py`.
//!
//! The problem is built once; per run the parameters are set, a solver is made (it borrows the problem)
//! and all times are interpolated in one call. Dense (nalgebra) and sparse with colouring (faer) are both
//! tried on the first sets, in turns; the faster one is used.

use std::fs;
use std::io::{BufRead, Write};
use std::time::Instant;

use diffsol::{
    FaerContext, FaerSparseLU, FaerSparseMat, FaerVec, MatrixCommon, NalgebraContext, NalgebraLU,
    NalgebraMat, NalgebraVec, OdeBuilder, OdeEquations, OdeSolverMethod, Vector,
};

mod model {
    include!(env!("DIFFSOL_MODEL"));
}

/// One simulation of a parameter set into rows of states; false where it failed.
type Simulate = Box<dyn FnMut(&[f64], &mut [f64]) -> bool>;

struct Asked {
    times: Vec<f64>,
    rtol: f64,
    atol: f64,
    sets: Vec<Vec<f64>>,
}

macro_rules! way {
    ($asked:expr, $matrix:ty, $vector:ty, $solver:ty, $context:expr) => {{
        let times = $asked.times.clone();
        let problem = OdeBuilder::<$matrix>::new()
            .p($asked.sets[0].clone())
            .rtol($asked.rtol)
            .atol([$asked.atol])
            .use_coloring(true)
            .rhs_implicit(
                |y: &[f64], p: &[f64], t: f64, dy: &mut [f64]| model::rhs(t, y, p, dy),
                |y: &[f64], p: &[f64], t: f64, v: &[f64], jv: &mut [f64]| model::jacobian(t, y, p, v, jv),
            )
            .init(|p: &[f64], _t: f64, y: &mut [f64]| model::initial(p, y), model::STATES)
            .build();
        match problem {
            Err(reason) => Err(reason.to_string()),
            Ok(mut problem) => {
                // These count over a whole run here, and a long one has many.
                problem.ode_options.max_nonlinear_solver_failures = usize::MAX;
                problem.ode_options.max_error_test_failures = usize::MAX;
                Ok(Box::new(move |p: &[f64], out: &mut [f64]| {
                    let p = <$vector>::from_vec(p.to_vec(), $context);
                    problem.eqn_mut().set_params(&p);
                    let Ok(mut solver) = problem.bdf::<$solver>() else { return false };
                    let Ok((values, _)) = solver.solve_dense(&times) else { return false };
                    for (row, out) in out.chunks_exact_mut(model::STATES).enumerate() {
                        for (i, out) in out.iter_mut().enumerate() {
                            *out = values.inner()[(i, row)];
                        }
                    }
                    true
                }) as Simulate)
            }
        }
    }};
}

impl Asked {
    fn read(words: &[String]) -> Option<Self> {
        let [sets, end, points, rtol, atol] = words else { return None };
        let (end, points): (f64, u32) = (end.parse().ok()?, points.parse().ok()?);
        let text = fs::read_to_string(sets).ok()?;
        let row = |line: &str| line.split(',').map(|x| x.parse().ok()).collect::<Option<Vec<f64>>>();
        Some(Self {
            times: (0..points).map(|i| end * f64::from(i) / f64::from(points - 1)).collect(),
            rtol: rtol.parse().ok()?,
            atol: atol.parse().ok()?,
            sets: text.lines().skip(1).map(row).collect::<Option<_>>()?,
        })
    }

    fn size(&self) -> usize {
        self.times.len() * model::STATES
    }

    /// Seconds and failures of `many` simulations, round and round from the second set on.
    fn run(&self, simulate: &mut Simulate, many: usize, out: &mut [f64]) -> (f64, usize) {
        let begun = Instant::now();
        let mut failed = 0;
        for i in 0..many {
            let set = 1 + i % (self.sets.len() - 1);
            let out = &mut out[set * self.size()..(set + 1) * self.size()];
            failed += usize::from(!simulate(&self.sets[set], out));
        }
        (begun.elapsed().as_secs_f64(), failed)
    }

    /// Trajectories of the first `many` sets into a file, and how many failed.
    fn keep(&self, simulate: &mut Simulate, many: usize, path: &str) -> Result<usize, String> {
        let mut failed = 0;
        let mut bytes = Vec::new();
        for set in self.sets.iter().take(many) {
            let mut out = vec![0.0; self.size()];
            if !simulate(set, &mut out) {
                out.fill(f64::NAN);
                failed += 1;
            }
            bytes.extend(out.iter().flat_map(|x: &f64| x.to_le_bytes()));
        }
        fs::write(path, bytes).map_err(|e| e.to_string())?;
        Ok(failed)
    }
}

/// Whichever linear algebra is faster on the first sets.
fn faster(asked: &Asked, out: &mut [f64]) -> Result<(Simulate, &'static str), String> {
    let dense = way!(asked, NalgebraMat<f64>, NalgebraVec<f64>, NalgebraLU<f64>, NalgebraContext::default())?;
    let sparse = way!(asked, FaerSparseMat<f64>, FaerVec<f64>, FaerSparseLU<f64>, FaerContext::default())?;
    let trial = if model::STATES > 100 { 1 } else { 20 };
    let mut ways = [(dense, "dense", f64::INFINITY), (sparse, "sparse", f64::INFINITY)];
    for turn in 0..if model::STATES > 100 { 2 } else { 10 } {
        let (simulate, _, best) = &mut ways[turn % 2];
        let (seconds, failed) = asked.run(simulate, trial, out);
        *best = best.min(seconds + 1e9 * failed as f64);
    }
    let [a, b] = ways;
    let best = if a.2 <= b.2 { a } else { b };
    Ok((best.0, best.1))
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some(asked) = Asked::read(&words) else {
        println!("skip no parameter sets");
        return;
    };
    let mut out = vec![0.0; asked.size() * asked.sets.len()];
    let (mut simulate, name) = match faster(&asked, &mut out) {
        Ok(found) => found,
        Err(reason) => return println!("skip {reason}"),
    };
    println!("ready diffsol 0.18.0 BDF {name}");
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["run", many] => {
                let (seconds, failed) = asked.run(&mut simulate, many.parse().unwrap_or(0), &mut out);
                println!("ran {seconds:?} {failed}");
            }
            ["keep", many, path] => match asked.keep(&mut simulate, many.parse().unwrap_or(0), path) {
                Ok(failed) => println!("kept {failed}"),
                Err(reason) => println!("failed {reason}"),
            },
            _ => println!("unknown {line}"),
        }
        if std::io::stdout().flush().is_err() {
            return;
        }
    }
}
