//! Reading compounds, kinases, targets and regimens that are right.

use jakstat_model::Unit;
use jakstat_sim::pharmacology::{
    AssayAtp, Binding, CODES, Compound, Kinases, Regimen, Relation, Repeat, Route, Status, Targets,
};

use super::evaluate::close;
use super::fixtures::{kinases, targets};

const FULL: &str = r#"
id = "compound-a"
name = "Compound A"
synonyms = ["A-1", "A-2"]
selectivity = "kinase1 > kinase2"
note = "made up"
molecular_weight = { value = 371.42, unit = "g/mol", status = "read", source = "Somebody 2010", doi = "10.1/x" }
fraction_unbound = { value = 0.5, unit = "1", status = "recalled", source = "Somebody 2011" }

[[potency]]
kinase = "kinase1"
ic50 = { value = 5.9, unit = "nM", status = "read", source = "Somebody 2010", note = "HTRF" }
atp = { value = 1, unit = "mM", status = "read", source = "Somebody 2010" }

[[potency]]
kinase = "kinase2"
ic50 = { value = 400, unit = "nM", status = "read", source = "Somebody 2010", relation = ">" }
atp = "Km"

[[potency]]
kinase = "kinase3"
kind = "covalent"
inactivation_rate = { value = 0.01, unit = "1/s", status = "fitted", source = "", note = "to washout" }
inactivation_constant = { value = 0.2, unit = "uM", status = "assumed", source = "like its class" }

[pharmacokinetics]
absorption_rate = { value = 1.5, unit = "1/h", status = "read", source = "Somebody 2012" }
absorption_lag = { value = 15, unit = "min", status = "read", source = "Somebody 2012" }
clearance = { value = 150, unit = "mL/min", status = "read", source = "Somebody 2012" }
central_volume = { value = 85.2, unit = "L", status = "read", source = "Somebody 2012" }
intercompartmental_clearance = { value = 2.67, unit = "L/h", status = "read", source = "Somebody 2012" }
peripheral_volume = { value = 25.6, unit = "L", status = "read", source = "Somebody 2012" }
bioavailability = { value = 0.79, unit = "1", status = "read", source = "label" }
population = "healthy adults"

[pharmacokinetics.metabolite]
compound = "compound-b"
fraction_formed = { value = 0.9, unit = "1", status = "derived", source = "AUC ratio" }
clearance = { value = 3, unit = "L/h", status = "read", source = "Somebody 2012" }
volume = { value = 90, unit = "L", status = "read", source = "Somebody 2012" }

[[regimen]]
name = "4 mg QD"
dose = "4 mg"
every = "24 h"
route = "oral"
status = "studied"
source = "Somebody 2013"

[[regimen]]
name = "loaded"
dose = "50 mg"
every = "1 d"
route = "oral"
loading = { dose = "200 mg", every = "24 h", count = 28 }
stop = "36 week"
restart = "52 week"
source = "Somebody 2014"

[[regimen]]
name = "drip"
source = "Somebody 2015"
courses = [
  { dose = "10 mg", route = "bolus" },
  { dose = "20 mg", every = "12 h", route = "infusion", duration = "30 min", start = "0 h", count = 4 },
  { dose = "2 mg", every = "24 h" },
]
"#;

