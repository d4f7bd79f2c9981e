//! Submodels: what is in the flat model, and what is refused where.

use jakstat_model::{Diagnostic, Expr, Network, Parsed, sbml};
use proptest::prelude::*;

const OPEN: &str = "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" \
    xmlns:c=\"http://www.sbml.org/sbml/level3/version1/comp/version1\" \
    xmlns:m=\"http://www.w3.org/1998/Math/MathML\" level=\"3\" version=\"2\" c:required=\"true\">";

/// A document: what is in its model, what is beside it.
fn document(model: &str, beside: &str) -> String {
    format!("{OPEN}<model id=\"top\">{model}</model>{beside}</sbml>")
}

fn definitions(models: &str) -> String {
    format!("<c:listOfModelDefinitions>{models}</c:listOfModelDefinitions>")
}

fn definition(id: &str, content: &str) -> String {
    format!("<c:modelDefinition id=\"{id}\">{content}</c:modelDefinition>")
}

fn submodels(list: &str) -> String {
    format!("<c:listOfSubmodels>{list}</c:listOfSubmodels>")
}

fn copy(id: &str, model: &str) -> String {
    format!("<c:submodel c:id=\"{id}\" c:modelRef=\"{model}\"/>")
}

fn deletion(id: &str, model: &str, what: &str) -> String {
    format!(
        "<c:submodel c:id=\"{id}\" c:modelRef=\"{model}\"><c:listOfDeletions><c:deletion {what}/></c:listOfDeletions></c:submodel>"
    )
}

fn parameters(list: &str) -> String {
    format!("<listOfParameters>{list}</listOfParameters>")
}

/// A parameter that may change.
fn parameter(id: &str, value: f64, content: &str) -> String {
    format!("<parameter id=\"{id}\" value=\"{value}\" constant=\"false\">{content}</parameter>")
}

fn constant(id: &str, value: f64) -> String {
    format!("<parameter id=\"{id}\" value=\"{value}\" constant=\"true\"/>")
}

fn replaces(how: &str) -> String {
    format!("<c:listOfReplacedElements><c:replacedElement {how}/></c:listOfReplacedElements>")
}

/// A rule `variable = (or its rate =) ci`.
fn rule(kind: &str, variable: &str, formula: &str) -> String {
    format!("<{kind} variable=\"{variable}\"><m:math>{formula}</m:math></{kind}>")
}

fn read(text: &str) -> Parsed {
    sbml::read("top.xml", text)
}

/// The network of a document without any problem.
fn flat(model: &str, models: &str) -> Network {
    let parsed = read(&document(model, &definitions(models)));
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.network
}

/// Codes of all problems, each with the text that it points at.
fn problems(parsed: &Parsed) -> Vec<(&str, &str)> {
    parsed.diagnostics.iter().for_each(|d| assert!(d.help.is_some(), "{d}"));
    let place = |d: &Diagnostic| d.place.map_or("nowhere", |at| parsed.sources.text(at));
    parsed.diagnostics.iter().map(|d| (d.code.id, place(d))).collect()
}

fn refused(model: &str, models: &str) -> Vec<(String, String)> {
    let parsed = read(&document(model, &definitions(models)));
    problems(&parsed).into_iter().map(|(code, at)| (code.to_owned(), at.to_owned())).collect()
}

fn ids(network: &Network) -> Vec<&str> {
    network.parameters.iter().map(|p| p.id.as_str()).collect()
}

/// A formula as `Operation(operand, ...)`.
fn shown(formula: &Expr) -> String {
    let list = |args: &[Expr]| args.iter().map(shown).collect::<Vec<_>>().join(", ");
    match formula {
        Expr::Num(number) => number.to_string(),
        Expr::Quantity(number, unit) => format!("{number} {unit}"),
        Expr::Id(id) => id.clone(),
        Expr::Time => "time".to_owned(),
        Expr::Op(op, args) => format!("{op:?}({})", list(args)),
        Expr::Call(function, args) => format!("{function}({})", list(args)),
    }
}

