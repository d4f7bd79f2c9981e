//! Run folders: results that survive a crash.
//!
//! ```text
//! run/
//!   manifest.json        what this is the run of; says when it is finished
//!   run.lock             held while a process works here
//!   blocks/000012.block  finished rows, until the tables stand
//!   runs.csv             all rows
//!   runs.parquet         the same rows
//! ```
//!
//! Every file is written under a temporary name, brought to the disk and renamed, so a file under
//! its final name is whole. Rows are computed in blocks of a fixed number of runs; a process that
//! is killed loses only the blocks in flight, and the tables are the same bytes in the end.

mod atomic;
mod block;
mod finish;
mod lock;
mod manifest;
mod scan;

pub use manifest::{Manifest, block_rows};

use crate::error::StudyError;
use crate::table::Row;
use atomic::write_atomically;
use block::BlockId;
use jakstat_model::Diagnostic;
use lock::RunLock;
use manifest::{ManifestFile, Marks};
use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const BLOCKS: &str = "blocks";
const CSV: &str = "runs.csv";
const PARQUET: &str = "runs.parquet";

/// A run folder, held by this process until the store is dropped.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    manifest: Manifest,
    fingerprint: u64,
    done: Mutex<BTreeSet<u64>>,
    finished: Option<Marks>,
    notices: Vec<Diagnostic>,
    _lock: RunLock,
}

impl Store {
    /// Opens `dir` for the run of `manifest`, making it where it does not exist.
    ///
    /// With `resume` a folder that holds the same run is continued; without, only a new or empty
    /// folder will do. A resumed run keeps the provenance of its start.
    ///
    /// # Errors
    /// A folder that another process holds, that holds other files or another run, or that holds
    /// this run while `resume` is false; a finished run whose tables were changed; what the system
    /// says.
    pub fn open(dir: &Path, manifest: Manifest, resume: bool) -> Result<Self, StudyError> {
        scan::refuse_foreign(dir)?;
        fs::create_dir_all(dir).map_err(StudyError::io("create", dir))?;
        let (lock, warning) = RunLock::take(dir)?;
        // Another process may have come between the first look and the lock.
        scan::refuse_foreign(dir)?;
        let (file, fresh) = match ManifestFile::read(dir)? {
            None => (ManifestFile::new(manifest), true),
            Some(file) if !resume => {
                return Err(StudyError::NeedsResume { dir: dir.into(), finished: file.finished.is_some() });
            }
            Some(file) => {
                let differences = manifest.differences(&file.run);
                if !differences.is_empty() {
                    return Err(StudyError::DifferentRun { dir: dir.into(), differences });
                }
                (file, false)
            }
        };
        if fresh {
            file.write(dir)?;
        }
        let mut store = Self::of(dir, file, lock)?;
        store.notices.extend(warning);
        store.take_stock()?;
        Ok(store)
    }

    fn of(dir: &Path, file: ManifestFile, lock: RunLock) -> Result<Self, StudyError> {
        let (manifest, finished) = (file.run, file.finished);
        let fingerprint = manifest
            .fingerprint()
            .map_err(|problem| StudyError::io("write", &dir.join(manifest::MANIFEST))(problem.into()))?;
        let (done, notices) = (Mutex::default(), Vec::new());
        Ok(Self { dir: dir.into(), manifest, fingerprint, done, finished, notices, _lock: lock })
    }

    /// Finds out what is there.
    fn take_stock(&mut self) -> Result<(), StudyError> {
        if let Some(marks) = &self.finished {
            scan::verify(&self.dir, marks)?;
            return scan::remove_blocks(&self.dir, &self.manifest);
        }
        let blocks = self.dir.join(BLOCKS);
        fs::create_dir_all(&blocks).map_err(StudyError::io("create", &blocks))?;
        let found = scan::blocks(&self.dir, &self.manifest, self.fingerprint)?;
        if (found.done.len() as u64) < self.blocks() {
            scan::refuse_early_outputs(&self.dir)?;
        }
        self.notices.extend(found.notices);
        *self.done() = found.done;
        Ok(())
    }

    fn done(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the folder is the run of, with the provenance of its start.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Warnings of opening: blocks that are computed again, files left alone, no locks.
    pub fn notices(&self) -> &[Diagnostic] {
        &self.notices
    }

    /// Whether the tables stand; there is nothing left to do.
    pub fn is_complete(&self) -> bool {
        self.finished.is_some()
    }

    /// How many blocks the run has.
    pub fn blocks(&self) -> u64 {
        self.manifest.blocks()
    }

    /// The runs of block `block`; none where there is no such block.
    pub fn range(&self, block: u64) -> Option<Range<u64>> {
        self.manifest.range(block)
    }

    /// Whether block `block` is computed.
    pub fn has_block(&self, block: u64) -> bool {
        self.is_complete() || self.done().contains(&block)
    }

    /// Blocks still to be computed, in order.
    pub fn missing_blocks(&self) -> impl Iterator<Item = u64> {
        (0..self.blocks()).filter(|block| !self.has_block(*block))
    }

    /// How many runs are computed.
    pub fn rows_done(&self) -> u64 {
        if self.is_complete() {
            return self.manifest.rows;
        }
        self.done().iter().filter_map(|block| self.range(*block)).map(|range| range.end - range.start).sum()
    }

    /// Stores the rows of a block. Any thread may call it, in any order.
    ///
    /// # Errors
    /// No such block, rows that do not fit, or what the system says.
    pub fn write_block(&self, block: u64, rows: &[Row]) -> Result<(), StudyError> {
        let id = self.block_id(block)?;
        if rows.len() as u64 != id.rows {
            return Err(StudyError::WrongCount { block, found: rows.len() as u64, wanted: id.rows });
        }
        let start = self.range(block).map_or(0, |range| range.start);
        for (number, row) in (start..).zip(rows) {
            self.manifest.schema.check(number, row).map_err(StudyError::BadRow)?;
        }
        write_atomically(&self.block_path(block), &block::encode(id, rows))?;
        self.done().insert(block);
        Ok(())
    }

    /// Reads a block back.
    fn read_block(&self, block: u64) -> Result<Vec<Row>, StudyError> {
        let path = self.block_path(block);
        let bytes = fs::read(&path).map_err(StudyError::io("read", &path))?;
        block::decode(self.block_id(block)?, &bytes)
            .map_err(|_| StudyError::Damaged { path, reason: "was changed while the run went on".into() })
    }

    fn block_path(&self, block: u64) -> PathBuf {
        self.dir.join(BLOCKS).join(scan::block_name(block))
    }

    fn block_id(&self, block: u64) -> Result<BlockId, StudyError> {
        let range = self.range(block).ok_or(StudyError::NoSuchBlock { block, blocks: self.blocks() })?;
        Ok(BlockId { fingerprint: self.fingerprint, block, rows: range.end - range.start })
    }
}
