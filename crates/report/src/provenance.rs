//! Where a figure or table comes from, so that it can be made again.

use serde::{Deserialize, Serialize};

/// Everything needed to repeat a run. Written into each SVG and PNG, and beside each file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Program and version, such as "jakstat 0.1.0".
    pub version: String,
    /// The command line, or the calls, that made it.
    pub command: String,
    /// Hash of the model as compiled.
    pub model_hash: String,
    /// Name of the scenario or study.
    pub scenario: String,
    /// Seed of the random numbers; `None` where none were drawn.
    pub seed: Option<u64>,
    /// Solver with its options, such as "bdf, rtol 1e-6, atol 1e-9".
    pub solver: String,
    /// Whatever else a reader must know, such as failed runs.
    pub notes: Vec<String>,
}

impl Provenance {
    /// All fields as JSON, keys in the order of the fields, indented, with an end of line.
    pub fn json(&self) -> String {
        // Strings, integers and lists of them have no way to fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// All fields as `name: value` lines; empty ones are left out.
    pub fn text(&self) -> String {
        let mut lines = String::new();
        for (name, value) in self.fields() {
            lines.push_str(&format!("{name}: {value}\n"));
        }
        for note in &self.notes {
            lines.push_str(&format!("note: {note}\n"));
        }
        lines
    }

    /// One line for the foot of a figure: version, start of the model hash, scenario, seed, solver.
    pub fn line(&self) -> String {
        let short_hash: String = self.model_hash.chars().take(10).collect();
        let parts = [
            self.version.clone(),
            prefixed("model ", &short_hash),
            prefixed("scenario ", &self.scenario),
            self.seed.map(|s| format!("seed {s}")).unwrap_or_default(),
            self.solver.clone(),
        ];
        parts.iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("version", self.version.clone()),
            ("command", self.command.clone()),
            ("model_hash", self.model_hash.clone()),
            ("scenario", self.scenario.clone()),
            ("seed", self.seed.map(|s| s.to_string()).unwrap_or_default()),
            ("solver", self.solver.clone()),
        ];
        all.into_iter().filter(|(_, v)| !v.is_empty()).collect()
    }
}

fn prefixed(prefix: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{prefix}{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Provenance {
        Provenance {
            version: "jakstat 0.1.0".into(),
            command: "jakstat run \"a & b\".toml".into(),
            model_hash: "0123456789abcdef".into(),
            scenario: "base".into(),
            seed: Some(u64::MAX),
            solver: "bdf, rtol 1e-6".into(),
            notes: vec!["2 of 40 runs failed".into()],
        }
    }

    #[test]
    fn json_reads_back() {
        assert_eq!(serde_json::from_str::<Provenance>(&sample().json()).unwrap(), sample());
    }

    #[test]
    fn the_line_leaves_out_what_is_unknown() {
        let line =
            "jakstat 0.1.0 · model 0123456789 · scenario base · seed 18446744073709551615 · bdf, rtol 1e-6";
        assert_eq!(sample().line(), line);
        assert_eq!(Provenance::default().line(), "");
        assert_eq!(Provenance { seed: Some(7), ..Provenance::default() }.line(), "seed 7");
        assert!(sample().text().ends_with("note: 2 of 40 runs failed\n"));
    }
}
