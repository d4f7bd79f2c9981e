#!/usr/bin/env bash
# Runs the example, then the same as a command line; fails if either fails. Prints nothing else.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
quietly() { "$@" > "$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }; }

quietly cargo run -q --release -p jakstat-examples --bin example-04-imported-sbml -- "$out/example"
quietly cargo run -q --release -p jakstat -- check examples/04_imported_sbml/model.xml
for compound in baricitinib abrocitinib; do
  quietly cargo run -q --release -p jakstat -- run "examples/04_imported_sbml/$compound.toml" -o "$out/$compound"
done

test -s "$out/example/figure.png" && test -s "$out/abrocitinib/time-course.png"
