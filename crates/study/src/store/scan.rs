//! What is in a run folder already.

use super::atomic::{Mark, temporary};
use super::block::{self, BlockId, Fault};
use super::lock::LOCK;
use super::manifest::{MANIFEST, Manifest, Marks};
use super::{BLOCKS, CSV, PARQUET};
use crate::codes;
use crate::error::StudyError;
use jakstat_model::Diagnostic;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Names in a folder, sorted; none where it does not exist.
fn names(dir: &Path) -> Result<Vec<String>, StudyError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(problem) => return Err(StudyError::io("read", dir)(problem)),
    };
    let mut names = entries
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<String>, _>>()
        .map_err(StudyError::io("read", dir))?;
    names.sort_unstable();
    Ok(names)
}

/// Refuses a folder that holds anything but a run or the very first traces of one.
pub(super) fn refuse_foreign(dir: &Path) -> Result<(), StudyError> {
    let mut files = names(dir)?;
    let first_trace = format!("{MANIFEST}.tmp");
    if files.iter().any(|name| name == MANIFEST) {
        return Ok(());
    }
    files.retain(|name| *name != LOCK && *name != first_trace);
    if files.is_empty() {
        return Ok(());
    }
    files.truncate(3);
    Err(StudyError::NotOurs { dir: dir.into(), files })
}

/// The file name of a block.
pub(super) fn block_name(block: u64) -> String {
    format!("{block:06}.block")
}

fn block_number(name: &str) -> Option<u64> {
    let number = name.strip_suffix(".block")?.parse().ok()?;
    (block_name(number) == name).then_some(number)
}

/// Finished blocks of an unfinished run, and what to say about the others.
pub(super) struct Found {
    pub(super) done: BTreeSet<u64>,
    pub(super) notices: Vec<Diagnostic>,
}

/// Looks through the blocks and sweeps what a killed process left behind.
pub(super) fn blocks(dir: &Path, manifest: &Manifest, fingerprint: u64) -> Result<Found, StudyError> {
    sweep(dir)?;
    let folder = dir.join(BLOCKS);
    let (mut done, mut again, mut alone) = (BTreeSet::new(), Vec::new(), Vec::new());
    for name in names(&folder)? {
        let path = folder.join(&name);
        if name.strip_suffix(".tmp").and_then(block_number).is_some() {
            remove(&path)?;
            continue;
        }
        let Some((block, range)) = block_number(&name).and_then(|b| Some((b, manifest.range(b)?))) else {
            alone.push(name);
            continue;
        };
        let bytes = fs::read(&path).map_err(StudyError::io("read", &path))?;
        match block::check(BlockId { fingerprint, block, rows: range.end - range.start }, &bytes) {
            Ok(()) => drop(done.insert(block)),
            Err(Fault::Damaged) => again.push(format!("{name} (damaged)")),
            Err(Fault::Foreign) => again.push(format!("{name} (of another run)")),
        }
    }
    let notices = [
        notice(&codes::BLOCKS_AGAIN, "computed again", again),
        notice(&codes::LEFT_ALONE, "not part of this run and left alone", alone),
    ];
    Ok(Found { done, notices: notices.into_iter().flatten().collect() })
}

fn notice(code: &'static jakstat_model::Code, what: &str, files: Vec<String>) -> Option<Diagnostic> {
    let first = files.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = files.len().saturating_sub(5);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!files.is_empty()).then(|| Diagnostic::warning(code, format!("{what}: {first}{rest}")))
}

/// Removes temporary files of our own names.
fn sweep(dir: &Path) -> Result<(), StudyError> {
    [MANIFEST, CSV, PARQUET].iter().try_for_each(|name| remove(&temporary(&dir.join(name))))
}

fn remove(path: &Path) -> Result<(), StudyError> {
    match fs::remove_file(path) {
        Err(problem) if problem.kind() != ErrorKind::NotFound => Err(StudyError::io("remove", path)(problem)),
        _ => Ok(()),
    }
}

/// Removes the blocks of a finished run; files that are not of the run stay.
pub(super) fn remove_blocks(dir: &Path, manifest: &Manifest) -> Result<(), StudyError> {
    sweep(dir)?;
    let folder = dir.join(BLOCKS);
    let of_run = |name: &str| {
        let number = block_number(name.strip_suffix(".tmp").unwrap_or(name));
        number.is_some_and(|block| manifest.range(block).is_some())
    };
    let (ours, others): (Vec<String>, Vec<String>) =
        names(&folder)?.into_iter().partition(|name| of_run(name));
    ours.iter().try_for_each(|name| remove(&folder.join(name)))?;
    match fs::remove_dir(&folder) {
        Err(problem) if others.is_empty() && problem.kind() != ErrorKind::NotFound => {
            Err(StudyError::io("remove", &folder)(problem))
        }
        _ => Ok(()),
    }
}

/// Whether the tables of a finished run are still as they were written.
pub(super) fn verify(dir: &Path, marks: &Marks) -> Result<(), StudyError> {
    for (name, mark) in [(CSV, &marks.csv), (PARQUET, &marks.parquet)] {
        let path = dir.join(name);
        match Mark::of_file(&path)? {
            Some(found) if found == *mark => {}
            Some(_) => return Err(StudyError::Damaged { path, reason: "is not as the run wrote it".into() }),
            None => {
                return Err(StudyError::Damaged { path, reason: "is missing from a finished run".into() });
            }
        }
    }
    Ok(())
}

/// Refuses outputs that cannot be ours: they are written after the last block.
pub(super) fn refuse_early_outputs(dir: &Path) -> Result<(), StudyError> {
    let early = [CSV, PARQUET].map(|name| dir.join(name)).into_iter().find(|path| path.exists());
    early.map_or(Ok(()), |path| Err(StudyError::InTheWay { path }))
}
