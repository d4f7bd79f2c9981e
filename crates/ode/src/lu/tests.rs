//! Straight-line programs and loops against dense LU, and against each other bit by bit.

use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use crate::code::interpret::execute;
use crate::code::{ONE, SIGN};
use crate::lu::{Looped, Pattern, Slots, Straight};
use crate::value::{Pack, Value};

/// Random numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }

    fn below(&mut self, n: usize) -> u32 {
        (self.uniform() * n as f64) as u32
    }
}

/// A matrix with its right side. `J` stands at 10, `D` before it, then the right side, the factors.
struct Case {
    n: usize,
    elements: Vec<(u32, u32)>,
    algebraic: Vec<usize>,
    pattern: Pattern,
    /// First slots of a file, up to the factors.
    slots: Vec<Pack>,
}

const DIAGONAL: usize = 9;
const FIRST: usize = 10;

impl Case {
    /// Elements in `partners` random columns of each row, and in one for each state in a ring.
    fn new(n: usize, partners: usize, seed: u64) -> Self {
        let mut random = Random(seed | 1);
        let algebraic: Vec<usize> = (0..n).filter(|_| random.uniform() < 0.2).collect();
        let mut elements: Vec<(u32, u32)> = (0..n as u32).map(|r| (r, (r + 1) % n as u32)).collect();
        elements.extend(algebraic.iter().map(|i| (*i as u32, *i as u32)));
        for _ in 0..n * partners {
            elements.push((random.below(n), random.below(n)));
        }
        elements.sort_unstable();
        elements.dedup();
        let mut slots = vec![Pack::default(); FIRST + elements.len() + n];
        slots[ONE as usize] = Pack::splat(1.0);
        slots[SIGN as usize] = Pack::splat(-0.0);
        let heavy = (partners + 2) as f64;
        slots[DIAGONAL] = Pack::from_fn(|l| heavy + l as f64);
        for (slot, (row, column)) in slots[FIRST..].iter_mut().zip(&elements) {
            let alone = row == column && algebraic.contains(&(*row as usize));
            *slot = Pack::from_fn(|_| random.uniform() - 0.5 + if alone { heavy } else { 0.0 });
        }
        for x in &mut slots[FIRST + elements.len()..] {
            *x = Pack::from_fn(|_| random.uniform());
        }
        Self { n, pattern: Pattern::new(n, &elements), elements, algebraic, slots }
    }

    fn x(&self) -> usize {
        FIRST + self.elements.len()
    }

    fn slots<'a>(&'a self, elements: &'a [u32]) -> Slots<'a> {
        Slots {
            elements,
            diagonal: DIAGONAL as u32,
            entries: self.slots.len() as u32,
            x: self.x() as u32,
            algebraic: &self.algebraic,
        }
    }

    fn places(&self) -> Vec<u32> {
        (FIRST as u32..).take(self.elements.len()).collect()
    }

    /// Reciprocal pivots, and the solution.
    fn results<V: Value>(&self, slots: &[V]) -> Vec<V> {
        let pivots = self.pattern.pivots().map(|entry| slots[self.slots.len() + entry as usize]);
        pivots.chain(slots[self.x()..][..self.n].iter().copied()).collect()
    }

    fn straight<V: Value>(&self, mut slots: Vec<V>) -> Vec<V> {
        let plan = Straight::new(&self.pattern, &self.elements, &self.slots(&self.places()));
        slots.resize(self.slots.len() + self.pattern.entries(), V::splat(7.0));
        execute(&plan.factor, &mut slots);
        execute(&plan.solve, &mut slots);
        self.results(&slots)
    }

    fn looped<V: Value>(&self, mut slots: Vec<V>) -> Vec<V> {
        let plan = Looped::new(&self.pattern, &self.elements, &self.slots(&self.places()));
        // What was there before must not matter.
        slots.resize(self.slots.len() + plan.slots(), V::splat(7.0));
        plan.factor(&mut slots);
        plan.solve(&mut slots);
        self.results(&slots)
    }

