# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Whole models as machine code. The models of models.txt with --engine auto
against the golden answers; and, if SM_BENCH_MODELS names a folder of them,
large ones at several batch sizes and numbers of threads, from their
signature and from a frozen graph, nothing but machine code against nothing but
kernels and against TensorFlow. Everyday runs take a part of the cases and of
the batches; SM_TEST_FULL=1 takes all."""

import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens
import measured
import served_models
import verdicts

LEFT_TO_KERNELS = re.compile(
    r"kernels run (\S+), which has no machine code: (.*)")

LARGE = ("mlp", "mobilenetv2", "convnexttiny", "resnet50")
THREADS = (1, 2)
# Of an element, and of the largest one beside it: a sum taken in another order
# is off by some units of its largest term, not of its result.
RTOL, ATOL = 1e-4, 1e-5


class Plan:
    """What a run takes."""

    def __init__(self, full):
        self.full = full
        self.batches = (1, 3, 8) if full else (3,)
        self.large = LARGE if full else LARGE[:3]
        self.cases_of_a_model = None if full else 1


class CompiledModels(verdicts.Verdicts):
    def __init__(self, sm, work, np, plan):
        super().__init__()
        self.sm = sm
        self.work = work
        self.np = np
        self.plan = plan
        self.taken = collections.Counter()

    def run(self, flags, engine, threads, out):
        out.unlink(missing_ok=True)
        return measured.run(
            [self.sm, "run", *flags, "--engine", engine, "--threads", threads,
             "--output", out], seconds=300)

    # --- golden answers -----------------------------------------------------

    def check_case(self, case):
        if self.taken[case.model] == self.plan.cases_of_a_model:
            return
        self.taken[case.model] += 1
        flags = [*case.source_flags(), *case.entry_flags(),
                 *case.value_flags()]
        out = self.work / "answer.npz"
        done = self.run(flags, "auto", 2, out)
        if done.status != 0:
            return self.tell("FAILED", case.name, done.first_error())
        left = LEFT_TO_KERNELS.findall(done.err)
        for name, reason in left:
            print(f"        {case.name}: kernels run {name}: {reason}")
        self.count["left to kernels"] += len(left)
        compiled = self.compiled_regions(flags)
        self.count["compiled"] += compiled
        self.count["with machine code"] += compiled > 0
        problem = case.problem(self.np, out)
        self.tell("FAILED" if problem else "passed", case.name,
                  problem or f"{compiled} regions")

    def compiled_regions(self, flags):
        """How many regions of the program are machine code."""
        done = measured.run([self.sm, "bench", *flags, "--engine", "auto",
                             "--runs", "1", "--profile", "--json"])
        if done.status != 0:
            self.tell("FAILED", "bench", done.first_error())
            return 0
        steps = json.loads(done.out).get("profile", [])
        return sum(step["op"] == "region" for step in steps)

    def print_regions(self):
        count = self.count
        print(f"{count['with machine code']} of {sum(self.taken.values())} "
              f"cases have machine code: {count['compiled']} regions; kernels "
              f"run {count['left to kernels']} that could not be compiled")

    # --- large models -------------------------------------------------------

    def check_large(self, folder, name):
        """`name` by its signature and as a frozen graph."""
        if name not in self.plan.large:
            return self.tell("SKIPPED", name, "only with SM_TEST_FULL=1")
        frozen = self.work / f"{name}.pb"
        try:
            model = served_models.ServedModel(self.sm, self.np, folder)
            model.freeze(frozen)
        except ValueError as error:
            return self.tell("FAILED", name, str(error))
        if model.tensorflow is None:
            print(f"        {name}: not against TensorFlow, which this Python "
                  "does not have")
        for batch in self.plan.batches:
            values = self.work / "input.npy"
            self.np.save(values, model.value(batch))
            expected = model.expected(batch)
            self.check_roads(f"{name} signature batch {batch}",
                             model.run_flags(values), model.output_key,
                             expected)
            self.check_roads(f"{name} frozen batch {batch}",
                             model.frozen_flags(frozen, values),
                             model.output_tensor, expected)

    def check_roads(self, name, flags, key, expected):
        out = self.work / "answer.npz"
        done = self.run(flags, "kernel", THREADS[-1], out)
        if done.status != 0:
            return self.tell("FAILED", f"{name}, kernels", done.first_error())
        want = self.np.load(out)[key]
        for threads in THREADS:
            told = f"{name} threads {threads}"
            done = self.run(flags, "compiled-only", threads, out)
            if done.status != 0:
                self.tell("FAILED", told, done.first_error())
                continue
            got = self.np.load(out)[key]
            good, text = self.compared(got, want)
            text = f"apart {text} from kernels"
            if expected is not None:
                near, apart = self.compared(got, expected)
                good, text = good and near, f"{text}, {apart} from TensorFlow"
            self.tell("passed" if good else "FAILED", told, text)

    def compared(self, got, want):
        """(near enough, the greatest difference in largest elements)"""
        if got.shape != want.shape or got.dtype != want.dtype:
            return False, (f"{got.dtype}{got.shape} instead of "
                           f"{want.dtype}{want.shape}")
        largest = float(self.np.abs(want).max())
        near = self.np.allclose(got, want, rtol=RTOL, atol=ATOL * largest)
        return near, f"{float(self.np.abs(got - want).max()) / largest:.1g}"


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--goldens", type=measured.folder)
    args = parser.parse_args()
    try:
        import numpy as np
    except ImportError:
        return verdicts.skip("compiled models, as this Python has no numpy; "
                             "./dev setup makes .venv with it")
    with tempfile.TemporaryDirectory() as work:
        models = CompiledModels(args.sm, pathlib.Path(work), np,
                                Plan(bool(os.environ.get("SM_TEST_FULL"))))
        goldens.check(models, args.goldens, args.only, models.check_case)
        models.print_regions()
        served_models.check_large(models, LARGE, args.only, models.check_large)
    return models.conclude()


if __name__ == "__main__":
    sys.exit(main())
