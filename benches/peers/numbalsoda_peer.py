"""LSODA through numbalsoda: right-hand side and loop over runs are compiled by Numba.

LSODA makes its Jacobian by differences, dense; it has no other way in this package.
"""

import importlib.util
import os
import sys
from importlib.metadata import version

import worker
from sbml_code import Equations, Printer, Unsupported, used_lines

import numpy as np


def write_module(eq, path):
    """A Python module with `rhs` (a C function for LSODA) and `initial`."""
    py = Printer("python")
    text = ["from math import cos, exp, log, sin", "import numba as nb", "from numbalsoda import lsoda_sig",
            "@nb.cfunc(lsoda_sig)", "def rhs(t, y, dy, p):"]
    text += [f"    {s} = {py(e)}" for s, e in used_lines(eq, eq.rates)]
    text += [f"    r{i} = {py(e)}" for i, e in enumerate(eq.rates)]
    text += [f"    dy[{i}] = {py.sum([(f, f'r{r}') for f, r in eq.terms.get(i, [])])}"
             for i in range(len(eq.states))]
    text += ["", "@nb.njit", "def initial(p, y):"]
    text += [f"    y[{i}] = {py(e)}" for i, e in enumerate(eq.initial)]
    with open(path, "w") as file:
        file.write("\n".join(text) + "\n")


def main():
    job = worker.Job(sys.argv[1])
    try:
        import numba as nb
        from numbalsoda import lsoda
    except ImportError as reason:
        worker.skip(reason)
    os.makedirs(job.cache, exist_ok=True)
    path = os.path.join(job.cache, "numbalsoda_model.py")
    try:
        write_module(Equations(job.model, job.parameters, job.states), path)
    except Unsupported as reason:
        worker.skip(reason)
    spec = importlib.util.spec_from_file_location("numbalsoda_model", path)
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    pointer, initial, n = model.rhs.address, model.initial, len(job.states)

    @nb.njit
    def simulate(rows, sets, times, rtol, atol, out):
        failed = 0
        y = np.empty(n)
        for i in range(len(rows)):
            p = sets[rows[i]]
            initial(p, y)
            values, success = lsoda(pointer, y, times, p, rtol, atol, 1000000)
            if success:
                out[i % len(out)] = values
            else:
                out[i % len(out)] = np.nan
                failed += 1
        return failed

    out = np.empty((len(job.sets), job.points, n))

    def run(rows):
        return simulate(np.array(rows), job.sets, job.times, job.rtol, job.atol, out)

    def keep(rows):
        kept = np.empty((len(rows), job.points, n))
        simulate(np.array(rows), job.sets, job.times, job.rtol, job.atol, kept)
        return kept

    keep([0])
    worker.serve(job, "numbalsoda", version("numbalsoda"), f"numba {version('numba')}", run, keep)


main()