/// The formula of the only rule for `target`.
fn formula(network: &Network, target: &str) -> String {
    let rules: Vec<_> = network.rules.iter().filter(|r| r.target == target).collect();
    assert_eq!(rules.len(), 1, "{target}: {:?}", network.rules);
    shown(&rules[0].value)
}

#[test]
fn copies_have_the_names_of_their_submodels() {
    let inner = definition("inner", &parameters(&constant("k", 1.0)));
    let outer = definition("outer", &(parameters(&constant("k", 2.0)) + &submodels(&copy("B", "inner"))));
    let model = parameters(&constant("k", 3.0)) + &submodels(&(copy("A", "outer") + &copy("B", "inner")));
    let network = flat(&model, &(inner + &outer));
    assert_eq!(ids(&network), ["k", "A__k", "A__B__k", "B__k"]);
    assert_eq!(network.parameters[2].value, Some(1.0));
    assert_eq!(network.id, "top");
}

#[test]
fn a_prefix_that_is_taken_is_not_used() {
    let part = definition("part", &parameters(&constant("k", 1.0)));
    let model = parameters(&constant("A__k", 3.0)) + &submodels(&copy("A", "part"));
    assert_eq!(ids(&flat(&model, &part)), ["A__k", "A_2__k"]);
}

#[test]
fn deletions_take_away_whatever_has_a_name() {
    let rules = "<listOfRules><rateRule metaid=\"r\" variable=\"x\"><m:math><m:cn>1</m:cn></m:math></rateRule></listOfRules>";
    let part = definition("part", &(parameters(&parameter("x", 1.0, "")) + rules));
    let kept = flat(&submodels(&copy("A", "part")), &part);
    assert_eq!(kept.rules[0].target, "A__x");
    assert!(flat(&submodels(&deletion("A", "part", "c:metaIdRef=\"r\"")), &part).rules.is_empty());
    let both = refused(&submodels(&deletion("A", "part", "c:idRef=\"x\"")), &part);
    assert_eq!(both, [("S047".to_owned(), "x".to_owned())]);
}

#[test]
fn replacements_redirect_all_that_refers_to_them() {
    let rules = format!(
        "<listOfRules>{}{}</listOfRules>",
        rule("rateRule", "x", "<m:ci>y</m:ci>"),
        rule("assignmentRule", "y", "<m:apply><m:times/><m:ci>x</m:ci><m:cn>2</m:cn></m:apply>")
    );
    let ports = "<c:listOfPorts><c:port c:id=\"in\" c:idRef=\"x\"/></c:listOfPorts>";
    let list = parameter("x", 1.0, "") + &parameter("y", 0.0, "");
    let part = definition("part", &(parameters(&list) + &rules + ports));
    let with = |how: &str| {
        let list = constant("cf", 10.0) + &parameter("X", 5.0, &replaces(how));
        flat(&(parameters(&list) + &submodels(&copy("A", "part"))), &part)
    };
    for how in ["c:submodelRef=\"A\" c:idRef=\"x\"", "c:submodelRef=\"A\" c:portRef=\"in\""] {
        let network = with(how);
        assert_eq!(ids(&network), ["cf", "X", "A__y"]);
        assert_eq!(formula(&network, "X"), "A__y");
        assert_eq!(formula(&network, "A__y"), "Mul(X, 2)");
    }
    let scaled = with("c:submodelRef=\"A\" c:idRef=\"x\" c:conversionFactor=\"cf\"");
    assert_eq!(formula(&scaled, "X"), "Mul(A__y, cf)");
    assert_eq!(formula(&scaled, "A__y"), "Mul(Div(X, cf), 2)");
}

