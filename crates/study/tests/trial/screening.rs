//! Who is enrolled.

use jakstat_study::population::Population;
use jakstat_study::sweep::Sweep;

use super::bench::*;
use super::population::TWO;

fn screened(keep: &str) -> String {
    format!("{TWO}[screen]\nscenario = \"s.toml\"\nkeep = [{keep}]\n")
}

#[test]
fn those_who_satisfy_all_criteria_are_enrolled_in_order() {
    let text = screened("{ outcome = \"score\", at_least = 50 }, { outcome = \"score\", at_most = 80 }");
    let files = with_population(decay(), &text);
    let sweep = sweep(&study(&trial(100)), &files);
    let rows = sweep.rows_in_memory(None).unwrap();
    let [patient, score] = ["patient", "score"].map(|name| numbers(&sweep, &rows, name));
    assert!(score.iter().all(|s| (50.0..=80.0).contains(s)));
    // The same, by hand.
    let candidates = Population::read(TWO).unwrap().candidates(5).unwrap();
    let (mut expected, mut low, mut high, mut looked) = (Vec::new(), 0, 0, 0);
    while expected.len() < 100 {
        let values = candidates.values(looked);
        let score = values[0] * (1.0 - values[1]);
        looked += 1;
        match score {
            s if s < 50.0 => low += 1,
            s if s > 80.0 => high += 1,
            _ => expected.push(looked as f64),
        }
    }
    assert_eq!(patient, expected);
    let notice = sweep.notices().iter().find(|n| n.code.id == "Y085").unwrap();
    let words = format!(
        "p.toml: 100 of {looked} candidates enrolled; score at least 50 excluded {low}, score at most 80 excluded {high}"
    );
    assert_eq!(notice.message, words);
}

#[test]
fn the_number_of_threads_and_of_patients_changes_nobody() {
    let files = with_population(decay(), &screened("{ outcome = \"score\", at_least = 60 }"));
    let on = |threads: usize, patients: u64| {
        let study = study(&trial(patients));
        let sweep = jakstat_study::on_threads(Some(threads), || Sweep::new(&study, &files)).unwrap().unwrap();
        numbers(&sweep, &sweep.rows_in_memory(Some(threads)).unwrap(), "patient")
    };
    let one = on(1, 90);
    assert_eq!(one, on(2, 90));
    assert_eq!(one[..30], on(2, 30));
}

#[test]
fn an_axis_of_one_value_holds_for_the_screening_too() {
    let files = with_population(decay(), &screened("{ outcome = \"S_end\", at_least = 30, at_most = 50 }"));
    let with_k = |values: &str| format!("[[axis]]\nname = \"k\"\nvalues = [{values}]\n{}", trial(5));
    // S_end is 37 at the model's own k of 0.1, and nearly nothing at 1.
    assert_eq!(sweep(&study(&with_k("0.1")), &files).rows(), 5);
    assert_eq!(sweep(&study(&with_k("0.1, 1")), &files).rows(), 10);
    let problems = refused(&study(&with_k("1")), &files);
    assert_eq!(problems[0].code.id, "Y084");
    let words = "0 of 250 candidates pass the screening, and 5 patients are wanted; \
                 `S_end from 30 to 50` excluded most, 250";
    assert_eq!(problems[0].message, words);
    assert!(problems[0].place.is_some());
}

#[test]
fn a_screening_that_cannot_be_is_refused() {
    let files = with_population(decay(), &screened("{ outcome = \"scroe\", at_least = 50 }"));
    let problems = refused(&study(&trial(5)), &files);
    assert_eq!((problems[0].code.id, problems[0].help.as_deref()), ("Y083", Some("it has: S_end, score")));
    let mut files = with_population(decay(), &screened("{ outcome = \"score\", at_least = 50 }"));
    files.populations.get_mut("p.toml").unwrap().screening = None;
    assert!(refused(&study(&trial(5)), &files)[0].message.contains("was not read"));
}

#[test]
fn a_run_that_fails_stops_the_screening() {
    let exploding = DECAY.replace("score := gain", "G' = (gain - 66)*G*G; var G; G = 1\nscore := gain");
    let mut files = with_population(decay(), &screened("{ outcome = \"score\", at_least = 1 }"));
    files.populations.get_mut("p.toml").unwrap().screening = Some(loaded(&exploding, SCENARIO, Vec::new()));
    let problems = refused(&study(&trial(50)), &files);
    assert_eq!(problems[0].code.id, "Y084");
    assert!(problems[0].message.contains("the screening run of candidate"), "{}", problems[0].message);
    assert!(problems[0].message.contains("candidates enrolled; score at least 1 excluded 0"));
}

#[test]
fn other_bounds_enrol_others() {
    let files = with_population(decay(), &screened("{ outcome = \"score\", at_least = 50 }"));
    let mut planned = sweep(&study(&trial(30)), &files);
    let before = planned.rows_in_memory(None).unwrap();
    let mut population = files.populations["p.toml"].population.clone();
    population.screen.as_mut().unwrap().keep[0].at_least = Some(1e9);
    assert_eq!(planned.set_population("p.toml", &population).unwrap_err()[0].code.id, "Y084");
    assert_eq!(planned.rows_in_memory(None).unwrap(), before, "a refused population changed the rows");
    population.screen.as_mut().unwrap().keep[0].at_least = Some(70.0);
    planned.set_population("p.toml", &population).unwrap();
    let rows = planned.rows_in_memory(None).unwrap();
    assert!(numbers(&planned, &rows, "score").iter().all(|score| *score >= 70.0));
    assert_eq!(planned.notices().iter().filter(|n| n.code.id == "Y085").count(), 1);
}
