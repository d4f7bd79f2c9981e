//! Published fits of JAK-STAT models, from the PEtab benchmark collection: what the observables are at
//! the published parameters, and the likelihood of the published data.
//!
//! The collection is data beside the project; the test is skipped where it is absent.

#![allow(clippy::print_stderr, clippy::unwrap_used)] // a test says what it skipped

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jakstat_model::antimony::read_formula;
use jakstat_model::network::{Initial, Parameter, Rule, RuleKind};
use jakstat_model::{Network, check, sbml};
use jakstat_ode::{Options, Run, solve};
use jakstat_sim::{CompiledModel, Output, Request};

/// One line of a table, by the names of its columns.
type Line = BTreeMap<String, String>;

/// What one measurement needs of the model: formulas of the observable and of its noise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Observable {
    value: String,
    noise: String,
}

struct Problem {
    folder: PathBuf,
    name: &'static str,
    network: Network,
    parameters: BTreeMap<String, f64>,
    measurements: Vec<Line>,
    observables: BTreeMap<String, Line>,
}

impl Problem {
    fn read(name: &'static str) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/petab-benchmark");
        let folder = root.join(name);
        let Ok(text) = std::fs::read_to_string(folder.join(format!("model_{name}.xml"))) else {
            eprintln!("skipped: petab-benchmark is not beside the project");
            return None;
        };
        let network = check(sbml::read(name, &text)).unwrap().network;
        let mut this = Self {
            folder,
            name,
            network,
            parameters: BTreeMap::new(),
            measurements: Vec::new(),
            observables: BTreeMap::new(),
        };
        let number = |text: &str| text.parse::<f64>().unwrap();
        let parameters = this.table("parameters");
        this.parameters =
            parameters.iter().map(|l| (l["parameterId"].clone(), number(&l["nominalValue"]))).collect();
        this.measurements = this.table("measurementData");
        this.observables =
            this.table("observables").into_iter().map(|l| (l["observableId"].clone(), l)).collect();
        Some(this)
    }

