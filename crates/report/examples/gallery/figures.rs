//! The made-up figures of the gallery.

#[path = "outcomes.rs"]
mod outcomes;

use jakstat_report::*;

/// Name and figure of each kind, some twice.
pub fn all() -> Vec<(&'static str, Box<dyn Figure>)> {
    vec![
        ("time_course", Box::new(time_course())),
        ("time_course_panels", Box::new(panels())),
        ("time_course_log", Box::new(log_course())),
        ("dose_response", Box::new(dose_response())),
        ("heat_map", Box::new(heat_map(ColourScale::Viridis))),
        ("heat_map_cividis", Box::new(heat_map(ColourScale::Cividis))),
        ("target_plane", Box::new(target_plane())),
        ("trial", Box::new(outcomes::trial())),
        ("trade_off", Box::new(outcomes::trade_off())),
        ("observed_predicted", Box::new(outcomes::validation())),
    ]
}

fn provenance(scenario: &str) -> Provenance {
    Provenance {
        version: "jakstat 0.1.0".into(),
        command: format!("jakstat run {scenario}.toml --plot"),
        model_hash: "4f2a91c07be3d5aa".into(),
        scenario: scenario.into(),
        seed: Some(7),
        solver: "bdf, rtol 1e-6, atol 1e-9".into(),
        notes: Vec::new(),
    }
}

/// Concentration after repeated oral doses, one compartment; `t` in h.
fn exposure(t: f64, dose: f64, interval: f64, ka: f64, ke: f64) -> f64 {
    let count = (t / interval).floor().max(0.0) as i32;
    let one = |s: f64| dose * ka / (ka - ke) * ((-ke * s).exp() - (-ka * s).exp());
    (0..=count).map(|i| one(t - f64::from(i) * interval)).sum()
}

fn times(end: f64, n: usize) -> Vec<f64> {
    (0..=n).map(|i| end * i as f64 / n as f64).collect()
}

fn time_course() -> TimeCourse {
    let x = times(72.0, 720);
    let response = |ic50: f64, t: f64| 100.0 / (1.0 + exposure(t, 90.0, 12.0, 1.1, 0.25) / ic50);
    let series = |label: &str, ic50: f64| {
        let y: Vec<f64> = x.iter().map(|t| response(ic50, *t)).collect();
        let low = x.iter().map(|t| response(ic50 * 0.6, *t)).collect();
        let high = x.iter().map(|t| response(ic50 * 1.7, *t)).collect();
        Series { label: label.into(), x: x.clone(), y, band: Some(Band { low, high }), mark: Mark::Line }
    };
    let observed = Series {
        label: "pathway A".into(),
        x: vec![2.0, 6.0, 11.5, 26.0, 35.5, 50.0, 59.5],
        y: vec![14.0, 31.0, 71.0, 9.0, 66.0, 15.0, 58.0],
        band: None,
        mark: Mark::Points,
    };
    TimeCourse {
        caption: Caption::new(
            "Pathway A stays down all day, pathway C is spared",
            "5 mg every 12 h; median and 5–95 % of 500 virtual subjects; points: assay in whole blood",
        ),
        x: Axis::linear("time", "h"),
        panels: vec![Panel {
            title: String::new(),
            y: Axis::linear("phosphorylated S1", "% of baseline").with_range(0.0, 105.0),
            series: vec![
                series("pathway A", 12.0),
                series("pathway B", 45.0),
                series("pathway C", 400.0),
                observed,
            ],
        }],
        doses: vec![Doses {
            label: "dose (5 mg)".into(),
            times: (0..6).map(|i| f64::from(i) * 12.0).collect(),
        }],
        windows: vec![Window { label: "sampling".into(), from: 30.0, to: 34.0 }],
        provenance: provenance("twice_daily"),
    }
}

/// Plasma concentration of daily doses that end at day 56; `t` in d.
fn plasma(dose: f64, t: f64) -> f64 {
    let endless = |t: f64| exposure(t, dose, 1.0, 20.0, 4.0);
    if t < 56.0 { endless(t) } else { endless(t) - endless(t - 56.0) }
}

