//! A list of points read from CSV text: a column for each axis, a line for each point.

use super::check::{Checks, count};
use super::point::Value;
use crate::codes;
use crate::table::{Column, ColumnKind};
use jakstat_model::{Code, Diagnostic, Span};
use std::collections::BTreeMap;

/// A table of points, taken line by line: the block for values that belong together, such as the
/// patients of a virtual population.
///
/// The first line names the columns; a name may carry a unit, as in `dose [nM]`. Lines that start
/// with `#` are comments. A column holds finite numbers only or texts only.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Points {
    /// Reads comma separated text.
    ///
    /// # Errors
    /// All problems of the text, each with its line and column; places point into `text` as source 0.
    pub fn from_csv(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reading = Reading { text: body, before: text.len() - body.len(), problems: Vec::new() };
        let mut records = reading.records();
        if records.is_empty() {
            reading.add(&codes::NO_POINTS, None, "the table is empty".into(), "give a line of names");
            return Err(reading.problems);
        }
        let (header_start, header) = records.remove(0);
        let names = reading.header(&header, header_start);
        let width = names.len();
        let cells = reading.cells(&names, &records);
        if records.is_empty() {
            let help = "give one line for each run below the names";
            reading.add(&codes::NO_POINTS, None, "the table has names but no points".into(), help);
        }
        let columns: Vec<Column> = (0..width).map(|c| reading.column(&names[c], c, &cells)).collect();
        if !reading.problems.is_empty() {
            return Err(reading.problems);
        }
        let rows =
            cells.into_iter().map(|(_, row)| row.into_iter().map(|cell| cell.value).collect()).collect();
        Ok(Self { columns, rows })
    }

    /// How many points.
    pub(super) fn len(&self) -> u64 {
        count(&self.rows)
    }

    /// Its columns, in the order of the text.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The values of point `i`; none where there are fewer.
    pub(super) fn values(&self, i: u64) -> Option<&[Value]> {
        self.rows.get(usize::try_from(i).ok()?).map(Vec::as_slice)
    }

    /// Adds its names to those seen.
    pub(super) fn check(&self, checks: &mut Checks) {
        self.columns.iter().for_each(|column| checks.name(&column.name));
    }
}

/// A cell as read: its text still tells a number from a name.
struct RawCell {
    text: String,
    value: Value,
}

/// The first byte of a line and its fields.
type Record = (usize, csv::StringRecord);

/// The first byte of a well shaped line and its cells.
type Line = (usize, Vec<RawCell>);

struct Reading<'a> {
    text: &'a str,
    /// Bytes before the text: the mark of its encoding.
    before: usize,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn add(&mut self, code: &'static Code, start: Option<usize>, message: String, help: &str) {
        let message = start.map_or(message.clone(), |start| format!("line {}, {message}", self.line(start)));
        let place = start.map(|start| {
            let length = self.text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
            let first = self.before + start;
            Span::new(0, first, first + length)
        });
        self.problems.push(Diagnostic::error(code, message).at(place).help(help));
    }

    /// The line, from 1, of a byte.
    fn line(&self, start: usize) -> usize {
        self.text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1
    }

    /// The first byte of a record. The reader says where it began to look, which may be some
    /// comments and empty lines earlier.
    fn start(&self, position: Option<&csv::Position>) -> usize {
        let mut start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        for line in rest.split_inclusive('\n') {
            if !line.starts_with('#') && !line.trim_end_matches(['\r', '\n']).is_empty() {
                break;
            }
            start += line.len();
        }
        start
    }

    fn records(&mut self) -> Vec<Record> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => records.push((self.start(record.position()), record)),
                Err(problem) => {
                    let start = self.start(problem.position());
                    self.add(
                        &codes::BAD_CSV,
                        Some(start),
                        problem.to_string(),
                        "save the table as UTF-8 text",
                    );
                }
            }
        }
        records
    }

    fn header(&mut self, header: &csv::StringRecord, line: usize) -> Vec<Column> {
        if let (1, Some(first)) = (header.len(), header.get(0).filter(|h| h.contains([';', '\t']))) {
            let message = format!("column 1: one column `{first}` only");
            self.add(&codes::BAD_CSV, Some(line), message, "separate the columns by commas");
        }
        let columns: Vec<Column> = header.iter().map(heading).collect();
        for (c, column) in columns.iter().enumerate() {
            if column.name.is_empty() {
                self.add(
                    &codes::NO_NAME,
                    Some(line),
                    format!("column {}: no name", c + 1),
                    "name every column",
                );
            }
        }
        columns
    }

    /// The well shaped lines.
    fn cells(&mut self, names: &[Column], records: &[Record]) -> Vec<Line> {
        let mut rows = Vec::new();
        for (line, record) in records {
            if record.len() != names.len() {
                let message = format!("{} fields under {} names", record.len(), names.len());
                self.add(&codes::RAGGED, Some(*line), message, "give every line one field for each name");
                continue;
            }
            let row = record.iter().zip(names).enumerate();
            let cells =
                row.filter_map(|(c, (text, column))| self.cell(text, &column.name, c, *line)).collect();
            rows.push((*line, cells));
        }
        rows.retain(|(_, cells): &Line| cells.len() == names.len());
        rows
    }

    fn cell(&mut self, text: &str, name: &str, column: usize, line: usize) -> Option<RawCell> {
        let place = format!("column {} (`{name}`)", column + 1);
        if text.is_empty() {
            let help = "write the value out; there are no default values";
            self.add(&codes::EMPTY_CELL, Some(line), format!("{place}: no value"), help);
            return None;
        }
        let value = match text.parse::<f64>() {
            Ok(number) if !number.is_finite() => {
                let help = "leave the line out or give a finite number";
                self.add(&codes::NOT_FINITE, Some(line), format!("{place}: `{text}` is not finite"), help);
                return None;
            }
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(text.to_string()),
        };
        Some(RawCell { text: text.to_string(), value })
    }

    /// Finds the kind of a column; one that mixes both is an error at its first odd line.
    fn column(&mut self, named: &Column, c: usize, rows: &[Line]) -> Column {
        let mut first_of: BTreeMap<bool, (usize, &str)> = BTreeMap::new();
        for (line, cells) in rows {
            let is_text = matches!(cells[c].value, Value::Text(_));
            first_of.entry(is_text).or_insert((*line, &cells[c].text));
        }
        if let (Some((number_line, number)), Some((text_line, text))) =
            (first_of.get(&false), first_of.get(&true))
        {
            let message = format!(
                "column {} (`{}`): `{text}` is no number, `{number}` in line {} is one",
                c + 1,
                named.name,
                self.line(*number_line)
            );
            let help = "use numbers only, or names that no number looks like (`p1`, `p2`)";
            self.add(&codes::MIXED_COLUMN, Some(*text_line), message, help);
        }
        let kind = if first_of.contains_key(&true) { ColumnKind::Text } else { ColumnKind::Number };
        Column { kind, ..named.clone() }
    }
}

