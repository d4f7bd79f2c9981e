//! Parameter sets: the model's own values, then values within a factor of 3 of them.

use std::fmt::Write as _;
use std::path::Path;

use crate::Outcome;

/// Values of some parameters, row after row; the first row is the model's own.
#[derive(Debug, Clone)]
pub struct Sets {
    /// Ids of the parameters.
    pub ids: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<f64>>,
}

/// A number in [0, 1) that depends on seed, row and column only (SplitMix64's mixing).
fn uniform(seed: u64, row: u64, column: u64) -> f64 {
    let mix = |mut x: u64| {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    };
    let step = 0x9E37_79B9_7F4A_7C15_u64;
    let row = mix(seed.wrapping_add(step.wrapping_mul(row + 1)));
    (mix(row.wrapping_add(step.wrapping_mul(column + 1))) >> 11) as f64 / (1_u64 << 53) as f64
}

impl Sets {
    /// `count` rows beside the model's own, each value log-uniform within a factor of 3.
    pub fn draw(ids: Vec<String>, nominal: &[f64], count: usize, seed: u64) -> Self {
        let vary = |row: usize| {
            let factor = |column| 3_f64.powf(2.0 * uniform(seed, row as u64, column) - 1.0);
            nominal.iter().zip(0..).map(|(value, column)| value * factor(column)).collect()
        };
        let rows = std::iter::once(nominal.to_vec()).chain((1..=count).map(vary)).collect();
        Self { ids, rows }
    }

    /// The rows of a timed run of `count` simulations: round and round, without the model's own.
    pub fn round(&self, count: usize) -> Vec<&[f64]> {
        self.rows[1..].iter().cycle().take(count).map(Vec::as_slice).collect()
    }

    /// Writes a table with a column for each parameter; numbers are read back to the same bits.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Outcome {
        let mut text = self.ids.join(",") + "\n";
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|x| format!("{x:e}")).collect();
            writeln!(text, "{}", cells.join(","))?;
        }
        std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_within_a_factor_of_three_and_fill_it() {
        let sets = Sets::draw(vec!["a".into(), "b".into()], &[1.0, -2.0], 1000, 1);
        assert_eq!(sets.rows[0], [1.0, -2.0]);
        let factors: Vec<f64> =
            sets.rows[1..].iter().flat_map(|r| [r[0], r[1] / -2.0]).map(|f| f.ln() / 3_f64.ln()).collect();
        assert!(factors.iter().all(|f| (-1.0..=1.0).contains(f)));
        let mean = factors.iter().sum::<f64>() / factors.len() as f64;
        assert!(mean.abs() < 0.05, "{mean}");
        assert!(factors.iter().any(|f| *f > 0.99) && factors.iter().any(|f| *f < -0.99));
    }

    #[test]
    fn a_round_goes_through_all_rows_but_the_first() {
        let sets = Sets::draw(vec!["a".into()], &[1.0], 3, 1);
        let round = sets.round(5);
        assert_eq!(round[0], sets.rows[1].as_slice());
        assert_eq!(round[3], sets.rows[1].as_slice());
        assert!(!round.contains(&sets.rows[0].as_slice()));
    }
}
