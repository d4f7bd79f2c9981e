//! Texts that were made to break a reader: nested without end, endless, circular, full of things that
//! are no numbers. Each is refused with a diagnostic, or read, in bounded time and on a small stack.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::mpsc;
use std::time::Duration;

use jakstat_model::{Diagnostic, Network, antimony, check, sbml};

const DEEP: usize = 100_000;

/// Does `work` on a thread with the stack of a worker thread, 2 MB.
#[track_caller]
fn within<T: Send + 'static>(seconds: u64, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new().stack_size(2 << 20).spawn(move || sender.send(work())).unwrap();
    match receiver.recv_timeout(Duration::from_secs(seconds)) {
        Ok(done) => done,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("not done after {seconds} s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("it panicked"),
    }
}

/// The checked network, or codes of all errors.
fn read(text: &str) -> Result<Network, Vec<&'static str>> {
    let none = |path: &str| Err(format!("there is no {path}"));
    let markup = text.trim_start_matches('\u{feff}').starts_with('<');
    let parsed = if markup { sbml::read("m.xml", text) } else { antimony::read("m.ant", text, &none) };
    match check(parsed) {
        Ok(checked) => Ok(checked.network),
        Err(failed) => {
            let errors = failed.diagnostics.iter().filter(|d| d.is_error());
            let mut codes: Vec<&str> = errors.map(|d| d.code.id).collect();
            assert!(!codes.is_empty(), "refused without an error");
            codes.dedup();
            Err(codes)
        }
    }
}

#[track_caller]
fn refused(text: String, code: &str) {
    let start: String = text.chars().take(60).collect();
    let found = within(60, move || read(&text).map(|_| ()));
    let codes = found.expect_err(&format!("accepted: {start}"));
    assert!(codes.contains(&code), "{start}: {codes:?} and not {code}");
}

#[track_caller]
fn taken(text: String) -> Network {
    within(120, move || read(&text)).unwrap_or_else(|codes| panic!("refused: {codes:?}"))
}

/// A model with `formula` for a value.
fn value(formula: &str) -> String {
    format!("k = {formula}; J: S -> ; k*S; S = 1\n")
}

fn document(inside: &str) -> String {
    format!(
        "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\"><model id=\"m\">{inside}</model></sbml>"
    )
}

const MATH: &str = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\">";

fn rule(math: &str) -> String {
    document(&format!(
        "<listOfParameters><parameter id=\"p\" constant=\"false\"/></listOfParameters>\
         <listOfRules><assignmentRule variable=\"p\">{MATH}{math}</math></assignmentRule></listOfRules>"
    ))
}

#[test]
fn formulas_nested_without_end() {
    let both = |open: &str, close: &str| format!("{}x{}", open.repeat(DEEP), close.repeat(DEEP));
    for formula in [
        both("(", ")"),
        both("-", ""),
        both("!", ""),
        both("exp(", ")"),
        both("f(", ")"),
        both("piecewise(1, 2 > 1, ", ")"),
        both("2^", ""),
        both("(1 + ", ")"),
        "(".repeat(DEEP),
        "x/".repeat(DEEP) + "x",
    ] {
        refused(value(&formula), "A007");
    }
    // Closing what was never opened, and units.
    refused(value(&format!("1{}", ")".repeat(DEEP))), "A003");
    refused(format!("unit u = {}metre{}\n", "(".repeat(DEEP), ")".repeat(DEEP)), "A007");
    refused("model a() ".repeat(DEEP), "A006");
}

#[test]
fn documents_nested_without_end() {
    let nested = |open: &str, close: &str| open.repeat(DEEP) + "<cn>1</cn>" + &close.repeat(DEEP);
    refused(rule(&nested("<apply><minus/>", "</apply>")), "S026");
    refused(rule(&nested("<apply><plus/><cn>1</cn>", "</apply>")), "S026");
    refused(rule(&nested("<piecewise><otherwise>", "</otherwise></piecewise>")), "S026");
    refused(rule(&"<apply><minus/>".repeat(DEEP)), "S001");
    refused(document(&"<listOfRules>".repeat(DEEP)), "S001");
    let notes = format!("<notes>{}{}</notes>", "<p>".repeat(DEEP), "</p>".repeat(DEEP));
    taken(document(&notes));
    let level_1 = |formula: &str| {
        format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level1\" level=\"1\" version=\"2\"><model name=\"m\">\
             <listOfParameters><parameter name=\"k\"/></listOfParameters><listOfRules>\
             <parameterRule name=\"k\" formula=\"{formula}\"/></listOfRules></model></sbml>"
        )
    };
    refused(level_1(&format!("{}1{}", "(".repeat(DEEP), ")".repeat(DEEP))), "S026");
    refused(level_1(&("-".repeat(DEEP) + "1")), "S026");
}

