#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
source "$(dirname "$0")/../tools.sh"

example 02-dose-response "$out/example"
jakstat study examples/02_dose_response/study.toml -o "$out/command"

# Both drew the curves from the same numbers: the points of each line agree bit by bit.
for signal in interferon-gamma erythropoietin; do
  grep ",line," "$out/example/$signal.csv" > "$out/a"
  grep ",line," "$out/command/figures/$signal.csv" > "$out/b"
  quietly cmp "$out/a" "$out/b"
done
