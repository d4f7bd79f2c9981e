"""CVODE (SUNDIALS) on C code that is generated from the SBML and compiled for this machine.

SUNDIALS itself is compiled here too, from the sources in AMICI's package, with the same flags: -O3 for
this machine and link-time optimisation. Debian's build of version 6.4 was also tried and is slower.

The compiled program speaks the protocol itself; see cvode/main.c for how the solver is set up.
"""

import glob
import os
import shutil
import subprocess
import sys

import sbml_code
from sbml_code import Equations, Printer, Unsupported, used_lines
from worker import _ANSWERS, Job, skip, stale

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cvode")
FLAGS = ["-O3", "-march=native", "-fno-math-errno", "-flto", "-w"]
# CVODES is CVODE with sensitivities, which are not asked for. No logging, no checks of arguments.
PARTS = ["cvodes/*.c", "nvector/serial/*.c", "sunmatrix/dense/*.c", "sunmatrix/sparse/*.c", "sunmatrix/band/*.c",
         "sunlinsol/dense/*.c", "sunlinsol/band/*.c", "sunlinsol/klu/*.c", "sunnonlinsol/newton/*.c",
         "sundials/*.c"]


def compile_sundials(folder):
    """The sources that AMICI's package brings, compiled for this machine; the folders to include."""
    try:
        import amici
    except ImportError as reason:
        skip(f"{reason}: its package holds the sources of SUNDIALS")
    home = os.path.join(os.path.dirname(amici.__file__), "_installation")
    source = os.path.join(home, "ThirdParty", "sundials", "src")
    klu = [os.path.join(home, "lib", f"lib{name}.a") for name in ("klu", "btf", "amd", "colamd", "suitesparseconfig")]
    include = [f"-I{home}/include", f"-I{home}/include/suitesparse", f"-I{source}", f"-I{source}/sundials",
               f"-I{source}/../include"]
    library = os.path.join(folder, "libsundials.a")
    if not os.path.exists(library):
        os.makedirs(folder, exist_ok=True)
        files = sorted(sum((glob.glob(os.path.join(source, part)) for part in PARTS), []))
        own = os.path.join(folder, "sundials")
        os.makedirs(own, exist_ok=True)
        with open(os.path.join(home, "include", "sundials", "sundials_config.h")) as config:
            told = config.read().replace("#define SUNDIALS_LOGGING_LEVEL 2", "#define SUNDIALS_LOGGING_LEVEL 0")
        with open(os.path.join(own, "sundials_config.h"), "w") as config:
            config.write(told)
        build(["gcc", "-c", *FLAGS, f"-I{folder}", *include, *files], folder)
        objects = sorted(glob.glob(os.path.join(folder, "*.o")))
        build(["gcc-ar", "rcs", library, *objects], folder)
    return [f"-I{folder}", *include], [library, *klu, "-lm"]


def build(command, folder):
    """Runs a compiler."""
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if built.returncode:
        skip("does not compile: " + (built.stderr.strip().splitlines() or ["?"])[0])


def write_model(eq, path):
    """The header `model.h`: initial values, right-hand side, Jacobian for both kinds of matrix."""
    c = Printer("c")
    n = len(eq.states)
    partials, entries = eq.jacobian()
    # Every diagonal entry is there: the Newton matrix I - gamma J needs it.
    pattern = sorted({(col, row) for row, col in entries} | {(i, i) for i in range(n)})
    starts = [0] * (n + 1)
    for col, _ in pattern:
        starts[col + 1] += 1
    for col in range(n):
        starts[col + 1] += starts[col]

    def lines(expressions):
        return [f"  const double {s} = {c(e)};" for s, e in used_lines(eq, expressions)]

    text = [f"#define NY {n}", f"#define NP {len(eq.varied)}",
            f"#define NNZ {len(pattern)}",
            f"static const sunindextype model_columns[] = {{{', '.join(map(str, starts))}}};",
            f"static const sunindextype model_rows[] = {{{', '.join(str(r) for _, r in pattern)}}};",
            f"static const int sparse_place[] = {{{', '.join(map(str, range(len(pattern))))}}};",
            f"static const int dense_place[] = {{{', '.join(str(col * n + row) for col, row in pattern)}}};",
            "static void model_initial(const double *restrict p, double *restrict y) {"]
    text += [f"  y[{i}] = {c(e)};" for i, e in enumerate(eq.initial)]
    text += ["}", "static void model_rhs(double t, const double *restrict y, const double *restrict p, "
             "double *restrict dy) {"]
    text += lines(eq.rates)
    text += [f"  const double r{i} = {c(e)};" for i, e in enumerate(eq.rates)]
    text += [f"  dy[{i}] = {c.sum([(f, f'r{r}') for f, r in eq.terms.get(i, [])])};" for i in range(n)]
    # The place is known when the compiler inlines: two copies of straight-line code.
    text += ["}", "static inline __attribute__((always_inline)) void model_jacobian(double t, const double *restrict y, "
             "const double *restrict p, double *restrict j, const int *place) {"]
    text += lines([d[3] for d in partials])
    text += [f"  const double {name} = {c(e)};" for name, _, _, e in partials]
    text += [f"  j[place[{k}]] = {c.sum(entries.get((row, col), []))};" for k, (col, row) in enumerate(pattern)]
    text += ["}"]
    with open(path, "w") as file:
        file.write("\n".join(text) + "\n")


def main():
    job = Job(sys.argv[1])
    folder = os.path.join(job.cache, "cvode")
    program = os.path.join(folder, "main")
    if stale(program, os.path.join(HERE, "main.c"), __file__, sbml_code.__file__):
        if shutil.which("gcc") is None:
            skip("no C compiler (gcc)")
        os.makedirs(folder, exist_ok=True)
        try:
            write_model(Equations(job.model, job.parameters, job.states), os.path.join(folder, "model.h"))
        except Unsupported as reason:
            skip(reason)
        include, libraries = compile_sundials(os.path.join(job.tools, "sundials"))
        build(["gcc", *FLAGS, "-I" + folder, *include, os.path.join(HERE, "main.c"), "-o", "main.new", *libraries], folder)
        os.rename(program + ".new", program)
    os.dup2(_ANSWERS.fileno(), 1)
    os.execv(program, [program, job.sets_path, repr(job.end), str(job.points), repr(job.rtol), repr(job.atol)])


main()
