#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
source "$(dirname "$0")/../tools.sh"

example 03-jak1-against-jak2 "$out/example"
jakstat study models/studies/jak1-vs-jak2.toml -o "$out/command"

# The same table, bit by bit; lines with # say where it comes from.
grep -v "^#" "$out/example/runs/runs.csv" > "$out/a"
grep -v "^#" "$out/command/runs.csv" > "$out/b"
quietly cmp "$out/a" "$out/b"
test -s "$out/example/figure.png" && test -s "$out/command/figures/on-target-off-target.png"
