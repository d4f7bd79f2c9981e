//! Regimens in TOML: text in one line, one table, or a list of courses.

use jakstat_model::{Diagnostic, Span};
use toml::Spanned;
use toml::de::DeValue;

use super::codes;
use super::regimen::{Course, Regimen, Repeat, Route};
use crate::fields::{Fields, Problems, place, problem};
use crate::measure::Measure;

/// A regimen of a compound that is in use, with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedRegimen {
    /// Name, such as `4 mg QD`.
    pub name: String,
    /// Doses and times.
    pub regimen: Regimen,
    /// Where it stands, such as "approved for ...".
    pub status: Option<String>,
    /// Where that was found.
    pub source: String,
    /// Remarks.
    pub note: Option<String>,
    /// Where it is in its file.
    pub at: Span,
}

const COURSE_KEYS: &[&str] = &["dose", "every", "route", "duration", "start", "stop", "count"];
const REGIMEN_KEYS: &[&str] =
    &["dose", "every", "route", "duration", "start", "stop", "count", "restart", "loading", "courses"];
const NAMED_KEYS: &[&str] = &[
    "name", "status", "source", "note", "dose", "every", "route", "duration", "start", "stop", "count",
    "restart", "loading", "courses",
];

impl Regimen {
    /// Reads a regimen from a value of a TOML file: text (see [`Regimen::parse`]) or a table.
    ///
    /// ```toml
    /// regimen = "200 mg QD x 28 then 50 mg QD"
    ///
    /// [regimen]
    /// dose = "50 mg"
    /// every = "24 h"                # without it: one dose
    /// route = "oral"                # or "bolus", "topical", or "infusion" with `duration`; oral unless given
    /// start = "1 week"              # 0 unless given
    /// stop = "36 week"              # or `count = 252`; open unless given
    /// restart = "52 week"           # the same again from then on
    /// loading = { dose = "200 mg", every = "24 h", count = 28 }   # before the rest
    ///
    /// [regimen]
    /// courses = [{ dose = "4 mg", every = "24 h", count = 7 }, { dose = "2 mg", every = "24 h" }]
    /// ```
    /// A course begins where the one before it ends, unless it gives `start`. Times count from 0,
    /// the time at which the run's clock is zero.
    ///
    /// # Errors
    /// Every problem with its place in the text of `value`.
    pub fn from_toml(value: &Spanned<DeValue<'_>>) -> Result<Self, Vec<Diagnostic>> {
        if let Some(text) = value.get_ref().as_str() {
            let at = place(value.span());
            return Self::parse(text).map_err(|problems| problems.into_iter().map(|p| p.at(at)).collect());
        }
        let mut problems = Vec::new();
        let regimen = Fields::open(value, "the regimen", &mut problems).and_then(|fields| {
            fields.check_keys(REGIMEN_KEYS, &mut problems);
            regimen(&fields, &mut problems)
        });
        crate::fields::finish(regimen, problems)
    }
}

