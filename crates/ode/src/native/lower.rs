//! From operations to machine instructions.

use iced_x86::Code as Machine;

use crate::code::{Code, Instruction, ONE, Op, SIGN, ZERO};
use crate::graph::{Binary, Unary};
use crate::machine::{Width, helper, number};
use crate::native::assembler::{Assembler, Comparison, Source};
use crate::native::cache::Cache;
use crate::native::uses::{NEVER, Uses, uses};

/// Constants are read again and again, but from memory: registers are for what models compute.
const CONSTANT: u32 = NEVER;

/// The bytes of a function that does what `code` says on so many slots.
pub(crate) fn function(code: &Code, width: Width, slots: usize) -> Vec<u8> {
    let calls = code.instructions.iter().any(|i| !is_instruction(i.op));
    let mut cache = Cache::new(Assembler::new(width, calls), slots);
    for (i, uses) in code.instructions.iter().zip(uses(code, slots)) {
        lower(&mut cache, width, i, &uses);
    }
    cache.finish()
}

/// Whether the machine has instructions for an operation.
fn is_instruction(op: Op) -> bool {
    match op {
        Op::Copy | Op::MulAdd | Op::MulSub | Op::NegMulAdd | Op::Select => true,
        Op::Unary(op) => matches!(
            op,
            Unary::Neg | Unary::Not | Unary::Sqrt | Unary::Abs | Unary::Floor | Unary::Ceil | Unary::Trunc
        ),
        Op::Binary(op) => !matches!(op, Binary::Pow | Binary::Rem),
    }
}

fn lower(cache: &mut Cache, width: Width, i: &Instruction, uses: &Uses) {
    if uses.to == NEVER {
        return;
    }
    let isa = cache.asm.isa;
    let to = match i.op {
        op if !is_instruction(op) => return call(cache, width, i),
        Op::Copy => {
            let from = cache.source(i.args[0], uses.args[0]);
            let to = cache.scratch();
            cache.asm.load(to, from);
            to
        }
        Op::MulAdd => fused(cache, isa.mul_add, i, uses),
        Op::MulSub => fused(cache, isa.mul_sub, i, uses),
        Op::NegMulAdd => fused(cache, isa.neg_mul_add, i, uses),
        Op::Binary(Binary::Add) => arithmetic(cache, isa.add, true, i, uses),
        Op::Binary(Binary::Sub) => arithmetic(cache, isa.sub, false, i, uses),
        Op::Binary(Binary::Mul) => arithmetic(cache, isa.mul, true, i, uses),
        Op::Binary(Binary::Div) => arithmetic(cache, isa.div, false, i, uses),
        Op::Binary(Binary::Min) => extreme(cache, isa.min, i, uses),
        Op::Binary(Binary::Max) => extreme(cache, isa.max, i, uses),
        Op::Binary(Binary::Lt) => compared(cache, Comparison::Less, i, uses),
        Op::Binary(Binary::Le) => compared(cache, Comparison::LessOrEqual, i, uses),
        Op::Binary(Binary::Eq) => compared(cache, Comparison::Equal, i, uses),
        Op::Binary(Binary::And) => logical(cache, Machine::VEX_Kandw_kr_kr_kr, isa.and, i, uses),
        Op::Binary(Binary::Or) => logical(cache, Machine::VEX_Korw_kr_kr_kr, isa.or, i, uses),
        Op::Binary(Binary::Xor) => logical(cache, Machine::VEX_Kxorw_kr_kr_kr, isa.xor, i, uses),
        Op::Unary(op) => one_operand(cache, op, i, uses),
        Op::Select => select(cache, i, uses),
        Op::Binary(Binary::Pow | Binary::Rem) => unreachable!("called"),
    };
    cache.define(i.to, to, uses.to);
}

fn call(cache: &mut Cache, width: Width, i: &Instruction) {
    let Some(op) = number(i.op) else { unreachable!("every operation that is called has a number") };
    cache.flush();
    cache.asm.call(helper(width), op, i.to, i.args[0], i.args[1]);
}

fn arithmetic(cache: &mut Cache, code: Machine, commutes: bool, i: &Instruction, uses: &Uses) -> usize {
    let mut order = [0, 1];
    if commutes && cache.find(i.args[0]).is_none() && cache.find(i.args[1]).is_some() {
        order = [1, 0];
    }
    let [a, b] = order;
    let first = cache.register(i.args[a], uses.args[a]);
    let second = cache.source(i.args[b], uses.args[b]);
    cache.release();
    let to = cache.scratch();
    cache.asm.three(code, to, first, second);
    to
}

