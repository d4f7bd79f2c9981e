//! Files that come back: tables, and what a run folder holds. Told apart by how they begin.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use jakstat::study::StudyError;
use jakstat::study::design::Points;
use jakstat::study::store::{Manifest, Store};
use jakstat::study::table::{Cell, Column, ColumnKind, FAILURE, Row, Schema, read_csv};
use jakstat::study::validation::read_observations;

use super::{refused_in, text};

/// A file of a run folder, or a table.
pub fn results(bytes: &[u8]) {
    if bytes.starts_with(b"JKSBLK") {
        return folder("blocks/000000.block", bytes);
    }
    if bytes.starts_with(b"{") {
        return folder("manifest.json", bytes);
    }
    let Some(text) = text(bytes) else { return };
    if let Err(problems) = read_observations(text, "study") {
        refused_in(text, problems);
    }
    if let Err(problems) = Points::from_csv(text) {
        refused_in(text, problems);
    }
    match read_csv(text) {
        Err(problems) => refused_in(text, problems),
        Ok(table) => {
            for (number, row) in (0..).zip(&table.rows) {
                table.schema.check(number, row).expect("a row that was read fits its columns");
            }
        }
    }
}

/// The run of the seeds: one block of eight rows.
pub fn manifest() -> Manifest {
    let column = |name: &str, kind| Column { name: name.into(), unit: None, kind };
    let columns = vec![
        column("k", ColumnKind::Number),
        column("S", ColumnKind::Number),
        column(FAILURE, ColumnKind::Text),
    ];
    Manifest {
        program: "test 1".into(),
        study: "0123".into(),
        schema: Schema::new(columns).expect("the columns are sound"),
        rows: 8,
        block_rows: NonZeroU64::MIN.saturating_add(7),
        provenance: serde_json::json!({ "command": "test" }),
    }
}

/// The rows of the seeds.
pub fn rows() -> Vec<Row> {
    let row = |i: u32| Row(vec![Cell::Number(f64::from(i)), Cell::Number(0.5), Cell::Missing]);
    (0..7).map(row).chain([Row(vec![Cell::Number(7.0), Cell::Missing, Cell::Text("why".into())])]).collect()
}

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("jakstat-fuzzed-{}-{number}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A run folder with one file altered is refused, or finished with exactly the rows of the run.
fn folder(file: &str, bytes: &[u8]) {
    let folder = Folder::new();
    drop(Store::open(&folder.0, manifest(), false).expect("a new folder"));
    std::fs::write(folder.0.join(file), bytes).expect("the folder can be written");
    let ended = Store::open(&folder.0, manifest(), true).and_then(|mut store| {
        if store.missing_blocks().next().is_some() {
            store.write_block(0, &rows())?;
        }
        store.finish()
    });
    match ended {
        Ok(_) => {
            let text = std::fs::read_to_string(folder.0.join("runs.csv")).expect("a finished run");
            assert_eq!(read_csv(&text).expect("a table").rows.len(), 8);
        }
        Err(error) => known(&error),
    }
}

fn known(error: &StudyError) {
    let diagnostic = error.diagnostic();
    assert!(diagnostic.is_error() && diagnostic.help.is_some());
    // A file from outside is never the program's own fault.
    assert_ne!(diagnostic.code.id, jakstat::study::codes::BAD_ROWS.id, "{error}");
}
