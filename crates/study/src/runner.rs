//! Computes the missing blocks of a run folder on many threads.

use crate::error::StudyError;
use crate::store::Store;
use crate::table::Row;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Is told how far a run is. Calls of [`Progress::advanced`] come from many threads at once.
pub trait Progress: Sync {
    /// Before the first row: how many rows there are, and how many an earlier process computed.
    fn started(&self, total: u64, already_done: u64);
    /// A block is safe on the disk: how many rows it has, and how many of them are failed runs.
    fn advanced(&self, rows: u64, failed: u64);
    /// Nothing more is computed, for whatever reason.
    fn finished(&self);
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// Every row is in the tables.
    Complete {
        /// All rows.
        rows: u64,
        /// Those of failed runs.
        failed: u64,
    },
    /// It was stopped; the folder can be resumed.
    Stopped {
        /// Rows that are safe.
        done: u64,
        /// All rows.
        total: u64,
    },
}

/// Computes what `store` lacks and writes the tables.
///
/// `compute` gets a range of runs and gives a row for each, in order; a row must depend on its
/// number only, so that the tables are the same for every number of threads. It is called on a pool
/// of `threads` threads (every core where none is given), and may use that pool itself through
/// rayon. At most one block for each thread is in memory. When `stop` becomes true, blocks in
/// flight are finished and no other is begun.
///
/// # Errors
/// The first block that could not be stored, rows that do not fit, zero threads, or tables that
/// could not be written. What was stored stays for a resume.
///
/// # Panics
/// Only where `compute` does; the folder can be resumed.
pub fn run(
    store: &mut Store,
    threads: Option<usize>,
    compute: &(dyn Fn(Range<u64>) -> Vec<Row> + Sync),
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Finished, StudyError> {
    let total = store.manifest().rows;
    if !store.is_complete() {
        let pool = pool(threads)?;
        let worker = Worker {
            store,
            compute,
            progress,
            stop,
            next: AtomicU64::new(0),
            abort: AtomicBool::new(false),
            error: Mutex::new(None),
        };
        progress.started(total, store.rows_done());
        pool.broadcast(|_| worker.work());
        progress.finished();
        if let Some((_, error)) = worker.error.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        if store.missing_blocks().next().is_some() {
            return Ok(Finished::Stopped { done: store.rows_done(), total });
        }
    }
    Ok(Finished::Complete { rows: total, failed: store.finish()? })
}

/// Does `work` on a pool of `threads` threads (every core where none is given), which what it calls
/// uses through rayon.
///
/// # Errors
/// Zero threads, or the system gives none.
pub fn on_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, StudyError> {
    Ok(pool(threads)?.install(work))
}

fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, StudyError> {
    if threads == Some(0) {
        return Err(StudyError::NoThreads { reason: "a run on 0 threads was asked for".into() });
    }
    // Zero means every core here.
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .build()
        .map_err(|problem| StudyError::NoThreads { reason: format!("cannot start threads: {problem}") })
}

/// What the threads share.
struct Worker<'a> {
    store: &'a Store,
    compute: &'a (dyn Fn(Range<u64>) -> Vec<Row> + Sync),
    progress: &'a dyn Progress,
    stop: &'a AtomicBool,
    next: AtomicU64,
    abort: AtomicBool,
    /// The error of the lowest block, so that the same fault gives the same message.
    error: Mutex<Option<(u64, StudyError)>>,
}

impl Worker<'_> {
    /// The loop of one thread.
    fn work(&self) {
        let _guard = AbortOnPanic(&self.abort);
        while !self.stop.load(Ordering::Relaxed) && !self.abort.load(Ordering::Relaxed) {
            let Some((block, range)) = self.claim() else { return };
            if let Err(error) = self.block(block, range) {
                self.fail(block, error);
            }
        }
    }

    /// Takes the next missing block for this thread.
    fn claim(&self) -> Option<(u64, Range<u64>)> {
        loop {
            let block = self.next.fetch_add(1, Ordering::Relaxed);
            let range = self.store.range(block)?;
            if !self.store.has_block(block) {
                return Some((block, range));
            }
        }
    }

    fn block(&self, block: u64, range: Range<u64>) -> Result<(), StudyError> {
        let rows = (self.compute)(range);
        self.store.write_block(block, &rows)?;
        let schema = &self.store.manifest().schema;
        let failed = rows.iter().filter(|row| schema.is_failure(row)).count();
        self.progress.advanced(rows.len() as u64, failed as u64);
        Ok(())
    }

    fn fail(&self, block: u64, error: StudyError) {
        self.abort.store(true, Ordering::Relaxed);
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(other, _)| block < *other) {
            *first = Some((block, error));
        }
    }
}

/// Stops the other threads early when one of them panics.
struct AbortOnPanic<'a>(&'a AtomicBool);

impl Drop for AbortOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
