//! Level and version of a document, and what they change.

use roxmltree::Node;

use super::codes;
use crate::Diagnostic;

/// SBML level and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level {
    /// 1 to 3.
    pub level: u8,
    /// 1 to 5, by level.
    pub version: u8,
}

/// Start of every namespace of SBML, packages included.
pub(super) const SBML: &str = "http://www.sbml.org/sbml/";

/// Namespaces of the core with their level and version. Both versions of Level 1 share one.
const NAMESPACES: [(&str, u8, u8); 8] = [
    ("level1", 1, 0),
    ("level2", 2, 1),
    ("level2/version2", 2, 2),
    ("level2/version3", 2, 3),
    ("level2/version4", 2, 4),
    ("level2/version5", 2, 5),
    ("level3/version1/core", 3, 1),
    ("level3/version2/core", 3, 2),
];

impl Level {
    /// What the root element `<sbml>` says.
    ///
    /// # Errors
    /// The root is no SBML, or its namespace and attributes are unknown or contradict each other.
    pub fn of(root: Node) -> Result<Self, Diagnostic> {
        let namespace = root.tag_name().namespace().unwrap_or("");
        let Some(suffix) = namespace.strip_prefix(SBML).filter(|_| root.tag_name().name() == "sbml") else {
            let message = format!("the root element is `{}`, not `sbml`", root.tag_name().name());
            return Err(Diagnostic::error(&codes::NOT_SBML, message)
                .help("give an SBML file, whose root is `<sbml xmlns=\"http://www.sbml.org/sbml/...\">`"));
        };
        let (level, version) = (root.attribute("level"), root.attribute("version"));
        let said = |text: Option<&str>| text.and_then(|t| t.trim().parse::<u8>().ok());
        let unknown = || {
            let (level, version) = (level.unwrap_or("?"), version.unwrap_or("?"));
            let message = format!("level {level} version {version} in namespace `{namespace}` is not known");
            Diagnostic::error(&codes::LEVEL, message)
                .help("make level, version and namespace those of one SBML version from L1V1 to L3V2")
        };
        let &(_, by_level, by_version) =
            NAMESPACES.iter().find(|(s, ..)| *s == suffix).ok_or_else(unknown)?;
        match (said(level), said(version)) {
            (Some(1), Some(version @ (1 | 2))) if by_level == 1 => Ok(Self { level: 1, version }),
            (Some(l), Some(v)) if l == by_level && v == by_version && l > 1 => {
                Ok(Self { level: l, version: v })
            }
            _ => Err(unknown()),
        }
    }

    /// Level 3: attributes have no defaults, units and stoichiometries are set by reference.
    pub fn is_3(self) -> bool {
        self.level == 3
    }

    /// Level 3 Version 2: formulas may be left out.
    pub fn math_is_optional(self) -> bool {
        self >= Self { level: 3, version: 2 }
    }

    /// The attribute that holds ids: Level 1 calls it `name`.
    pub fn id_attribute(self) -> &'static str {
        if self.level == 1 { "name" } else { "id" }
    }
}
