//! Labels, compounds of arms and factors on what compounds bring.

use super::bench::*;

const DOSED: &str = "\
title = \"dosed\"
model = \"m\"
time = { end = \"24 h\" }
treatment = [{ compound = \"one\", regimen = \"10 mg QD\" }]
outcome = [
    { name = \"S_end\", of = \"S\", kind = \"value\", at = \"24 h\" },
]
";

const ARMS: &str = "\
arm,compound,regimen,dose_factor
placebo,one,10 mg QD,0
low,one,10 mg QD,1
high,two,20 mg QD,1
";

fn files() -> jakstat_study::sweep::Files {
    let compounds = vec![compound("one", true), compound("two", true)];
    let files = jakstat_study::sweep::Files {
        scenarios: vec![loaded(DECAY, DOSED, compounds)],
        ..Default::default()
    };
    with_table(files, "arms.csv", ARMS)
}

const TABLE: &str = "[[axis]]\ntable = \"arms.csv\"\n";

#[test]
fn a_label_is_kept_and_sets_nothing() {
    let sweep = sweep(&study(TABLE), &files());
    let rows = sweep.rows_in_memory(None).unwrap();
    let arms: Vec<String> = rows.iter().map(|row| texts(&sweep, row)["arm"].clone()).collect();
    assert_eq!(arms, ["Text(\"placebo\")", "Text(\"low\")", "Text(\"high\")"]);
    let end = numbers(&sweep, &rows, "S_end");
    assert!((end[0] - 100.0 * (-2.4f64).exp()).abs() < 1e-3, "{end:?}");
    assert!(end[0] < end[1] && end[1] < end[2], "{end:?}");
}

#[test]
fn an_axis_of_texts_is_a_label_too() {
    let labels = "[[axis]]\nname = \"site\"\nvalues = [\"north\", \"south\"]\n";
    let sweep = sweep(&study(labels), &decay());
    let rows = sweep.rows_in_memory(None).unwrap();
    let end = numbers(&sweep, &rows, "S_end");
    assert_eq!((rows.len(), end[0]), (2, end[1]));
}

#[test]
fn clearance_is_multiplied_whichever_compound_is_given() {
    let of = |text: &str, files: &jakstat_study::sweep::Files| {
        let sweep = sweep(&study(text), files);
        numbers(&sweep, &sweep.rows_in_memory(None).unwrap(), "S_end")
    };
    let files = files();
    let factors = of(&format!("{TABLE}[[axis]]\nname = \"compound.CL\"\nvalues = [1.0, 2.5]\n"), &files);
    let plain = of(TABLE, &files);
    // A factor of 1 changes nothing.
    assert_eq!([factors[0], factors[2], factors[4]], plain[..]);
    // 2.5 of 6 L/h is 15 L/h, for the one and for the other.
    let set = |id: &str| {
        of(&format!("{TABLE}[[axis]]\nname = \"{id}\"\nunit = \"L/h\"\nvalues = [15.0]\n"), &files)
    };
    assert_eq!(factors[3], set("one_CL")[1]);
    assert_eq!(factors[5], set("two_CL")[2]);
    assert!(factors[3] < factors[2] && factors[5] < factors[4]);
    assert_eq!(factors[0], factors[1]);
    // A factor on a value that the study sets multiplies that value.
    let both = format!(
        "{TABLE}[[axis]]\nname = \"one_CL\"\nunit = \"L/h\"\nvalues = [6.0]\n[[axis]]\nname = \"compound.CL\"\nvalues = [2.5]\n"
    );
    assert_eq!(of(&both, &files)[1], factors[3]);
}

#[test]
fn a_factor_on_what_only_some_compounds_have_holds_for_these() {
    let of = |compounds| {
        let files = jakstat_study::sweep::Files {
            scenarios: vec![loaded(DECAY, DOSED, compounds)],
            ..Default::default()
        };
        let arms = "arm,compound,regimen\nx,one,10 mg QD\ny,two,20 mg q24h over 2 h\n";
        let text = format!("{TABLE}[[axis]]\nname = \"compound.ka\"\nvalues = [1.0, 0.2]\n");
        (study(&text), with_table(files, "arms.csv", arms))
    };
    let (study_, files) = of(vec![compound("one", true), compound("two", false)]);
    let sweep_ = sweep(&study_, &files);
    let end = numbers(&sweep_, &sweep_.rows_in_memory(None).unwrap(), "S_end");
    assert!(end[0] != end[1] && end[2] == end[3], "{end:?}");
    let missing = study(&format!("{TABLE}[[axis]]\nname = \"compound.Q\"\nvalues = [1.0, 2.0]\n"));
    let problems = refused(&missing, &files);
    assert!(problems[0].message.contains("no compound of a scenario has the parameter `Q`"), "{problems:?}");
    let problems = refused(&study("[[axis]]\nname = \"compound.CL\"\nvalues = [1.0, 2.0]\n"), &decay());
    assert!(problems[0].message.contains("no scenario has a compound"), "{problems:?}");
}

#[test]
fn columns_of_the_wrong_kind_are_refused() {
    for (axis, words) in [
        ("name = \"compound\"\nvalues = [1, 2]", "`compound` has numbers"),
        ("name = \"dose_factor\"\nvalues = [\"low\"]", "`dose_factor` has texts"),
        ("name = \"compound.CL\"\nvalues = [\"low\"]", "`compound.CL` has texts"),
        ("name = \"compound.CL\"\nunit = \"L/h\"\nvalues = [1, 2]", "has the unit `L/h`"),
        ("name = \"k\"\nvalues = [\"low\"]", "`k` is an id of the model"),
        ("name = \"kk\"\nvalues = [1, 2]", "no scenario has `kk`"),
    ] {
        let problems = refused(&study(&format!("[[axis]]\n{axis}\n")), &files());
        assert_eq!(problems[0].code.id, "Y070", "{problems:?}");
        assert!(problems[0].message.contains(words), "{axis}: {problems:?}");
    }
    let empty = with_table(files(), "arms.csv", "arm,compound,regimen\na,one,10 mg QD\nplacebo,,10 mg QD\n");
    assert_eq!(refused(&study(TABLE), &empty)[0].code.id, "Y022");
}
