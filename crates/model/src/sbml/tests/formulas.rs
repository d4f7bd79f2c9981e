//! MathML and Level 1 formulas.

use super::{codes, l1, l2, l3, place};
use crate::{Expr, Op};

/// The formula of a rule `x := math`.
fn formula(math: &str) -> (Expr, Vec<&'static str>) {
    let parsed = l3(&format!(
        "<listOfRules><assignmentRule variable=\"x\"><m:math>{math}</m:math></assignmentRule></listOfRules>"
    ));
    (parsed.network.rules[0].value.clone(), codes(&parsed))
}

fn good(math: &str) -> Expr {
    let (formula, codes) = formula(math);
    assert!(codes.is_empty(), "{math}: {codes:?}");
    formula
}

fn apply(operator: &str, operands: &[&str]) -> String {
    let operands: String = operands.iter().map(|o| format!("<m:ci>{o}</m:ci>")).collect();
    format!("<m:apply><m:{operator}/>{operands}</m:apply>")
}

#[test]
fn numbers_of_every_type() {
    for (math, value) in [
        ("<m:cn> -0.5 </m:cn>", -0.5),
        ("<m:cn type=\"integer\"> 3 </m:cn>", 3.0),
        ("<m:cn type=\"rational\"> 1 <m:sep/> 4 </m:cn>", 0.25),
        ("<m:cn type=\"e-notation\"> 6.3 <m:sep/> -7 </m:cn>", 6.3e-7),
        ("<m:cn type=\"e-notation\"> 1 <m:sep/> +2 </m:cn>", 100.0),
        ("<m:true/>", 1.0),
        ("<m:exponentiale/>", std::f64::consts::E),
    ] {
        assert_eq!(good(math), Expr::Num(value), "{math}");
    }
    for bad in
        ["<m:cn/>", "<m:cn>inf</m:cn>", "<m:cn type=\"integer\">1.5</m:cn>", "<m:cn base=\"16\">10</m:cn>"]
    {
        assert_eq!(formula(bad).1, ["S024"], "{bad}");
    }
}

#[test]
fn numbers_keep_their_unit() {
    let parsed = l3(
        "<listOfRules><assignmentRule variable=\"x\"><m:math xmlns:s=\"http://www.sbml.org/sbml/level3/version2/core\"><m:cn s:units=\"mole\">2</m:cn></m:math></assignmentRule></listOfRules>",
    );
    assert_eq!(parsed.network.rules[0].value, Expr::Quantity(2.0, "mole".into()));
}

#[test]
fn operators_with_qualifiers_and_few_operands() {
    let a = || Expr::id("a");
    assert_eq!(good(&apply("minus", &["a"])), Expr::unary(Op::Neg, a()));
    assert_eq!(good(&apply("root", &["a"])), Expr::unary(Op::Sqrt, a()));
    assert_eq!(good(&apply("log", &["a"])), Expr::binary(Op::Log, Expr::Num(10.0), a()));
    assert_eq!(good(&apply("plus", &[])), Expr::Op(Op::Add, vec![]));
    assert_eq!(good(&apply("lt", &["a", "b", "c"])).children().len(), 3);
    let root = "<m:apply><m:root/><m:degree><m:cn>3</m:cn></m:degree><m:ci>a</m:ci></m:apply>";
    assert_eq!(good(root), Expr::binary(Op::Root, Expr::Num(3.0), a()));
    let log = "<m:apply><m:log/><m:logbase><m:cn>2</m:cn></m:logbase><m:ci> a </m:ci></m:apply>";
    assert_eq!(good(log), Expr::binary(Op::Log, Expr::Num(2.0), a()));
}

#[test]
fn wrong_operands_are_reported_all_at_once() {
    let inner = [apply("divide", &["a"]), apply("not", &["a", "b"]), apply("integral", &["a"])].concat();
    let (_, codes) = formula(&format!("<m:apply><m:plus/>{inner}<m:ci>1a</m:ci> 7 </m:apply>"));
    assert_eq!(codes, ["S022", "S023", "S023", "S022", "S010"]);
    let degree = "<m:apply><m:log/><m:degree><m:cn>3</m:cn></m:degree><m:ci>a</m:ci></m:apply>";
    assert_eq!(formula(degree).1, ["S022"]);
}

