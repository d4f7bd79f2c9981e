//! Qualifiers of annotations by their names in Antimony and in SBML.

/// Antimony's names with those of SBML; of several Antimony names for one, the usual one first.
const NAMES: [(&str, &str); 33] = [
    ("identity", "bqbiol:is"),
    ("biological_entity_is", "bqbiol:is"),
    ("part", "bqbiol:hasPart"),
    ("hasPart", "bqbiol:hasPart"),
    ("parthood", "bqbiol:isPartOf"),
    ("isPartOf", "bqbiol:isPartOf"),
    ("hypernym", "bqbiol:isVersionOf"),
    ("isVersionOf", "bqbiol:isVersionOf"),
    ("version", "bqbiol:hasVersion"),
    ("hasVersion", "bqbiol:hasVersion"),
    ("homolog", "bqbiol:isHomologTo"),
    ("isHomologTo", "bqbiol:isHomologTo"),
    ("description", "bqbiol:isDescribedBy"),
    ("isDescribedBy", "bqbiol:isDescribedBy"),
    ("encoder", "bqbiol:isEncodedBy"),
    ("isEncodedBy", "bqbiol:isEncodedBy"),
    ("encodement", "bqbiol:encodes"),
    ("encodes", "bqbiol:encodes"),
    ("container", "bqbiol:occursIn"),
    ("occursIn", "bqbiol:occursIn"),
    ("property", "bqbiol:hasProperty"),
    ("hasProperty", "bqbiol:hasProperty"),
    ("propertyBearer", "bqbiol:isPropertyOf"),
    ("isPropertyOf", "bqbiol:isPropertyOf"),
    ("taxon", "bqbiol:hasTaxon"),
    ("hasTaxon", "bqbiol:hasTaxon"),
    ("model_entity_is", "bqmodel:is"),
    ("origin", "bqmodel:isDerivedFrom"),
    ("isDerivedFrom", "bqmodel:isDerivedFrom"),
    ("class", "bqmodel:isInstanceOf"),
    ("isInstanceOf", "bqmodel:isInstanceOf"),
    ("instance", "bqmodel:hasInstance"),
    ("hasInstance", "bqmodel:hasInstance"),
];

/// The SBML name of a qualifier; `None` where it is none of SBML.
pub(crate) fn in_sbml(qualifier: &str) -> Option<&str> {
    let prefixed = ["bqbiol:", "bqmodel:"].iter().any(|p| qualifier.starts_with(p));
    let known = || NAMES.iter().find(|(name, _)| *name == qualifier).map(|(_, sbml)| *sbml);
    if prefixed { Some(qualifier) } else { known() }
}

/// The Antimony name of a qualifier; `None` where Antimony has none.
///
/// Antimony does not tell whether a description or a version is said of the model as a text or of
/// what it models: both have one name.
pub(crate) fn in_antimony(qualifier: &str) -> Option<&str> {
    if let Some((name, _)) = NAMES.iter().find(|(name, sbml)| *name == qualifier || *sbml == qualifier) {
        return Some(name);
    }
    let biological = qualifier.strip_prefix("bqmodel:").map(|name| format!("bqbiol:{name}"))?;
    NAMES.iter().find(|(_, sbml)| *sbml == biological).map(|(name, _)| *name)
}
