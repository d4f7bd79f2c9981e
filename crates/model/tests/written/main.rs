//! What is written is read as the same network.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod corpus;
mod normal;
mod peers;
mod qualifier;

use corpus::Model;
use jakstat_model::{Diagnostic, Unit, antimony, sbml};
use normal::{Format, normal};

/// The first lines in which the two differ.
fn difference(before: &[String], after: &[String]) -> String {
    let lost = before.iter().filter(|line| !after.contains(line)).take(3).map(|line| format!("\n  - {line}"));
    let new = after.iter().filter(|line| !before.contains(line)).take(3).map(|line| format!("\n  + {line}"));
    lost.chain(new).collect()
}

fn in_words(problems: &[Diagnostic]) -> String {
    problems.iter().take(3).map(|p| format!("\n  {p}")).collect()
}

/// How writing and reading a model again went wrong, if it did.
fn through_sbml(model: &Model) -> Option<String> {
    let text = match sbml::write(&model.network) {
        Ok(text) => text,
        // Level 3 Version 2 has no fast reactions; each is told by name.
        Err(problems)
            if problems.len() == model.network.reactions.iter().filter(|r| r.fast).count()
                && problems.iter().all(|p| p.code.id == "S054") =>
        {
            return None;
        }
        Err(problems) => return Some(format!("is not written:{}", in_words(&problems))),
    };
    let parsed = sbml::read(&model.name, &text);
    if !parsed.is_ok() {
        return Some(format!("is not read:{}", in_words(&parsed.diagnostics)));
    }
    let [before, after] = [&model.network, &parsed.network].map(|n| normal(n, Format::Sbml));
    (before != after).then(|| format!("changes:{}", difference(&before, &after)))
}

fn assert_all(models: &[Model], way: impl Fn(&Model) -> Option<String>) {
    let failures: Vec<String> =
        models.iter().filter_map(|m| Some(format!("{} {}", m.name, way(m)?))).collect();
    println!("{} of {} models come back", models.len() - failures.len(), models.len());
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), models.len(), failures.join("\n"));
}

#[test]
fn shipped_models_come_back_from_sbml() {
    assert_all(&corpus::shipped(), through_sbml);
}

#[test]
fn curated_models_come_back_from_sbml() {
    assert_all(&corpus::curated(), through_sbml);
}

#[test]
fn suite_comes_back_from_sbml() {
    assert_all(&corpus::suite(), through_sbml);
}

/// How writing and reading a model again went wrong, if it did.
fn through_antimony(model: &Model) -> Option<String> {
    let text = match antimony::write(&model.network) {
        Ok(text) => text,
        // What Antimony cannot say is told by name; that it is not said is right.
        Err(problems) if problems.iter().all(|p| UNSAID.contains(&p.code.id)) => return None,
        Err(problems) => return Some(format!("is not written:{}", in_words(&problems))),
    };
    let parsed = antimony::read(&model.name, &text, &|path| Err(format!("no file {path}")));
    if !parsed.is_ok() {
        return Some(format!("is not read:{}\n{text}", in_words(&parsed.diagnostics)));
    }
    let [before, after] = [&model.network, &parsed.network].map(|n| normal(n, Format::Antimony));
    (before != after).then(|| format!("changes:{}", difference(&before, &after)))
}

/// Reserved ids, conversion factors, areas, fast reactions.
const UNSAID: [&str; 4] = ["A050", "A051", "A052", "A056"];

#[test]
fn shipped_models_come_back_from_antimony() {
    let models = corpus::shipped();
    assert!(models.iter().all(|m| antimony::write(&m.network).is_ok()));
    assert_all(&models, through_antimony);
}

#[test]
fn curated_models_come_back_from_antimony() {
    let models = corpus::curated();
    assert!(models.iter().all(|m| antimony::write(&m.network).is_ok()));
    assert_all(&models, through_antimony);
}

#[test]
fn suite_comes_back_from_antimony() {
    let models = corpus::suite();
    let unsaid = models.iter().filter(|m| antimony::write(&m.network).is_err()).count();
    println!("{unsaid} of {} have what Antimony cannot say", models.len());
    assert_all(&models, through_antimony);
}

/// Things that no public model has at once: what a writer forgets first.
const RARE: &str = "
function f(x, y)
  x^2 - y - 1
end
f is \"square\"
model part()
  s = 1
end
model *rare()
  unit substance = 1e-9 mole; unit time_unit = 60 second; unit odd = 3.7e-5 candela^2*metre^0.5/kelvin
  unit second_2 = 2 second
  const compartment c = 2; c has litre; c is \"a <b> & 'c'\"
  var species R in c; species $B in c; substanceOnly species X in c
  R := S + 1; B = 2/c; X = 3; X has mole; S has odd; S in c = -4
  const k = infinity; var z = -1e-300; const never = 3 odd; const two = 2
  k is \"says `x`\"
  part1: part()
  part1 notes \"of a submodel\"
  X -( J
  J: 3 S + z R => X; k*S*f(S, 2 odd) - piecewise(1, S > 2 && true, z)
  J2: ->; rateOf(S)
  z' = -(-3)^2 + (4 - (3 - z)) + log(3, z) - root(3, z)
  q = time + pi; q has second_2
  E: at 2 after time >= 1 && q < 3, priority=4, t0=false, persistent=false, fromTrigger=false: z = -z, S = nan
  J.sboTerm = 176; S identity \"urn:1\", \"urn:2\"; S notes \"he said \"; model notes \"n\"
end
rare is \"a rare model\"
rare description \"urn:3\"
";

#[test]
fn rare_things_come_back() {
    let parsed = antimony::read("rare.ant", RARE, &|path| Err(format!("no file {path}")));
    assert!(parsed.is_ok(), "{:?}", parsed.diagnostics);
    let models = [Model { name: "rare".into(), network: parsed.network }];
    assert_all(&models, through_sbml);
    assert_all(&models, through_antimony);
    let text = sbml::write(&models[0].network).unwrap();
    assert!(text.contains("part1 notes: of a submodel") && text.contains(r#"name="square""#), "{text}");
}

#[test]
fn what_cannot_be_written_is_named() {
    let text = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
      <model id="m" conversionFactor="p">
        <listOfCompartments><compartment id="at" spatialDimensions="1" size="1" constant="true"/></listOfCompartments>
        <listOfParameters><parameter id="p" name="&quot;```" value="1" constant="true"/></listOfParameters>
      </model>
    </sbml>"#;
    let mut network = sbml::read("m.xml", text).network;
    let codes = |found: Vec<Diagnostic>| found.iter().map(|p| p.code.id).collect::<Vec<_>>();
    assert_eq!(codes(antimony::write(&network).unwrap_err()), ["A050", "A052", "A051", "A053"]);
    assert!(sbml::write(&network).is_ok());
    network.parameters[0].name = Some("bell \u{7}".into());
    assert_eq!(codes(sbml::write(&network).unwrap_err()), ["S051"]);
    network.parameters[0].id = "p-1".into();
    network.units.insert("none".into(), Unit::DIMENSIONLESS.scaled(0.0));
    assert_eq!(codes(sbml::write(&network).unwrap_err()), ["S050", "S053"]);
}
