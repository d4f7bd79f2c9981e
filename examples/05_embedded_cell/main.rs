//! A thousand cells inside a host program: a row of tissue in which a ligand spreads.
//!
//! `cargo run -q -p jakstat-examples --bin example-05-embedded-cell [FOLDER]`

mod tissue;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jakstat::prelude::*;
use jakstat::report::{Axis, Caption, HeatMap};

use tissue::{CELLS, Tissue, WIDTH};

/// Seconds between two exchanges of medium and cells; exchanges in all, and between two rows of the
/// figure; the exchange after which the tissue is kept.
const EXCHANGE: f64 = 120.0;
const EXCHANGES: usize = 180;
const ROW: usize = 5;
const KEEP: usize = 165;
/// Cells in one column of the figure.
const COLUMN: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("results/example-05"), PathBuf::from);

    // 1. Compile the model once, saying what the host will set and read. All cells share it.
    let loaded = load_model(&root.join("models/ifng-stat1-yamada2003"))?;
    let request = Request {
        inputs: ["IFN", "STAT1c", "v24_ka"].map(String::from).to_vec(),
        outputs: vec![Output::Value("pSTAT1".into())],
        ..Request::default()
    };
    let model = CompiledModel::new(&loaded.network, &request)
        .map_err(|diagnostics| Problems { diagnostics, sources: loaded.sources.clone() })?;

    // 2. One cell, and a thousand copies of it that differ a little: see `Tissue::new`.
    let mut tissue = Tissue::new(&model)?;

    // 3. The loop is the host's own: spread the ligand, tell the cells, move them on, read them.
    let mut rows = vec![tissue.signal()];
    let mut kept = tissue.save();
    let clock = Instant::now();
    for exchange in 1..=EXCHANGES {
        tissue.advance_to(exchange as f64 * EXCHANGE)?;
        if exchange % ROW == 0 {
            rows.push(tissue.signal());
        }
        if exchange == KEEP {
            kept = tissue.save();
        }
    }
    let seconds = clock.elapsed().as_secs_f64();
    let rate = (CELLS * EXCHANGES) as f64 / seconds;
    println!(
        "{CELLS} cells, {EXCHANGES} exchanges: {seconds:.1} s, {rate:.0} cell-steps per second on one core"
    );
    report(&rows, tissue.ligand());

    // 4. Back to what was kept, and on again: the same bits.
    tissue.load(&kept)?;
    for exchange in KEEP + 1..=EXCHANGES {
        tissue.advance_to(exchange as f64 * EXCHANGE)?;
    }
    let same = rows.last() == Some(&tissue.signal());
    println!(
        "kept {} kB after {KEEP} exchanges; again from there: {}",
        kept.bytes() / 1000,
        if same { "the same bits" } else { "other bits" }
    );
    if !same {
        return Err("a run that went back has to end where it ended before".into());
    }

    // 5. The figure.
    let rendered = figure(&rows, &loaded).render(2.0)?;
    std::fs::create_dir_all(&out)?;
    std::fs::write(out.join("figure.png"), rendered.png)?;
    std::fs::write(out.join("figure.csv"), rendered.csv)?;
    println!("figure: {}", out.join("figure.png").display());
    Ok(())
}

/// Where and when the signal was strongest, and what is left of the ligand.
fn report(rows: &[Vec<f64>], ligand: &[f64]) {
    let all = rows
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(i, v)| (*v, row, i)));
    if let Some((peak, row, cell)) = all.max_by(|a, b| a.0.total_cmp(&b.0)) {
        let minutes = (row * ROW) as f64 * EXCHANGE / 60.0;
        println!("highest pSTAT1: {peak:.0} nM in cell {cell} after {minutes:.0} min");
    }
    let most = ligand.iter().copied().fold(0.0, f64::max);
    println!("highest ligand at the end: {most:.2} nM");
}

/// Signal over place and time; a column is the mean of neighbouring cells.
fn figure(rows: &[Vec<f64>], loaded: &LoadedModel) -> HeatMap {
    let mean = |cells: &[f64]| Some(cells.iter().sum::<f64>() / cells.len() as f64);
    let middle = |column: usize| (column as f64 + 0.5) * COLUMN as f64 * WIDTH / 1000.0;
    HeatMap {
        caption: Caption::new(
            "Where the ligand stays, the signal falls all the same",
            format!(
                "{CELLS} cells in a row, each with its own STAT1 and SOCS1 feedback; means of {COLUMN} neighbours"
            ),
        ),
        x: Axis::linear("place", "mm"),
        y: Axis::linear("time", "h"),
        value: Axis::linear("pSTAT1", "nM"),
        xs: (0..CELLS / COLUMN).map(middle).collect(),
        ys: (0..rows.len()).map(|row| (row * ROW) as f64 * EXCHANGE / 3600.0).collect(),
        values: rows.iter().map(|cells| cells.chunks(COLUMN).map(mean).collect()).collect(),
        provenance: Provenance {
            version: concat!("jakstat ", env!("CARGO_PKG_VERSION")).into(),
            command: "example-05-embedded-cell".into(),
            model_hash: loaded.hash.clone(),
            solver: "rodas5p".into(),
            ..Provenance::default()
        },
        ..HeatMap::default()
    }
}
