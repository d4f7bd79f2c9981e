"""COPASI: its LSODA task, driven through COPASI's own classes; basico only loads the model.

Parameters are set on the objects, then per run one update of what depends on them, one initialisation and
one processing of the task with its time series kept in memory: no report, no data frame.
"""

import sys
from importlib.metadata import version

import worker

import numpy as np


def main():
    job = worker.Job(sys.argv[1])
    try:
        import basico
        import COPASI
    except ImportError as reason:
        worker.skip(reason)
    data = basico.load_model(job.model)
    if data is None:
        worker.skip("COPASI cannot read the model")
    model = data.getModel()
    values = {v.getSBMLId(): v for v in (model.getModelValue(i) for i in range(model.getNumModelValues()))}
    parameters = [values[p] for p in job.parameters]

    task = data.getTask("Time-Course")
    task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
    problem, method = task.getProblem(), task.getMethod()
    problem.setDuration(job.end)
    problem.setStepNumber(job.points - 1)
    problem.setTimeSeriesRequested(True)
    problem.setAutomaticStepSize(False)
    method.getParameter("Relative Tolerance").setDblValue(job.rtol)
    method.getParameter("Absolute Tolerance").setDblValue(job.atol)
    method.getParameter("Max Internal Steps").setUIntValue(1000000)
    task.setUpdateModel(False)
    changed = COPASI.ObjectStdVector()
    for parameter in parameters:
        changed.append(parameter.getInitialValueReference())

    def simulate(row):
        for parameter, value in zip(parameters, job.sets[row]):
            parameter.setInitialValue(float(value))
        model.updateInitialValues(changed)
        # Without this the task goes on with the values that it was first given.
        if not task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES):
            return False
        return task.processRaw(True)

    def run(rows):
        return sum(not simulate(row) for row in rows)

    def keep(rows):
        kept = np.full((len(rows), job.points, len(job.states)), np.nan)
        for i, row in enumerate(rows):
            if not simulate(row):
                continue
            series = task.getTimeSeries()
            column = {series.getSBMLId(k, data): k for k in range(series.getNumVariables())}
            for s, name in enumerate(job.states):
                for t in range(job.points):
                    kept[i, t, s] = series.getConcentrationData(t, column[name])
        return kept

    worker.serve(job, "COPASI", version("python-copasi"), "LSODA", run, keep)


main()
