//! `[[plot]]` of a study file.

use jakstat_model::{Diagnostic, Span};
use jakstat_sim::fields::{Fields, Problems, number_in, wrong_type};

use crate::codes;
use crate::design::Scale;

/// A figure of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct PlotSpec {
    /// File name without ending.
    pub name: String,
    /// What it shows.
    pub kind: PlotKind,
    /// Title; the study's unless given.
    pub title: Option<String>,
    /// Line below the title.
    pub subtitle: Option<String>,
    /// Column that the colours show (heat map) or that tells curves apart.
    pub by: Option<String>,
    /// Label of the horizontal axis; the column's name unless given.
    pub x_label: Option<String>,
    /// Label of the vertical axis; the column's name unless given.
    pub y_label: Option<String>,
    /// Rows that are shown: column and text that it must hold.
    pub only: Vec<(String, Vec<String>)>,
    /// Where it is in the file.
    pub at: Span,
}

/// What a figure shows.
#[derive(Debug, Clone, PartialEq)]
pub enum PlotKind {
    /// Outcome against one axis on a logarithmic scale, a curve for each value of another.
    DoseResponse(Pair),
    /// One outcome over two axes.
    HeatMap(Pair),
    /// One outcome or summary against another, a trace for each compound or group.
    TargetPlane(Pair),
    /// Outcomes or summaries along a number, a line for each group or outcome.
    Lines(Lines),
}

/// What the two axes of a figure show.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Column or summary on the horizontal axis.
    pub x: String,
    /// Column or summary on the vertical axis.
    pub y: String,
}

/// What only a figure of lines has.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// Where the lines go.
    pub through: Through,
    /// Spacing of the horizontal axis.
    pub x_scale: Scale,
    /// Lower end of the vertical axis; fits the data unless given.
    pub y_from: Option<f64>,
    /// Upper end of the vertical axis; fits the data unless given.
    pub y_to: Option<f64>,
    /// What was observed, as dots.
    pub observed: Option<ObservedFile>,
}

/// What the lines of a figure go through.
#[derive(Debug, Clone, PartialEq)]
pub enum Through {
    /// Outcomes or summaries `y` along the column of numbers `x`.
    Column {
        /// A column of the rows, or of the groups of a summary.
        x: String,
        /// Columns or summaries, at least one; a summary goes before a column of its name.
        y: Vec<String>,
    },
    /// Columns or summaries, each at its place on the horizontal axis; at least one.
    Points(Vec<(f64, String)>),
}

/// A table of observations that a figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedFile {
    /// Path from the study's folder.
    pub path: String,
    /// Where it is named.
    pub at: Span,
}

const KINDS: [&str; 4] = ["dose_response", "heat_map", "target_plane", "lines"];
const PAIR_KEYS: [&str; 10] =
    ["name", "kind", "title", "subtitle", "x", "y", "by", "x_label", "y_label", "only"];
const LINES_KEYS: [&str; 15] = [
    "name", "kind", "title", "subtitle", "x", "y", "by", "x_label", "y_label", "only", "points", "x_scale",
    "y_from", "y_to", "observed",
];

