//! Designs: which values the runs of a study take.
//!
//! A [`Design`] crosses [`Block`]s. Its points are computed when asked for, from the seed and their
//! number alone, so that a design of a billion runs takes no more memory than one of ten and every
//! thread or machine finds the same point `i`.

mod axis;
mod check;
mod joe_kuo;
mod lhs;
mod point;
mod points;
mod range;
mod saltelli;
mod seed;
mod shuffle;
mod sobol;
mod uniforms;

pub use axis::{Axis, Values};
pub use check::MAX_RUNS;
pub use point::{Point, Value};
pub use points::Points;
pub use range::{Range, Scale};
pub(crate) use saltelli::sample_of;
pub use saltelli::{BASE, SAMPLE};
pub(crate) use seed::hash;
pub use seed::row_seed;
pub use sobol::SOBOL_MAX_RANGES;
pub(crate) use uniforms::Uniforms;

use crate::codes;
use crate::population::Patients;
use crate::table::{Column, ColumnKind};
use check::Checks;
use jakstat_model::Diagnostic;
use lhs::LatinHypercube;
use saltelli::Saltelli;
use sobol::Sobol;

/// One part of a design: axes that are varied together.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// One axis, value by value.
    Axis(Axis),
    /// A Latin hypercube of `n` points over all `ranges`.
    LatinHypercube {
        /// What is sampled.
        ranges: Vec<Range>,
        /// How many points, 1 or more.
        n: u64,
    },
    /// The first `n` points of an Owen-scrambled Sobol sequence over all `ranges`; best balanced
    /// where `n` is a power of two.
    Sobol {
        /// What is sampled, at most [`SOBOL_MAX_RANGES`].
        ranges: Vec<Range>,
        /// How many points, 1 or more.
        n: u64,
    },
    /// `n` base rows of Saltelli's matrices over all `ranges`, each of as many runs as there are
    /// ranges and two more; at most one such block in a design. Two columns follow those of the
    /// ranges: [`SAMPLE`], the matrix, and [`BASE`], the base row.
    SobolIndices {
        /// What is sampled, at most half of [`SOBOL_MAX_RANGES`].
        ranges: Vec<Range>,
        /// How many base rows, 1 or more; best balanced where it is a power of two.
        n: u64,
    },
    /// A table, line by line.
    Points(Points),
    /// Virtual patients, one after the other.
    Population(Patients),
}

/// All points of a study: every combination of the points of its blocks.
#[derive(Debug, Clone)]
pub struct Design {
    blocks: Vec<(Sampler, u64)>,
    columns: Vec<Column>,
    /// How many columns each block has.
    widths: Vec<usize>,
    len: u64,
}

/// A checked block, ready to give points.
#[derive(Debug, Clone)]
enum Sampler {
    Axis(Axis),
    LatinHypercube(LatinHypercube),
    Sobol(Sobol),
    Saltelli(Saltelli),
    Points(Points),
    Population(Patients),
}

