//! What the unit names in a network mean.

use super::Unit;
use crate::Network;
use crate::network::Kind;

impl Network {
    /// The unit that an id stands for: one that the model defines, one that is built in, or one of
    /// the model's base quantities (`substance`, `volume`, `time`, ...).
    ///
    /// `None` where the id stands for nothing, and where the model does not say what the base
    /// quantity is counted in; [`Network::defines_unit`] tells the two apart.
    pub fn unit(&self, id: &str) -> Option<Unit> {
        self.units.get(id).copied().or_else(|| Unit::builtin(id)).or_else(|| self.base_unit(id).flatten())
    }

    /// Whether `id` may be used as a unit.
    pub fn defines_unit(&self, id: &str) -> bool {
        self.units.contains_key(id) || Unit::builtin(id).is_some() || self.base_unit(id).is_some()
    }

    /// Unit of the value that a formula reads for `id`; `None` where the model does not say.
    ///
    /// For a species this is concentration or, where `substance_only`, amount; for a reaction it
    /// is extent per time.
    pub fn unit_of(&self, id: &str) -> Option<Unit> {
        self.unit_of_kind(self.kind(id)?)
    }

    /// [`Network::unit_of`] for what is looked up already.
    pub(crate) fn unit_of_kind(&self, kind: Kind) -> Option<Unit> {
        match kind {
            Kind::Compartment(i) => self.size_unit(i),
            Kind::Species(i) => self.species_unit(i),
            Kind::Parameter(i) => self.parameters.get(i)?.unit.as_deref().and_then(|u| self.unit(u)),
            Kind::Reaction(_) => self.rate_unit(),
        }
    }

    /// Extent per time. Where the extent has no unit, that of amounts is meant.
    pub(crate) fn rate_unit(&self) -> Option<Unit> {
        let base = &self.base_units;
        Some(base.extent.or(base.substance)?.per(base.time?))
    }

    fn size_unit(&self, compartment: usize) -> Option<Unit> {
        let compartment = self.compartments.get(compartment)?;
        let base = &self.base_units;
        match (&compartment.unit, compartment.dimensions) {
            (Some(unit), _) => self.unit(unit),
            (None, 3.0) => base.volume,
            (None, 2.0) => base.area,
            (None, 1.0) => base.length,
            (None, 0.0) => Some(Unit::DIMENSIONLESS),
            (None, _) => None,
        }
    }

    fn species_unit(&self, species: usize) -> Option<Unit> {
        let species = self.species.get(species)?;
        let amount = match &species.unit {
            Some(unit) => self.unit(unit),
            None => self.base_units.substance,
        }?;
        if species.substance_only {
            return Some(amount);
        }
        let home = self.compartments.iter().position(|c| c.id == species.compartment)?;
        Some(amount.per(self.size_unit(home)?))
    }

    fn base_unit(&self, id: &str) -> Option<Option<Unit>> {
        let base = &self.base_units;
        match id {
            "substance" => Some(base.substance),
            "volume" => Some(base.volume),
            "area" => Some(base.area),
            "length" => Some(base.length),
            "time" | "time_unit" => Some(base.time),
            "extent" => Some(base.extent),
            _ => None,
        }
    }
}
