//! Folders: what is in them, and which one is nearest.

use std::path::{Path, PathBuf};

/// `name` in `folder`, or else in the nearest folder above that has it.
pub fn nearest(folder: &Path, name: &str) -> Option<PathBuf> {
    above(folder).into_iter().map(|place| place.join(name)).find(|path| path.exists())
}

/// `folder` and the folders above it, nearest first, shown relative as long as that is possible.
fn above(folder: &Path) -> Vec<PathBuf> {
    let climbs = folder.components().any(|c| c == std::path::Component::ParentDir);
    if folder.is_absolute() || climbs {
        let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        return full.ancestors().map(Path::to_path_buf).collect();
    }
    let mut list: Vec<PathBuf> = folder.ancestors().map(Path::to_path_buf).collect();
    if let Ok(here) = std::env::current_dir() {
        list.extend(here.ancestors().skip(1).map(Path::to_path_buf));
    }
    list
}

/// The `*.toml` files of a folder, in order of name; empty where it cannot be read.
pub fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries(folder);
    files.retain(|path| path.extension().is_some_and(|e| e == "toml") && path.is_file());
    files
}

/// The model folders in a folder, in order of name: those with `model.ant` or `model.xml`.
pub fn models_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders = entries(folder);
    folders.retain(|path| model_file(path).is_some());
    folders
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The model that a folder stands for.
pub(super) fn model_file(folder: &Path) -> Option<PathBuf> {
    ["model.ant", "model.xml"].into_iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The folder of a file, `""` for the working folder.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