impl Design {
    /// Crosses `blocks`; the first changes slowest. `seed` is that of the study.
    ///
    /// # Errors
    /// Every problem of every block: an empty list, a range without width, a logarithm of zero, a
    /// name used twice, no points, or more than [`MAX_RUNS`] runs.
    pub fn new(blocks: Vec<Block>, seed: u64) -> Result<Self, Vec<Diagnostic>> {
        let mut checks = Checks::default();
        if blocks.is_empty() {
            checks.add(&codes::NO_POINTS, "the design has no axis".into(), "add at least one axis");
        }
        let mut indices = 0;
        for block in &blocks {
            indices += usize::from(matches!(block, Block::SobolIndices { .. }));
            // Both columns of a second one would be there twice, which says less.
            if indices < 2 || !matches!(block, Block::SobolIndices { .. }) {
                block.check(&mut checks);
            }
        }
        if indices > 1 {
            let message = format!("{indices} axes are `sobol_indices`, and a study has one at most");
            checks.add(&codes::BAD_SENSITIVITY, message, "put all parameters into one list");
        }
        let len = blocks.iter().try_fold(1u64, |product, block| product.checked_mul(block.len()));
        if len.is_none_or(|len| len > MAX_RUNS) {
            let counts: Vec<String> = blocks.iter().map(|block| block.len().to_string()).collect();
            let message = format!("{} runs are more than 2^53", counts.join(" x "));
            checks.add(&codes::TOO_MANY_RUNS, message, "sample the space (Sobol) instead of crossing it");
        }
        let problems = checks.into_problems();
        let (Some(len), true) = (len, problems.is_empty()) else { return Err(problems) };
        let columns = blocks.iter().flat_map(Block::columns).collect();
        let widths = blocks.iter().map(|block| block.columns().len()).collect();
        let blocks = (0u64..).zip(blocks).map(|(i, block)| {
            let points = block.len();
            (block.sampler(hash(&[0x626c_6f63, seed, i])), points)
        });
        Ok(Self { blocks: blocks.collect(), columns, widths, len })
    }

    /// How many points, 1 to [`MAX_RUNS`].
    #[expect(clippy::len_without_is_empty, reason = "a design is never empty")]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The axes as columns of a table, in the order of the values of a point.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Point `i`; none where `i` is [`len`](Self::len) or more.
    pub fn point(&self, i: u64) -> Option<Point> {
        if i >= self.len {
            return None;
        }
        let mut values = Vec::with_capacity(self.columns.len());
        let mut rest = self.len;
        for (sampler, points) in &self.blocks {
            rest /= points;
            sampler.push(i / rest % points, &mut values)?;
        }
        Some(Point(values))
    }

    /// The points in which the columns with a mark differ: of blocks without a mark only the first
    /// point is taken.
    pub(crate) fn points_of(&self, marks: &[bool]) -> impl Iterator<Item = Point> {
        let mut step = self.len;
        let mut at = 0;
        let mut steps = Vec::new();
        for ((_, points), width) in self.blocks.iter().zip(&self.widths) {
            step /= points;
            let marked = marks.iter().skip(at).take(*width).any(|mark| *mark);
            at += width;
            steps.push((step, if marked { *points } else { 1 }));
        }
        let count: u64 = steps.iter().map(|(_, points)| points).product();
        (0..count).filter_map(move |i| {
            let mut rest = count;
            let place = |sum: u64, (step, points): &(u64, u64)| {
                rest /= points;
                sum + i / rest % points * step
            };
            self.point(steps.iter().fold(0, place))
        })
    }

    /// For each column whether its block has a single point.
    pub(crate) fn is_fixed(&self) -> Vec<bool> {
        let blocks = self.blocks.iter().zip(&self.widths);
        blocks.flat_map(|((_, points), width)| std::iter::repeat_n(*points == 1, *width)).collect()
    }

    /// The columns of block `block`.
    pub(crate) fn columns_of(&self, block: usize) -> std::ops::Range<usize> {
        let start: usize = self.widths.iter().take(block).sum();
        start..start + self.widths.get(block).copied().unwrap_or(0)
    }

    /// The places of the columns that only say where a run belongs: [`SAMPLE`] and [`BASE`].
    pub(crate) fn marks(&self) -> std::ops::Range<usize> {
        let found = self.blocks.iter().position(|(sampler, _)| matches!(sampler, Sampler::Saltelli(_)));
        let end = found.map_or(0, |block| self.columns_of(block).end);
        end.saturating_sub(saltelli::columns().len())..end
    }

    /// The patients of block `block`, to draw them again; their number and columns must stay.
    pub(crate) fn patients_mut(&mut self, block: usize) -> Option<&mut Patients> {
        match self.blocks.get_mut(block) {
            Some((Sampler::Population(patients), _)) => Some(patients),
            _ => None,
        }
    }
}

