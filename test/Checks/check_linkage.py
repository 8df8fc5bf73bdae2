# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""MLIR comes into every program once, as the shared library: a static copy
beside it would be a second registry of types and options."""

import re
import subprocess

import sources

PROGRAM = "sm-opt"
MAY_BE_STATIC = re.compile(r"sm-tblgen")


def link_problems(build_ninja):
    """Link statements of build.ninja that name a static MLIR library."""
    target = None
    for line in build_ninja.read_text().splitlines():
        if line.startswith("build "):
            is_link = re.search(r": \S*(EXECUTABLE|LIBRARY)_LINKER", line)
            target = line.split(":")[0][6:] if is_link else None
        elif target and not MAY_BE_STATIC.search(target):
            if line.strip().startswith("LINK_LIBRARIES"):
                for archive in re.findall(r"libMLIR\w*\.a", line):
                    yield f"{target} links {archive}"


def main():
    args = sources.arguments(__doc__)
    if not (args.source / "tools" / PROGRAM).exists():
        sources.finish([], "")
    program = args.build / "bin" / PROGRAM
    if not program.exists():
        sources.finish([f"{program} is not there"], "./dev build")
    listed = subprocess.run(["ldd", program], check=True,
                            stdout=subprocess.PIPE, text=True)
    problems = list(link_problems(args.build / "build.ninja"))
    if "libMLIR" not in listed.stdout:
        problems.append(f"{PROGRAM} does not load libMLIR")
    sources.finish(problems, "link MLIR and LLVM by sm_add_library(... MLIR), "
                   "never an MLIR* target by name")


if __name__ == "__main__":
    main()
