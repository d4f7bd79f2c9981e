//! Draws the figures of a study from its finished table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jakstat::load::LoadedStudy;
use jakstat::model::Diagnostic;
use jakstat::report::{Provenance, StudyResults, figure};
use jakstat::study::summary::summarise;
use jakstat::study::table::{RunTable, read_csv};
use jakstat::{Problems, codes};

use super::super::write;
use super::provenance;

/// Pixels of the PNG for each pixel of the design.
const SCALE: f32 = 2.0;

/// Draws all figures into `figures/` of the run folder and gives their paths without ending.
pub fn draw(loaded: &LoadedStudy, folder: &Path) -> Result<Vec<PathBuf>, Problems> {
    if loaded.study.plots.is_empty() {
        return Ok(Vec::new());
    }
    let table = table(folder)?;
    let failed = table.rows.iter().filter(|r| table.schema.is_failure(r)).count();
    let mut provenance = Provenance { notes: Vec::new(), ..provenance(loaded) };
    if failed > 0 {
        provenance.notes.push(format!("{failed} of {} runs failed and are not shown", table.rows.len()));
    }
    let summaries = summarise(&loaded.study, &table.schema, &table.rows)
        .map_err(|diagnostics| Problems { diagnostics, ..Problems::default() })?;
    let title = &loaded.study.title;
    let results = StudyResults { title, runs: &table, summaries: &summaries, observed: &loaded.observed };
    let place = folder.join("figures");
    let (mut files, mut drawn) = (BTreeMap::new(), Vec::new());
    for plot in &loaded.study.plots {
        let fail = |why: String| {
            let problem = Diagnostic::error(&codes::NO_FIGURE, why).at(plot.at);
            let diagnostics =
                vec![problem.help("correct `[[plot]]` in the study, then `jakstat plot` draws again")];
            Problems { diagnostics, sources: loaded.sources.clone() }
        };
        let figure = figure(plot, &results, &provenance).map_err(|e| fail(e.to_string()))?;
        let rendered = figure.render(SCALE).map_err(|e| fail(format!("plot `{}`: {e}", plot.name)))?;
        let mut add = |ending: &str, bytes: Vec<u8>| files.insert(format!("{}.{ending}", plot.name), bytes);
        add("svg", rendered.svg.into_bytes());
        add("png", rendered.png);
        add("csv", rendered.csv.into_bytes());
        add("json", rendered.provenance_json.into_bytes());
        drawn.push(place.join(&plot.name));
    }
    let is_ours = |name: &str| [".svg", ".png", ".csv", ".json"].iter().any(|e| name.ends_with(e));
    write::folder(&place, &files, is_ours)?;
    Ok(drawn)
}

/// The table of a finished run folder.
pub fn table(folder: &Path) -> Result<RunTable, Problems> {
    let path = folder.join("runs.csv");
    let text = std::fs::read_to_string(&path).map_err(|e| {
        let message = format!("`{}` cannot be read: {e}", path.display());
        Diagnostic::error(&codes::NO_FILE, message)
            .help("finish the run first: `jakstat study STUDY.toml -o DIR --resume`")
    })?;
    read_csv(&text).map_err(|diagnostics| Problems { diagnostics, ..Problems::default() })
}
