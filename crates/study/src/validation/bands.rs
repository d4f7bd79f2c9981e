//! Bands of predictions that a fit left behind.

use std::collections::BTreeMap;

use jakstat_model::Diagnostic;

use crate::codes;

/// For rows and columns of one study the range of what the sets of an ensemble predict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bands(BTreeMap<(String, String), (f64, f64)>);

impl Bands {
    /// Reads a table with the columns `study`, `row`, `column`, `low` and `high`, as `jakstat fit`
    /// writes it; keeps the rows of `study`.
    ///
    /// # Errors
    /// No table of this kind; a number that cannot be read; no row of the study.
    pub fn read(text: &str, study: &str) -> Result<Self, Vec<Diagnostic>> {
        let refuse = |message: String| {
            let help = "give the `bands.csv` that `jakstat fit` wrote for this study";
            vec![Diagnostic::error(&codes::BAD_OBSERVATION, message).help(help)]
        };
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| refuse(e.to_string()))?.clone();
        let place = |name: &str| {
            let found = header.iter().position(|h| h == name);
            found.ok_or_else(|| refuse(format!("the bands have no column `{name}`")))
        };
        let [of, row, column] = [place("study")?, place("row")?, place("column")?];
        let [low, high] = [place("low")?, place("high")?];
        let mut bands = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| refuse(e.to_string()))?;
            if &record[of] != study {
                continue;
            }
            let number = |i: usize| {
                let finite = record[i].parse::<f64>().ok().filter(|x| x.is_finite());
                finite.ok_or_else(|| refuse(format!("`{}` in the bands is no number", &record[i])))
            };
            bands.insert((record[row].to_owned(), record[column].to_owned()), (number(low)?, number(high)?));
        }
        if bands.is_empty() {
            return Err(refuse(format!("the bands have no row of the study `{study}`")));
        }
        Ok(Self(bands))
    }

    /// The range of predictions, where there is one.
    pub fn get(&self, row: &str, column: &str) -> Option<(f64, f64)> {
        self.0.get(&(row.to_owned(), column.to_owned())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_one_study_are_found_and_nonsense_is_refused() {
        let text = "study,row,column,low,best,high\na,r 1,c,1,2,3\nb,r 1,c,4,5,6\n";
        let bands = Bands::read(text, "b").unwrap();
        assert_eq!((bands.get("r 1", "c"), bands.get("r 1", "d")), (Some((4.0, 6.0)), None));
        for (text, said) in [
            (text, "no row of the study `c`"),
            ("study,row,column,low\n", "no column `high`"),
            ("study,row,column,low,high\nc,r,c,1,x\n", "`x` in the bands is no number"),
            ("study,row,column,low,high\nc,r\n", "record"),
        ] {
            let found = Bands::read(text, "c").unwrap_err();
            assert!(found[0].message.contains(said), "{}", found[0].message);
        }
    }
}