    fn table(&self, kind: &str) -> Vec<Line> {
        let mut files = std::fs::read_dir(&self.folder).unwrap().flatten().map(|e| e.path());
        let starts = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(kind));
        let text = std::fs::read_to_string(files.find(starts).unwrap()).unwrap();
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
        lines
            .filter(|l| !l.trim().is_empty())
            .map(|l| header.iter().map(|h| h.to_string()).zip(l.split('\t').map(str::to_owned)).collect())
            .collect()
    }

    /// The formulas of a measurement, with its own scales, offsets and noise put in.
    fn observable(&self, line: &Line) -> Observable {
        let definition = &self.observables[&line["observableId"]];
        let filled = |kind: &str, formula: &str, given: Option<&String>| {
            let mut formula = formula.to_owned();
            for (i, value) in given.map_or("", String::as_str).split(';').enumerate() {
                let placeholder = format!("{kind}{}_{}", i + 1, line["observableId"]);
                formula = formula.replace(&placeholder, &format!("({value})"));
            }
            formula
        };
        Observable {
            value: filled(
                "observableParameter",
                &definition["observableFormula"],
                line.get("observableParameters"),
            ),
            noise: filled("noiseParameter", &definition["noiseFormula"], line.get("noiseParameters")),
        }
    }

    /// The network with the published values, as one condition has it.
    fn under(&self, condition: &Line) -> Network {
        let mut network = self.network.clone();
        let value = |text: &str| text.parse::<f64>().unwrap_or_else(|_| self.parameters[text]);
        let given = condition.iter().filter(|(id, _)| !id.starts_with("condition"));
        let overrides =
            self.parameters.iter().map(|(id, v)| (id, *v)).chain(given.map(|(id, v)| (id, value(v))));
        for (id, value) in overrides {
            network.initial_assignments.retain(|a| a.target != *id);
            if let Some(species) = network.species.iter_mut().find(|s| s.id == *id) {
                species.initial = Initial::Concentration(value);
            } else if let Some(parameter) = network.parameters.iter_mut().find(|p| p.id == *id) {
                parameter.value = Some(value);
            } else {
                network.parameters.push(constant(id, Some(value)));
            }
        }
        network
    }

    /// Simulated value and noise of each measurement, in their order.
    fn simulate(&self) -> Vec<(f64, f64)> {
        let mut out = vec![(f64::NAN, f64::NAN); self.measurements.len()];
        for condition in self.table("experimentalCondition") {
            let of = |line: &Line| line["simulationConditionId"] == condition["conditionId"];
            let here: Vec<usize> = (0..out.len()).filter(|i| of(&self.measurements[*i])).collect();
            if here.is_empty() {
                continue;
            }
            let kinds: BTreeSet<Observable> =
                here.iter().map(|i| self.observable(&self.measurements[*i])).collect();
            let kinds: Vec<Observable> = kinds.into_iter().collect();
            let mut network = self.under(&condition);
            let mut outputs = Vec::new();
            for (i, kind) in kinds.iter().enumerate() {
                for (what, formula) in [("value", &kind.value), ("noise", &kind.noise)] {
                    let id = format!("observed_{what}_{i}");
                    let value = read_formula(formula).unwrap();
                    network.parameters.push(Parameter { constant: false, ..constant(&id, None) });
                    network.rules.push(Rule {
                        kind: RuleKind::Assignment,
                        target: id.clone(),
                        value,
                        at: None,
                    });
                    outputs.push(Output::Value(id));
                }
            }
            let request = Request { outputs, ..Request::default() };
            let model = CompiledModel::new(&network, &request).unwrap();
            let time = |i: usize| self.measurements[i]["time"].parse::<f64>().unwrap();
            let mut times: Vec<f64> = here.iter().map(|i| time(*i)).collect();
            times.sort_by(f64::total_cmp);
            times.dedup();
            let options = Options {
                rtol: 1e-9,
                atol: model.tolerances(1e-12, 0.0, &model.params()),
                ..Options::default()
            };
            let run = Run::new(model.params(), 0.0, times[times.len() - 1].max(1e-3)).save_at(times.clone());
            let solution = solve(model.system(), &options, &[run]).remove(0);
            assert_eq!(solution.failure, None, "{}", condition["conditionId"]);
            for i in here {
                let row = times.iter().position(|t| *t == time(i)).unwrap();
                let kind = kinds.iter().position(|k| *k == self.observable(&self.measurements[i])).unwrap();
                let at = row * model.system().outputs() + 2 * kind;
                out[i] = (solution.values[at], solution.values[at + 1]);
            }
        }
        out
    }

    /// Negative logarithm of the likelihood of the measurements (PEtab documentation, "noise
    /// distributions": normal on the linear or the decadic scale).
    fn cost(&self, simulated: &[(f64, f64)]) -> f64 {
        let tau = 2.0 * std::f64::consts::PI;
        let terms = self.measurements.iter().zip(simulated).map(|(line, (value, sd))| {
            let measured: f64 = line["measurement"].parse().unwrap();
            let log = self.observables[&line["observableId"]]["observableTransformation"] == "log10";
            let (distance, width) = if log {
                (measured.log10() - value.log10(), sd * measured * std::f64::consts::LN_10)
            } else {
                (measured - value, *sd)
            };
            0.5 * (tau * width * width).ln() + 0.5 * (distance / sd).powi(2)
        });
        terms.sum()
    }

    /// Compares with the collection's own simulation and with the published cost.
    fn check(&self, published: f64) {
        let simulated = self.simulate();
        let reference = self.table("simulatedData");
        assert_eq!(simulated.len(), reference.len());
        for ((line, (value, _)), reference) in self.measurements.iter().zip(&simulated).zip(&reference) {
            let expected: f64 = reference["simulation"].parse().unwrap();
            assert_eq!(line["observableId"], reference["observableId"]);
            // What is 0 at the start is tiny in one of the two.
            let close = (value - expected).abs() <= 1e-4 * expected.abs() + 1e-6;
            assert!(
                close,
                "{}: {} at {}: {value} for {expected}",
                self.name, line["observableId"], line["time"]
            );
        }
        let cost = self.cost(&simulated);
        assert!(
            (cost - published).abs() < 1e-3 * published.abs(),
            "{}: {cost}, published {published}",
            self.name
        );
        eprintln!("{}: {} measurements, negative log-likelihood {cost:.3}", self.name, simulated.len());
    }
}

fn constant(id: &str, value: Option<f64>) -> Parameter {
    Parameter { id: id.into(), name: None, value, unit: None, constant: true, at: None }
}

/// The cost is that of the collection's table of problems (Hass 2019, doi 10.1093/bioinformatics/btz020).
#[test]
fn boehm() {
    if let Some(problem) = Problem::read("Boehm_JProteomeRes2014") {
        problem.check(138.222);
    }
}

#[test]
fn bachmann() {
    if let Some(problem) = Problem::read("Bachmann_MSB2011") {
        problem.check(-418.41);
    }
}
