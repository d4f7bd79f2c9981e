//! Instructions into bytes.

use iced_x86::{Code, Encoder, IcedError, Instruction, MemoryOperand, Register};

use crate::machine::{BIAS, Helper, Width};
use crate::native::isa::{Isa, isa};
use crate::value::LANES;

/// What an instruction reads last: a register, or a slot in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Register(usize),
    Slot(u32),
}

/// How a comparison treats order; not-a-number is in none but the last two.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Comparison {
    Equal = 0x00,
    Less = 0x11,
    LessOrEqual = 0x12,
    /// Either is not a number.
    Unordered = 0x03,
    /// Not equal, or not ordered.
    Differs = 0x04,
}

/// A mask: eight bits where the machine has registers for them, else a register full of ones and
/// zeros.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mask(Register);

/// The bytes of one function.
pub(crate) struct Assembler {
    encoder: Encoder,
    pub isa: &'static Isa,
    width: Width,
    base: Register,
    calls: bool,
}

impl Assembler {
    /// Begins a function; `calls` where it will call out.
    pub fn new(width: Width, calls: bool) -> Self {
        // A callee keeps RBX, and so must this function.
        let base = if calls { Register::RBX } else { Register::RDI };
        let mut this = Self { encoder: Encoder::new(64), isa: isa(width), width, base, calls };
        if calls {
            this.put(Instruction::with1(Code::Push_r64, Register::RBX));
            this.put(Instruction::with2(Code::Mov_r64_rm64, Register::RBX, Register::RDI));
        }
        this
    }

    /// Returns, and gives the bytes.
    pub fn finish(mut self) -> Vec<u8> {
        // Else the caller's narrow instructions would be slow.
        self.put(Ok(Instruction::with(Code::VEX_Vzeroupper)));
        if self.calls {
            self.put(Instruction::with1(Code::Pop_r64, Register::RBX));
        }
        self.put(Ok(Instruction::with(Code::Retnq)));
        self.encoder.take_buffer()
    }

    pub fn load(&mut self, register: usize, from: Source) {
        if from != Source::Register(register) {
            self.two(self.isa.load, register, from);
        }
    }

    pub fn store(&mut self, slot: u32, register: usize) {
        let (at, from) = (self.memory(slot), self.register(register));
        self.put(Instruction::with2(self.isa.store, at, from));
    }

    /// `to = op(a)`.
    pub fn two(&mut self, code: Code, to: usize, a: Source) {
        let to = self.register(to);
        self.put(match a {
            Source::Register(a) => Instruction::with2(code, to, self.register(a)),
            Source::Slot(slot) => Instruction::with2(code, to, self.memory(slot)),
        });
    }

    /// `to = a op b`.
    pub fn three(&mut self, code: Code, to: usize, a: usize, b: Source) {
        let (to, a) = (self.register(to), self.register(a));
        self.put(match b {
            Source::Register(b) => Instruction::with3(code, to, a, self.register(b)),
            Source::Slot(slot) => Instruction::with3(code, to, a, self.memory(slot)),
        });
    }

    /// `to = a` rounded: 1 down, 2 up, 3 towards zero.
    pub fn round(&mut self, to: usize, a: Source, direction: u32) {
        // 8: no matter whether the number was whole.
        let (code, to, how) = (self.isa.round, self.register(to), 8 | direction);
        self.put(match a {
            Source::Register(a) => Instruction::with3(code, to, self.register(a), how),
            Source::Slot(slot) => Instruction::with3(code, to, self.memory(slot), how),
        });
    }

    /// The mask to use: number `k` of eight-bit masks, else `scratch`.
    pub fn mask(&self, k: usize, scratch: usize) -> Mask {
        match self.width {
            Width::Avx512 => Mask(if k == 0 { Register::K1 } else { Register::K2 }),
            Width::Avx2 => Mask(self.register(scratch)),
        }
    }

