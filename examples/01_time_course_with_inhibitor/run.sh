#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
source "$(dirname "$0")/../tools.sh"

example 01-time-course-with-inhibitor "$out/example"
jakstat run examples/01_time_course_with_inhibitor/scenario.toml -o "$out/command"

test -s "$out/example/figure.png" && test -s "$out/command/time-course.png"
