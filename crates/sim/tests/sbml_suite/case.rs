//! One case of the suite: settings, expected values, model files by level.

use std::fs;
use std::path::{Path, PathBuf};

/// What a case asks for and expects.
pub struct Case {
    /// Whether it is a time course; the others are flux balances.
    pub time_course: bool,
    /// Words for what it uses, such as `AlgebraicRule`.
    pub tags: Vec<String>,
    /// Ids whose values are expected.
    pub variables: Vec<String>,
    /// Those to be read as amounts; species among the others as concentrations.
    pub amounts: Vec<String>,
    /// Accepted difference whatever the value.
    pub absolute: f64,
    /// Accepted difference as a part of the expected value.
    pub relative: f64,
    /// Times of the rows.
    pub times: Vec<f64>,
    /// For each variable the value at each time.
    pub expected: Vec<Vec<f64>>,
    /// Model files, newest level first.
    pub models: Vec<PathBuf>,
}

impl Case {
    /// Reads the case in `folder`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let id = name(folder);
        let text = |what: &str| {
            let path = folder.join(format!("{id}-{what}"));
            fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
        };
        let (model, settings) = (text("model.m")?, text("settings.txt")?);
        let time_course = line(&model, "testType").ok_or("no type")? == "TimeCourse";
        let tags =
            ["componentTags", "testTags"].iter().flat_map(|t| list(line(&model, t).unwrap_or(""))).collect();
        let number = |key: &str| -> Result<f64, String> {
            line(&settings, key).and_then(|v| v.parse().ok()).ok_or(format!("settings lack `{key}`"))
        };
        let variables = list(line(&settings, "variables").unwrap_or(""));
        let (mut times, mut expected) = (Vec::new(), Vec::new());
        if time_course {
            (times, expected) = table(&text("results.csv")?, &variables)?;
        }
        let prefix = format!("{id}-sbml-l");
        let mut models: Vec<PathBuf> =
            fs::read_dir(folder).map_err(|e| e.to_string())?.flatten().map(|e| e.path()).collect();
        models.retain(|path| name(path).starts_with(&prefix));
        models.sort();
        models.reverse();
        Ok(Self {
            time_course,
            tags,
            amounts: list(line(&settings, "amount").unwrap_or("")),
            absolute: number("absolute")?,
            relative: number("relative")?,
            variables,
            times,
            expected,
            models,
        })
    }
}

/// The name of a file or folder without its ending.
pub fn name(path: &Path) -> String {
    path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What stands after `key:`, if there is such a line.
fn line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|l| l.trim().strip_prefix(key)?.strip_prefix(':')).map(str::trim)
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

/// Times, and the column of each variable.
fn table(csv: &str, variables: &[String]) -> Result<(Vec<f64>, Vec<Vec<f64>>), String> {
    let mut lines = csv.lines().filter(|l| !l.trim().is_empty());
    let header = list(lines.next().unwrap_or(""));
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for line in lines {
        let row: Result<Vec<f64>, _> = line.split(',').map(|x| x.trim().parse()).collect();
        rows.push(row.map_err(|e| format!("`{line}`: {e}"))?);
    }
    let column = |i: usize| -> Result<Vec<f64>, String> {
        rows.iter().map(|r| r.get(i).copied().ok_or("a row is too short".to_owned())).collect()
    };
    // The first column is the time, whatever its name.
    let place = |id: &String| {
        let found = header.iter().skip(1).position(|h| h == id).map(|i| i + 1);
        found.ok_or(format!("no column `{id}`"))
    };
    let expected =
        variables.iter().map(|id| place(id).and_then(column)).collect::<Result<Vec<_>, String>>()?;
    Ok((column(0)?, expected))
}