#[test]
fn what_replaces_from_inside_takes_the_name_outside() {
    let inner = definition("inner", &parameters(&parameter("x", 1.0, "")));
    let by = "<c:replacedBy c:submodelRef=\"B\" c:idRef=\"x\"/>";
    let outer =
        definition("outer", &(parameters(&parameter("y", 2.0, by)) + &submodels(&copy("B", "inner"))));
    let by = "<c:replacedBy c:submodelRef=\"A\" c:idRef=\"B\"><c:sBaseRef c:idRef=\"x\"/></c:replacedBy>";
    let rules = format!("<listOfRules>{}</listOfRules>", rule("rateRule", "z", "<m:ci>z</m:ci>"));
    let model = parameters(&parameter("z", 3.0, by)) + &rules + &submodels(&copy("A", "outer"));
    let network = flat(&model, &(inner + &outer));
    assert_eq!(ids(&network), ["z"]);
    assert_eq!(network.parameters[0].value, Some(1.0));
    assert_eq!(formula(&network, "z"), "z");
}

/// A species made at the rate `10 * time`, with a parameter that counts the rate.
fn timed() -> String {
    let time =
        "<m:csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\">t</m:csymbol>";
    let rate = "<m:csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/rateOf\">r</m:csymbol>";
    let late =
        "<m:csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/delay\">d</m:csymbol>";
    let list: String = ["p", "q", "r", "s"].iter().map(|id| parameter(id, 0.0, "")).collect();
    let rules = [
        rule("assignmentRule", "p", "<m:ci>J</m:ci>"),
        rule("assignmentRule", "q", &format!("<m:apply>{rate}<m:ci>S</m:ci></m:apply>")),
        rule("rateRule", "r", "<m:cn>1</m:cn>"),
        rule("assignmentRule", "s", &format!("<m:apply>{late}<m:ci>r</m:ci><m:cn>3</m:cn></m:apply>")),
    ]
    .concat();
    definition(
        "part",
        &format!(
            "<listOfCompartments><compartment id=\"V\" size=\"1\" constant=\"true\"/></listOfCompartments>\
             <listOfSpecies><species id=\"S\" compartment=\"V\" initialAmount=\"0\" hasOnlySubstanceUnits=\"true\" \
             boundaryCondition=\"false\" constant=\"false\"/></listOfSpecies>{}<listOfRules>{rules}</listOfRules>\
             <listOfReactions><reaction id=\"J\" reversible=\"false\"><listOfProducts><speciesReference species=\"S\" \
             stoichiometry=\"1\" constant=\"true\"/></listOfProducts><kineticLaw><m:math>{time}</m:math></kineticLaw>\
             </reaction></listOfReactions><listOfEvents><event useValuesFromTriggerTime=\"true\"><trigger \
             initialValue=\"true\" persistent=\"true\"><m:math><m:true/></m:math></trigger><delay><m:math><m:cn>4</m:cn>\
             </m:math></delay></event></listOfEvents>",
            parameters(&list)
        ),
    )
}

#[test]
fn time_and_extent_are_converted() {
    let copies = "<c:submodel c:id=\"A\" c:modelRef=\"part\" c:timeConversionFactor=\"t\" c:extentConversionFactor=\"e\"/>";
    let model = parameters(&(constant("t", 60.0) + &constant("e", 2.0))) + &submodels(copies);
    let network = flat(&model, &timed());
    assert_eq!(shown(network.reactions[0].rate.as_ref().unwrap()), "Div(Mul(Div(time, t), e), t)");
    assert_eq!(formula(&network, "A__p"), "Div(Mul(A__J, t), e)");
    assert_eq!(formula(&network, "A__q"), "Mul(RateOf(A__S), t)");
    assert_eq!(formula(&network, "A__r"), "Div(1, t)");
    assert_eq!(formula(&network, "A__s"), "Delay(A__r, Mul(3, t))");
    assert_eq!(shown(network.events[0].delay.as_ref().unwrap()), "Mul(4, t)");
}

