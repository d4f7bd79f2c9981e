# For the run.sh of each example: a folder that goes away, and the programs. With PROGRAMS set to a
# folder of built programs these are used; else cargo builds them.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

quietly() { "$@" > "$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }; }

# program NAME PACKAGE ARGUMENTS...
program() {
  local name=$1 package=$2
  shift 2
  if [ -n "${PROGRAMS:-}" ]; then
    quietly "$PROGRAMS/$name" "$@"
  else
    quietly cargo run -q --release -p "$package" --bin "$name" -- "$@"
  fi
}

example() { program "example-$1" jakstat-examples "${@:2}"; }
jakstat() { program jakstat jakstat "$@"; }
