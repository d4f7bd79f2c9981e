"""Reads the Antimony files of a folder with libAntimony and writes its SBML beside each.

Prints `FILE: MESSAGE` for every file that libAntimony refuses. Exit code 3: it is not installed.
"""

import os
import sys

try:
    import antimony
except ImportError as reason:
    print(reason)
    sys.exit(3)

folder = sys.argv[1]
names = sorted(name for name in os.listdir(folder) if name.endswith(".ant"))
for name in names:
    antimony.clearPreviousLoads()
    with open(os.path.join(folder, name)) as file:
        text = file.read()
    if antimony.loadAntimonyString(text) < 0:
        print(f"{name}: {' '.join(antimony.getLastError().split())}")
        continue
    with open(os.path.join(folder, name[:-4] + ".xml"), "w") as file:
        file.write(antimony.getSBMLString(antimony.getMainModuleName()))
print(f"read {len(names)}")
