//! Studies: one scenario, many runs.
//!
//! ```text
//! Design --point(i)--> compute --Row--> Store (blocks) --finish--> runs.csv, runs.parquet
//! ```
//!
//! - [`sweep`] reads study files and plans their rows: what each column of the design does.
//! - [`design`] says which values the runs take: grids, lists, tables, Latin hypercubes, Sobol
//!   points and the matrices for Sobol indices, crossed in any way. Point `i` is computed when asked
//!   for.
//! - [`population`] draws virtual patients and screens them.
//! - [`summary`] says what the rows come to: shares, means, quantiles, IC50s, by group.
//! - [`sensitivity`] says which parameters the outcomes depend on: Sobol indices.
//! - [`table`] holds the results: columns with units, a row for each run, CSV and Parquet.
//! - [`store`] is the run folder. It survives a crash at any moment and can be resumed.
//! - [`run`] computes the missing blocks of a folder on many threads.
//!
//! Row `i` depends on the design, its number and the seed only, so the tables are the same bytes for
//! every number of threads and after every resume.
//!
//! ```
//! use jakstat_study::design::{Axis, Block, Design, Range, Scale, Value, Values};
//!
//! let dose = Axis {
//!     name: "dose".into(),
//!     unit: Some("nM".into()),
//!     values: Values::LogGrid { from: 1.0, to: 1000.0, n: 4 },
//! };
//! let rate = Range { name: "k".into(), unit: None, from: 0.1, to: 10.0, scale: Scale::Log };
//! let population = Block::LatinHypercube { ranges: vec![rate], n: 100 };
//! let design = Design::new(vec![Block::Axis(dose), population], 42).unwrap();
//!
//! assert_eq!(design.len(), 400);
//! let point = design.point(250).unwrap();
//! assert_eq!(point.0[0], Value::Number(100.0));
//! assert_eq!(point, design.point(250).unwrap());
//! ```
//!
//! # Populations and summaries
//!
//! A virtual trial is a study that crosses arms with patients. The arms are a table with a label,
//! a compound, a regimen and a dose factor (0 for a placebo); the patients are an axis of their own,
//! so that every arm has the same ones:
//!
//! ```toml
//! [[axis]]
//! table = "arms.csv"                 # arm,compound,regimen,dose_factor
//!
//! [[axis]]
//! population = "population.toml"     # see `population`
//! patients = 500
//!
//! [[summary]]
//! name = "responders at week 24"
//! statistic = "share"
//! of = "score_24 <= 20"
//! by = ["arm"]
//! ```
//!
//! Nothing of it needs a folder. Files become values, a [`Sweep`](sweep::Sweep) computes all rows in
//! memory, [`summarise`](summary::summarise) sums them up, and a fit changes a number of the
//! population by its path and asks again:
//!
//! ```
//! use jakstat_model::{antimony, check};
//! use jakstat_sim::{Parts, Scenario};
//! use jakstat_study::population::Population;
//! use jakstat_study::summary::summarise;
//! use jakstat_study::sweep::{Files, Loaded, LoadedPopulation, Study, Sweep};
//!
//! let model = "J: S -> ; k*S \n S = 100; k = 0.1";
//! let network = check(antimony::read("m", model, &|_| Err("none".into()))).unwrap().network;
//! let scenario = Scenario::read(
//!     "model = 'm'\ntime = { end = 10 }\noutcome = [{ name = 'S_10', of = 'S', kind = 'value', at = 10 }]",
//! ).unwrap();
//! let parts = Parts { network, compounds: Default::default(), kinases: None, targets: None, parameters: vec![] };
//! let population = Population::read(
//!     "title = 'all'\n[[parameter]]\nid = 'k'\nstatus = 'assumed'\nsource = 'example'\n\
//!      distribution = { kind = 'lognormal', median = 0.1, sd = 0.4 }",
//! ).unwrap();
//! let study = Study::read(
//!     "title = 'trial'\nscenarios = ['s']\n[[axis]]\npopulation = 'p'\npatients = 64\n\
//!      [[summary]]\nname = 'low'\nstatistic = 'share'\nof = 'S_10 < 30'",
//! ).unwrap();
//!
//! let files = Files {
//!     scenarios: vec![Loaded { name: "s".into(), scenario, parts }],
//!     populations: [("p".into(), LoadedPopulation { population: population.clone(), screening: None })].into(),
//!     ..Files::default()
//! };
//! let mut sweep = Sweep::new(&study, &files).unwrap();
//! let share = |sweep: &Sweep| {
//!     let rows = sweep.rows_in_memory(None).unwrap();
//!     summarise(&study, sweep.schema(), &rows).unwrap()[0].value.unwrap()
//! };
//! let before = share(&sweep);
//!
//! let mut faster = population;
//! faster.set("k.median", 0.15).unwrap();
//! sweep.set_population("p", &faster).unwrap();
//! assert!(share(&sweep) > before);
//! ```
//!
//! # Global sensitivity
//!
//! Which parameters an outcome depends on, over the whole of their ranges, say Sobol indices with
//! bootstrap intervals. The study gives the ranges in an axis `sobol_indices` and the outcomes in a
//! `[[sensitivity]]`; see [`sensitivity`]. The estimators take any rows with the columns of the
//! design, from wherever their outcomes come:
//!
//! ```
//! use jakstat_study::design::{Block, Design, Range, Scale, Value};
//! use jakstat_study::sensitivity::sensitivities;
//! use jakstat_study::sweep::Study;
//! use jakstat_study::table::{Cell, Column, ColumnKind, Row, Schema};
//!
//! let study = Study::read(
//!     "title = 'sum'\nscenarios = ['s']\n[[axis]]\npoints = 512\n\
//!      sobol_indices = [{ name = 'a', from = 0, to = 1 }, { name = 'b', from = 0, to = 3 }]\n\
//!      [[sensitivity]]\nof = ['y']",
//! ).unwrap();
//! let range = |name: &str, to| Range { name: name.into(), unit: None, from: 0.0, to, scale: Scale::Linear };
//! let ranges = vec![range("a", 1.0), range("b", 3.0)];
//! let design = Design::new(vec![Block::SobolIndices { ranges, n: 512 }], study.seed).unwrap();
//!
//! let y = Column { name: "y".into(), unit: None, kind: ColumnKind::Number };
//! let schema = Schema::new([design.columns(), &[y]].concat()).unwrap();
//! let row = |i| {
//!     let point = design.point(i).unwrap().0;
//!     let (Value::Number(a), Value::Number(b)) = (&point[0], &point[1]) else { unreachable!() };
//!     let y = Cell::Number(a + b);
//!     Row(point.into_iter().map(Cell::from).chain([y]).collect())
//! };
//! let rows: Vec<Row> = (0..design.len()).map(row).collect();
//!
//! // Nine tenths of the variance of the sum come from `b`.
//! let found = sensitivities(&study, &schema, &rows).unwrap();
//! assert_eq!(found[0].parameter, "b");
//! assert!((found[0].total.unwrap().value - 0.9).abs() < 0.02);
//! ```

pub mod codes;
pub mod design;
mod error;
pub mod fit;
pub mod population;
mod runner;
pub mod sensitivity;
pub mod store;
pub mod summary;
pub mod sweep;
pub mod table;
pub mod validation;

pub use codes::CODES;
pub use error::{Difference, StudyError};
pub use runner::{Finished, Progress, on_threads, run};
pub use store::{Manifest, Store};
