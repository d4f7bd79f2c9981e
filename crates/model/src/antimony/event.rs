//! `E: at delay after trigger, priority=1, t0=false: x = 1, y = 2`

use super::ast::{Event, Fact, Path};
use super::codes;
use super::cursor::{Cursor, Parse};
use super::formula::formula;
use super::lexer::Token;
use crate::Diagnostic;

/// An event, from the word `at` on.
pub(super) fn event(cursor: &mut Cursor<'_>, id: Path, facts: &mut Vec<Fact>) -> Parse<()> {
    cursor.take();
    let mut trigger = formula(cursor)?;
    let mut delay = None;
    if cursor.accept_word("after") {
        delay = Some(trigger);
        trigger = formula(cursor)?;
    }
    let mut event = Event {
        id,
        trigger,
        delay,
        priority: None,
        t0: true,
        persistent: true,
        from_trigger: true,
        assignments: Vec::new(),
    };
    while cursor.accept(Token::Comma) {
        cursor.skip_newlines();
        option(cursor, &mut event)?;
    }
    cursor.expect(Token::Colon, "`,`, `after` or `:` and assignments")?;
    assignments(cursor, &mut event)?;
    facts.push(Fact::Event(event));
    Ok(())
}

fn option(cursor: &mut Cursor<'_>, event: &mut Event) -> Parse<()> {
    let key = cursor.name("an option of the event")?;
    if cursor.peek() != Token::Equal {
        return Err(cursor.unexpected("`=`"));
    }
    cursor.take();
    match key.name.as_str() {
        "priority" => event.priority = Some(formula(cursor)?),
        "t0" => event.t0 = truth(cursor)?,
        "persistent" => event.persistent = truth(cursor)?,
        "fromTrigger" => event.from_trigger = truth(cursor)?,
        other => {
            let message = format!("an event has no option `{other}`");
            let help = "use `priority`, `t0`, `persistent` or `fromTrigger`";
            return Err(Box::new(Diagnostic::error(&codes::EVENT_OPTION, message).at(key.at).help(help)));
        }
    }
    Ok(())
}

fn truth(cursor: &mut Cursor<'_>) -> Parse<bool> {
    if cursor.accept_word("true") {
        Ok(true)
    } else if cursor.accept_word("false") {
        Ok(false)
    } else {
        let problem = Diagnostic::error(&codes::EVENT_OPTION, "this option is `true` or `false`");
        Err(Box::new(problem.at(cursor.span())))
    }
}

/// `x = f, y = g`; line breaks may follow the colon and each comma.
fn assignments(cursor: &mut Cursor<'_>, event: &mut Event) -> Parse<()> {
    let start = cursor.position();
    cursor.skip_newlines();
    if cursor.peek() != Token::Word || cursor.at_end_of_statement() {
        // No assignment: an event without effect, whose line ended at the colon.
        cursor.back_to(start);
        return Ok(());
    }
    loop {
        let target = cursor.path("what the event sets")?;
        if cursor.peek() != Token::Equal {
            return Err(cursor.unexpected(&format!("`=` after `{}`", target.name)));
        }
        cursor.take();
        event.assignments.push((target, formula(cursor)?));
        // libAntimony takes `:` between assignments as well.
        if !cursor.accept(Token::Comma) && !cursor.accept(Token::Colon) {
            return Ok(());
        }
        cursor.skip_newlines();
    }
}
