//! `jakstat run` of a model.

use crate::bench::{Bench, DECAY, numbers};

#[test]
fn rows_are_the_closed_form() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let said = bench.say("run decay.ant --until 50 --points 11 --rtol 1e-10 --save S1,S2,J --csv -");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let (names, rows) = numbers(&said.out);
    assert_eq!(names, ["time", "S1", "S2", "J"]);
    assert_eq!(rows.len(), 11);
    for (i, row) in rows.iter().enumerate() {
        let t = 5.0 * i as f64;
        let s1 = 10.0 * (-0.1 * t).exp();
        let wanted = [t, s1, 10.0 - s1, 2.0 * 0.1 * s1];
        for (value, wanted) in row.iter().zip(wanted) {
            assert!((value - wanted).abs() <= 1e-8, "at {t}: {value} and not {wanted}");
        }
    }
}

#[test]
fn csv_is_exact_and_plain() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let said =
        bench.say("run decay.ant --until 0 --points 1 --set S1=0.1 --set k=1e-300 --save S1,k --csv -");
    assert_eq!(said.out, "time,S1,k\n0,0.1,1e-300\n");
    let said = bench.say("run decay.ant --points 3 --csv rows.csv");
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", "wrote rows.csv\n"));
    let again = bench.say("run decay.ant --points 3 --csv -").out;
    assert_eq!(bench.read("rows.csv"), again);
    assert_eq!(bench.names("."), ["decay.ant", "rows.csv"]);
}

#[test]
fn values_and_times_may_have_units() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let arguments = ["run", "decay.ant", "--set", "S1=0.02 uM", "--set", "k=6 1/min", "--until", "0.5 min"];
    let said = bench.say_all(&[&arguments[..], &["--points", "2", "--rtol", "1e-9", "--csv", "-"]].concat());
    let (_, rows) = numbers(&said.out);
    assert!((rows[0][1] - 20.0).abs() < 1e-12 && rows[1][0] == 30.0, "{rows:?}");
    assert!((rows[1][1] - 20.0 * (-3.0f64).exp()).abs() < 1e-6, "{rows:?}");
}

#[test]
fn amounts_are_shown_where_they_are_asked_for() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let first = |arguments: &str| {
        let said = bench.say(&format!("run decay.ant --until 0 --points 1 --csv - {arguments}"));
        said.out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(first(""), ["time,S1,S2", "0,10,0"]);
    assert_eq!(first("--amounts S1"), ["time,S1,S2", "0,20,0"]);
    assert_eq!(first("--save S2 --amounts S1"), ["time,S2,S1", "0,0,20"]);
    let substance_only = DECAY.replace("species S1", "substanceOnly species S1").replace("k*S1", "k*S1/cell");
    std::fs::write(bench.path().join("decay.ant"), substance_only).unwrap();
    assert_eq!(first("")[0], "time,S1,S2");
}

#[test]
fn methods_agree() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let last = |method: &str| {
        let said =
            bench.say(&format!("run decay.ant --until 20 --points 2 --rtol 1e-9 --method {method} --csv -"));
        numbers(&said.out).1[1][1]
    };
    for method in ["auto", "rodas5p", "rodas4p2", "dopri5", "dop853"] {
        assert!((last(method) - 10.0 * (-2.0f64).exp()).abs() < 1e-6, "{method}");
    }
}

#[test]
fn a_table_is_printed_for_people() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let said = bench.say("run decay.ant --until 10 --points 3");
    let wanted = [
        "time      S1      S2",
        " (s)    (nM)    (nM)",
        "────  ──────  ──────",
        "   0      10       0",
        "   5  6.0653  3.9347",
        "  10  3.6788  6.3212",
    ];
    assert_eq!(said.out.lines().collect::<Vec<_>>(), wanted);
    let long = bench.say("run decay.ant").out;
    assert!(long.contains("... 85 rows, all with --csv FILE") && long.lines().count() == 20, "{long}");
}

#[test]
fn a_folder_of_results_is_whole_and_made_again() {
    let bench = Bench::with(&[("decay.ant", DECAY), ("other/mine.txt", "x")]);
    let said = bench.say("run decay.ant --until 50 -o out");
    assert_eq!((said.code, said.err.as_str()), (0, "wrote 4 files to out\n"), "{said:?}");
    let names = ["provenance.json", "rows.csv", "time-course.png", "time-course.svg"];
    assert_eq!(bench.names("out"), names);
    let provenance: serde_json::Value = serde_json::from_str(&bench.read("out/provenance.json")).unwrap();
    assert_eq!(provenance["command"], "jakstat run decay.ant --until 50 -o out");
    assert_eq!(provenance["model_hash"].as_str().unwrap().len(), 16);
    assert!(bench.read("out/time-course.svg").contains("concentration (nM)"));

    let before = bench.read("out/time-course.svg");
    assert_eq!(bench.say("run decay.ant --until 50 -o out").code, 0);
    assert_eq!(bench.read("out/time-course.svg"), before);
    assert_eq!(bench.names("out"), names);

    let foreign = bench.say("run decay.ant -o other");
    assert_eq!(foreign.code, 1);
    assert!(foreign.err.contains("the folder `other` holds other files, such as `mine.txt`"), "{foreign:?}");
    assert_eq!(bench.names("other"), ["mine.txt"]);
}

#[test]
fn a_failed_run_has_its_own_exit_code_and_writes_nothing() {
    let bench = Bench::with(&[("blow.ant", "x = 1\nx' = x*x\n")]);
    let said = bench.say("run blow.ant --until 2 -o out --csv rows.csv");
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("the run of `blow.ant` failed") && said.err.contains("`x`"), "{}", said.err);
    assert_eq!(bench.names("."), ["blow.ant"]);
}

