//! From blocks to tables.

use super::atomic::{AtomicFile, Mark, sync_dir};
use super::manifest::{ManifestFile, Marks};
use super::{CSV, PARQUET, Store, scan};
use crate::error::StudyError;
use crate::table::{CsvWriter, ParquetWriter};
use std::path::Path;

impl Store {
    /// Writes `runs.csv` and `runs.parquet` from the blocks, then removes the blocks. Gives the
    /// number of failed runs. Does nothing where the tables stand already.
    ///
    /// # Errors
    /// Blocks are missing or were changed meanwhile, a foreign file has the name of a table, or
    /// what the system says. The blocks stay, so that it can be tried again.
    pub fn finish(&mut self) -> Result<u64, StudyError> {
        if let Some(marks) = &self.finished {
            return Ok(marks.failed);
        }
        let missing = self.blocks() - self.done().len() as u64;
        if missing > 0 {
            return Err(StudyError::Unfinished { missing });
        }
        let marks = self.write_tables()?;
        let failed = marks.failed;
        // First the names, then the mark: a manifest never says "finished" without its tables.
        sync_dir(&self.dir);
        let mut file = ManifestFile::new(self.manifest.clone());
        file.finished = Some(marks.clone());
        file.write(&self.dir)?;
        sync_dir(&self.dir);
        self.finished = Some(marks);
        scan::remove_blocks(&self.dir, &self.manifest)?;
        Ok(failed)
    }

    /// Streams the blocks in order into both tables, one block in memory at a time.
    fn write_tables(&self) -> Result<Marks, StudyError> {
        let (schema, provenance) = (&self.manifest.schema, &self.manifest.provenance);
        let (csv_path, parquet_path) = (self.dir.join(CSV), self.dir.join(PARQUET));
        let mut csv = CsvWriter::new(AtomicFile::create(&csv_path)?, schema, provenance)
            .map_err(StudyError::table(&csv_path))?;
        let mut parquet = ParquetWriter::new(AtomicFile::create(&parquet_path)?, schema, provenance)
            .map_err(StudyError::table(&parquet_path))?;
        let mut failed = 0;
        for block in 0..self.blocks() {
            let rows = self.read_block(block)?;
            failed += rows.iter().filter(|row| schema.is_failure(row)).count() as u64;
            csv.write(&rows).map_err(StudyError::table(&csv_path))?;
            parquet.write(&rows).map_err(StudyError::table(&parquet_path))?;
        }
        let mut csv = csv.finish().map_err(StudyError::table(&csv_path))?;
        let mut parquet = parquet.finish().map_err(StudyError::table(&parquet_path))?;
        let marks = Marks { failed, csv: csv.sync()?, parquet: parquet.sync()? };
        refuse_other(&csv_path, &marks.csv)?;
        refuse_other(&parquet_path, &marks.parquet)?;
        csv.persist()?;
        parquet.persist()?;
        Ok(marks)
    }
}

/// A table that stands already is ours only if a process was killed right after it wrote the very
/// same bytes.
fn refuse_other(path: &Path, mark: &Mark) -> Result<(), StudyError> {
    match Mark::of_file(path)? {
        Some(found) if found != *mark => Err(StudyError::InTheWay { path: path.into() }),
        _ => Ok(()),
    }
}
