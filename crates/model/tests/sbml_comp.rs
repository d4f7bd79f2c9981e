//! Submodels: what is in the flat model, and what is refused where.

use jakstat_model::{Diagnostic, Expr, Network, Parsed, sbml};

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
