//! Problems that explicit methods solve too.

use super::expr::{Ex, num, time, y};
use super::{Problem, Truth};

pub fn all() -> Vec<Problem> {
    vec![decay(), oscillator(), forced(), logistic(), product(), brusselator(), diffusion(), chain()]
}

/// y' = -y.
pub fn decay() -> Problem {
    let truth = Truth::Formula(|t| vec![(-t).exp()]);
    let p = Problem::new("decay", &[1.0], || vec![-y(0)], truth);
    Problem { times: vec![0.1, 1.0, 10.0], gain: 1.0, ..p }
}

/// x' = v, v' = -x, three turns.
pub fn oscillator() -> Problem {
    let truth = Truth::Formula(|t| vec![t.cos(), -t.sin()]);
    let p = Problem::new("oscillator", &[1.0, 0.0], || vec![y(1), -y(0)], truth);
    Problem { times: vec![1.0, 7.0, 20.0], gain: 10.0, ..p }
}

/// y' = 20 cos 20 t from t = -10 through 0 to 10: the right-hand side reads nothing but time.
pub fn forced() -> Problem {
    let truth = Truth::Formula(|t| vec![(20.0 * t).sin()]);
    let y0 = (-200.0f64).sin();
    let p = Problem::new("forced", &[y0], || vec![20.0 * (20.0 * time()).cos()], truth);
    let times = (-9..=10).map(f64::from).collect();
    Problem { start: -10.0, times, gain: 5.0, ..p }
}

/// y' = y (1 - y).
pub fn logistic() -> Problem {
    let truth = Truth::Formula(|t| vec![1.0 / (1.0 + 99.0 * (-t).exp())]);
    let p = Problem::new("logistic", &[0.01], || vec![y(0) * (1.0 - y(0))], truth);
    Problem { times: vec![1.0, 4.0, 5.0, 20.0], floor: vec![0.01], gain: 3.0, ..p }
}

/// x = exp(sin t), z = 1 / (1 + t) and w = x z: reads time, is not linear, is coupled, is smooth.
pub fn product() -> Problem {
    let truth = Truth::Formula(|t: f64| {
        let (x, z) = (t.sin().exp(), 1.0 / (1.0 + t));
        vec![x, z, x * z]
    });
    let rhs = || vec![y(0) * time().cos(), -y(1) * y(1), y(2) * (time().cos() - y(1))];
    let p = Problem::new("product", &[1.0, 1.0, 1.0], rhs, truth);
    Problem { times: vec![0.5, 2.0, 4.0], gain: 8.0, ..p }
}

/// The Brusselator (Hairer, Nørsett & Wanner, Solving ODEs I, II.4, with A = 1, B = 3).
/// Truth: scipy 1.17 DOP853 at rtol 3e-14, with which Radau agrees to 5e-14.
pub fn brusselator() -> Problem {
    let truth = Truth::Table(&[
        &[0.4268476684075321, 4.294841805866742],
        &[0.4135587830019571, 2.98902537947397],
        &[0.4986370712683467, 4.596780349452013],
    ]);
    let rhs = || {
        let square = y(0) * y(0) * y(1);
        vec![1.0 + square - 4.0 * y(0), 3.0 * y(0) - square]
    };
    let p = Problem::new("brusselator", &[1.5, 3.0], rhs, truth);
    Problem { times: vec![5.0, 10.0, 20.0], gain: 12.0, ..p }
}

/// The Brusselator with diffusion on eight cells (Hairer & Wanner, Solving ODEs II, IV.1,
/// alpha = 0.02). Truth: as for [`brusselator`].
pub fn diffusion() -> Problem {
    const CELLS: usize = 8;
    let initial: Vec<f64> = (1..=CELLS)
        .flat_map(|i| [1.0 + (std::f64::consts::TAU * i as f64 / (CELLS as f64 + 1.0)).sin(), 3.0])
        .collect();
    let rhs = || {
        let spread = 0.02 * 81.0;
        let at = |cell: usize, which: usize| {
            if cell == 0 || cell > CELLS { num([1.0, 3.0][which]) } else { y(2 * (cell - 1) + which) }
        };
        let mix = |i: usize, w: usize| spread * (at(i - 1, w) - 2.0 * at(i, w) + at(i + 1, w));
        (1..=CELLS)
            .flat_map(|i| {
                let (u, square) = (at(i, 0), at(i, 0) * at(i, 0) * at(i, 1));
                [1.0 + square - 4.0 * u + mix(i, 0), 3.0 * u - square + mix(i, 1)]
            })
            .collect()
    };
    let p = Problem::new("diffusion", &initial, rhs, Truth::Table(&DIFFUSION));
    Problem { times: vec![1.0, 5.0, 10.0], gain: 6.0, ..p }
}

