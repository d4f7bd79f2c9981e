//! One process for each run folder.

use crate::codes;
use crate::error::StudyError;
use jakstat_model::Diagnostic;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

/// Name of the lock file. It stays in the folder; only its lock counts, and that goes with the
/// process, however it ends.
pub(super) const LOCK: &str = "run.lock";

/// Holds the folder until it is dropped.
#[derive(Debug)]
pub(super) struct RunLock {
    _file: File,
}

impl RunLock {
    /// Takes the folder, with a warning where the file system has no locks.
    pub(super) fn take(dir: &Path) -> Result<(Self, Option<Diagnostic>), StudyError> {
        let path = dir.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(StudyError::io("create", &path))?;
        let warning = match file.try_lock() {
            Ok(()) => None,
            Err(TryLockError::WouldBlock) => return Err(StudyError::Locked { dir: dir.into() }),
            Err(TryLockError::Error(problem)) if problem.kind() == ErrorKind::Unsupported => {
                let message = format!("the file system of {} has no locks", dir.display());
                Some(Diagnostic::warning(&codes::NO_LOCKS, message).help("start one process only"))
            }
            Err(TryLockError::Error(problem)) => return Err(StudyError::io("lock", &path)(problem)),
        };
        Ok((Self { _file: file }, warning))
    }
}
