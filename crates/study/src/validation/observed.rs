//! Tables of observations.

use jakstat_model::diagnostic::nearest;
use jakstat_model::{Code, Diagnostic, Span};

use crate::codes;

/// A normal variable lies within so many standard deviations of its mean in 95 of 100 cases.
pub(super) const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Whether parameters were chosen so that the model meets a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Used to choose parameters.
    Fit,
    /// Kept for prediction.
    Test,
}

impl Role {
    /// As tables have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Test => "test",
        }
    }
}

/// A number that was observed, and which prediction it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Row of the study: the text in its label column.
    pub row: String,
    /// Summary or outcome of the study.
    pub column: String,
    /// What was observed, in `unit`; none where only a direction is known.
    pub value: Option<f64>,
    /// Lower end of the interval that a prediction should fall into.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Unit, as the study has it; empty for pure numbers.
    pub unit: String,
    /// What the interval is: `published`, `Wilson, n = 130`, `twofold`, ...
    pub interval: String,
    /// Fitted to, or kept.
    pub role: Role,
    /// Where it was published.
    pub source: String,
    /// `read`, `recalled`, `derived`.
    pub status: String,
    /// Remark.
    pub note: String,
    /// Its line in the table.
    pub at: Span,
}

impl Observation {
    /// Standard deviation that the interval stands for, taken as a 95 % interval of a normal
    /// distribution; none without both ends.
    pub fn sd(&self) -> Option<f64> {
        let (low, high) = self.low.zip(self.high)?;
        let sd = (high - low) / (2.0 * NORMAL_95);
        (sd > 0.0).then_some(sd)
    }
}

const COLUMNS: [&str; 13] = [
    "study", "row", "column", "observed", "low", "high", "unit", "interval", "role", "source", "doi",
    "status", "note",
];

/// Reads a table with the columns `study, row, column, observed, low, high, unit, interval, role,
/// source, doi, status, note` in any order; lines that start with `#` are comments.
///
/// Only the rows of `study` are kept. An empty `observed`, `low` or `high` means that it is not known.
///
/// # Errors
/// Every problem with its line: a column missing or unknown, text in place of a number, an interval
/// upside down, a role other than `fit` or `test`, a row without source or status, a row that says
/// nothing.
pub fn read_observations(text: &str, study: &str) -> Result<Vec<Observation>, Vec<Diagnostic>> {
    let mut reading = Reading { text, problems: Vec::new() };
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = reader.headers().map(|h| reading.columns(h)).unwrap_or_default();
    let Some(columns) = columns else { return Err(reading.problems) };
    let mut observations = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let at = reading.line(record.position());
                let cell = |name: usize| record.get(columns[name]).unwrap_or_default();
                if cell(0) == study
                    && let Some(observation) = reading.observation(&cell, at)
                {
                    observations.push(observation);
                }
            }
            Err(problem) => {
                let at = reading.line(problem.position());
                reading.add(&codes::BAD_CSV, at, problem.to_string(), "save the table as UTF-8 text");
            }
        }
    }
    if observations.is_empty() && reading.problems.is_empty() {
        let message = format!("no row is for the study `{study}`");
        let help = "the column `study` holds the name of the study's file without ending";
        reading.problems.push(Diagnostic::error(&codes::BAD_OBSERVATION, message).help(help));
    }
    if reading.problems.is_empty() { Ok(observations) } else { Err(reading.problems) }
}

