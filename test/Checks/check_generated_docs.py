# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The generated pages of docs/ are those that the op records give today; with
--write, writes them (./dev docs)."""

import difflib

import sources

PAGES = {"docs/ops.md": "-gen-op-coverage"}


def main():
    args = sources.arguments(__doc__, "--write")
    problems = []
    for page, generator in PAGES.items():
        fresh = sources.tblgen(args.source, args.build, generator)
        if fresh is None:
            continue
        path = args.source / page
        if args.write:
            path.write_text(fresh)
            continue
        kept = path.read_text() if path.exists() else ""
        changes = list(difflib.unified_diff(
            kept.splitlines(), fresh.splitlines(), page, "generated",
            lineterm=""))
        if changes:
            problems.append("\n".join(changes[:20]))
    sources.finish(problems, "./dev docs, and commit the pages")


if __name__ == "__main__":
    main()
