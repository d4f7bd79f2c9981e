//! Machine code against the interpreter, bit by bit.

#![allow(clippy::print_stdout)]

use proptest::prelude::*;

use crate::code::compile::Programs;
use crate::code::interpret::{Registers, execute};
use crate::code::{Code, Instruction, ONE, Op, SIGN};
use crate::graph::{Binary, Graph, Unary};
use crate::machine::guarded::Guarded;
use crate::machine::{Executable, Width};
use crate::native::{MachineCode, Native};
use crate::value::{Pack, Value};

const SLOTS: usize = 200;

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        1 => Just(Op::Copy),
        4 => Just(Op::MulAdd),
        4 => Just(Op::MulSub),
        4 => Just(Op::NegMulAdd),
        2 => Just(Op::Select),
        4 => prop::sample::select(Unary::ALL.to_vec()).prop_map(Op::Unary),
        8 => prop::sample::select(Binary::ALL.to_vec()).prop_map(Op::Binary),
        6 => prop::sample::select(vec![Binary::Add, Binary::Sub, Binary::Mul, Binary::Div]).prop_map(Op::Binary),
    ]
}

fn instruction(slots: u32) -> impl Strategy<Value = Instruction> {
    (op(), 4..slots, prop::array::uniform3(0..slots))
        .prop_map(|(op, to, args)| Instruction::new(op, to, &args[..op.arity()]))
}

fn code() -> impl Strategy<Value = Code> {
    // From fewer slots than registers to many more.
    prop_oneof![Just(12u32), Just(30), Just(SLOTS as u32)].prop_flat_map(|slots| {
        let instructions = prop::collection::vec(instruction(slots), 1..300);
        let results = prop::collection::btree_set(0..slots, 1..slots as usize);
        (instructions, results)
            .prop_map(|(instructions, results)| Code { instructions, results: results.into_iter().collect() })
    })
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => -10.0..10.0f64,
        1 => Just(0.0),
        1 => Just(1.0),
        1 => Just(-0.0),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NAN),
        1 => any::<f64>(),
    ]
}

fn slots() -> impl Strategy<Value = Vec<Pack>> {
    prop::collection::vec(prop::array::uniform8(number()), SLOTS).prop_map(|lanes| {
        let mut slots: Vec<Pack> = lanes.into_iter().map(Pack).collect();
        slots[..4].fill(Pack::splat(0.0));
        slots[ONE as usize] = Pack::splat(1.0);
        slots[SIGN as usize] = Pack::splat(-0.0);
        slots
    })
}

/// The bits, but for those of not-a-number, which say nothing.
fn bits(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}

fn compare(code: &Code, slots: &[Pack], width: Width, to_the_end: bool) -> Result<(), TestCaseError> {
    let mut interpreted = slots.to_vec();
    execute(code, &mut interpreted);
    let mut machine = MachineCode { bytes: Vec::new(), width, slots: SLOTS };
    machine.push(&Code::default());
    let begins = machine.push(code);
    let Some(executable) = Executable::new(&machine) else { return Ok(()) };
    // A stray access on either side would end the process.
    let mut native = Guarded::new(slots, to_the_end);
    executable.call(begins, native.slots());
    let native = native.slots();
    for slot in &code.results {
        for lane in 0..8 {
            let expected = interpreted[*slot as usize].lane(lane);
            let found = native[*slot as usize].lane(lane);
            prop_assert_eq!(
                bits(found),
                bits(expected),
                "slot {} lane {}: {} {}",
                slot,
                lane,
                found,
                expected
            );
        }
    }
    for lane in 0..8 {
        let alone: Vec<f64> = slots.iter().map(|s| s.lane(lane)).collect();
        let mut scalar = alone;
        execute(code, &mut scalar);
        for slot in &code.results {
            let slot = *slot as usize;
            prop_assert_eq!(bits(scalar[slot]), bits(interpreted[slot].lane(lane)), "slot {} alone", slot);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn machine_code_gives_the_bits_of_the_interpreter(
        code in code(),
        slots in slots(),
        to_the_end: bool,
    ) {
        match Width::of_this_machine() {
            None => println!("skipped: no machine code is written for this machine"),
            Some(width) => {
                compare(&code, &slots, width, to_the_end)?;
                // Whoever has the wider vectors has the narrower too.
                compare(&code, &slots, Width::Avx2, to_the_end)?;
            }
        }
    }
}

#[test]
fn only_what_is_too_long_is_left_out() {
    let mut graph = Graph::new();
    let x = graph.state(0);
    let short = graph.unary(Unary::Exp, x);
    let long = (0..20).fold(x, |x, _| graph.unary(Unary::Sin, x));
    let programs = Programs::compile(&graph, 1, 0, &[&[short], &[long]]);
    let Some(native) = Native::with_limit(&programs, 19) else {
        return println!("skipped: no machine code is written for this machine");
    };
    assert!(native.code(1).is_none() && native.prologue().is_some());
    let mut registers = Registers::<Pack>::new(&programs);
    registers.states_mut()[0] = Pack::from_fn(|l| l as f64);
    let code = native.code(0).expect("it is short");
    code.run(&mut registers.slots);
    let found = registers.result(&programs, 0, 0);
    registers.run(&programs, 0);
    assert_eq!(found, registers.result(&programs, 0, 0));
}
