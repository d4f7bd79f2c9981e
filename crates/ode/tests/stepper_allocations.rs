//! Advancing a system without events allocates nothing: counted by the allocator of this test alone.

#![allow(unsafe_code, clippy::unwrap_used)] // a global allocator cannot be written without the first

mod problems;

use std::alloc::{GlobalAlloc, Layout, System as Heap};
use std::cell::Cell;

use jakstat_ode::{Definition, Method, Options, Stepper, System, Target};
use problems::expr::{all_states, compile, event, nodes, num, numbers, p, select, time, y};

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// The heap, with each new block of this thread counted.
struct Counting;

// SAFETY: every call goes to the system's own allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are those that the heap asks for.
        unsafe { Heap.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { Heap.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Blocks that `work` asks for.
fn allocations(work: impl FnOnce()) -> u64 {
    let before = COUNT.get();
    work();
    COUNT.get() - before
}

/// Two stiff states, one under a condition on time, with or without an event.
fn system(watched: bool) -> System {
    compile(|| Definition {
        params: 1,
        initial: numbers(&[1.0, 0.0]),
        rhs: nodes([-1e4 * (y(0) - time().cos()) + select(time().lt(3.0), 1.0, 0.0), p(0) * y(0) - y(1)]),
        outputs: all_states(2),
        events: if watched { vec![event(y(1).gt(num(0.1)), [])] } else { vec![] },
        ..Definition::default()
    })
}

fn host_loop(stepper: &mut Stepper<'_>, from: i32, to: i32) -> f64 {
    let mut sum = 0.0;
    for i in from..to {
        stepper.set(Target::Param(0), f64::from(i % 7)).unwrap();
        stepper.advance_to(0.1 * f64::from(i)).unwrap();
        sum += stepper.output(1) + stepper.state(0) + stepper.param(0);
    }
    sum
}

#[test]
fn advancing_allocates_nothing() {
    let options = Options { method: Method::Rodas5P, ..Options::default() };
    let system = system(false);
    let mut stepper = Stepper::new(&system, &options, vec![1.0], 0.0).unwrap();
    // From the very first advance on, through the condition at 3, with rejected steps on the way.
    let mut sum = 0.0;
    let count = allocations(|| sum = host_loop(&mut stepper, 1, 100));
    assert!(sum > 0.0);
    assert_eq!(count, 0);
}

/// The counter counts: a copy allocates, and so does looking for events.
#[test]
fn the_count_is_not_blind() {
    let options = Options::default();
    let system = system(true);
    let mut stepper = Stepper::new(&system, &options, vec![1.0], 0.0).unwrap();
    assert!(allocations(|| drop(stepper.clone())) > 5);
    assert!(
        allocations(|| {
            host_loop(&mut stepper, 1, 100);
        }) > 0
    );
}
