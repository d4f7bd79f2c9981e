//! Sparse LU of `J - D`, where `D` is one number on the whole diagonal but for the rows of algebraic
//! states: one symbolic plan for all runs of a system.
//!
//! The pivots stay on the diagonal, in an order chosen once to keep fill low (Markowitz 1957).

mod looped;
mod order;
mod straight;

pub(crate) use looped::Looped;
pub(crate) use order::Pattern;
pub(crate) use straight::Straight;

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

#[cfg(test)]
mod tests;