#[test]
fn symbols_are_known_by_address_and_not_by_name() {
    let symbol = |url: &str| format!("<m:csymbol encoding=\"text\" definitionURL=\"{url}\"> t </m:csymbol>");
    let core = "http://www.sbml.org/sbml/symbols/";
    assert_eq!(good(&symbol(&format!("{core}time"))), Expr::Time);
    assert_eq!(good("<m:ci> time </m:ci>"), Expr::id("time"));
    let rate = format!("<m:apply>{}<m:ci>a</m:ci></m:apply>", symbol(&format!("{core}rateOf")));
    assert_eq!(good(&rate), Expr::unary(Op::RateOf, Expr::id("a")));
    let delay = format!("<m:apply>{}<m:ci>a</m:ci><m:cn>1</m:cn></m:apply>", symbol(&format!("{core}delay")));
    assert_eq!(good(&delay), Expr::binary(Op::Delay, Expr::id("a"), Expr::Num(1.0)));
    assert_eq!(formula(&symbol(&format!("{core}distrib/normal"))).1, ["S025"]);
    assert_eq!(formula(&symbol(&format!("{core}delay"))).1, ["S022"]);
}

#[test]
fn piecewise_and_wrappers() {
    let math = "<m:semantics><m:piecewise><m:otherwise><m:cn>0</m:cn></m:otherwise><m:piece><m:cn>1</m:cn><m:ci>c</m:ci></m:piece></m:piecewise></m:semantics>";
    assert_eq!(good(math), Expr::Op(Op::Piecewise, vec![Expr::Num(1.0), Expr::id("c"), Expr::Num(0.0)]));
    assert_eq!(good(&format!("<m:apply>{}</m:apply>", apply("ln", &["a"]))), good(&apply("ln", &["a"])));
    assert_eq!(formula("<m:piecewise><m:piece><m:cn>1</m:cn></m:piece></m:piecewise>").1, ["S023"]);
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    let depth = 200_000;
    let math = "<m:apply><m:minus/>".repeat(depth) + "<m:cn>1</m:cn>" + &"</m:apply>".repeat(depth);
    assert_eq!(formula(&math).1, ["S026"]);
    let wrappers = "<m:semantics>".repeat(depth) + "<m:cn>1</m:cn>" + &"</m:semantics>".repeat(depth);
    assert_eq!(good(&wrappers), Expr::Num(1.0));
    let lists = "<listOfSpecies>".repeat(depth) + &"</listOfSpecies>".repeat(depth);
    assert_eq!(codes(&l3(&lists)), ["S006"]);
}

#[test]
fn level_1_formula_problems_have_their_place() {
    let parsed = l1("<listOfRules><algebraicRule formula=\"1 + $\"/></listOfRules>");
    assert_eq!((codes(&parsed), place(&parsed)), (vec!["S027"], "$"));
    let escaped = l1("<listOfRules><algebraicRule formula=\"1 &#43; $\"/></listOfRules>");
    assert_eq!(place(&escaped), "1 &#43; $");
}

#[test]
fn formulas_may_be_left_out_in_the_newest_version_only() {
    let rules =
        "<listOfRules><rateRule variable=\"x\"/><rateRule variable=\"y\"><m:math/></rateRule></listOfRules>";
    let parsed = l3(rules);
    assert!(parsed.is_ok() && parsed.network.rules.is_empty());
    assert_eq!(codes(&parsed), ["S021", "S021"]);
    assert_eq!(codes(&l2(5, rules)), ["S020", "S020"]);
}

#[test]
fn functions_have_arguments_and_a_body() {
    let define = |math: &str| {
        l3(&format!(
            "<listOfFunctionDefinitions><functionDefinition id=\"f\"><m:math>{math}</m:math></functionDefinition></listOfFunctionDefinitions>"
        ))
    };
    let parsed = define(
        "<m:lambda><m:bvar><m:ci>x</m:ci></m:bvar><m:apply><m:ci>g</m:ci><m:ci>x</m:ci></m:apply></m:lambda>",
    );
    let function = &parsed.network.functions[0];
    assert_eq!(function.args, ["x"]);
    assert_eq!(function.body, Expr::Call("g".into(), vec![Expr::id("x")]));
    assert_eq!(codes(&define("<m:cn>1</m:cn>")), ["S022"]);
    assert_eq!(codes(&define("<m:lambda/>")), ["S021"]);
}
