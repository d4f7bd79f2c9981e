#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
quietly() { "$@" > "$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }; }

quietly cargo run -q --release -p jakstat-examples --bin example-01-time-course-with-inhibitor -- "$out/example"
quietly cargo run -q --release -p jakstat -- run examples/01_time_course_with_inhibitor/scenario.toml -o "$out/command"

test -s "$out/example/figure.png" && test -s "$out/command/time-course.png"
