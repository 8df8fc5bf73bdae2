# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The stablehlo and chlo dialects are spelled as others spell them: what sm-opt
prints of the dialect's tests goes through jaxlib's own dialects and comes back
the same. Exit 77 where jaxlib is missing."""

import argparse
import pathlib
import re
import subprocess
import sys

SKIP = 77


def sm_opt(program, text, *flags):
    done = subprocess.run([program, *flags], input=text, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[:500])
    return done.stdout


def problem_of(program, path, ir, make_context):
    # References to data are ours alone.
    text = re.sub(r"#sm\.data<[^>]*>", "dense<0.0>", path.read_text())
    try:
        ours = sm_opt(program, text)
        with make_context():
            theirs = ir.Module.parse(ours).operation.get_asm(
                print_generic_op_form=True)
        back = sm_opt(program, theirs)
    except Exception as error:  # What either parser says is the result.
        return str(error)[:500]
    for before, after in zip(ours.splitlines(), back.splitlines()):
        if before != after:
            return f"'{before.strip()}' came back as '{after.strip()}'"
    return "" if len(ours) == len(back) else "lines are missing"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm-opt", required=True)
    parser.add_argument("--tests", type=pathlib.Path, required=True)
    args = parser.parse_args()
    try:
        import jaxlib.mlir.ir as ir
        from jax._src.interpreters import mlir
    except ImportError as error:
        print(f"SKIPPED: the spelling of stablehlo, as this Python lacks "
              f"{error.name}; ./dev setup makes .venv with it")
        return SKIP
    # Others hold what only we allow, and errors.
    files = [path for path in sorted(args.tests.glob("*.mlir"))
             if "as the specification spells them" in path.read_text()]
    problems = []
    for path in files:
        problem = problem_of(args.sm_opt, path, ir, mlir.make_ir_context)
        if problem:
            problems.append(f"{path.name}: {problem}")
    print(f"{len(files)} files, {len(problems)} spelled differently")
    for problem in problems:
        print(problem)
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
