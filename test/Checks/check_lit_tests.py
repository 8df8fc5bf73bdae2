# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""A lit test that cannot fail is no test: each has a RUN line, and looks at
what came out."""

import re

import sources

RUN = re.compile(r"^\s*(//|#|;)\s*RUN:", re.M)
LOOKS = re.compile(r"\bFileCheck\b|-verify-diagnostics\b|\bdiff\b|\bcmp\b")
CHECKED = re.compile(r"^\s*(//|#|;)\s*[A-Z][A-Z0-9_-]*:", re.M)
EXPECTED = re.compile(r"expected-(error|warning|note|remark)")
OFF = re.compile(r"^\s*(//|#|;)\s*(XFAIL|UNSUPPORTED):", re.M)


def problem_of(text):
    if not RUN.search(text):
        return "no RUN line"
    if OFF.search(text):
        return "switched off"
    runs = "\n".join(line for line in text.splitlines() if "RUN:" in line)
    if not LOOKS.search(runs):
        return "no RUN line looks at a result (FileCheck, diff, " \
               "--verify-diagnostics)"
    if "FileCheck" in runs and not [
            line for line in text.splitlines()
            if CHECKED.match(line) and "RUN:" not in line
            and "REQUIRES:" not in line]:
        return "FileCheck without a CHECK line"
    if "-verify-diagnostics" in runs and not (EXPECTED.search(text)
                                              or "FileCheck" in runs):
        return "--verify-diagnostics without an expected-error"
    return None


def main():
    args = sources.arguments(__doc__)
    problems = []
    for path in sources.files(args.source / "test", {".mlir", ".test"}):
        if "Inputs" in path.parts:
            continue
        problem = problem_of(path.read_text())
        if problem:
            problems.append(f"{path.relative_to(args.source)}: {problem}")
    sources.finish(problems, "make the test look at what its command prints")


if __name__ == "__main__":
    main()
