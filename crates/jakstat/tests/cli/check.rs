//! `jakstat check`, `explain` and `completions`.

use crate::bench::{Bench, DECAY};

#[test]
fn a_good_model_is_summed_up() {
    let bench = Bench::with(&[("decay.ant", DECAY)]);
    let said = bench.say("check decay.ant");
    assert_eq!(said.out, "decay.ant: model, 2 species, 1 reaction, 1 parameter, 1 compartment: ok\n");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}

#[test]
fn every_problem_of_a_bad_model_is_shown_with_its_line() {
    let bench = Bench::with(&[("bad.ant", "J1: S1 -> S2; k1*S1\nS1 = 10; S2 = 0\nk2 = 0.1\nk2 = \"x\"\n")]);
    let said = bench.say("check bad.ant");
    let wanted = "\
error[N007]: `k1` is used but has no value
 --> bad.ant:1:15
  |
1 | J1: S1 -> S2; k1*S1
  |               ^^
  |
  = help: did you mean `k2`? If not, give it a value, such as `k1 = 1`
";
    assert!(said.out.starts_with(wanted), "{}", said.out);
    assert!(said.out.contains(" --> bad.ant:4:"), "{}", said.out);
    assert!(said.out.ends_with("bad.ant: model: 2 errors\n"), "{}", said.out);
    assert_eq!(said.code, 1);
}

#[test]
fn clashes_of_units_are_what_the_user_wants_them_to_be() {
    let bench = Bench::with(&[("clash.ant", &DECAY.replace("k has per_s", "k has nM"))]);
    let verdict = |policy: &str| {
        let said = bench.say(&format!("check clash.ant --units {policy}"));
        (said.code, said.out.contains("[N020]: the rate of reaction `J`"))
    };
    assert_eq!(verdict("error"), (1, true));
    assert_eq!(verdict("warn"), (0, true));
    assert_eq!(verdict("ignore"), (0, false));
}

#[test]
fn json_has_a_line_for_each_problem_and_each_file() {
    let bench = Bench::with(&[("decay.ant", DECAY), ("bad.ant", "J: S1 -> ; k1*S1\nS1 = 1\n")]);
    let said = bench.say("check decay.ant bad.ant --json");
    let lines: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((&lines[0]["file"], &lines[0]["ok"]), (&"decay.ant".into(), &true.into()));
    let problem = &lines[1];
    assert_eq!((&problem["code"], &problem["severity"]), (&"N007".into(), &"error".into()));
    let place = ["line", "column", "end_line", "end_column"].map(|key| problem[key].as_u64().unwrap());
    assert_eq!(place, [1, 12, 1, 14]);
    assert_eq!(lines[2]["errors"], 1);
    assert_eq!(said.code, 1);
}

#[test]
fn what_imports_what_is_read_and_told_by_path() {
    let main = "import \"../parts/part.ant\"\nP: part()\n";
    let part = "model part()\n  J: A -> B; k*A\n  A = 1; B = 0; k = k0\nend\n";
    let bench = Bench::with(&[("m/main.ant", main), ("parts/part.ant", part)]);
    let said = bench.say("check m/main.ant");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("m/../parts/part.ant:3:") && said.out.contains("`P__k0`"), "{}", said.out);
    std::fs::write(bench.path().join("parts/part.ant"), part.replace("k0", "0.5")).unwrap();
    assert_eq!(bench.say("check m/main.ant").code, 0);
}

#[test]
fn imports_do_not_leave_the_parent_folder() {
    let far = "model far()\n x = 1\nend\n";
    let bench = Bench::with(&[
        ("far.ant", far),
        ("a/b/up.ant", "import \"../../far.ant\"\n x = 1\n"),
        ("a/b/root.ant", "import \"/far.ant\"\n x = 1\n"),
    ]);
    let up = bench.say("check a/b/up.ant");
    assert!(
        up.out.contains("cannot import `../../far.ant`: the path leaves the parent folder"),
        "{}",
        up.out
    );
    let root = bench.say("check a/b/root.ant");
    assert!(root.out.contains("cannot import `/far.ant`: the path is absolute"), "{}", root.out);
    assert_eq!((up.code, root.code), (1, 1));
}

#[test]
fn a_folder_stands_for_its_model() {
    let bench = Bench::with(&[("m/model.ant", DECAY), ("n/other.ant", DECAY)]);
    assert_eq!(bench.say("check m").code, 0);
    let said = bench.say("check n");
    assert!(said.out.contains("the folder `n` holds no `model.ant` and no `model.xml`"), "{}", said.out);
    assert_eq!(said.code, 1);
}

#[test]
fn codes_are_explained() {
    let bench = Bench::with(&[]);
    let said = bench.say("explain n007");
    assert!(said.out.starts_with("N007: ") && said.code == 0, "{said:?}");
    let all = bench.say("explain").out;
    for code in ["A001", "C001", "J001", "N001", "P001", "R001", "S001", "Y001"] {
        assert!(all.contains(&format!("\n{code}  ")) || all.starts_with(code), "{code} is not listed");
    }
    let unknown = bench.say("explain N999");
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("there is no code `N999`") && unknown.err.contains("did you mean `N0"));
}

#[test]
fn completions_know_the_commands() {
    let bench = Bench::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = bench.say(&format!("completions {shell}"));
        assert!(said.code == 0 && said.out.contains("explain"), "{shell}");
    }
}

#[test]
fn help_has_examples() {
    let bench = Bench::with(&[]);
    for command in ["check", "run", "list", "explain", "completions"] {
        let said = bench.say(&format!("{command} --help"));
        assert!(said.code == 0 && said.out.contains("Examples:\n  jakstat "), "{command}");
    }
}
