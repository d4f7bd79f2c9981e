//! Candidates and their numbers.

use jakstat_study::population::{Distribution, Population};

use super::bench::*;

pub const TWO: &str = "\
title = \"two\"
[[parameter]]
id = \"gain\"
unit = \"1\"
distribution = { kind = \"lognormal\", median = 66.0, sd = 0.5 }
status = \"fitted\"
source = \"somewhere\"
[[parameter]]
id = \"lost\"
distribution = { kind = \"logit_normal\", median = 0.3, sd = 0.8 }
status = \"assumed\"
source = \"nowhere\"
note = \"a guess\"
[[correlation]]
between = [\"gain\", \"lost\"]
value = 0.62
status = \"read\"
source = \"somewhere\"
";

fn parameter(id: &str, distribution: &str) -> String {
    format!(
        "[[parameter]]\nid = \"{id}\"\ndistribution = {{ {distribution} }}\nstatus = \"read\"\nsource = \"s\"\n"
    )
}

fn correlation(a: &str, b: &str, value: f64) -> String {
    format!(
        "[[correlation]]\nbetween = [\"{a}\", \"{b}\"]\nvalue = {value}\nstatus = \"read\"\nsource = \"s\"\n"
    )
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

fn correlated(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, sa), (mb, sb)) = (moments(a), moments(b));
    let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    sum / (a.len() as f64 - 1.0) / sa / sb
}

#[test]
fn four_thousand_patients_have_the_moments_that_were_given() {
    let text = format!(
        "title = \"all kinds\"\n{}{}{}{}{}{}{}",
        parameter("a", "kind = \"lognormal\", median = 66.0, sd = 0.67"),
        parameter("b", "kind = \"normal\", mean = -3, sd = 2"),
        parameter("c", "kind = \"logit_normal\", median = 0.3, sd = 0.8"),
        parameter("d", "kind = \"uniform\", from = 2, to = 5"),
        parameter("e", "kind = \"quantiles\", at = [0, 0.5, 1], values = [0.5, 0.95, 1.0]"),
        correlation("a", "b", 0.62),
        correlation("c", "d", -0.4),
    );
    let candidates = Population::read(&text).unwrap().candidates(5).unwrap();
    let drawn: Vec<Vec<f64>> = (0..4000).map(|i| candidates.values(i)).collect();
    let scores: Vec<Vec<f64>> = (0..4000).map(|i| candidates.scores(i)).collect();
    let column = |i: usize| -> Vec<f64> { drawn.iter().map(|v| v[i]).collect() };
    let score = |i: usize| -> Vec<f64> { scores.iter().map(|v| v[i]).collect() };
    let near = |found: (f64, f64), expected: (f64, f64), within: f64| {
        assert!((found.0 - expected.0).abs() < within && (found.1 - expected.1).abs() < within, "{found:?}");
    };
    near(moments(&column(0).iter().map(|x| x.ln()).collect::<Vec<_>>()), (66f64.ln(), 0.67), 0.01);
    near(moments(&column(1)), (-3.0, 2.0), 0.03);
    near(
        moments(&column(2).iter().map(|x| (x / (1.0 - x)).ln()).collect::<Vec<_>>()),
        ((0.3f64 / 0.7).ln(), 0.8),
        0.015,
    );
    near(moments(&column(3)), (3.5, 3.0 / 12f64.sqrt()), 0.02);
    // Of the two straight pieces: mean 0.85, mean square 0.746667
    near(moments(&column(4)), (0.85, (0.746_666_667f64 - 0.85 * 0.85).sqrt()), 0.005);
    for (i, j, expected) in [(0, 1, 0.62), (2, 3, -0.4), (0, 2, 0.0), (1, 4, 0.0)] {
        let found = correlated(&score(i), &score(j));
        assert!((found - expected).abs() < 0.015, "{i} {j}: {found}");
    }
}

#[test]
fn a_patient_does_not_depend_on_how_many_there_are() {
    let files = with_population(decay(), TWO);
    let (few, many) = (sweep(&study(&trial(3)), &files), sweep(&study(&trial(40)), &files));
    assert_eq!(few.compute(0..3), many.compute(0..3));
    let row = texts(&many, &many.compute(2..3)[0]);
    assert_eq!(row["patient"], "Integer(3)");
    // The file is drawn by the seed of the study alone, so it can be drawn again elsewhere.
    let candidates = Population::read(TWO).unwrap().candidates(5).unwrap();
    assert_eq!(row["gain"], format!("Number({:?})", candidates.values(2)[0]));
    assert_ne!(Population::read(TWO).unwrap().candidates(6).unwrap().values(2), candidates.values(2));
}

#[test]
fn rows_have_the_patients_parameters_and_the_same_bits_on_any_threads() {
    let files = with_population(decay(), TWO);
    let arms = "[[axis]]\nname = \"k\"\nunit = \"1/h\"\nvalues = [0.1, 0.2]\n";
    let sweep = sweep(&study(&format!("{arms}{}", trial(50))), &files);
    let rows = sweep.rows_in_memory(Some(1)).unwrap();
    assert_eq!(rows, sweep.rows_in_memory(Some(2)).unwrap());
    assert_eq!(rows.len(), 100);
    let [gain, lost, score, end] =
        ["gain", "lost", "score", "S_end"].map(|name| numbers(&sweep, &rows, name));
    for i in 0..100 {
        assert!((score[i] - gain[i] * (1.0 - lost[i])).abs() < 1e-9);
        let k = if i < 50 { 0.1 } else { 0.2 };
        assert!((end[i] - 100.0 * (-10.0f64 * k).exp()).abs() < 1e-3, "{i}: {}", end[i]);
        // Every arm has the same patients.
        assert_eq!(gain[i], gain[i % 50]);
    }
    assert!(sweep.rows_in_memory(Some(0)).is_err());
}

#[test]
fn more_parameters_than_sobol_has_dimensions_are_hashed() {
    let many: String =
        (0..130).map(|i| parameter(&format!("p{i}"), "kind = \"normal\", mean = 0, sd = 1")).collect();
    let candidates = Population::read(&format!("title = \"many\"\n{many}")).unwrap().candidates(1).unwrap();
    let all: Vec<f64> = (0..200).flat_map(|i| candidates.values(i)).collect();
    let (mean, sd) = moments(&all);
    assert!(mean.abs() < 0.02 && (sd - 1.0).abs() < 0.02, "{mean} {sd}");
}

#[test]
fn numbers_are_set_by_path() {
    let mut population = Population::read(TWO).unwrap();
    assert_eq!(population.paths(), ["gain.median", "gain.sd", "lost.median", "lost.sd", "gain.lost"]);
    for (path, value) in [("gain.median", 70.0), ("lost.sd", 1.5), ("lost.gain", -0.2)] {
        population.set(path, value).unwrap();
        assert_eq!(population.get(path), Some(value));
    }
    assert_eq!(population.get("gain.lost"), Some(-0.2));
    assert_eq!(population.parameters[0].distribution, Distribution::LogNormal { median: 70.0, sd: 0.5 });
    let problem = population.set("gain.mean", 1.0).unwrap_err();
    assert_eq!(problem.code.id, "Y086");
    assert!(problem.help.unwrap().contains("gain.median, gain.sd, lost.median, lost.sd, gain.lost"));
    assert_eq!(population.set("gain.sd", f64::NAN).unwrap_err().code.id, "Y086");
    // What does not fit together is told when candidates are drawn.
    population.set("gain.sd", -1.0).unwrap();
    assert_eq!(population.candidates(1).unwrap_err()[0].code.id, "Y081");
}

#[test]
fn a_planned_study_takes_other_numbers_and_only_these() {
    let files = with_population(decay(), TWO);
    let mut planned = sweep(&study(&trial(20)), &files);
    let mut population = Population::read(TWO).unwrap();
    population.set("gain.median", 10.0).unwrap();
    planned.set_population("p.toml", &population).unwrap();
    let mut others = files.clone();
    others.populations.get_mut("p.toml").unwrap().population = population.clone();
    assert_eq!(planned.compute(0..20), sweep(&study(&trial(20)), &others).compute(0..20));
    assert_eq!(planned.set_population("q.toml", &population).unwrap_err()[0].code.id, "Y080");
    population.parameters[0].id = "k".into();
    assert_eq!(planned.set_population("p.toml", &population).unwrap_err()[0].code.id, "Y080");
}

#[test]
fn impossible_populations_are_refused_at_their_place() {
    let normal = "kind = \"normal\", mean = 0, sd = 1";
    let three = || -> String { ["a", "b", "c"].map(|id| parameter(id, normal)).concat() };
    let cases: Vec<(String, &str, &str)> = vec![
        (parameter("a", "kind = \"normal\", mean = 0, sd = 0"), "Y081", "`sd` is 0"),
        (parameter("a", "kind = \"lognormal\", median = 0, sd = 1"), "Y081", "`median` is 0"),
        (parameter("a", "kind = \"logit_normal\", median = 1, sd = 1"), "Y081", "`median` is 1"),
        (parameter("a", "kind = \"uniform\", from = 2, to = 2"), "Y081", "from 2 to 2"),
        (
            parameter("a", "kind = \"quantiles\", at = [0, 0.5, 1], values = [1, 3, 2]"),
            "Y081",
            "not ascending: 2 comes after 3",
        ),
        (
            parameter("a", "kind = \"quantiles\", at = [0, 0.5, 0.5, 1], values = [1, 2, 3, 4]"),
            "Y081",
            "`at` is not ascending",
        ),
        (parameter("a", "kind = \"quantiles\", at = [0.1, 1], values = [1, 2]"), "Y081", "from 0 to 1"),
        (
            parameter("a", "kind = \"quantiles\", at = [0, 1], values = [1, 2, 3]"),
            "Y081",
            "2 numbers and `values` 3",
        ),
        (parameter("a", "kind = \"normal\", mean = nan, sd = 1"), "Y081", "`mean` is NaN"),
        (format!("{}{}", parameter("a", normal), parameter("a", normal)), "Y080", "`a` is there twice"),
        (parameter("compound", normal), "Y080", "`compound` is no number"),
        (format!("{}{}", three(), correlation("a", "b", 1.0)), "Y082", "is 1"),
        (format!("{}{}", three(), correlation("a", "z", 0.5)), "Y082", "`z`"),
        (format!("{}{}", three(), correlation("a", "a", 0.5)), "Y082", "with itself"),
        (
            format!("{}{}{}", three(), correlation("a", "b", 0.5), correlation("b", "a", 0.5)),
            "Y082",
            "there twice",
        ),
        (
            format!(
                "{}{}{}{}",
                three(),
                correlation("a", "b", 0.9),
                correlation("b", "c", 0.9),
                correlation("a", "c", -0.9)
            ),
            "Y082",
            "the eigenvalue -8.000e-1; it comes from `a` and `b` (0.9), `b` and `c` (0.9), `a` and `c` (-0.9)",
        ),
        (
            format!("{}{}{}", parameter("a", normal), parameter("sd", normal), correlation("a", "sd", 0.5)),
            "Y080",
            "`a.sd`",
        ),
        (
            format!("{}[screen]\nscenario = \"s\"\nkeep = [{{ outcome = \"x\" }}]\n", three()),
            "Y083",
            "no bound",
        ),
        (format!("{}[screen]\nscenario = \"s\"\nkeep = []\n", three()), "Y083", "no criterion"),
        (
            format!(
                "{}[screen]\nscenario = \"s\"\nkeep = [{{ outcome = \"x\", at_least = 2, at_most = 1 }}]\n",
                three()
            ),
            "Y083",
            "nobody can satisfy `x from 2 to 1`",
        ),
    ];
    for (text, code, words) in cases {
        let problems = Population::read(&format!("title = \"t\"\n{text}")).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}\n{problems:?}");
        assert_eq!(problems[0].code.id, code, "{text}\n{problems:?}");
        assert!(problems[0].message.contains(words), "{:?}", problems[0].message);
        assert!(problems[0].help.is_some(), "{problems:?}");
    }
}

#[test]
fn all_problems_of_a_file_come_at_once_with_places() {
    let text = TWO
        .replace("status = \"read\"", "status = \"heard\"")
        .replace("sd = 0.5", "ds = 0.5")
        .replace("source = \"nowhere\"", "source = \" \"");
    let problems = Population::read(&text).unwrap_err();
    let messages: Vec<&str> = problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(problems.len(), 4, "{messages:?}");
    assert!(messages[0].contains("`ds`") || messages[1].contains("`ds`"), "{messages:?}");
    assert!(
        messages.iter().any(|m| m.contains("`heard`")) && messages.iter().any(|m| m.contains("no source"))
    );
    assert!(problems.iter().all(|p| p.place.is_some()));
}

#[test]
fn a_population_must_fit_the_study() {
    let files = with_population(
        decay(),
        &TWO.replace("id = \"lost\"", "id = \"loss\"").replace("\"lost\"]", "\"loss\"]"),
    );
    assert!(refused(&study(&trial(3)), &files)[0].message.contains("no scenario has `loss`"));
    let files = with_population(decay(), &TWO.replace("unit = \"1\"", "unit = \"nM\""));
    assert!(refused(&study(&trial(3)), &files)[0].message.contains("axis `gain` is in nM"));
    let files = with_population(decay(), TWO);
    let twice = format!("{}[[axis]]\nname = \"gain\"\nvalues = [1.0]\n", trial(3));
    assert_eq!(refused(&study(&twice), &files)[0].code.id, "Y004");
    assert!(refused(&study(&trial(3)), &decay())[0].message.contains("`p.toml` was not read"));
    let text = "title = \"t\"\nscenarios = [\"s\"]\n[[axis]]\npopulation = \"p.toml\"\n";
    assert!(
        jakstat_study::sweep::Study::read(text).unwrap_err()[0].message.contains("`patients` is missing")
    );
}
