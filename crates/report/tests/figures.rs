//! The figures of the gallery and some at the edge of what is possible, seen from outside.

#[path = "../examples/gallery/figures.rs"]
mod figures;

use jakstat_report::*;
use resvg::tiny_skia::{Pixmap, Rect};
use resvg::usvg::{Group, Node, Options, Tree};

fn tree(svg: &str) -> Tree {
    let mut options = Options { font_family: "Arimo".into(), ..Options::default() };
    options.fontdb_mut().load_font_data(include_bytes!("../fonts/Arimo-Regular.ttf").to_vec());
    options.fontdb_mut().load_font_data(include_bytes!("../fonts/Arimo-Bold.ttf").to_vec());
    Tree::from_str(svg, &options).unwrap_or_else(|e| panic!("{e}"))
}

/// Every text with the box of its glyphs, as an independent renderer lays it out.
fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => texts(inner, found),
            Node::Text(text) => {
                let words: String = text.chunks().iter().map(|c| c.text()).collect();
                found.push((words, text.abs_bounding_box()));
            }
            _ => {}
        }
    }
}

fn check_layout(name: &str, figure: &dyn Figure) {
    let svg = figure.svg().unwrap_or_else(|e| panic!("{name}: {e}"));
    let tree = tree(&svg);
    let mut found = Vec::new();
    texts(tree.root(), &mut found);
    assert!(found.len() > 4, "{name}");
    for (text, rect) in &found {
        let inside = rect.left() >= 0.0
            && rect.top() >= 0.0
            && rect.right() <= tree.size().width()
            && rect.bottom() <= tree.size().height();
        assert!(inside, "{name}: `{text}` leaves the canvas: {rect:?}");
    }
    // The slanted label has a box that is mostly empty.
    found.retain(|(text, _)| text != "no selectivity");
    for (i, (a, ra)) in found.iter().enumerate() {
        for (b, rb) in &found[..i] {
            let width = ra.right().min(rb.right()) - ra.left().max(rb.left());
            let height = ra.bottom().min(rb.bottom()) - ra.top().max(rb.top());
            // Boxes hold the whole line; letters alone are lower by a few pixels.
            assert!(width <= 0.5 || height <= 3.5, "{name}: `{a}` on `{b}`");
        }
    }
}

