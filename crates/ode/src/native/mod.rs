//! Programs as machine code: AVX-512, or AVX2 where there is no more.
//!
//! Every slot has its place in memory, so there is no spill area that could overflow: registers are
//! a cache of slots ([`cache`]), emptied in the order of farthest next use (Belady 1966). Which
//! instruction computes an operation is in [`lower`], how it is encoded in [`assembler`]. Operations
//! without an instruction are calls of the very functions that the interpreter uses.
//!
//! Each program is code or not by its own length ([`MOST_INSTRUCTIONS`]). Linear algebra is no program
//! at all where it would be long: see [`crate::lu`].

mod assembler;
mod cache;
mod isa;
mod lower;
mod uses;

use crate::code::Code;
use crate::code::compile::Programs;
use crate::machine::{Executable, Width};
use crate::value::Pack;

/// A program of more instructions than this is left to the interpreter, and the others are not: its
/// machine code of about nine bytes an instruction would not fit any cache. At this length sums of
/// products are read from memory as slowly as the interpreter's instructions, and formulas are computed
/// twice as fast at most. It bounds code and the time to make it: a microsecond an instruction.
const MOST_INSTRUCTIONS: usize = 400_000;

/// The machine code of a set of programs.
#[derive(Debug)]
pub(crate) struct Native {
    executable: Executable,
    /// Where the prologue begins, if it is here.
    prologue: Option<usize>,
    /// Where each program begins that is here.
    codes: Vec<Option<usize>>,
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

    /// Appends a function unless it would be too long.
    fn push_short(&mut self, code: &Code, most_instructions: usize) -> Option<usize> {
        (code.instructions.len() <= most_instructions).then(|| self.push(code))
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
    /// system refuses executable memory. Programs that are too long to gain are left out.
    pub fn compile(programs: &Programs) -> Option<Self> {
        Self::with_limit(programs, MOST_INSTRUCTIONS)
    }

    /// [`Native::compile`] with another limit than [`MOST_INSTRUCTIONS`].
    fn with_limit(programs: &Programs, most_instructions: usize) -> Option<Self> {
        let width = Width::of_this_machine()?;
        let mut machine = MachineCode { bytes: Vec::new(), width, slots: programs.width };
        let prologue = machine.push_short(&programs.prologue, most_instructions);
        let codes = programs.codes.iter().map(|c| machine.push_short(c, most_instructions)).collect();
        Some(Self { executable: Executable::new(&machine)?, prologue, codes })
    }

    /// Program `index`, if it is here.
    #[inline(always)]
    pub fn code(&self, index: usize) -> Option<Function<'_>> {
        Some(Function { executable: &self.executable, begins: self.codes[index]? })
    }

    /// The prologue, if it is here.
    pub fn prologue(&self) -> Option<Function<'_>> {
        Some(Function { executable: &self.executable, begins: self.prologue? })
    }
}

/// One program as machine code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function<'a> {
    executable: &'a Executable,
    begins: usize,
}

impl Function<'_> {
    /// Executes it.
    #[inline(always)]
    pub fn run(self, slots: &mut [Pack]) {
        self.executable.call(self.begins, slots);
    }
}

#[cfg(test)]
mod tests;