#[test]
fn local_parameters_are_replaced_and_deleted_by_metaid() {
    let law = "<kineticLaw><m:math><m:apply><m:times/><m:ci>k</m:ci><m:ci>l</m:ci></m:apply></m:math>\
        <listOfLocalParameters><localParameter metaid=\"k_meta\" id=\"k\" value=\"2\"/>\
        <localParameter metaid=\"l_meta\" id=\"l\" value=\"3\"/></listOfLocalParameters></kineticLaw>";
    let reaction =
        format!("<listOfReactions><reaction id=\"J\" reversible=\"true\">{law}</reaction></listOfReactions>");
    let part = definition("part", &(parameters(&constant("l", 5.0)) + &reaction));
    let how = "c:submodelRef=\"A\" c:metaIdRef=\"k_meta\" c:conversionFactor=\"cf\"";
    let list = constant("cf", 10.0) + &parameter("K", 5.0, &replaces(how));
    let model = parameters(&list) + &submodels(&deletion("A", "part", "c:metaIdRef=\"l_meta\""));
    let network = flat(&model, &part);
    assert_eq!(ids(&network), ["cf", "K", "A__l"]);
    assert_eq!(shown(network.reactions[0].rate.as_ref().unwrap()), "Mul(Div(K, cf), A__l)");
    let untouched = flat(&submodels(&copy("A", "part")), &part);
    assert_eq!(ids(&untouched), ["A__l", "A__J__k", "A__J__l"]);
}

#[test]
fn functions_and_units_belong_to_their_copy() {
    let function = "<listOfFunctionDefinitions><functionDefinition id=\"f\"><m:math><m:lambda><m:bvar><m:ci>k</m:ci></m:bvar>\
        <m:apply><m:plus/><m:ci>k</m:ci><m:cn xmlns:s=\"http://www.sbml.org/sbml/level3/version2/core\" s:units=\"u\">1</m:cn>\
        </m:apply></m:lambda></m:math></functionDefinition></listOfFunctionDefinitions>";
    let units = "<listOfUnitDefinitions><unitDefinition id=\"u\"><listOfUnits><unit kind=\"mole\" exponent=\"1\" scale=\"-3\" \
        multiplier=\"1\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>";
    let things = "<listOfCompartments><compartment id=\"V\" spatialDimensions=\"3\" size=\"1\" constant=\"true\"/></listOfCompartments>\
        <listOfSpecies><species id=\"S\" compartment=\"V\" initialAmount=\"1\" hasOnlySubstanceUnits=\"true\" \
        boundaryCondition=\"true\" constant=\"false\"/></listOfSpecies>";
    let call = "<m:apply><m:ci>f</m:ci><m:ci>k</m:ci></m:apply>";
    let rules = format!("<listOfRules>{}</listOfRules>", rule("assignmentRule", "x", call));
    let list = constant("k", 1.0) + "<parameter id=\"x\" units=\"second\" constant=\"false\"/>";
    let content = [function, units, things, &parameters(&list), &rules].concat();
    let part = definition("part\" substanceUnits=\"u\" volumeUnits=\"litre", &content);
    let how = replaces("c:submodelRef=\"A\" c:unitRef=\"u\"");
    let outer = format!(
        "<listOfUnitDefinitions><unitDefinition id=\"mine\">{how}<listOfUnits><unit kind=\"mole\" exponent=\"1\" \
         scale=\"-6\" multiplier=\"1\"/></listOfUnits></unitDefinition></listOfUnitDefinitions>"
    );
    for (outer, unit) in [(String::new(), "A__u"), (outer, "mine")] {
        let network = flat(&(outer + &submodels(&copy("A", "part"))), &part);
        assert_eq!(network.units.keys().collect::<Vec<_>>(), [unit]);
        assert_eq!(network.species[0].unit.as_deref(), Some(unit));
        assert_eq!(network.compartments[0].unit.as_deref(), Some("litre"));
        assert_eq!(network.parameters[1].unit.as_deref(), Some("second"));
        assert_eq!(shown(&network.functions[0].body), format!("Add(k, 1 {unit})"));
        assert_eq!(formula(&network, "A__x"), "A__f(A__k)");
    }
}