#[test]
fn texts_stay_on_the_canvas_and_apart() {
    for (name, figure) in figures::all().into_iter().chain(edge_cases()) {
        check_layout(name, figure.as_ref());
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    for ((name, a), (_, b)) in figures::all().iter().zip(figures::all()) {
        assert_eq!(a.render(1.0).unwrap(), b.render(1.0).unwrap(), "{name}");
    }
}

#[test]
fn svg_holds_labels_and_provenance() {
    for (name, figure) in figures::all() {
        let svg = figure.svg().unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let metadata = document.descendants().find(|n| n.has_tag_name("metadata")).unwrap();
        assert_eq!(metadata.text().unwrap(), figure.provenance().json().trim_end(), "{name}");
        assert!(svg.starts_with("<svg ") && svg.contains("width=\"860\""), "{name}");
        assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
    }
    let svg = figures::all()[0].1.svg().unwrap();
    for label in ["pathway A", "dose (5 mg)", "sampling", "time (h)", "phosphorylated S1 (% of baseline)"] {
        assert!(svg.contains(&format!(">{label}</text>")), "{label}");
    }
    let svg = figures::all()[3].1.svg().unwrap();
    assert!(svg.contains(">IC50 = 5.9 nM</text>") && svg.contains(">4 mg</text>"));
    let svg = figures::all()[4].1.svg().unwrap();
    assert!(svg.contains(">run failed (15 of 525)</text>"));
    let svg = figures::all()[6].1.svg().unwrap();
    assert!(svg.contains(">no selectivity</text>") && svg.contains(">F 50 mg</text>"));
}

#[test]
fn png_has_the_asked_scale_and_ink() {
    let (_, figure) = figures::all().remove(6);
    let rendered = figure.render(1.5).unwrap();
    let picture = Pixmap::decode_png(&rendered.png).unwrap();
    assert_eq!(picture.width(), 1290);
    let dark = picture.pixels().iter().filter(|p| p.red() < 100 && p.green() < 100).count();
    assert!(dark > 1000, "{dark}");
}

#[test]
fn csv_holds_the_numbers_exactly() {
    let (_, figure) = figures::all().remove(4);
    let csv = figure.table().unwrap().csv();
    let mut lines = csv.lines();
    let head = "free concentration (nM),ligand (ng/mL),inhibition of phosphorylated S1 (%)";
    assert_eq!(lines.next(), Some(head));
    assert_eq!(lines.clone().count(), 525);
    assert_eq!(lines.clone().filter(|l| l.ends_with(',')).count(), 15);
    let second: Vec<f64> = lines.nth(1).unwrap().split(',').map(|c| c.parse().unwrap()).collect();
    assert_eq!(second[0].to_bits(), 10f64.powf(1.0 / 8.0).to_bits());
}

fn series(label: &str, x: Vec<f64>, y: Vec<f64>) -> Series {
    Series { label: label.into(), x, y, ..Series::default() }
}

fn course(y: Axis, series: Vec<Series>) -> TimeCourse {
    TimeCourse {
        caption: Caption::new("T", "S"),
        x: Axis::linear("time", "d"),
        panels: vec![Panel { title: String::new(), y, series }],
        ..TimeCourse::default()
    }
}

/// Figures that are drawn seldom but must be drawn well.
fn edge_cases() -> Vec<(&'static str, Box<dyn Figure>)> {
    let many = (0..24).map(|i| {
        series(&format!("a rather long label of series {i}"), vec![0.0, 9.0], vec![1.0, 1.0 + f64::from(i)])
    });
    let mut long = course(
        Axis::log("a quantity whose name is much longer than is good for anybody", "pmol/(L·h)"),
        many.collect(),
    );
    long.caption.title =
        "A title that needs more than one line because it says everything at once ".repeat(2);
    long.windows = ["first long window", "second long window", "third long window"]
        .iter()
        .enumerate()
        .map(|(i, l)| Window { label: (*l).into(), from: i as f64, to: i as f64 + 0.5 })
        .collect();
    long.doses =
        (0..3).map(|i| Doses { label: format!("dose {i}"), times: vec![f64::from(i), 30.0] }).collect();
    let tiny = course(Axis::linear("y", "M"), vec![series("one point", vec![3.0], vec![2.4e-9])]);
    let flat = course(Axis::linear("y", ""), vec![series("flat", vec![0.0, 1e4], vec![0.0, 0.0])]);
    let wide = course(Axis::log("y", "nM"), vec![series("decay", vec![0.0, 5.0], vec![1e3, 1e-40])]);
    let one_cell = HeatMap {
        x: Axis::log("x", "nM"),
        y: Axis::linear("y", ""),
        value: Axis::linear("value", "").with_range(0.0, 1.0),
        xs: vec![5.0],
        ys: vec![1.0],
        values: vec![vec![Some(7.0)]],
        contours: vec![3.0],
        ..HeatMap::default()
    };
    vec![
        ("long", Box::new(long)),
        ("tiny", Box::new(tiny)),
        ("flat", Box::new(flat)),
        ("wide", Box::new(wide)),
        ("one cell", Box::new(one_cell)),
    ]
}

#[test]
fn what_lies_outside_of_a_range_is_cut_off() {
    let y = vec![0.5, 1e308, -1e308, 0.5, 3.0];
    let mut one = series("a", vec![0.0, 1.0, 2.0, 3.0, 4.0], y.clone());
    one.band = Some(Band { low: y.clone(), high: y });
    let svg = course(Axis::linear("y", "").with_range(0.0, 1.0), vec![one]).svg().unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let height: f64 = document.root_element().attribute("height").unwrap().parse().unwrap();
    let mut lines = 0;
    for shape in document.descendants().filter_map(|n| n.attribute("points")) {
        lines += 1;
        for point in shape.split_whitespace() {
            let (x, y) = point.split_once(',').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            assert!((0.0..=8600.0).contains(&x) && (0.0..=10.0 * height).contains(&y), "{point}");
        }
    }
    assert!(lines > 10);
}

#[test]
fn all_problems_are_reported_at_once() {
    let mut figure = course(
        Axis::log("y", "nM"),
        vec![
            series("none", vec![], vec![]),
            series("zero", vec![0.0, 1.0], vec![1.0, 0.0]),
            series("short", vec![0.0, 1.0], vec![1.0]),
            series("nan", vec![0.0, f64::NAN], vec![1.0, 1.0]),
            series("none", vec![0.0], vec![1.0]),
        ],
    );
    figure.x.range = Some([2.0, 1.0]);
    let problems = figure.svg().unwrap_err().problems;
    let has = |p: Problem| assert!(problems.contains(&p), "{p:?} not in {problems:?}");
    has(Problem::EmptySeries { label: "none".into() });
    has(Problem::NonPositiveOnLog { label: "zero".into(), list: "y", index: 1, value: 0.0 });
    has(Problem::LengthMismatch { label: "short".into(), first: ("x", 2), second: ("y", 1) });
    has(Problem::BadRange { label: "time".into(), range: [2.0, 1.0] });
    has(Problem::DuplicateLabel { label: "none".into() });
    assert!(
        problems.iter().any(|p| matches!(p, Problem::NonFinite { label, index: 1, .. } if label == "nan"))
    );
    assert_eq!(problems.len(), 6);
    assert_eq!(figure.table().unwrap_err().problems.len(), 6);
}

#[test]
fn marks_must_lie_on_their_curve() {
    let curve = Curve {
        label: "A".into(),
        x: vec![1.0, 100.0],
        y: vec![0.0, 100.0],
        half: Some(Half { name: "IC50".into(), value: 10.0 }),
        clinical: vec![Exposure { label: "5 mg".into(), x: 200.0 }],
        ..Curve::default()
    };
    let mut figure = DoseResponse {
        x: Axis::log("c", "nM"),
        y: Axis::linear("effect", "%"),
        curves: vec![curve],
        ..DoseResponse::default()
    };
    let want =
        Problem::OutsideCurve { label: "A".into(), mark: "5 mg".into(), x: 200.0, curve: [1.0, 100.0] };
    assert_eq!(figure.svg().unwrap_err().problems, [want]);
    figure.curves[0].clinical.clear();
    // Half way between 1 and 100 on a logarithmic axis is 10.
    assert!(figure.table().unwrap().csv().ends_with("A,half,IC50,10,50\n"));
}

#[test]
fn grids_must_be_whole() {
    let figure = HeatMap {
        xs: vec![1.0, 1.0],
        ys: vec![0.0, 1.0, 2.0],
        values: vec![vec![Some(1.0), Some(f64::INFINITY)], vec![None]],
        ..HeatMap::default()
    };
    let problems = figure.svg().unwrap_err().problems;
    assert!(matches!(problems[0], Problem::NotIncreasing { list: "xs", index: 1, .. }));
    assert!(matches!(problems[1], Problem::LengthMismatch { first: ("ys", 3), second: ("values", 2), .. }));
    assert!(matches!(problems[2], Problem::LengthMismatch { first: ("xs", 2), .. }));
    assert!(matches!(problems[3], Problem::NonFinite { list: "values", index: 1, .. }));
    assert_eq!(problems.len(), 4);
}

#[test]
fn empty_figures_are_errors() {
    let empty: [Box<dyn Figure>; 6] = [
        Box::new(TimeCourse::default()),
        Box::new(DoseResponse::default()),
        Box::new(HeatMap::default()),
        Box::new(TargetPlane::default()),
        Box::new(TradeOff::default()),
        Box::new(ObservedPredicted::default()),
    ];
    for figure in empty {
        let problems = figure.svg().unwrap_err().problems;
        assert!(problems.iter().all(|p| matches!(p, Problem::NothingToDraw { .. })), "{problems:?}");
    }
}

#[test]
fn a_glyph_that_cannot_be_shown_is_an_error() {
    let figure = course(Axis::linear("y", ""), vec![series("信号", vec![0.0, 1.0], vec![0.0, 1.0])]);
    let problems = figure.svg().unwrap_err().problems;
    assert!(matches!(&problems[0], Problem::MissingGlyph { character: '信', .. }), "{problems:?}");
}
