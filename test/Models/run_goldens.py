# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the real models of models.txt and compares with TensorFlow's answers,
each twice: from the model's own files, and from optimised IR written as text
and read back."""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens
import measured
import verdicts


class Runner(verdicts.Verdicts):
    def __init__(self, sm, work, np):
        super().__init__()
        self.sm = sm
        self.work = work
        self.np = np
        self.converted = {}

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
        problem = (done.first_error() if done.status != 0
                   else case.problem(self.np, out))
        self.tell("FAILED" if problem else "passed", f"{road:9} {case.name}",
                  problem or "")

    def check_both(self, case):
        self.check(case, "files", case.source_flags())
        path, failure = self.optimised(case)
        if failure:
            return self.tell("FAILED", f"optimised {case.name}", failure)
        self.check(case, "optimised", ["--mlir", path])


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--all", action="store_true",
                        help="cases that models.txt does not expect, too")
    args = parser.parse_args()
    if not args.goldens or not args.goldens.is_dir():
        return verdicts.skip("real models, as there is no folder of expected "
                             "answers (SM_GOLDENS): "
                             + " ".join(goldens.patterns()))
    try:
        import numpy as np
    except ImportError:
        return verdicts.skip("real models, as this Python has no numpy; "
                             "./dev setup makes .venv with it")
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(args.sm, pathlib.Path(work), np)
        goldens.check(runner, args.goldens, args.only, runner.check_both,
                      args.all)
    return runner.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
