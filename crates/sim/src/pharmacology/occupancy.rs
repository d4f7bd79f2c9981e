//! Lays inhibitors over what their kinases catalyse.
//!
//! For each targeted kinase `K`, with free concentrations `C`, reversible inhibitors `i` and covalent ones `j`:
//! ```text
//! K_free := K_active / (1 + sum_i C_i / X_i_K_K + sum_j C_j / X_j_K_K)
//! d K_active / dt = K_turnover * (1 - K_active) - K_free * sum_j X_j_kinact_K * C_j / X_j_K_K
//! ```
//! and everything that a target lists is multiplied by `K_free` to the power of its exponent: the rate
//! of a reaction; a parameter `P`, which becomes `P := P_base * K_free` with its number in `P_base`.
//! Initial assignments read `P_base` for `P`, also through rules and rates: what a model derives at the
//! start, such as a production that balances a loss, is what it is without treatment.
//! `K_active`, the fraction that is not covalently modified, is a state, 1 at the start; without a
//! covalent inhibitor it is absent and counts as 1.
//!
//! A kinase that is targeted in a site `S` has a free fraction `K_free_S` (and `K_active_S`) of its own
//! there, from the compounds' free concentrations in the site; constants and rates are the same.
//!
//! - Inhibitors exclude each other and ATP from one site: Segel, *Enzyme Kinetics* (1975), chapter 3.
//! - `X_K_K` is the apparent dissociation constant at the ATP of the cell (see [`super::atp`]).
//! - Covalent inhibition in two steps, `E + I <-> E.I -> E-I`: for one inhibitor alone the loss is
//!   `kinact C / (K_I + C)` times `K_active`, and a reversible inhibitor raises `K_I` by
//!   `1 + sum_i C_i / K_i`: Copeland, *Evaluation of Enzyme Inhibitors in Drug Discovery* (2013),
//!   chapter 9. The complex `E.I` is inactive too, so a covalent inhibitor acts before it has
//!   modified anything.

use std::collections::BTreeSet;

use jakstat_model::diagnostic::nearest;
use jakstat_model::network::{Kind, RuleKind};
use jakstat_model::{Diagnostic, Expr, Network, Op, Unit};

use super::atp::cell_constant;
use super::codes;
use super::compound::Compound;
use super::inhibition::inhibit;
use super::kinases::{Kinase, Kinases};
use super::overlay::{Overlay, Scale, one_minus, quotient, time_unit, times};
use super::potency::{Binding, Potency};
use super::sourced::{Sourced, UnitMismatch};
use super::targets::{Targets, free_id};
use crate::fields::Problems;

/// A compound and where the network holds its free concentration.
#[derive(Debug, Clone, Copy)]
pub struct InhibitorInput<'a> {
    /// The compound.
    pub compound: &'a Compound,
    /// Parameter or species with its free concentration in plasma, in the network's unit of
    /// concentration.
    pub free: &'a str,
    /// Sites, and what holds the free concentration there. In a site that is not listed it is taken
    /// to be that in plasma, with a warning.
    pub sites: &'a [(String, String)],
}

impl<'a> InhibitorInput<'a> {
    /// What holds the free concentration in plasma or in a site, if that is known.
    fn level(&self, site: Option<&str>) -> Option<&'a str> {
        match site {
            None => Some(self.free),
            Some(site) => self.sites.iter().find(|(id, _)| id == site).map(|(_, free)| free.as_str()),
        }
    }
}

/// The network with the occupancy of all targeted kinases, and warnings.
///
/// Adds, for each targeted kinase, `K_free` (in a site `S`, `K_free_S`), which is 1 where no compound binds it; for each
/// compound that binds it `X_K_K`, in the network's unit of concentration; for a covalent one
/// `X_kinact_K`, `K_turnover` and `K_active`. All but `K_free` and `K_active` can be set by a run.
/// Where there is a compound, a targeted parameter `P` becomes an assignment and its number that of
/// `P_base`, which a run can set; without a compound `P` stays as it is.
///
/// A potency that is a bound (`relation = ">"`) has no effect and gives a warning; so does an assay
/// whose ATP is not known, whose IC50 is then used as it is.
///
/// # Errors
/// Kinases, reactions and parameters that are not known, reactions without rate, parameters that have
/// a unit or that a rule or an event sets, potencies that are missing, a
/// covalent inhibitor of a kinase without turnover, concentrations that the network does not hold,
/// ids that are taken: all at once. A network that does not say its units, before anything else.
pub fn with_occupancy(
    network: &Network,
    targets: &Targets,
    kinases: &Kinases,
    compounds: &[InhibitorInput<'_>],
) -> Result<(Network, Vec<Diagnostic>), Vec<Diagnostic>> {
    // A control without compounds asks for no concentration, so it does not need its unit either.
    let concentration =
        if compounds.is_empty() { Unit::DIMENSIONLESS } else { Scale::of(network)?.concentration() };
    let overlay = Overlay::new(network);
    let mut layer =
        Layer { overlay, kinases, compounds, concentration, shared: BTreeSet::new(), warnings: Vec::new() };
    layer.check_concentrations();
    for (id, site) in targets.places() {
        match kinases.get(id) {
            Some(kinase) => layer.kinase(kinase, site),
            None => layer.unknown_kinase(id, targets),
        }
    }
    let Layer { mut overlay, warnings, .. } = layer;
    inhibit(&mut overlay, targets, !compounds.is_empty());
    Ok((overlay.finish()?, warnings))
}

/// A fraction has no unit.
const FRACTION: (Unit, &str) = (Unit::DIMENSIONLESS, "dimensionless");

/// A covalent inhibitor of one kinase.
struct Covalent<'a> {
    compound: &'a Compound,
    /// Its `kinact`.
    rate: &'a Sourced,
    /// Its concentration over its constant.
    load: Expr,
}

