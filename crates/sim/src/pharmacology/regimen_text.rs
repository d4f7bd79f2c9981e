//! Regimens in one line: `200 mg QD x 28 then 50 mg QD`.

use jakstat_model::Diagnostic;
use winnow::ascii::{Caseless, dec_uint, float, space0, space1};
use winnow::combinator::{alt, cut_err, eof, not, opt, preceded, repeat, separated, terminated};
use winnow::error::{ContextError, StrContext, StrContextValue};
use winnow::prelude::*;
use winnow::token::{one_of, take_while};

use super::codes;
use super::regimen::{Course, Regimen, Repeat, Route};
use crate::fields::quantity_in;
use crate::measure::Measure;

#[derive(Debug, Clone, Copy)]
enum Frequency<'s> {
    Once,
    Hours(f64),
    Every(&'s str),
}

#[derive(Debug, Clone, Copy)]
enum Clause<'s> {
    Times(u64),
    For(&'s str),
    Until(&'s str),
    From(&'s str),
    Over(&'s str),
    Intravenous,
    Topical,
}

/// A course as it was written.
struct Written<'s> {
    dose: &'s str,
    frequency: Option<Frequency<'s>>,
    clauses: Vec<Clause<'s>>,
}

const EXAMPLES: &str = "write it as in `4 mg QD`, `5 mg BID`, `10 mg q12h`, `200 mg QD x 28 then 50 mg QD`, \
     `4 mg QD until 36 week then 4 mg QD from 52 week`";

/// Words that stand where a unit is missing.
const FREQUENCIES: [&str; 8] = ["once", "QD", "BID", "TID", "QID", "QOD", "QW", "every"];

impl Regimen {
    /// Reads a regimen in one line, such as `4 mg QD`, `5 mg BID` or `200 mg QD x 28 then 50 mg QD`.
    ///
    /// ```text
    /// regimen   = course { "then" course }
    /// course    = quantity [ frequency ] { clause }
    /// frequency = "once" | "QD" | "BID" | "TID" | "QID" | "QOD" | "QW" | "q" NUMBER ("h" | "d" | "w") | "every" quantity
    /// clause    = "x" NUMBER | "for" quantity | "until" quantity | "from" quantity | "over" quantity | "iv" | "topical"
    /// ```
    /// Words may be in any case. The route is oral, unless `iv` (a bolus), `over` (an infusion) or
    /// `topical` is said. A course without frequency is one dose. A course begins where the one before it ends:
    /// a full interval after its last dose, or at its `until`; the first one at 0.
    ///
    /// # Errors
    /// A text that is no regimen, or courses that contradict each other. The problems have no place.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let written = regimen.parse(text).map_err(|e| vec![not_understood(text, e.offset(), e.inner())])?;
        let mut courses = Vec::new();
        for course in &written {
            let next = courses.last().map_or(Some(0.0), Course::next_start_h);
            courses.push(course.resolve(next).map_err(|p| vec![p])?);
        }
        Self::new(courses)
    }
}

fn not_understood(text: &str, offset: usize, error: &ContextError) -> Diagnostic {
    let rest = text.get(offset..).unwrap_or("").trim();
    let expected: Vec<String> = error
        .context()
        .filter_map(|c| match c {
            StrContext::Expected(value) => Some(value.to_string()),
            _ => None,
        })
        .collect();
    let wanted =
        if expected.is_empty() { String::new() } else { format!(": expected {}", expected.join(" or ")) };
    let found = if rest.is_empty() { "its end".to_owned() } else { format!("`{rest}`") };
    Diagnostic::error(&codes::REGIMEN_TEXT, format!("cannot read the regimen `{text}` at {found}{wanted}"))
        .help(EXAMPLES)
}

impl Written<'_> {
    fn resolve(&self, next_start_h: Option<f64>) -> Result<Course, Diagnostic> {
        let unit = self.dose.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
        if FREQUENCIES.iter().any(|word| word.eq_ignore_ascii_case(unit)) {
            let message = format!("the dose in `{}` has no unit", self.dose);
            return Err(Diagnostic::error(&codes::REGIMEN_TEXT, message).help(EXAMPLES));
        }
        let amount_mg = quantity_in(self.dose, "dose", &Measure::MASS)?;
        let every_h = match self.frequency {
            None | Some(Frequency::Once) => None,
            Some(Frequency::Hours(h)) => Some(h),
            Some(Frequency::Every(text)) => Some(quantity_in(text, "every", &Measure::INTERVAL)?),
        };
        let (mut route, mut start, mut end) = (None, None, None);
        for clause in &self.clauses {
            match clause {
                Clause::From(text) => set(&mut start, quantity_in(text, "from", &Measure::TIME)?)?,
                Clause::Intravenous => set(&mut route, Route::Bolus)?,
                Clause::Topical => set(&mut route, Route::Topical)?,
                Clause::Over(text) => {
                    let duration_h = quantity_in(text, "over", &Measure::INTERVAL)?;
                    set(&mut route, Route::Infusion { duration_h })?;
                }
                ending => set(&mut end, *ending)?,
            }
        }
        let start_h = start.or(next_start_h).ok_or_else(|| {
            Diagnostic::error(&codes::REGIMEN_TEXT, format!("it is not clear when `{}` begins", self.dose))
                .help("say `from` and a time, or end the course before it with `x` or `until`")
        })?;
        let repeat = repeat_of(every_h, end, start_h)?;
        Ok(Course { amount_mg, route: route.unwrap_or(Route::Oral), start_h, repeat })
    }
}

