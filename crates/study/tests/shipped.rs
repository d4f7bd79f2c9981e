//! The shipped study, without the command: files in, rows out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jakstat_model::{Diagnostic, antimony, check};
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};
use jakstat_sim::{Parts, Scenario};
use jakstat_study::sweep::{Loaded, Study, Sweep};
use jakstat_study::table::Cell;

pub fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn ok<T>(result: Result<T, Vec<Diagnostic>>) -> T {
    result.unwrap_or_else(|d| panic!("{}", d.iter().map(|d| format!("{d} {:?}", d.help)).collect::<Vec<_>>().join("\n")))
}

pub fn load(path: &Path) -> Loaded {
    let scenario = ok(Scenario::read(&text(path)));
    let folder = path.parent().unwrap();
    let parsed = antimony::read("model", &text(&folder.join(&scenario.model)), &|_| Err("no imports".into()));
    let network = check(parsed).unwrap_or_else(|f| panic!("{f}")).network;
    let mut compounds = BTreeMap::new();
    for entry in std::fs::read_dir(models().join("compounds")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            let compound = ok(Compound::read(&name, &text(&entry.path())));
            compounds.insert(compound.id.clone(), compound);
        }
    }
    let kinases = Some(ok(Kinases::read(&text(&models().join("kinases.toml")))));
    let targets = Some(ok(Targets::read(&text(&folder.join("targets.toml")))));
    Loaded { name: scenario.title.clone(), parts: Parts { network, compounds, kinases, targets }, scenario }
}

fn sweep() -> Sweep {
    let study = ok(Study::read(&text(&models().join("studies/jak1-vs-jak2.toml"))));
    let scenarios: Vec<Loaded> = study.scenarios.iter().map(|s| load(&models().join("studies").join(s))).collect();
    ok(Sweep::new(&study, &scenarios, &BTreeMap::new()))
}

#[test]
fn clinical_rows() {
    let sweep = sweep();
    for notice in sweep.notices() {
        println!("{notice}");
    }
    let columns: Vec<&str> = sweep.schema().columns().iter().map(|c| c.name.as_str()).collect();
    println!("{} rows; {}", sweep.rows(), columns.join(" "));
    let factor = columns.iter().position(|c| *c == "dose_factor").unwrap();
    let mut shown = 0;
    for i in 0..sweep.rows() {
        // Every 13th row, the seventh of each, has the clinical dose.
        if i % 13 != 6 {
            continue;
        }
        let row = sweep.compute(i..i + 1).remove(0);
        assert_eq!(row.0[factor], Cell::Number(1.0));

        shown += 1;
        let cells: Vec<String> = row.0.iter().map(|c| match c {
            Cell::Number(x) => format!("{x:8.2}"),
            Cell::Integer(x) => x.to_string(),
            Cell::Text(x) => format!("{x:>16}"),
            Cell::Missing => "-".into(),
        }).collect();
        println!("{}", cells.join(" "));
    }
    assert!(shown >= 20);
}
