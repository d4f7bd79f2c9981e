//! Who gets how much, when: courses of doses, and the list of doses that they make.
//!
//! # Coincidence
//! - A dose exactly at the stop of its course is not given, nor is one at the end of the run.
//! - A dose exactly at the start of the run is given.
//! - Two times closer than a billionth of the later one (or of an hour) are one time, so `0.1 h` x 3
//!   meets a stop at `0.3 h`.
//! - Doses at one time are all given, in order of their courses.
//! - The stop of a course is compared with the time at which the dose is taken; the end of the run
//!   with the time at which it begins to act, which is later by the lag of absorption.

use jakstat_model::Diagnostic;

use super::codes;

/// How a dose gets in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Route {
    /// By mouth: into the depot, from which it is absorbed.
    Oral,
    /// Into the vein, at once.
    Bolus,
    /// Into the vein, at a constant rate.
    Infusion {
        /// How long, in hours, above 0.
        duration_h: f64,
    },
    /// On the surface of a site, from which it is absorbed.
    Topical,
}

/// One dose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// When it begins to act, in hours: for an oral dose the lag is included.
    pub time_h: f64,
    /// How much, in milligrams.
    pub amount_mg: f64,
    /// How it gets in.
    pub route: Route,
}

/// How often a dose of a course is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Repeat {
    /// Once.
    Once,
    /// Every so many hours, a number of times (at least once).
    Times {
        /// Hours between doses.
        every_h: f64,
        /// Number of doses.
        count: u64,
    },
    /// Every so many hours, as long as it is before a time.
    Until {
        /// Hours between doses.
        every_h: f64,
        /// Hours after time zero; a dose at this time is not given.
        stop_h: f64,
    },
    /// Every so many hours, to the end of the run.
    Open {
        /// Hours between doses.
        every_h: f64,
    },
}

/// Equal doses at equal intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Each dose, in milligrams.
    pub amount_mg: f64,
    /// How they get in.
    pub route: Route,
    /// Time of the first dose, in hours.
    pub start_h: f64,
    /// How often.
    pub repeat: Repeat,
}

/// Courses in order: loading, maintenance, stop, restart and so on.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimen {
    courses: Vec<Course>,
}

/// More doses than this are taken for a slip in a unit.
const MOST_DOSES: f64 = 1e6;

impl Course {
    fn every_h(&self) -> Option<f64> {
        match self.repeat {
            Repeat::Once => None,
            Repeat::Times { every_h, .. } | Repeat::Until { every_h, .. } | Repeat::Open { every_h } => {
                Some(every_h)
            }
        }
    }

    /// When the next course begins unless it says so; `None` where that cannot be told.
    pub(crate) fn next_start_h(&self) -> Option<f64> {
        match self.repeat {
            Repeat::Once | Repeat::Open { .. } => None,
            Repeat::Times { every_h, count } => Some(self.start_h + every_h * count as f64),
            Repeat::Until { stop_h, .. } => Some(stop_h),
        }
    }

    /// The last dose, or the stop.
    fn done_h(&self) -> f64 {
        match self.repeat {
            Repeat::Once => self.start_h,
            Repeat::Times { every_h, count } => self.start_h + every_h * (count - 1) as f64,
            Repeat::Until { stop_h, .. } => stop_h,
            Repeat::Open { .. } => f64::INFINITY,
        }
    }

    fn problems(&self, number: usize, problems: &mut Vec<Diagnostic>) {
        let mut report = |message: String, help: &str| {
            problems.push(Diagnostic::error(&codes::REGIMEN_TIMES, message).help(help));
        };
        let positive = |x: f64| x.is_finite() && x > 0.0;
        if !positive(self.amount_mg) {
            report(format!("course {number} has a dose of {} mg", self.amount_mg), "a dose is above zero");
        }
        if !self.every_h().is_none_or(positive) {
            report(format!("course {number} has no interval above zero"), "give `every` such as `24 h`");
        }
        if !self.start_h.is_finite() {
            report(format!("course {number} has no time of start"), "give `start` in hours, days or weeks");
        }
        match (self.repeat, self.route) {
            (Repeat::Times { count: 0, .. }, _) => {
                report(format!("course {number} has no dose"), "`count` is 1 or above");
            }
            (Repeat::Until { stop_h, .. }, _) if !before(self.start_h, stop_h) => report(
                format!("course {number} stops at {stop_h} h and starts at {} h", self.start_h),
                "the stop comes after the start",
            ),
            (_, Route::Infusion { duration_h }) if !positive(duration_h) => report(
                format!("course {number} has an infusion without duration"),
                "give `duration` such as `2 h`, or use a bolus",
            ),
            _ => {}
        }
    }

