# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the real models of models.txt and compares with TensorFlow's answers,
each twice: from the model's own files, and from optimised IR written as text
and read back."""

import argparse
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens
import measured

SKIP = 77  # ctest's SKIP_RETURN_CODE


class Runner:
    def __init__(self, sm, work, np):
        self.sm = sm
        self.work = work
        self.np = np
        self.count = collections.Counter()
        self.converted = {}

    def tell(self, verdict, road, name, detail=""):
        self.count[verdict] += 1
        print(f"{verdict:7} {road:9} {name}{': ' + detail if detail else ''}",
              flush=True)

    def optimised(self, case):
        """The model as optimised IR: (file, None) or (None, what failed)."""
        if case.model not in self.converted:
            path = self.work / f"{len(self.converted)}.mlir"
            done = measured.run(
                [self.sm, "convert", *case.source_flags(),
                 *case.convert_flags(), "--to", "mlir", "--optimize",
                 "--output", path], seconds=300)
            self.converted[case.model] = (
                (path, None) if done.status == 0
                else (None, f"convert: {done.first_error()}"))
        return self.converted[case.model]

    def check(self, case, road, source):
        out = self.work / "answer.npz"
        out.unlink(missing_ok=True)
        done = measured.run(
            [self.sm, "run", *source, *case.entry_flags(),
             *case.value_flags(), "--output", out], seconds=300)
        if done.status != 0:
            return self.tell("FAILED", road, case.name, done.first_error())
        problem = case.problem(self.np, out)
        self.tell("FAILED" if problem else "passed", road, case.name,
                  problem or "")

    def check_both(self, case):
        if case.unsupported_reason():
            return self.tell("SKIPPED", "both", case.name,
                             case.unsupported_reason())
        self.check(case, "files", case.source_flags())
        path, failure = self.optimised(case)
        if failure:
            return self.tell("FAILED", "optimised", case.name, failure)
        self.check(case, "optimised", ["--mlir", path])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--all", action="store_true",
                        help="cases that models.txt does not expect, too")
    parser.add_argument("--only", help="a part of the case's name")
    args = parser.parse_args()
    patterns = goldens.patterns()
    if not args.goldens or not args.goldens.is_dir():
        print(f"SKIPPED: {len(patterns)} real models, as there is no folder of "
              f"expected answers (SM_GOLDENS): {' '.join(patterns)}")
        return SKIP
    try:
        import numpy as np
    except ImportError:
        print(f"SKIPPED: {len(patterns)} real models, as this Python has no "
              "numpy; ./dev setup makes .venv with it")
        return SKIP

    cases = goldens.load(args.goldens)
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(args.sm, pathlib.Path(work), np)
        for pattern in patterns:
            if not any(goldens.is_expected(case, pattern) for case in cases):
                runner.tell("SKIPPED", "both", pattern, "not in SM_GOLDENS")
        for case in cases:
            expected = any(goldens.is_expected(case, pattern)
                           for pattern in patterns)
            if args.only and args.only not in case.name:
                continue
            if expected or args.all:
                runner.check_both(case)
    count = runner.count
    print(f"{count['passed']} passed, {count['FAILED']} failed, "
          f"{count['SKIPPED']} skipped")
    return 1 if count["FAILED"] or not count["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
