//! The host: a row of cells in a medium through which a ligand spreads.
//!
//! All numbers of the medium are assumed, for the sake of the picture.

use std::error::Error;
use std::ops::Range;

use jakstat::ode::Snapshot;
use jakstat::prelude::*;
use jakstat::sim::{Input, Reading, StepperError};

/// Cells in the row, one beside the other.
pub const CELLS: usize = 1000;
/// Width of a cell, in micrometres.
pub const WIDTH: f64 = 10.0;
/// How fast the ligand spreads, in square micrometres a second.
const DIFFUSION: f64 = 50.0;
/// What part of the ligand is lost in a second: half of it in 23 minutes.
const LOSS: f64 = 5e-4;
/// Ligand from a cell that secretes, in nM a second.
const SECRETION: f64 = 0.01;
/// Cells that secrete, and from when to when, in seconds.
const SECRETING: [(Range<usize>, Range<f64>); 2] = [(270..310, 0.0..7_200.0), (690..700, 7_200.0..21_600.0)];
/// Longest step of the explicit scheme for the medium, in seconds; beyond 1 it is unstable.
const MEDIUM_STEP: f64 = 0.8;

/// A row of cells and the ligand around each.
pub struct Tissue<'m> {
    cells: Vec<Stepper<'m>>,
    /// In nM, around each cell.
    ligand: Vec<f64>,
    next: Vec<f64>,
    time: f64,
    ligand_input: Input,
    signal: Reading,
}

/// A tissue at one time, as plain numbers that could go into any file.
pub struct Checkpoint {
    time: f64,
    ligand: Vec<f64>,
    cells: Vec<Vec<u64>>,
}

impl<'m> Tissue<'m> {
    /// Cells at rest, each a little different, and no ligand.
    pub fn new(model: &'m CompiledModel) -> Result<Self, Box<dyn Error>> {
        let options = Options { rtol: 1e-4, atol: vec![1e-6], ..Options::default() };
        let mut cell = Stepper::new(model, &options, 0.0)?;

        // Ids are looked up once; the handles are good for every copy.
        let (ligand_input, signal) = (cell.input("IFN")?, cell.reading("pSTAT1")?);
        let (stat1, feedback) = (cell.input("STAT1c")?, cell.input("v24_ka")?);
        cell.set(ligand_input, 0.0)?;

        let mut cells = vec![cell; CELLS];
        for (i, cell) in cells.iter_mut().enumerate() {
            // Multiples of irrational numbers: evenly spread, and the same on every machine.
            let [u, v] = [0.754_877_666, 0.569_840_291].map(|x: f64| (x * i as f64).fract());
            cell.set(stat1, 1000.0 * (0.7 + 0.6 * u))?;
            cell.set(feedback, 0.01 * (0.5 + v))?;
        }
        let ligand = vec![0.0; CELLS];
        Ok(Self { cells, next: ligand.clone(), ligand, time: 0.0, ligand_input, signal })
    }

    /// Spreads the ligand and moves every cell on under what has reached it.
    pub fn advance_to(&mut self, end: f64) -> Result<(), StepperError> {
        self.spread(end);
        for (cell, ligand) in self.cells.iter_mut().zip(&self.ligand) {
            cell.set(self.ligand_input, *ligand)?;
            cell.advance_to(end)?;
        }
        Ok(())
    }

    /// Explicit diffusion with secretion and loss; nothing leaves at the ends of the row.
    fn spread(&mut self, end: f64) {
        let steps = ((end - self.time) / MEDIUM_STEP).ceil();
        let dt = (end - self.time) / steps;
        for step in 0..steps as usize {
            let now = self.time + step as f64 * dt;
            for (i, next) in self.next.iter_mut().enumerate() {
                let here = self.ligand[i];
                let left = self.ligand[i.saturating_sub(1)];
                let right = self.ligand[(i + 1).min(CELLS - 1)];
                let active =
                    |(cells, times): &&(Range<usize>, Range<f64>)| cells.contains(&i) && times.contains(&now);
                let secreted = SECRETION * SECRETING.iter().filter(active).count() as f64;
                let flow = DIFFUSION / (WIDTH * WIDTH) * (left - 2.0 * here + right);
                *next = here + dt * (flow + secreted - LOSS * here);
            }
            std::mem::swap(&mut self.ligand, &mut self.next);
        }
        self.time = end;
    }

    /// The signal of each cell, in nM.
    pub fn signal(&mut self) -> Vec<f64> {
        self.cells.iter_mut().map(|cell| cell.read(self.signal)).collect()
    }

    /// The ligand around each cell, in nM.
    pub fn ligand(&self) -> &[f64] {
        &self.ligand
    }

    /// Everything that the rest of the run depends on.
    pub fn save(&self) -> Checkpoint {
        let cells = self.cells.iter().map(|cell| cell.save().words().to_vec()).collect();
        Checkpoint { time: self.time, ligand: self.ligand.clone(), cells }
    }

    /// Goes back to a checkpoint.
    pub fn load(&mut self, checkpoint: &Checkpoint) -> Result<(), StepperError> {
        for (cell, words) in self.cells.iter_mut().zip(&checkpoint.cells) {
            cell.load(&Snapshot::from_words(words.clone()))?;
        }
        self.time = checkpoint.time;
        self.ligand.clone_from(&checkpoint.ligand);
        Ok(())
    }
}

impl Checkpoint {
    /// Its size in bytes.
    pub fn bytes(&self) -> usize {
        8 * (1 + self.ligand.len() + self.cells.iter().map(Vec::len).sum::<usize>())
    }
}
