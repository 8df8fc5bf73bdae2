# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Every op record of dialects/TF has its test file and its oracle case."""

import sys

import sources


def main():
    args = sources.arguments(__doc__)
    listing = sources.tblgen(args.source, args.build, "-gen-op-list")
    if listing is None:
        sources.finish([], "")
    ops = listing.split()
    sys.path.insert(0, str(args.source / "test" / "Oracle"))
    import casetable
    cases, unasked = casetable.load()
    asked = {case.op for case in cases}

    problems = []
    if not ops:
        problems.append("sm-tblgen lists no op at all")
    for op in ops:
        if not (args.source / "test/Dialect/TF" / f"{op}.mlir").exists():
            problems.append(f"{op}: no test/Dialect/TF/{op}.mlir")
        if op not in asked and op not in unasked:
            problems.append(f"{op}: no case in test/Oracle/cases")
    for op in sorted(set(unasked) & asked):
        problems.append(f"{op}: has cases, and a reason for having none")
    sources.finish(problems, "docs/adding-an-op.md shows what belongs to an op")


if __name__ == "__main__":
    main()
