pub fn exp<const N: usize>(x: [f64; N]) -> [f64; N] {
    x.map(f64::exp)
}
pub fn ln<const N: usize>(x: [f64; N]) -> [f64; N] {
    x.map(f64::ln)
}
pub fn pow<const N: usize>(x: [f64; N], y: [f64; N]) -> [f64; N] {
    std::array::from_fn(|i| x[i].powf(y[i]))
}
