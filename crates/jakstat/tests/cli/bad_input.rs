//! Wrong input: one sentence that names the thing, one that names the fix, exit code 1, nothing
//! written.

use crate::bench::{Bench, DECAY};

const RATE_READ: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
  <model id="m">
    <listOfCompartments><compartment id="c" size="1" constant="true"/></listOfCompartments>
    <listOfSpecies>
      <species id="S1" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
    </listOfSpecies>
    <listOfParameters><parameter id="x" value="0" constant="false"/></listOfParameters>
    <listOfRules>
      <rateRule variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>J</ci></math></rateRule>
    </listOfRules>
    <listOfReactions>
      <reaction id="J" reversible="false" fast="true">
        <listOfReactants><speciesReference species="S1" stoichiometry="1" constant="true"/></listOfReactants>
        <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>S1</ci></math></kineticLaw>
      </reaction>
    </listOfReactions>
  </model>
</sbml>"#;

/// Runs the command and expects these lines on standard error, and nothing else anywhere.
#[track_caller]
fn refused(files: &[(&str, &str)], arguments: &[&str], wanted: &str) {
    let bench = Bench::with(&[files, &[("decay.ant", DECAY)]].concat());
    let before = bench.names(".");
    let said = bench.say_all(&[arguments, &["-o", "out", "--csv", "rows.csv"]].concat());
    assert_eq!(said.err.trim_end(), wanted.trim());
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert_eq!(bench.names("."), before, "something was written");
}

/// As [`refused`], for a scenario of the decay model with these lines.
#[track_caller]
fn scenario_refused(lines: &str, wanted: &str) {
    let text = format!("model = \"decay.ant\"\n{lines}\n");
    refused(&[("scenario.toml", &text)], &["run", "scenario.toml"], wanted);
}

#[test]
fn missing_file() {
    let wanted = "error[J001]: there is no file `decai.ant`\n  help: did you mean `decay.ant`?";
    refused(&[], &["run", "decai.ant"], wanted);
    let scenario = "model = \"sub/gone.ant\"\n[time]\nend = 1\n";
    let wanted = "error[J001]: there is no file `sub/gone.ant`\n  help: check the path";
    refused(&[("s.toml", scenario)], &["run", "s.toml"], wanted);
}

#[test]
fn unknown_id_to_save() {
    let wanted = "error[C001]: `S3` is not in the model\n  help: did you mean `S1`?";
    refused(&[], &["run", "decay.ant", "--save", "S3"], wanted);
}

#[test]
fn unknown_id_in_an_outcome() {
    scenario_refused(
        "[time]\nend = 1\n[[outcome]]\nname = \"peak\"\nof = \"S9\"\nkind = \"max\"",
        "\
error[C001]: `S9` is not in the model
 --> scenario.toml:6:6
  |
6 | of = \"S9\"
  |      ^^^^
  |
  = help: did you mean `S1`?",
    );
}

#[test]
fn milligrams_of_a_species_without_molecular_weight() {
    scenario_refused(
        "[time]\nend = \"1 d\"\n[[treatment]]\nspecies = \"S1\"\nregimen = \"5 mg QD\"",
        "\
error[R005]: the regimen of `S1` is in mg, and its molecular weight is not known
 --> scenario.toml:4:1
  |
4 | [[treatment]]
  | ^^^^^^^^^^^^^
  |
  = help: add `molecular_weight = \"... g/mol\"` to the treatment",
    );
}

#[test]
fn dose_before_the_start() {
    scenario_refused(
        "[time]\nstart = \"2 h\"\nend = \"1 d\"\n[[treatment]]\nspecies = \"S1\"\nmolecular_weight = \"400 g/mol\"\nregimen = \"5 mg QD from 1 h\"",
        "\
error[P021]: course 1 begins at 1 h, before the run starts at 2 h
 --> scenario.toml:5:1
  |
5 | [[treatment]]
  | ^^^^^^^^^^^^^
  |
  = help: begin the course later or the run earlier",
    );
}

