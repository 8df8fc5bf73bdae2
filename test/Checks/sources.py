# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The files of the tree, and how a check reports: shared by the checks."""

import argparse
import os
import pathlib
import re
import subprocess
import sys

SKIPPED_FOLDERS = {".git", ".venv", "__pycache__", ".cache"}


def arguments(description, *flags):
    """--source and --build, which every check takes, and the check's own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


def files(source, suffixes=None):
    """Paths below source, sorted; without what is built or downloaded."""
    found = []
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders
                      if name not in SKIPPED_FOLDERS
                      and not (pathlib.Path(folder) == pathlib.Path(source)
                               and re.match(r"build($|-)", name))]
        for name in names:
            path = pathlib.Path(folder) / name
            if suffixes is None or path.suffix in suffixes:
                found.append(path)
    return sorted(found)


def cpp_files(source):
    return files(source, {".cpp", ".h"})


def cache_value(build, key):
    """A value of CMakeCache.txt, or None."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith(key + ":"):
            return line.split("=", 1)[1]
    return None


def llvm_prefix(build):
    """Where LLVM and MLIR are installed."""
    # The folder of MLIRConfig.cmake is <prefix>/lib/cmake/mlir.
    return pathlib.Path(cache_value(build, "MLIR_DIR")).parents[2]


def tblgen(source, build, generator):
    """What sm-tblgen says of the records of all families together, or None
    where there are no records yet."""
    families = sorted((source / "dialects" / "TF").glob("*Ops.td"))
    if not families:
        return None
    prefix = llvm_prefix(build)
    done = subprocess.run(
        [build / "bin" / "sm-tblgen", generator, "-I", source, "-I",
         prefix / "include", "-"], stdout=subprocess.PIPE, text=True,
        input="".join(f'include "dialects/TF/{path.name}"\n'
                      for path in families))
    if done.returncode:
        sys.exit("sm-tblgen failed, see above")
    return done.stdout


def finish(problems, remedy):
    """Prints the problems with what to do about them; the exit status."""
    for problem in problems:
        print(problem)
    if problems:
        print(f"\n{len(problems)} problem(s). What to do: {remedy}")
        sys.exit(1)
    print("clean")
    sys.exit(0)
