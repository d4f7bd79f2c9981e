"""libRoadRunner: CVODE on code that LLVM compiles from the SBML.

The optimising backend, states as the only columns, parameters set by index in one call, reset per run.
"""

import sys
from importlib.metadata import version

import worker

import numpy as np


def main():
    job = worker.Job(sys.argv[1])
    try:
        import roadrunner
    except ImportError as reason:
        worker.skip(reason)
    roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
    roadrunner.Config.setValue(roadrunner.Config.LLVM_BACKEND, roadrunner.Config.LLJIT)
    roadrunner.Config.setValue(roadrunner.Config.LLJIT_OPTIMIZATION_LEVEL, roadrunner.Config.AGGRESSIVE)
    try:
        model = roadrunner.RoadRunner(job.model)
    except RuntimeError as reason:
        worker.skip(reason)
    model.setIntegrator("cvode")
    integrator = model.getIntegrator()
    integrator.setValue("stiff", True)
    integrator.setValue("relative_tolerance", job.rtol)
    integrator.setValue("absolute_tolerance", job.atol)
    integrator.setValue("maximum_num_steps", 1000000)
    integrator.setValue("variable_step_size", False)
    model.timeCourseSelections = [f"[{s}]" for s in job.states]
    inner = model.getModel()
    known = list(inner.getGlobalParameterIds())
    places = [known.index(p) for p in job.parameters]
    end, points = job.end, job.points
    start = roadrunner.SelectionRecord.TIME | roadrunner.SelectionRecord.RATE | roadrunner.SelectionRecord.FLOATING

    def simulate(row):
        inner.setGlobalParameterValues(places, job.sets[row])
        model.reset(start)
        return model.simulate(0.0, end, points)

    def run(rows):
        failed = 0
        for row in rows:
            try:
                simulate(row)
            except RuntimeError:
                failed += 1
        return failed

    def keep(rows):
        kept = np.full((len(rows), points, len(job.states)), np.nan)
        for i, row in enumerate(rows):
            try:
                kept[i] = simulate(row)
            except RuntimeError:
                pass
        return kept

    worker.serve(job, "libRoadRunner", version("libroadrunner"), "CVODE dense", run, keep)


main()
