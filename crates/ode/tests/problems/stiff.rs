//! Problems on which explicit methods must give up and say so.

use super::expr::{Ex, time, y};
use super::{Problem, Truth};

pub fn all() -> Vec<Problem> {
    vec![linear(), prothero_robinson(), van_der_pol(), robertson(), robertson_long(), hires(), oregonator()]
}

/// Four modes with rates 1, 1e2, 1e4 and 1e6, mixed: y = M z with z_i = exp(-rate_i t) and
/// M = 2 / 4 (all ones) - I, which is its own inverse.
pub fn linear() -> Problem {
    const RATES: [f64; 4] = [1.0, 1e2, 1e4, 1e6];
    let truth = Truth::Formula(|t| {
        let z = RATES.map(|r| (-r * t).exp());
        let sum: f64 = z.iter().sum();
        z.iter().map(|z| 0.5 * sum - z).collect()
    });
    let rhs = || {
        let mix = |v: [Ex; 4]| {
            let half = 0.5 * (v[0] + v[1] + v[2] + v[3]);
            v.map(|v| half - v)
        };
        let z = mix([y(0), y(1), y(2), y(3)]);
        let slopes = [0, 1, 2, 3].map(|i| -RATES[i] * z[i]);
        mix(slopes).to_vec()
    };
    let p = Problem::new("linear", &[1.0; 4], rhs, truth);
    Problem { times: vec![1e-5, 1e-3, 0.1, 1.0], stiff: true, gain: 1.0, ..p }
}

/// y' = -1e4 (y - cos t) - sin t (Prothero & Robinson 1974). Steps are so long that the interpolant
/// inside them, and not the solution at their ends, decides: hence the gain.
pub fn prothero_robinson() -> Problem {
    let truth = Truth::Formula(|t| vec![t.cos()]);
    let rhs = || vec![-1e4 * (y(0) - time().cos()) - time().sin()];
    let p = Problem::new("prothero-robinson", &[1.0], rhs, truth);
    Problem { times: vec![0.5, 5.0, 10.0], stiff: true, gain: 300.0, ..p }
}

/// Van der Pol's oscillator with mu = 1000 (Test Set for IVP Solvers, VDPOL, in its own time).
/// Truth: scipy 1.17 Radau at rtol 3e-14; its last row is the published one to 1e-14.
pub fn van_der_pol() -> Problem {
    let truth = Truth::Table(&[
        &[1.596768951052664, -0.001030391187839353],
        &[-1.863646254808139, 0.0007535430865435359],
        &[1.706167732170483, -0.8928097010247975e-3],
    ]);
    let rhs = || vec![y(1), 1000.0 * (1.0 - y(0) * y(0)) * y(1) - y(0)];
    let p = Problem::new("van der pol", &[2.0, 0.0], rhs, truth);
    let floor = vec![1.0, 1e-3];
    Problem { times: vec![500.0, 1000.0, 2000.0], floor, stiff: true, gain: 15.0, ..p }
}

fn robertson_rhs() -> Vec<Ex> {
    let (slow, back, fast) = (0.04 * y(0), 1e4 * y(1) * y(2), 3e7 * y(1) * y(1));
    vec![back - slow, slow - back - fast, fast]
}

/// Robertson's kinetics to 1e4 (Hairer & Wanner, Solving ODEs II, IV.1).
/// Truth: scipy 1.17 Radau at rtol 3e-14, atol 1e-22.
pub fn robertson() -> Problem {
    let truth = Truth::Table(&[
        &[0.9851721138609882, 3.386395378974901e-05, 0.01479402218522036],
        &[0.7158270687194039, 9.185534764557752e-06, 0.2841637457458301],
        &[0.1832022577767101, 8.942371252775936e-07, 0.8167968479861667],
        &[0.1073004285378045, 4.800166972571667e-07, 0.8926990914455012],
    ]);
    let p = Problem::new("robertson", &[1.0, 0.0, 0.0], robertson_rhs, truth);
    let floor = vec![1e-2, 1e-6, 1e-2];
    Problem { times: vec![0.4, 40.0, 4e3, 1e4], floor, stiff: true, gain: 100.0, ..p }
}

