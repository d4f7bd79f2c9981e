//! Ticks at round numbers, as many as have room.

use crate::axis::Axis;
use crate::number::{fixed, power};

/// A tick of an axis. Minor ticks of logarithmic axes have no label.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub(crate) value: f64,
    pub(crate) label: Option<String>,
}

/// Room that the labels of an axis have: pixels from end to end, and pixels that one label needs.
pub(crate) struct Room<'a> {
    pub(crate) length: f64,
    pub(crate) need: &'a dyn Fn(&str) -> f64,
}

/// Ticks within `domain`, in rising order.
pub(crate) fn ticks(axis: &Axis, domain: [f64; 2], room: &Room) -> Vec<Tick> {
    if axis.is_log() {
        let found = log_ticks(domain, room);
        if found.iter().filter(|t| t.label.is_some()).count() >= 2 {
            return found;
        }
        // Less than a decade: round numbers of a linear axis say more.
        return linear_ticks("", domain, room, |v| crate::axis::fraction(domain, true, v));
    }
    linear_ticks(&axis.unit, domain, room, |v| crate::axis::fraction(domain, false, v))
}

fn linear_ticks(unit: &str, domain: [f64; 2], room: &Room, place: impl Fn(f64) -> f64) -> Vec<Tick> {
    let mut best = Vec::new();
    for step in steps(unit, domain[1] - domain[0]) {
        let found = at_step(domain, step);
        if found.len() < 2 && !best.is_empty() {
            break;
        }
        let fits = fits(&found, room, &place);
        best = found;
        if fits {
            break;
        }
    }
    best
}

/// Whether neighbouring labels leave each other room.
fn fits(ticks: &[Tick], room: &Room, place: &impl Fn(f64) -> f64) -> bool {
    let labelled: Vec<(f64, f64)> = ticks
        .iter()
        .filter_map(|t| t.label.as_ref().map(|l| (place(t.value) * room.length, (room.need)(l))))
        .collect();
    labelled.windows(2).all(|w| w[1].0 - w[0].0 >= 0.5 * (w[0].1 + w[1].1))
}

/// Multiples of `step` in `domain`.
fn at_step(domain: [f64; 2], step: f64) -> Vec<Tick> {
    // A tick on the very end must survive rounding.
    let slack = 1e-9;
    let first = (domain[0] / step - slack).ceil() as i64;
    let last = (domain[1] / step + slack).floor() as i64;
    let size = domain[0].abs().max(domain[1].abs());
    (first..=last)
        .take(1000)
        .map(|i| {
            let value = i as f64 * step;
            Tick { value, label: Some(linear_label(value, step, size)) }
        })
        .collect()
}

fn linear_label(value: f64, step: f64, size: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !(1e-3..1e6).contains(&size) {
        let exponent = size.log10().floor() as i32;
        let scale = 10f64.powi(exponent);
        let mantissa = fixed(value / scale, decimals_of(step / scale));
        // All ticks in one form: 1×10⁷ beside 2×10⁷.
        return format!("{mantissa}×{}", power("1", exponent));
    }
    fixed(value, decimals_of(step))
}

/// Decimals needed to write multiples of `step`.
fn decimals_of(step: f64) -> usize {
    (0..=12).find(|d| (step * 10f64.powi(*d) - (step * 10f64.powi(*d)).round()).abs() < 1e-6).unwrap_or(12)
        as usize
}

/// Steps to try, rising. Time is counted in days and weeks, not in tens.
fn steps(unit: &str, span: f64) -> impl Iterator<Item = f64> {
    let table: &[f64] = match unit {
        "h" | "hour" | "hours" => &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0, 336.0, 672.0],
        "d" | "day" | "days" => &[1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 84.0, 168.0, 364.0],
        "week" | "weeks" | "wk" => &[1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 52.0],
        "s" | "second" | "seconds" | "min" | "minute" | "minutes" => {
            &[1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0]
        }
        _ => &[],
    };
    // The table serves where between 3 and 100 of its steps fill the axis.
    let lowest = table.first().map_or(f64::INFINITY, |s| s * 3.0);
    let highest = table.last().map_or(f64::NEG_INFINITY, |s| s * 8.0);
    let timed = (lowest..highest).contains(&span);
    let decade = 10f64.powf((span / 1000.0).log10().floor());
    let round = (0..30).map(move |i| decade * 10f64.powi(i / 3) * [1.0, 2.0, 5.0][i as usize % 3]);
    let own = table.iter().copied().filter(move |_| timed);
    own.chain(round.filter(move |_| !timed))
}

