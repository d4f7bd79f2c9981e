//! Numbers only: expression graphs, lane programs, solvers, events. No biology, no files, no clock.
//!
//! A [`Definition`] says what a system computes as nodes of one [`graph::Graph`]; [`System::new`]
//! compiles it: straight-line programs over lanes, an exact sparse Jacobian, a static plan of its
//! LU. [`solve`] integrates many [`Run`]s at once. Stops, events, kept rows and measures are the
//! same for every [`Method`]; times at which rows are kept never change the steps.
//!
//! ```
//! use jakstat_ode::{Definition, Options, Run, System, graph::Graph, solve};
//!
//! // dy/dt = -k y, y(0) = 1
//! let mut graph = Graph::new();
//! let (k, y, one) = (graph.param(0), graph.state(0), graph.constant(1.0));
//! let decay = graph.mul(k, y);
//! let zero = graph.constant(0.0);
//! let rhs = vec![graph.sub(zero, decay)];
//! let system = System::new(Definition {
//!     graph, params: 1, initial: vec![one], rhs, outputs: vec![y], events: vec![],
//! });
//! let runs: Vec<Run> = (1..=3).map(|k| Run::new(vec![k as f64], 0.0, 2.0).save_at([1.0])).collect();
//! for (k, solution) in (1..).zip(solve(&system, &Options::default(), &runs)) {
//!     assert!(solution.failure.is_none());
//!     assert!((solution.values[0] - (-k as f64).exp()).abs() < 1e-6);
//! }
//! ```

mod code;
mod consistent;
mod course;
pub mod derivative;
mod equilibria;
mod error;
mod events;
mod explicit;
mod extract;
mod gamma;
pub mod graph;
mod kernel;
mod lag;
mod linearise;
mod lu;
mod machine;
mod maths;
mod measure;
#[cfg_attr(not(target_arch = "x86_64"), path = "native_absent.rs")]
mod native;
mod options;
mod relax;
mod rosenbrock;
mod run;
mod sensitivity;
mod snapshot;
mod solver;
pub mod steady;
mod stepper;
mod switch;
mod switchboard;
mod system;
pub mod tableau;
mod tape;
mod value;

pub use equilibria::Equilibria;
pub use error::GlobalError;
pub use measure::{Kind, Measure};
pub use options::{Method, Options};
pub use run::{Action, BadInput, Failure, Run, Save, Solution, Stats, Stop};
pub use sensitivity::{NoSensitivity, Part, Sensitivities};
pub use snapshot::Snapshot;
pub use solver::{Solver, solve};
pub use stepper::Stepper;
pub use system::{Definition, EventDefinition, System, Target};
