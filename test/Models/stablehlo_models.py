# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Real models as StableHLO text, for the shapes of their inputs: what XLA
answers is what TensorFlow answered. The models of models.txt against the golden
answers, and, if SM_BENCH_MODELS names a folder of them, three large ones
against sm's own kernels."""

import argparse
import collections
import fnmatch
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Oracle")]
import goldens
import measured

SKIP = 77  # ctest's SKIP_RETURN_CODE
FAILED, UNSUPPORTED = 1, 3  # sm's exit statuses

# Cases without a StableHLO form, with a word of the reason. A case that is here
# and converts, and one that is not and does not, are failures.
REFUSED = {
    "*half-plus-two*/*__classify_x_to_y__*": "ParseExample",
    "*half-plus-two*/*__regress_x_to_y*__*": "ParseExample",
    "serving-counter/serve__reset_counter__*": "changes a variable",
    "bqml-linear-reg/transform/*": "!tf.string",
}

# Input, shape, and how far an answer may be from that of sm's kernels.
LARGE = {
    "mlp": ("x", (2, 784), 1e-5),
    "mobilenetv2": ("input_1", (1, 224, 224, 3), 1e-5),
    "resnet50": ("input_2", (1, 224, 224, 3), 1e-4),
}


def shape_flags(values):
    """--shape with the shapes of these arrays, by name."""
    texts = [f"{goldens.escaped(key)}={','.join(map(str, value.shape))}"
             for key, value in values.items()]
    return ["--shape", ";".join(texts)] if texts else []


class Checker:
    def __init__(self, sm, work, np, xla):
        self.sm = sm
        self.work = work
        self.np = np
        self.xla = xla
        self.count = collections.Counter()

    def tell(self, verdict, name, detail=""):
        self.count[verdict] += 1
        print(f"{verdict:7} {name}{': ' + detail if detail else ''}",
              flush=True)

    def convert(self, flags, values):
        """(file, what sm printed)."""
        path = self.work / "model.mlir"
        done = measured.run(
            [self.sm, "convert", *flags, *shape_flags(values), "--to",
             "stablehlo", "--output", path, "--overwrite"], seconds=300)
        return path, done

    def check_case(self, case):
        expected = next((reason for pattern, reason in REFUSED.items()
                         if fnmatch.fnmatchcase(case.name, pattern)), None)
        values = dict(self.np.load(case.folder / "inputs.npz"))
        path, done = self.convert([*case.source_flags(), *case.entry_flags(),
                                   *case.convert_flags()], values)
        if done.status != 0:
            as_expected = (done.status in (FAILED, UNSUPPORTED) and expected
                           and expected in done.err)
            return self.tell("refused" if as_expected else "FAILED", case.name,
                             done.first_error())
        if expected:
            return self.tell("FAILED", case.name, "is no longer refused")
        try:
            answers = self.xla.Program(path.read_text()).named(values)
        except Exception as error:  # What XLA says is the result.
            return self.tell("FAILED", case.name, f"XLA: {str(error)[:300]}")
        out = self.work / "answer.npz"
        self.np.savez(out, **answers)
        problem = case.problem(self.np, out)
        self.tell("FAILED" if problem else "passed", case.name, problem or "")

    def check_large(self, folder, name):
        key, shape, most = LARGE[name]
        random = self.np.random.default_rng(7)
        values = {key: random.uniform(0, 1, shape).astype("float32")}
        path, done = self.convert(["--dir", folder], values)
        given, out = self.work / "given.npz", self.work / "answer.npz"
        self.np.savez(given, **values)
        run = measured.run(
            [self.sm, "run", "--dir", folder, "--engine", "kernel", "--inputs",
             f"{key}={given}[{key}]", "--output", out, "--overwrite"],
            seconds=300)
        for step in (done, run):
            if step.status != 0:
                return self.tell("FAILED", name, step.first_error())
        got = self.xla.Program(path.read_text()).named(values)
        want = dict(self.np.load(out))
        apart = max(float(self.np.abs(got[k] - want[k]).max()) for k in want)
        self.tell("passed" if apart <= most else "FAILED", name,
                  f"apart {apart:.2g}")


def check_goldens(checker, folder, only):
    patterns = goldens.patterns()
    if not folder or not folder.is_dir():
        return checker.tell("SKIPPED", f"{len(patterns)} real models",
                            "no folder of expected answers (SM_GOLDENS)")
    for case in goldens.load(folder):
        if only and only not in case.name:
            continue
        if not any(goldens.is_expected(case, pattern) for pattern in patterns):
            continue
        if case.unsupported_reason():
            checker.tell("SKIPPED", case.name, case.unsupported_reason())
        else:
            checker.check_case(case)


def check_large(checker, folder, only):
    for name in LARGE:
        if only and only not in name:
            continue
        if folder and (folder / name / "saved_model.pb").exists():
            checker.check_large(folder / name, name)
        else:
            checker.tell("SKIPPED", name, "not in a folder SM_BENCH_MODELS; "
                         "bench/README.md says how it is made")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--only", help="a part of the case's name")
    args = parser.parse_args()
    try:
        import numpy as np
        import xla
    except ImportError as error:
        print(f"SKIPPED: {error}; ./dev setup makes an environment with jaxlib")
        return SKIP
    large = measured.folder(os.environ.get("SM_BENCH_MODELS", ""))
    with tempfile.TemporaryDirectory() as work:
        checker = Checker(args.sm, pathlib.Path(work), np, xla)
        check_goldens(checker, args.goldens, args.only)
        check_large(checker, large, args.only)
    count = checker.count
    print(f"{count['passed']} passed, {count['refused']} refused, "
          f"{count['FAILED']} failed, {count['SKIPPED']} skipped")
    if not count["passed"] and not count["FAILED"]:
        return SKIP
    return 1 if count["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
