//! Models to write: those of the project, and public ones where they are at hand.

use std::fs;
use std::path::{Path, PathBuf};

use jakstat_model::{Network, Parsed, antimony, sbml};

/// A model that was read without error.
pub(super) struct Model {
    pub name: String,
    pub network: Network,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    paths
}

fn is_model(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "ant" || e == "xml")
}

fn read(path: &Path) -> Parsed {
    let text = fs::read_to_string(path).unwrap();
    let name = path.display().to_string();
    if path.extension().is_some_and(|e| e == "xml") {
        return sbml::read(&name, &text);
    }
    let folder = path.parent().unwrap();
    antimony::read(&name, &text, &|part| fs::read_to_string(folder.join(part)).map_err(|e| e.to_string()))
}

/// Those of the paths that are read without error.
fn load(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Model> {
    let accepted = |path: PathBuf| {
        let parsed = read(&path);
        parsed.is_ok().then(|| Model { name: path.display().to_string(), network: parsed.network })
    };
    paths.into_iter().filter_map(accepted).collect()
}

/// The models of the project. All of them must be without errors.
pub(super) fn shipped() -> Vec<Model> {
    let folders = entries(&root().join("models"));
    let paths: Vec<PathBuf> = folders.iter().flat_map(|f| entries(f)).filter(|p| is_model(p)).collect();
    let models = load(paths.clone());
    assert_eq!(models.len(), paths.len());
    models
}

/// Public models in Antimony; none, and a line that says so, where they are absent.
pub(super) fn curated() -> Vec<Model> {
    public("biomodels", |folder| entries(folder).into_iter().filter(|p| is_model(p)).collect())
}

/// Cases of the SBML test suite; none, and a line that says so, where they are absent.
pub(super) fn suite() -> Vec<Model> {
    public("sbml-test-suite", |folder| {
        let cases = entries(folder).into_iter().flat_map(|case| entries(&case));
        cases.filter(|p| is_model(p)).collect()
    })
}

fn public(name: &str, paths: impl Fn(&Path) -> Vec<PathBuf>) -> Vec<Model> {
    let folder = root().join("../shared").join(name);
    let models = load(paths(&folder));
    if models.is_empty() {
        println!("skipped: there are no models in ../shared/{name}");
    }
    models
}
