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

    pub fn run(&self, _: usize, _: &mut [Pack]) {
        match *self {}
    }

    pub fn prologue(&self, _: &mut [Pack]) {
        match *self {}
    }
}
