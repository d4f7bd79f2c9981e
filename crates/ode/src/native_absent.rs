//! No native code is written for this kind of machine: programs are interpreted.

use crate::code::compile::Programs;
use crate::value::Pack;

/// Machine code, of which there is none.
#[derive(Debug)]
pub(crate) enum Native {}

impl Native {
    /// Always `None`.
    pub fn compile(_: &Programs) -> Option<Self> {
        None
    }

    pub fn code(&self, _: usize) -> Option<Function> {
        match *self {}
    }

    pub fn prologue(&self) -> Option<Function> {
        match *self {}
    }
}

/// One program as machine code, of which there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Function {}

impl Function {
    pub fn run(self, _: &mut [Pack]) {
        match self {}
    }
}
