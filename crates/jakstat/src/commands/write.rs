//! Results into files: whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jakstat::codes;
use jakstat::model::Diagnostic;

fn refused(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(&codes::CANNOT_WRITE, format!("`{}` cannot be written: {error}", path.display()))
        .help("check that the folder exists and may be written, and that the disk is not full")
}

/// The name that `name` has while process `process` writes it.
fn temporary(name: &str, process: u32) -> String {
    format!(".{name}.{process}.tmp")
}

/// The name of the file that a temporary name is for.
fn meant(temporary: &str) -> Option<&str> {
    let (name, process) = temporary.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    process.parse::<u32>().is_ok().then_some(name)
}

/// Holds a folder, so that processes that write results into it take turns, until it is dropped.
/// None where the system cannot lock folders.
fn hold(folder: &Path) -> Option<fs::File> {
    let handle = fs::File::open(folder).ok()?;
    handle.lock().ok().map(|()| handle)
}

/// Writes a file so that it never exists half.
///
/// # Errors
/// What the system says.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    // A pipe or a device cannot be replaced by a file of its name.
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return fs::write(path, bytes).map_err(|e| refused(path, &e));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let held = hold(folder);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if held.is_some() {
        // Nobody else is writing: what is there under a temporary name was left by a killed process.
        for left in names(folder).iter().filter(|left| meant(left) == Some(&*name)) {
            let _ = fs::remove_file(folder.join(left));
        }
    }
    let temporary = write_beside(path, bytes)?;
    fs::rename(&temporary, path).map_err(|e| {
        // Best effort: what is left over is told by its name.
        let _ = fs::remove_file(&temporary);
        refused(path, &e)
    })
}

/// Writes the bytes under a temporary name in the same folder.
fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf, Diagnostic> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(temporary(&name, std::process::id()));
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|e| {
        let _ = fs::remove_file(&temporary);
        refused(path, &e)
    })?;
    Ok(temporary)
}

/// Says whether results may be written into `folder`: it is new, empty or holds earlier results
/// only, told by `is_ours`.
///
/// # Errors
/// A folder with other files, or a file of that name.
pub fn check_folder(folder: &Path, is_ours: impl Fn(&str) -> bool) -> Result<(), Diagnostic> {
    if folder.exists() && !folder.is_dir() {
        let message = format!("`{}` is a file, and results need a folder", folder.display());
        return Err(
            Diagnostic::error(&codes::FOREIGN_FOLDER, message).help("name a folder that does not exist yet")
        );
    }
    // A process that was killed may have left files under their temporary names.
    let is_known = |name: &String| is_ours(name) || meant(name).is_some_and(&is_ours);
    let Some(foreign) = names(folder).into_iter().find(|name| !is_known(name)) else { return Ok(()) };
    let message = format!("the folder `{}` holds other files, such as `{foreign}`", folder.display());
    Err(Diagnostic::error(&codes::FOREIGN_FOLDER, message).help("name a folder that does not exist yet"))
}

/// Writes all files into `folder` and removes earlier results that are not among them.
///
/// Files get their names only once all of them are written.
///
/// # Errors
/// As [`check_folder`], and what the system says.
pub fn folder(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    is_ours: impl Fn(&str) -> bool,
) -> Result<(), Diagnostic> {
    check_folder(folder, is_ours)?;
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(|e| refused(folder, &e))?;
    let _held = hold(folder);
    let mut temporaries = Vec::new();
    let result = write_all(folder, files, &mut temporaries);
    if result.is_err() {
        for temporary in &temporaries {
            let _ = fs::remove_file(temporary);
        }
        if is_new {
            let _ = fs::remove_dir(folder);
        }
        return result;
    }
    for name in names(folder).iter().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder.join(name)).map_err(|e| refused(&folder.join(name), &e))?;
    }
    Ok(())
}

fn write_all(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    temporaries: &mut Vec<PathBuf>,
) -> Result<(), Diagnostic> {
    for (name, bytes) in files {
        temporaries.push(write_beside(&folder.join(name), bytes)?);
    }
    for (name, temporary) in files.keys().zip(temporaries.iter()) {
        let path = folder.join(name);
        fs::rename(temporary, &path).map_err(|e| refused(&path, &e))?;
    }
    Ok(())
}

/// Names in a folder, in order; none where it cannot be read.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
