//! Qualifiers of Antimony as libAntimony 3.3 writes them into SBML.

/// The name in SBML; `None` where it is none of a controlled vocabulary.
pub(super) fn in_sbml(qualifier: &str) -> Option<&str> {
    Some(match qualifier {
        "identity" | "biological_entity_is" => "bqbiol:is",
        "part" | "hasPart" => "bqbiol:hasPart",
        "parthood" | "isPartOf" => "bqbiol:isPartOf",
        "hypernym" | "isVersionOf" => "bqbiol:isVersionOf",
        "version" | "hasVersion" => "bqbiol:hasVersion",
        "homolog" | "isHomologTo" => "bqbiol:isHomologTo",
        "description" | "isDescribedBy" => "bqbiol:isDescribedBy",
        "encoder" | "isEncodedBy" => "bqbiol:isEncodedBy",
        "encodement" | "encodes" => "bqbiol:encodes",
        "container" | "occursIn" => "bqbiol:occursIn",
        "property" | "hasProperty" => "bqbiol:hasProperty",
        "propertyBearer" | "isPropertyOf" => "bqbiol:isPropertyOf",
        "taxon" | "hasTaxon" => "bqbiol:hasTaxon",
        "model_entity_is" => "bqmodel:is",
        "origin" | "isDerivedFrom" => "bqmodel:isDerivedFrom",
        "class" | "isInstanceOf" => "bqmodel:isInstanceOf",
        "instance" | "hasInstance" => "bqmodel:hasInstance",
        other if other.starts_with("bqbiol:") || other.starts_with("bqmodel:") => other,
        _ => return None,
    })
}