#[test]
fn a_full_compound_is_read() {
    let compound = Compound::read("some/folder/compound-a.toml", FULL).unwrap();
    assert_eq!((compound.id.as_str(), compound.prefix().as_str()), ("compound-a", "compound_a"));
    assert_eq!(compound.synonyms, ["A-1", "A-2"]);
    assert_eq!(compound.molecular_weight.status, Status::Read);
    assert_eq!(compound.molecular_weight.doi.as_deref(), Some("10.1/x"));
    let ic50 = |kinase: &str| match &compound.potency(kinase).unwrap().binding {
        Binding::Reversible { ic50 } => ic50.clone(),
        Binding::Covalent { .. } => panic!("{kinase} is reversible"),
    };
    assert_eq!(ic50("kinase1").to_string(), "5.9 nM");
    close(ic50("kinase1").to(&Unit::parse("uM").unwrap()).unwrap(), 0.0059, 1e-12);
    assert_eq!(
        ic50("kinase1").to(&Unit::parse("h").unwrap()).unwrap_err().to_string(),
        "`nM` cannot be converted to `h`"
    );
    assert_eq!(
        (ic50("kinase2").relation, ic50("kinase2").to_string().as_str()),
        (Relation::Above, ">400 nM")
    );
    assert!(
        matches!(&compound.potency("kinase1").unwrap().atp, Some(AssayAtp::Concentration(atp)) if atp.value == 1.0)
    );
    assert_eq!(compound.potency("kinase2").unwrap().atp, Some(AssayAtp::Km));
    assert!(matches!(compound.potency("kinase3").unwrap().binding, Binding::Covalent { .. }));
    assert!(compound.potency("kinase4").is_none());
    let kinetics = compound.kinetics.as_ref().unwrap();
    assert!(!kinetics.is_apparent());
    close(kinetics.clearance.to(&Unit::parse("L/h").unwrap()).unwrap(), 9.0, 1e-12);
    assert_eq!(kinetics.metabolite.as_ref().unwrap().compound, "compound-b");
    // The place of a number is the place of its table.
    let at = compound.fraction_unbound.as_ref().unwrap().at;
    assert!(FULL[at.start as usize..at.end as usize].starts_with("{ value = 0.5"));
}

#[test]
fn regimens_of_a_compound_are_read() {
    let compound = Compound::read("compound-a.toml", FULL).unwrap();
    let named = compound.regimen("4 mg QD").unwrap();
    assert_eq!((named.status.as_deref(), named.source.as_str()), (Some("studied"), "Somebody 2013"));
    assert_eq!(named.regimen, Regimen::parse("4 mg QD").unwrap());
    let loaded = &compound.regimen("loaded").unwrap().regimen;
    let written = "200 mg QD x 28 then 50 mg QD until 36 week then 50 mg QD from 52 week";
    assert_eq!(*loaded, Regimen::parse(written).unwrap());
    let drip = compound.regimen("drip").unwrap().regimen.courses();
    assert_eq!((drip[0].route, drip[0].repeat), (Route::Bolus, Repeat::Once));
    assert_eq!(drip[1].route, Route::Infusion { duration_h: 0.5 });
    assert_eq!(drip[2].start_h, 48.0);
}

#[test]
fn kinases_and_targets_are_read() {
    let kinases = kinases();
    assert_eq!(kinases.get("kinase1").unwrap().turnover.as_ref().unwrap().value, 0.2);
    assert!(kinases.get("kinase2").unwrap().turnover.is_none() && kinases.get("kinase9").is_none());
    let targets = targets("[[target]]\nkinase = \"kinase2\"\nreactions = [\"v1\", \"v2\"]\nexponent = 2\n");
    assert_eq!(targets.kinases(), ["kinase1", "kinase2"]);
    assert_eq!((targets.targets[0].exponent, targets.targets[1].exponent), (1.0, 2.0));
}

#[test]
fn a_regimen_is_read_from_any_toml_value() {
    let document = toml::de::DeTable::parse(
        "a = \"4 mg QD\"\n[b]\ndose = \"4 mg\"\nevery = \"24 h\"\nstart = \"1 week\"\ncount = 2\n",
    )
    .unwrap();
    let table = document.get_ref();
    assert_eq!(Regimen::from_toml(&table["a"]).unwrap(), Regimen::parse("4 mg QD").unwrap());
    assert_eq!(Regimen::from_toml(&table["b"]).unwrap(), Regimen::parse("4 mg QD x 2 from 1 week").unwrap());
}

#[test]
fn nothing_panics_on_any_beginning_of_a_file() {
    for end in (0..FULL.len()).filter(|i| FULL.is_char_boundary(*i)) {
        let _ = Compound::read("compound-a.toml", &FULL[..end]);
        let _ = Kinases::read(&FULL[..end]);
        let _ = Targets::read(&FULL[..end]);
        let _ = Regimen::parse(&FULL[..end]);
    }
}

#[test]
fn every_code_has_its_own_id() {
    let ids: std::collections::BTreeSet<&str> = CODES.iter().map(|c| c.id).collect();
    assert_eq!(ids.len(), CODES.len());
}
