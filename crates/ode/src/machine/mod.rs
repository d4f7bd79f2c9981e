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
#[cfg(test)]
pub(crate) mod guarded;

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

/// Turns eight packs into the eight numbers of each lane, for as many packs as there are `slots`:
/// lane `l` of slot number `i` goes to `rows[l * stride + i]`.
///
/// # Panics
/// Where `rows` is not eight times a `stride` that is a multiple of eight and not below the number of
/// `slots`.
pub(crate) fn transpose(packs: &[Pack], slots: &[u32], rows: &mut [f64], stride: usize) {
    assert!(stride.is_multiple_of(LANES) && slots.len() <= stride && rows.len() == LANES * stride);
    #[cfg(target_arch = "x86_64")]
    if Width::of_this_machine() == Some(Width::Avx512) {
        // SAFETY: the machine has all features that the function is compiled for.
        return unsafe { transpose_avx512(packs, slots, rows, stride) };
    }
    for (i, slot) in slots.iter().enumerate() {
        for (l, x) in packs[*slot as usize].0.into_iter().enumerate() {
            rows[l * stride + i] = x;
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
fn transpose_avx512(packs: &[Pack], slots: &[u32], rows: &mut [f64], stride: usize) {
    use std::arch::x86_64::{
        __m512d, _mm512_load_pd, _mm512_shuffle_f64x2, _mm512_storeu_pd, _mm512_unpackhi_pd,
        _mm512_unpacklo_pd,
    };
    for (block, slots) in slots.chunks(LANES).enumerate() {
        let pack = |i: usize| &packs[*slots.get(i).unwrap_or(&slots[0]) as usize];
        // SAFETY: a pack is eight numbers and aligned as the instruction wants it.
        let r: [__m512d; 8] = std::array::from_fn(|i| unsafe { _mm512_load_pd(pack(i).0.as_ptr()) });
        // Pairs of numbers within 128 bits, then 128 bits within 512, twice.
        let pair = |i: usize| {
            let (a, b) = (r[i & 6], r[(i & 6) + 1]);
            if i & 1 == 0 { _mm512_unpacklo_pd(a, b) } else { _mm512_unpackhi_pd(a, b) }
        };
        let p: [__m512d; 8] = std::array::from_fn(pair);
        for odd in 0..2 {
            let [a, b, c, d] = [p[odd], p[2 + odd], p[4 + odd], p[6 + odd]];
            let low = [_mm512_shuffle_f64x2::<0x44>(a, b), _mm512_shuffle_f64x2::<0x44>(c, d)];
            let high = [_mm512_shuffle_f64x2::<0xee>(a, b), _mm512_shuffle_f64x2::<0xee>(c, d)];
            let lanes = [
                _mm512_shuffle_f64x2::<0x88>(low[0], low[1]),
                _mm512_shuffle_f64x2::<0xdd>(low[0], low[1]),
                _mm512_shuffle_f64x2::<0x88>(high[0], high[1]),
                _mm512_shuffle_f64x2::<0xdd>(high[0], high[1]),
            ];
            for (quarter, lane) in lanes.into_iter().enumerate() {
                let row = &mut rows[(2 * quarter + odd) * stride + block * LANES..][..LANES];
                // SAFETY: the row has eight numbers.
                unsafe { _mm512_storeu_pd(row.as_mut_ptr(), lane) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lanes() {
        let packs: Vec<Pack> = (0..30).map(|i| Pack::from_fn(|l| (100 * i + l) as f64)).collect();
        let slots: Vec<u32> = (0..19).map(|i| (i * 7) % 30).collect();
        let mut rows = vec![0.0; 8 * 24];
        transpose(&packs, &slots, &mut rows, 24);
        for l in 0..8 {
            for (i, slot) in slots.iter().enumerate() {
                assert_eq!(rows[l * 24 + i], f64::from(100 * slot + l as u32));
            }
        }
    }

    #[test]
    fn lanes_come_from_where_they_are_asked_from() {
        struct Job<'a>(Pack, &'a mut Pack);
        impl Permuted<Pack> for Job<'_> {
            #[inline(always)]
            fn run(self, permute: impl Fn(&Pack) -> Pack) {
                *self.1 = permute(&self.0);
            }
        }
        let from = [3, 3, 0, 7, 1, 2, 6, 5];
        let mut result = Pack::default();
        permuted(&from, Job(Pack::from_fn(|l| l as f64), &mut result));
        assert_eq!(result, Pack::from_fn(|l| from[l] as f64));
    }
}