/// Reads one `[[plot]]`.
pub(super) fn plot(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<PlotSpec> {
    fields.require("kind", &format!("`kind` is one of: {}", KINDS.join(", ")), problems);
    let kind = fields.word("kind", &KINDS, problems)?;
    let keys = if KINDS[kind] == "lines" { LINES_KEYS.as_slice() } else { PAIR_KEYS.as_slice() };
    fields.check_keys(keys, problems);
    let name = fields.require_text("name", "a plot has `name`, the name of its files", problems);
    let only = fields.table("only", "the rows to show", problems).map_or(Vec::new(), |table| {
        let keys: Vec<&str> = table.keys().collect();
        keys.into_iter().map(|key| (key.to_owned(), table.texts(key, problems))).collect()
    });
    let kind = match KINDS[kind] {
        "lines" => lines(fields, problems).map(PlotKind::Lines),
        "dose_response" => pair(fields, problems).map(PlotKind::DoseResponse),
        "heat_map" => pair(fields, problems).map(PlotKind::HeatMap),
        _ => pair(fields, problems).map(PlotKind::TargetPlane),
    };
    Some(PlotSpec {
        name: name?,
        kind: kind?,
        title: fields.text("title", problems),
        subtitle: fields.text("subtitle", problems),
        by: fields.text("by", problems),
        x_label: fields.text("x_label", problems),
        y_label: fields.text("y_label", problems),
        only,
        at: fields.place,
    })
}

fn pair(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Pair> {
    let mut need = |key| fields.require_text(key, "a plot has `name`, `kind`, `x` and `y`", problems);
    let (x, y) = (need("x"), need("y"));
    Some(Pair { x: x?, y: y? })
}

fn lines(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Lines> {
    let through = if fields.has("points") { points(fields, problems) } else { column(fields, problems) };
    let x_scale = match fields.word("x_scale", &["linear", "log"], problems) {
        Some(1) => Scale::Log,
        _ => Scale::Linear,
    };
    let (y_from, y_to) = (fields.number("y_from", problems), fields.number("y_to", problems));
    if y_from.zip(y_to).is_some_and(|(from, to)| from >= to) {
        refuse(fields, "y_from", "`y_from` is not below `y_to`", "swap them", problems);
    }
    let path = fields.text("observed", problems);
    if path.is_some() && !(fields.has("points") && fields.has("by")) {
        let help =
            "give `points`, which place the observed columns, and `by`, whose values name the observed rows";
        refuse(fields, "observed", "`observed` needs `points` and `by`", help, problems);
    }
    let observed = path.map(|path| ObservedFile { path, at: fields.place_of("observed") });
    Some(Lines { through: through?, x_scale, y_from, y_to, observed })
}

fn column(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Through> {
    let help = "lines have `x` and `y`, or `points = [[4, \"share_wk4\"], [8, \"share_wk8\"]]`";
    let x = fields.require_text("x", help, problems);
    let value = fields.require("y", help, problems)?;
    let y = match value.get_ref().as_str() {
        Some(one) => vec![one.to_owned()],
        None => fields.texts("y", problems),
    };
    if y.is_empty() {
        refuse(fields, "y", "`y` names nothing", "name an outcome or a summary", problems);
    }
    Some(Through::Column { x: x?, y })
}

fn points(fields: &Fields<'_, '_>, problems: &mut Problems) -> Option<Through> {
    for key in ["x", "y"].into_iter().filter(|key| fields.has(key)) {
        let message = format!("`{key}` beside `points`, which already say where the lines go");
        refuse(fields, key, &message, "remove one of them", problems);
    }
    for key in ["x_label", "y_label"] {
        fields.require(key, "`points` have no name of their own: say what the axes show", problems);
    }
    let mut all = Vec::new();
    for item in fields.list("points", problems) {
        let pair = item.get_ref().as_array().filter(|pair| pair.len() == 2);
        let place = pair.and_then(|pair| number_in(pair.first()?.get_ref())).filter(|x| x.is_finite());
        let name = pair.and_then(|pair| pair.get(1)?.get_ref().as_str());
        match place.zip(name) {
            Some((place, name)) => all.push((place, name.to_owned())),
            None => problems.push(wrong_type(
                item,
                "points",
                "pairs of a number and a name, `[4, \"share_wk4\"]`",
            )),
        }
    }
    if all.is_empty() {
        refuse(fields, "points", "`points` names nothing", "name a summary", problems);
    }
    Some(Through::Points(all))
}

fn refuse(fields: &Fields<'_, '_>, key: &str, message: &str, help: &str, problems: &mut Problems) {
    let problem = Diagnostic::error(&codes::BAD_PLOT, message.to_owned());
    problems.push(problem.at(fields.place_of(key)).help(help));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::Study;

    fn read(plot: &str) -> Result<Study, Vec<Diagnostic>> {
        let head = "title = \"t\"\nscenarios = [\"s.toml\"]\naxis = [{ name = \"k\", values = [1] }]\n";
        Study::read(&format!("{head}[[plot]]\nname = \"p\"\n{plot}"))
    }

    fn kind(plot: &str) -> PlotKind {
        read(plot).unwrap_or_else(|p| panic!("{p:?}")).plots.remove(0).kind
    }

    #[test]
    fn lines_have_a_column_or_points() {
        let PlotKind::Lines(lines) =
            kind("kind = \"lines\"\nx = \"k\"\ny = [\"a\", \"b\"]\nx_scale = \"log\"\ny_from = -1\n")
        else {
            panic!("no lines")
        };
        assert_eq!(lines.through, Through::Column { x: "k".into(), y: vec!["a".into(), "b".into()] });
        assert_eq!(
            (lines.x_scale, lines.y_from, lines.y_to, lines.observed),
            (Scale::Log, Some(-1.0), None, None)
        );
        let text = "kind = \"lines\"\nx_label = \"x\"\ny_label = \"y\"\nby = \"arm\"\nobserved = \"o.csv\"\n\
                    points = [[4, \"a\"], [8.5, \"b\"]]\n";
        let PlotKind::Lines(lines) = kind(text) else { panic!("no lines") };
        assert_eq!(lines.through, Through::Points(vec![(4.0, "a".into()), (8.5, "b".into())]));
        assert_eq!(lines.observed.map(|file| file.path).as_deref(), Some("o.csv"));
    }

    #[test]
    fn contradictions_are_named() {
        let messages =
            |plot: &str| read(plot).unwrap_err().into_iter().map(|p| p.message).collect::<Vec<_>>();
        let both = messages("kind = \"lines\"\nx = \"k\"\npoints = [[4, \"a\"]]\n");
        assert!(both.iter().any(|m| m.contains("`x` beside `points`")), "{both:?}");
        assert!(both.iter().filter(|m| m.contains("_label")).count() == 2, "{both:?}");
        let odd = messages("kind = \"lines\"\nx_label = \"x\"\ny_label = \"y\"\npoints = [[4], \"a\"]\n");
        assert_eq!(odd.iter().filter(|m| m.contains("pairs of a number and a name")).count(), 2, "{odd:?}");
        let seen = messages("kind = \"lines\"\nx = \"k\"\ny = \"a\"\nobserved = \"o.csv\"\n");
        assert_eq!(seen, ["`observed` needs `points` and `by`"]);
        let range = messages("kind = \"lines\"\nx = \"k\"\ny = \"a\"\ny_from = 2\ny_to = 1\n");
        assert_eq!(range, ["`y_from` is not below `y_to`"]);
        assert_eq!(messages("kind = \"heat_map\"\nx = \"k\"\ny = \"a\"\npoints = []\n").len(), 1);
        assert_eq!(messages("kind = \"lines\"\nx = \"k\"\ny = []\n"), ["`y` names nothing"]);
    }
}
