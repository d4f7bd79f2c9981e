#!/usr/bin/env bash
# Runs the example; fails if it fails, as it does where going back gives other bits. Prints nothing else.
set -euo pipefail
source "$(dirname "$0")/../tools.sh"

if [ -n "${PROGRAMS:-}" ]; then
  example 05-embedded-cell "$out/example"
else
  quietly cargo run -q -p jakstat-examples --bin example-05-embedded-cell -- "$out/example"
fi

test -s "$out/example/figure.png" && test -s "$out/example/figure.csv"
