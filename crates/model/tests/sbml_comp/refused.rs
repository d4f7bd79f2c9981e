//! What is refused, and where the problem is said to be.

use super::fixture::*;

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
    let gone = parameters(&parameter("p", 0.0, &by)) + &submodels(&deletion("A", "part", "c:idRef=\"x\""));
    assert_eq!(code(refused(&gone, &part)), ["S046"]);
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
