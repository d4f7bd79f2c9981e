//! What is refused, and how it is said.

use super::{codes, l2, l3, place};
use crate::sbml::read;

#[test]
fn level_3_has_no_defaults() {
    let parsed = l3(
        "<listOfParameters><parameter id=\"k\"/></listOfParameters><listOfSpecies><species id=\"S\" compartment=\"c\"/></listOfSpecies>",
    );
    assert_eq!(codes(&parsed), ["S008"; 4]);
    assert_eq!(place(&parsed), "parameter");
    assert_eq!(parsed.network.parameters.len(), 1);
}

#[test]
fn what_would_change_numbers_is_refused_by_name() {
    let reaction = |attribute: &str, law: &str| {
        l2(1, &format!("<listOfReactions><reaction id=\"r\" {attribute}>{law}</reaction></listOfReactions>"))
    };
    let law =
        |unit: &str| format!("<kineticLaw timeUnits=\"{unit}\"><m:math><m:cn>1</m:cn></m:math></kineticLaw>");
    assert_eq!(codes(&reaction("", &law("second"))), [""; 0]);
    assert_eq!(codes(&reaction("", &law("dimensionless"))), ["S034"]);
    let species = "<listOfSpecies><species id=\"S\" compartment=\"c\" initialAmount=\"1\" initialConcentration=\"1\" spatialSizeUnits=\"area\"/></listOfSpecies>";
    assert_eq!(codes(&l2(1, species)), ["S034", "S036"]);
    assert_eq!(codes(&l2(3, "<listOfConstraints><constraint/></listOfConstraints>")), ["S035"]);
}

#[test]
fn unknown_things_are_reported_with_the_nearest_name() {
    let parsed = l3(
        "<listOfParameters><parametr id=\"k\"/><parameter id=\"k\" constnat=\"true\" constant=\"true\"/></listOfParameters><model/>",
    );
    assert_eq!(codes(&parsed), ["S006", "S007", "S006"]);
    assert_eq!(place(&parsed), "parametr");
    assert_eq!(parsed.diagnostics[0].help.as_deref(), Some("did you mean `parameter`?"));
    assert_eq!(parsed.diagnostics[1].help.as_deref(), Some("did you mean `constant`?"));
    let values =
        l3("<listOfParameters><parameter id=\"1k\" value=\"abc\" constant=\"yes\"/></listOfParameters>");
    assert_eq!(codes(&values), ["S010", "S009", "S009"]);
    assert_eq!(parsed.network.parameters.len(), 1);
    let twice = l3(
        "<listOfParameters><parameter id=\"k\" constant=\"true\"/></listOfParameters><listOfCompartments><compartment id=\"k\" constant=\"true\"/></listOfCompartments>",
    );
    assert_eq!(codes(&twice), ["S011"]);
    let trigger = "<trigger initialValue=\"true\" persistent=\"true\"/>";
    let event = format!(
        "<listOfEvents><event id=\"e\" useValuesFromTriggerTime=\"true\">{trigger}{trigger}</event></listOfEvents>"
    );
    assert_eq!(codes(&l3(&event))[0], "S012");
}

#[test]
fn packages_are_refused_when_they_matter() {
    let document = |required: &str, content: &str| {
        read(
            "m.xml",
            &format!(
                "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" xmlns:p=\"http://www.sbml.org/sbml/level3/version1/qual/version1\" level=\"3\" version=\"1\" p:required=\"{required}\"><model>{content}</model></sbml>"
            ),
        )
    };
    let used = document("true", "<p:listOfTransitions/>");
    assert_eq!((codes(&used), used.is_ok()), (vec!["S004"], false));
    assert_eq!(place(&used), "p:required=\"true\"");
    assert!(used.diagnostics[0].message.contains("`qual`"));
    for harmless in [document("true", ""), document("false", "<p:listOfTransitions/>")] {
        assert_eq!((codes(&harmless), harmless.is_ok()), (vec!["S005"], true));
    }
    let undeclared = l3(
        "<x:y xmlns:x=\"http://www.sbml.org/sbml/level3/version1/spatial/version1\"/><z xmlns=\"http://example.org\" xmlns:q=\"http://example.com\" q:a=\"1\"/>",
    );
    assert_eq!(codes(&undeclared), ["S006", "S005"]);
}

#[test]
fn what_is_not_sbml_is_said_to_be_so() {
    let parsed = read("m", "<a>\n  é <b></c></a>");
    assert_eq!(codes(&parsed), ["S001"]);
    let (line, column) = parsed.sources.line_column(parsed.diagnostics[0].place.unwrap());
    assert_eq!((line, column > 5), (2, true));
    assert_eq!(codes(&read("m", "")), ["S001"]);
    assert_eq!(codes(&read("m", "<!DOCTYPE a []><a/>")), ["S001"]);
    let parsed = read("m", "<html/>");
    assert_eq!((codes(&parsed), place(&parsed)), (vec!["S002"], "html"));
    let sbml = |suffix: &str, level: u8, version: u8| {
        read(
            "m",
            &format!(
                "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><sbml xmlns=\"http://www.sbml.org/sbml/{suffix}\" level=\"{level}\" version=\"{version}\"/>"
            ),
        )
    };
    assert_eq!(codes(&sbml("level2/version4", 2, 4)), ["S002"]);
    for (suffix, level, version) in
        [("level2/version4", 2, 3), ("level3/version3/core", 3, 3), ("level1", 1, 0), ("level2", 1, 1)]
    {
        let parsed = sbml(suffix, level, version);
        assert_eq!((codes(&parsed), place(&parsed)), (vec!["S003"], "sbml"), "{suffix}");
    }
}