/// The same to 4e10, where two states all but vanish. Truth: the same.
pub fn robertson_long() -> Problem {
    let truth = Truth::Table(&[
        &[0.4505186684711016, 3.222901441674618e-06, 0.5494781086274537],
        &[0.004938274520979874, 1.984994087954407e-08, 0.9950617056290753],
        &[5.208345176797463e-08, 2.08333817792479e-13, 0.9999999479163344],
    ]);
    let p = Problem::new("robertson to 4e10", &[1.0, 0.0, 0.0], robertson_rhs, truth);
    let floor = vec![1e-8, 1e-13, 1e-2];
    Problem { times: vec![4e2, 4e5, 4e10], floor, stiff: true, gain: 30.0, ..p }
}

/// HIRES (Schäfer 1975; Test Set for IVP Solvers). The last row is the published one; the others
/// are scipy 1.17 Radau at rtol 3e-14, which agrees with it to 1e-13.
pub fn hires() -> Problem {
    let truth = Truth::Table(&[
        &[
            0.03165167570456916,
            0.006481549531058142,
            0.004583451064747271,
            0.08974323273518002,
            0.1624514537526555,
            0.6850438961444313,
            0.005646700341920549,
            5.329965807945241e-05,
        ],
        &[
            0.004520859364124529,
            0.0008839056323374789,
            0.0007971942865685926,
            0.007811326061370814,
            0.1323852540950639,
            0.5301676923204708,
            0.005631339757843233,
            6.866024215675965e-05,
        ],
        &[
            0.7371312573325668e-3,
            0.1442485726316185e-3,
            0.5888729740967575e-4,
            0.1175651343283149e-2,
            0.2386356198831331e-2,
            0.6238968252742796e-2,
            0.2849998395185769e-2,
            0.2850001604814231e-2,
        ],
    ]);
    let rhs = || {
        let bind = 280.0 * y(5) * y(7);
        vec![
            -1.71 * y(0) + 0.43 * y(1) + 8.32 * y(2) + 0.0007,
            1.71 * y(0) - 8.75 * y(1),
            -10.03 * y(2) + 0.43 * y(3) + 0.035 * y(4),
            8.32 * y(1) + 1.71 * y(2) - 1.12 * y(3),
            -1.745 * y(4) + 0.43 * y(5) + 0.43 * y(6),
            -bind + 0.69 * y(3) + 1.71 * y(4) - 0.43 * y(5) + 0.69 * y(6),
            bind - 1.81 * y(6),
            -bind + 1.81 * y(6),
        ]
    };
    let p = Problem::new("hires", &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057], rhs, truth);
    Problem { times: vec![5.0, 100.0, 321.8122], floor: vec![1e-3], stiff: true, gain: 30.0, ..p }
}

/// The Oregonator (Field & Noyes 1974; Test Set for IVP Solvers, OREGO). The last row is the
/// published one; the first is scipy 1.17 Radau at rtol 3e-14.
pub fn oregonator() -> Problem {
    let truth = Truth::Table(&[
        &[1.000661467180497, 1512.778937348247, 10358.54312767227],
        &[0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3],
    ]);
    let rhs = || {
        vec![
            77.27 * (y(1) + y(0) * (1.0 - 8.375e-6 * y(0) - y(1))),
            (y(2) - (1.0 + y(0)) * y(1)) / 77.27,
            0.161 * (y(0) - y(2)),
        ]
    };
    let p = Problem::new("oregonator", &[1.0, 2.0, 3.0], rhs, truth);
    Problem { times: vec![30.0, 360.0], stiff: true, gain: 15.0, ..p }
}