    fn doses(&self, end_h: f64, lag_h: f64) -> impl Iterator<Item = Dose> {
        let (course, stop_h, count) = match self.repeat {
            Repeat::Once => (*self, f64::INFINITY, 1),
            Repeat::Times { count, .. } => (*self, f64::INFINITY, count),
            Repeat::Until { stop_h, .. } => (*self, stop_h, u64::MAX),
            Repeat::Open { .. } => (*self, f64::INFINITY, u64::MAX),
        };
        let every_h = self.every_h().unwrap_or(0.0);
        let lag_h = if self.route == Route::Oral { lag_h } else { 0.0 };
        // A product and not a running sum: no error builds up over a year of doses.
        let taken = (0..count).map(move |i| course.start_h + every_h * i as f64);
        taken.take_while(move |t| before(*t, stop_h) && before(*t + lag_h, end_h)).map(move |t| Dose {
            time_h: t + lag_h,
            amount_mg: course.amount_mg,
            route: course.route,
        })
    }
}

/// Whether `time` lies before `end`, and not so close that both are one time.
fn before(time: f64, end: f64) -> bool {
    end == f64::INFINITY || time < end - 1e-9 * end.abs().max(1.0)
}

impl Regimen {
    /// Courses in order.
    ///
    /// # Errors
    /// No course; an amount, interval, duration or count that is not above zero; a stop that does
    /// not come after the start; a course that begins while the one listed before it goes on.
    pub fn new(courses: Vec<Course>) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        if courses.is_empty() {
            problems.push(
                Diagnostic::error(&codes::REGIMEN_TIMES, "the regimen has no course")
                    .help("give a dose, such as `4 mg QD`"),
            );
        }
        for (i, course) in courses.iter().enumerate() {
            course.problems(i + 1, &mut problems);
        }
        if problems.is_empty() {
            report_overlaps(&courses, &mut problems);
        }
        if problems.is_empty() { Ok(Self { courses }) } else { Err(problems) }
    }

    /// The courses, in order.
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }

    /// Whether some dose is given by mouth.
    pub fn has_oral(&self) -> bool {
        self.courses.iter().any(|c| c.route == Route::Oral)
    }

    /// Whether some dose is given into the vein.
    pub fn has_intravenous(&self) -> bool {
        self.courses.iter().any(|c| matches!(c.route, Route::Bolus | Route::Infusion { .. }))
    }

    /// Whether some dose is put on a site.
    pub fn has_topical(&self) -> bool {
        self.courses.iter().any(|c| c.route == Route::Topical)
    }

    /// The doses of a run from `start_h` to `end_h`, in order of time. All times are in hours.
    ///
    /// `lag_h` is the lag of absorption: oral doses act that much later. An infusion that begins
    /// before `end_h` is listed, even where it would end after.
    ///
    /// # Errors
    /// A course that begins before `start_h`, times that are not finite, a negative lag, or more
    /// than a million doses.
    pub fn doses(&self, start_h: f64, end_h: f64, lag_h: f64) -> Result<Vec<Dose>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut report = |message: String, help: &str| {
            problems.push(Diagnostic::error(&codes::REGIMEN_TIMES, message).help(help));
        };
        if !(start_h.is_finite() && end_h.is_finite() && start_h <= end_h) {
            report(
                format!("a run from {start_h} h to {end_h} h is not possible"),
                "give a start before the end",
            );
        }
        if !(lag_h.is_finite() && lag_h >= 0.0) {
            report(format!("a lag of {lag_h} h is not possible"), "a lag is zero or above");
        }
        for (i, course) in self.courses.iter().enumerate() {
            let (number, first_h) = (i + 1, course.start_h);
            if before(first_h, start_h) {
                report(
                    format!("course {number} begins at {first_h} h, before the run starts at {start_h} h"),
                    "begin the course later or the run earlier",
                );
            }
            if course.every_h().is_some_and(|every| (end_h - first_h) / every > MOST_DOSES) {
                report(
                    format!("course {number} has more than a million doses before {end_h} h"),
                    "check the unit of `every`",
                );
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut doses: Vec<Dose> = self.courses.iter().flat_map(|c| c.doses(end_h, lag_h)).collect();
        doses.sort_by(|a, b| a.time_h.total_cmp(&b.time_h));
        Ok(doses)
    }
}

fn report_overlaps(courses: &[Course], problems: &mut Vec<Diagnostic>) {
    for (i, pair) in courses.windows(2).enumerate() {
        let (first, next) = (&pair[0], &pair[1]);
        let done_h = first.done_h();
        let early = match first.repeat {
            Repeat::Once => next.start_h < done_h,
            Repeat::Times { .. } => !before(done_h, next.start_h),
            Repeat::Until { .. } | Repeat::Open { .. } => before(next.start_h, done_h),
        };
        if !early {
            continue;
        }
        let (a, b) = (i + 1, i + 2);
        let message = if done_h.is_infinite() {
            format!("course {a} has no end, and course {b} follows it")
        } else {
            format!("course {b} begins at {} h, and course {a} goes on to {done_h} h", next.start_h)
        };
        let help = "end a course with `stop` or `count` (in one line: `until`, `x`) before the next begins";
        problems.push(Diagnostic::error(&codes::REGIMEN_TIMES, message).help(help));
    }
}
