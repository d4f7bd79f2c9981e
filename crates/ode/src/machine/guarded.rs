//! Slots between pages that nobody may touch, to test that machine code stays where it belongs.

use region::{Allocation, Protection};

use crate::value::Pack;

/// Slots with a forbidden page right before or right behind them.
pub(crate) struct Guarded {
    memory: Allocation,
    offset: usize,
    len: usize,
}

impl Guarded {
    /// Copies `slots`: up to the page behind them, or from the page before them on.
    pub fn new(slots: &[Pack], to_the_end: bool) -> Self {
        let page = region::page::size();
        let inside = size_of_val(slots).next_multiple_of(page);
        let memory = region::alloc(inside + 2 * page, Protection::READ_WRITE).expect("memory");
        let offset = if to_the_end { page + inside - size_of_val(slots) } else { page };
        let first: *const u8 = memory.as_ptr();
        for guard in [0, page + inside] {
            // SAFETY: a page of the allocation that nothing points into.
            unsafe { region::protect(first.add(guard), page, Protection::NONE) }.expect("protected");
        }
        let mut this = Self { memory, offset, len: slots.len() };
        this.slots().copy_from_slice(slots);
        this
    }

    /// The slots.
    pub fn slots(&mut self) -> &mut [Pack] {
        // SAFETY: within the open pages of the allocation, aligned since pages and packs are, and
        // all zero at first, which is a pack.
        unsafe {
            let first = self.memory.as_mut_ptr::<u8>().add(self.offset).cast::<Pack>();
            std::slice::from_raw_parts_mut(first, self.len)
        }
    }
}
