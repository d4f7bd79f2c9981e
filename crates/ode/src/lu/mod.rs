//! Sparse LU of `J - D`, where `D` is one number on the whole diagonal but for the rows of algebraic
//! states: one symbolic plan for all runs of a system.
//!
//! The pivots stay on the diagonal, in an order chosen once to keep fill low (Markowitz 1957). What is
//! done with them is written in one of two ways, which give the same bits:
//!
//! - up to [`MOST_STRAIGHT`] operations as straight-line programs ([`straight`]), which become machine
//!   code. Their length is that of the work: a network that fills in with `n` states takes up to
//!   `n^3 / 3` instructions.
//! - above that as loops ([`looped`]), the full block that such a network ends in by tiles ([`block`]).
//!   Lists and workspace grow with the entries of the factors: eight bytes for each, and 64 for its
//!   eight lanes.

mod block;
mod looped;
mod order;
mod straight;
#[cfg(test)]
mod tests;

pub(crate) use looped::Looped;
pub(crate) use order::Pattern;
pub(crate) use straight::Straight;

/// The most operations, of one factorisation and one solution, that are written as programs.
///
/// Measured with 2 MiB of cache a core: at 53,000 operations machine code factors in 1.2 of the time of
/// the loops and solves in 0.7 of it, at 150,000 in 2 and 0.8, at 330,000 in 3.4 and 0.95. A step is one
/// factorisation and eight solutions. Where little fills in, loops would take up to twice as long; such
/// networks reach this limit at some 5,000 states.
pub(crate) const MOST_STRAIGHT: usize = 100_000;

/// The slots that a plan works on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots<'a> {
    /// Slot of each element of `J`.
    pub elements: &'a [u32],
    /// Slot of `D`.
    pub diagonal: u32,
    /// First of [`Pattern::entries`] slots for the factors.
    pub entries: u32,
    /// First slot of the right side.
    pub x: u32,
    /// Variables without `D`, rising.
    pub algebraic: &'a [usize],
}
