//! The models that are compared on, from the PEtab benchmark collection.

use std::path::PathBuf;

/// A published model with the condition and the time span it is simulated for.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Short name.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Folder of the collection.
    pub folder: &'static str,
    /// Values that make up the experimental condition.
    pub condition: &'static [(&'static str, f64)],
    /// End of the simulation, in the model's unit of time; it starts at 0.
    pub end: f64,
    /// How many parameter sets beside the model's own.
    pub sets: usize,
}

/// All models, small ones first.
pub const CASES: [Case; 4] = [
    Case {
        name: "boehm",
        title: "Boehm 2014",
        folder: "Boehm_JProteomeRes2014",
        condition: &[],
        end: 240.0,
        sets: 256,
    },
    Case {
        name: "raia",
        title: "Raia 2011",
        folder: "Raia_CancerResearch2011",
        condition: &[("il13_level", 80.0)],
        end: 120.0,
        sets: 256,
    },
    Case {
        name: "bachmann",
        title: "Bachmann 2011",
        folder: "Bachmann_MSB2011",
        condition: &[
            ("Epo", 1.25e-7),
            ("ActD", 0.0),
            ("CISoe", 0.0),
            ("SOCS3oe", 0.0),
            ("init_SHP1_multiplier", 0.0),
        ],
        end: 240.0,
        sets: 256,
    },
    Case {
        name: "chen",
        title: "Chen 2009",
        folder: "Chen_MSB2009",
        condition: &[("c1", 5e-9)],
        end: 9000.0,
        sets: 8,
    },
];

impl Case {
    /// The case with this name.
    ///
    /// # Errors
    /// A sentence with the names that there are.
    pub fn find(name: &str) -> Result<Self, String> {
        CASES.into_iter().find(|case| case.name == name).ok_or_else(|| {
            let names = CASES.map(|case| case.name).join(", ");
            format!("no model `{name}`; there are {names}")
        })
    }

    /// Its SBML file; the collection lies beside the project and is not part of it.
    pub fn file(&self) -> PathBuf {
        let file = format!("model_{}.xml", self.folder);
        root().join("../shared/petab-benchmark").join(self.folder).join(file)
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
