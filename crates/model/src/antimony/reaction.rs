//! `J: 2 A + B -> C; rate in c` and `S -| J`.

use super::ast::{Fact, Path, Reaction};
use super::codes;
use super::cursor::{Cursor, Parse};
use super::formula::{formula, number};
use super::lexer::Token;
use super::statement::location;
use crate::{Diagnostic, Expr};

/// What stands between the two sides.
enum Arrow {
    Reversible,
    Irreversible,
    /// `-|`, `-o` or `-(`
    Interaction,
}

/// Whether a reaction without label begins here.
pub(super) fn starts(cursor: &Cursor<'_>) -> bool {
    // `2 S`, `$S`, `A.B.S` or `n S` is the first participant; then comes `+` or an arrow.
    let mut n = usize::from(cursor.peek() == Token::Number);
    let stoichiometry = n > 0;
    for _ in 0..2 {
        n += usize::from(cursor.peek_at(n) == Token::Dollar);
        if cursor.peek_at(n) != Token::Word {
            break;
        }
        n += 1;
        while cursor.peek_at(n) == Token::Dot && cursor.peek_at(n + 1) == Token::Word {
            n += 2;
        }
    }
    match cursor.peek_at(n) {
        Token::Reversible | Token::Irreversible => true,
        Token::Plus => n > 0,
        Token::Minus => n > 0 && interaction_at(cursor, n),
        _ => stoichiometry,
    }
}

/// Whether `-|`, `-o` or `-(` stands `n` tokens ahead.
fn interaction_at(cursor: &Cursor<'_>, n: usize) -> bool {
    if cursor.peek_at(n) != Token::Minus || !cursor.touches(n) {
        return false;
    }
    match cursor.peek_at(n + 1) {
        Token::Bar | Token::Open => true,
        Token::Word => cursor.text_at(n + 1) == "o",
        _ => false,
    }
}

/// A reaction or an interaction, from behind its label on.
pub(super) fn reaction(
    cursor: &mut Cursor<'_>,
    id: Path,
    place: Option<Path>,
    facts: &mut Vec<Fact>,
) -> Parse<()> {
    let left = side(cursor, facts)?;
    let Some(arrow) = arrow(cursor) else {
        return Err(cursor.unexpected("`+`, `->` or `=>`"));
    };
    if matches!(arrow, Arrow::Interaction) {
        return interaction(cursor, left, facts);
    }
    let right = side(cursor, facts)?;
    if cursor.peek() != Token::Semicolon && !cursor.at_end_of_statement() {
        return Err(cursor.unexpected("`+` or `;`"));
    }
    let (rate, late_place) = rate(cursor)?;
    facts.push(Fact::Reaction(Reaction {
        id,
        compartment: late_place.or(place),
        left,
        right,
        reversible: matches!(arrow, Arrow::Reversible),
        rate,
    }));
    Ok(())
}

/// `; formula in place`, each part of it optional.
fn rate(cursor: &mut Cursor<'_>) -> Parse<(Option<Expr>, Option<Path>)> {
    if !cursor.accept(Token::Semicolon) || cursor.at_end_of_statement() {
        return Ok((None, None));
    }
    let rate = if cursor.at_word("in") { None } else { Some(formula(cursor)?) };
    Ok((rate, location(cursor)?))
}

fn arrow(cursor: &mut Cursor<'_>) -> Option<Arrow> {
    let arrow = match cursor.peek() {
        Token::Reversible => Arrow::Reversible,
        Token::Irreversible => Arrow::Irreversible,
        _ if interaction_at(cursor, 0) => {
            cursor.take();
            // The parenthesis of `-(` opens nothing.
            let next = cursor.position() + 1;
            cursor.back_to(next);
            return Some(Arrow::Interaction);
        }
        _ => return None,
    };
    cursor.take();
    Some(arrow)
}

/// `-2 S`: the problem that a species takes part a negative number of times.
pub(super) fn negative(cursor: &Cursor<'_>) -> Box<Diagnostic> {
    let (number, species) = (cursor.text_at(1), cursor.text_at(2));
    let message = format!("`{species}` takes part -{number} times, and a stoichiometry is above 0");
    let help = format!("write `{number} {species}` on the other side of the arrow");
    Box::new(Diagnostic::error(&codes::SYNTAX, message).at(cursor.span()).help(help))
}

/// Participants joined by `+`, possibly none.
fn side(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<Vec<(Expr, Path)>> {
    let mut participants = Vec::new();
    if cursor.peek() == Token::Minus && cursor.peek_at(1) == Token::Number {
        return Err(negative(cursor));
    }
    if !matches!(cursor.peek(), Token::Word | Token::Number | Token::Dollar) || cursor.at_word("end") {
        return Ok(participants);
    }
    loop {
        participants.push(participant(cursor, facts)?);
        if !cursor.accept(Token::Plus) {
            return Ok(participants);
        }
    }
}

/// `S`, `2 S`, `$S`, `n S`
fn participant(cursor: &mut Cursor<'_>, facts: &mut Vec<Fact>) -> Parse<(Expr, Path)> {
    let mut stoichiometry = Expr::Num(1.0);
    if cursor.peek() == Token::Number {
        stoichiometry = Expr::Num(number(cursor)?);
    }
    let mut constant = cursor.accept(Token::Dollar);
    let mut species = cursor.path("a species")?;
    if !constant && (cursor.peek() == Token::Dollar || cursor.peek() == Token::Word) && !cursor.at_word("end")
    {
        if stoichiometry != Expr::Num(1.0) {
            return Err(cursor.unexpected("`+`, an arrow or `;`"));
        }
        stoichiometry = Expr::Id(species.name);
        constant = cursor.accept(Token::Dollar);
        species = cursor.path("a species")?;
    }
    if constant {
        facts.push(Fact::Constant(species.clone(), true));
    }
    Ok((stoichiometry, species))
}

/// The right side of `S -| J`. Unlike that of a reaction, its statement has no second half.
fn interaction(cursor: &mut Cursor<'_>, left: Vec<(Expr, Path)>, facts: &mut Vec<Fact>) -> Parse<()> {
    let from = left.into_iter().map(|(_, species)| species).collect();
    let to = cursor.path("the reaction that is influenced")?;
    facts.push(Fact::Interaction { from, to });
    Ok(())
}