#[test]
fn a_conversion_factor_of_a_model_is_that_of_its_species_only() {
    let things = "<listOfCompartments><compartment id=\"V\" size=\"1\" constant=\"true\"/></listOfCompartments>\
        <listOfSpecies><species id=\"S\" compartment=\"V\" initialAmount=\"1\" hasOnlySubstanceUnits=\"true\" \
        boundaryCondition=\"false\" constant=\"false\"/></listOfSpecies>";
    let scaled = definition("scaled\" conversionFactor=\"c", &(parameters(&constant("c", 2.0)) + things));
    let plain = definition("plain", things);
    let model = things.to_owned()
        + &parameters(&constant("c", 3.0))
        + &submodels(&(copy("A", "scaled") + &copy("B", "plain")));
    let text = document(&model, &definitions(&(scaled + &plain)))
        .replace("<model ", "<model conversionFactor=\"c\" ");
    let parsed = read(&text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let factors: Vec<_> = parsed.network.species.iter().map(|s| s.conversion_factor.as_deref()).collect();
    assert_eq!(factors, [Some("c"), Some("A__c"), None]);
    assert_eq!(parsed.network.conversion_factor, None);
}

/// A model that makes a submodel of `inner` twice, so that levels multiply.
fn doubled(id: &str, inner: &str) -> String {
    definition(id, &submodels(&(copy("A", inner) + &copy("B", inner))))
}

#[test]
fn models_that_never_end_are_refused() {
    let circle = refused(
        &submodels(&copy("A", "one")),
        &(definition("one", &submodels(&copy("B", "two")))
            + &definition("two", &submodels(&copy("C", "one")))),
    );
    assert_eq!(circle, [("S042".to_owned(), "one".to_owned())]);
    let itself = refused(&submodels(&copy("A", "top")), "");
    assert_eq!(itself, [("S042".to_owned(), "top".to_owned())]);
    let levels: String = (0..40).map(|n| doubled(&format!("m{n}"), &format!("m{}", n + 1))).collect();
    let levels = levels + &definition("m40", &parameters(&constant("k", 1.0)));
    let many = refused(&submodels(&copy("A", "m0")), &levels);
    assert_eq!((many.len(), many[0].0.as_str()), (1, "S043"));
    let chain = |n: usize| definition(&format!("m{n}"), &submodels(&copy("A", &format!("m{}", n + 1))));
    let chain: String = (0..150).map(chain).collect::<String>() + &definition("m150", "");
    let deep = refused(&submodels(&copy("A", "m0")), &chain);
    assert_eq!((deep.len(), deep[0].0.as_str()), (1, "S043"));
}

#[test]
fn references_that_mean_nothing_are_told_all_at_once() {
    let port = "<c:listOfPorts><c:port c:id=\"in\" c:idRef=\"none\"/></c:listOfPorts>";
    let part = definition("part", &(parameters(&constant("k1", 1.0)) + port));
    let how = |id: &str, how: &str| parameter(id, 0.0, &replaces(how));
    let list = [
        how("p1", "c:submodelRef=\"B\" c:idRef=\"k1\""),
        how("p2", "c:submodelRef=\"A\" c:idRef=\"k\""),
        how("p3", "c:submodelRef=\"A\" c:portRef=\"input\""),
        how("p4", "c:submodelRef=\"A\" c:portRef=\"in\""),
        how("p5", "c:submodelRef=\"A\""),
        how("p6", "c:submodelRef=\"A\" c:deletion=\"gone\""),
        how("p7", "c:submodelRef=\"A\" c:idRef=\"k1\" c:metaIdRef=\"k1\""),
        how("p8", "c:submodelRef=\"A\" c:idRef=\"k1\" c:conversionFactor=\"f\" "),
    ];
    let found =
        refused(&(parameters(&list.concat()) + &submodels(&(copy("A", "part") + &copy("C", "prt")))), &part);
    let mut found: Vec<String> = found.into_iter().map(|(code, at)| format!("{code} {at}")).collect();
    found.sort();
    let expected = [
        "S040 prt",
        "S044 B",
        "S044 c:replacedElement",
        "S044 c:replacedElement",
        "S044 gone",
        "S044 input",
        "S044 k",
        "S044 none",
        "S048 f",
    ];
    assert_eq!(found, expected);
}

#[test]
fn replacements_that_make_no_sense_are_refused() {
    let compartment =
        "<listOfCompartments><compartment id=\"V\" size=\"1\" constant=\"true\"/></listOfCompartments>";
    let part = definition("part", &(parameters(&parameter("x", 1.0, "")) + compartment));
    let with = |list: &str| refused(&(parameters(list) + &submodels(&copy("A", "part"))), &part);
    let code = |found: Vec<(String, String)>| found.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(code(with(&parameter("p", 0.0, &replaces("c:submodelRef=\"A\" c:idRef=\"V\"")))), ["S045"]);
    let x = replaces("c:submodelRef=\"A\" c:idRef=\"x\"");
    assert_eq!(code(with(&(parameter("p", 0.0, &x) + &parameter("q", 0.0, &x)))), ["S046"]);
    let by = "<c:replacedBy c:submodelRef=\"A\" c:idRef=\"x\"/>".to_owned();
    assert_eq!(code(with(&parameter("p", 0.0, &(x.clone() + &by)))), ["S046"]);
    let moving = replaces("c:submodelRef=\"A\" c:idRef=\"x\" c:conversionFactor=\"q\"");
    assert_eq!(code(with(&(parameter("p", 0.0, &moving) + &parameter("q", 0.0, "")))), ["S048"]);
    let model = parameters(&parameter("p", 0.0, &x)) + &submodels(&deletion("A", "part", "c:idRef=\"x\""));
    assert_eq!(code(refused(&model, &part)), ["S046"]);
    let old = "<listOfRules><parameterRule name=\"x\" formula=\"1\"/></listOfRules>";
    let old = definition("part", &(parameters(&parameter("x", 1.0, "")) + old));
    assert_eq!(code(refused(&submodels(&copy("A", "part")), &old)), ["S049"]);
}

#[test]
fn problems_of_a_copied_model_are_told_once_where_they_are() {
    let list = "<parameter id=\"k\" value=\"abc\" constant=\"true\"/><parameter id=\"1\" constnt=\"true\" constant=\"true\"/>";
    let part = definition("part", &(parameters(list) + "<listOfPorts/>"));
    let found = refused(&submodels(&(copy("A", "part") + &copy("B", "part"))), &part);
    let expected = [("S007", "constnt"), ("S006", "listOfPorts"), ("S010", "1"), ("S009", "abc")];
    assert_eq!(found, expected.map(|(code, at)| (code.to_owned(), at.to_owned())));
    let text = document(
        &submodels(&copy("A", "part")),
        &definitions(&definition("part", &parameters(&constant("k", 1.0)))),
    );
    let parsed = read(&text);
    let at = parsed.network.parameters[0].at.unwrap();
    assert_eq!(parsed.sources.text(at), constant("k", 1.0));
}

#[test]
fn words_of_the_package_are_checked() {
    let model = "<c:listOfSubmodels><c:submodel c:id=\"A\" c:modelReff=\"part\"/><c:submodle/></c:listOfSubmodels>\
        <c:listOfPort/><listOfParameters><c:port c:id=\"p\" c:idRef=\"k\"/></listOfParameters>";
    let found = refused(model, &definition("part", ""));
    let mut found: Vec<String> = found.into_iter().map(|(code, at)| format!("{code} {at}")).collect();
    found.sort();
    let expected =
        ["S006 c:listOfPort", "S006 c:port", "S006 c:submodle", "S007 c:modelReff", "S008 c:submodel"];
    assert_eq!(found, expected);
}

fn external(list: &str) -> String {
    format!("<c:listOfExternalModelDefinitions>{list}</c:listOfExternalModelDefinitions>")
}

/// A document that knows nothing of submodels.
fn plain(model: &str) -> String {
    document(model, "").replace(" c:required=\"true\"", "")
}

fn outside(id: &str, how: &str) -> String {
    format!("<c:externalModelDefinition c:id=\"{id}\" {how}/>")
}

#[test]
fn models_of_other_files_are_read_from_their_own_folder() {
    let top = document(
        &submodels(&(copy("A", "a") + &copy("B", "b"))),
        &external(
            &(outside("a", "c:source=\"parts/one.xml\" c:modelRef=\"x\"")
                + &outside("b", "c:source=\"two.xml\"")),
        ),
    );
    let one = document("", &external(&outside("x", "c:source=\"deep/two.xml\" c:modelRef=\"y\"")));
    let two = document(
        &parameters(&constant("k", 1.0)),
        &definitions(&definition("y", &parameters(&constant("l", 2.0)))),
    );
    let three = plain(&parameters("<parameter id=\"m\" value=\"wrong\" constant=\"true\"/>"));
    let import = |path: &str| match path {
        "parts/one.xml" => Ok(one.clone()),
        "parts/deep/two.xml" => Ok(two.clone()),
        "two.xml" => Ok(three.clone()),
        other => Err(format!("there is no `{other}`")),
    };
    let parsed = sbml::read_with("folder/top.xml", &top, &import);
    assert_eq!(ids(&parsed.network), ["A__l", "B__m"]);
    assert_eq!(problems(&parsed), [("S009", "wrong")]);
    let names: Vec<&str> = parsed.sources.0.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["folder/top.xml", "parts/one.xml", "two.xml", "parts/deep/two.xml"]);
    assert_eq!(parsed.diagnostics[0].place.unwrap().source, 2);
    let place = parsed.network.parameters[0].at.unwrap();
    assert_eq!((place.source, parsed.sources.text(place)), (3, constant("l", 2.0).as_str()));
    assert_eq!(problems(&read(&top)), [("S041", "parts/one.xml"), ("S041", "two.xml")]);
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let with = |how: &str, file: &str| {
        let top = document(&submodels(&copy("A", "a")), &external(&outside("a", how)));
        let parsed = sbml::read_with("top.xml", &top, &|path| match path {
            "part.xml" => Ok(file.to_owned()),
            "top.xml" => Ok(top.clone()),
            other => panic!("{other} was asked for"),
        });
        problems(&parsed).into_iter().map(|(code, at)| format!("{code} {at}")).collect::<Vec<_>>()
    };
    let part = plain(&parameters(&constant("k", 1.0)));
    assert_eq!(with("c:source=\"part.xml\"", &part), [""; 0]);
    for path in ["../part.xml", "/part.xml", "http://example.org/part.xml", "urn:x:y", "a/../../part.xml"] {
        assert_eq!(with(&format!("c:source=\"{path}\""), &part), [format!("S041 {path}")]);
    }
    assert_eq!(with("c:source=\"part.xml\" c:md5=\"00\"", &part), ["S041 c:externalModelDefinition"]);
    assert_eq!(with("c:source=\"part.xml\" c:modelRef=\"none\"", &part), ["S040 a"]);
    assert_eq!(with("c:source=\"part.xml\"", "<sbml>"), ["S001 "]);
    assert_eq!(with("c:source=\"part.xml\"", "<html/>"), ["S002 html"]);
    let old = part
        .replace("level3/version2/core", "level2/version4")
        .replace("level=\"3\" version=\"2\"", "level=\"2\" version=\"4\"");
    assert_eq!(with("c:source=\"part.xml\"", &old), ["S041 sbml"]);
    assert_eq!(with("c:source=\"top.xml\"", ""), ["S042 a"]);
    assert_eq!(with("c:source=\"top.xml\" c:modelRef=\"a\"", ""), ["S042 a"]);
}

