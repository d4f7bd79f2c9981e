//! Lays the free concentration of a compound in a tissue over a network, and doses on its surface.
//!
//! With `X` for the compound's prefix and `S` for the site, beside what
//! [`super::pharmacokinetics`] adds:
//! ```text
//! X_free_S := X_Kp_S * X_free                                   where no rate of equilibration is given
//! d X_free_S / dt = X_keq_S * (X_Kp_S * X_free - X_free_S)      where one is given
//! ```
//! This is the effect compartment of Sheiner et al. (1979, Clin Pharmacol Ther 25:358): what it takes
//! from plasma is too little to be missed there, so that the kinetics in plasma stay what they were
//! fitted to. Doses on the surface go another way, with amounts in the network's unit of substance:
//! ```text
//! X_on_S -> X_in_S       X_absorption_S   X_fa_S * X_ka_S * X_on_S
//! X_on_S ->              X_loss_S         (1 - X_fa_S) * X_ka_S * X_on_S
//! X_in_S -> X_central    X_washout_S      X_keq_S * X_in_S
//! d X_free_S / dt = ...  + X_fu_S * X_fa_S * X_ka_S * X_on_S / X_V_S
//! ```
//! so that `X_free_S` is the sum of what comes from plasma and of `X_fu_S * X_in_S / X_V_S`. Nothing
//! is made or vanishes: at any time the doses are the sum of `X_on_S`, `X_in_S`, the amounts in the
//! body, what `X_loss_S` has lost and what was eliminated. All equations are linear.

use jakstat_model::network::RuleKind;
use jakstat_model::{Diagnostic, Expr, Network, Op, Unit};

use super::compound::Compound;
use super::overlay::{Overlay, Scale, one_minus, product, time_unit, times};
use super::site::{Site, TopicalNumbers};
use super::sourced::Sourced;

/// What a site adds to a network.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteSpecies {
    /// Parameter that holds the free concentration in the site.
    pub free: String,
    /// Species that takes topical doses, as an amount; there where they were asked for.
    pub on: Option<String>,
}

/// The network with `compound` in one of its sites; with `topical`, doses can be put on the site.
///
/// The network has the compound's pharmacokinetics already. All numbers become parameters in its
/// own units, so that a run can set them: `X_Kp_S`, `X_keq_S` and, for topical doses, `X_ka_S`,
/// `X_fa_S`, `X_V_S` and `X_fu_S` (see the module).
///
/// # Errors
/// A network that does not say its units, ids that are taken; with `topical`, numbers that are missing.
pub fn with_site(
    network: &Network,
    compound: &Compound,
    site: &Site,
    topical: bool,
) -> Result<(Network, SiteSpecies), Vec<Diagnostic>> {
    let scale = Scale::of(network)?;
    let mut layer = Layer { overlay: Overlay::new(network), x: compound.prefix(), s: site.id.clone(), scale };
    let dosed = if topical {
        Some(site.topical_numbers(&compound.id).map_err(|problem| vec![problem])?)
    } else {
        None
    };
    let mut on = None;
    let partition = layer.number("Kp", "partition", &site.partition, PURE);
    let at_rest = product(&[&partition, &format!("{}_free", layer.x)]);
    let free = layer.id("free");
    let label = format!("free concentration of {} in {}", compound.name, site.id);
    let concentration = (scale.concentration(), "concentration");
    match &site.equilibration_rate {
        None => layer.overlay.assigned(&free, label, at_rest, concentration),
        Some(rate) => {
            let time = time_unit(network).map_err(|problem| vec![problem])?;
            let per_time = (time.powf(-1.0), "per_time");
            let keq = layer.number("keq", "equilibration rate", rate, per_time);
            layer.overlay.variable(&free, label, 0.0, concentration);
            let mut slope = times(vec![Expr::id(&keq), Expr::binary(Op::Sub, at_rest, Expr::id(&free))]);
            if let Some(numbers) = dosed {
                let (species, input) = layer.topical(&numbers, site, &keq, per_time);
                slope = Expr::binary(Op::Add, slope, input);
                on = Some(species);
            }
            layer.overlay.rule(RuleKind::Rate, &free, slope);
        }
    }
    Ok((layer.overlay.finish()?, SiteSpecies { free, on }))
}

const PURE: (Unit, &str) = (Unit::DIMENSIONLESS, "dimensionless");

/// A site's part of the network in the making.
struct Layer {
    overlay: Overlay,
    /// Prefix of the compound.
    x: String,
    /// Id of the site.
    s: String,
    scale: Scale,
}

impl Layer {
    /// An id of the compound in the site.
    fn id(&self, name: &str) -> String {
        format!("{}_{name}_{}", self.x, self.s)
    }

    fn number(&mut self, name: &str, label: &str, number: &Sourced, unit: (Unit, &str)) -> String {
        let id = self.id(name);
        let label = format!("{label} of {} in {}", self.x, self.s);
        self.overlay.parameter(&id, label, number.to(&unit.0), unit);
        id
    }

    /// Adds the way of a dose on the site; gives the species that takes it, and what it adds to the
    /// free concentration per time.
    fn topical(
        &mut self,
        numbers: &TopicalNumbers<'_>,
        site: &Site,
        keq: &str,
        per_time: (Unit, &str),
    ) -> (String, Expr) {
        let ka = self.number("ka", "absorption rate", numbers.absorption_rate, per_time);
        let fa = self.number("fa", "fraction absorbed", numbers.fraction_absorbed, PURE);
        let v = self.number("V", "volume", numbers.volume, (self.scale.volume, "volume_unit"));
        let fu = self.id("fu");
        let unbound = site.fraction_unbound.as_ref().map_or(Ok(1.0), |f| f.to(&Unit::DIMENSIONLESS));
        self.overlay.parameter(&fu, format!("fraction unbound of {} in {}", self.x, self.s), unbound, PURE);
        let (place, on, inside) = (self.id("site"), self.id("on"), self.id("in"));
        let overlay = &mut self.overlay;
        overlay.compartment(&place, format!("{} as {} enters it", self.s, self.x), &v);
        overlay.amount(&on, format!("{} on {}", self.x, self.s), &place);
        overlay.amount(&inside, format!("{} that entered {} from outside", self.x, self.s), &place);
        let leaving = product(&[&ka, &on]);
        let absorbed = product(&[&fa, &ka, &on]);
        let central = format!("{}_central", self.x);
        let flows = [
            ("absorption", &on, Some(&inside), absorbed.clone()),
            ("loss", &on, None, times(vec![one_minus(&fa), leaving])),
            ("washout", &inside, Some(&central), product(&[keq, &inside])),
        ];
        for (name, from, to, rate) in flows {
            let id = self.id(name);
            self.overlay.flow(&id, Some(from), to.map(String::as_str), rate);
        }
        let entering = times(vec![Expr::id(&fu), absorbed]);
        (on, Expr::binary(Op::Div, entering, Expr::id(&v)))
    }
}
