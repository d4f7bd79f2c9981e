"""Prints `FILE: MESSAGE` for every error that libSBML finds in the SBML files of a folder.

Consistency is checked but for modelling practice. Exit code 3: libSBML is not installed.
"""

import os
import sys

try:
    import libsbml
except ImportError as reason:
    print(reason)
    sys.exit(3)

folder = sys.argv[1]
names = sorted(name for name in os.listdir(folder) if name.endswith(".xml"))
for name in names:
    document = libsbml.readSBML(os.path.join(folder, name))
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_MODELING_PRACTICE, False)
    document.checkConsistency()
    for i in range(document.getNumErrors()):
        error = document.getError(i)
        if error.getSeverity() >= libsbml.LIBSBML_SEV_ERROR:
            message = " ".join(error.getMessage().split())
            print(f"{name}: {error.getErrorId()} line {error.getLine()}: {message}")
print(f"checked {len(names)}")