#[test]
fn sbml_is_told_by_its_content() {
    let text = r#"<?xml version="1.0"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
  <model id="grow">
    <listOfParameters><parameter id="x" value="1" constant="false"/></listOfParameters>
    <listOfRules><rateRule variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>x</ci></math></rateRule></listOfRules>
  </model>
</sbml>"#;
    let bench = Bench::with(&[("grow.txt", text)]);
    let (names, rows) = numbers(&bench.say("run grow.txt --until 1 --points 2 --rtol 1e-9 --csv -").out);
    assert_eq!(names, ["time", "x"]);
    assert!((rows[1][1] - std::f64::consts::E).abs() < 1e-7);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::{Command, Stdio};

    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let program = assert_cmd::cargo::cargo_bin("jakstat");
    for arguments in [&["run", "decay.ant", "--points", "20000", "--csv", "-"][..], &["explain"], &["--help"]]
    {
        let mut child = Command::new(&program)
            .args(arguments)
            .current_dir(bench.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn sensitivities_are_further_columns() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let arguments = "run decay.ant --until 20 --points 3 --rtol 1e-9 --save S1,S2 --sensitivity";
    let said = bench.say(&format!("{arguments} k,S1 --csv -"));
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let (names, rows) = numbers(&said.out);
    assert_eq!(names[..3], ["time", "S1", "S2"]);
    assert_eq!(names[3..], ["d(S1)/d(k)", "d(S2)/d(k)", "d(S1)/d(S1)", "d(S2)/d(S1)"]);
    for row in rows {
        let (t, e) = (row[0], (-0.1 * row[0]).exp());
        let wanted = [-10.0 * t * e, 10.0 * t * e, e, 1.0 - e];
        for (got, wanted) in row[3..].iter().zip(wanted) {
            assert!((got - wanted).abs() <= 1e-6, "at {t}: {got} and not {wanted}");
        }
    }
    let table = bench.say(&format!("{arguments} k")).out;
    assert!(table.lines().next().unwrap().contains("d(S1)/d(k)"), "{table}");
    assert!(table.lines().nth(1).unwrap().contains("nM"), "{table}");
    let said = bench.say(&format!("{arguments} k -o out"));
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(bench.read("out/rows.csv").starts_with("time,S1,S2,d(S1)/d(k),d(S2)/d(k)\n"));
    assert!(bench.read("out/time-course.svg").contains("sensitivity"));
}

#[test]
fn a_sensitivity_that_there_is_not_is_refused() {
    let bench = Bench::with(&[
        ("decay.ant", DECAY),
        ("limit.ant", "S1 = 10; S1' = -k*S1; k = 0.1; at S1 < 5: S1 = 10"),
        ("plan.toml", "model = \"decay.ant\"\nsensitivity = [\"k\"]\n[time]\nend = 10\n"),
    ]);
    let unknown = bench.say("run decay.ant --sensitivity K");
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert!(unknown.err.contains("C001") && unknown.err.contains("did you mean `k`?"), "{}", unknown.err);
    let event = bench.say("run limit.ant --sensitivity k --csv rows.csv");
    assert_eq!(event.code, 1);
    assert!(event.err.contains("C006") && event.err.contains("reads `S1`"), "{}", event.err);
    assert!(!bench.names(".").contains(&"rows.csv".to_owned()));
    // Scenario files have no such key.
    let key = bench.say("check plan.toml");
    assert!(key.code == 1 && key.out.contains("unknown key `sensitivity`"), "{}", key.out);
}

/// `A` and `B` in equilibrium, `B` twice as much; both go away by way of `B`.
const FAST: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
  <model id="m">
    <listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
    <listOfSpecies>
      <species id="A" compartment="c" initialAmount="3" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
      <species id="B" compartment="c" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
    </listOfSpecies>
    <listOfReactions>
      <reaction id="J" reversible="true" fast="true">
        <listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
        <listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts>
        <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML">
          <apply><minus/><apply><times/><cn>2</cn><ci>A</ci></apply><ci>B</ci></apply>
        </math></kineticLaw>
      </reaction>
      <reaction id="D" reversible="false" fast="false">
        <listOfReactants><speciesReference species="B" stoichiometry="1" constant="true"/></listOfReactants>
        <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>B</ci></math></kineticLaw>
      </reaction>
    </listOfReactions>
  </model>
</sbml>"#;

#[test]
fn fast_reactions_are_in_equilibrium() {
    let bench = Bench::with(&[("fast.xml", FAST)]);
    let said = bench.say("check fast.xml");
    assert_eq!(said.code, 0, "{}", said.err);
    let said = bench.say("list fast.xml --kind reaction");
    assert!(said.code == 0 && said.out.contains("fast") && said.out.contains("computed"), "{}", said.out);
    let said = bench.say("list fast.xml --kind species");
    let values: Vec<&str> = said.out.lines().skip(2).filter_map(|l| l.split_whitespace().nth(2)).collect();
    assert_eq!(values, ["1", "2"], "{}", said.out);
    let said = bench.say("run fast.xml --set B=3 --until 2 --points 3 --rtol 1e-10 --save A,B --csv -");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let (_, rows) = numbers(&said.out);
    for row in rows {
        let total = 6.0 * (-2.0 / 3.0 * row[0]).exp();
        assert!((row[1] - total / 3.0).abs() < 1e-8 && (row[2] - 2.0 * total / 3.0).abs() < 1e-8, "{row:?}");
    }
    let said = bench.say("convert fast.xml --to antimony");
    assert!(said.code == 1 && said.err.contains("error[A056]: reaction `J` is fast"), "{}", said.err);
}
