//! Doses of a scenario, in the terms of the model.

use jakstat_model::{Diagnostic, Unit};

use super::codes;
use super::timing::Timing;
use super::treated::{Inhibitor, PlannedDose, Treated};
use crate::measure::HOUR;
use crate::pharmacology::codes as drug_codes;
use crate::pharmacology::{
    Compound, Dose, PkSpecies, Regimen, Route, dose_amount, infusion_steps, with_pharmacokinetics, with_site,
};

/// Sites with what holds the free concentration there, and the species that takes topical doses.
type LaidSites = (Vec<(String, String)>, Option<String>);

impl<'p> Treated<'p> {
    pub(super) fn dose_compound(
        &mut self,
        compound: &'p Compound,
        regimen: &Regimen,
        timing: &Timing,
    ) -> Result<(), Vec<Diagnostic>> {
        let metabolite = compound.kinetics.as_ref().and_then(|k| k.metabolite.as_ref());
        let metabolite = metabolite.map(|m| self.compound(&m.compound)).transpose()?;
        let (network, pk) = with_pharmacokinetics(&self.network, compound, metabolite)?;
        pk.check_routes(regimen)?;
        let others = self.network.species.len();
        self.network = network;
        self.warn_of_doses(compound, regimen);
        let own: Vec<&'p Compound> = [Some(compound), metabolite].into_iter().flatten().collect();
        let mut on = None;
        for (compound, free) in own.into_iter().zip(&pk.free) {
            let dosed = regimen.has_topical() && compound.id == pk.compound;
            let (sites, species) = self.lay_sites(compound, dosed)?;
            on = on.or(species);
            self.inhibitors.push(Inhibitor { compound, free: free.clone(), sites });
        }
        let largest = regimen.courses().iter().map(|c| c.amount_mg).fold(0.0, f64::max);
        let load = self.amount(largest, pk.molecular_weight, &self.substance()?)?;
        self.loads.extend(self.network.species[others..].iter().map(|s| (s.id.clone(), load)));
        let hour = self.hour()?;
        let doses = regimen.doses(timing.start / hour, timing.end / hour, pk.lag_h)?;
        self.push_doses(&doses, &pk, on.as_deref(), hour)
    }

    /// Ids of the sites where kinases are targeted.
    pub(super) fn target_sites(&self) -> impl Iterator<Item = &'p str> + use<'p> {
        self.parts.targets.iter().flat_map(|targets| targets.sites())
    }

    /// Lays the sites of a compound over the model that targets, or topical doses, need: what holds
    /// its concentration in each, and the species that takes topical doses.
    fn lay_sites(&mut self, compound: &Compound, dosed: bool) -> Result<LaidSites, Vec<Diagnostic>> {
        let (mut laid, mut on) = (Vec::new(), None);
        let Some(kinetics) = &compound.kinetics else { return Ok((laid, on)) };
        let topical =
            if dosed { Some(kinetics.topical_site(&compound.id).map_err(|p| vec![p])?) } else { None };
        let targeted: Vec<&str> = self.target_sites().collect();
        for site in &kinetics.sites {
            let dosed = topical.is_some_and(|t| t.id == site.id);
            if !dosed && !targeted.contains(&site.id.as_str()) {
                continue;
            }
            let (network, species) = with_site(&self.network, compound, site, dosed)?;
            self.network = network;
            laid.push((site.id.clone(), species.free));
            on = on.or(species.on);
        }
        Ok((laid, on))
    }

    /// What one should know of the doses of a compound.
    fn warn_of_doses(&mut self, compound: &Compound, regimen: &Regimen) {
        let Some(kinetics) = &compound.kinetics else { return };
        let id = &compound.id;
        if regimen.has_topical() && kinetics.is_apparent() {
            let message = format!(
                "the plasma level of `{id}` after topical use is understated by its unknown bioavailability by \
                 mouth: clearance and volumes are apparent"
            );
            let help = "give `bioavailability`, with clearance and volumes in absolute terms";
            self.warnings.push(Diagnostic::warning(&drug_codes::TOPICAL_SCALE, message).help(help));
        }
        let Some(studied) = kinetics.studied else { return };
        let mut outside: Vec<f64> = regimen
            .courses()
            .iter()
            .filter(|course| course.route != Route::Topical && !studied.holds(course.amount_mg))
            .map(|course| course.amount_mg)
            .collect();
        outside.sort_by(f64::total_cmp);
        outside.dedup();
        for mg in outside {
            let (from, to) = (studied.from_mg, studied.to_mg);
            let message = format!(
                "a single dose of {mg} mg of `{id}` lies outside of what was studied, {from} to {to} mg"
            );
            let help = "the kinetics may not be proportional to the dose there: an extrapolation";
            self.warnings.push(Diagnostic::warning(&drug_codes::NOT_STUDIED, message).help(help));
        }
    }

