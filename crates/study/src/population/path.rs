//! Numbers of a population by path, for fitting.

use jakstat_model::Diagnostic;
use jakstat_model::diagnostic::nearest;

use super::Population;
use crate::codes;

impl Population {
    /// The paths of all numbers, in order: `ID.median`, `ID.sd`, `ID.mean`, `ID.from`, `ID.to`,
    /// `ID.at.0`, `ID.values.0` by the kind of the distribution of parameter `ID`, then `ID1.ID2`
    /// for each correlation that the file names, in its order there.
    pub fn paths(&self) -> Vec<String> {
        self.clone().numbers().into_iter().map(|(path, _)| path).collect()
    }

    /// The number at `path`; none where there is none.
    pub fn get(&self, path: &str) -> Option<f64> {
        self.clone().number(path).map(|number| *number)
    }

    /// Sets the number at `path` (see [`paths`](Self::paths)); a correlation may be named in either
    /// order. Whether all numbers fit together is looked at when candidates are drawn, so that
    /// several can be changed one after the other.
    ///
    /// # Errors
    /// No such path, with a list of those that there are; a number that is not finite.
    pub fn set(&mut self, path: &str, value: f64) -> Result<(), Diagnostic> {
        if !value.is_finite() {
            let message = format!("`{path}` of the population is set to {value}");
            return Err(Diagnostic::error(&codes::BAD_PATH, message).help("give a finite number"));
        }
        match self.number(path) {
            Some(number) => {
                *number = value;
                Ok(())
            }
            None => {
                let paths = self.paths();
                let list = format!("there are: {}", paths.join(", "));
                let help = match nearest(path, paths.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`? {list}"),
                    None => list,
                };
                let message = format!("the population has no number `{path}`");
                Err(Diagnostic::error(&codes::BAD_PATH, message).help(help))
            }
        }
    }

    fn numbers(&mut self) -> Vec<(String, &mut f64)> {
        let mut all = Vec::new();
        for parameter in &mut self.parameters {
            let id = parameter.id.clone();
            let own = parameter.distribution.numbers().into_iter();
            all.extend(own.map(|(name, number)| (format!("{id}.{name}"), number)));
        }
        for correlation in &mut self.correlations {
            let (a, b) = &correlation.between;
            all.push((format!("{a}.{b}"), &mut correlation.value));
        }
        all
    }

    fn number(&mut self, path: &str) -> Option<&mut f64> {
        let reversed = self.correlations.iter().find(|c| format!("{}.{}", c.between.1, c.between.0) == path);
        let turned = reversed.map(|c| format!("{}.{}", c.between.0, c.between.1));
        let wanted = turned.as_deref().unwrap_or(path);
        self.numbers().into_iter().find(|(name, _)| name == wanted).map(|(_, number)| number)
    }
}

/// Two numbers of one path: a parameter called `sd` that is correlated, mostly.
pub(super) fn check(population: &Population, problems: &mut Vec<Diagnostic>) {
    let ids: std::collections::BTreeSet<&str> = population.parameters.iter().map(|p| p.id.as_str()).collect();
    if ids.len() < population.parameters.len() {
        // That a parameter is there twice is said already.
        return;
    }
    let mut paths = population.paths();
    let turned = population.correlations.iter().map(|c| format!("{}.{}", c.between.1, c.between.0));
    paths.extend(turned);
    paths.sort();
    if let Some(pair) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("`{}` could mean two numbers of the population", pair[0]);
        let help = "rename the parameter that is called like a number of a distribution";
        let known = problems.iter().any(|p| p.code.id == codes::BAD_CORRELATION.id);
        if !known {
            problems.push(Diagnostic::error(&codes::BAD_POPULATION, message).help(help));
        }
    }
}