/// Something that builds up until day 56 and then goes.
fn slow(level: f64, t: f64) -> f64 {
    let at = level * (1.0 - (-t.min(56.0) / 14.0).exp());
    if t > 56.0 { at * (-(t - 56.0) / 9.0).exp() } else { at }
}

fn panels() -> TimeCourse {
    let x = times(84.0, 800);
    let line = |label: &str, f: &dyn Fn(f64) -> f64| Series {
        label: label.into(),
        x: x.clone(),
        y: x.iter().map(|t| f(*t)).collect(),
        ..Series::default()
    };
    TimeCourse {
        caption: Caption::new(
            "The outcome follows the signal by weeks and is lost after withdrawal",
            "Once daily for eight weeks, then four weeks without treatment",
        ),
        x: Axis::linear("time", "d"),
        panels: vec![
            Panel {
                title: "Exposure".into(),
                y: Axis::linear("plasma concentration", "nM"),
                series: vec![line("2 mg", &|t| plasma(40.0, t)), line("4 mg", &|t| plasma(80.0, t))],
            },
            Panel {
                title: "Signal".into(),
                y: Axis::linear("phosphorylated S1", "% of baseline"),
                series: vec![
                    line("2 mg", &|t| 100.0 / (1.0 + slow(1.0, t))),
                    line("4 mg", &|t| 100.0 / (1.0 + slow(2.6, t))),
                    line("placebo", &|t| 100.0 - 0.01 * t),
                ],
            },
            Panel {
                title: "Outcome".into(),
                y: Axis::linear("density", "cm⁻²"),
                series: vec![
                    line("2 mg", &|t| 30.0 + slow(35.0, (t - 14.0).max(0.0))),
                    line("4 mg", &|t| 30.0 + slow(62.0, (t - 12.0).max(0.0))),
                    line("placebo", &|_| 30.0),
                ],
            },
        ],
        doses: vec![Doses { label: "daily dose".into(), times: (0..56).map(f64::from).collect() }],
        windows: vec![Window { label: "treatment".into(), from: 0.0, to: 56.0 }],
        provenance: provenance("withdrawal"),
    }
}

fn log_course() -> TimeCourse {
    let x = times(48.0, 300);
    let names = ["compound A", "compound B", "compound C, slow release", "compound D", "compound E"];
    let series = names.iter().enumerate().map(|(i, name)| {
        let k = 0.12 + 0.07 * i as f64;
        let y = x.iter().map(|t| 300.0 * (-k * t).exp() + 0.02 / (1.0 + i as f64)).collect();
        Series { label: (*name).into(), x: x.clone(), y, ..Series::default() }
    });
    TimeCourse {
        caption: Caption::new("Only compound A lasts for a day above its IC90", ""),
        x: Axis::linear("time after dose", "h"),
        panels: vec![Panel {
            title: String::new(),
            y: Axis::log("free concentration", "nM"),
            series: series.collect(),
        }],
        doses: vec![Doses { label: "dose".into(), times: vec![0.0] }],
        windows: Vec::new(),
        provenance: provenance("single_dose"),
    }
}

