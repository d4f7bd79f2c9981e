"""diffsol: its BDF method on Rust code that is generated from the SBML and compiled for this machine.

The compiled program speaks the protocol itself; see diffsol/src/main.rs for how the solver is set up.
"""

import os
import shutil
import subprocess
import sys

import sbml_code
from sbml_code import Equations, Printer, Unsupported, used_lines
from worker import _ANSWERS, Job, skip, stale

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "diffsol")


def write_model(eq, path):
    """A Rust module: initial values, right-hand side, Jacobian times a vector."""
    r = Printer("rust")
    partials, _ = eq.jacobian()
    n = len(eq.states)

    def lines(expressions):
        return [f"    let {s}: f64 = {r(e)};" for s, e in used_lines(eq, expressions)]

    text = [f"pub const STATES: usize = {n};",
            "#[allow(unused_variables)]", "pub fn initial(p: &[f64], y: &mut [f64]) {"]
    text += [f"    y[{i}] = {r(e)};" for i, e in enumerate(eq.initial)]
    checks = [f"    let y: &[f64; {n}] = y.try_into().unwrap();",
              f"    let p: &[f64; {len(eq.varied)}] = p.try_into().unwrap();"]
    text += ["}", "#[allow(unused_variables, unused_parens)]",
             "pub fn rhs(t: f64, y: &[f64], p: &[f64], dy: &mut [f64]) {", *checks,
             f"    let dy: &mut [f64; {n}] = dy.try_into().unwrap();", *lines(eq.rates)]
    text += [f"    let r{i}: f64 = {r(e)};" for i, e in enumerate(eq.rates)]
    text += [f"    dy[{i}] = {r.sum([(f, f'r{k}') for f, k in eq.terms.get(i, [])])};" for i in range(n)]
    text += ["}", "#[allow(unused_variables, unused_parens)]",
             "pub fn jacobian(t: f64, y: &[f64], p: &[f64], v: &[f64], jv: &mut [f64]) {", *checks,
             f"    let v: &[f64; {n}] = v.try_into().unwrap();",
             f"    let jv: &mut [f64; {n}] = jv.try_into().unwrap();", *lines([d[3] for d in partials])]
    slopes = {}
    for _, rate, state, e in partials:
        slopes.setdefault(rate, []).append(f"{r(e)}*v[{state}]")
    text += [f"    let q{rate}: f64 = {' + '.join(terms)};" for rate, terms in slopes.items()]
    for i in range(n):
        terms = [(f, f"q{k}") for f, k in eq.terms.get(i, []) if k in slopes]
        text.append(f"    jv[{i}] = {r.sum(terms)};")
    text += ["}"]
    with open(path, "w") as file:
        file.write("\n".join(text) + "\n")


def main():
    job = Job(sys.argv[1])
    folder = os.path.join(job.cache, "diffsol")
    program = os.path.join(folder, "main")
    if stale(program, os.path.join(HERE, "src", "main.rs"), os.path.join(HERE, "Cargo.toml"), __file__, sbml_code.__file__):
        if shutil.which("cargo") is None:
            skip("no cargo")
        os.makedirs(folder, exist_ok=True)
        model = os.path.join(folder, "model.rs")
        try:
            write_model(Equations(job.model, job.parameters, job.states), model)
        except Unsupported as reason:
            skip(reason)
        target = os.path.join(job.tools, "diffsol")
        built = subprocess.run(
            ["cargo", "build", "--release", "--quiet", "--manifest-path", os.path.join(HERE, "Cargo.toml")],
            env={**os.environ, "DIFFSOL_MODEL": model, "CARGO_TARGET_DIR": target,
                 "RUSTFLAGS": "-C target-cpu=native"},
            capture_output=True, text=True,
        )
        if built.returncode:
            skip("does not compile: " + next((x for x in built.stderr.splitlines() if "error" in x), "?"))
        shutil.copyfile(os.path.join(target, "release", "diffsol-peer"), program + ".new")
        os.chmod(program + ".new", 0o755)
        os.rename(program + ".new", program)
    os.dup2(_ANSWERS.fileno(), 1)
    os.execv(program, [program, job.sets_path, repr(job.end), str(job.points), repr(job.rtol), repr(job.atol)])


main()
