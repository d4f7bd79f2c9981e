//! Two processes on one output folder.

use std::time::{Duration, Instant};

use crate::bench::{Bench, Said};

#[test]
fn a_second_process_on_a_study_is_refused_and_the_first_goes_on() {
    let bench = Bench::new();
    let first = bench.start("study study.toml -o out -j 2");
    let begun = Instant::now();
    while bench.blocks("out") < 1 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = bench.say("study study.toml -o out --resume");
    second.refused(&["another process is running in out", "wait for it or choose another folder"]);
    Said::from(first.wait_with_output().unwrap()).fine();
    bench.is_whole("out");
}

#[test]
fn two_processes_that_begin_a_study_at_once_leave_one_whole_run() {
    let bench = Bench::new();
    for trial in 0..3 {
        let folder = format!("out{trial}");
        let both = [0, 1].map(|_| bench.start(&format!("study study.toml -o {folder} -j 1")));
        let said = both.map(|child| Said::from(child.wait_with_output().unwrap()));
        let refused = said.iter().filter(|s| s.code == Some(1)).count();
        assert!(refused == 1 && said.iter().any(|s| s.code == Some(0)), "{said:?}");
        bench.is_whole(&folder);
    }
}

#[test]
fn runs_that_write_one_folder_at_once_take_turns() {
    let bench = Bench::new();
    bench.say("run scenario.toml -o alone --points 20").fine();
    bench.say("run scenario.toml -o other --points 30").fine();
    let wanted = [bench.files("alone/"), bench.files("other/")].map(|f| f["rows.csv"].clone());
    for _ in 0..4 {
        let both = [20, 30].map(|n| bench.start(&format!("run scenario.toml -o out --points {n}")));
        both.into_iter().for_each(|child| Said::from(child.wait_with_output().unwrap()).fine());
        let files = bench.files("out");
        // All files are of one of the two: which one says its command.
        let is_first = String::from_utf8_lossy(&files["provenance.json"]).contains("--points 20");
        assert!(files["rows.csv"] == wanted[usize::from(!is_first)], "rows and provenance are of two runs");
        assert!(files.keys().all(|name| !name.ends_with(".tmp")), "{:?}", files.keys());
    }
}