/// `±a * b ± c`: into the register of `c` or of a factor where that is free afterwards.
fn fused(cache: &mut Cache, [into_sum, into_factor]: [Machine; 2], i: &Instruction, uses: &Uses) -> usize {
    let [a, b, c] = i.args;
    let [next_a, next_b, next_c] = uses.args;
    if cache.find(c).is_some() {
        cache.register(c, next_c);
    }
    // The factor that is in a register already goes first.
    let swap = cache.find(a).is_none() && cache.find(b).is_some();
    let (a, next_a, b, next_b) = if swap { (b, next_b, a, next_a) } else { (a, next_a, b, next_b) };
    let first = cache.register(a, next_a);
    if c != a
        && c != b
        && let Some(to) = cache.dies(c)
    {
        let second = cache.source(b, next_b);
        cache.asm.three(into_sum, to, first, second);
        return to;
    }
    if a != b
        && a != c
        && let Some(to) = cache.dies(a)
    {
        let other = cache.register(b, next_b);
        let sum = cache.source(c, next_c);
        cache.asm.three(into_factor, to, other, sum);
        return to;
    }
    let second = cache.source(b, next_b);
    let sum = cache.find(c).map_or(Source::Slot(c), Source::Register);
    let to = cache.scratch();
    cache.asm.load(to, sum);
    cache.asm.three(into_sum, to, first, second);
    to
}

fn one_operand(cache: &mut Cache, op: Unary, i: &Instruction, uses: &Uses) -> usize {
    let isa = cache.asm.isa;
    let (slot, next) = (i.args[0], uses.args[0]);
    if let Unary::Neg = op {
        let a = cache.register(slot, next);
        cache.release();
        let to = cache.scratch();
        cache.asm.three(isa.xor, to, a, Source::Slot(SIGN));
        return to;
    }
    if let Unary::Not = op {
        let a = cache.register(slot, next);
        let to = cache.scratch();
        let mask = cache.asm.mask(0, to);
        cache.asm.compare(mask, Comparison::Equal, a, Source::Slot(ZERO));
        cache.asm.truth(to, mask, Source::Slot(ONE));
        return to;
    }
    if let Unary::Abs = op {
        let sign = cache.register(SIGN, CONSTANT);
        let a = cache.source(slot, next);
        let to = cache.scratch();
        cache.asm.three(isa.and_not, to, sign, a);
        return to;
    }
    let a = cache.source(slot, next);
    let to = cache.scratch();
    match op {
        Unary::Floor => cache.asm.round(to, a, 1),
        Unary::Ceil => cache.asm.round(to, a, 2),
        Unary::Trunc => cache.asm.round(to, a, 3),
        _ => cache.asm.two(isa.sqrt, to, a),
    }
    to
}

/// The smaller or larger; the machine's own would lose a second operand that is not a number.
fn extreme(cache: &mut Cache, code: Machine, i: &Instruction, uses: &Uses) -> usize {
    let b = cache.register(i.args[1], uses.args[1]);
    let a = cache.source(i.args[0], uses.args[0]);
    let to = cache.scratch();
    let scratch = if cache.asm.masks_take_registers() { cache.scratch() } else { to };
    let mask = cache.asm.mask(0, scratch);
    cache.asm.compare(mask, Comparison::Unordered, b, Source::Register(b));
    cache.asm.three(code, to, b, a);
    cache.asm.blend(to, mask, Source::Register(b), to);
    to
}

fn compared(cache: &mut Cache, how: Comparison, i: &Instruction, uses: &Uses) -> usize {
    let a = cache.register(i.args[0], uses.args[0]);
    let b = cache.source(i.args[1], uses.args[1]);
    let to = cache.scratch();
    let mask = cache.asm.mask(0, to);
    cache.asm.compare(mask, how, a, b);
    cache.asm.truth(to, mask, Source::Slot(ONE));
    to
}

fn logical(cache: &mut Cache, word: Machine, vector: Machine, i: &Instruction, uses: &Uses) -> usize {
    let a = cache.register(i.args[0], uses.args[0]);
    let b = cache.register(i.args[1], uses.args[1]);
    let to = cache.scratch();
    let scratch = if cache.asm.masks_take_registers() { cache.scratch() } else { to };
    let (mask, other) = (cache.asm.mask(0, to), cache.asm.mask(1, scratch));
    cache.asm.compare(mask, Comparison::Differs, a, Source::Slot(ZERO));
    cache.asm.compare(other, Comparison::Differs, b, Source::Slot(ZERO));
    cache.asm.combine(mask, other, word, vector);
    cache.asm.truth(to, mask, Source::Slot(ONE));
    to
}

fn select(cache: &mut Cache, i: &Instruction, uses: &Uses) -> usize {
    let condition = cache.register(i.args[0], uses.args[0]);
    let otherwise = cache.register(i.args[2], uses.args[2]);
    let then = cache.source(i.args[1], uses.args[1]);
    let to = cache.scratch();
    let scratch = if cache.asm.masks_take_registers() { cache.scratch() } else { to };
    let mask = cache.asm.mask(0, scratch);
    cache.asm.compare(mask, Comparison::Differs, condition, Source::Slot(ZERO));
    cache.asm.blend(to, mask, then, otherwise);
    to
}
