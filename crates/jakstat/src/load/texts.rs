//! Texts that were read, and their hash.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jakstat_model::Diagnostic;
use jakstat_model::diagnostic::nearest;
use sha2::{Digest, Sha256};

use crate::codes;

/// Every text that one loading read.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// By full path: the order is the same from whichever folder the program is started.
    by_path: BTreeMap<PathBuf, String>,
}

impl Texts {
    /// Reads a file and remembers it.
    ///
    /// # Errors
    /// A file that is not there, cannot be read or is not UTF-8; the message names the path.
    pub fn read(&mut self, path: &Path) -> Result<String, Diagnostic> {
        let bytes = std::fs::read(path).map_err(|e| refused(path, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            let message = format!("`{}` is not UTF-8 text: byte {at} does not fit", path.display());
            Diagnostic::error(&codes::NO_FILE, message).help("save it as UTF-8, or name another file")
        })?;
        let key = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        self.by_path.insert(key, text.clone());
        Ok(text)
    }

    /// Remembers a text that came from elsewhere.
    pub(super) fn insert(&mut self, name: &str, text: &str) {
        self.by_path.insert(name.into(), text.into());
    }

    /// Adds all texts of `other`.
    pub(super) fn extend(&mut self, other: Self) {
        self.by_path.extend(other.by_path);
    }

    /// 16 hexadecimal digits that change with any change of any text. File names do not count.
    pub fn hash(&self) -> String {
        let mut digest = Sha256::new();
        for text in self.by_path.values() {
            // The length keeps the end of one text apart from the start of the next.
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text.as_bytes());
        }
        digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn refused(path: &Path, error: &std::io::Error) -> Diagnostic {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound => {
            let problem = Diagnostic::error(&codes::NO_FILE, format!("there is no file `{shown}`"));
            match neighbour(path) {
                Some(near) => problem.help(format!("did you mean `{}`?", near.display())),
                None => problem.help("check the path"),
            }
        }
        ErrorKind::IsADirectory => {
            Diagnostic::error(&codes::NO_FILE, format!("`{shown}` is a folder, and a file is needed"))
                .help("name a file in it")
        }
        _ => Diagnostic::error(&codes::NO_FILE, format!("`{shown}` cannot be read: {error}"))
            .help("check its permissions"),
    }
}

/// A file beside `path` with almost its name.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names: Vec<String> =
        std::fs::read_dir(listed).ok()?.flatten().filter_map(|e| e.file_name().into_string().ok()).collect();
    names.sort();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(folder.join(near))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_tells_where_a_text_ends() {
        let hash = |pairs: &[(&str, &str)]| {
            let mut texts = Texts::default();
            pairs.iter().for_each(|(name, text)| texts.insert(name, text));
            texts.hash()
        };
        assert_eq!(hash(&[("a", "x"), ("b", "y")]), hash(&[("b", "y"), ("a", "x")]));
        assert_ne!(hash(&[("a", "xy"), ("b", "")]), hash(&[("a", "x"), ("b", "y")]));
        assert_eq!(hash(&[("a", "x")]).len(), 16);
    }
}
