//! What touches the machine itself: its widest vectors, and code made at run time.
//!
//! This is the only module with `unsafe`. It has three reasons: calling a function that was compiled
//! for more than the baseline (sound where the machine has the features, asked right before), calling
//! code that [`crate::native`] has written, and giving such code a way to call back.
//!
//! Vector instructions are chosen when the program runs. Additions, products, quotients, comparisons
//! and fused multiply-adds are rounded correctly in every width, and what is fused is fixed by the
//! programs; so results do not depend on the choice, and machines without fused multiply-add compute
//! the same, slowly.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod executable;

#[cfg(target_arch = "x86_64")]
pub(crate) use executable::{BIAS, Executable, Helper, helper, number};

use crate::value::{LANES, Pack, Value};

/// Vector instructions that native code can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// AVX-512: all eight lanes in one register.
    Avx512,
    /// AVX2 with FMA: four lanes in one register.
    Avx2,
}

impl Width {
    /// The widest of this machine.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub fn of_this_machine() -> Option<Self> {
        if !(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")) {
            None
        } else if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
        {
            Some(Self::Avx512)
        } else {
            Some(Self::Avx2)
        }
    }

    /// Other machines have their vectors in the baseline, and no native code.
    #[cfg(not(target_arch = "x86_64"))]
    #[inline(always)]
    pub fn of_this_machine() -> Option<Self> {
        None
    }

    /// Lanes in one register.
    pub fn lanes(self) -> usize {
        match self {
            Self::Avx512 => LANES,
            Self::Avx2 => LANES / 2,
        }
    }
}

/// Calls `f`, compiled for the widest vectors of this machine. `f` and what it calls must be
/// `#[inline(always)]` to gain from it.
#[inline(always)]
pub(crate) fn widest<R>(f: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    match Width::of_this_machine() {
        // SAFETY: the machine has all features that the function is compiled for.
        Some(Width::Avx512) => return unsafe { avx512(f) },
        // SAFETY: as above.
        Some(Width::Avx2) => return unsafe { avx2(f) },
        None => {}
    }
    f()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
fn avx512<R>(f: impl FnOnce() -> R) -> R {
    f()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<R>(f: impl FnOnce() -> R) -> R {
    f()
}

/// What is done with numbers that come from other lanes.
pub(crate) trait Permuted<V> {
    /// `permute` gives each lane the number of another.
    fn run(self, permute: impl Fn(&V) -> V);
}

/// Does `job`, compiled for the widest vectors of this machine, with lane `l` of what is permuted
/// coming from lane `from[l]`. [`Permuted::run`] must be `#[inline(always)]` to gain from it.
pub(crate) fn permuted(from: &[usize; LANES], job: impl Permuted<Pack>) {
    #[cfg(target_arch = "x86_64")]
    if Width::of_this_machine() == Some(Width::Avx512) {
        // SAFETY: the machine has all features that the function is compiled for.
        return unsafe { permuted_avx512(from, job) };
    }
    widest(
        #[inline(always)]
        || job.run(|v| Pack::from_fn(|l| v.lane(from[l]))),
    );
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
fn permuted_avx512(from: &[usize; LANES], job: impl Permuted<Pack>) {
    use std::arch::x86_64::{_mm512_load_pd, _mm512_loadu_epi64, _mm512_permutexvar_pd, _mm512_store_pd};
    let from = from.map(|l| l as i64);
    // SAFETY: reads the eight numbers of `from`.
    let index = unsafe { _mm512_loadu_epi64(from.as_ptr()) };
    job.run(|v| {
        let mut result = Pack::default();
        // SAFETY: a pack is eight numbers and aligned as the instructions want it.
        unsafe {
            let permuted = _mm512_permutexvar_pd(index, _mm512_load_pd(v.0.as_ptr()));
            _mm512_store_pd(result.0.as_mut_ptr(), permuted);
        }
        result
    });
}
