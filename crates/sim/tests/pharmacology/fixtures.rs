//! Made-up compounds, kinases and a small network.

use jakstat_model::network::{
    BaseUnits, Compartment, Initial, Network, Parameter, Reaction, Species, SpeciesReference,
};
use jakstat_model::{Expr, Op, Unit};
use jakstat_sim::pharmacology::{Compound, Kinases, Targets};

/// A sourced value.
pub fn sourced(value: f64, unit: &str) -> String {
    format!("{{ value = {value:?}, unit = \"{unit}\", status = \"assumed\", note = \"test\" }}")
}

/// Text of a compound file with `rest` after the fixed part (weight 400 g/mol, half of it unbound).
pub fn compound_text(id: &str, rest: &str) -> String {
    format!(
        "id = \"{id}\"\nname = \"{id}\"\nmolecular_weight = {}\nfraction_unbound = {}\n{rest}\n",
        sourced(400.0, "g/mol"),
        sourced(0.5, "1")
    )
}

/// A compound; see [`compound_text`].
pub fn compound(id: &str, rest: &str) -> Compound {
    Compound::read("test", &compound_text(id, rest)).unwrap()
}

/// A reversible potency for `kinase`, with the text `atp` (`atp = ...`, or empty).
pub fn reversible(kinase: &str, nanomolar: f64, atp: &str) -> String {
    format!("[[potency]]\nkinase = \"{kinase}\"\nic50 = {}\n{atp}\n", sourced(nanomolar, "nM"))
}

/// A covalent potency for `kinase`, with `kinact` in 1/h and `K_I` in nM.
pub fn covalent(kinase: &str, kinact: f64, constant: f64) -> String {
    format!(
        "[[potency]]\nkinase = \"{kinase}\"\nkind = \"covalent\"\ninactivation_rate = {}\ninactivation_constant = {}\n",
        sourced(kinact, "1/h"),
        sourced(constant, "nM")
    )
}

/// Oral kinetics: ka 1.2 /h, CL 6 L/h, V 30 L; `rest` adds to the table.
pub fn oral(rest: &str) -> String {
    format!(
        "[pharmacokinetics]\nabsorption_rate = {}\nclearance = {}\ncentral_volume = {}\n{rest}\n",
        sourced(1.2, "1/h"),
        sourced(6.0, "L/h"),
        sourced(30.0, "L")
    )
}

/// Kinases 1 (Km 50 uM, turnover 0.2 /h) and 2 (Km 10 uM, no turnover); 5 mM ATP in the cell.
pub fn kinases() -> Kinases {
    let text = format!(
        "[cell]\natp = {}\n[[kinase]]\nid = \"kinase1\"\natp_km = {}\nturnover = {}\n[[kinase]]\nid = \"kinase2\"\natp_km = {}\n",
        sourced(5.0, "mM"),
        sourced(50.0, "uM"),
        sourced(0.2, "1/h"),
        sourced(10.0, "uM")
    );
    Kinases::read(&text).unwrap()
}

/// Kinase 1 catalyses `v1`.
pub fn targets(rest: &str) -> Targets {
    let text = format!("source = \"test\"\n[[target]]\nkinase = \"kinase1\"\nreactions = [\"v1\"]\n{rest}\n");
    Targets::read(&text).unwrap()
}

/// `v1: A -> B; k1*A` and `v2: B -> A; k2*B`, counted in `substance`, litres and `time`.
pub fn network(substance: Unit, time: Unit) -> Network {
    let litre = Unit::parse("L").unwrap();
    let base_units = BaseUnits {
        substance: Some(substance),
        volume: Some(litre),
        time: Some(time),
        extent: Some(substance),
        ..BaseUnits::default()
    };
    let species = |id: &str| Species {
        id: id.into(),
        name: None,
        compartment: "cell".into(),
        initial: Initial::Concentration(1.0),
        substance_only: false,
        boundary: false,
        constant: false,
        unit: None,
        conversion_factor: None,
        at: None,
    };
    let mut network = Network { id: "small".into(), base_units, ..Network::default() };
    network.units.insert("flow".into(), litre.per(time));
    network.compartments.push(Compartment {
        id: "cell".into(),
        name: None,
        dimensions: 3.0,
        size: Some(1.0),
        unit: None,
        constant: true,
        at: None,
    });
    network.species = vec![species("A"), species("B")];
    network.parameters = [("k1", 3.0), ("k2", 0.5)].map(|(id, value)| parameter(id, value)).to_vec();
    network.reactions = vec![reaction("v1", "A", "B", "k1"), reaction("v2", "B", "A", "k2")];
    network
}

/// [`network`] in nanomoles and minutes.
pub fn small() -> Network {
    network(Unit::parse("nmol").unwrap(), Unit::parse("min").unwrap())
}

fn parameter(id: &str, value: f64) -> Parameter {
    let unit = Some("flow".to_owned());
    Parameter { id: id.into(), name: None, value: Some(value), unit, constant: true, at: None }
}

fn reaction(id: &str, from: &str, to: &str, k: &str) -> Reaction {
    let side = |s: &str| vec![SpeciesReference { species: s.into(), stoichiometry: Expr::Num(1.0) }];
    Reaction {
        id: id.into(),
        name: None,
        reactants: side(from),
        products: side(to),
        modifiers: Vec::new(),
        rate: Some(Expr::binary(Op::Mul, Expr::id(k), Expr::id(from))),
        reversible: false,
        fast: false,
        at: None,
    }
}