    fn lane(&self, l: usize) -> Vec<f64> {
        self.slots.iter().map(|v| v.lane(l)).collect()
    }

    fn dense(&self, l: usize) -> DVector<f64> {
        let slots = self.lane(l);
        let mut matrix = DMatrix::<f64>::identity(self.n, self.n) * -slots[DIAGONAL];
        self.algebraic.iter().for_each(|i| matrix[(*i, *i)] = 0.0);
        for ((r, c), value) in self.elements.iter().zip(&slots[FIRST..]) {
            matrix[(*r as usize, *c as usize)] += value;
        }
        let right = DVector::from_column_slice(&slots[self.x()..]);
        matrix.lu().solve(&right).expect("the diagonal is heavy")
    }
}

fn bits<V: Value>(values: &[V]) -> Vec<u64> {
    values.iter().flat_map(|v| (0..V::LANES).map(|l| v.lane(l).to_bits())).collect()
}

fn compare(case: &Case) {
    let what = format!("{} rows, {} operations", case.n, case.pattern.operations());
    let looped = case.looped(case.slots.clone());
    assert!(looped.iter().all(|v| (0..8).all(|l| v.lane(l).is_finite())), "{what}");
    assert!(bits(&case.straight(case.slots.clone())) == bits(&looped), "{what}");
    let alone = case.looped(case.lane(3));
    let lane: Vec<f64> = looped.iter().map(|v| v.lane(3)).collect();
    assert!(bits(&alone) == bits(&lane), "{what}: one lane alone");
}

proptest! {
    #[test]
    fn loops_give_the_bits_of_programs(n in 1usize..60, partners in 0usize..6, seed in any::<u64>()) {
        compare(&Case::new(n, partners, seed));
    }

    #[test]
    fn both_solve_what_dense_lu_solves(n in 1usize..20, partners in 0usize..4, seed in any::<u64>()) {
        let case = Case::new(n, partners, seed);
        let (straight, looped) = (case.straight(case.slots.clone()), case.looped(case.slots.clone()));
        for l in [0, 5] {
            let expected = case.dense(l);
            for i in 0..n {
                prop_assert!((straight[n + i].lane(l) - expected[i]).abs() < 1e-12);
                prop_assert!((looped[n + i].lane(l) - expected[i]).abs() < 1e-12);
            }
        }
    }
}

/// Every kind of size around that from which loops are used: little fill and much of it.
#[test]
fn large_matrices_have_the_same_bits() {
    for (n, partners) in [(90, 4), (110, 4), (121, 4), (122, 4), (123, 4), (124, 4), (160, 3), (900, 0)] {
        compare(&Case::new(n, partners, n as u64));
    }
    for n in [500, 700] {
        compare(&Case::new(n, 1, n as u64));
    }
}

/// A pivot of 0 gives the same infinities in the same places.
#[test]
fn a_pivot_of_nothing_is_the_same_for_both() {
    let mut case = Case::new(40, 2, 5);
    case.slots[DIAGONAL] = Pack::splat(0.0);
    for slot in &mut case.slots[FIRST..][..40] {
        *slot = Pack::splat(0.0);
    }
    let classes = |values: Vec<Pack>| -> Vec<u64> {
        bits(&values).into_iter().map(|b| if f64::from_bits(b).is_nan() { 0 } else { b }).collect()
    };
    assert_eq!(classes(case.straight(case.slots.clone())), classes(case.looped(case.slots.clone())));
}

/// The count is that of the instructions.
#[test]
fn operations_are_counted_as_they_are_written() {
    let case = Case::new(70, 3, 11);
    let plan = Straight::new(&case.pattern, &case.elements, &case.slots(&case.places()));
    let written = plan.factor.instructions.len() + plan.solve.instructions.len();
    // A pivot in an algebraic row needs no difference.
    assert_eq!(case.pattern.operations(), written + case.algebraic.len());
}
