//! Problems with known solutions, for every method.
#![allow(dead_code)] // each test file uses its own part

pub mod eventful;
pub mod expr;
pub mod smooth;
pub mod stiff;

use jakstat_ode::{Definition, Failure, Method, Options, Run, Solution, System, solve};

use expr::{all_states, compile, nodes, numbers};

/// All methods but `Auto`, which is one of them.
pub const METHODS: [Method; 4] = [Method::Rodas5P, Method::Rodas4P2, Method::Dopri5, Method::Dop853];

/// Methods that may fail where a problem is stiff.
pub fn is_explicit(method: Method) -> bool {
    matches!(method, Method::Dopri5 | Method::Dop853)
}

/// What is known of a solution.
pub enum Truth {
    /// All states at any time.
    Formula(fn(f64) -> Vec<f64>),
    /// All states at the output times, row after row.
    Table(&'static [&'static [f64]]),
}

/// A system, what it is run on and what must come out.
pub struct Problem {
    pub name: &'static str,
    pub system: System,
    pub start: f64,
    /// Output times; the last is the end.
    pub times: Vec<f64>,
    pub truth: Truth,
    /// Size of each state below which its error counts as absolute; one holds for all.
    pub floor: Vec<f64>,
    /// Explicit methods must say so and stop.
    pub stiff: bool,
    /// Largest global error, in tolerances: how much the problem itself magnifies errors.
    pub gain: f64,
    /// Parameters of the run.
    pub params: Vec<f64>,
}

impl Problem {
    /// A problem whose outputs are its states; the rest is to be set.
    fn new(name: &'static str, initial: &[f64], rhs: impl FnOnce() -> Vec<expr::Ex>, truth: Truth) -> Self {
        let system = compile(|| Definition {
            initial: numbers(initial),
            rhs: nodes(rhs()),
            outputs: all_states(initial.len()),
            ..Definition::default()
        });
        Self {
            name,
            system,
            start: 0.0,
            times: Vec::new(),
            truth,
            floor: vec![1.0],
            stiff: false,
            gain: 1.0,
            params: vec![],
        }
    }

    /// Options at a tolerance: absolute tolerances are the relative one of the floors.
    pub fn options(&self, method: Method, rtol: f64) -> Options {
        let atol = self.floor.iter().map(|f| f * rtol).collect();
        Options { method, rtol, atol, max_steps: 40_000, ..Options::default() }
    }

    /// The run, with its output times.
    pub fn run(&self) -> Run {
        let end = self.times.last().copied().unwrap_or(self.start);
        Run::new(self.params.clone(), self.start, end).save_at(self.times.clone())
    }

    pub fn solve(&self, method: Method, rtol: f64) -> Solution {
        solve(&self.system, &self.options(method, rtol), &[self.run()]).remove(0)
    }

    /// The true states at output time number `row`.
    pub fn truth(&self, row: usize) -> Vec<f64> {
        match self.truth {
            Truth::Formula(f) => f(self.times[row]),
            Truth::Table(rows) => rows[row].to_vec(),
        }
    }

    /// The largest error of a solution at its output times, in tolerances, and where it is.
    pub fn worst_error(&self, solution: &Solution, rtol: f64) -> (f64, String) {
        let n = self.system.states();
        let mut worst = (0.0, String::new());
        assert_eq!(solution.times, self.times, "{}", self.name);
        for (row, values) in solution.values.chunks(n).enumerate() {
            for (i, (value, truth)) in values.iter().zip(self.truth(row)).enumerate() {
                let floor = if self.floor.len() == 1 { self.floor[0] } else { self.floor[i] };
                let error = (value - truth).abs() / (rtol * (floor + truth.abs()));
                if error > worst.0 || error.is_nan() {
                    let place = format!("state {i} at {}: {value} for {truth}", self.times[row]);
                    worst = (if error.is_nan() { f64::INFINITY } else { error }, place);
                }
            }
        }
        worst
    }
}

/// Every problem.
pub fn all() -> Vec<Problem> {
    let mut all = smooth::all();
    all.extend(stiff::all());
    all
}

/// The global error at all output times stays within the problem's multiple of the tolerance. On a
/// stiff problem an explicit method may say that it is stiff, or run out of steps, but never be wrong.
/// Gives whether the end was reached.
pub fn check(problem: &Problem, method: Method, rtol: f64) -> bool {
    let solution = problem.solve(method, rtol);
    let case = format!("{} by {} at {rtol:e}", problem.name, method.name());
    if let Some(failure) = solution.failure.as_ref().filter(|_| problem.stiff && is_explicit(method)) {
        let told = matches!(failure, Failure::Stiff { .. } | Failure::TooManySteps { .. });
        assert!(told, "{case}: {failure}");
        return false;
    }
    assert_eq!(solution.failure, None, "{case}");
    assert_eq!(Some(&solution.time), problem.times.last(), "{case}");
    assert!(solution.values.ends_with(&solution.states), "{case}: the last row is the last state");
    let (error, place) = problem.worst_error(&solution, rtol);
    assert!(error <= problem.gain, "{case}: {error:.1} tolerances, {place}");
    true
}