#[test]
fn long_chains_of_definitions_are_read() {
    let chain: String = (1..DEEP).map(|i| format!("a{i} := a{} + 1\n", i - 1)).collect();
    let network = taken(format!("a0 = 1\n{chain}"));
    assert_eq!(network.rules.len(), DEEP - 1);
    let circle = format!("a0 := a{} + 1\n{chain}", DEEP - 1);
    refused(circle, "N012");
}

#[test]
fn chains_of_functions_are_read_and_circles_are_refused() {
    let chain: String = (1..20_000).map(|i| format!("function f{i}(x) f{}(x) + 1 end\n", i - 1)).collect();
    let network = taken(format!("function f0(x) x end\n{chain}k := f19999(1)\n"));
    assert_eq!(network.functions.len(), 20_000);
    refused(format!("function f0(x) f19999(x) end\n{chain}k := f19999(1)\n"), "N006");
    // Every function calls the one before it twice.
    let doubling: String =
        (1..60).map(|i| format!("function f{i}(x) f{0}(x) + f{0}(x) end\n", i - 1)).collect();
    taken(format!("function f0(x) x end\n{doubling}k := f59(1)\n"));
}

#[test]
fn models_in_models_are_bounded() {
    // Each holds the one before it twice: 2^40 in all.
    let doubling: String =
        (1..40).map(|i| format!("model m{i}()\n a: m{0}()\n b: m{0}()\nend\n", i - 1)).collect();
    refused(format!("model m0()\n x = 1\nend\n{doubling}"), "A037");
    // A chain as long as the limit allows, and a longer one.
    let chain = |n: usize| -> String {
        let links: String = (1..n).map(|i| format!("model m{i}()\n a: m{}()\nend\n", i - 1)).collect();
        format!("model m0()\n x = 1\nend\n{links}")
    };
    taken(chain(50));
    refused(chain(20_000), "A037");
    refused("model a()\n b: b()\nend\nmodel b()\n a: a()\nend\n".into(), "A015");
}

#[test]
fn circles_of_imports_are_named() {
    let import = |path: &str| match path {
        "a.ant" => Ok("import \"b.ant\"\nmodel a() x = 1 end".to_owned()),
        "b.ant" => Ok("import \"a.ant\"\nmodel b() x = 1 end".to_owned()),
        "self.ant" => Ok("import \"self.ant\"\n".to_owned()),
        // A file that always imports another one.
        endless => Ok(format!("import \"x{endless}\"\n")),
    };
    let codes = move |main: &str| {
        let parsed = antimony::read("main.ant", main, &import);
        parsed.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code.id).collect::<Vec<_>>()
    };
    assert_eq!(codes("import \"a.ant\"\n"), ["A013"]);
    assert_eq!(codes("import \"self.ant\"\n"), ["A013"]);
    let endless = within(60, move || codes("import \"y.ant\"\n"));
    assert!(!endless.is_empty(), "imports without end were accepted");
}

#[test]
fn a_million_species() {
    let n = 1_000_000;
    let text: String = (0..n).map(|i| format!("species s{i}; s{i} = 1\n")).collect();
    assert_eq!(taken(text).species.len(), n);
    let species: String = (0..n)
        .map(|i| {
            format!(
                "<species id=\"s{i}\" compartment=\"c\" initialAmount=\"1\" hasOnlySubstanceUnits=\"false\" \
                 boundaryCondition=\"false\" constant=\"false\"/>\n"
            )
        })
        .collect();
    let text = document(&format!(
        "<listOfCompartments><compartment id=\"c\" size=\"1\" spatialDimensions=\"3\" constant=\"true\"/></listOfCompartments>\
         <listOfSpecies>{species}</listOfSpecies>"
    ));
    assert_eq!(taken(text).species.len(), n);
}