/// Where a kinase is, for labels.
fn in_site(site: Option<&str>) -> String {
    site.map_or_else(String::new, |site| format!(" in {site}"))
}

/// The occupancy in the making.
struct Layer<'a> {
    overlay: Overlay,
    kinases: &'a Kinases,
    compounds: &'a [InhibitorInput<'a>],
    concentration: Unit,
    /// Parameters that hold in plasma and in all sites.
    shared: BTreeSet<String>,
    warnings: Problems,
}

impl Layer<'_> {
    fn error(&mut self, code: &'static jakstat_model::Code, message: String, help: impl Into<String>) {
        let problem = Diagnostic::error(code, message).help(help);
        // What is wrong with a kinase is told once, not for each site.
        if !self.overlay.problems.contains(&problem) {
            self.overlay.problems.push(problem);
        }
    }

    fn warn(&mut self, code: &'static jakstat_model::Code, message: String, help: impl Into<String>) {
        let warning = Diagnostic::warning(code, message).help(help);
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    fn check_concentrations(&mut self) {
        let inputs = self.compounds;
        let levels = inputs.iter().flat_map(|input| {
            let sites = input.sites.iter().map(|(_, free)| free.as_str());
            std::iter::once(input.free).chain(sites).map(|free| (input.compound, free))
        });
        for (compound, free) in levels {
            let network = &self.overlay.network;
            let (id, wanted) = (&compound.id, self.concentration);
            let readable = matches!(network.kind(free), Some(Kind::Parameter(_) | Kind::Species(_)));
            let other = network.unit_of(free).filter(|unit| !unit.same_as(&wanted));
            let (message, help) = match (readable, other) {
                (true, None) => continue,
                (true, Some(unit)) => (
                    format!("`{free}` of `{id}` is in `{unit}` and not in `{wanted}`"),
                    "give it in the model's unit of concentration",
                ),
                (false, _) => (
                    format!("the model has no concentration `{free}` for `{id}`"),
                    "lay its pharmacokinetics or a constant concentration over the model first",
                ),
            };
            self.error(&codes::NO_CONCENTRATION, message, help);
        }
    }

    fn unknown_kinase(&mut self, id: &str, targets: &Targets) {
        let known: Vec<&str> = self.kinases.kinases.iter().map(|k| k.id.as_str()).collect();
        let list = format!("described are: {}", known.join(", "));
        let help = match nearest(id, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? {list}"),
            None => list,
        };
        let message = format!("the targets name the kinase `{id}`, which is not described");
        let at = targets.targets.iter().find(|t| t.kinase == id).map(|t| t.at);
        let problem = Diagnostic::error(&codes::UNKNOWN_KINASE, message).at(at).help(help);
        if !self.overlay.problems.contains(&problem) {
            self.overlay.problems.push(problem);
        }
    }

    /// Adds the free fraction of `kinase` in plasma or in a site.
    fn kinase(&mut self, kinase: &Kinase, site: Option<&str>) {
        let k = &kinase.id;
        let mut denominator = vec![Expr::Num(1.0)];
        let mut covalent = Vec::new();
        for input in self.compounds {
            let Some(potency) = input.compound.potency(k) else {
                self.no_potency(input.compound, k);
                continue;
            };
            if self.is_bound(input.compound, potency) {
                continue;
            }
            let constant = self.constant(input.compound, potency, kinase);
            let load = quotient(self.level(input, site), &constant);
            denominator.push(load.clone());
            if let Binding::Covalent { inactivation_rate, .. } = &potency.binding {
                covalent.push(Covalent { compound: input.compound, rate: inactivation_rate, load });
            }
        }
        let active = if covalent.is_empty() { Expr::Num(1.0) } else { self.active(kinase, site, covalent) };
        let value = match denominator.len() {
            1 => active,
            _ => Expr::binary(Op::Div, active, Expr::Op(Op::Add, denominator)),
        };
        let label = format!("free fraction of {k}{}", in_site(site));
        self.overlay.assigned(&free_id(k, site), label, value, FRACTION);
    }

    /// What holds the free concentration of a compound; a warning where plasma stands for a site.
    fn level<'a>(&mut self, input: &InhibitorInput<'a>, site: Option<&str>) -> &'a str {
        if let Some(level) = input.level(site) {
            return level;
        }
        let (id, site) = (&input.compound.id, site.unwrap_or_default());
        let message = format!(
            "how `{id}` gets into `{site}` is not known: its free concentration in plasma is used there"
        );
        let help = format!("add `[[pharmacokinetics.site]]` with `id = \"{site}\"` and `partition`");
        self.warn(&codes::NO_SITE, message, help);
        input.free
    }

    /// A parameter that plasma and all sites share.
    fn shared(&mut self, id: &str, label: String, value: Result<f64, UnitMismatch>, unit: (Unit, &str)) {
        if self.shared.insert(id.to_owned()) {
            self.overlay.parameter(id, label, value, unit);
        }
    }

    fn no_potency(&mut self, compound: &Compound, kinase: &str) {
        let message = format!("the potency of `{}` for kinase `{kinase}` is not known", compound.id);
        let unknown = compound.potencies.iter().map(|p| p.kinase.as_str());
        let unknown = unknown.filter(|k| self.kinases.get(k).is_none());
        let help = match nearest(kinase, unknown) {
            Some(near) => {
                format!("its file has `{near}`, which is no kinase of the kinase file: was `{kinase}` meant?")
            }
            None => format!(
                "add `[[potency]]` with `kinase = \"{kinase}\"`; where the compound was found inactive, give the \
                 highest concentration tested with `relation = \">\"`"
            ),
        };
        self.error(&codes::NO_POTENCY, message, help);
    }

    /// Whether `potency` is only a bound; then a warning says so.
    fn is_bound(&mut self, compound: &Compound, potency: &Potency) -> bool {
        let Binding::Reversible { ic50 } = &potency.binding else { return false };
        if ic50.is_bound() {
            let message = format!(
                "the IC50 of `{}` for `{}` is only a bound ({ic50}): no binding is assumed",
                compound.id, potency.kinase
            );
            let help = "give a number to include it; `relation = \">\"` leaves it out";
            self.warn(&codes::CENSORED, message, help);
        }
        ic50.is_bound()
    }

    /// Adds the apparent constant of `compound` at `kinase` in a cell; gives its id.
    fn constant(&mut self, compound: &Compound, potency: &Potency, kinase: &Kinase) -> String {
        let id = format!("{}_K_{}", compound.prefix(), kinase.id);
        if potency.atp.is_none() && matches!(potency.binding, Binding::Reversible { .. }) {
            let message =
                format!("the ATP in the assay of `{}` for `{}` is not known", compound.id, kinase.id);
            let help = "its IC50 is used as it is; add `atp` to shift it to the ATP of a cell";
            self.warn(&codes::ATP_UNKNOWN, message, help);
        }
        let label = format!("apparent constant of {} for {} in a cell", compound.name, kinase.id);
        let value = cell_constant(potency, kinase, &self.kinases.cell_atp, &self.concentration);
        self.shared(&id, label, value, (self.concentration, "concentration"));
        id
    }

    /// Adds the state of a kinase that covalent inhibitors modify; gives its formula.
    fn active(&mut self, kinase: &Kinase, site: Option<&str>, covalent: Vec<Covalent<'_>>) -> Expr {
        let k = &kinase.id;
        let active = site.map_or_else(|| format!("{k}_active"), |site| format!("{k}_active_{site}"));
        let (turnover, free) = (format!("{k}_turnover"), free_id(k, site));
        let per_time = match time_unit(&self.overlay.network) {
            Ok(time) => (time.powf(-1.0), "per_time"),
            Err(problem) => {
                self.overlay.problems.push(problem);
                return Expr::id(active);
            }
        };
        match &kinase.turnover {
            Some(rate) => {
                self.shared(&turnover, format!("turnover of {k}"), rate.to(&per_time.0), per_time);
            }
            None => self.no_turnover(kinase, &covalent),
        }
        let mut losses = Vec::new();
        for Covalent { compound, rate, load } in covalent {
            let id = format!("{}_kinact_{k}", compound.prefix());
            let label = format!("inactivation rate of {k} by {}", compound.name);
            self.shared(&id, label, rate.to(&per_time.0), per_time);
            losses.push(times(vec![Expr::id(id), load]));
        }
        let label = format!("fraction of {k}{} that is not covalently modified", in_site(site));
        self.overlay.variable(&active, label, 1.0, FRACTION);
        let renewal = times(vec![Expr::id(turnover), one_minus(&active)]);
        let loss = times(vec![Expr::id(free), Expr::Op(Op::Add, losses)]);
        self.overlay.rule(RuleKind::Rate, &active, Expr::binary(Op::Sub, renewal, loss));
        Expr::id(active)
    }

    fn no_turnover(&mut self, kinase: &Kinase, covalent: &[Covalent<'_>]) {
        for Covalent { compound, .. } in covalent {
            let message =
                format!("`{}` binds `{}` for good, whose turnover is not known", compound.id, kinase.id);
            self.error(&codes::NO_TURNOVER, message, format!("add `turnover` to the kinase `{}`", kinase.id));
        }
    }
}
