//! The table of a validation.

use jakstat::load::{LoadedTopic, LoadedValidation};
use jakstat::report::{Cell, Heading, Table, significant};
use jakstat::study::validation::{Comparison, Count, Role, count};

/// For a terminal.
pub fn plain(loaded: &LoadedValidation, comparisons: &[Vec<Comparison>]) -> String {
    let mut text = format!("{}\n", loaded.title);
    for (topic, comparisons) in loaded.topics.iter().zip(comparisons) {
        text.push_str(&format!(
            "\n{}\n{}\n",
            topic.topic.title,
            "-".repeat(topic.topic.title.chars().count())
        ));
        if let Some(note) = &topic.topic.note {
            text.push_str(&format!("{note}\n"));
        }
        text.push_str(&format!("\n{}\n{}", table(topic, comparisons).plain(3), counts(topic, comparisons)));
    }
    text.push_str(&format!("\nAll topics\n{}", roles(&comparisons.concat())));
    text
}

/// For a README.
pub fn markdown(loaded: &LoadedValidation, comparisons: &[Vec<Comparison>]) -> String {
    let mut text = String::new();
    for (topic, comparisons) in loaded.topics.iter().zip(comparisons) {
        text.push_str(&format!("### {}\n\n", topic.topic.title));
        if let Some(note) = &topic.topic.note {
            text.push_str(&format!("{note}\n\n"));
        }
        let counted = counts(topic, comparisons).trim_end().replace('\n', "; ");
        text.push_str(&format!("{counted}\n\n{}\n", table(topic, comparisons).markdown(3)));
    }
    text.push_str(&format!("All topics: {}\n", roles(&comparisons.concat()).trim_end().replace('\n', "; ")));
    text
}

/// One line an observation, with its source.
pub fn csv(loaded: &LoadedValidation, comparisons: &[Vec<Comparison>]) -> String {
    let names = [
        "topic",
        "row",
        "column",
        "unit",
        "observed",
        "low",
        "high",
        "interval",
        "predicted",
        "band_low",
        "band_high",
        "verdict",
        "role",
        "status",
        "source",
    ];
    let mut all = Table::new(names.iter().map(|name| Heading::new(*name, "")).collect());
    for (topic, comparisons) in loaded.topics.iter().zip(comparisons) {
        for comparison in comparisons {
            let o = &comparison.observation;
            let text = |text: &str| Cell::Text(text.to_owned());
            let row = vec![
                text(&topic.topic.title),
                text(&o.row),
                text(&o.column),
                text(&o.unit),
                o.value.into(),
                o.low.into(),
                o.high.into(),
                text(&o.interval),
                comparison.predicted.into(),
                band(topic, comparison).map(|(low, _)| low).into(),
                band(topic, comparison).map(|(_, high)| high).into(),
                text(comparison.verdict.word()),
                text(o.role.word()),
                text(&o.status),
                text(&o.source),
            ];
            // Fifteen cells under fifteen names.
            let _ = all.push(row);
        }
    }
    all.csv()
}

fn table(topic: &LoadedTopic, comparisons: &[Comparison]) -> Table {
    let mut names = vec!["row", "column", "unit", "observed", "interval", "predicted", "verdict", "role"];
    if topic.bands.is_some() {
        names.insert(6, "band");
    }
    if topic.topic.fold {
        names.push("ratio");
    }
    let mut table = Table::new(names.into_iter().map(|name| Heading::new(name, "")).collect());
    for comparison in comparisons {
        let o = &comparison.observation;
        let mut row = vec![
            Cell::Text(o.row.clone()),
            Cell::Text(o.column.clone()),
            Cell::Text(o.unit.clone()),
            o.value.into(),
            Cell::Text(interval(o.low, o.high)),
            comparison.predicted.into(),
            Cell::Text(comparison.verdict.word().to_owned()),
            Cell::Text(o.role.word().to_owned()),
        ];
        if topic.bands.is_some() {
            let (low, high) = band(topic, comparison).unzip();
            row.insert(6, Cell::Text(interval(low, high)));
        }
        if topic.topic.fold {
            row.push(comparison.ratio().into());
        }
        // As many cells as names.
        let _ = table.push(row);
    }
    table
}

/// What the sets that fit about equally well predict.
fn band(topic: &LoadedTopic, comparison: &Comparison) -> Option<(f64, f64)> {
    let o = &comparison.observation;
    topic.bands.as_ref()?.get(&o.row, &o.column)
}

fn interval(low: Option<f64>, high: Option<f64>) -> String {
    let number = |x: f64| significant(x, 3);
    match (low, high) {
        (Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
        (Some(low), None) => format!("at least {}", number(low)),
        (None, Some(high)) => format!("at most {}", number(high)),
        (None, None) => String::new(),
    }
}

fn counts(topic: &LoadedTopic, comparisons: &[Comparison]) -> String {
    let mut text = roles(comparisons);
    if topic.topic.fold {
        let ratios: Vec<f64> = comparisons.iter().filter_map(Comparison::ratio).collect();
        let within = |fold: f64| ratios.iter().filter(|r| (1.0 / fold..=fold).contains(*r)).count();
        let all = ratios.len();
        text.push_str(&format!(
            "within 2-fold {} of {all}, within 3-fold {} of {all}\n",
            within(2.0),
            within(3.0)
        ));
    }
    text
}

/// A line for each role that there is.
fn roles(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for (role, what) in [(Role::Fit, "fitted"), (Role::Test, "predicted")] {
        let Count { inside, outside, no_interval, not_predicted } = count(comparisons, role);
        let judged = inside + outside;
        if judged + no_interval + not_predicted == 0 {
            continue;
        }
        text.push_str(&format!("{what}: {inside} of {judged} inside their interval"));
        if no_interval > 0 {
            text.push_str(&format!(", {no_interval} without interval"));
        }
        if not_predicted > 0 {
            text.push_str(&format!(", {not_predicted} NOT PREDICTED"));
        }
        text.push('\n');
    }
    text
}
