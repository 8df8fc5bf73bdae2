# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""No file has more than 800 lines."""

import sources

LIMIT = 800
SUFFIXES = {".cpp", ".h", ".td", ".py", ".cmake", ".md"}
GENERATED = {"docs/ops.md", "docs/passes.md"}


def main():
    args = sources.arguments(__doc__)
    problems = []
    for path in sources.files(args.source, SUFFIXES):
        name = path.relative_to(args.source).as_posix()
        lines = len(path.read_text().splitlines())
        if lines > LIMIT and name not in GENERATED:
            problems.append(f"{name}: {lines} lines")
    sources.finish(problems, f"split each into files of at most {LIMIT} lines, "
                   "by what they know")


if __name__ == "__main__":
    main()
