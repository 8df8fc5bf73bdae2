# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is formatted as .clang-format says."""

import subprocess

import sources


def main():
    args = sources.arguments(__doc__)
    paths = [str(path) for path in sources.cpp_files(args.source)]
    if not paths:
        sources.finish([], "")
    done = subprocess.run(
        ["clang-format-22", "--dry-run", "-Werror", "--ferror-limit=1", *paths],
        stderr=subprocess.PIPE, text=True)
    problems = [line for line in done.stderr.splitlines() if "error:" in line]
    if done.returncode and not problems:
        problems = [done.stderr.strip()]
    sources.finish(problems, "./dev format")


if __name__ == "__main__":
    main()
