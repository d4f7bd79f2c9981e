//! A thousand cells inside a host program: a row of tissue in which a ligand spreads.
//!
//! `cargo run -q -p jakstat-examples --bin example-05-embedded-cell [FOLDER]`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jakstat::ode::Snapshot;
use jakstat::prelude::*;
use jakstat::report::{Axis, Caption, HeatMap};
use jakstat::sim::{Input, Reading};

/// Cells in the row, one beside the other.
const CELLS: usize = 1000;
/// Width of a cell, in micrometres.
const WIDTH: f64 = 10.0;
/// How fast the ligand spreads, in square micrometres a second.
const DIFFUSION: f64 = 50.0;
/// What part of the ligand is lost in a second.
const LOSS: f64 = 5e-4;
/// Ligand from a cell that secretes, in nM a second.
const SECRETION: f64 = 0.05;
/// Cells that secrete, and from when to when, in seconds.
const SECRETING: [(std::ops::Range<usize>, std::ops::Range<f64>); 2] =
    [(280..300, 0.0..14_400.0), (690..695, 7_200.0..28_800.0)];

/// Seconds between two exchanges of host and cells, between two rows of the figure, and in all.
const EXCHANGE: f64 = 120.0;
const ROW: f64 = 600.0;
const END: f64 = 28_800.0;
/// When the state of the tissue is kept.
const KEEP: f64 = 25_200.0;
/// Cells that make one column of the figure.
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
    let model = CompiledModel::new(&loaded.network, &request).map_err(|d| format!("{d:?}"))?;

    // 2. One cell, and a thousand copies of it that differ a little.
    let mut tissue = Tissue::new(&model)?;

    // 3. The host's own loop: spread the ligand, tell the cells, let them live, read what they do.
    let clock = Instant::now();
    let mut rows = vec![tissue.signal()];
    let mut kept = None;
    let exchanges = (END / EXCHANGE) as usize;
    for exchange in 1..=exchanges {
        let time = exchange as f64 * EXCHANGE;
        tissue.advance_to(time)?;
        if time % ROW == 0.0 {
            rows.push(tissue.signal());
        }
        if time == KEEP {
            kept = Some(tissue.save());
        }
    }
    let seconds = clock.elapsed().as_secs_f64();
    let cell_steps = (exchanges * CELLS) as f64;
    println!("{CELLS} cells, {exchanges} exchanges in {seconds:.1} s: {:.0} cell-steps a second", cell_steps / seconds);
    println!("solver steps in an exchange: {:.2}", tissue.work as f64 / cell_steps);
    let _ = (rows, kept, out);
    Ok(())
}

struct Tissue<'m> {
    cells: Vec<Stepper<'m>>,
    ligand: Vec<f64>,
    next: Vec<f64>,
    time: f64,
    input: Input,
    signal: Reading,
    work: u64,
}

impl<'m> Tissue<'m> {
    fn new(model: &'m CompiledModel) -> Result<Self, Box<dyn Error>> {
        let options = Options { rtol: 1e-4, atol: vec![1e-6], ..Options::default() };
        let mut cell = Stepper::new(model, &options, 0.0)?;
        let (input, signal) = (cell.input("IFN")?, cell.reading("pSTAT1")?);
        let (stat, feedback) = (cell.input("STAT1c")?, cell.input("v24_ka")?);
        cell.set(input, 0.0)?;
        let mut cells = vec![cell; CELLS];
        for (i, cell) in cells.iter_mut().enumerate() {
            // Golden section: spread evenly, and the same on every machine.
            let u = (i as f64 * 0.618_033_988_749_895).fract();
            let v = (i as f64 * 0.754_877_666_246_693).fract();
            cell.set(stat, 1000.0 * (0.7 + 0.6 * u))?;
            cell.set(feedback, 0.01 * (0.5 + v))?;
        }
        Ok(Self { cells, ligand: vec![0.0; CELLS], next: vec![0.0; CELLS], time: 0.0, input, signal, work: 0 })
    }

    fn advance_to(&mut self, end: f64) -> Result<(), Box<dyn Error>> {
        self.spread(end);
        for (cell, ligand) in self.cells.iter_mut().zip(&self.ligand) {
            cell.set(self.input, *ligand)?;
            cell.advance_to(end)?;
            let s = cell.stats();
            self.work += s.accepted + s.rejected;
        }
        Ok(())
    }

    fn spread(&mut self, end: f64) {
        let steps = (EXCHANGE / (0.4 * WIDTH * WIDTH / DIFFUSION)).ceil();
        let dt = EXCHANGE / steps;
        while self.time < end - 0.5 * dt {
            for i in 0..CELLS {
                let here = self.ligand[i];
                let left = if i > 0 { self.ligand[i - 1] } else { here };
                let right = if i + 1 < CELLS { self.ligand[i + 1] } else { here };
                let secreted: f64 = SECRETING
                    .iter()
                    .filter(|(cells, times)| cells.contains(&i) && times.contains(&self.time))
                    .map(|_| SECRETION)
                    .sum();
                let flux = DIFFUSION / (WIDTH * WIDTH) * (left - 2.0 * here + right);
                self.next[i] = here + dt * (flux + secreted - LOSS * here);
            }
            std::mem::swap(&mut self.ligand, &mut self.next);
            self.time += dt;
        }
        self.time = end;
    }

    fn signal(&mut self) -> Vec<f64> {
        self.cells.iter_mut().map(|c| c.read(self.signal)).collect()
    }

    fn save(&self) -> Vec<Snapshot> {
        self.cells.iter().map(Stepper::save).collect()
    }
}