fn dose_response() -> DoseResponse {
    let x: Vec<f64> = (0..=120).map(|i| 10f64.powf(-1.0 + f64::from(i) * 5.0 / 120.0)).collect();
    let hill = |c: f64, ic50: f64, n: f64, top: f64| top / (1.0 + (ic50 / c).powf(n));
    let curve = |label: &str, ic50: f64, n: f64, top: f64, clinical: &[(&str, f64)]| Curve {
        label: label.into(),
        x: x.clone(),
        y: x.iter().map(|c| hill(*c, ic50, n, top)).collect(),
        points: (0..9)
            .map(|i| 10f64.powf(-0.5 + 0.5 * f64::from(i)))
            .map(|c| [c, hill(c, ic50, n, top) + 2.5 * (c.ln() * 3.0).sin()])
            .collect(),
        half: Some(Half { name: "IC50".into(), value: ic50 }),
        clinical: clinical.iter().map(|(l, x)| Exposure { label: (*l).into(), x: *x }).collect(),
    };
    DoseResponse {
        caption: Caption::new(
            "At clinical exposure kinase 1 is blocked, kinase 2 only half",
            "Inhibition in the cell model; large markers: mean free concentration at clinical doses",
        ),
        x: Axis::log("free concentration", "nM"),
        y: Axis::linear("inhibition of phosphorylation", "%").with_range(-5.0, 105.0),
        curves: vec![
            curve("kinase 1", 5.9, 1.0, 100.0, &[("2 mg", 21.0), ("4 mg", 42.0)]),
            curve("kinase 2", 38.0, 1.1, 98.0, &[("2 mg", 21.0), ("4 mg", 42.0)]),
            curve("kinase 3", 787.0, 1.4, 95.0, &[]),
            curve("kinase 4, in whole blood", 53.0, 0.8, 92.0, &[]),
        ],
        provenance: provenance("potency"),
    }
}

fn heat_map(colours: ColourScale) -> HeatMap {
    let xs: Vec<f64> = (0..25).map(|i| 10f64.powf(f64::from(i) / 8.0)).collect();
    let ys: Vec<f64> = (0..21).map(|i| f64::from(i) * 1.2).collect();
    let value =
        |x: f64, y: f64| 100.0 / (1.0 + (30.0 / x) * (1.0 + (y / 9.0).powi(2))) + 2.0 * (y * 0.7).sin();
    let values = ys
        .iter()
        .map(|y| {
            let cell = |x: &f64| (*x < 560.0 || *y < 19.0).then(|| value(*x, *y));
            xs.iter().map(cell).collect()
        })
        .collect();
    HeatMap {
        caption: Caption::new(
            "Twice the dose makes up for a doubled ligand, not for more",
            "Inhibition at steady state, 25 × 21 runs",
        ),
        x: Axis::log("free concentration", "nM"),
        y: Axis::linear("ligand", "ng/mL"),
        value: Axis::linear("inhibition of phosphorylated S1", "%"),
        xs,
        ys,
        values,
        missing: "run failed".into(),
        contours: vec![20.0, 50.0, 80.0],
        colours,
        provenance: provenance("grid"),
    }
}

fn target_plane() -> TargetPlane {
    let compound = |label: &str, on: f64, off: f64, doses: &[(&str, f64)]| {
        let at = |c: f64| [100.0 * c / (c + on), 100.0 * c / (c + off)];
        Compound {
            label: label.into(),
            trace: (0..=16).map(|i| at(10f64.powf(-1.0 + f64::from(i) / 4.0))).collect(),
            clinical: doses
                .iter()
                .map(|(l, c)| ClinicalDose { label: (*l).into(), on: at(*c)[0], off: at(*c)[1] })
                .collect(),
        }
    };
    TargetPlane {
        caption: Caption::new(
            "Compounds D and F reach the target and spare the off-target",
            "Mean inhibition over a day at steady state, by total daily dose",
        ),
        on_target: "inhibition of target 1".into(),
        off_target: "inhibition of target 2".into(),
        range: None,
        compounds: vec![
            compound("A", 5.9, 5.7, &[("2 mg", 11.0), ("4 mg", 22.0)]),
            compound("B", 3.2, 4.1, &[("5 mg", 9.0), ("10 mg", 18.0)]),
            compound("C", 43.0, 200.0, &[("15 mg", 90.0), ("30 mg", 180.0)]),
            compound("D", 0.02 * 50.0, 50.0, &[("15 mg", 4.5)]),
            compound("E", 10.0, 28.0, &[("100 mg", 40.0), ("200 mg", 80.0)]),
            compound("F", 33.0, 2600.0, &[("50 mg", 220.0)]),
        ],
        corner: Some(Corner {
            label: "≥ 80 % on target, ≤ 30 % off target".into(),
            on_from: 80.0,
            off_to: 30.0,
        }),
        provenance: provenance("all_compounds"),
    }
}
