"""AMICI: C++ generated from the SBML, compiled for this machine, CVODES with the sparse solver KLU.

No sensitivity code, an empty parameter list, no observables, one batch call for many parameter sets in
one thread. The compiled extension is kept for the next time.
"""

import logging
import os
import sys
from importlib.metadata import version

import worker

import numpy as np


def load(job, amici):
    """The compiled model, from the cache where it is there."""
    os.environ["AMICI_CXXFLAGS"] = "-march=native"
    # The very SWIG that built the package; another version's extension cannot be loaded.
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    name = f"peer_{job.name}"
    folder = os.path.join(job.cache, "amici")
    done = os.path.join(folder, "done")
    if not os.path.exists(done):
        from amici.importers.sbml import SbmlImporter

        SbmlImporter(job.model).sbml2amici(
            name, folder, observation_model=[], generate_sensitivity_code=False, verbose=logging.ERROR
        )
        open(done, "w").close()
    return amici.import_model_module(name, folder).get_model()


def main():
    job = worker.Job(sys.argv[1])
    try:
        import amici
        from amici._installation import amici as swig
        from amici.sim import sundials
    except ImportError as reason:
        worker.skip(reason)
    try:
        model = load(job, amici)
    except Exception as reason:  # whatever its importer raises
        worker.skip(f"{type(reason).__name__}: {reason}")
    model.set_timepoints(job.times)
    model.set_parameter_list([])
    solver = model.create_solver()
    solver.set_sensitivity_order(sundials.SensitivityOrder.none)
    solver.set_relative_tolerance(job.rtol)
    solver.set_absolute_tolerance(job.atol)
    solver.set_max_steps(1000000)
    solver.set_linear_solver(sundials.LinearSolver_KLU)

    places = [list(model.get_free_parameter_ids()).index(p) for p in job.parameters]
    values = np.array(model.get_free_parameters())
    data = []
    for row in job.sets:
        values[places] = row
        one = sundials.ExpData(model)
        one.set_timepoints(job.times)
        one.free_parameters = values
        one.plist = []
        data.append(one)
    pick = [list(model.get_state_ids()).index(s) for s in job.states]

    # The function beneath `run_simulations`: its wrapper makes a view with many Python objects of every
    # result, which takes longer than a small model's simulation.
    def simulate(rows):
        many = sundials.ExpDataPtrVector([data[r] for r in rows])
        return swig.run_simulations(solver.get(), many, model.get(), False, 1)

    def run(rows):
        # Batches of moderate size: results of a batch stay in memory until it ends.
        failed = 0
        for at in range(0, len(rows), 256):
            failed += sum(r.status != sundials.AMICI_SUCCESS for r in simulate(rows[at : at + 256]))
        return failed

    def keep(rows):
        kept = np.full((len(rows), job.points, len(job.states)), np.nan)
        for i, result in enumerate(simulate(rows)):
            if result.status == sundials.AMICI_SUCCESS:
                kept[i] = sundials.ReturnDataView(result).x[:, pick]
        return kept

    worker.serve(job, "AMICI", version("amici"), "CVODES KLU", run, keep)


main()
