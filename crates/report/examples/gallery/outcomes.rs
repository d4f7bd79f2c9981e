//! The made-up figures of trials and validations.

use jakstat_report::*;

use super::provenance;

const ARMS: [(&str, f64); 5] =
    [("placebo", 1.5), ("A 10 mg", 4.0), ("A 30 mg", 14.0), ("A 50 mg", 23.0), ("A 200/50 mg", 31.0)];
const WEEKS: [f64; 8] = [4.0, 8.0, 12.0, 18.0, 24.0, 34.0, 40.0, 48.0];

/// A share in % that rises over weeks, and Wilson-like ends around it.
fn share(most: f64, week: f64) -> [f64; 3] {
    let value = most * (1.0 - (-week / 16.0).exp()).powi(2);
    let half = 1.2 + 0.9 * value.sqrt();
    [value, f64::max(0.0, value - half), value + half]
}

/// Lines with bands through the weeks of a trial, and observed dots beside each other.
pub fn trial() -> TimeCourse {
    let mut series = Vec::new();
    for (i, (arm, most)) in ARMS.iter().enumerate() {
        let points = WEEKS.map(|week| share(*most, week));
        let band = Band { low: points.map(|p| p[1]).to_vec(), high: points.map(|p| p[2]).to_vec() };
        let y = points.map(|p| p[0]).to_vec();
        series.push(Series {
            label: (*arm).into(),
            x: WEEKS.to_vec(),
            y,
            band: Some(band),
            mark: Mark::Line,
        });
        let seen = WEEKS.map(|week| share(*most, week)[0] * (1.0 + 0.25 * (week + i as f64).sin()));
        let bars = Band {
            low: seen.map(|y| f64::max(0.0, y - 2.0 - 0.2 * y)).to_vec(),
            high: seen.map(|y| y + 3.0 + 0.2 * y).to_vec(),
        };
        let dots = Series { label: (*arm).into(), x: WEEKS.to_vec(), y: seen.to_vec(), ..Series::default() };
        series.push(Series { band: Some(bars), mark: Mark::Points, ..dots });
    }
    TimeCourse {
        caption: Caption::new(
            "Responders of five arms over 48 weeks",
            "Lines: 500 virtual patients with 95 % interval of the share; dots: observed, with 95 % interval",
        ),
        x: Axis::linear("time", "weeks"),
        panels: vec![Panel { title: String::new(), y: Axis::linear("score of 20 or less", "%"), series }],
        provenance: provenance("trial"),
        ..TimeCourse::default()
    }
}

/// Benefit against harm by rising dose.
pub fn trade_off() -> TradeOff {
    let path = |label: &str, harm: f64| {
        let point = |dose: f64| {
            let effect = dose / (dose + 4.0);
            let (x, y) = (80.0 * effect.powi(2), harm * effect);
            let ends = |v: f64, h: f64| Some([v - h, v + h]);
            Outcome { label: format!("{dose}"), x, y, x_interval: ends(x, 3.0), y_interval: ends(y, 0.08) }
        };
        Path { label: label.into(), points: [0.5, 1.0, 2.0, 4.0, 8.0, 16.0].map(point).to_vec() }
    };
    TradeOff {
        caption: Caption::new(
            "A selective compound costs less for the same gain",
            "24 weeks, 300 virtual patients",
        ),
        x: Axis::linear("score regained", "%"),
        y: Axis::linear("marker lost", "g/dL"),
        order: "dose (mg)".into(),
        paths: vec![path("A", 2.4), path("B", 1.4), path("ideal", 0.25)],
        provenance: provenance("trade-off"),
    }
}

/// Two topics by ratio and difference, one of them in two units.
pub fn validation() -> ObservedPredicted {
    let potencies = (0..18).map(|i| {
        let observed = 3.0 * 1.35f64.powi(i);
        let predicted = observed * (1.1 * (f64::from(i) * 1.7).sin()).exp();
        row(
            &format!("compound {i}, S1"),
            "nM",
            [observed, observed / 2.0, observed * 2.0],
            predicted,
            i % 3 == 0,
        )
    });
    let shares = (0..40).map(|i| {
        let observed = 40.0 * (0.5 + 0.5 * (f64::from(i) * 0.9).sin());
        let predicted = observed + 7.0 * (f64::from(i) * 2.3).cos();
        let ends = [observed, (observed - 6.0).max(0.0), observed + 6.0];
        row(&format!("arm {}, week {}", i % 5, 4 + i / 5 * 4), "percent", ends, predicted, i % 5 == 0)
    });
    let changes = (0..12).map(|i| {
        let observed = -4.0 * f64::from(i);
        row(
            &format!("arm {i}, change"),
            "points",
            [observed, observed - 5.0, observed + 5.0],
            observed + 3.0,
            false,
        )
    });
    observed_predicted(
        Caption::new("Observed against predicted", "Every number of the validation that has a prediction"),
        vec![
            PredictedTopic { title: "Potency in cells".into(), fold: true, rows: potencies.collect() },
            PredictedTopic {
                title: "Trials of five arms".into(),
                fold: false,
                rows: shares.chain(changes).collect(),
            },
        ],
        provenance("validation"),
    )
}

fn row(
    label: &str,
    unit: &str,
    [observed, low, high]: [f64; 3],
    predicted: f64,
    fitted: bool,
) -> PredictedRow {
    let (low, high) = (Some(low), Some(high));
    PredictedRow { label: label.into(), unit: unit.into(), observed, low, high, predicted, fitted }
}
