//! The widest vectors of the machine that the program happens to run on.
//!
//! The program is built for every machine of its kind, so the vector instructions are chosen at run
//! time. This is the only module with `unsafe`: calling a function that was compiled for more than
//! the baseline is sound only where the machine has it, and that is asked right before the call.
//! Lane code consists of additions, products, quotients and comparisons, which are exact to the last
//! bit in every width; no fused multiply-add arises, so results do not depend on the choice.

#![allow(unsafe_code)]

/// `f` of each lane. A plain loop: the library's maps over long arrays are calls, which leave the
/// vectors behind.
#[inline(always)]
pub(crate) fn each<const L: usize>(f: impl Fn(usize) -> f64) -> [f64; L] {
    let mut lanes = [0.0; L];
    for (l, lane) in lanes.iter_mut().enumerate() {
        *lane = f(l);
    }
    lanes
}

/// Calls `f`, compiled for the widest vectors of this machine. `f` and what it calls must be
/// `#[inline(always)]` to gain from it.
#[inline(always)]
#[cfg(target_arch = "x86_64")]
pub(crate) fn widest<R>(f: impl FnOnce() -> R) -> R {
    if is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
    {
        // SAFETY: the machine has all features that `avx512` is compiled for.
        return unsafe { avx512(f) };
    }
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has AVX2.
        return unsafe { avx2(f) };
    }
    f()
}

/// Calls `f`; other machines have their vectors in the baseline.
#[inline(always)]
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn widest<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn avx512<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<R>(f: impl FnOnce() -> R) -> R {
    f()
}
