//! Progress: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jakstat::study::Progress;

use super::super::console::Console;

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(5);

/// Shows how far a study is, on standard error.
pub struct Shown {
    console: Console,
    bar: ProgressBar,
    lines: bool,
    failed: AtomicU64,
    /// When the run began and when the last line was written.
    times: Mutex<(Instant, Instant)>,
}

impl Shown {
    /// Progress that fits where standard error goes.
    pub fn new(console: Console) -> Self {
        let lines = !std::io::stderr().is_terminal();
        let target = if lines { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let now = Instant::now();
        Self {
            console,
            bar: ProgressBar::with_draw_target(None, target),
            lines,
            failed: AtomicU64::new(0),
            times: Mutex::new((now, now)),
        }
    }

    fn line(&self, position: u64, total: u64, since: Duration) {
        let rate = position as f64 / since.as_secs_f64().max(1e-9);
        let left = (total - position) as f64 / rate.max(1e-9);
        self.console.note(&format!("{position} of {total} runs, {rate:.0} runs/s, {left:.0} s left"));
    }
}

impl Progress for Shown {
    fn started(&self, total: u64, already_done: u64) {
        let style = "{bar:40} {pos}/{len} runs, {per_sec}, {eta} left{msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            self.bar.set_style(style);
        }
        self.bar.set_length(total);
        self.bar.set_position(already_done);
        self.bar.reset_eta();
        if already_done > 0 {
            self.console.note(&format!("{already_done} of {total} runs were done before"));
        }
    }

    fn advanced(&self, rows: u64, failed: u64) {
        self.bar.inc(rows);
        let failures = self.failed.fetch_add(failed, Ordering::Relaxed) + failed;
        if failures > 0 {
            self.bar.set_message(format!(", {failures} failed"));
        }
        if self.lines
            && let Ok(mut times) = self.times.lock()
            && times.1.elapsed() >= EVERY
        {
            times.1 = Instant::now();
            self.line(self.bar.position(), self.bar.length().unwrap_or(0), times.0.elapsed());
        }
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
    }
}