    fn push_doses(
        &mut self,
        doses: &[Dose],
        pk: &PkSpecies,
        on: Option<&str>,
        hour: f64,
    ) -> Result<(), Vec<Diagnostic>> {
        let substance = self.substance()?;
        let amount = |mg: f64| self.amount(mg, pk.molecular_weight, &substance);
        let mut planned = Vec::new();
        for dose in doses {
            let id = match dose.route {
                Route::Oral => pk.depot.clone().unwrap_or_else(|| pk.central.clone()),
                Route::Bolus => pk.central.clone(),
                Route::Topical => on.ok_or_else(|| no_surface(&pk.compound))?.to_owned(),
                Route::Infusion { .. } => continue,
            };
            planned.push(PlannedDose {
                time: dose.time_h * hour,
                id,
                amount: amount(dose.amount_mg)?,
                is_rate: false,
            });
        }
        for step in infusion_steps(doses) {
            let amount = amount(step.rate_mg_per_h)? / hour;
            planned.push(PlannedDose {
                time: step.time_h * hour,
                id: pk.input.clone(),
                amount,
                is_rate: true,
            });
        }
        self.doses.extend(planned);
        Ok(())
    }

    pub(super) fn dose_species(
        &mut self,
        id: &str,
        weight: Option<f64>,
        regimen: &Regimen,
        timing: &Timing,
    ) -> Result<(), Vec<Diagnostic>> {
        let Some(weight) = weight else {
            let message = format!("the regimen of `{id}` is in mg, and its molecular weight is not known");
            let help = "add `molecular_weight = \"... g/mol\"` to the treatment";
            return Err(vec![Diagnostic::error(&codes::INCOMPLETE, message).help(help)]);
        };
        if regimen.courses().iter().any(|c| matches!(c.route, Route::Infusion { .. })) {
            let message = format!("an infusion into the species `{id}` is not supported");
            let help = "give a bolus, or a compound with pharmacokinetics";
            return Err(vec![Diagnostic::error(&codes::CLASH, message).help(help)]);
        }
        if regimen.has_topical() {
            let message = format!("a topical dose into the species `{id}` is not supported");
            let help = "give a bolus, or a compound with a site";
            return Err(vec![Diagnostic::error(&codes::CLASH, message).help(help)]);
        }
        let (hour, substance) = (self.hour()?, self.substance()?);
        for dose in regimen.doses(timing.start / hour, timing.end / hour, 0.0)? {
            let amount = self.amount(dose.amount_mg, weight, &substance)?;
            self.doses.push(PlannedDose {
                time: dose.time_h * hour,
                id: id.to_owned(),
                amount,
                is_rate: false,
            });
        }
        Ok(())
    }

    fn amount(&self, mg: f64, weight: f64, substance: &Unit) -> Result<f64, Vec<Diagnostic>> {
        dose_amount(mg, weight, substance).map_err(|e| {
            vec![
                Diagnostic::error(&codes::UNIT_CLASH, format!("a dose in mg cannot be given: {e}"))
                    .help("declare `unit substance = 1e-9 mole` in the model"),
            ]
        })
    }

    fn substance(&self) -> Result<Unit, Vec<Diagnostic>> {
        self.network.base_units.substance.ok_or_else(|| no_unit("amounts", "unit substance = 1e-9 mole"))
    }

    /// One hour in the model's unit of time.
    fn hour(&self) -> Result<f64, Vec<Diagnostic>> {
        let time = self.network.base_units.time.ok_or_else(|| no_unit("time", "unit time_unit = second"))?;
        HOUR.factor_to(&time).ok_or_else(|| no_unit("time", "unit time_unit = second"))
    }
}

/// A topical dose without site; laying the sites refuses that first.
fn no_surface(compound: &str) -> Vec<Diagnostic> {
    let message = format!("`{compound}` has a topical dose and no site that it goes on");
    vec![Diagnostic::error(&drug_codes::TOPICAL, message).help("add `topical` to a site of the compound")]
}

fn no_unit(what: &str, example: &str) -> Vec<Diagnostic> {
    let message = format!("the model does not say its unit of {what}");
    vec![Diagnostic::error(&codes::NO_UNIT, message).help(format!("add `{example}` to it"))]
}
