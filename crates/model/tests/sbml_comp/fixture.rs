//! Small documents with submodels, and ways to look at what was read.

use jakstat_model::{Diagnostic, Expr, Network, Parsed, sbml};

const OPEN: &str = "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" \
    xmlns:c=\"http://www.sbml.org/sbml/level3/version1/comp/version1\" \
    xmlns:m=\"http://www.w3.org/1998/Math/MathML\" level=\"3\" version=\"2\" c:required=\"true\">";

/// A document: what is in its model, what is beside it.
pub(super) fn document(model: &str, beside: &str) -> String {
    format!("{OPEN}<model id=\"top\">{model}</model>{beside}</sbml>")
}

pub(super) fn definitions(models: &str) -> String {
    format!("<c:listOfModelDefinitions>{models}</c:listOfModelDefinitions>")
}

pub(super) fn definition(id: &str, content: &str) -> String {
    format!("<c:modelDefinition id=\"{id}\">{content}</c:modelDefinition>")
}

pub(super) fn submodels(list: &str) -> String {
    format!("<c:listOfSubmodels>{list}</c:listOfSubmodels>")
}

pub(super) fn copy(id: &str, model: &str) -> String {
    format!("<c:submodel c:id=\"{id}\" c:modelRef=\"{model}\"/>")
}

pub(super) fn deletion(id: &str, model: &str, what: &str) -> String {
    format!(
        "<c:submodel c:id=\"{id}\" c:modelRef=\"{model}\"><c:listOfDeletions><c:deletion {what}/></c:listOfDeletions></c:submodel>"
    )
}

pub(super) fn parameters(list: &str) -> String {
    format!("<listOfParameters>{list}</listOfParameters>")
}

/// A parameter that may change.
pub(super) fn parameter(id: &str, value: f64, content: &str) -> String {
    format!("<parameter id=\"{id}\" value=\"{value}\" constant=\"false\">{content}</parameter>")
}

pub(super) fn constant(id: &str, value: f64) -> String {
    format!("<parameter id=\"{id}\" value=\"{value}\" constant=\"true\"/>")
}

pub(super) fn replaces(how: &str) -> String {
    format!("<c:listOfReplacedElements><c:replacedElement {how}/></c:listOfReplacedElements>")
}

/// A rule `variable = (or its rate =) ci`.
pub(super) fn rule(kind: &str, variable: &str, formula: &str) -> String {
    format!("<{kind} variable=\"{variable}\"><m:math>{formula}</m:math></{kind}>")
}

pub(super) fn read(text: &str) -> Parsed {
    sbml::read("top.xml", text)
}

/// The network of a document without any problem.
pub(super) fn flat(model: &str, models: &str) -> Network {
    let parsed = read(&document(model, &definitions(models)));
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    parsed.network
}

/// Codes of all problems, each with the text that it points at.
pub(super) fn problems(parsed: &Parsed) -> Vec<(&str, &str)> {
    parsed.diagnostics.iter().for_each(|d| assert!(d.help.is_some(), "{d}"));
    let place = |d: &Diagnostic| d.place.map_or("nowhere", |at| parsed.sources.text(at));
    parsed.diagnostics.iter().map(|d| (d.code.id, place(d))).collect()
}

pub(super) fn refused(model: &str, models: &str) -> Vec<(String, String)> {
    let parsed = read(&document(model, &definitions(models)));
    problems(&parsed).into_iter().map(|(code, at)| (code.to_owned(), at.to_owned())).collect()
}

pub(super) fn ids(network: &Network) -> Vec<&str> {
    network.parameters.iter().map(|p| p.id.as_str()).collect()
}

/// A formula as `Operation(operand, ...)`.
pub(super) fn shown(formula: &Expr) -> String {
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
pub(super) fn formula(network: &Network, target: &str) -> String {
    let rules: Vec<_> = network.rules.iter().filter(|r| r.target == target).collect();
    assert_eq!(rules.len(), 1, "{target}: {:?}", network.rules);
    shown(&rules[0].value)
}

/// A species made at the rate `10 * time`, with a parameter that counts the rate.
pub(super) fn timed() -> String {
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

/// A document that knows nothing of submodels.
pub(super) fn plain(model: &str) -> String {
    document(model, "").replace(" c:required=\"true\"", "")
}

/// A document that uses most of the package.
pub(super) fn everything() -> String {
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
