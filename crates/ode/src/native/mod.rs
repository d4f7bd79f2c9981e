//! Programs as machine code: AVX-512, or AVX2 where there is no more.
//!
//! Every slot has its place in memory, so there is no spill area that could overflow: registers are
//! a cache of slots ([`cache`]), emptied in the order of farthest next use (Belady 1966). Which
//! instruction computes an operation is in [`lower`], how it is encoded in [`assembler`]. Operations
//! without an instruction are calls of the very functions that the interpreter uses.

mod assembler;
mod cache;
mod isa;
mod lower;
mod uses;

use crate::code::Code;
use crate::code::compile::Programs;
use crate::machine::{Executable, Width};
use crate::value::Pack;

/// More instructions than this are left to the interpreter: their code would not fit any cache, and
/// reading compact instructions in a loop is then the faster way.
const MOST_INSTRUCTIONS: usize = 400_000;

/// The machine code of a set of programs.
#[derive(Debug)]
pub(crate) struct Native {
    executable: Executable,
    prologue: usize,
    codes: Vec<usize>,
}

/// Machine code on its way into executable memory. Only this module makes it, so whoever has one can
/// rely on its functions: each begins at a multiple of 64 bytes, takes the address of slot
/// [`BIAS`](crate::machine::BIAS) and touches no slot from `slots` on.
#[derive(Debug)]
pub(crate) struct MachineCode {
    bytes: Vec<u8>,
    width: Width,
    slots: usize,
}

impl MachineCode {
    /// The bytes, for which vectors, and the number of slots.
    pub fn parts(&self) -> (&[u8], Width, usize) {
        (&self.bytes, self.width, self.slots)
    }

    /// Appends a function; gives where it begins.
    fn push(&mut self, code: &Code) -> usize {
        self.bytes.resize(self.bytes.len().next_multiple_of(64), 0x90);
        let begins = self.bytes.len();
        self.bytes.extend(lower::function(code, self.width, self.slots));
        begins
    }
}

impl Native {
    /// Compiles for this machine; `None` where it has no vectors that are written here, where the
    /// system refuses executable memory, or where the programs are too long to gain.
    pub fn compile(programs: &Programs) -> Option<Self> {
        Self::for_width(programs, Width::of_this_machine()?)
    }

    /// Compiles for vectors that this machine must have.
    pub fn for_width(programs: &Programs, width: Width) -> Option<Self> {
        let codes = std::iter::once(&programs.prologue).chain(&programs.codes);
        if codes.map(|c| c.instructions.len()).sum::<usize>() > MOST_INSTRUCTIONS {
            return None;
        }
        let mut machine = MachineCode { bytes: Vec::new(), width, slots: programs.width };
        let prologue = machine.push(&programs.prologue);
        let codes = programs.codes.iter().map(|c| machine.push(c)).collect();
        Some(Self { executable: Executable::new(&machine)?, prologue, codes })
    }

    /// Executes program `index`.
    #[inline(always)]
    pub fn run(&self, index: usize, slots: &mut [Pack]) {
        self.executable.call(self.codes[index], slots);
    }

    /// Executes the prologue.
    pub fn prologue(&self, slots: &mut [Pack]) {
        self.executable.call(self.prologue, slots);
    }
}

#[cfg(test)]
mod tests;
