//! `[[summary]]` of a study file.

use jakstat_model::antimony::read_formula;
use jakstat_model::{Diagnostic, Expr, Op, Span, Unit};
use jakstat_sim::fields::{Fields, Problems};

use super::evaluate::{Asker, faults, unknown};
use super::statistic::Statistic;
use super::table::OWN;
use crate::codes;
use crate::table::{ColumnKind, FAILURE, Schema};

/// One summary of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Its name; once in a study.
    pub name: String,
    /// What is taken of the rows of a group.
    pub statistic: Statistic,
    /// A condition for a share, else a number; a count may have none.
    pub of: Option<Expr>,
    /// Standard deviation of the normal error with which the two sides of the comparison `of` are
    /// told apart, in their unit: of a share, each row counts with the probability that it would be
    /// seen to satisfy it. 0 where it is seen exactly.
    pub error: f64,
    /// Only rows where this holds count.
    pub among: Option<Expr>,
    /// Columns whose values tell the groups apart; one group where there is none.
    pub by: Vec<String>,
    /// Where it is in its file.
    pub at: Span,
}

const STATISTICS: [&str; 9] = ["share", "mean", "median", "sd", "min", "max", "quantile", "count", "ic50"];
const KEYS: [&str; 9] = ["name", "statistic", "of", "among", "by", "error", "quantile", "along", "unit"];