struct Reading<'a> {
    text: &'a str,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn add(&mut self, code: &'static Code, at: Span, message: String, help: impl Into<String>) {
        self.problems.push(Diagnostic::error(code, message).at(at).help(help));
    }

    fn line(&self, position: Option<&csv::Position>) -> Span {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let length = rest.trim_start_matches(['\r', '\n']).lines().next().map_or(0, str::len);
        Span::new(0, start + blank, start + blank + length)
    }

    /// Where each of [`COLUMNS`] is.
    fn columns(&mut self, header: &csv::StringRecord) -> Option<Vec<usize>> {
        let at = Span::new(0, 0, self.text.lines().next().map_or(0, str::len));
        for name in header.iter().filter(|name| !COLUMNS.contains(name)) {
            let help = match nearest(name, COLUMNS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("columns are: {}", COLUMNS.join(", ")),
            };
            self.add(&codes::BAD_OBSERVATION, at, format!("there is no column `{name}`"), help);
        }
        let found: Vec<Option<usize>> =
            COLUMNS.iter().map(|name| header.iter().position(|h| h == *name)).collect();
        for (name, _) in COLUMNS.iter().zip(&found).filter(|(_, place)| place.is_none()) {
            let message = format!("the column `{name}` is missing");
            self.add(&codes::BAD_OBSERVATION, at, message, format!("columns are: {}", COLUMNS.join(", ")));
        }
        if self.problems.is_empty() { found.into_iter().collect() } else { None }
    }

    fn observation<'r>(&mut self, cell: &impl Fn(usize) -> &'r str, at: Span) -> Option<Observation> {
        let before = self.problems.len();
        let [value, low, high] = [3, 4, 5].map(|i| self.number(cell(i), COLUMNS[i], at));
        for i in [1, 2, 9, 11] {
            if cell(i).is_empty() {
                let message = format!("`{}` is empty", COLUMNS[i]);
                self.add(
                    &codes::BAD_OBSERVATION,
                    at,
                    message,
                    "every observation has a row, a column and a source",
                );
            }
        }
        let role = match cell(8) {
            "fit" => Role::Fit,
            "test" => Role::Test,
            other => {
                let message = format!("the role is `{other}`");
                self.add(&codes::BAD_OBSERVATION, at, message, "write `fit` or `test`");
                return None;
            }
        };
        if value.is_none() && low.is_none() && high.is_none() {
            let help = "give `observed`, or `low` or `high` where only a direction is known";
            self.add(&codes::BAD_OBSERVATION, at, "the row has no number".into(), help);
        }
        if let Some((low, high)) = low.zip(high).filter(|(low, high)| low > high) {
            let message = format!("the interval from {low} to {high} is upside down");
            self.add(&codes::BAD_OBSERVATION, at, message, "swap its ends");
        }
        let text = |i: usize| cell(i).to_owned();
        (self.problems.len() == before).then(|| Observation {
            row: text(1),
            column: text(2),
            value,
            low,
            high,
            unit: text(6),
            interval: text(7),
            role,
            source: text(9),
            status: text(11),
            note: text(12),
            at,
        })
    }

    fn number(&mut self, text: &str, column: &str, at: Span) -> Option<f64> {
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
        if number.is_none() {
            let message = format!("`{column}` is `{text}`, which is no finite number");
            self.add(&codes::BAD_OBSERVATION, at, message, "leave the cell empty where nothing is known");
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "study,row,column,observed,low,high,unit,interval,role,source,doi,status,note\n";

    #[test]
    fn values_intervals_and_directions() {
        let text = format!(
            "{HEAD}# comment\ns,arm A,x,3,1,5,percent,published,fit,Paper,,read,\nother,arm A,x,3,1,5,,,fit,P,,read,\n\
             s,arm B,x,,0,,percent,direction,test,Paper,,read,goes up\n"
        );
        let found = read_observations(&text, "s").unwrap();
        assert_eq!(found.len(), 2);
        assert!((found[0].sd().unwrap() - 4.0 / 3.919_927_969_080_108).abs() < 1e-15);
        assert_eq!((found[1].value, found[1].low, found[1].high), (None, Some(0.0), None));
        assert_eq!(found[1].role, Role::Test);
    }

    #[test]
    fn every_problem_has_its_line() {
        let text = format!(
            "{HEAD}s,a,x,3,5,1,,,test,Paper,,read,\ns,a,x,many,,,,,test,Paper,,read,\n\
             s,a,x,3,,,,,maybe,Paper,,read,\ns,a,,,,,,,test,,,,\n"
        );
        let problems = read_observations(&text, "s").unwrap_err();
        let lines: Vec<usize> =
            problems.iter().map(|p| text[..p.place.unwrap().start as usize].lines().count() + 1).collect();
        assert_eq!(lines, [2, 3, 3, 4, 5, 5, 5, 5], "{problems:?}");
    }

    #[test]
    fn columns_are_checked_and_a_study_without_rows_is_an_error() {
        let problems = read_observations("study,row,colum\n", "s").unwrap_err();
        assert_eq!(problems[0].help.as_deref(), Some("did you mean `column`?"));
        assert_eq!(read_observations(HEAD, "s").unwrap_err().len(), 1);
    }
}