/// A document that uses most of the package.
fn everything() -> String {
    let how = "c:submodelRef=\"A\" c:portRef=\"in\" c:conversionFactor=\"cf\"";
    let by = "<c:replacedBy c:submodelRef=\"A\" c:idRef=\"r\"/>";
    let time = "<c:submodel c:id=\"A\" c:modelRef=\"part\" c:timeConversionFactor=\"t\" c:extentConversionFactor=\"e\">\
        <c:listOfDeletions><c:deletion c:id=\"d\" c:idRef=\"q\"/><c:deletion c:metaIdRef=\"q_rule\"/></c:listOfDeletions></c:submodel>";
    let list = constant("t", 60.0) + &constant("e", 2.0) + &constant("cf", 3.0);
    let list = list + &parameter("P", 1.0, &replaces(how)) + &parameter("R", 1.0, by);
    let part =
        timed().replace("<assignmentRule variable=\"q\"", "<assignmentRule metaid=\"q_rule\" variable=\"q\"");
    let port = "<c:listOfPorts><c:port c:id=\"in\" c:idRef=\"p\"/></c:listOfPorts></c:modelDefinition>";
    let part = part.replace("</c:modelDefinition>", port);
    document(&(parameters(&list) + &submodels(&(time.to_owned() + &copy("B", "part")))), &definitions(&part))
}

