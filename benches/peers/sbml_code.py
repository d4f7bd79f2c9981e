"""SBML to source code for the peers that have no SBML reader: LSODA, CVODE and diffsol.

libSBML reads the file, SymPy differentiates the formulas, a printer of our own writes C, Python or Rust.
Nothing of jakstat takes part. States are what formulas mean by a species: concentrations, or amounts
where the species has only substance units. Parameters that are varied are read from `p[i]`, all other
constants are written into the code as numbers.
"""

from collections import defaultdict
from functools import reduce

import libsbml
import sympy as sp

TIME = sp.Symbol("t", real=True)


class Unsupported(Exception):
    """A construct that this generator does not write code for."""


class Equations:
    """dy/dt = S r(t, y, p) / volume, with rules already put in where they depend on states."""

    def __init__(self, path, varied, states):
        document = libsbml.readSBML(path)
        document.expandFunctionDefinitions()
        self.model = document.getModel()
        if self.model.getNumEvents():
            raise Unsupported("the model has events")
        self.states, self.varied = states, varied
        self.symbols = {}
        for i, name in enumerate(states):
            self.symbols[name] = sp.Symbol(f"y[{i}]", real=True)
        for i, name in enumerate(varied):
            self.symbols[name] = sp.Symbol(f"p[{i}]", real=True)
        self.y = [self.symbols[s] for s in states]
        self._constants()
        self._rules()
        self._reactions()
        self._initial()

    def _constants(self):
        for quantity in list(self.model.getListOfParameters()) + list(self.model.getListOfCompartments()):
            value = quantity.getSize() if hasattr(quantity, "getSize") else quantity.getValue()
            self.symbols.setdefault(quantity.getId(), sp.Float(value))
        for species in self.model.getListOfSpecies():
            if species.getId() not in self.symbols:
                self.symbols[species.getId()] = self._start(species)

    def _start(self, species):
        volume = self.model.getCompartment(species.getCompartment()).getSize()
        amount = species.getHasOnlySubstanceUnits()
        if species.isSetInitialAmount():
            value = species.getInitialAmount() if amount else species.getInitialAmount() / volume
        else:
            value = species.getInitialConcentration() * (volume if amount else 1.0)
        return sp.Float(value)

    def _rules(self):
        """Assignment rules that read only time and parameters become lines of their own."""
        self.lines = []
        pending = {}
        for rule in self.model.getListOfRules():
            if not rule.isAssignment():
                raise Unsupported("the model has rules other than assignments")
            pending[rule.getVariable()] = rule.getMath()
        for name in pending:
            self.symbols.pop(name, None)
        while pending:
            ready = [n for n, ast in pending.items() if not (read(ast) & pending.keys())]
            if not ready:
                raise Unsupported("rules in a circle")
            for name in ready:
                value = self.formula(pending.pop(name))
                if value.free_symbols & set(self.y) or value.is_number:
                    self.symbols[name] = value
                else:
                    self.symbols[name] = sp.Symbol(f"w{len(self.lines)}", real=True)
                    self.lines.append((self.symbols[name], value))

    def _reactions(self):
        index = {name: i for i, name in enumerate(self.states)}
        self.rates = []
        self.terms = defaultdict(list)  # state -> [(factor, rate)]
        for reaction in self.model.getListOfReactions():
            if reaction.getKineticLaw().getNumParameters():
                raise Unsupported("the model has local parameters")
            rate = self.formula(reaction.getKineticLaw().getMath())
            change = defaultdict(float)
            for sign, references in ((-1, reaction.getListOfReactants()), (1, reaction.getListOfProducts())):
                for reference in references:
                    change[reference.getSpecies()] += sign * reference.getStoichiometry()
            touched = {s: c for s, c in change.items() if s in index and c}
            if rate == 0 or not touched:
                continue
            for name, factor in touched.items():
                species = self.model.getSpecies(name)
                volume = self.model.getCompartment(species.getCompartment()).getSize()
                factor /= 1.0 if species.getHasOnlySubstanceUnits() else volume
                self.terms[index[name]].append((factor, len(self.rates)))
            self.rates.append(rate)

    def _initial(self):
        assigned = {a.getSymbol(): a.getMath() for a in self.model.getListOfInitialAssignments()}
        self.initial = []
        for name in self.states:
            species = self.model.getSpecies(name)
            self.initial.append(self.formula(assigned[name]) if name in assigned else self._start(species))
        if set(assigned) - set(self.states):
            raise Unsupported("an initial assignment to something other than a state")

    def formula(self, ast):
        """A formula as an expression of SymPy."""
        return convert(ast, self.symbols)

    def jacobian(self):
        """Derivatives of rates, [(name, rate, state, expression)], and the entries made of them:
        {(row, column): [(factor, name)]}."""
        partials = []
        entries = defaultdict(list)
        users = defaultdict(list)
        for row, terms in self.terms.items():
            for factor, rate in terms:
                users[rate].append((row, factor))
        position = {symbol: i for i, symbol in enumerate(self.y)}
        for r, rate in enumerate(self.rates):
            for symbol in sorted(rate.free_symbols & position.keys(), key=position.get):
                slope = sp.diff(rate, symbol)
                if slope == 0:
                    continue
                name = f"d{len(partials)}"
                partials.append((name, r, position[symbol], slope))
                for row, factor in users[r]:
                    entries[row, position[symbol]].append((factor, name))
        return partials, dict(entries)


