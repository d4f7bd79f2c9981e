//! Mistakes in models.

use crate::said;

/// A quick look at a model with a mistake.
#[track_caller]
fn model(name: &str, text: &str) {
    said(name, &[("model.ant", text)], "run model.ant --until 10");
}

#[test]
fn misspelt_id() {
    let text = "\
R1: Receptor + Ligand -> Complex; kon*Receptor*Ligandd
R2: Complex -> ; kdeg*Complex
Receptor = 10; Ligand = 2; Complex = 0
kon = 0.1; kdeg = 0.5
";
    model("misspelt_id", text);
}

#[test]
fn unit_clash() {
    // Only a warning unless asked for: models from elsewhere are full of them.
    let text = crate::MODEL.replace("k2 has per_h", "k2 has nM");
    let bench = crate::Bench::with(&[("model.ant", &text)]);
    let said = bench.say("check model.ant --units error");
    assert_eq!(said.code, 1);
    insta::assert_snapshot!("unit_clash", said.out);
    let said = bench.say("run model.ant --until 10 --csv -");
    assert_eq!((said.code, said.err.lines().count()), (0, 1));
    insta::assert_snapshot!("unit_clash_of_a_run", said.err);
}

#[test]
fn circular_rules() {
    model("circular_rules", "a := b + 1\nb := 2*c\nc := a/2\nJ: S1 -> ; a*S1\nS1 = 10\n");
}

#[test]
fn missing_initial_value() {
    model("missing_initial_value", "J: S1 -> S2; k1*S1\nS2 = 0; k1 = 0.1\n");
}

#[test]
fn missing_parameter() {
    model("missing_parameter", "J: S1 -> S2; k1*S1\nS1 = 10; S2 = 0\n");
}

#[test]
fn negative_stoichiometry() {
    model(
        "negative_stoichiometry",
        "J1: -2 S1 -> S2; k1*S1\nJ2: S2 -> -1 S1; k1*S2\nS1 = 10; S2 = 0; k1 = 0.1\n",
    );
}

#[test]
fn reserved_word_as_a_name() {
    model("reserved_word_as_a_name", "J: S1 -> S2; k1*S1\nS1 = 10; S2 = 0; k1 = 0.1; event = 3\n");
}

#[test]
fn duplicate_id() {
    model("duplicate_id", "J: S1 -> S2; k1*S1\nJ: S2 -> S1; k2*S2\nS1 = 10; S2 = 0; k1 = 0.1; k2 = 0.2\n");
}

#[test]
fn wrong_argument_count() {
    let text = "\
function mm(S, V, K)
  V*S/(K + S)
end
J: S1 -> S2; mm(S1, 3) + sqrt(S1, 2)
S1 = 10; S2 = 0
";
    model("wrong_argument_count", text);
}

#[test]
fn unknown_function() {
    model("unknown_function", "J: S1 -> S2; squrt(S1) + hill(S1, 3, 2)\nS1 = 10; S2 = 0\n");
}

#[test]
fn unbalanced_parenthesis() {
    model("unbalanced_parenthesis", "J: S1 -> S2; k1*(S1 + 2*(S2 + 1)\nS1 = 10; S2 = 0; k1 = 0.1\n");
    model(
        "unbalanced_parenthesis_in_a_line",
        "J: S1 -> S2; k1*(S1 + 2*(S2 + 1); S1 = 10; S2 = 0; k1 = 0.1\n",
    );
    model("unbalanced_parenthesis_closed", "J: S1 -> S2; k1*(S1 + 2))\nS1 = 10; S2 = 0; k1 = 0.1\n");
}

#[test]
fn missing_operator() {
    model("missing_operator", "J: S1 -> S2; k1 S1\nS1 = 10; S2 = 0; k1 = 0.1\n");
}

#[test]
fn unsupported_package() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"
  xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version1" fbc:required="true">
  <model id="m">
    <fbc:listOfFluxBounds>
      <fbc:fluxBound fbc:reaction="J" fbc:operation="lessEqual" fbc:value="10"/>
    </fbc:listOfFluxBounds>
  </model>
</sbml>
"#;
    said("unsupported_package", &[("model.xml", text)], "run model.xml --until 10");
}

#[test]
fn malformed_xml() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
  <model id="m">
    <listOfCompartments>
      <compartment id="c" size="1" constant="true">
    </listOfCompartments>
  </model>
</sbml>
"#;
    said("malformed_xml", &[("model.xml", text)], "run model.xml --until 10");
}
