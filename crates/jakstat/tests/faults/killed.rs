//! SIGKILL at any moment.

use std::time::Duration;

use crate::bench::{Bench, undisturbed};

const KILLS: u64 = 20;

/// A number in 0..1 for each kill; spread evenly, so that no part of a run is spared.
fn spread(seed: u64) -> f64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as f64 / 2f64.powi(64)
}

/// Kills a command after a while; whether it was still running.
fn killed(bench: &Bench, arguments: &str, after: Duration) -> bool {
    let mut child = bench.start(arguments);
    std::thread::sleep(after);
    let running = child.try_wait().unwrap().is_none();
    // Its end is waited for either way.
    let _ = child.kill();
    child.wait().unwrap();
    running
}

#[test]
fn a_study_killed_at_any_moment_is_resumed_to_the_same_bytes() {
    let whole = undisturbed().1;
    let bench = Bench::new();
    let mut hit = 0;
    for kill in 0..KILLS {
        // Each twentieth of the run has its kill, at a random moment of it.
        let share = (kill as f64 + spread(kill)) / KILLS as f64;
        let folder = format!("out{kill}");
        let start = format!("study study.toml -o {folder} -j 2");
        hit += u32::from(killed(&bench, &start, whole.mul_f64(share)));
        if kill % 4 == 0 {
            // The resumed run is killed too.
            killed(&bench, &format!("{start} --resume"), whole.mul_f64(spread(kill + 100) / 2.0));
        }
        bench.recovers(&folder);
        std::fs::remove_dir_all(bench.path(&folder)).unwrap();
    }
    assert!(hit >= 10, "only {hit} of {KILLS} kills came before the end");
}

/// What a kill leaves behind while figures and summaries are written.
#[test]
fn files_that_were_being_written_are_no_obstacle() {
    let bench = Bench::new();
    bench.say("study study.toml -o out -j 2").fine();
    for left in [".summary.csv.4711.tmp", "figures/.means.svg.4711.tmp", "figures/.means.png.12.tmp"] {
        std::fs::write(bench.path("out").join(left), "half").unwrap();
    }
    bench.recovers("out");
    bench.say("run scenario.toml -o one").fine();
    let before = bench.files("one");
    std::fs::write(bench.path("one/.rows.csv.4711.tmp"), "half").unwrap();
    bench.say("run scenario.toml -o one").fine();
    assert!(bench.files("one") == before);
    // Files that only look alike are left alone.
    std::fs::write(bench.path("one/.notes.txt.4711.tmp"), "mine").unwrap();
    bench.say("run scenario.toml -o one").refused(&[".notes.txt.4711.tmp"]);
}
