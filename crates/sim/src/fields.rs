//! Reads TOML tables key by key and keeps every problem with its place.

use jakstat_model::diagnostic::nearest;
use jakstat_model::unit::parse_quantity;
use jakstat_model::{Code, Diagnostic, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::measure::Measure;
use crate::pharmacology::codes;

/// A value with its place in the text.
pub type Value<'t> = Spanned<DeValue<'t>>;

/// Problems met so far, in the order in which they were met.
pub type Problems = Vec<Diagnostic>;

/// The place of a TOML value in the one text that is read.
pub fn place(range: std::ops::Range<usize>) -> Span {
    Span::new(0, range.start, range.end)
}

/// Parses `text` as TOML.
///
/// # Errors
/// Every break of the grammar.
pub fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, Problems> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(table);
    }
    let problem = |e: &toml::de::Error| {
        let why = e.message();
        let problem = Diagnostic::error(&codes::SYNTAX, format!("not TOML: {why}")).at(e.span().map(place));
        // A unit behind a bare number is the usual slip.
        let unquoted = why.contains("must be quoted");
        if unquoted { problem.help("put a value with a unit in quotes, such as `\"24 h\"`") } else { problem }
    };
    Err(errors.iter().map(problem).collect())
}

/// `Ok` where `value` is there and nothing went wrong.
pub fn finish<T>(value: Option<T>, mut problems: Problems) -> Result<T, Problems> {
    problems.sort_by_key(|p| p.place.map_or(0, |s| s.start));
    match value {
        Some(value) if problems.is_empty() => Ok(value),
        _ => Err(problems),
    }
}

/// A table that is being read.
#[derive(Clone)]
pub struct Fields<'a, 't> {
    table: &'a DeTable<'t>,
    /// Where the table is.
    pub place: Span,
    /// What the table describes, for messages: "the compound", "a potency".
    pub what: &'static str,
}

impl<'a, 't> Fields<'a, 't> {
    /// The whole document.
    pub fn root(table: &'a DeTable<'t>, what: &'static str) -> Self {
        Self { table, place: Span::new(0, 0, 0), what }
    }

