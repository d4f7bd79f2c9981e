//! A steady state on the terminal.

use jakstat::model::Unit;
use jakstat::ode::steady::{Stability, Way};
use jakstat::report::{Cell, Heading, Table, significant};
use jakstat::sim::{Experiment, Steady};

/// Significant digits of numbers.
const DIGITS: usize = 5;
/// Longest line of a sum, unless a word is longer.
const WIDTH: usize = 100;
/// Eigenvalues shown.
const LEADING: usize = 5;

fn table<const N: usize>(names: [&str; N]) -> Table {
    Table::new(names.map(|n| Heading::new(n, "")).into())
}

fn text_of(unit: Option<Unit>) -> String {
    unit.map_or_else(String::new, |u| u.to_string())
}

/// All values with their units.
pub fn values(experiment: &Experiment, steady: &Steady) -> Table {
    let mut values = table(["id", "value", "unit"]);
    for (i, output) in experiment.saved().iter().enumerate() {
        let unit = text_of(experiment.model.output_unit(i));
        // As many cells as there are headings; so below.
        let _ = values.push(vec![output.id().into(), Cell::Number(steady.state.outputs[i]), unit.into()]);
    }
    values
}

/// Everything there is to say.
pub fn text(experiment: &Experiment, values: &Table, steady: &Steady) -> String {
    let mut text = values.plain(DIGITS);
    if !steady.conserved.is_empty() {
        text += &format!("\n{}", conserved(steady));
    }
    let left_out: Vec<&str> = steady.left_out.iter().map(|(id, _)| id.as_str()).collect();
    if !left_out.is_empty() {
        text += &format!("no sums were looked for with {}\n", left_out.join(", "));
    }
    text += &format!("\n{}\n", summary(experiment, steady));
    if !steady.state.spectrum.eigenvalues.is_empty() {
        text += &format!("\n{}", eigenvalues(experiment, steady).plain(DIGITS));
    }
    text
}

/// A sum a line, with its value at the end; long ones go on in the next.
fn conserved(steady: &Steady) -> String {
    let mut lines = String::from("conserved:\n");
    for sum in &steady.conserved {
        let note = if sum.moiety.set { " between events and doses" } else { "" };
        let total = significant(sum.total, DIGITS);
        let whole = format!("{} = {total} {}{note}", sum.moiety, text_of(sum.unit));
        let mut width = 0;
        for word in whole.split_whitespace() {
            let length = word.chars().count() + 1;
            if width > 0 && width + length > WIDTH {
                lines += "\n   ";
                width = 3;
            }
            lines += " ";
            lines += word;
            width += length;
        }
        lines += "\n";
    }
    lines
}

fn summary(experiment: &Experiment, steady: &Steady) -> String {
    let state = &steady.state;
    let unit = text_of(experiment.model.time_unit());
    let time = format!("{} {unit}", significant(state.time, DIGITS));
    let per = if unit.is_empty() { "unit of time".to_owned() } else { unit };
    let way = match state.way {
        Way::Integrated => format!("at rest at time {}", time.trim_end()),
        Way::Newton { iterations } => {
            let time = time.trim_end();
            format!("found by Newton's method in {iterations} steps from time {time}")
        }
    };
    let stability = match state.spectrum.stability {
        Stability::Stable => "stable: small pushes die out",
        Stability::Unstable => "UNSTABLE: the run stands on it, and the smallest push drives it away",
        Stability::Marginal => "marginal: some pushes neither grow nor die out",
        Stability::Lagged => "stability unknown: the rates read the past, and delays can make a model swing",
        Stability::Unknown => "stability unknown: slopes of the rates are not finite here",
    };
    let residual = significant(state.residual, 2);
    format!("{way}\n{stability}\nlargest relative rate of change: {residual} per {per}")
}

fn eigenvalues(experiment: &Experiment, steady: &Steady) -> Table {
    let unit = text_of(experiment.model.time_unit());
    let per = if unit.is_empty() { String::new() } else { format!("1/{unit}") };
    let headings = [("eigenvalue", per.clone()), ("imaginary", per), ("time", unit)];
    let mut table = Table::new(headings.into_iter().map(|(name, unit)| Heading::new(name, unit)).collect());
    for value in steady.state.spectrum.eigenvalues.iter().take(LEADING) {
        let time = Some(value.time()).filter(|t| t.is_finite());
        let _ = table.push(vec![Cell::Number(value.real), Cell::Number(value.imaginary), time.into()]);
    }
    table
}
