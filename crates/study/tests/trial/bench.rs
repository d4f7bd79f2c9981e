//! Tiny models, compounds and studies.

use std::collections::BTreeMap;

use jakstat_model::{Diagnostic, antimony, check};
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};
use jakstat_sim::{Parts, Scenario};
use jakstat_study::population::Population;
use jakstat_study::sweep::{Files, Loaded, LoadedPopulation, Study, Sweep};
use jakstat_study::table::{Cell, Row};

/// `S` decays at the rate `k`; `gain` and `lost` are there to be set.
pub const DECAY: &str = "\
unit substance = 1e-9 mole; unit volume = litre; unit time_unit = 3600 second; unit per_hour = 1/(3600 second)
compartment c = 1
species S in c
v1: S -> ; c*k*S
S = 100; k = 0.1
k has per_hour
gain = 50; lost = 0.3; score := gain*(1 - lost)
gain has dimensionless; lost has dimensionless
";

/// Outcomes that follow exactly from the parameters.
pub const SCENARIO: &str = "\
title = \"decay\"
model = \"m\"
time = { end = \"10 h\" }
outcome = [
    { name = \"S_end\", of = \"S\", kind = \"value\", at = \"10 h\" },
    { name = \"score\", of = \"score\", kind = \"value\", at = \"0 h\" },
]
";

const SOURCED: &str = "status = \"assumed\", note = \"test\" }";

/// A compound with oral kinetics (CL 6 L/h, V 30 L) and a potency of 10 nM.
pub fn compound(id: &str, with_absorption: bool) -> (String, Compound) {
    let number = |value: f64, unit: &str| format!("{{ value = {value:?}, unit = \"{unit}\", {SOURCED}");
    let absorption =
        if with_absorption { format!("absorption_rate = {}\n", number(1.2, "1/h")) } else { String::new() };
    let text = format!(
        "id = \"{id}\"\nname = \"{id}\"\nmolecular_weight = {}\nfraction_unbound = {}\n\
         [[potency]]\nkinase = \"kinase1\"\nic50 = {}\n\
         [pharmacokinetics]\n{absorption}clearance = {}\ncentral_volume = {}\n",
        number(400.0, "g/mol"),
        number(0.5, "1"),
        number(10.0, "nM"),
        number(6.0, "L/h"),
        number(30.0, "L"),
    );
    (id.to_owned(), Compound::read("test", &text).unwrap())
}

pub fn loaded(model: &str, scenario: &str, compounds: Vec<(String, Compound)>) -> Loaded {
    let parsed = antimony::read("m", model, &|_| Err("none".into()));
    let network = check(parsed).unwrap_or_else(|e| panic!("{:?}", e.diagnostics)).network;
    let scenario = Scenario::read(scenario).unwrap();
    let number = |value: f64, unit: &str| format!("{{ value = {value:?}, unit = \"{unit}\", {SOURCED}");
    let kinases = format!(
        "[cell]\natp = {}\n[[kinase]]\nid = \"kinase1\"\natp_km = {}\n",
        number(5.0, "mM"),
        number(50.0, "uM")
    );
    let targets = "source = \"test\"\n[[target]]\nkinase = \"kinase1\"\nreactions = [\"v1\"]\n";
    let parts = Parts {
        network,
        compounds: compounds.into_iter().collect(),
        kinases: Some(Kinases::read(&kinases).unwrap()),
        targets: Some(Targets::read(targets).unwrap()),
        parameters: Vec::new(),
    };
    Loaded { name: scenario.title.clone(), scenario, parts }
}

/// The plain decay.
pub fn decay() -> Files {
    Files { scenarios: vec![loaded(DECAY, SCENARIO, Vec::new())], ..Files::default() }
}

/// Adds a table.
pub fn with_table(mut files: Files, name: &str, text: &str) -> Files {
    files.tables.insert(name.into(), text.into());
    files
}

/// Adds a population that is screened, where it wants to be, by the plain decay.
pub fn with_population(mut files: Files, text: &str) -> Files {
    let population = Population::read(text).unwrap_or_else(|e| panic!("{e:?}"));
    let screening = population.screen.as_ref().map(|_| loaded(DECAY, SCENARIO, Vec::new()));
    files.populations.insert("p.toml".into(), LoadedPopulation { population, screening });
    files
}

/// A study of these axes and summaries.
pub fn study(rest: &str) -> Study {
    let text = format!("title = \"trial\"\nseed = 5\nscenarios = [\"s.toml\"]\n{rest}");
    Study::read(&text).unwrap_or_else(|e| panic!("{e:?}"))
}

/// `patients` of the population.
pub fn trial(patients: u64) -> String {
    format!("[[axis]]\npopulation = \"p.toml\"\npatients = {patients}\n")
}

pub fn sweep(study: &Study, files: &Files) -> Sweep {
    Sweep::new(study, files).unwrap_or_else(|e| panic!("{e:?}"))
}

/// The problems of a study that cannot be planned.
pub fn refused(study: &Study, files: &Files) -> Vec<Diagnostic> {
    Sweep::new(study, files).err().unwrap()
}

/// Column `name` of all rows; NaN where it is missing.
pub fn numbers(sweep: &Sweep, rows: &[Row], name: &str) -> Vec<f64> {
    let i = sweep.schema().columns().iter().position(|c| c.name == name).unwrap();
    let number = |row: &Row| match &row.0[i] {
        Cell::Number(x) => *x,
        Cell::Integer(x) => *x as f64,
        Cell::Missing => f64::NAN,
        Cell::Text(text) => panic!("{text}"),
    };
    rows.iter().map(number).collect()
}

/// What a row is, by column name, as text.
pub fn texts(sweep: &Sweep, row: &Row) -> BTreeMap<String, String> {
    let cells = sweep.schema().columns().iter().zip(&row.0);
    cells.map(|(column, cell)| (column.name.clone(), format!("{cell:?}"))).collect()
}