#[test]
fn many_of_everything_take_no_quadratic_time() {
    let n = 100_000;
    let many = |one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<String>();
    taken(many(&|i| format!("function f{i}(x) x end\n")) + "k = 1\n");
    taken(many(&|i| format!("model m{i}() k = 1 end\n")));
    taken(many(&|i| format!("J{i}: S{i} -> S{}; k*S{i}; S{i} = 1\n", i + 1)) + "k = 1\nS100000 = 1\n");
    taken(many(&|i| format!("unit u{i} = {} metre\n", i + 1)) + "k = 1\n");
    taken("x = 1\n".to_owned() + &many(&|i| format!("at x > {i}: x = 0\n")));
    // As many errors: each is told.
    refused(many(&|i| format!("a{i} := b{i}\n")), "N007");
    refused(many(&|_| "x = (\n".into()), "A003");
    refused(many(&|i| format!("a{i} := a{i}\n")), "N012");
    refused(many(&|i| format!("J: S{i} -> ; 1\n")), "A025");
}

#[test]
fn entities_are_not_expanded_without_end() {
    let laughs: String =
        (1..10).map(|i| format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE sbml [<!ENTITY l0 \"lol\">{laughs}]>\n{}", document("<notes>&l9;</notes>"));
    refused(bomb, "S001");
    let outside = format!(
        "<!DOCTYPE sbml [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>\n{}",
        document("<notes>&secret;</notes>")
    );
    refused(outside, "S001");
}

/// What is no number is refused wherever a number may be, or is the value that the language means.
#[test]
fn nan_and_infinity_in_antimony() {
    for bad in ["nan", "inf", "-inf", "1e400", "0/0", "1/0", "ln(-1)"] {
        for text in [
            format!("J: S -> ; k*S; S = {bad}; k = 1\n"),
            format!("J: S -> ; k*S; S = 1; k = {bad}\n"),
            format!("compartment c = {bad}; species S in c; J: S -> ; S; S = 1\n"),
            format!("n = {bad}; J: n S -> ; S; S = 1\n"),
        ] {
            let found = within(10, {
                let text = text.clone();
                move || read(&text)
            });
            if let Ok(network) = found {
                finite_or_formula(&network, &text);
            }
        }
    }
    refused("J: 1e400 S -> ; S; S = 1\n".into(), "A029");
    refused("unit u = 1e400 metre\n".into(), "A029");
}

/// No start or size of an accepted network is anything but a finite number; a parameter may be infinite,
/// which is a usual way to say "never".
#[track_caller]
fn finite_or_formula(network: &Network, text: &str) {
    let species = network.species.iter().filter_map(|s| match s.initial {
        jakstat_model::network::Initial::Amount(x) | jakstat_model::network::Initial::Concentration(x) => {
            Some(x)
        }
        _ => None,
    });
    let mut values = network.parameters.iter().filter_map(|p| p.value);
    let sizes = network.compartments.iter().filter_map(|c| c.size);
    for x in species.chain(sizes) {
        assert!(x.is_finite(), "{x} was taken from: {text}");
    }
    assert!(values.all(|x| !x.is_nan()), "taken: {text}");
}

#[test]
fn nan_and_infinity_in_sbml() {
    let cell = |size: &str, amount: &str, value: &str, count: &str| {
        document(&format!(
            "<listOfCompartments><compartment id=\"c\" size=\"{size}\" spatialDimensions=\"3\" constant=\"true\"/></listOfCompartments>\
             <listOfSpecies><species id=\"S\" compartment=\"c\" initialAmount=\"{amount}\" hasOnlySubstanceUnits=\"false\" \
             boundaryCondition=\"false\" constant=\"false\"/></listOfSpecies>\
             <listOfParameters><parameter id=\"k\" value=\"{value}\" constant=\"true\"/></listOfParameters>\
             <listOfReactions><reaction id=\"J\" reversible=\"false\" fast=\"false\"><listOfReactants>\
             <speciesReference species=\"S\" stoichiometry=\"{count}\" constant=\"true\"/></listOfReactants>\
             <kineticLaw>{MATH}<ci>k</ci></math></kineticLaw></reaction></listOfReactions>"
        ))
    };
    assert!(read(&cell("1", "1", "1", "1")).is_ok());
    for bad in ["NaN", "INF", "-INF", "1e400", "", "one", "0x10", "1,5", "١"] {
        // An infinite parameter is a usual way to say "never".
        let never = bad.ends_with("INF");
        let value = if never { "one" } else { bad };
        for text in [
            cell(bad, "1", "1", "1"),
            cell("1", bad, "1", "1"),
            cell("1", "1", value, "1"),
            cell("1", "1", "1", bad),
        ] {
            let codes = read(&text).map(|_| ());
            assert!(codes.is_err(), "`{bad}` was taken in {text}");
        }
    }
    for math in [
        "<cn>NaN</cn>",
        "<cn>INF</cn>",
        "<cn>1e400</cn>",
        "<cn type=\"rational\">1<sep/>0</cn>",
        "<cn type=\"e-notation\">1<sep/>999</cn>",
    ] {
        assert!(read(&rule(math)).is_err(), "{math} was taken");
    }
}

#[test]
fn endless_lines() {
    let long = 50 << 20;
    taken(format!("// {}\nx = 1\n", "y".repeat(long)));
    taken(format!("{}x = 1\n", " ".repeat(long)));
    taken(format!("/* {} */ x = 1\n", "y".repeat(long)));
    refused(format!("x = {}\n", "9".repeat(long)), "A029");
    refused("?".repeat(1 << 20), "A001");
    refused(format!("x = \"{}", "y".repeat(long)), "A002");
    refused(format!("{} = 1 +\n", "y".repeat(long)), "A003");
}

#[test]
fn a_long_line_of_formula() {
    let network = taken(format!("x = 1; k := {}x\n", "x + ".repeat(2 << 20)));
    assert_eq!(network.rules.len(), 1);
}

#[test]
fn bytes_that_are_no_text() {
    let nul = |text: &str| text.replace('_', "\0");
    refused(nul("x = 1_\n"), "A001");
    refused(nul("x_y = 1\n"), "A001");
    refused(nul("S1 = 1; \"_"), "A002");
    refused(document(&nul("<notes>_</notes>")), "S001");
    refused("\u{1b}[31mx = 1\u{1b}[0m\n".into(), "A001");
    refused("\u{202e}x = 1\n".into(), "A001");
    assert!(read("").is_ok() || read("").is_err());
}

#[test]
fn marks_and_line_ends_of_other_systems_are_fine() {
    let model = "J: S1 -> S2; k*S1 // decay\nS1 = 10; S2 = 0\nk = 0.1\n";
    let plain = read(model).unwrap();
    let same = |text: String| assert_eq!(written(&read(&text).unwrap()), written(&plain));
    same(format!("\u{feff}{model}"));
    same(model.replace('\n', "\r\n"));
    same(model.replace('\n', "\r"));
    same(model.trim_end().into());
    let xml = sbml::write(&plain).unwrap();
    same(format!("\u{feff}{xml}"));
    same(xml.replace('\n', "\r\n"));
}

fn written(network: &Network) -> String {
    sbml::write(&Network { id: "m".into(), ..network.clone() }).unwrap()
}

/// A place lies in the text, also where that is cut within a character.
#[test]
fn places_stay_within_the_text() {
    let text = "species µ; J: A -> B; ké*A\n x = 'ü\n at é > 1: µ = \u{1f600}\n";
    for end in (0..=text.len()).filter(|i| text.is_char_boundary(*i)) {
        let parsed = antimony::read("m.ant", &text[..end], &|_| Err("none".into()));
        let inside = |d: &Diagnostic| {
            d.place.is_none_or(|p| text[..end].get(p.start as usize..p.end as usize).is_some())
        };
        assert!(parsed.diagnostics.iter().all(inside), "{:?}", parsed.diagnostics);
    }
}