impl Block {
    fn len(&self) -> u64 {
        match self {
            Self::Axis(axis) => axis.len(),
            Self::LatinHypercube { n, .. } | Self::Sobol { n, .. } => *n,
            Self::SobolIndices { ranges, n } => n.saturating_mul(saltelli::runs_of_base(ranges.len())),
            Self::Points(points) => points.len(),
            Self::Population(patients) => patients.len(),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let number = |name: &String, unit: &Option<String>, kind| Column {
            name: name.clone(),
            unit: unit.clone(),
            kind,
        };
        let numbers = |ranges: &[Range]| {
            ranges.iter().map(|range| number(&range.name, &range.unit, ColumnKind::Number)).collect()
        };
        match self {
            Self::Axis(axis) => vec![number(&axis.name, &axis.unit, axis.kind())],
            Self::LatinHypercube { ranges, .. } | Self::Sobol { ranges, .. } => numbers(ranges),
            Self::SobolIndices { ranges, .. } => [numbers(ranges), saltelli::columns().to_vec()].concat(),
            Self::Points(points) => points.columns().to_vec(),
            Self::Population(patients) => patients.columns().to_vec(),
        }
    }

    fn check(&self, checks: &mut Checks) {
        match self {
            Self::Axis(axis) => axis.check(checks),
            Self::Points(points) => points.check(checks),
            Self::Population(patients) => {
                patients.columns().iter().for_each(|column| checks.name(&column.name));
            }
            Self::LatinHypercube { ranges, n } => sampled("Latin hypercube", ranges, *n, checks),
            Self::SobolIndices { ranges, n } => {
                sampled("Sobol indices", ranges, *n, checks);
                saltelli::check(ranges, checks);
            }
            Self::Sobol { ranges, n } => {
                sampled("Sobol", ranges, *n, checks);
                if ranges.len() > SOBOL_MAX_RANGES {
                    let message =
                        format!("a Sobol block over {} ranges; {SOBOL_MAX_RANGES} is the most", ranges.len());
                    let help = "use a Latin hypercube, or fix the parameters that matter least";
                    checks.add(&codes::TOO_MANY_RANGES, message, help);
                }
            }
        }
    }

    fn sampler(self, seed: u64) -> Sampler {
        match self {
            Self::Axis(axis) => Sampler::Axis(axis),
            Self::LatinHypercube { ranges, n } => {
                Sampler::LatinHypercube(LatinHypercube::new(ranges, n, seed))
            }
            Self::Sobol { ranges, .. } => Sampler::Sobol(Sobol::new(ranges, seed)),
            Self::SobolIndices { ranges, .. } => Sampler::Saltelli(Saltelli::new(ranges, seed)),
            Self::Points(points) => Sampler::Points(points),
            Self::Population(patients) => Sampler::Population(patients),
        }
    }
}

fn sampled(what: &str, ranges: &[Range], n: u64, checks: &mut Checks) {
    if ranges.is_empty() {
        checks.add(&codes::EMPTY_LIST, format!("a {what} block has no ranges"), "give at least one range");
    }
    if n == 0 {
        let names: Vec<&str> = ranges.iter().map(|range| range.name.as_str()).collect();
        checks.no_points(&format!("the {what} block over {}", names.join(", ")));
    }
    ranges.iter().for_each(|range| range.check(checks));
}

impl Sampler {
    /// Adds the values of point `i`; none where there is no such point.
    fn push(&self, i: u64, values: &mut Vec<Value>) -> Option<()> {
        match self {
            Self::Axis(axis) => values.push(axis.value(i)?),
            Self::LatinHypercube(sampler) => values.extend(sampler.values(i).map(Value::Number)),
            Self::Sobol(sampler) => values.extend(sampler.values(i).map(Value::Number)),
            Self::Saltelli(sampler) => values.extend(sampler.values(i)),
            Self::Points(points) => values.extend_from_slice(points.values(i)?),
            Self::Population(patients) => values.extend(patients.values(i)?),
        }
        Some(())
    }
}
