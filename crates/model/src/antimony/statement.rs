//! Statements but for reactions and events.

use super::annotation;
use super::ast::{Argument, Class, Fact, How, Path, Submodel};
use super::codes;
use super::cursor::{Cursor, Parse};
use super::event::event;
use super::formula::{formula, maybe_formula, number};
use super::lexer::{Token, unquote};
use super::reaction;
use crate::{Diagnostic, Expr};

/// Reads one statement and adds what it states; its end is left to the caller.
pub(super) fn statement(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    let unnamed = Path { name: String::new(), at: cursor.span() };
    if cursor.peek() == Token::Word {
        match cursor.text_at(0) {
            "species" | "var" | "const" | "ext" | "substanceOnly" | "formula" | "compartment"
            | "reaction" => {
                return declaration(cursor, facts);
            }
            "at" => return event(cursor, unnamed, facts),
            "unit" => return unit(cursor, facts),
            "delete" => return delete(cursor, facts),
            "model" | "module" => return annotation::of_model(cursor, facts),
            _ => {}
        }
    }
    if let Some(problem) = unsupported(cursor) {
        return Err(problem);
    }
    if cursor.peek() == Token::Number && cursor.peek_at(1) == Token::Equal {
        return algebraic(cursor, facts);
    }
    if reaction::starts(cursor) {
        return reaction::reaction(cursor, unnamed, None, facts);
    }
    let constant = cursor.accept(Token::Dollar);
    let path = cursor.path("a statement")?;
    if constant {
        facts.push(Fact::Constant(path.clone(), true));
    }
    named(cursor, path, facts)
}

/// A statement that begins with the name `path`.
fn named(cursor: &mut Cursor<'_>, path: Path, facts: &mut Vec<Fact>) -> Parse<()> {
    if annotation::follows(cursor) {
        return annotation::annotation(cursor, path, facts);
    }
    if cursor.peek() == Token::Open {
        let unnamed = Path { name: String::new(), at: path.at };
        return submodel(cursor, unnamed, path, None, facts);
    }
    if annotation::sbo_term(cursor, &path, facts)? {
        return Ok(());
    }
    let place = location(cursor)?;
    if cursor.accept(Token::Colon) {
        return labelled(cursor, path, place, facts);
    }
    let located = place.is_some();
    if let Some(place) = place {
        facts.push(Fact::In(path.clone(), place));
    }
    match cursor.peek() {
        Token::Star => Err(Cursor::unsupported("a conversion factor (`x * f is y`) is", cursor.span())),
        Token::Word if cursor.at_word("is") => synonym(cursor, path, facts),
        _ if definition(cursor, &path, facts)? => Ok(()),
        _ if located => Ok(()),
        _ if matches!(
            cursor.peek(),
            Token::Less
                | Token::LessEqual
                | Token::Greater
                | Token::GreaterEqual
                | Token::EqualEqual
                | Token::NotEqual
        ) =>
        {
            Err(Cursor::unsupported("a constraint is", path.at.to(cursor.span())))
        }
        _ => Err(cursor.unexpected(&format!("`=`, `:=`, `'`, `:`, `is` or `has` after `{}`", path.name))),
    }
}

/// What follows a label: `J: ...`.
fn labelled(cursor: &mut Cursor<'_>, label: Path, place: Option<Path>, facts: &mut Vec<Fact>) -> Parse<()> {
    if cursor.at_word("at") {
        return event(cursor, label, facts);
    }
    if let Some(problem) = unsupported(cursor) {
        return Err(problem);
    }
    if cursor.peek() == Token::Number && cursor.peek_at(1) == Token::Equal {
        return algebraic(cursor, facts);
    }
    if cursor.peek() == Token::Word && cursor.peek_at(1) == Token::Open {
        let module = cursor.name("a model")?;
        return submodel(cursor, label, module, place, facts);
    }
    reaction::reaction(cursor, label, place, facts)
}

/// Constructs of the language that are refused, by how they begin.
fn unsupported(cursor: &Cursor<'_>) -> Option<Box<Diagnostic>> {
    let at = cursor.span();
    let strand = |n: usize| {
        cursor.peek_at(n) == Token::Minus && cursor.peek_at(n + 1) == Token::Minus && cursor.touches(n)
    };
    if strand(0) || (cursor.peek() == Token::Word && strand(1)) {
        return Some(Cursor::unsupported("a DNA strand (`--`) is", at));
    }
    let what = match (cursor.peek(), cursor.text_at(0)) {
        (Token::Word, "gene" | "operator" | "DNA") => "a DNA element (`gene`, `operator`, `DNA`) is",
        (Token::Word, "maximize" | "minimize") => "flux balance (`maximize`, `minimize`) is",
        (Token::Word, "constraint") => "a constraint is",
        (Token::Minus, _) if cursor.peek_at(1) == Token::Number => {
            let participant = matches!(cursor.peek_at(2), Token::Word | Token::Dollar);
            return Some(if participant {
                reaction::negative(cursor)
            } else {
                Cursor::unsupported("a constraint is", at)
            });
        }
        (Token::Number, _) => match cursor.peek_at(1) {
            Token::Less | Token::LessEqual | Token::Greater | Token::GreaterEqual => "a constraint is",
            _ => return None,
        },
        _ => return None,
    };
    Some(Cursor::unsupported(what, at))
}

/// `in place`, or nothing.
pub(super) fn location(cursor: &mut Cursor<'_>) -> Parse<Option<Path>> {
    if cursor.accept_word("in") { cursor.path("a compartment").map(Some) } else { Ok(None) }
}

