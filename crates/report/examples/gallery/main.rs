//! Draws a figure of each kind from made-up numbers.
//!
//! ```text
//! cargo run -p jakstat-report --example gallery -- DIRECTORY
//! ```
//!
//! Writes an SVG, a PNG, a CSV and a JSON file for each figure.

mod figures;

use std::path::Path;

use jakstat_report::Figure;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args().nth(1).ok_or("name the directory to write to")?;
    let directory = Path::new(&directory);
    std::fs::create_dir_all(directory)?;
    for (name, figure) in figures::all() {
        write(directory, name, figure.as_ref())?;
    }
    Ok(())
}

fn write(directory: &Path, name: &str, figure: &dyn Figure) -> Result<(), Box<dyn std::error::Error>> {
    let rendered = figure.render(2.0)?;
    std::fs::write(directory.join(format!("{name}.svg")), rendered.svg)?;
    std::fs::write(directory.join(format!("{name}.png")), rendered.png)?;
    std::fs::write(directory.join(format!("{name}.csv")), rendered.csv)?;
    std::fs::write(directory.join(format!("{name}.json")), rendered.provenance_json)?;
    Ok(())
}
