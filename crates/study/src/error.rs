//! What stops a study.

use crate::codes;
use crate::table::TableError;
use jakstat_model::{Code, Diagnostic};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A study could not be started, continued or written.
#[derive(Debug)]
pub enum StudyError {
    /// The system refused.
    Io {
        /// What was tried: `create`, `read`, `write`, ...
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A table could not be written.
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        source: TableError,
    },
    /// Another process holds the folder.
    Locked {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder holds other files and no run.
    NotOurs {
        /// The folder.
        dir: PathBuf,
        /// Up to three of its files.
        files: Vec<String>,
    },
    /// The folder holds a run, and going on with it was not asked for.
    NeedsResume {
        /// The folder.
        dir: PathBuf,
        /// Whether that run is finished.
        finished: bool,
    },
    /// The folder holds another run.
    DifferentRun {
        /// The folder.
        dir: PathBuf,
        /// What differs.
        differences: Vec<Difference>,
    },
    /// A file that cannot be computed again is missing or altered.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A foreign file has the name of an output.
    InTheWay {
        /// The file.
        path: PathBuf,
    },
    /// A block got another number of rows than it has runs.
    WrongCount {
        /// Number of the block.
        block: u64,
        /// Rows given.
        found: u64,
        /// Runs of the block.
        wanted: u64,
    },
    /// There is no such block.
    NoSuchBlock {
        /// Number of the block.
        block: u64,
        /// How many there are.
        blocks: u64,
    },
    /// The tables were asked for before all blocks were there.
    Unfinished {
        /// Blocks still missing.
        missing: u64,
    },
    /// A row of a block does not fit the columns.
    BadRow(TableError),
    /// Zero threads, or the system gave none.
    NoThreads {
        /// Why.
        reason: String,
    },
}

/// One field in which a run folder differs from the run at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub field: &'static str,
    /// Its value in the folder.
    pub folder: String,
    /// Its value in the run at hand.
    pub here: String,
}

impl StudyError {
    /// For `map_err`: what was tried on which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// For `map_err`: a table at this path.
    pub(crate) fn table(path: &Path) -> impl FnOnce(TableError) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Table { path, source }
    }

    /// The error as a diagnostic with code and help.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, help) = self.code_and_help();
        Diagnostic::error(code, self.to_string()).help(help)
    }

    fn code_and_help(&self) -> (&'static Code, &'static str) {
        match self {
            Self::Io { .. } | Self::Table { source: TableError::Io(_) | TableError::Parquet(_), .. } => {
                (&codes::IO, "check free space and permissions, then run again with --resume")
            }
            Self::Locked { .. } => (&codes::LOCKED, "wait for it or choose another folder"),
            Self::NotOurs { .. } => (&codes::NOT_OURS, "choose a new or empty folder"),
            Self::NeedsResume { finished: true, .. } => {
                (&codes::NEEDS_RESUME, "choose another folder, or check this one with --resume")
            }
            Self::NeedsResume { .. } => {
                (&codes::NEEDS_RESUME, "go on with it by --resume, or choose another folder")
            }
            Self::DifferentRun { .. } => (&codes::DIFFERENT_RUN, "choose another folder"),
            Self::Damaged { .. } => (&codes::DAMAGED, "put the original back, or run into a new folder"),
            Self::InTheWay { .. } => (&codes::IN_THE_WAY, "move it away, then run again with --resume"),
            Self::NoThreads { .. } => (&codes::NO_THREADS, "give 1 or more, or leave it out for all cores"),
            Self::Table { .. }
            | Self::BadRow(_)
            | Self::WrongCount { .. }
            | Self::NoSuchBlock { .. }
            | Self::Unfinished { .. } => {
                (&codes::BAD_ROWS, "this is a fault of the program: please report it")
            }
        }
    }
}

impl fmt::Display for StudyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Table { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            Self::Locked { dir } => write!(f, "another process is running in {}", dir.display()),
            Self::NotOurs { dir, files } => {
                write!(f, "{} holds files that are not of a run: {}", dir.display(), files.join(", "))
            }
            Self::NeedsResume { dir, finished } => {
                let state = if *finished { "a finished" } else { "an unfinished" };
                write!(f, "{} already holds {state} run", dir.display())
            }
            Self::DifferentRun { dir, differences } => {
                write!(f, "{} holds another run:", dir.display())?;
                for (i, difference) in differences.iter().enumerate() {
                    let Difference { field, folder, here } = difference;
                    let separator = if i == 0 { "" } else { ";" };
                    write!(f, "{separator} its {field} is {folder}, not {here}")?;
                }
                Ok(())
            }
            Self::Damaged { path, reason } => write!(f, "{} {reason}", path.display()),
            Self::InTheWay { path } => {
                write!(f, "{} is there already and is not of this run", path.display())
            }
            Self::WrongCount { block, found, wanted } => {
                write!(f, "block {block} of {wanted} runs got {found} rows")
            }
            Self::NoSuchBlock { block, blocks } => write!(f, "there is no block {block} among {blocks}"),
            Self::Unfinished { missing } => write!(f, "{missing} blocks are still missing"),
            Self::BadRow(source) => source.fmt(f),
            Self::NoThreads { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for StudyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Table { source, .. } | Self::BadRow(source) => Some(source),
            _ => None,
        }
    }
}