impl NamedRegimen {
    pub(crate) fn from_fields(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Self> {
        fields.check_keys(NAMED_KEYS, problems);
        let name = fields.require_text("name", "add `name = \"4 mg QD\"`", problems);
        let source =
            fields.require_text("source", "add `source = \"...\"`: where the regimen was found", problems);
        let status = fields.text("status", problems);
        let note = fields.text("note", problems);
        let regimen = regimen(fields, problems);
        Some(Self { name: name?, regimen: regimen?, status, source: source?, note, at: fields.place })
    }
}

fn regimen(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Regimen> {
    let before = problems.len();
    let courses = if fields.has("courses") { listed(fields, problems) } else { plain(fields, problems) };
    if problems.len() > before {
        return None;
    }
    let result = Regimen::new(courses);
    result.map_err(|found| problems.extend(found.into_iter().map(|p| p.at(fields.place)))).ok()
}

/// The courses under `courses`.
fn listed(fields: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Course> {
    let others = REGIMEN_KEYS.iter().filter(|k| **k != "courses" && fields.has(k));
    for key in others {
        let message = format!("`{key}` stands beside `courses`");
        let help = "give it in the course that it belongs to";
        problems.push(problem(&codes::KEYS_CLASH, fields.place_of(key), message, help));
    }
    let mut courses: Vec<Course> = Vec::new();
    for table in fields.tables("courses", "a course", problems) {
        table.check_keys(COURSE_KEYS, problems);
        let start_h = courses.last().map_or(Some(0.0), Course::next_start_h);
        courses.extend(course(&table, start_h, problems));
    }
    courses
}

/// Loading, maintenance and restart.
fn plain(fields: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Course> {
    let mut courses = Vec::new();
    let mut start_h = fields.quantity("start", &Measure::TIME, problems).unwrap_or(0.0);
    if let Some(loading) = fields.table("loading", "the loading doses", problems) {
        loading.check_keys(&["dose", "every", "count", "route", "duration"], problems);
        for key in ["every", "count"] {
            loading.require(key, "loading doses have `dose`, `every` and `count`", problems);
        }
        courses.extend(course(&loading, Some(start_h), problems));
        start_h = courses.last().and_then(Course::next_start_h).unwrap_or(start_h);
    }
    let Some(main) = course_from(fields, start_h, problems) else { return courses };
    courses.push(main);
    if let Some(again_h) = fields.quantity("restart", &Measure::TIME, problems) {
        let repeat = match main.repeat {
            Repeat::Times { every_h, .. } | Repeat::Until { every_h, .. } => Repeat::Open { every_h },
            Repeat::Once | Repeat::Open { .. } => {
                let message = "`restart` is given without an end before it".to_owned();
                let help = "add `stop` or `count`, or remove `restart`";
                problems.push(problem(&codes::KEYS_CLASH, fields.place_of("restart"), message, help));
                return courses;
            }
        };
        courses.push(Course { start_h: again_h, repeat, ..main });
    }
    courses
}

/// The course in `fields`; it begins at its `start`, else at `start_h`.
fn course(fields: &Fields<'_, '_>, start_h: Option<f64>, problems: &mut Problems) -> Option<Course> {
    let own = fields.quantity("start", &Measure::TIME, problems);
    let Some(start_h) = own.or(start_h) else {
        let message = "it is not clear when the course begins".to_owned();
        let help = "add `start`, or end the course before it with `stop` or `count`";
        problems.push(problem(&codes::REGIMEN_TIMES, fields.place, message, help));
        return None;
    };
    course_from(fields, start_h, problems)
}

/// The course in `fields`, beginning at `start_h` whatever its own `start` says.
fn course_from(fields: &Fields<'_, '_>, start_h: f64, problems: &mut Problems) -> Option<Course> {
    fields.require("dose", "add `dose = \"4 mg\"`", problems);
    let amount_mg = fields.quantity("dose", &Measure::MASS, problems);
    let route = route(fields, problems);
    let repeat = repeat(fields, problems);
    Some(Course { amount_mg: amount_mg?, route: route?, start_h, repeat: repeat? })
}

fn route(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Route> {
    let words = ["oral", "bolus", "infusion", "topical"];
    let word = match fields.has("route") {
        true => fields.word("route", &words, problems)?,
        false => 0,
    };
    let duration = fields.quantity("duration", &Measure::INTERVAL, problems);
    if word == 2 {
        fields.require("duration", "an infusion has a `duration`, such as `duration = \"2 h\"`", problems)?;
        return duration.map(|duration_h| Route::Infusion { duration_h });
    }
    if fields.has("duration") {
        let message = format!("`duration` is given for route `{}`", words[word]);
        let help = "write `route = \"infusion\"` or remove `duration`";
        problems.push(problem(&codes::KEYS_CLASH, fields.place_of("duration"), message, help));
    }
    Some([Route::Oral, Route::Bolus, Route::Oral, Route::Topical][word])
}

fn repeat(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Repeat> {
    let every_h = fields.quantity("every", &Measure::INTERVAL, problems);
    let stop_h = fields.quantity("stop", &Measure::INTERVAL, problems);
    let count = fields.count("count", problems);
    let mut clash = |key: &str, message: &str, help: &str| {
        problems.push(problem(&codes::KEYS_CLASH, fields.place_of(key), message.to_owned(), help));
    };
    if fields.has("stop") && fields.has("count") {
        clash("count", "`stop` and `count` are both given", "keep one of them: both end the course");
    }
    if !fields.has("every") {
        for key in ["stop", "count"].into_iter().filter(|k| fields.has(k)) {
            clash(
                key,
                &format!("`{key}` is given without `every`"),
                "add `every`, such as `every = \"24 h\"`",
            );
        }
        return Some(Repeat::Once);
    }
    let every_h = every_h?;
    Some(match (stop_h, count) {
        (Some(stop_h), _) => Repeat::Until { every_h, stop_h },
        (None, Some(count)) => Repeat::Times { every_h, count },
        (None, None) => Repeat::Open { every_h },
    })
}