fn log_ticks(domain: [f64; 2], room: &Room) -> Vec<Tick> {
    let (low, high) = (domain[0].log10(), domain[1].log10());
    let first = (low - 1e-9).floor() as i32;
    let last = (high + 1e-9).ceil() as i32;
    let place = |v: f64| crate::axis::fraction(domain, true, v);
    let inside = |v: f64| (-1e-9..=1.0 + 1e-9).contains(&place(v));
    let powers = low < -3.1 || high > 4.1;
    let make = |labelled: &dyn Fn(i32, i32) -> bool, minors: bool| -> Vec<Tick> {
        let mut found = Vec::new();
        for decade in first..=last {
            for m in 1..10 {
                let value = f64::from(m) * 10f64.powi(decade);
                let label = labelled(decade, m).then(|| log_label(m, decade, powers));
                if inside(value) && (label.is_some() || minors) {
                    found.push(Tick { value, label });
                }
            }
        }
        found
    };
    // Minor ticks closer than 3 pixels are a grey smear.
    let minors = room.length / (high - low) > 66.0;
    if high - low <= 3.0 {
        let found = make(&|_, m| matches!(m, 1 | 2 | 5), minors);
        if fits(&found, room, &place) {
            return found;
        }
    }
    for stride in [1, 2, 3, 5, 10, 20, 50, 100, 200] {
        let found = make(&|d, m| m == 1 && d.rem_euclid(stride) == 0, minors && stride == 1);
        if fits(&found, room, &place) {
            return found;
        }
    }
    Vec::new()
}

fn log_label(mantissa: i32, decade: i32, powers: bool) -> String {
    if powers {
        return power(&mantissa.to_string(), decade);
    }
    let decimals = (-decade).max(0) as usize;
    fixed(f64::from(mantissa) * 10f64.powi(decade), decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis, domain: [f64; 2], length: f64) -> Vec<String> {
        let need = |l: &str| 7.0 * l.chars().count() as f64 + 24.0;
        let room = Room { length, need: &need };
        ticks(axis, domain, &room).into_iter().filter_map(|t| t.label).collect()
    }

    #[test]
    fn hours_are_counted_in_days() {
        let axis = Axis::linear("time", "h");
        assert_eq!(labels(&axis, [0.0, 48.0], 400.0), ["0", "6", "12", "18", "24", "30", "36", "42", "48"]);
        assert_eq!(labels(&axis, [0.0, 168.0], 400.0), ["0", "24", "48", "72", "96", "120", "144", "168"]);
        assert_eq!(labels(&axis, [0.0, 1.0], 400.0).len(), 6);
    }

    #[test]
    fn decimals_are_clean() {
        let axis = Axis::linear("y", "");
        assert_eq!(labels(&axis, [0.0, 0.3], 250.0), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels(&axis, [-1.0, 1.0], 250.0), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
        assert_eq!(labels(&axis, [0.0, 2.5e-7], 300.0), ["0", "1×10⁻⁷", "2×10⁻⁷"]);
    }

    #[test]
    fn log_axes_have_decades_or_1_2_5() {
        let axis = Axis::log("y", "");
        assert_eq!(labels(&axis, [0.1, 1000.0], 300.0), ["0.1", "1", "10", "100", "1000"]);
        assert_eq!(labels(&axis, [1.0, 20.0], 300.0), ["1", "2", "5", "10", "20"]);
        assert_eq!(labels(&axis, [1e-8, 1.0], 240.0), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]);
        assert!(labels(&axis, [3.1, 4.7], 300.0).len() > 2);
    }

    #[test]
    fn labels_never_touch() {
        for n in 1..40 {
            let domain = [0.0, 1.37f64.powi(n)];
            let found = labels(&Axis::linear("y", ""), domain, 300.0);
            let widest = found.iter().map(|l| l.chars().count()).max().unwrap() as f64;
            assert!(found.len() >= 2 && found.len() as f64 * (7.0 * widest + 12.0) < 420.0, "{found:?}");
        }
    }
}
