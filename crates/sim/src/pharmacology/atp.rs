//! From the ATP of an assay to the ATP of a cell.
//!
//! For an inhibitor that competes with ATP, `IC50 = K_i * (1 + [ATP] / Km)` (Cheng & Prusoff 1973,
//! Biochem Pharmacol 22:3099, doi 10.1016/0006-2952(73)90196-2). Measured at one concentration of
//! ATP and used at another, it therefore shifts by
//! ```text
//! K(cell) = IC50 * (1 + ATP_cell / Km) / (1 + ATP_assay / Km)
//! ```
//! An assay at `[ATP] = Km` divides by 2. The rule holds while the inhibitor exceeds the enzyme; for
//! an IC50 near half the enzyme's concentration the true potency is better than it says.

use jakstat_model::Unit;

use super::kinases::Kinase;
use super::potency::{AssayAtp, Binding, Potency};
use super::sourced::{Sourced, UnitMismatch};

/// What an apparent constant measured at `assay` is multiplied with to hold at `cell`.
///
/// All three are concentrations of ATP in one unit, `km` above 0.
pub fn atp_shift(assay: f64, cell: f64, km: f64) -> f64 {
    (1.0 + cell / km) / (1.0 + assay / km)
}

/// The apparent dissociation constant of `potency` at the ATP of a cell, in `concentration`.
///
/// The IC50 or, for a covalent inhibitor, `K_I`; not shifted where the ATP of the assay is not known.
///
/// # Errors
/// A number in a unit that is no molar concentration.
pub(crate) fn cell_constant(
    potency: &Potency,
    kinase: &Kinase,
    cell_atp: &Sourced,
    concentration: &Unit,
) -> Result<f64, UnitMismatch> {
    let measured = match &potency.binding {
        Binding::Reversible { ic50 } => ic50,
        Binding::Covalent { inactivation_constant, .. } => inactivation_constant,
    };
    let value = measured.to(concentration)?;
    let Some(atp) = &potency.atp else { return Ok(value) };
    let km = kinase.atp_km.to(concentration)?;
    let cell = cell_atp.to(concentration)?;
    let assay = match atp {
        AssayAtp::Km => km,
        AssayAtp::Concentration(assay) => assay.to(concentration)?,
    };
    Ok(value * atp_shift(assay, cell, km))
}
