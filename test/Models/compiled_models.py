# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Whole models as machine code. The models of models.txt with --engine auto
against the golden answers; and, if SM_BENCH_MODELS names a folder of them,
three large ones at several batch sizes and numbers of threads, from their
signature and from a frozen graph, nothing but machine code against nothing but
kernels and against TensorFlow. Everyday runs take a part of the cases and of
the batches; SM_TEST_FULL=1 takes all."""

import argparse
import collections
import json
import os
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens
import large_model
import measured

SKIP = 77  # ctest's SKIP_RETURN_CODE
LEFT_TO_KERNELS = re.compile(
    r"kernels run (\S+), which has no machine code: (.*)")

LARGE = ("mlp", "mobilenetv2", "resnet50")
THREADS = (1, 2)
# Of an element, and of the largest one beside it: a sum taken in another order
# is off by some units of its largest term, not of its result.
RTOL, ATOL = 1e-4, 1e-5


class Plan:
    """What a run takes."""

    def __init__(self, full):
        self.full = full
        self.batches = (1, 3, 8) if full else (3,)
        self.large = LARGE if full else LARGE[:2]
        self.cases_of_a_model = None if full else 1


class Checker:
    def __init__(self, sm, work, np, plan):
        self.sm = sm
        self.work = work
        self.np = np
        self.plan = plan
        self.count = collections.Counter()

    def tell(self, verdict, name, detail=""):
        self.count[verdict] += 1
        print(f"{verdict:7} {name}{': ' + detail if detail else ''}",
              flush=True)

    def run(self, flags, engine, threads, out):
        out.unlink(missing_ok=True)
        return measured.run(
            [self.sm, "run", *flags, "--engine", engine, "--threads", threads,
             "--output", out], seconds=300)

    # --- golden answers -----------------------------------------------------

    def check_case(self, case):
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

    # --- large models -------------------------------------------------------

    def check_large(self, folder, name):
        """`name` by its signature and as a frozen graph."""
        try:
            model = large_model.LargeModel(self.sm, self.np, folder)
        except ValueError as error:
            return self.tell("FAILED", name, str(error))
        if model.tensorflow is None:
            print(f"        {name}: not against TensorFlow, which this Python "
                  "does not have")
        frozen = self.work / f"{name}.pb"
        done = measured.run(
            [self.sm, "convert", *model.source_flags(), "--to", "graphdef",
             "--output", frozen], seconds=300)
        if done.status != 0:
            return self.tell("FAILED", f"{name} (frozen)", done.first_error())
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


def check_goldens(checker, folder, only):
    patterns = goldens.patterns()
    if not folder or not folder.is_dir():
        return checker.tell("SKIPPED", f"{len(patterns)} real models",
                            "no folder of expected answers (SM_GOLDENS)")
    cases = goldens.load(folder)
    taken = collections.Counter()
    for case in cases:
        if (only and only not in case.name or not any(
                goldens.is_expected(case, pattern) for pattern in patterns)):
            continue
        most = checker.plan.cases_of_a_model
        if case.unsupported_reason():
            checker.tell("SKIPPED", case.name, case.unsupported_reason())
        elif most is None or taken[case.model] < most:
            taken[case.model] += 1
            checker.check_case(case)
    count = checker.count
    print(f"{count['with machine code']} of {sum(taken.values())} cases have "
          f"machine code: {count['compiled']} regions; kernels run "
          f"{count['left to kernels']} that could not be compiled")


def check_large(checker, folder, only):
    for name in LARGE:
        if only and only not in name:
            continue
        if not folder or not (folder / name / "saved_model.pb").exists():
            checker.tell("SKIPPED", name, "not in a folder SM_BENCH_MODELS; "
                         "bench/README.md says how it is made")
        elif name not in checker.plan.large:
            checker.tell("SKIPPED", name, "only with SM_TEST_FULL=1")
        else:
            checker.check_large(folder / name, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--only", help="a part of the case's name")
    args = parser.parse_args()
    try:
        import numpy as np
    except ImportError:
        print("SKIPPED: this Python has no numpy; ./dev setup makes .venv "
              "with it")
        return SKIP
    large = measured.folder(os.environ.get("SM_BENCH_MODELS", ""))
    with tempfile.TemporaryDirectory() as work:
        checker = Checker(args.sm, pathlib.Path(work), np,
                          Plan(bool(os.environ.get("SM_TEST_FULL"))))
        check_goldens(checker, args.goldens, args.only)
        check_large(checker, large, args.only)
    count = checker.count
    print(f"{count['passed']} passed, {count['FAILED']} failed, "
          f"{count['SKIPPED']} skipped")
    if not count["passed"] and not count["FAILED"]:
        return SKIP
    return 1 if count["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
