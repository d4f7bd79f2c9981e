//! Virtual trials from the command line: populations, arms, summaries, and one patient again.

use super::bench::{Bench, numbers};

const MODEL: &str = "\
unit substance = 1e-9 mole; unit volume = litre; unit time_unit = 3600 second; unit per_hour = 1/(3600 second)
compartment c = 1
species S in c
v1: S -> ; c*k*S
S = 100; k = 0.1
k has per_hour
gain = 50; score := gain*k
gain has dimensionless
";

const SCENARIO: &str = "\
title = \"decay\"
model = \"model.ant\"
time = { end = \"10 h\" }
treatment = [{ compound = \"one\", regimen = \"10 mg QD\" }]
save = [\"S\", \"one_CL\"]
outcome = [
    { name = \"S_end\", of = \"S\", kind = \"value\", at = \"10 h\" },
    { name = \"score\", of = \"score\", kind = \"value\", at = 0 },
]
";

const SCREENING: &str = "\
model = \"../model.ant\"
time = { end = \"1 h\" }
outcome = [{ name = \"k_now\", of = \"k\", kind = \"value\", at = 0 }]
";

const COMPOUND: &str = "\
id = \"one\"
name = \"one\"
molecular_weight = { value = 400, unit = \"g/mol\", status = \"assumed\", note = \"test\" }
fraction_unbound = { value = 0.5, unit = \"1\", status = \"assumed\", note = \"test\" }
[[potency]]
kinase = \"kinase1\"
ic50 = { value = 100, unit = \"nM\", status = \"assumed\", note = \"test\" }
[pharmacokinetics]
absorption_rate = { value = 1.2, unit = \"1/h\", status = \"assumed\", note = \"test\" }
clearance = { value = 6, unit = \"L/h\", status = \"assumed\", note = \"test\" }
central_volume = { value = 30, unit = \"L\", status = \"assumed\", note = \"test\" }
";

const KINASES: &str = "\
[cell]
atp = { value = 5, unit = \"mM\", status = \"assumed\", note = \"test\" }
[[kinase]]
id = \"kinase1\"
atp_km = { value = 50, unit = \"uM\", status = \"assumed\", note = \"test\" }
";

const POPULATION: &str = "\
title = \"everybody\"
[[parameter]]
id = \"k\"
unit = \"1/d\"
distribution = { kind = \"lognormal\", median = 2.4, sd = 0.3 }
status = \"assumed\"
source = \"nowhere\"
[[parameter]]
id = \"compound.CL\"
distribution = { kind = \"lognormal\", median = 1, sd = 0.4 }
status = \"assumed\"
source = \"nowhere\"
[[correlation]]
between = [\"k\", \"compound.CL\"]
value = 0.5
status = \"assumed\"
source = \"nowhere\"
[screen]
scenario = \"screening.toml\"
keep = [{ outcome = \"k_now\", at_most = 0.11 }]
";

const STUDY: &str = "\
title = \"trial\"
seed = 3
scenarios = [\"scenario.toml\"]
[[axis]]
table = \"arms.csv\"
[[axis]]
population = \"who/population.toml\"
patients = 20
[[summary]]
name = \"low\"
statistic = \"share\"
of = \"S_end < 40\"
by = [\"arm\"]
[[summary]]
name = \"mean end\"
statistic = \"mean\"
of = \"S_end\"
by = [\"arm\"]
";

fn bench() -> Bench {
    Bench::with(&[
        ("model.ant", MODEL),
        ("scenario.toml", SCENARIO),
        ("study.toml", STUDY),
        ("arms.csv", "arm,dose_factor\nplacebo,0\nactive,1\n"),
        ("who/population.toml", POPULATION),
        ("who/screening.toml", SCREENING),
        ("compounds/one.toml", COMPOUND),
        ("kinases.toml", KINASES),
        ("targets.toml", "source = \"test\"\n[[target]]\nkinase = \"kinase1\"\nreactions = [\"v1\"]\n"),
    ])
}

/// The lines of a table after its comments, each as its fields.
fn table(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_trial_writes_and_prints_its_summary() {
    let bench = bench();
    let said = bench.say("study study.toml -o out -j 1");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("20 of ") && said.err.contains("k_now at most 0.11 excluded "), "{}", said.err);
    assert!(
        said.out.contains("trial: 40 runs, 0 failed") && said.out.contains("out/summary.csv"),
        "{}",
        said.out
    );
    assert!(said.out.contains("mean end") && said.out.contains("placebo"), "{}", said.out);
    let written = table(&bench.read("out/summary.csv"));
    assert_eq!(written[0].join(","), "summary,arm,value,low,high,unit,n,missing,failed");
    let heads: Vec<&str> = written[1..].iter().map(|r| r[0].as_str()).collect();
    assert_eq!(heads, ["low", "low", "mean end", "mean end"]);
    let runs = bench.read("out/runs.csv");
    let second_line = |text: &str| text.lines().nth(1).map(str::to_owned);
    assert_eq!(second_line(&runs), second_line(&bench.read("out/summary.csv")));
    // Row by row: the placebo arm is 100 exp(-10 k), so its mean can be had from the patients' k.
    let rows = table(&runs);
    let column = |name: &str| rows[0].iter().position(|n| n == name).unwrap();
    let (arm, k) = (column("arm"), column("k"));
    let placebo = rows[1..].iter().filter(|r| r[arm] == "placebo");
    let ends: Vec<f64> =
        placebo.map(|r| 100.0 * (-10.0 / 24.0 * r[k].parse::<f64>().unwrap()).exp()).collect();
    let mean = ends.iter().sum::<f64>() / 20.0;
    let found: f64 = written[3][2].parse().unwrap();
    assert!(written[3][1] == "placebo" && (found - mean).abs() < 1e-3, "{found} {mean}");

    let again = bench.say("study study.toml -o two -j 2");
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(bench.read("out/runs.csv") == bench.read("two/runs.csv"), "1 and 2 threads differ");
    assert_eq!(bench.read("out/summary.csv"), bench.read("two/summary.csv"));

    // A finished study is summed up otherwise without running it again.
    let other = STUDY.replace("S_end < 40", "S_end < 1e6");
    std::fs::write(bench.path().join("study.toml"), other).unwrap();
    let said = bench.say("plot study.toml -o out");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(table(&bench.read("out/summary.csv"))[1][2], "100.0");
    assert!(said.out.starts_with("summary"), "{}", said.out);
}

#[test]
fn one_patient_is_run_again() {
    let bench = bench();
    assert_eq!(bench.say("study study.toml -o out").code, 0);
    let rows = table(&bench.read("out/runs.csv"));
    let column = |name: &str| rows[0].iter().position(|n| n == name).unwrap();
    let last = &rows[rows.len() - 1];
    let (patient, end) = (&last[column("patient")], last[column("S_end")].parse::<f64>().unwrap());
    assert_eq!(last[column("arm")], "active");
    let base = format!("run scenario.toml --population who/population.toml --patient {patient} --seed 3");
    let said = bench.say(&format!("{base} --csv -"));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains(&format!("patient {patient} of who/population.toml, seed 3")), "{}", said.err);
    let (names, courses) = numbers(&said.out);
    assert_eq!(names, ["time", "S", "one_CL"]);
    assert!((courses.last().unwrap()[1] - end).abs() < 1e-6 * end, "{courses:?} {end}");
    let factor: f64 = last[column("compound.CL")].parse().unwrap();
    assert!((courses[0][2] - 6.0 * factor).abs() < 1e-9, "{courses:?} {factor}");
    // What is typed stays, and a factor multiplies it.
    let said = bench.say(&format!("{base} --set k=1 --set one_CL=10 --csv -"));
    let (_, courses) = numbers(&said.out);
    assert!((courses[0][2] - 10.0 * factor).abs() < 1e-9);
    assert!(courses.last().unwrap()[1] < 0.9 * end);
    // The seed of studies is 1 unless they say otherwise.
    let plain = "run scenario.toml --population who/population.toml --patient 2";
    let said = bench.say(plain);
    assert!(said.out.starts_with("patient 2 of who/population.toml, seed 1\n"), "{}", said.out);
    assert!(said.out.contains("compound.CL"), "{}", said.out);
}

#[test]
fn what_is_wrong_with_a_population_is_said_at_its_place() {
    let bench = bench();
    let write = |name: &str, text: &str| std::fs::write(bench.path().join(name), text).unwrap();
    let said = bench.say("check who/population.toml");
    assert_eq!(said.out, "who/population.toml: population `everybody`, 2 parameters, screened: ok\n");
    write("who/population.toml", &POPULATION.replace("sd = 0.3", "sd = -0.3"));
    let said = bench.say("study study.toml -o out");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("Y081") && said.err.contains("--> who/population.toml:2:"), "{}", said.err);
    write("who/population.toml", &POPULATION.replace("screening.toml", "screen.toml"));
    let said = bench.say("check study.toml");
    assert!(said.out.contains("screen.toml") && said.out.contains("--> who/population.toml"), "{}", said.out);
    write("who/population.toml", &POPULATION.replace("at_most = 0.11", "at_most = 0.0001"));
    let said = bench.say("study study.toml -o out");
    assert!(
        said.err.contains("0 of 1000 candidates pass") && said.err.contains("--> study.toml:"),
        "{}",
        said.err
    );
    assert!(!bench.path().join("out").exists());
    write("study.toml", &STUDY.replace("S_end < 40", "S_ende < 40"));
    let said = bench.say("check study.toml");
    assert!(
        said.out.contains("no column `S_ende`") && said.out.contains("did you mean `S_end`?"),
        "{}",
        said.out
    );
    let said = bench.say("run scenario.toml --patient 3");
    assert!(said.code == 1 && said.err.contains("--population"), "{}", said.err);
}
