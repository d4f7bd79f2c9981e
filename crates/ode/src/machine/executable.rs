//! Code made at run time, and what it calls.

use crate::code::Op;
use crate::code::interpret::{binary, unary};
use crate::graph::{Binary, Unary};
use crate::machine::{Width, widest};
use crate::native::MachineCode;
use crate::value::{LANES, Pack, Value};

/// Code in memory that can be executed and no longer written.
#[derive(Debug)]
pub(crate) struct Executable {
    pages: memmap2::Mmap,
    width: Width,
    /// How many slots the code reads and writes.
    slots: usize,
}

/// Slots before the address that code gets, so that short displacements reach twice as many.
pub(crate) const BIAS: usize = 128;

impl Executable {
    /// Takes machine code in; `None` where the system refuses executable memory.
    pub fn new(code: &MachineCode) -> Option<Self> {
        let (bytes, width, slots) = code.parts();
        let mut pages = memmap2::MmapMut::map_anon(bytes.len().max(1)).ok()?;
        pages[..bytes.len()].copy_from_slice(bytes);
        // Written once, then executable: never both.
        let pages = pages.make_exec().ok()?;
        Some(Self { pages, width, slots })
    }

    /// Calls the function that begins at `offset` on `slots`.
    #[inline(always)]
    pub fn call(&self, offset: usize, slots: &mut [Pack]) {
        assert!(offset < self.pages.len() && slots.len() >= self.slots, "code fits its slots");
        let lanes = self.width.lanes();
        let first = slots.as_mut_ptr().cast::<f64>();
        // SAFETY: `offset` begins a function of this signature: `crate::native` wrote it there for
        // this machine. It touches `self.slots` slots at most, which `slots` has, keeps the
        // registers that the convention wants kept, and returns.
        unsafe {
            let start = self.pages.as_ptr().add(offset);
            let function: extern "sysv64" fn(*mut f64) = std::mem::transmute(start);
            for part in 0..LANES / lanes {
                function(first.add(part * lanes).wrapping_add(BIAS * LANES));
            }
        }
    }
}

/// What native code calls for operations that it has no instructions for.
pub(crate) type Helper = unsafe extern "sysv64" fn(*mut f64, *const f64, *const f64, u32);

/// Operations by number, for [`Helper`]s: all with one operand, then all with two.
pub(crate) fn number(op: Op) -> Option<u32> {
    match op {
        Op::Unary(op) => Unary::ALL.iter().position(|o| *o == op).map(|i| i as u32),
        Op::Binary(op) => Binary::ALL.iter().position(|o| *o == op).map(|i| (Unary::ALL.len() + i) as u32),
        _ => None,
    }
}

/// The helper for a width.
pub(crate) fn helper(width: Width) -> Helper {
    match width {
        Width::Avx512 => eight,
        Width::Avx2 => four,
    }
}

unsafe extern "sysv64" fn eight(to: *mut f64, a: *const f64, b: *const f64, op: u32) {
    // SAFETY: native code passes the addresses of three slots, of eight numbers each.
    let (x, y) = unsafe { (*a.cast::<[f64; 8]>(), *b.cast::<[f64; 8]>()) };
    let result = widest(
        #[inline(always)]
        || apply(op, Pack(x), Pack(y)),
    );
    // SAFETY: as above.
    unsafe { *to.cast::<[f64; 8]>() = result.0 };
}

unsafe extern "sysv64" fn four(to: *mut f64, a: *const f64, b: *const f64, op: u32) {
    // SAFETY: native code passes the addresses of one half of three slots.
    let (x, y) = unsafe { (*a.cast::<[f64; 4]>(), *b.cast::<[f64; 4]>()) };
    let widen = |x: [f64; 4]| Pack::from_fn(|l| x[l % 4]);
    let result = widest(
        #[inline(always)]
        || apply(op, widen(x), widen(y)),
    );
    // SAFETY: as above.
    unsafe { *to.cast::<[f64; 4]>() = [result.0[0], result.0[1], result.0[2], result.0[3]] };
}

#[inline(always)]
fn apply(op: u32, x: Pack, y: Pack) -> Pack {
    let op = op as usize;
    match Unary::ALL.get(op) {
        Some(op) => unary(*op, x),
        None => binary(Binary::ALL[op - Unary::ALL.len()], x, y),
    }
}