const DIFFUSION: [&[f64]; 3] = [
    &[
        1.698915402130092,
        1.896189342176841,
        1.885772637121999,
        1.52421962650339,
        1.853515374592979,
        1.555448357438219,
        1.609366384873104,
        1.939786795885127,
        1.059919175904227,
        2.705856842692624,
        0.6352494866926474,
        3.272423203682094,
        0.5183493313247705,
        3.450472586562388,
        0.6459854973362406,
        3.352849321937543,
    ],
    &[
        0.8602078142382378,
        3.421392130584467,
        0.7420544249479635,
        3.77696169555621,
        0.6749325918373821,
        4.006380184040233,
        0.6645316344159155,
        4.092131603945565,
        0.7049126333760694,
        4.038095584271555,
        0.784930501513922,
        3.858096484347186,
        0.8802700358254889,
        3.58854904474793,
        0.9561488562969194,
        3.288905332417019,
    ],
    &[
        0.726914062295435,
        3.349614394542261,
        0.5531050022289223,
        3.564972906293916,
        0.4673880373601982,
        3.661568158510674,
        0.4343131725183872,
        3.695999148864743,
        0.4344831882584428,
        3.701405302665731,
        0.4679754321997061,
        3.675185015144727,
        0.5542706129709445,
        3.580069225441012,
        0.7283646192606842,
        3.358779022079306,
    ],
];

/// Twenty states in a row, the last of which holds the first down; rates from 0.05 to 42, shuffled.
/// Truth: scipy 1.17 DOP853 at rtol 3e-14, with which Radau agrees to 5e-14 where values are above
/// 1e-6.
pub fn chain() -> Problem {
    const N: usize = 20;
    let rate = |i: usize| 0.05 * (42.0f64 / 0.05).powf(((7 * i) % N) as f64 / (N as f64 - 1.0));
    let rhs = || {
        let first = rate(0) * (10.0 / (1.0 + y(N - 1).pow(4.0)) - y(0));
        let rest = (1..N).map(|i| rate(i) * (y(i - 1) - y(i)));
        std::iter::once(first).chain(rest).collect::<Vec<Ex>>()
    };
    let p = Problem::new("chain", &[0.0; N], rhs, Truth::Table(&CHAIN));
    Problem { times: vec![6.0, 24.0], floor: vec![1e-3], gain: 5.0, ..p }
}

const CHAIN: [&[f64]; 2] = [
    &[
        2.59181779318282,
        1.940599118843269,
        1.885897926630312,
        0.2950508203735908,
        0.1911270913383149,
        0.1826360738346697,
        0.02443799471667075,
        0.01517208870066304,
        0.01442399668664704,
        0.001929265684170525,
        0.001214110032970047,
        0.001156516233601746,
        0.0001681113466801196,
        0.0001104142672422547,
        0.000105756344207051,
        1.755151668373354e-05,
        1.219159196396677e-05,
        1.175685383438799e-05,
        2.295229642232249e-06,
        1.691979579703978e-06,
    ],
    &[
        6.98784102230006,
        6.71291465730128,
        6.689744460590204,
        3.782147910886526,
        3.535464763719267,
        3.514798582398338,
        1.840400790638336,
        1.703432828885216,
        1.691993302158449,
        0.8898732653183009,
        0.8252239284994642,
        0.8198312814314785,
        0.4533840951917539,
        0.4239340978329015,
        0.4214781605365966,
        0.2509325382467063,
        0.2371834723776934,
        0.2360365739641199,
        0.1526417116468473,
        0.1458805951809015,
    ],
];