/// `= f`, `:= f`, `' = f` or `has unit`; false where none of them follows.
fn definition(cursor: &mut Cursor<'_>, path: &Path, facts: &mut Vec<Fact>) -> Parse<bool> {
    let how = match cursor.peek() {
        Token::Equal => How::Initial,
        Token::Becomes => How::Assignment,
        Token::Prime => {
            cursor.take();
            if cursor.peek() != Token::Equal {
                return Err(cursor.unexpected("`=`"));
            }
            How::Rate
        }
        _ if cursor.accept_word("has") => {
            let unit = formula(cursor)?;
            facts.push(Fact::HasUnit(path.clone(), unit));
            return Ok(true);
        }
        _ => return Ok(false),
    };
    cursor.take();
    let value = if cursor.peek() == Token::Comma { None } else { maybe_formula(cursor)? };
    facts.push(Fact::Define { target: path.clone(), how, value });
    Ok(true)
}

/// `const species S1 in c = 4, $S2, ...`
fn declaration(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    let constant = match cursor.text_at(0) {
        "const" | "ext" => Some(true),
        "var" => Some(false),
        _ => None,
    };
    if constant.is_some() {
        cursor.take();
    }
    let substance_only = cursor.accept_word("substanceOnly");
    let class = match (cursor.peek(), cursor.text_at(0)) {
        (Token::Word, "species") => Some(Class::Species),
        (Token::Word, "compartment") => Some(Class::Compartment),
        (Token::Word, "formula") => Some(Class::Parameter),
        (Token::Word, "reaction") => Some(Class::Reaction),
        (Token::Word, "DNA" | "gene" | "operator") => {
            return Err(Cursor::unsupported("a DNA element is", cursor.span()));
        }
        _ => None,
    };
    if class.is_some() {
        cursor.take();
    }
    loop {
        item(cursor, class, constant, substance_only, facts)?;
        if !cursor.accept(Token::Comma) {
            return Ok(());
        }
        cursor.skip_newlines();
    }
}

fn item(
    cursor: &mut Cursor<'_>,
    class: Option<Class>,
    constant: Option<bool>,
    substance_only: bool,
    facts: &mut Vec<Fact>,
) -> Parse<()> {
    let boundary = cursor.accept(Token::Dollar);
    let mut path = cursor.path("a name")?;
    let annotated = annotation::sbo_term(cursor, &path, facts)?;
    if annotated && let Some((owner, _)) = path.name.rsplit_once('.') {
        path.name = owner.into();
    }
    if substance_only {
        facts.push(Fact::Class(path.clone(), Class::Species));
        facts.push(Fact::SubstanceOnly(path.clone()));
    } else if let Some(class) = class {
        facts.push(Fact::Class(path.clone(), class));
    }
    if let Some(constant) = constant.or(boundary.then_some(true)) {
        facts.push(Fact::Constant(path.clone(), constant));
    }
    if let Some(place) = location(cursor)? {
        facts.push(Fact::In(path.clone(), place));
    }
    definition(cursor, &path, facts)?;
    Ok(())
}

/// `x is y`, `x is "text"`
fn synonym(cursor: &mut Cursor<'_>, path: Path, facts: &mut Vec<Fact>) -> Parse<()> {
    cursor.take();
    if cursor.peek() == Token::Text {
        facts.push(Fact::DisplayName(path, unquote(cursor.take()).into()));
        return Ok(());
    }
    let other = cursor.path("a name or a text")?;
    if cursor.peek() == Token::Slash {
        return Err(Cursor::unsupported("a conversion factor (`x is y / f`) is", cursor.span()));
    }
    facts.push(Fact::Same(path, other));
    Ok(())
}

/// `0 = f`
fn algebraic(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    let at = cursor.span();
    let left = number(cursor)?;
    cursor.take();
    let right = formula(cursor)?;
    if left != 0.0 {
        let problem = Diagnostic::error(&codes::SYNTAX, "the left side of an algebraic rule must be 0");
        return Err(Box::new(problem.at(at).help("bring everything to the right side")));
    }
    facts.push(Fact::Algebraic(right));
    Ok(())
}

/// `unit name = formula`
fn unit(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    cursor.take();
    let name = cursor.name("the name of the unit")?;
    let value: Option<Expr> = if cursor.accept(Token::Equal) { Some(formula(cursor)?) } else { None };
    facts.push(Fact::UnitDefinition(name, value));
    Ok(())
}

/// `delete A.x, A.y`
fn delete(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<()> {
    cursor.take();
    loop {
        facts.push(Fact::Delete(cursor.path("what to delete")?));
        if !cursor.accept(Token::Comma) {
            return Ok(());
        }
        cursor.skip_newlines();
    }
}

/// `id: module(a, 2) in c`, from the parenthesis on.
fn submodel(
    cursor: &mut Cursor<'_>,
    id: Path,
    module: Path,
    place: Option<Path>,
    facts: &mut Vec<Fact>,
) -> Parse<()> {
    cursor.take();
    let mut arguments = Vec::new();
    while cursor.peek() != Token::Close {
        let negative = cursor.accept(Token::Minus);
        arguments.push(if cursor.peek() == Token::Number {
            let value = number(cursor)?;
            Argument::Number(if negative { -value } else { value })
        } else {
            Argument::Name(cursor.path("a name, a number or `)`")?)
        });
        if !cursor.accept(Token::Comma) {
            break;
        }
    }
    cursor.expect(Token::Close, "`,` or `)`")?;
    let converted = cursor.peek() == Token::Comma;
    let at = cursor.span();
    let compartment = if converted { place } else { location(cursor)?.or(place) };
    // Stated also where it is refused, so that its parts are known.
    facts.push(Fact::Submodel(Submodel { id, module, arguments, compartment }));
    if converted {
        let what = "a conversion factor of a submodel (`timeconv`, `extentconv`) is";
        return Err(Cursor::unsupported(what, at));
    }
    Ok(())
}
