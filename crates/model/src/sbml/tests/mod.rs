//! Tests of the reader as a whole, by small documents.

mod elements;
mod formulas;
mod problems;

use super::read;
use crate::Parsed;

/// Wraps the content of a model of Level 3 Version 2.
fn l3(content: &str) -> Parsed {
    let math = "xmlns:m=\"http://www.w3.org/1998/Math/MathML\"";
    read(
        "m.xml",
        &format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" {math} level=\"3\" version=\"2\"><model id=\"m\">{content}</model></sbml>"
        ),
    )
}

fn l2(version: u8, content: &str) -> Parsed {
    let math = "xmlns:m=\"http://www.w3.org/1998/Math/MathML\"";
    let suffix = if version == 1 { String::new() } else { format!("/version{version}") };
    read(
        "m.xml",
        &format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level2{suffix}\" {math} level=\"2\" version=\"{version}\"><model id=\"m\">{content}</model></sbml>"
        ),
    )
}

fn l1(content: &str) -> Parsed {
    read(
        "m.xml",
        &format!(
            "<sbml xmlns=\"http://www.sbml.org/sbml/level1\" level=\"1\" version=\"1\"><model name=\"m\">{content}</model></sbml>"
        ),
    )
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.diagnostics.iter().map(|d| d.code.id).collect()
}

/// The text that the first problem points at.
fn place(parsed: &Parsed) -> &str {
    parsed.sources.text(parsed.diagnostics[0].place.unwrap())
}
