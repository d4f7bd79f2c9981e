//! What designs promise: order, strata, balance, independence, and all errors at once.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use jakstat_study::codes;
use jakstat_study::design::{
    Axis, Block, Design, MAX_RUNS, Points, Range, SOBOL_MAX_RANGES, Scale, Value, Values,
};
use jakstat_study::table::ColumnKind;
use proptest::prelude::*;

fn axis(name: &str, values: Values) -> Block {
    Block::Axis(Axis { name: name.into(), unit: None, values })
}

fn range(name: impl Into<String>, from: f64, to: f64, scale: Scale) -> Range {
    Range { name: name.into(), unit: None, from, to, scale }
}

/// `k` ranges from 0 to 1.
fn cube(k: usize) -> Vec<Range> {
    (0..k).map(|i| range(format!("x{i}"), 0.0, 1.0, Scale::Linear)).collect()
}

fn numbers(design: &Design, i: u64) -> Vec<f64> {
    let values = design.point(i).unwrap().0.into_iter();
    values
        .map(|value| match value {
            Value::Number(number) => number,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn ids(blocks: Vec<Block>) -> Vec<&'static str> {
    Design::new(blocks, 0).unwrap_err().iter().map(|problem| problem.code.id).collect()
}

#[test]
fn the_first_axis_is_slowest_and_blocks_cross() {
    let table = Points::from_csv("id,weight [kg]\np1,60\np2,80\n").unwrap();
    let design = Design::new(
        vec![
            axis("dose", Values::Numbers(vec![1.0, 10.0])),
            Block::Points(table),
            axis("arm", Values::Texts(vec!["A".into(), "B".into(), "C".into()])),
        ],
        0,
    )
    .unwrap();
    assert_eq!(design.len(), 12);
    let lines: Vec<String> = (0..design.len())
        .map(|i| {
            let cells: Vec<String> = design.point(i).unwrap().0.iter().map(|v| format!("{v:?}")).collect();
            cells.join(" ")
        })
        .collect();
    assert_eq!(lines[0], r#"Number(1.0) Text("p1") Number(60.0) Text("A")"#);
    assert_eq!(lines[1], r#"Number(1.0) Text("p1") Number(60.0) Text("B")"#);
    assert_eq!(lines[3], r#"Number(1.0) Text("p2") Number(80.0) Text("A")"#);
    assert_eq!(lines[11], r#"Number(10.0) Text("p2") Number(80.0) Text("C")"#);
    assert_eq!(design.point(12), None);
    let columns: Vec<_> =
        design.columns().iter().map(|c| (c.name.as_str(), c.unit.as_deref(), c.kind)).collect();
    assert_eq!(
        columns,
        [
            ("dose", None, ColumnKind::Number),
            ("id", None, ColumnKind::Text),
            ("weight", Some("kg"), ColumnKind::Number),
            ("arm", None, ColumnKind::Text),
        ]
    );
}

#[test]
fn a_huge_design_is_not_laid_out() {
    let n = 1 << 40;
    let design = Design::new(
        vec![
            axis("dose", Values::Grid { from: 0.0, to: 1.0, n: 1 << 10 }),
            Block::LatinHypercube { ranges: cube(3), n },
        ],
        3,
    )
    .unwrap();
    assert_eq!(design.len(), 1 << 50);
    let point = numbers(&design, (1 << 50) - 1);
    assert_eq!(point[0], 1.0);
    assert!(point.iter().all(|x| (0.0..=1.0).contains(x)));
}

#[test]
fn more_than_65536_sobol_points_stay_balanced_and_distinct() {
    let n = 1u64 << 18;
    let design = Design::new(vec![Block::Sobol { ranges: cube(2), n }], 5).unwrap();
    let mut seen = vec![false; n as usize];
    for i in 0..n {
        let cell = (numbers(&design, i)[1] * n as f64) as usize;
        assert!(!std::mem::replace(&mut seen[cell], true), "cell {cell} twice");
    }
}

/// Scrambled points integrate a smooth function far better than random ones, and without bias.
#[test]
fn scrambled_sobol_integrates_a_smooth_function() {
    // The integral of the product of (1 + (x - 1/2) / d) over the unit cube is 1.
    let error = |n: u64, seed: u64| {
        let design = Design::new(vec![Block::Sobol { ranges: cube(8), n }], seed).unwrap();
        let f = |x: Vec<f64>| x.iter().zip(1..).map(|(x, d)| 1.0 + (x - 0.5) / f64::from(d)).product::<f64>();
        (0..n).map(|i| f(numbers(&design, i))).sum::<f64>() / n as f64 - 1.0
    };
    let rms = |n: u64| ((0..16).map(|seed| error(n, seed).powi(2)).sum::<f64>() / 16.0).sqrt();
    let (coarse, fine) = (rms(1 << 6), rms(1 << 12));
    // Random points would gain a factor of 8; smooth functions under Owen's scrambling up to 512.
    assert!(coarse / fine > 60.0, "{coarse} {fine}");
    let mean = (0..64).map(|seed| error(64, seed)).sum::<f64>() / 64.0;
    assert!(mean.abs() < coarse, "{mean} {coarse}");
}

#[test]
fn seeds_and_dimensions_differ() {
    for block in [|n| Block::LatinHypercube { ranges: cube(3), n }, |n| Block::Sobol { ranges: cube(3), n }] {
        let (a, b) = (Design::new(vec![block(64)], 1).unwrap(), Design::new(vec![block(64)], 2).unwrap());
        assert!((0..64).all(|i| numbers(&a, i) != numbers(&b, i)));
        let pairs: Vec<Vec<f64>> = (0..64).map(|i| numbers(&a, i)).collect();
        assert!(pairs.iter().all(|x| x[0] != x[1] && x[1] != x[2]));
        let r = correlation(&pairs);
        assert!(r.abs() < 0.35, "{r}");
    }
}

fn correlation(pairs: &[Vec<f64>]) -> f64 {
    // Each coordinate has mean 1/2 and variance 1/12.
    pairs.iter().map(|x| (x[0] - 0.5) * (x[1] - 0.5)).sum::<f64>() * 12.0 / pairs.len() as f64
}

#[test]
fn two_equal_blocks_are_sampled_apart() {
    let one =
        |name: &str| Block::LatinHypercube { ranges: vec![range(name, 0.0, 1.0, Scale::Linear)], n: 20 };
    let design = Design::new(vec![one("a"), one("b")], 1).unwrap();
    assert!((0..20).any(|i| numbers(&design, i * 21)[0] != numbers(&design, i * 21)[1]));
}

#[test]
fn logarithmic_ranges_spread_over_decades() {
    let ranges = vec![range("k", 1e-3, 1e3, Scale::Log)];
    let design = Design::new(vec![Block::LatinHypercube { ranges, n: 600 }], 9).unwrap();
    let mut decades = [0; 6];
    for i in 0..600 {
        decades[(numbers(&design, i)[0].log10() + 3.0).floor() as usize] += 1;
    }
    assert_eq!(decades, [100; 6]);
}

#[test]
fn all_problems_of_a_design_come_at_once() {
    let found = ids(vec![
        axis("a", Values::Numbers(vec![])),
        axis("b", Values::Grid { from: 2.0, to: 2.0, n: 3 }),
        axis("c", Values::LogGrid { from: 0.0, to: 1.0, n: 1 }),
        axis("b", Values::Texts(vec!["x".into(), " ".into()])),
        axis("d", Values::Numbers(vec![1.0, f64::NAN])),
        axis("", Values::Grid { from: f64::INFINITY, to: 1.0, n: 0 }),
        Block::Sobol { ranges: vec![range("e", -1.0, 1.0, Scale::Log)], n: 0 },
        Block::LatinHypercube { ranges: vec![], n: 5 },
    ]);
    let want = [
        &codes::EMPTY_LIST,
        &codes::EMPTY_RANGE,
        &codes::LOG_OF_ZERO,
        &codes::ONE_POINT,
        &codes::SAME_NAME,
        &codes::NO_NAME,
        &codes::NOT_FINITE,
        &codes::NO_NAME,
        &codes::NOT_FINITE,
        &codes::NO_POINTS,
        &codes::NO_POINTS,
        &codes::LOG_OF_ZERO,
        &codes::EMPTY_LIST,
    ];
    assert_eq!(found, want.map(|code| code.id));
}

#[test]
fn limits_are_errors() {
    assert_eq!(ids(vec![]), [codes::NO_POINTS.id]);
    let wide = Block::Sobol { ranges: cube(SOBOL_MAX_RANGES + 1), n: 4 };
    assert_eq!(ids(vec![wide]), [codes::TOO_MANY_RANGES.id]);
    let grid = |name: &str, n| axis(name, Values::Grid { from: 0.0, to: 1.0, n });
    assert_eq!(ids(vec![grid("a", 1 << 27), grid("b", (1 << 26) + 1)]), [codes::TOO_MANY_RUNS.id]);
    assert_eq!(ids(vec![grid("a", u64::MAX), grid("b", 3)]), [codes::TOO_MANY_RUNS.id]);
    let most = Design::new(vec![grid("a", 1 << 27), grid("b", 1 << 26)], 0).unwrap();
    assert_eq!(most.len(), MAX_RUNS);
    assert_eq!(numbers(&most, MAX_RUNS - 1), [1.0, 1.0]);
    let full = Design::new(vec![Block::Sobol { ranges: cube(SOBOL_MAX_RANGES), n: MAX_RUNS }], 0).unwrap();
    assert!(numbers(&full, MAX_RUNS - 1).iter().all(|x| (0.0..1.0).contains(x)));
}

proptest! {
    #[test]
    fn every_stratum_of_a_latin_hypercube_is_hit_once(n in 1u64..300, k in 1usize..5, seed: u64) {
        let design = Design::new(vec![Block::LatinHypercube { ranges: cube(k), n }], seed).unwrap();
        let mut hit = vec![vec![0; n as usize]; k];
        for i in 0..n {
            for (x, hit) in numbers(&design, i).into_iter().zip(&mut hit) {
                hit[(x * n as f64) as usize] += 1;
            }
        }
        prop_assert!(hit.iter().flatten().all(|count| *count == 1), "{:?}", hit);
    }

    /// Each of the 2^m dyadic intervals of every axis holds one of the first 2^m points, and each
    /// elementary box of the first two axes too (they form a (0, m, 2)-net).
    #[test]
    fn the_first_sobol_points_are_balanced(m in 0u32..9, k in 2usize..40, seed: u64) {
        let n = 1u64 << m;
        let design = Design::new(vec![Block::Sobol { ranges: cube(k), n: 1 << 12 }], seed).unwrap();
        let points: Vec<Vec<f64>> = (0..n).map(|i| numbers(&design, i)).collect();
        for d in 0..k {
            let mut cells: Vec<u64> = points.iter().map(|x| (x[d] * n as f64) as u64).collect();
            cells.sort_unstable();
            prop_assert_eq!(cells, (0..n).collect::<Vec<_>>(), "axis {}", d);
        }
        for a in 0..=m {
            let (rows, columns) = (1u64 << a, 1u64 << (m - a));
            let mut boxes: Vec<u64> = points
                .iter()
                .map(|x| (x[0] * rows as f64) as u64 * columns + (x[1] * columns as f64) as u64)
                .collect();
            boxes.sort_unstable();
            prop_assert_eq!(boxes, (0..n).collect::<Vec<_>>(), "{} x {} boxes", rows, columns);
        }
    }

    #[test]
    fn samples_stay_in_their_range(from in -1e6f64..1e6, width in 1e-3f64..1e9, seed: u64, i in 0u64..50) {
        let to = from + width;
        let mut ranges = vec![range("a", from, to, Scale::Linear)];
        if from > 0.0 {
            ranges.push(range("b", from, to, Scale::Log));
        }
        for block in [
            Block::LatinHypercube { ranges: ranges.clone(), n: 50 },
            Block::Sobol { ranges: ranges.clone(), n: 50 },
        ] {
            let design = Design::new(vec![block], seed).unwrap();
            prop_assert!(numbers(&design, i).iter().all(|x| (from..=to).contains(x)));
        }
    }

    #[test]
    fn points_do_not_depend_on_the_order_of_asking(seed: u64, picks in prop::collection::vec(0u64..600, 1..40)) {
        let blocks = || vec![
            axis("arm", Values::Texts(vec!["A".into(), "B".into()])),
            Block::LatinHypercube { ranges: cube(2), n: 20 },
            Block::Sobol { ranges: vec![range("k", 1.0, 9.0, Scale::Log)], n: 15 },
        ];
        let forward = Design::new(blocks(), seed).unwrap();
        let all: Vec<_> = (0..forward.len()).map(|i| forward.point(i).unwrap()).collect();
        let other = Design::new(blocks(), seed).unwrap();
        for i in picks {
            prop_assert_eq!(&other.point(i).unwrap(), &all[i as usize]);
        }
    }

    #[test]
    fn any_text_is_a_table_or_a_list_of_problems(text in "[a-c0-9,.#\"\n ;-]{0,80}") {
        match Points::from_csv(&text) {
            Ok(points) => {
                let problems = Design::new(vec![Block::Points(points)], 0).err().unwrap_or_default();
                // Two equal names are the one thing that only the design sees.
                prop_assert!(problems.iter().all(|p| p.code.id == codes::SAME_NAME.id), "{:?}", problems);
            }
            Err(problems) => prop_assert!(!problems.is_empty() && problems.iter().all(|p| p.help.is_some())),
        }
    }
}
