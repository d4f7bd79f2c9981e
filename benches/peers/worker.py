"""What every tool's script shares: the job it is given and the protocol it speaks.

A script is started as `python TOOL.py JOB.json`. It loads and compiles the model, then prints
`ready NAME VERSION REMARK` (or `skip REASON`) and answers one line per line of standard input:

    keep N PATH   simulate the first N parameter sets, write all trajectories, print `kept FAILED`
    run N         simulate N parameter sets, round and round from the second on,
                  print `ran SECONDS FAILED`

The first parameter set holds the model's own values. Trajectories are 64-bit floats: set after set,
time after time, state after state, in the units of the model's formulas. A run that failed is NaN.
"""

import csv
import json
import os
import sys
import time

# Single core: no tool may reach for the other one through its linear algebra.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np


class Job:
    """What to simulate."""

    def __init__(self, path):
        with open(path) as file:
            told = json.load(file)
        self.name = told["name"]
        self.model = told["model"]
        self.end = float(told["end"])
        self.points = int(told["points"])
        self.rtol = float(told["rtol"])
        self.atol = float(told["atol"])
        self.states = told["states"]
        self.cache = told["cache"]
        self.tools = told["tools"]
        self.sets_path = told["sets"]
        with open(self.sets_path) as file:
            rows = csv.reader(file)
            self.parameters = next(rows)
            self.sets = np.array([[float(x) for x in row] for row in rows])
        self.times = np.linspace(0.0, self.end, self.points)

    def rows(self, count):
        """Indices of the parameter sets of a timed run."""
        return [1 + i % (len(self.sets) - 1) for i in range(count)]


def say(line):
    """Answers. What the tools print themselves goes to standard error."""
    _ANSWERS.write(line + "\n")
    _ANSWERS.flush()


# Libraries write to descriptor 1 behind Python's back: the answers get a descriptor of their own.
_ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def skip(reason):
    """Ends the script: the tool cannot do this model."""
    say("skip " + " ".join(str(reason).split()))
    sys.exit(0)


def stale(program, *sources):
    """True where a compiled program is not there or older than what it is made from."""
    made = os.path.getmtime(program) if os.path.exists(program) else 0.0
    return made < max(os.path.getmtime(source) for source in sources)


def serve(job, name, version, remark, run, keep):
    """Answers until standard input ends.

    `run(rows)` simulates these parameter sets and gives the number that failed; only it is timed.
    `keep(rows)` gives their trajectories as an array [set, time, state].
    """
    say(f"ready {name} {version} {remark}")
    for line in sys.stdin:
        command, *words = line.split()
        if command == "run":
            rows = job.rows(int(words[0]))
            begun = time.perf_counter()
            failed = run(rows)
            say(f"ran {time.perf_counter() - begun!r} {failed}")
        elif command == "keep":
            kept = np.ascontiguousarray(keep(list(range(int(words[0])))), dtype=np.float64)
            kept.tofile(words[1])
            say(f"kept {int(np.isnan(kept).any(axis=(1, 2)).sum())}")
        else:
            say(f"unknown {command}")
