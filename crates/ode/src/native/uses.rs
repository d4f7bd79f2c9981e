//! When each value is read next.

use crate::code::Code;

/// The value is not read again.
pub(crate) const NEVER: u32 = u32::MAX;
/// The value is a result: it must stand in its slot at the end.
pub(crate) const AT_END: u32 = u32::MAX - 1;

/// Next uses around one instruction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uses {
    /// Of what it computes.
    pub to: u32,
    /// Of what its operands hold, after it.
    pub args: [u32; 3],
}

/// Next uses around every instruction of `code`, which works on so many slots.
pub(crate) fn uses(code: &Code, slots: usize) -> Vec<Uses> {
    let mut next = vec![NEVER; slots];
    for slot in &code.results {
        next[*slot as usize] = AT_END;
    }
    let mut uses = Vec::with_capacity(code.instructions.len());
    for (position, i) in code.instructions.iter().enumerate().rev() {
        let to = next[i.to as usize];
        next[i.to as usize] = NEVER;
        uses.push(Uses { to, args: i.args.map(|a| next[a as usize]) });
        // What nobody reads is not computed, and so reads nothing.
        for operand in i.operands().iter().filter(|_| to != NEVER) {
            next[*operand as usize] = position as u32;
        }
    }
    uses.reverse();
    uses
}