def read(ast):
    """All ids that a formula reads."""
    own = {ast.getName()} if ast.isName() else set()
    return own.union(*(read(ast.getChild(i)) for i in range(ast.getNumChildren())))


FUNCTIONS = {
    libsbml.AST_PLUS: sp.Add,
    libsbml.AST_TIMES: sp.Mul,
    libsbml.AST_DIVIDE: lambda a, b: a / b,
    libsbml.AST_POWER: sp.Pow,
    libsbml.AST_FUNCTION_POWER: sp.Pow,
    libsbml.AST_FUNCTION_EXP: sp.exp,
    libsbml.AST_FUNCTION_LN: sp.log,
    libsbml.AST_FUNCTION_SIN: sp.sin,
    libsbml.AST_FUNCTION_COS: sp.cos,
    libsbml.AST_RELATIONAL_LT: sp.Lt,
    libsbml.AST_RELATIONAL_LEQ: sp.Le,
    libsbml.AST_RELATIONAL_GT: sp.Gt,
    libsbml.AST_RELATIONAL_GEQ: sp.Ge,
    libsbml.AST_LOGICAL_AND: sp.And,
    libsbml.AST_LOGICAL_OR: sp.Or,
    libsbml.AST_LOGICAL_NOT: sp.Not,
}


def convert(ast, symbols):
    """A formula as an expression of SymPy."""
    kind = ast.getType()
    if kind == libsbml.AST_NAME_TIME:
        return TIME
    if kind == libsbml.AST_CONSTANT_PI:
        return sp.Float(sp.pi.evalf(17))
    if ast.isInteger():
        return sp.Integer(ast.getInteger())
    if ast.isNumber():
        return sp.Float(ast.getValue())
    if ast.isName():
        return symbols[ast.getName()]
    children = [convert(ast.getChild(i), symbols) for i in range(ast.getNumChildren())]
    if kind == libsbml.AST_MINUS:
        return -children[0] if len(children) == 1 else children[0] - children[1]
    if kind == libsbml.AST_FUNCTION_PIECEWISE:
        pairs = list(zip(children[0::2], children[1::2]))
        if len(children) % 2:
            pairs.append((children[-1], sp.true))
        return sp.Piecewise(*pairs)
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](*children)
    raise Unsupported(f"`{libsbml.formulaToL3String(ast)}`")


class Printer:
    """Writes an expression in C, Python or Rust."""

    def __init__(self, language):
        self.language = language

    def __call__(self, e):
        if e.is_Symbol:
            return e.name
        if e.is_Rational or e.is_Float:
            return self.number(float(e))
        if e.is_Add:
            return "(" + " + ".join(self(a) for a in e.args) + ")"
        if e.is_Mul:
            return self.product(e)
        if e.is_Pow:
            return self.power(e.base, e.exp)
        if isinstance(e, sp.Piecewise):
            return self.piecewise(list(e.args))
        if isinstance(e, sp.core.relational.Relational):
            return f"({self(e.lhs)} {e.rel_op} {self(e.rhs)})"
        if isinstance(e, (sp.exp, sp.log, sp.sin, sp.cos)):
            name = {"exp": "exp", "log": "log", "sin": "sin", "cos": "cos"}[type(e).__name__]
            if self.language == "rust":
                return f"f64::{'ln' if name == 'log' else name}({self(e.args[0])})"
            return f"{name}({self(e.args[0])})"
        raise Unsupported(f"no code for `{e}`")

    def number(self, value):
        text = repr(value)
        return f"({text})" if value < 0 else text

    def product(self, e):
        below = [a for a in e.args if a.is_Pow and a.exp.is_number and a.exp < 0]
        above = [a for a in e.args if a not in below]
        text = "*".join(self(a) for a in above) or "1.0"
        if below:
            text += "/(" + "*".join(self(1 / a) for a in below) + ")"
        return f"({text})"

    def power(self, base, exponent):
        if exponent.is_Integer and 0 < exponent <= 4:
            return "(" + "*".join([self(base)] * int(exponent)) + ")"
        if exponent.is_Integer and -4 <= exponent < 0:
            return f"(1.0/{self.power(base, -exponent)})"
        if self.language == "rust":
            return f"f64::powf({self(base)}, {self(exponent)})"
        return f"pow({self(base)}, {self(exponent)})"

    def piecewise(self, pairs):
        value, condition = pairs[0]
        if condition == sp.true:
            return self(value)
        if len(pairs) == 1:
            raise Unsupported("a piecewise without otherwise")
        rest = self.piecewise(pairs[1:])
        if self.language == "c":
            return f"({self(condition)} ? {self(value)} : {rest})"
        if self.language == "rust":
            return f"(if {self(condition)} {{ {self(value)} }} else {{ {rest} }})"
        return f"({self(value)} if {self(condition)} else {rest})"

    def sum(self, terms):
        """Σ factor · name, without needless factors."""
        def term(factor, name):
            if factor == 1:
                return f"+ {name}"
            if factor == -1:
                return f"- {name}"
            return f"{'-' if factor < 0 else '+'} {abs(factor)!r}*{name}"
        text = " ".join(term(*t) for t in terms)
        return text[2:] if text.startswith("+ ") else "0.0 " + text if text else "0.0"


def used_lines(equations, expressions):
    """The rules' lines that these expressions need, in order."""
    wanted = reduce(set.union, (e.free_symbols for e in expressions), set())
    kept = []
    for symbol, value in reversed(equations.lines):
        if symbol in wanted:
            kept.append((symbol, value))
            wanted |= value.free_symbols
    return kept[::-1]
