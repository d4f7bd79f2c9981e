//! Files that are there whole or not at all.

use crate::error::StudyError;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use twox_hash::XxHash64;

/// Length and checksum of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    bytes: u64,
    /// XXH64 with seed 0, as 16 hexadecimal digits.
    xxh64: String,
}

impl Mark {
    /// Of a file; none where it does not exist.
    pub(super) fn of_file(path: &Path) -> Result<Option<Self>, StudyError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(problem) => return Err(StudyError::io("read", path)(problem)),
        };
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut checksum = Checksum::default();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match reader.read(&mut buffer).map_err(StudyError::io("read", path))? {
                0 => return Ok(Some(checksum.mark())),
                n => checksum.add(buffer.get(..n).unwrap_or_default()),
            }
        }
    }
}

/// Counts and sums bytes.
pub(super) struct Checksum {
    hasher: XxHash64,
    bytes: u64,
}

impl Default for Checksum {
    fn default() -> Self {
        Self { hasher: XxHash64::with_seed(0), bytes: 0 }
    }
}

impl Checksum {
    /// The checksum of some bytes, part by part.
    pub(super) fn of(parts: &[&[u8]]) -> u64 {
        let mut checksum = Self::default();
        parts.iter().for_each(|part| checksum.add(part));
        checksum.hasher.finish()
    }

    fn add(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
        self.bytes += bytes.len() as u64;
    }

    fn mark(&self) -> Mark {
        Mark { bytes: self.bytes, xxh64: format!("{:016x}", self.hasher.finish()) }
    }
}

/// A file on its way: it has a temporary name until [`AtomicFile::persist`], and goes away with
/// its value otherwise.
pub(super) struct AtomicFile {
    out: BufWriter<File>,
    checksum: Checksum,
    temporary: PathBuf,
    target: PathBuf,
    kept: bool,
}

/// The name under which a file is written.
pub(super) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".tmp");
    PathBuf::from(name)
}

impl AtomicFile {
    /// Starts the file that will be called `target`.
    pub(super) fn create(target: &Path) -> Result<Self, StudyError> {
        let temporary = temporary(target);
        let file = File::create(&temporary).map_err(StudyError::io("create", &temporary))?;
        let out = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { out, checksum: Checksum::default(), temporary, target: target.into(), kept: false })
    }

    /// Brings everything to the disk; the mark of what was written.
    pub(super) fn sync(&mut self) -> Result<Mark, StudyError> {
        let synced = self.out.flush().and_then(|()| self.out.get_ref().sync_all());
        synced.map_err(StudyError::io("write", &self.target))?;
        Ok(self.checksum.mark())
    }

    /// Gives the file its name. Call [`sync`](Self::sync) first.
    pub(super) fn persist(mut self) -> Result<(), StudyError> {
        fs::rename(&self.temporary, &self.target).map_err(StudyError::io("write", &self.target))?;
        self.kept = true;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.checksum.add(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.kept {
            // Best effort: a leftover is swept on the next start.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes a whole file at once.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StudyError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(StudyError::io("write", path))?;
    file.sync()?;
    file.persist()
}

/// Brings the names in a folder to the disk, where the system can.
pub(super) fn sync_dir(dir: &Path) {
    if let Ok(folder) = File::open(dir) {
        // Some systems cannot sync folders. The rename is then as safe as they make it.
        let _ = folder.sync_all();
    }
}
