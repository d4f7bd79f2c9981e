"""Runs an SBML file in libRoadRunner and prints what it finds as CSV.

`python simulate.py MODEL.xml REQUEST.txt`: the request's first line holds what to print (`[S]` is the
concentration of S), its second one the times, the start of the run first. Exit code 3: libRoadRunner is
not installed.
"""

import sys

try:
    import roadrunner
except ImportError as reason:
    print(reason)
    sys.exit(3)

model, request = sys.argv[1:]
with open(request) as file:
    columns, times = (line.split() for line in file.read().splitlines())
roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
runner = roadrunner.RoadRunner(model)
runner.setIntegrator("cvode")
integrator = runner.getIntegrator()
integrator.setValue("stiff", True)
integrator.setValue("relative_tolerance", 1e-9)
integrator.setValue("absolute_tolerance", 1e-14)
integrator.setValue("maximum_num_steps", 10000000)
rows = runner.simulate(times=[float(t) for t in times], selections=["time", *columns])
for row in rows:
    print(",".join(repr(float(value)) for value in row))