    /// The table in `value`; a problem where it is something else.
    pub fn open(value: &'a Value<'t>, what: &'static str, problems: &mut Problems) -> Option<Self> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            problems.push(wrong_type(value, what, "a table"));
        }
        Some(Self { table: table?, place: place(value.span()), what })
    }

    /// Reports every key that is not `known`.
    pub fn check_keys(&self, known: &[&str], problems: &mut Problems) {
        for key in self.table.keys().filter(|k| !known.contains(&k.get_ref().as_ref())) {
            let name = key.get_ref().as_ref();
            let list = format!("{} may hold: {}", self.what, known.join(", "));
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`? {list}"),
                None => list,
            };
            problems.push(
                Diagnostic::error(&codes::UNKNOWN_KEY, format!("unknown key `{name}` in {}", self.what))
                    .at(place(key.span()))
                    .help(help),
            );
        }
    }

    /// All keys, in order of the alphabet.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.table.keys().map(|k| k.get_ref().as_ref())
    }

    /// The value of `key`, if it is there.
    pub fn get(&self, key: &str) -> Option<&'a Value<'t>> {
        self.table.get(key)
    }

    /// Whether `key` is there.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where the value of `key` is; the table's own place where the key is absent.
    pub fn place_of(&self, key: &str) -> Span {
        self.get(key).map_or(self.place, |v| place(v.span()))
    }

    /// The value of `key`; a problem where it is absent.
    pub fn require(&self, key: &str, help: &str, problems: &mut Problems) -> Option<&'a Value<'t>> {
        let value = self.get(key);
        if value.is_none() {
            problems.push(
                Diagnostic::error(&codes::MISSING_KEY, format!("`{key}` is missing in {}", self.what))
                    .at(self.place)
                    .help(help),
            );
        }
        value
    }

    /// The text under `key`, if it is there.
    pub fn text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        text_in(self.get(key)?, key, problems)
    }

    /// The text under `key`, which must be there.
    pub fn require_text(&self, key: &str, help: &str, problems: &mut Problems) -> Option<String> {
        text_in(self.require(key, help, problems)?, key, problems)
    }

    /// The values under `key`, a list; empty where the key is absent.
    pub fn list(&self, key: &str, problems: &mut Problems) -> Vec<&'a Value<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.get_ref().as_array() {
            Some(array) => array.iter().collect(),
            None => {
                problems.push(wrong_type(value, key, "a list"));
                Vec::new()
            }
        }
    }

    /// The tables under `key` (`[[key]]`); empty where the key is absent.
    pub fn tables(&self, key: &str, what: &'static str, problems: &mut Problems) -> Vec<Self> {
        if let Some(value) = self.get(key).filter(|v| v.get_ref().as_table().is_some()) {
            let problem = wrong_type(value, key, "a list of tables");
            problems.push(problem.help(format!("write `[[{key}]]`, with two brackets")));
            return Vec::new();
        }
        let values = self.list(key, problems);
        values.into_iter().filter_map(|v| Self::open(v, what, problems)).collect()
    }

    /// The texts under `key`; empty where the key is absent.
    pub fn texts(&self, key: &str, problems: &mut Problems) -> Vec<String> {
        let values = self.list(key, problems);
        values.into_iter().filter_map(|v| text_in(v, key, problems)).collect()
    }

    /// The table under `key`, if it is there.
    pub fn table(&self, key: &str, what: &'static str, problems: &mut Problems) -> Option<Self> {
        let value = self.get(key)?;
        if value.get_ref().as_table().is_none() {
            problems.push(
                wrong_type(value, key, "a table").help(format!("write `[{key}]` and its keys below it")),
            );
            return None;
        }
        Self::open(value, what, problems)
    }

    /// The number under `key`, if it is there.
    pub fn number(&self, key: &str, problems: &mut Problems) -> Option<f64> {
        let value = self.get(key)?;
        let number = number_in(value.get_ref());
        if number.is_none() {
            problems.push(wrong_type(value, key, "a number"));
        }
        number
    }

    /// The whole number above zero under `key`, if it is there.
    pub fn count(&self, key: &str, problems: &mut Problems) -> Option<u64> {
        let value = self.get(key)?;
        let whole = value.get_ref().as_integer().and_then(|i| i.as_str().parse::<u64>().ok());
        let count = whole.filter(|n| *n > 0);
        if count.is_none() {
            problems.push(wrong_type(value, key, "a whole number above 0"));
        }
        count
    }

    /// The quantity under `key` (`"4 mg"`) in the unit of `measure`, if it is there.
    pub fn quantity(&self, key: &str, measure: &Measure, problems: &mut Problems) -> Option<f64> {
        let text = self.text(key, problems)?;
        let result = quantity_in(&text, key, measure);
        result.map_err(|p| problems.push(p.at(self.place_of(key)))).ok()
    }

    /// One of `words` under `key`, if it is there: its position.
    pub fn word(&self, key: &str, words: &[&str], problems: &mut Problems) -> Option<usize> {
        let text = self.text(key, problems)?;
        let found = words.iter().position(|w| *w == text);
        if found.is_none() {
            problems.push(unknown_word(&text, key, words).at(self.place_of(key)));
        }
        found
    }
}

fn text_in(value: &Value<'_>, key: &str, problems: &mut Problems) -> Option<String> {
    let text = value.get_ref().as_str();
    if text.is_none() {
        problems.push(wrong_type(value, key, "text in quotes"));
    }
    text.map(str::to_owned)
}

/// The number in a value, if it is one.
pub fn number_in(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|n| n as f64),
        DeValue::Float(f) => f.as_str().parse().ok(),
        _ => None,
    }
}

/// `text` (`4 mg`) in the unit of `measure`.
///
/// # Errors
/// A text that is no quantity, a unit of another kind, a number out of range; without place.
pub fn quantity_in(text: &str, key: &str, measure: &Measure) -> Result<f64, Diagnostic> {
    let (number, unit) = parse_quantity(text).map_err(|e| {
        Diagnostic::error(&codes::BAD_UNIT, format!("`{key}` cannot be read: {e}"))
            .help(format!("write a number, a blank and a unit, such as `24 {}`", measure.example))
    })?;
    let factor = unit.factor_to(&measure.unit).ok_or_else(|| wrong_dimension(key, text, measure))?;
    let value = number * factor;
    if measure.range.holds(value) { Ok(value) } else { Err(out_of_range(key, text, measure)) }
}

/// `value` is not of the type that `key` takes.
pub fn wrong_type(value: &Value<'_>, key: &str, wanted: &str) -> Diagnostic {
    let found = match value.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Diagnostic::error(&codes::WRONG_TYPE, format!("`{key}` must be {wanted}, not {found}"))
        .at(place(value.span()))
}

/// `text` is none of `words`.
pub fn unknown_word(text: &str, key: &str, words: &[&str]) -> Diagnostic {
    let list = words.join(", ");
    let help = match nearest(text, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? `{key}` is one of: {list}"),
        None => format!("`{key}` is one of: {list}"),
    };
    Diagnostic::error(&codes::UNKNOWN_WORD, format!("unknown {key} `{text}`")).help(help)
}

/// `written` (a unit or a quantity) is of another kind than `key` takes.
pub fn wrong_dimension(key: &str, written: &str, measure: &Measure) -> Diagnostic {
    let Measure { what, example, .. } = measure;
    Diagnostic::error(&codes::WRONG_DIMENSION, format!("`{key}` must be {what}, and `{written}` is none"))
        .help(format!("give it in `{example}` or another unit of that kind"))
}

/// `written` lies outside the range of `measure`.
pub fn out_of_range(key: &str, written: &str, measure: &Measure) -> Diagnostic {
    let words = measure.range.words();
    Diagnostic::error(&codes::OUT_OF_RANGE, format!("`{key}` is {written}, which is not {words}"))
}

/// A problem of kind `code` at `place`.
pub fn problem(code: &'static Code, place: Span, message: String, help: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(place).help(help)
}
