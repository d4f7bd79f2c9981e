#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
source "$(dirname "$0")/../tools.sh"

example 04-imported-sbml "$out/example"
jakstat check examples/04_imported_sbml/model.xml
for compound in baricitinib abrocitinib; do
  jakstat run "examples/04_imported_sbml/$compound.toml" -o "$out/$compound"
done

test -s "$out/example/figure.png" && test -s "$out/abrocitinib/time-course.png"