#[test]
fn unit_clash() {
    refused(
        &[],
        &["run", "decay.ant", "--set", "S1=5 mg"],
        "\
error[R002]: `S1` is in nM, and the value is in mg
  help: a mass becomes an amount through `molecular_weight = \"... g/mol\"` in a treatment",
    );
    scenario_refused(
        "[time]\nend = \"3 nM\"",
        "\
error[R002]: time is in s, and the value is in nM
 --> scenario.toml:3:7
  |
3 | end = \"3 nM\"
  |       ^^^^^^
  |
  = help: give it in a unit of the same kind",
    );
}

#[test]
fn negative_concentration() {
    let wanted = "error[R001]: species `S1` is set to -1, and there is no negative concentration or amount\n  help: give 0 or more";
    refused(&[], &["run", "decay.ant", "--set", "S1=-1"], wanted);
    scenario_refused(
        "[time]\nend = 1\n[set]\nS1 = \"-3 nM\"",
        "\
error[R001]: species `S1` is set to -3 nM, and there is no negative concentration or amount
 --> scenario.toml:5:6
  |
5 | S1 = \"-3 nM\"
  |      ^^^^^^^
  |
  = help: give 0 or more",
    );
    scenario_refused(
        "[time]\nend = 1\n[[treatment]]\nspecies = \"S1\"\nconcentration = \"3 nM\"",
        "\
error[R006]: `S1` cannot be held at a concentration: reactions may change it
 --> scenario.toml:4:1
  |
4 | [[treatment]]
  | ^^^^^^^^^^^^^
  |
  = help: write `$` before it where the model declares it, or give its start value in `[set]`",
    );
}

#[test]
fn unsupported_sbml() {
    refused(
        &[("fast.xml", RATE_READ)],
        &["run", "fast.xml"],
        "\
error[C011]: the rate of the fast reaction `J` cannot be read: it has no finite speed
  --> fast.xml:12:7
   |
12 |       <reaction id=\"J\" reversible=\"false\" fast=\"true\">
   |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: read the species that it changes",
    );
}

#[test]
fn misspelt_key() {
    scenario_refused(
        "[time]\nend = 1\n[[outcome]]\nname = \"a\"\nof = \"S1\"\nkind = \"max\"\nrelativ = \"percent\"",
        "\
error[P002]: unknown key `relativ` in an outcome
 --> scenario.toml:8:1
  |
8 | relativ = \"percent\"
  | ^^^^^^^
  |
  = help: did you mean `relative`? an outcome may hold: name, of, kind, at, from, to, level, relative",
    );
}

#[test]
fn arguments_that_cannot_be_used() {
    let cases = [
        (["--set", "k"], "`--set k` does not say which value an id gets"),
        (["--set", "k=fast"], "`fast` is no number"),
        (["--set", "J=1"], "`J` cannot be set: a rate law computes it"),
        (["--rtol", "0"], "`--rtol` is 0, and a tolerance is above 0"),
        (["--until", "-5"], "the run ends at -5 before it starts at 0"),
        (["--until", "1e400"], "`1e400` is not a finite number"),
        (["--amounts", "k"], "`k` is no species, so it has no amount"),
        (["--points", "0"], "invalid value '0' for '--points <N>'"),
        (["--method", "euler"], "invalid value 'euler' for '--method <METHOD>'"),
    ];
    for (arguments, wanted) in cases {
        let bench = Bench::with(&[("decay.ant", DECAY)]);
        let said = bench.say_all(&[&["run", "decay.ant", "-o", "out"][..], &arguments].concat());
        assert!(said.code == 1 && said.err.contains(wanted), "{arguments:?}: {}", said.err);
        assert_eq!(bench.names("."), ["decay.ant"]);
    }
}

#[test]
fn files_that_cannot_be_run() {
    let study = "title = \"x\"\nscenarios = []\n";
    refused(
        &[("study.toml", study)],
        &["run", "study.toml"],
        "error[J005]: `study.toml` is a study file, which cannot be run\n  help: use `jakstat study`",
    );
    let bench = Bench::with(&[("odd.toml", "colour = \"red\"\n")]);
    let said = bench.say("run odd.toml");
    assert!(said.err.contains("error[J002]: `odd.toml` is no kind of file that is known here"), "{said:?}");
}
