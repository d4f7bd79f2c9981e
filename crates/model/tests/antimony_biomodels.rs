//! Curated models are read without error; damaged ones without panic.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jakstat_model::{Network, Parsed, antimony};
use proptest::prelude::*;

fn read(text: &str) -> Parsed {
    antimony::read("model.ant", text, &|path| Err(format!("no file {path}")))
}

/// Name and text of every model; empty with a word where the folder is not there.
fn models() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/biomodels");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there are no models in ../shared/biomodels");
        return BTreeMap::new();
    };
    let paths = entries.filter_map(|e| Some(e.ok()?.path()));
    let ant = paths.filter(|p| p.extension().is_some_and(|e| e == "ant"));
    ant.map(|p| (p.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap()))
        .collect()
}

/// Compartments, species, parameters, reactions, rules, events, functions, initial assignments.
fn counts(n: &Network) -> [usize; 8] {
    let dynamic = [n.compartments.len(), n.species.len(), n.parameters.len(), n.reactions.len()];
    let [c, s, p, r] = dynamic;
    [c, s, p, r, n.rules.len(), n.events.len(), n.functions.len(), n.initial_assignments.len()]
}

#[test]
fn every_model_reads_without_error() {
    let mut wrong = Vec::new();
    for (id, text) in models() {
        let parsed = read(&text);
        for problem in parsed.diagnostics.iter().filter(|d| d.is_error()) {
            let (line, _) = problem.place.map_or((0, 0), |p| parsed.sources.line_column(p));
            wrong.push(format!("{id}:{line}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{} errors:\n{}", wrong.len(), wrong.join("\n"));
}

/// Counted in the SBML that libAntimony 3.3 writes for the same files.
#[test]
fn models_hold_what_libantimony_finds() {
    let models = models();
    for (id, expected) in [
        ("BIOMD0000000001", [1, 12, 35, 17, 0, 1, 0, 0]),
        ("BIOMD0000000017", [1, 19, 71, 14, 0, 0, 0, 12]),
        ("BIOMD0000000093", [2, 34, 72, 46, 0, 0, 0, 0]),
        ("BIOMD0000000293", [1, 136, 92, 316, 9, 0, 0, 52]),
        ("BIOMD0000000429", [4, 15, 88, 16, 22, 0, 10, 37]),
        ("BIOMD0000000437", [3, 61, 56, 40, 15, 6, 0, 3]),
    ] {
        let Some(text) = models.get(id) else { continue };
        assert_eq!(counts(&read(text).network), expected, "{id}");
    }
}

#[test]
fn reading_is_deterministic() {
    for (id, text) in models().into_iter().step_by(20) {
        let (a, b) = (read(&text), read(&text));
        assert_eq!(a.network, b.network, "{id}");
        assert_eq!(a.diagnostics, b.diagnostics, "{id}");
    }
}

/// Cuts pieces out of `text` and puts others in, at places given as fractions of its length.
fn damage(text: &str, cuts: &[(f64, usize, &str)]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (place, length, insert) in cuts {
        let start = ((characters.len() as f64) * place) as usize;
        let end = (start + length).min(characters.len());
        characters.splice(start..end, insert.chars());
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_models_do_not_panic(
        which in 0_usize..1000,
        cuts in prop::collection::vec(
            (0.0..1.0, 0_usize..40, prop::sample::select(vec![
                "", "(", ")", ";", "\n", "end", "->", "=>", "\"", "`", "```", "{", ":", ":=", "'", "A.B", "$", "--",
                "at ", "model ", "function f(", "is ", "/*", "#", "1e9", "^", "-", "!", " in ", " has ", "unit x = ",
                "delete ", "...", "é", "import \"a\"\n", ",", "species ", "0 = ", "\r",
            ])),
            1..20,
        ),
    ) {
        let models = SMALL.with(Clone::clone);
        let text = damage(&models[which % models.len()], &cuts);
        let parsed = read(&text);
        for problem in &parsed.diagnostics {
            if let Some(place) = problem.place {
                let source = &parsed.sources.0[place.source as usize].text;
                prop_assert!(place.start <= place.end && place.end as usize <= source.len());
                prop_assert!(source.is_char_boundary(place.start as usize));
            }
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "(\\PC|[ \n;:=()'\"$+*/^.>-]){0,200}") {
        read(&text);
    }
}

thread_local! {
    /// Models to damage: short real ones where they are at hand, and one that uses the whole language.
    static SMALL: Vec<String> = {
        let mut texts = vec![EVERYTHING.to_string()];
        texts.extend(models().into_values().filter(|t| t.len() < 8_000).take(40));
        texts
    };
}

const EVERYTHING: &str = "
function f(x, y)
  x^2 + y
end
model part(s, k)
  compartment c = 4
  s in c
  J: s -> p; k*s
  k = 1; s = 3; p' = time
  E: at 2 after s > 3, priority=1, t0=false: k = 5, s = 2
end
model *whole()
  unit time_unit = 3600 second; unit nM = 1e-9 mole / litre
  species $A, B in d = 5 nM, C := f(2, time)
  substanceOnly species D in d; D = 5/d
  A1: part(B, 3)
  A2: part(B, q) in d
  A1.c is A2.c
  2 A + n B => C; q*A*B/(1 + C^n) in d
  i: A -| A1.J
  q = piecewise(1, time > 3 && !(B < 2), 2); n = 2
  delete A2.E
  B is \"Bee\"; B identity \"u:1\",
    \"u:2\"
  B.sboTerm = 247
end
whole notes ```some
text```
";