/// The summaries of a study file.
pub(crate) fn read_all(root: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Summary> {
    let tables = root.tables("summary", "a summary", problems);
    let all: Vec<Summary> = tables.iter().filter_map(|f| summary(f, problems)).collect();
    for (i, summary) in all.iter().enumerate() {
        if all[..i].iter().any(|s| s.name == summary.name) {
            let message = format!("two summaries are called `{}`", summary.name);
            problems.push(Diagnostic::error(&codes::BAD_SUMMARY, message).at(summary.at).help("rename one"));
        }
    }
    all
}

fn summary(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Summary> {
    fields.check_keys(&KEYS, problems);
    let name = fields.require_text("name", "a summary has `name`, `statistic` and `of`", problems);
    fields.require("statistic", &format!("`statistic` is one of: {}", STATISTICS.join(", ")), problems);
    let kind = fields.word("statistic", &STATISTICS, problems);
    let formula = |key: &str, problems: &mut Problems| formula(fields, key, problems);
    let (of, among) = (formula("of", problems), formula("among", problems));
    let by = fields.texts("by", problems);
    let word = STATISTICS[kind?];
    if word != "count" {
        fields.require("of", "`of` is the formula that is summed up, such as `of = \"x <= 20\"`", problems);
    }
    let statistic = statistic(fields, word, problems);
    let error = if word == "share" { error(fields, of.as_ref(), problems) } else { 0.0 };
    Some(Summary { name: name?, statistic: statistic?, of, error, among, by, at: fields.place })
}

fn formula(fields: &Fields<'_, '_>, key: &str, problems: &mut Problems) -> Option<Expr> {
    parse(&fields.text(key, problems)?, key, fields.place_of(key), problems)
}

fn error(fields: &Fields<'_, '_>, of: Option<&Expr>, problems: &mut Problems) -> f64 {
    let Some(error) = fields.number("error", problems) else { return 0.0 };
    let mut refuse = |message: String, help: &str| {
        let problem = Diagnostic::error(&codes::BAD_SUMMARY, message).at(fields.place_of("error"));
        problems.push(problem.help(help));
    };
    if !(error > 0.0 && error.is_finite()) {
        refuse(format!("`error` is {error}"), "it is a standard deviation, above 0; leave it out for none");
    }
    if of.is_some_and(|of| sides(of).is_none()) {
        let help = "write `of` as a comparison such as `score <= 20`";
        refuse("`error` belongs to one comparison of two numbers".into(), help);
    }
    error
}

/// What a comparison holds apart: it is true where the first is above the second.
pub(super) fn sides(of: &Expr) -> Option<(&Expr, &Expr)> {
    match of {
        Expr::Op(Op::Gt | Op::Ge, parts) => parts.first().zip(parts.get(1)),
        Expr::Op(Op::Lt | Op::Le, parts) => parts.get(1).zip(parts.first()),
        _ => None,
    }
    .filter(|_| matches!(of, Expr::Op(_, parts) if parts.len() == 2))
}

/// The formula `text` under `key`, which is at `at`.
pub(crate) fn parse(text: &str, key: &str, at: Span, problems: &mut Problems) -> Option<Expr> {
    // The places of a formula are in its own text; the whole of it is marked instead.
    let placed = |p: Diagnostic| Diagnostic { message: format!("`{key}`: {}", p.message), ..p.at(at) };
    read_formula(text).map_err(|found| problems.extend(found.into_iter().map(placed))).ok()
}

fn statistic(fields: &Fields<'_, '_>, word: &str, problems: &mut Problems) -> Option<Statistic> {
    for (key, owner) in [("error", "share"), ("quantile", "quantile"), ("along", "ic50"), ("unit", "ic50")] {
        if fields.has(key) && word != owner {
            let message = format!("`{key}` belongs to the statistic `{owner}`, and this one is `{word}`");
            let problem = Diagnostic::error(&codes::BAD_SUMMARY, message).at(fields.place_of(key));
            problems.push(problem.help("remove it, or change `statistic`"));
        }
    }
    Some(match word {
        "share" => Statistic::Share,
        "mean" => Statistic::Mean,
        "median" => Statistic::Median,
        "sd" => Statistic::Sd,
        "min" => Statistic::Min,
        "max" => Statistic::Max,
        "count" => Statistic::Count,
        "quantile" => {
            fields.require("quantile", "add `quantile = 0.9`", problems);
            let share = fields.number("quantile", problems)?;
            if !(0.0..=1.0).contains(&share) {
                let message = format!("`quantile` is {share}, which is not from 0 to 1");
                let problem = Diagnostic::error(&codes::BAD_SUMMARY, message);
                problems
                    .push(problem.at(fields.place_of("quantile")).help("90 percent are `quantile = 0.9`"));
            }
            Statistic::Quantile(share)
        }
        _ => {
            let help = "add `along = \"dose_factor\"`, the column with the dose";
            let along = fields.require_text("along", help, problems);
            Statistic::Ic50 { along: along?, unit: fields.text("unit", problems) }
        }
    })
}

/// What does not fit between summaries and the columns of their table.
pub(crate) fn check(summaries: &[Summary], schema: &Schema) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for summary in summaries {
        let name = &summary.name;
        let asker = Asker { name: &format!("summary `{name}`"), code: &codes::BAD_SUMMARY };
        let mut found = Vec::new();
        for formula in [&summary.of, &summary.among].into_iter().flatten() {
            found.extend(faults(asker, formula, schema));
        }
        for column in &summary.by {
            found.extend(unknown(asker, column, schema, None));
            if OWN.contains(&column.as_str()) || column == FAILURE {
                let message = format!("summary `{name}` cannot have groups by a column called `{column}`");
                let help = "rename the axis: the table of summaries has a column of that name itself";
                found.push(Diagnostic::error(&codes::BAD_SUMMARY, message).help(help));
            }
        }
        if let Statistic::Ic50 { along, unit } = &summary.statistic {
            let along_fault = unknown(asker, along, schema, Some(ColumnKind::Text));
            if along_fault.is_none()
                && let Err(why) = unit_factor(along, unit.as_deref(), schema)
            {
                let problem = Diagnostic::error(&codes::BAD_SUMMARY, format!("summary `{name}`: {why}"));
                found.push(problem.help("give a unit of the same kind, or leave `unit` out"));
            }
            found.extend(along_fault);
        }
        problems.extend(found.into_iter().map(|p| p.at(summary.at)));
    }
    problems
}

/// From the unit of column `column` to `unit`.
pub(super) fn unit_factor(column: &str, unit: Option<&str>, schema: &Schema) -> Result<f64, String> {
    let Some(unit) = unit else { return Ok(1.0) };
    let own = schema.columns().iter().find(|c| c.name == column).and_then(|c| c.unit.as_deref());
    let Some(own) = own else { return Err(format!("the column `{column}` has no unit to convert from")) };
    let parse = |text: &str| Unit::parse(text).map_err(|e| format!("the unit `{text}` cannot be read: {e}"));
    let (from, to) = (parse(own)?, parse(unit)?);
    from.factor_to(&to).ok_or_else(|| format!("the column `{column}` is in {own}, which is no {unit}"))
}