    /// Whether masks need a scratch register.
    pub fn masks_take_registers(&self) -> bool {
        self.width == Width::Avx2
    }

    pub fn compare(&mut self, mask: Mask, how: Comparison, a: usize, b: Source) {
        let (code, a, how) = (self.isa.compare, self.register(a), how as u32);
        self.put(match b {
            Source::Register(b) => Instruction::with4(code, mask.0, a, self.register(b), how),
            Source::Slot(slot) => Instruction::with4(code, mask.0, a, self.memory(slot), how),
        });
    }

    /// `a = a op b` for masks: `word` for eight-bit ones.
    pub fn combine(&mut self, a: Mask, b: Mask, word: Code, vector: Code) {
        let code = if self.width == Width::Avx512 { word } else { vector };
        self.put(Instruction::with3(code, a.0, a.0, b.0));
    }

    /// `to = one` where the mask is set, else 0.
    pub fn truth(&mut self, to: usize, mask: Mask, one: Source) {
        if self.width == Width::Avx512 {
            let code = self.isa.load;
            let to = self.register(to);
            let move_it = match one {
                Source::Register(r) => Instruction::with2(code, to, self.register(r)),
                Source::Slot(slot) => Instruction::with2(code, to, self.memory(slot)),
            };
            self.put(move_it.map(|mut i| {
                i.set_op_mask(mask.0);
                i.set_zeroing_masking(true);
                i
            }));
        } else {
            let (code, to) = (self.isa.and, self.register(to));
            self.put(match one {
                Source::Register(r) => Instruction::with3(code, to, mask.0, self.register(r)),
                Source::Slot(slot) => Instruction::with3(code, to, mask.0, self.memory(slot)),
            });
        }
    }

    /// `to = a` where the mask is set, else `b`.
    pub fn blend(&mut self, to: usize, mask: Mask, a: Source, b: usize) {
        let (code, to, b) = (self.isa.blend, self.register(to), self.register(b));
        self.put(if self.width == Width::Avx512 {
            let blend = match a {
                Source::Register(a) => Instruction::with3(code, to, b, self.register(a)),
                Source::Slot(slot) => Instruction::with3(code, to, b, self.memory(slot)),
            };
            blend.map(|mut i| {
                i.set_op_mask(mask.0);
                i
            })
        } else {
            match a {
                Source::Register(a) => Instruction::with4(code, to, b, self.register(a), mask.0),
                Source::Slot(slot) => Instruction::with4(code, to, b, self.memory(slot), mask.0),
            }
        });
    }

    /// `to = op(a, b)`, all of them slots, by a call; no register keeps its value.
    pub fn call(&mut self, helper: Helper, op: u32, to: u32, a: u32, b: u32) {
        for (register, slot) in [(Register::RDI, to), (Register::RSI, a), (Register::RDX, b)] {
            let address = self.memory(slot);
            self.put(Instruction::with2(Code::Lea_r64_m, register, address));
        }
        self.put(Instruction::with2(Code::Mov_r32_imm32, Register::ECX, op));
        self.put(Instruction::with2(Code::Mov_r64_imm64, Register::RAX, helper as usize as u64));
        self.put(Ok(Instruction::with(Code::VEX_Vzeroupper)));
        self.put(Instruction::with1(Code::Call_rm64, Register::RAX));
    }

    fn register(&self, i: usize) -> Register {
        self.isa.first_register + i as u32
    }

    fn memory(&self, slot: u32) -> MemoryOperand {
        let slot_bytes = (LANES * size_of::<f64>()) as i64;
        MemoryOperand::with_base_displ(self.base, (i64::from(slot) - BIAS as i64) * slot_bytes)
    }

    fn put(&mut self, instruction: Result<Instruction, IcedError>) {
        let encoded = instruction.and_then(|i| self.encoder.encode(&i, 0));
        if let Err(error) = encoded {
            unreachable!("operands fit their instruction: {error}");
        }
    }
}