#[test]
fn a_flat_model_is_written_without_submodels() {
    let parsed = read(&everything());
    assert!(parsed.is_ok(), "{:#?}", parsed.diagnostics);
    let text = sbml::write(&parsed.network).unwrap();
    assert!(!text.contains("comp/version1"));
    let again = read(&text);
    assert!(again.is_ok(), "{:#?}", again.diagnostics);
    let facts = |network: &Network| {
        let rules: Vec<_> =
            network.rules.iter().map(|r| (r.kind, r.target.clone(), shown(&r.value))).collect();
        let rates: Vec<_> =
            network.reactions.iter().map(|r| (r.id.clone(), r.rate.as_ref().map(shown))).collect();
        let values: Vec<_> = network.parameters.iter().map(|p| (p.id.clone(), p.value)).collect();
        (rules, rates, values)
    };
    assert_eq!(facts(&parsed.network), facts(&again.network));
    assert_eq!(formula(&parsed.network, "P"), "Mul(Div(Mul(A__J, t), e), cf)");
    assert_eq!(formula(&parsed.network, "R"), "Div(1, t)");
}

/// Words of the text: names, values and numbers.
fn words(text: &str) -> Vec<(usize, &str)> {
    let split = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    split.filter(|w| !w.is_empty()).map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w)).collect()
}

fn assert_places(parsed: &Parsed) {
    for problem in &parsed.diagnostics {
        let place = problem.place.expect("a problem without a place");
        let text = &parsed.sources.0[place.source as usize].text;
        assert!(text.get(place.start as usize..place.end as usize).is_some(), "{problem}: {place:?}");
        assert!(problem.help.is_some(), "{problem}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_panics(at in any::<prop::sample::Index>(), length in 1usize..40) {
        let text = everything();
        let first = at.index(text.len());
        let last = (first + length).min(text.len());
        assert_places(&read(&format!("{}{}", &text[..first], &text[last..])));
    }

    #[test]
    fn exchanged_words_never_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let text = everything();
        let words = words(&text);
        let (start, word) = words[to.index(words.len())];
        let other = words[from.index(words.len())].1;
        assert_places(&read(&format!("{}{other}{}", &text[..start], &text[start + word.len()..])));
    }
}