fn repeat_of(every_h: Option<f64>, end: Option<Clause<'_>>, start_h: f64) -> Result<Repeat, Diagnostic> {
    let Some(every_h) = every_h else {
        return match end {
            None => Ok(Repeat::Once),
            Some(_) => {
                Err(Diagnostic::error(&codes::REGIMEN_TEXT, "a single dose has no `x`, `for` or `until`")
                    .help("say how often, such as `QD` or `every 24 h`"))
            }
        };
    };
    Ok(match end {
        Some(Clause::Times(count)) => Repeat::Times { every_h, count },
        Some(Clause::For(text)) => {
            Repeat::Until { every_h, stop_h: start_h + quantity_in(text, "for", &Measure::INTERVAL)? }
        }
        Some(Clause::Until(text)) => {
            Repeat::Until { every_h, stop_h: quantity_in(text, "until", &Measure::INTERVAL)? }
        }
        _ => Repeat::Open { every_h },
    })
}

/// Fills `slot`, which may be said only once.
fn set<T>(slot: &mut Option<T>, value: T) -> Result<(), Diagnostic> {
    let repeated = "a course has two ends, two starts or two routes";
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Diagnostic::error(&codes::REGIMEN_TEXT, repeated).help(EXAMPLES)),
    }
}

fn regimen<'s>(input: &mut &'s str) -> ModalResult<Vec<Written<'s>>> {
    let end = (space0, eof).context(expected("`then` or the end"));
    terminated(separated(1.., course, word("then")), end).parse_next(input)
}

fn course<'s>(input: &mut &'s str) -> ModalResult<Written<'s>> {
    let dose = cut_err(quantity).context(expected("a dose such as `4 mg`")).parse_next(input)?;
    let frequency = opt(frequency).parse_next(input)?;
    let clauses = repeat(0.., clause).parse_next(input)?;
    Ok(Written { dose, frequency, clauses })
}

/// A number and a unit, as written.
fn quantity<'s>(input: &mut &'s str) -> ModalResult<&'s str> {
    let unit = take_while(1.., |c: char| !c.is_whitespace() && c != ',');
    preceded(space0, (float::<_, f64, _>, space0, unit).take()).parse_next(input)
}

fn frequency<'s>(input: &mut &'s str) -> ModalResult<Frequency<'s>> {
    let hours = |hours: f64| move |_| Frequency::Hours(hours);
    alt((
        word("once").map(|_| Frequency::Once),
        word("qd").map(hours(24.0)),
        word("bid").map(hours(12.0)),
        word("tid").map(hours(8.0)),
        word("qid").map(hours(6.0)),
        word("qod").map(hours(48.0)),
        word("qw").map(hours(168.0)),
        preceded(word("every"), time).map(Frequency::Every),
        numbered_frequency.map(Frequency::Hours),
    ))
    .parse_next(input)
}

/// `q12h`, `q2d`, `q4w`: hours between doses.
fn numbered_frequency(input: &mut &str) -> ModalResult<f64> {
    let unit = alt((Caseless("h").value(1.0), Caseless("d").value(24.0), Caseless("w").value(168.0)));
    let number = float::<_, f64, _>.verify(|n| *n > 0.0);
    (space1, Caseless("q"), number, unit, boundary).map(|(_, _, n, hours, ())| n * hours).parse_next(input)
}

fn clause<'s>(input: &mut &'s str) -> ModalResult<Clause<'s>> {
    let count = cut_err(preceded(space0, dec_uint)).context(expected("a number of doses"));
    alt((
        preceded((space1, Caseless("x"), not(one_of(char::is_alphabetic))), count).map(Clause::Times),
        preceded(word("for"), time).map(Clause::For),
        preceded(word("until"), time).map(Clause::Until),
        preceded(word("from"), time).map(Clause::From),
        preceded(word("over"), time).map(Clause::Over),
        word("iv").value(Clause::Intravenous),
        word("topical").value(Clause::Topical),
    ))
    .parse_next(input)
}

fn time<'s>(input: &mut &'s str) -> ModalResult<&'s str> {
    cut_err(quantity).context(expected("a time such as `24 h`")).parse_next(input)
}

/// A blank and `word`, in any case.
fn word<'s>(word: &'static str) -> impl Parser<&'s str, (), winnow::error::ErrMode<ContextError>> {
    (space1, Caseless(word), boundary).void()
}

fn boundary(input: &mut &str) -> ModalResult<()> {
    not(one_of(|c: char| c.is_alphanumeric() || c == '_')).parse_next(input)
}

fn expected(what: &'static str) -> StrContext {
    StrContext::Expected(StrContextValue::Description(what))
}
