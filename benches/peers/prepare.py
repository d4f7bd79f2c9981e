"""Makes the SBML file that every tool gets: one experimental condition laid over a published model.

`python prepare.py MODEL.xml OUT.xml FACTS.json ID=VALUE ...` sets those parameters, and writes the ids of
the states and of the kinetic constants (constant parameters other than zero that a rate or rule reads,
those of the condition excepted) with their values.
"""

import json
import sys

import libsbml


def names(ast, found):
    """All ids that a formula reads."""
    if ast.isName():
        found.add(ast.getName())
    for i in range(ast.getNumChildren()):
        names(ast.getChild(i), found)


def main():
    source, target, facts, *settings = sys.argv[1:]
    document = libsbml.readSBML(source)
    if document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) or document.getModel() is None:
        sys.exit(f"{source}: {document.getErrorLog().toString()}")
    model = document.getModel()
    condition = dict(setting.split("=") for setting in settings)
    for name, value in condition.items():
        parameter = model.getParameter(name)
        if parameter is None:
            sys.exit(f"{source}: no parameter `{name}`")
        parameter.setValue(float(value))
    document.getModel().unsetAnnotation()
    if not libsbml.writeSBMLToFile(document, target):
        sys.exit(f"cannot write {target}")

    read = set()
    for reaction in model.getListOfReactions():
        names(reaction.getKineticLaw().getMath(), read)
    for rule in model.getListOfRules():
        names(rule.getMath(), read)
    constants = {
        p.getId(): p.getValue()
        for p in model.getListOfParameters()
        if p.getConstant() and p.getValue() != 0 and p.getId() in read and p.getId() not in condition
    }
    ruled = {r.getVariable() for r in model.getListOfRules() if r.isAssignment()}
    states = [
        s.getId()
        for s in model.getListOfSpecies()
        if not s.getBoundaryCondition() and not s.getConstant() and s.getId() not in ruled
    ]
    with open(facts, "w") as file:
        json.dump({"states": states, "constants": list(constants), "values": list(constants.values())}, file)


main()