/// Takes `dose [nM]` apart.
fn heading(text: &str) -> Column {
    let unit = text.strip_suffix(']').and_then(|rest| rest.split_once('['));
    let (name, unit) = unit.map_or((text, None), |(name, unit)| (name.trim(), Some(unit.trim().to_string())));
    Column { name: name.to_string(), unit, kind: ColumnKind::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_numbers_and_texts() {
        let points = Points::from_csv("\u{feff}id,dose [nM]\n# comment\np1,1e2\n\"p,2\", 0.5\n").unwrap();
        assert_eq!(points.columns[0], Column { name: "id".into(), unit: None, kind: ColumnKind::Text });
        assert_eq!(points.columns[1].unit.as_deref(), Some("nM"));
        assert_eq!(points.values(1).unwrap(), [Value::Text("p,2".into()), Value::Number(0.5)]);
        assert_eq!((points.len(), points.values(2)), (2, None));
    }

    #[test]
    fn all_problems_come_at_once_with_their_lines() {
        let text = "a,b,c\n1,x,2\n1,,2\n1,y\nnan,y,3\n2,z,three\n";
        let problems = Points::from_csv(text).unwrap_err();
        let found: Vec<(&str, &str)> = problems.iter().map(|p| (p.code.id, p.message.as_str())).collect();
        assert_eq!(
            found,
            [
                (codes::EMPTY_CELL.id, "line 3, column 2 (`b`): no value"),
                (codes::RAGGED.id, "line 4, 2 fields under 3 names"),
                (codes::NOT_FINITE.id, "line 5, column 1 (`a`): `nan` is not finite"),
                (
                    codes::MIXED_COLUMN.id,
                    "line 6, column 3 (`c`): `three` is no number, `2` in line 2 is one"
                ),
            ]
        );
        let marked = format!("\u{feff}{text}");
        for (text, problems) in [(text, problems), (&marked, Points::from_csv(&marked).unwrap_err())] {
            let span = problems[2].place.unwrap();
            assert_eq!(&text[span.start as usize..span.end as usize], "nan,y,3");
        }
    }

    #[test]
    fn comments_and_empty_lines_count_as_lines() {
        let problems = Points::from_csv("# made by hand\n\na,b\n1,2\n# one\n\n# two\n3\n").unwrap_err();
        assert_eq!(problems[0].message, "line 8, 1 fields under 2 names");
    }

    #[test]
    fn empty_tables_and_other_separators_are_errors() {
        for (text, code) in [
            ("", &codes::NO_POINTS),
            ("a,b\n", &codes::NO_POINTS),
            ("a;b\n1;2\n", &codes::BAD_CSV),
            ("a,\n1,2\n", &codes::NO_NAME),
        ] {
            let problems = Points::from_csv(text).unwrap_err();
            assert_eq!(problems[0].code.id, code.id, "{text:?}");
        }
    }
}
