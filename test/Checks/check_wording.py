# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The tree speaks of itself alone: no path of somebody's machine, no leftover
note, and the licence at the head of each source file."""

import re

import sources

TEXT = {".cpp", ".h", ".td", ".py", ".cmake", ".md", ".txt", ".in", ".mlir",
        ".test", ".proto", ".json", ".sh", ""}
SOURCE = {".cpp", ".h", ".td", ".py", ".proto"}
# The patterns are spelled so that they do not match themselves.
PATTERNS = [
    (re.compile(r"(?<![\w.$}*])/(?:hom[e]|roo[t]|User[s]|wor[k]|far[m]|tm[p])"
                r"/"), "a path of one machine"),
    (re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b"), "a leftover note"),
    (re.compile(r"(?i)\b(?:A[I]|languag[e] model) (?:agent|session|assistant)"),
     "a word about how the text came to be"),
]
LICENCE = "SPDX-License-Identifier: Apache-2.0"


def problems_of(path, name):
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in PATTERNS:
            if pattern.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:90]}"
    if path.suffix in SOURCE and LICENCE not in text[:400]:
        yield f"{name}: no licence header"


def main():
    args = sources.arguments(__doc__)
    problems = []
    for path in sources.files(args.source, TEXT):
        name = path.relative_to(args.source).as_posix()
        if name != "LICENSE":
            problems.extend(problems_of(path, name))
    sources.finish(problems,
                   "say it without the machine or the note; each source file "
                   "opens with the two licence lines that this file has")


if __name__ == "__main__":
    main()
