//! Models from files.

use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};

use jakstat_model::check::{UnitPolicy, check_with};
use jakstat_model::{Diagnostic, Network, Parsed, Sources, antimony, sbml};

use super::folder::{folder_of, model_file};
use super::texts::Texts;
use crate::codes;
use crate::problems::Problems;

/// A model without errors.
#[derive(Debug, Clone)]
pub struct LoadedModel {
    /// Its path, or the name it was given.
    pub name: String,
    /// The network, safe to compile.
    pub network: Network,
    /// What the user should know of.
    pub warnings: Vec<Diagnostic>,
    /// All texts: the model's own first, then what it imports.
    pub sources: Sources,
    /// Hash of all texts.
    pub hash: String,
}

/// Reads and checks a model: Antimony or SBML, told by the content. A folder stands for its
/// `model.ant` or `model.xml`.
///
/// An `import` (in SBML, an external model definition) counts from the file that holds it and may lead to files in the model's folder and
/// its parent folder, and anywhere below those; nowhere else.
///
/// # Errors
/// Every problem of the files, with its place.
pub fn load_model(path: &Path) -> Result<LoadedModel, Problems> {
    load_model_with(path, UnitPolicy::default())
}

/// [`load_model`] with a say in what becomes of clashes of units.
///
/// # Errors
/// Every problem of the files, with its place.
pub fn load_model_with(path: &Path, units: UnitPolicy) -> Result<LoadedModel, Problems> {
    load_with_texts(path, units).map(|(model, _)| model)
}

/// Reads and checks a model from a text that imports nothing.
///
/// # Errors
/// Every problem of the text, with its place.
pub fn read_model(name: &str, text: &str) -> Result<LoadedModel, Problems> {
    let mut texts = Texts::default();
    texts.insert(name, text);
    let refuse = |_: &str| Err("a text on its own can import nothing; load it from a file".to_owned());
    let parsed = parse(name, text, Path::new(name), &refuse);
    finish(name, parsed, UnitPolicy::default(), texts.hash())
}

/// [`load_model_with`], with all texts that were read.
pub(super) fn load_with_texts(path: &Path, units: UnitPolicy) -> Result<(LoadedModel, Texts), Problems> {
    let file = file_of(path)?;
    let name = file.display().to_string();
    let texts = RefCell::new(Texts::default());
    let text = texts.borrow_mut().read(&file)?;
    let import = |target: &str| {
        let path = import_path(&file, target)?;
        texts.borrow_mut().read(&path).map_err(|d| d.message)
    };
    let mut parsed = parse(&name, &text, &file, &import);
    for source in parsed.sources.0.iter_mut().skip(1) {
        source.name = folder_of(&file).join(&source.name).display().to_string();
    }
    let hash = texts.borrow().hash();
    Ok((finish(&name, parsed, units, hash)?, texts.into_inner()))
}

fn finish(name: &str, parsed: Parsed, units: UnitPolicy, hash: String) -> Result<LoadedModel, Problems> {
    match check_with(parsed, units) {
        Ok(checked) => Ok(LoadedModel {
            name: name.to_owned(),
            network: checked.network,
            warnings: checked.warnings,
            sources: checked.sources,
            hash,
        }),
        Err(failed) => Err(Problems { diagnostics: failed.diagnostics, sources: failed.sources }),
    }
}

fn file_of(path: &Path) -> Result<PathBuf, Diagnostic> {
    if !path.is_dir() {
        refuse_other(path)?;
        return Ok(path.to_path_buf());
    }
    model_file(path).ok_or_else(|| {
        let message = format!("the folder `{}` holds no `model.ant` and no `model.xml`", path.display());
        Diagnostic::error(&codes::NO_MODEL, message).help("name the model's file")
    })
}

/// Refuses what is no model by its ending: as a model it would give an error for each line.
fn refuse_other(path: &Path) -> Result<(), Diagnostic> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let what = match ending.as_str() {
        "csv" | "tsv" | "parquet" | "xlsx" => "a table",
        "toml" | "json" | "yaml" | "yml" => "a file of settings",
        "svg" | "png" | "pdf" => "a figure",
        "zip" | "gz" | "omex" => "an archive",
        _ => return Ok(()),
    };
    if !path.is_file() {
        return Ok(());
    }
    let message = format!("`{}` is {what}, and a model is needed", path.display());
    let help = "name a model in Antimony (`.ant`) or SBML (`.xml`)";
    Err(Diagnostic::error(&codes::UNKNOWN_KIND, message).help(help))
}

fn parse(name: &str, text: &str, file: &Path, import: &antimony::Import<'_>) -> Parsed {
    let markup = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    // XML that was damaged at its start must not be told as a list of Antimony errors.
    let ending = file.extension().is_some_and(|e| e == "xml" || e == "sbml");
    if markup || ending { sbml::read_with(name, text, import) } else { antimony::read(name, text, import) }
}

/// Where an import leads.
///
/// # Errors
/// A sentence where that is a place that a model has no business with.
fn import_path(main: &Path, target: &str) -> Result<PathBuf, String> {
    let relative = Path::new(target);
    let mut up = 0_usize;
    let mut down = 0_usize;
    for component in relative.components() {
        match component {
            Component::Normal(_) => down += 1,
            Component::CurDir => {}
            Component::ParentDir if down > 0 => down -= 1,
            Component::ParentDir => up += 1,
            Component::RootDir | Component::Prefix(_) => {
                return Err("the path is absolute; write it from the folder of the file that imports".into());
            }
        }
    }
    let outside = || "the path leaves the parent folder of the model; move the file nearer".to_owned();
    if up > 1 {
        return Err(outside());
    }
    let path = folder_of(main).join(relative);
    let Ok(full) = path.canonicalize() else { return Ok(path) };
    // A link may lead out although the path does not.
    let home = folder_of(main);
    let home = if home.as_os_str().is_empty() { Path::new(".") } else { home }.canonicalize();
    let home = home.map_err(|e| e.to_string())?;
    let root = home.parent().unwrap_or(&home);
    if full.starts_with(root) { Ok(path) } else { Err(outside()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stay_near_the_model() {
        let main = Path::new("a/b/model.ant");
        let path = |target: &str| import_path(main, target).map(|p| p.display().to_string());
        assert_eq!(path("part.ant").as_deref(), Ok("a/b/part.ant"));
        assert_eq!(path("../modules/part.ant").as_deref(), Ok("a/b/../modules/part.ant"));
        assert!(path("../../part.ant").unwrap_err().contains("leaves the parent folder"));
        assert!(path("x/../../../part.ant").unwrap_err().contains("leaves the parent folder"));
        assert!(path("/etc/part.ant").unwrap_err().contains("absolute"));
    }
}
