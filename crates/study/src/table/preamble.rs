//! The comment lines at the top of a CSV file: format, provenance, columns.

use super::schema::Schema;
use serde_json::Value;

/// First line; a change of the format changes its number.
const MARK: &str = "# jakstat-table 1";
const PROVENANCE: &str = "# provenance: ";
const COLUMNS: &str = "# columns: ";

/// The lines themselves, each with its end.
pub(super) fn text(schema: &Schema, provenance: &Value) -> serde_json::Result<String> {
    // JSON escapes line breaks, so each part is one line.
    let columns = serde_json::to_string(schema)?;
    Ok(format!("{MARK}\n{PROVENANCE}{}\n{COLUMNS}{columns}\n", serde_json::to_string(provenance)?))
}

/// Takes the lines off `text`: schema, provenance and what follows, or what is wrong with them.
pub(super) fn split(text: &str) -> Result<(Schema, Value, &str), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.splitn(4, '\n');
    let mut next = || lines.next().unwrap_or_default().trim_end_matches('\r');
    let mark = next();
    if mark != MARK {
        return Err(format!("the first line is not `{MARK}`"));
    }
    let provenance = next();
    let provenance = provenance.strip_prefix(PROVENANCE).ok_or("line 2 is not the provenance")?;
    let provenance = serde_json::from_str(provenance).map_err(|problem| format!("line 2: {problem}"))?;
    let columns = next();
    let columns = columns.strip_prefix(COLUMNS).ok_or("line 3 is not the list of columns")?;
    let schema = serde_json::from_str(columns).map_err(|problem| format!("line 3: {problem}"))?;
    Ok((schema, provenance, lines.next().unwrap_or_default()))
}
