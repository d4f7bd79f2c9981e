//! Registers as a cache of slots.

use crate::native::assembler::{Assembler, Source};
use crate::native::uses::{AT_END, NEVER};

/// What a register holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    slot: u32,
    /// The slot in memory is out of date.
    dirty: bool,
    /// When the value is read next.
    next: u32,
    /// The instruction under way reads it, or works with it.
    locked: bool,
}

/// No slot: a register that the instruction under way only works with.
const SCRATCH: u32 = u32::MAX;

/// Registers, and which slots they hold.
pub(crate) struct Cache {
    pub asm: Assembler,
    registers: Vec<Option<Held>>,
    /// Register of each slot.
    of_slot: Vec<Option<u8>>,
}

impl Cache {
    /// Empty registers for a function on so many slots.
    pub fn new(asm: Assembler, slots: usize) -> Self {
        let registers = vec![None; asm.isa.registers];
        Self { asm, registers, of_slot: vec![None; slots] }
    }

    /// The register that holds `slot` already.
    pub fn find(&self, slot: u32) -> Option<usize> {
        self.of_slot[slot as usize].map(usize::from)
    }

    /// A register with the value of `slot`, which is read next at `next` after this instruction.
    pub fn register(&mut self, slot: u32, next: u32) -> usize {
        let register = self.find(slot).unwrap_or_else(|| {
            let register = self.take();
            self.asm.load(register, Source::Slot(slot));
            self.of_slot[slot as usize] = Some(register as u8);
            self.registers[register] = Some(Held { slot, dirty: false, next, locked: true });
            register
        });
        if let Some(held) = &mut self.registers[register] {
            (held.next, held.locked) = (next, true);
        }
        register
    }

    /// The value of `slot` as a last operand: from memory where a register would not pay.
    pub fn source(&mut self, slot: u32, next: u32) -> Source {
        if self.find(slot).is_none() && !self.pays(next) {
            return Source::Slot(slot);
        }
        Source::Register(self.register(slot, next))
    }

    /// Whether a value read again at `next` deserves a register.
    fn pays(&self, next: u32) -> bool {
        let later = |r: &Option<Held>| r.is_none_or(|held| !held.locked && held.next > next);
        next < AT_END && self.registers.iter().any(later)
    }

    /// Whether the value of `slot` stands in a register and is not read after this instruction.
    pub fn dies(&self, slot: u32) -> Option<usize> {
        let register = self.find(slot)?;
        self.registers[register].is_some_and(|held| held.next == NEVER).then_some(register)
    }

    /// A register to work with in the instruction under way, for its result first of all.
    pub fn scratch(&mut self) -> usize {
        let register = self.take();
        self.registers[register] = Some(Held { slot: SCRATCH, dirty: false, next: NEVER, locked: true });
        register
    }

    /// Gives up operands that are not read again, so that the result can take their registers.
    pub fn release(&mut self) {
        for register in 0..self.registers.len() {
            if let Some(held) = self.registers[register]
                && held.next == NEVER
                && held.slot != SCRATCH
            {
                self.forget(register);
            }
        }
    }

    /// Ends an instruction whose result for `slot`, read next at `next`, is in `register`.
    pub fn define(&mut self, slot: u32, register: usize, next: u32) {
        if let Some(old) = self.find(slot)
            && old != register
        {
            self.forget(old);
        }
        if let Some(Held { slot: before, .. }) = self.registers[register]
            && before != SCRATCH
        {
            self.of_slot[before as usize] = None;
        }
        self.of_slot[slot as usize] = Some(register as u8);
        self.registers[register] = Some(Held { slot, dirty: true, next, locked: false });
        self.settle();
    }

    /// Ends an instruction: operands may be evicted again, scratch registers are free.
    fn settle(&mut self) {
        self.release();
        for register in 0..self.registers.len() {
            match &mut self.registers[register] {
                Some(held) if held.slot == SCRATCH => self.registers[register] = None,
                Some(held) => held.locked = false,
                None => {}
            }
        }
    }

    /// Brings memory up to date before a call, and empties all registers.
    pub fn flush(&mut self) {
        for register in 0..self.registers.len() {
            if let Some(held) = self.registers[register] {
                if held.dirty && held.next != NEVER {
                    self.asm.store(held.slot, register);
                }
                self.forget(register);
            }
        }
    }

    /// Stores results and gives the bytes.
    pub fn finish(mut self) -> Vec<u8> {
        for register in 0..self.registers.len() {
            if let Some(held) = self.registers[register]
                && held.dirty
                && held.next == AT_END
            {
                self.asm.store(held.slot, register);
            }
        }
        self.asm.finish()
    }

    fn forget(&mut self, register: usize) {
        if let Some(held) = self.registers[register].take()
            && held.slot != SCRATCH
        {
            self.of_slot[held.slot as usize] = None;
        }
    }

    /// An empty register, made so by giving up what is read latest.
    fn take(&mut self) -> usize {
        if let Some(free) = self.registers.iter().position(Option::is_none) {
            return free;
        }
        let candidates = self.registers.iter().enumerate().filter_map(|(i, r)| Some((i, (*r)?)));
        let victim = candidates
            .filter(|(_, held)| !held.locked)
            .max_by_key(|(_, held)| (held.next, !held.dirty))
            .map(|(i, _)| i);
        let Some(register) = victim else {
            unreachable!("an instruction locks fewer registers than there are")
        };
        if let Some(held) = self.registers[register]
            && held.dirty
            && held.next != NEVER
        {
            self.asm.store(held.slot, register);
        }
        self.forget(register);
        register
    }
}
