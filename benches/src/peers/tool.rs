//! A peer in a process of its own, spoken to line by line; see `peers/worker.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{install, job};
use crate::Outcome;

/// Simulations of a turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub seconds: f64,
    /// Seconds of the processor, which others' work does not lengthen much; `None` where the system
    /// does not tell, or several threads took part.
    pub busy: Option<f64>,
    pub failed: usize,
}

/// A peer that has loaded its model.
#[derive(Debug)]
pub(super) struct Tool {
    pub name: String,
    pub version: String,
    /// Which solver, which linear algebra.
    pub remark: String,
    child: Child,
    words: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Tool {
    /// Starts a script and waits until its model is ready.
    ///
    /// # Errors
    /// The script's own reason to skip this model, or that it ended.
    pub fn start(script: &str, task: &Path) -> Outcome<Self> {
        let log = std::fs::File::create(task.with_file_name(format!("{script}.log")))?;
        let mut child = Command::new(install::python()?)
            .arg(job::script(&format!("{script}_peer")))
            .arg(task)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let words = child.stdin.take().ok_or("no standard input")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut tool = Self {
            name: script.into(),
            version: String::new(),
            remark: String::new(),
            child,
            words,
            answers,
        };
        let line = tool.answer()?;
        let mut parts = line.splitn(4, ' ');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("ready"), Some(name), Some(version)) => {
                (tool.name, tool.version) = (name.into(), version.into());
                tool.remark = parts.next().unwrap_or_default().into();
                Ok(tool)
            }
            _ => Err(line.strip_prefix("skip ").unwrap_or(&line).into()),
        }
    }

    fn answer(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            let ended = self.child.wait()?;
            return Err(format!("its process ended ({ended}); its log tells more").into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Says a line and gives the answer's words after `expected`.
    fn ask(&mut self, line: &str, expected: &str) -> Outcome<Vec<String>> {
        writeln!(self.words, "{line}")?;
        self.words.flush()?;
        let answer = self.answer()?;
        match answer.strip_prefix(expected) {
            Some(rest) => Ok(rest.split_whitespace().map(str::to_owned).collect()),
            None => Err(format!("it answered `{answer}`").into()),
        }
    }

    /// Simulates `count` parameter sets.
    pub fn run(&mut self, count: usize) -> Outcome<Turn> {
        let place = format!("/proc/{}/stat", self.child.id());
        let before = busy(&place);
        let words = self.ask(&format!("run {count}"), "ran ")?;
        let busy = busy(&place).zip(before).map(|(after, before)| after - before);
        let [seconds, failed] = &words[..] else { return Err("it answered half".into()) };
        Ok(Turn { seconds: seconds.parse()?, busy, failed: failed.parse()? })
    }

    /// Writes the trajectories of the first `count` sets to `file`.
    pub fn keep(&mut self, count: usize, file: &Path) -> Outcome {
        self.ask(&format!("keep {count} {}", file.display()), "kept ").map(drop)
    }
}

/// Seconds that a process has had a processor, in hundredths, from its file below `/proc`.
pub(super) fn busy(place: &str) -> Option<f64> {
    let told = std::fs::read_to_string(place).ok()?;
    // The name of the program, in brackets, may hold spaces.
    let mut after = told.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = |word: Option<&str>| word?.parse::<f64>().ok();
    Some(0.01 * (ticks(after.next())? + ticks(after.next())?))
}

impl Drop for Tool {
    /// Ends the process: the end of its input would do, were it not in the middle of a run.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
