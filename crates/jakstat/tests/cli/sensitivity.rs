//! Sobol indices from the command line.

use super::bench::Bench;

const MODEL: &str = "\
compartment c = 1
species S in c
v1: S -> ; c*k*S
S = 100; k = 0.1; gain = 50; score := gain*k
";

const SCENARIO: &str = "\
title = \"decay\"
model = \"model.ant\"
time = { end = 10 }
outcome = [
    { name = \"S_end\", of = \"S\", kind = \"value\", at = 10 },
    { name = \"score\", of = \"score\", kind = \"value\", at = 0 },
]
";

const STUDY: &str = "\
title = \"what matters\"
scenarios = [\"scenario.toml\"]
[[axis]]
points = 128
sobol_indices = [
    { name = \"k\", from = 0.01, to = 1, scale = \"log\" },
    { name = \"gain\", from = 20, to = 80 },
]
[[sensitivity]]
of = [\"S_end\", \"ln(score)\", \"k - k\"]
";

fn table(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_study_prints_and_writes_its_sensitivities() {
    let bench = Bench::with(&[("model.ant", MODEL), ("scenario.toml", SCENARIO), ("study.toml", STUDY)]);
    let said = bench.say("study study.toml -o out -j 1");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("what matters: 512 runs, 0 failed"), "{}", said.out);
    assert!(said.out.contains("Sobol indices") && said.out.contains("out/sensitivity.csv"), "{}", said.out);
    let text = bench.read("out/sensitivity.csv");
    let second_line = |text: &str| text.lines().nth(1).map(str::to_owned);
    assert_eq!(second_line(&text), second_line(&bench.read("out/runs.csv")));
    let rows = table(&text);
    let column = |name: &str| rows[0].iter().position(|n| n == name).unwrap();
    let cell = |row: usize, name: &str| rows[row][column(name)].clone();
    let of: Vec<(String, String)> = (1..7).map(|row| (cell(row, "of"), cell(row, "parameter"))).collect();
    let names: Vec<String> = of[..4].iter().map(|(of, parameter)| format!("{of} {parameter}")).collect();
    assert_eq!(names, ["S_end k", "S_end gain", "ln(score) k", "ln(score) gain"]);
    let number = |row: usize, name: &str| cell(row, name).parse::<f64>().unwrap();
    assert!((number(1, "total") - 1.0).abs() < 0.1 && number(2, "total") == 0.0, "{rows:?}");
    // ln k is uniform over ln 100; the variance of ln gain from 20 to 80 is 0.14413.
    let of_k = 100f64.ln().powi(2) / 12.0;
    let share = of_k / (of_k + 0.144_13);
    assert!((number(3, "first") - share).abs() < 0.1, "{share} {rows:?}");
    assert!((number(4, "total") - (1.0 - share)).abs() < 0.02, "{share} {rows:?}");
    assert!(number(3, "first_low") < share && share < number(3, "first_high"), "{share} {rows:?}");
    assert_eq!((cell(5, "total"), cell(5, "base_rows")), (String::new(), "128".into()));
    assert!(cell(5, "reason").starts_with("the value is the same"), "{rows:?}");

    assert_eq!(bench.say("study study.toml -o two -j 2").code, 0);
    assert_eq!(text, bench.read("two/sensitivity.csv"));

    // Another outcome needs no other runs.
    let other = STUDY.replace("ln(score)", "score");
    std::fs::write(bench.path().join("study.toml"), other).unwrap();
    let said = bench.say("plot study.toml -o out");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(table(&bench.read("out/sensitivity.csv"))[3][0], "score");
}
