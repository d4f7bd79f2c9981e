//! What is said about things without changing the model: `S identity "..."`, `S.sboTerm = 247`.

use super::ast::{Fact, Path};
use super::codes;
use super::cursor::{Cursor, Parse};
use super::lexer::{Token, unquote};
use crate::Diagnostic;
use crate::diagnostic::nearest;

/// Qualifiers of BioModels by their SBML and Antimony names, and what else may be said.
const QUALIFIERS: [&str; 43] = [
    "biological_entity_is",
    "class",
    "container",
    "created",
    "description",
    "encodement",
    "encoder",
    "encodes",
    "hasInstance",
    "hasPart",
    "hasProperty",
    "hasTaxon",
    "hasVersion",
    "homolog",
    "hypernym",
    "identity",
    "instance",
    "isDerivedFrom",
    "isDescribedBy",
    "isEncodedBy",
    "isHomologTo",
    "isInstanceOf",
    "isPartOf",
    "isPropertyOf",
    "isVersionOf",
    "model_entity_is",
    "modified",
    "notes",
    "occursIn",
    "origin",
    "parthood",
    "part",
    "property",
    "propertyBearer",
    "taxon",
    "version",
    "name",
    "givenName",
    "familyName",
    "organization",
    "organisation",
    "org",
    "email",
];

/// Whether an annotation follows the name just read.
pub(super) fn follows(cursor: &Cursor<'_>) -> bool {
    if cursor.peek() != Token::Word {
        return false;
    }
    match cursor.peek_at(1) {
        Token::Text => cursor.text_at(0) != "is",
        Token::Dot => matches!(cursor.peek_at(3), Token::Text | Token::Number),
        _ => false,
    }
}

/// `qualifier "text", "text"` about `path`; a line may break after each comma.
pub(super) fn annotation(cursor: &mut Cursor<'_>, path: Path, facts: &mut Vec<Fact>) -> Parse<()> {
    let qualifier = qualifier(cursor)?;
    let mut texts = Vec::new();
    loop {
        match cursor.peek() {
            Token::Text => texts.push(unquote(cursor.take()).to_string()),
            Token::Number => texts.push(cursor.take().to_string()),
            _ => return Err(cursor.unexpected("a text in quotation marks")),
        }
        if !cursor.accept(Token::Comma) {
            break;
        }
        cursor.skip_newlines();
    }
    facts.push(Fact::Annotate(path, qualifier, texts));
    Ok(())
}

/// `identity`, or `creator1.email`. A misspelt one is reported and kept: nothing depends on it.
fn qualifier(cursor: &mut Cursor<'_>) -> Parse<String> {
    let path = cursor.path("a qualifier")?;
    let known = is_qualifier(&path.name);
    let last = path.name.rsplit('.').next().unwrap_or("");
    if !known {
        let message = format!("`{}` is no qualifier of an annotation", path.name);
        let help = match nearest(last, QUALIFIERS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "such as `identity`, `part`, `hypernym`, `description` or `notes`".into(),
        };
        let problem = Diagnostic::error(&codes::UNKNOWN_QUALIFIER, message).at(path.at).help(help);
        cursor.problems.push(problem);
    }
    Ok(path.name)
}

/// Whether something can be said with this qualifier: `identity`, `creator1.email`.
pub(super) fn is_qualifier(name: &str) -> bool {
    let (owner, last) = name.split_once('.').unwrap_or(("", name));
    let dated = matches!(owner, "created" | "modified") || owner.starts_with("modified");
    match owner {
        "" => QUALIFIERS.contains(&last) && !matches!(last, "name" | "org" | "email"),
        _ => dated || (owner.starts_with("creator") && QUALIFIERS.contains(&last)),
    }
}

/// `model qualifier "text"` and `model.sboTerm = 4` within a model.
pub(super) fn of_model(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    let path = Path { name: String::new(), at: cursor.span() };
    cursor.take();
    if follows(cursor) {
        return annotation(cursor, path, facts);
    }
    if cursor.peek() != Token::Dot {
        return Err(cursor.unexpected("an annotation of the model"));
    }
    cursor.take();
    let term = cursor.name("`sboTerm`")?;
    if !term.name.eq_ignore_ascii_case("sboTerm") {
        let problem = Diagnostic::error(&codes::UNKNOWN_QUALIFIER, "only `sboTerm` can be set on a model");
        return Err(Box::new(problem.at(term.at)));
    }
    sbo_value(cursor, path, facts)
}

/// The rest of `x.sboTerm = 4` where `x.sboTerm` was read as `path`; false where it is not that.
pub(super) fn sbo_term(cursor: &mut Cursor<'_>, path: &Path, facts: &mut Vec<Fact>) -> Parse<bool> {
    match path.name.rsplit_once('.') {
        Some((owner, last)) if last.eq_ignore_ascii_case("sboTerm") && cursor.peek() == Token::Equal => {
            sbo_value(cursor, Path { name: owner.into(), at: path.at }, facts)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// `= 247` or `= SBO:0000247`
fn sbo_value(cursor: &mut Cursor<'_>, path: Path, facts: &mut Vec<Fact>) -> Parse<()> {
    cursor.expect(Token::Equal, "`=`")?;
    if cursor.peek() == Token::Word && cursor.text_at(0).eq_ignore_ascii_case("SBO") {
        cursor.take();
        cursor.expect(Token::Colon, "`:`")?;
    }
    let at = cursor.span();
    let term = if cursor.peek() == Token::Number { cursor.take().parse::<u32>().ok() } else { None };
    match term {
        Some(term) => facts.push(Fact::Annotate(path, "sboTerm".into(), vec![term.to_string()])),
        None => {
            let problem = Diagnostic::error(&codes::SYNTAX, "an SBO term is a whole number").at(at);
            return Err(Box::new(problem.help("write `S.sboTerm = 247` or `S.sboTerm = SBO:0000247`")));
        }
    }
    Ok(())
}
