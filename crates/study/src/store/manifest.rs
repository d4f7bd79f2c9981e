//! What a run folder is the folder of.

use super::atomic::{Checksum, Mark, write_atomically};
use crate::error::{Difference, StudyError};
use crate::table::Schema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::Path;

/// Name of the file.
pub(super) const MANIFEST: &str = "manifest.json";

const FORMAT: &str = "jakstat-run";
const VERSION: u32 = 1;

/// Everything that the bytes of the tables depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name and version of the program.
    pub program: String,
    /// Hash of all that rows depend on: model, scenario, design, seed, solver options.
    pub study: String,
    /// Columns of the table.
    pub schema: Schema,
    /// How many runs.
    pub rows: u64,
    /// Runs of a block; see [`block_rows`].
    pub block_rows: NonZeroU64,
    /// What the tables say of their origin. Not compared on resume: the tables keep that of the
    /// first start, so that a resumed run has the bytes of an uninterrupted one.
    pub provenance: Value,
}

/// A fitting number of runs for a block: 8 to 256 and a multiple of 8, so that small studies still
/// spread over many cores. It depends on nothing but the number of runs.
pub fn block_rows(rows: u64) -> NonZeroU64 {
    let wanted = rows.div_ceil(64).clamp(1, 256).next_multiple_of(8);
    NonZeroU64::new(wanted).unwrap_or(NonZeroU64::MIN)
}

impl Manifest {
    /// How many blocks.
    pub(super) fn blocks(&self) -> u64 {
        self.rows.div_ceil(self.block_rows.get())
    }

    /// The runs of a block; none where there is no such block.
    pub(super) fn range(&self, block: u64) -> Option<Range<u64>> {
        let start = block.checked_mul(self.block_rows.get()).filter(|start| *start < self.rows)?;
        Some(start..self.rows.min(start.saturating_add(self.block_rows.get())))
    }

    /// A number that another run has not, for blocks to carry.
    pub(super) fn fingerprint(&self) -> Result<u64, serde_json::Error> {
        let identity = (&self.program, &self.study, &self.schema, self.rows, self.block_rows);
        Ok(Checksum::of(&[&serde_json::to_vec(&identity)?]))
    }

    /// In which fields `folder` is another run than `self`.
    pub(super) fn differences(&self, folder: &Self) -> Vec<Difference> {
        let columns = |manifest: &Self| {
            let columns = manifest.schema.columns().iter();
            let texts: Vec<String> = columns
                .map(|c| format!("{} [{}] {:?}", c.name, c.unit.as_deref().unwrap_or(""), c.kind))
                .collect();
            texts.join(", ")
        };
        let fields: [(&'static str, String, String); 5] = [
            ("program", folder.program.clone(), self.program.clone()),
            ("study", folder.study.clone(), self.study.clone()),
            ("number of runs", folder.rows.to_string(), self.rows.to_string()),
            ("block size", folder.block_rows.to_string(), self.block_rows.to_string()),
            ("list of columns", columns(folder), columns(self)),
        ];
        let differing = fields.into_iter().filter(|(_, folder, here)| folder != here);
        differing.map(|(field, folder, here)| Difference { field, folder, here }).collect()
    }
}

/// The file: the manifest and, once the tables stand, their marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestFile {
    format: String,
    version: u32,
    pub(super) run: Manifest,
    pub(super) finished: Option<Marks>,
}

/// What a finished run wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marks {
    /// Failed runs.
    pub(super) failed: u64,
    /// Of `runs.csv`.
    pub(super) csv: Mark,
    /// Of `runs.parquet`.
    pub(super) parquet: Mark,
}

impl ManifestFile {
    pub(super) fn new(run: Manifest) -> Self {
        Self { format: FORMAT.into(), version: VERSION, run, finished: None }
    }

    /// Reads the file of a folder; none where there is no such file.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, StudyError> {
        let path = dir.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(problem) => return Err(StudyError::io("read", &path)(problem)),
        };
        let foreign = || StudyError::NotOurs { dir: dir.into(), files: vec![MANIFEST.into()] };
        let value: Value = serde_json::from_str(&text).map_err(|_| foreign())?;
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(foreign());
        }
        let version = value.get("version").map_or("missing".into(), Value::to_string);
        if version != VERSION.to_string() {
            let here = VERSION.to_string();
            let differences = vec![Difference { field: "format version", folder: version, here }];
            return Err(StudyError::DifferentRun { dir: dir.into(), differences });
        }
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|problem| StudyError::Damaged { path, reason: format!("is altered: {problem}") })
    }

    /// Puts it into a folder, in one piece.
    pub(super) fn write(&self, dir: &Path) -> Result<(), StudyError> {
        let path = dir.join(MANIFEST);
        let text = serde_json::to_string_pretty(self)
            .map_err(|problem| StudyError::io("write", &path)(problem.into()))?;
        write_atomically(&path, text.as_bytes())
    }
}
