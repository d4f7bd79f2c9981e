//! `[[sensitivity]]` of a study file.

use std::collections::BTreeSet;

use jakstat_model::{Diagnostic, Expr, Span};
use jakstat_sim::fields::{Fields, Problems};

use super::table::OWN;
use crate::codes;
use crate::design::{BASE, Design, Range, SAMPLE};
use crate::summary::{Asker, faults, parse, unknown};
use crate::sweep::{AxisSpec, Study};
use crate::table::{FAILURE, Schema};

/// Of which outcomes the indices are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Outcomes, or formulas over the columns: the text and what it means. At least one.
    pub of: Vec<(String, Expr)>,
    /// Only runs where this holds count.
    pub among: Option<(String, Expr)>,
    /// Columns whose values tell groups apart, each with indices of its own.
    pub by: Vec<String>,
    /// Where it is in its file.
    pub at: Span,
}

/// The sensitivities of a study file.
pub(crate) fn read_all(root: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Sensitivity> {
    let tables = root.tables("sensitivity", "a sensitivity", problems);
    tables.iter().filter_map(|f| sensitivity(f, problems)).collect()
}

fn sensitivity(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Sensitivity> {
    fields.check_keys(&["of", "among", "by"], problems);
    let help = "add `of = [\"score\"]`, outcomes or formulas over the columns";
    fields.require("of", help, problems)?;
    let texts = fields.texts("of", problems);
    let at = fields.place_of("of");
    let add = |message: String, help: &str, problems: &mut Problems| {
        problems.push(Diagnostic::error(&codes::BAD_SENSITIVITY, message).at(at).help(help));
    };
    let list = fields.get("of").and_then(|value| value.get_ref().as_array());
    if list.is_some_and(|list| list.is_empty()) {
        add("`of` names no outcome".into(), help, problems);
    }
    let mut seen = BTreeSet::new();
    for text in texts.iter().filter(|text| !seen.insert(text.as_str())) {
        add(format!("`of` holds `{text}` twice"), "take one of them out", problems);
    }
    let of = texts.into_iter().filter_map(|text| {
        let formula = parse(&text, "of", at, problems)?;
        Some((text, formula))
    });
    let of = of.collect();
    let among = fields.text("among", problems);
    let among = among.and_then(|text| {
        let condition = parse(&text, "among", fields.place_of("among"), problems)?;
        Some((text, condition))
    });
    Some(Sensitivity { of, among, by: fields.texts("by", problems), at: fields.place })
}

/// The parameters whose indices a study can have: those of its `sobol_indices`.
pub(super) fn parameters(study: &Study) -> Option<&[Range]> {
    study.axes.iter().find_map(|axis| match axis {
        AxisSpec::SobolIndices(ranges, _) => Some(ranges.as_slice()),
        _ => None,
    })
}

/// What does not fit between the sensitivities of a study and the columns of its table.
pub(crate) fn check(study: &Study, schema: &Schema) -> Vec<Diagnostic> {
    let ranges = parameters(study);
    let mut problems = Vec::new();
    for sensitivity in &study.sensitivities {
        let found = match ranges {
            Some(ranges) => sensitivity.faults(ranges, schema),
            None => {
                let message = "a sensitivity is wanted, and no axis is `sobol_indices`";
                let help = "add `[[axis]]` with `points = 512` and \
                            `sobol_indices = [{ name = \"k\", from = 0.1, to = 10, scale = \"log\" }]`";
                vec![Diagnostic::error(&codes::BAD_SENSITIVITY, message).help(help)]
            }
        };
        problems.extend(found.into_iter().map(|p| p.at(sensitivity.at)));
    }
    problems
}

/// Axes beside the indices whose values no sensitivity tells apart.
pub(crate) fn check_groups(study: &Study, design: &Design) -> Vec<Diagnostic> {
    let fixed = design.is_fixed();
    let mut problems = Vec::new();
    for sensitivity in &study.sensitivities {
        let told = sensitivity.told_apart();
        for (block, axis) in study.axes.iter().enumerate() {
            let places = design.columns_of(block);
            if matches!(axis, AxisSpec::SobolIndices(..)) || fixed.get(places.start) == Some(&true) {
                continue;
            }
            let names: Vec<&str> =
                design.columns().get(places).unwrap_or_default().iter().map(|c| c.name.as_str()).collect();
            if let (Some(first), false) = (names.first(), names.iter().any(|name| told.contains(*name))) {
                let message = format!("a sensitivity mixes runs that differ in `{}` too", names.join("`, `"));
                let help =
                    format!("add `by = [\"{first}\"]` for indices at each value, or choose one by `among`");
                let problem = Diagnostic::error(&codes::BAD_SENSITIVITY, message);
                problems.push(problem.at(sensitivity.at).help(help));
            }
        }
    }
    problems
}

impl Sensitivity {
    fn faults(&self, ranges: &[Range], schema: &Schema) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let code = &codes::BAD_SENSITIVITY;
        for (text, formula) in self.of.iter().chain(&self.among) {
            found.extend(faults(Asker { name: &format!("sensitivity of `{text}`"), code }, formula, schema));
        }
        for column in &self.by {
            found.extend(unknown(Asker { name: "groups of a sensitivity", code }, column, schema, None));
            let is_own = OWN.contains(&column.as_str()) || [FAILURE, SAMPLE, BASE].contains(&column.as_str());
            if is_own || ranges.iter().any(|range| range.name == *column) {
                let message = format!("a sensitivity cannot have groups by the column `{column}`");
                let help = "give columns of other axes, such as the arm of a trial";
                found.push(Diagnostic::error(code, message).help(help));
            }
        }
        found
    }

    /// Columns that make groups or that the condition reads.
    fn told_apart(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.by.iter().cloned().collect();
        if let Some((_, among)) = &self.among {
            among.visit(&mut |part| {
                if let Expr::Id(id) = part {
                    names.insert(id.clone());
                }
            });
        }
        names
    }
}
