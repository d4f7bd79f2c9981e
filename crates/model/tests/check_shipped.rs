//! The project's own models: every unit fits, with nothing left to warn of.

use std::path::Path;

use jakstat_model::antimony;
use jakstat_model::check::{UnitPolicy, check_with};

#[test]
fn units_of_shipped_models_fit_strictly() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    for name in [
        "alopecia/blood.ant",
        "alopecia/follicle.ant",
        "alopecia/signals.ant",
        "epo-stat5-bachmann2011/model.ant",
        "ifng-stat1-yamada2003/model.ant",
    ] {
        let path = models.join(name);
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|problem| problem.to_string());
        let text = read(&path).unwrap_or_else(|why| panic!("{name}: {why}"));
        let parsed = antimony::read(name, &text, &|import| read(&path.with_file_name(import)));
        let checked =
            check_with(parsed, UnitPolicy::Error).unwrap_or_else(|problems| panic!("{name}: {problems}"));
        assert!(checked.warnings.is_empty(), "{name}: {:?}", checked.warnings);
    }
}
