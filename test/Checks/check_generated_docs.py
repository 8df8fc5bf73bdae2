# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The generated pages of docs/ are those that the op records and the passes'
definitions give today; with --write, writes them (./dev docs)."""

import difflib
import subprocess

import sources

PASS_FILES = ["include/sm/Conversion/Passes.td",
              "include/sm/Transforms/Passes.td"]
PASSES_TITLE = """# Passes

Generated from the passes' definitions (`./dev docs`); do not edit. Each runs
alone in `sm-opt`. Upstream's `--inline`, `--cse`, `--canonicalize` and
`--symbol-dce` work on our dialects, too; `--sm-prepare` and `--sm-optimize` are
the pipelines, whose lists with their reasons are in
`lib/Pipelines/Optimize.cpp`. With `-o FILE`, what one `sm-opt` writes the next
one reads, and so does `sm --mlir`: large constants lie in `FILE.weights`.

    sm convert --dir MODEL --output 0.mlir
    sm-opt 0.mlir --convert-graph-to-tf=signatures=serving_default -o 1.mlir
    sm-opt 1.mlir --sm-optimize=freeze -o 2.mlir
    sm-opt 2.mlir --sm-to-onnx -o 3.mlir
    sm-translate --mlir-to-onnx 3.mlir -o model.onnx

"""


def ops_page(args):
    return sources.tblgen(args.source, args.build, "-gen-op-coverage")


def passes_page(args):
    prefix = sources.llvm_prefix(args.build)
    pages = [subprocess.run(
        [prefix / "bin" / "mlir-tblgen", "-gen-pass-doc", "-I",
         prefix / "include", "-I", args.source / "include",
         args.source / file], check=True,
        capture_output=True, text=True).stdout for file in PASS_FILES]
    return PASSES_TITLE + "\n".join(
        page.split("-->", 1)[-1].strip() + "\n" for page in pages)


PAGES = {"docs/ops.md": ops_page, "docs/passes.md": passes_page}


def main():
    args = sources.arguments(__doc__, "--write")
    problems = []
    for page, make in PAGES.items():
        fresh = make(args)
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
