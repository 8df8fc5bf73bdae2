# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Real models as ONNX: what ONNX Runtime answers is what TensorFlow answered.
The models of models.txt against the golden answers; small networks made here
and, if SM_BENCH_MODELS names a folder of them, three large ones at several
batch sizes against TensorFlow itself, the large ones also as frozen graphs."""

import argparse
import collections
import fnmatch
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens
import measured

SKIP = 77  # ctest's SKIP_RETURN_CODE
FAILED, UNSUPPORTED = 1, 3  # sm's exit statuses

# Cases without a counterpart in ONNX, with a word of the reason. A case that
# is here and converts, and one that is not and does not, are failures.
REFUSED = {
    "*half-plus-two*/*__classify_x_to_y__*": "ParseExample",
    "*half-plus-two*/*__regress_x_to_y*__*": "ParseExample",
    "serving-counter/serve__reset_counter__*": "changes a variable",
    "java-saved-model-py/*": "unknown rank",
    "hub-v1-mini-train/*": "unknown rank",
    "rust-regression-tf12/*-regress__*": "unknown rank",
}

BATCHES = (1, 3, 8)
LARGE = {"mlp": 1e-5, "mobilenetv2": 1e-5, "resnet50": 1e-4}
# What would be left over of the change from NHWC to NCHW.
MOST_TRANSPOSES = 1


class Checker:
    def __init__(self, sm, work, np):
        self.sm = sm
        self.work = work
        self.np = np
        self.count = collections.Counter()
        self.converted = {}

    def tell(self, verdict, name, detail=""):
        self.count[verdict] += 1
        print(f"{verdict:7} {name}{': ' + detail if detail else ''}",
              flush=True)

    def convert(self, flags):
        """(file, what sm printed): each model and entry once."""
        key = tuple(map(str, flags))
        if key not in self.converted:
            path = self.work / f"{len(self.converted)}.onnx"
            done = measured.run([self.sm, "convert", *flags, "--to", "onnx",
                                 "--output", path], seconds=300)
            self.converted[key] = path, done
        return self.converted[key]

    @staticmethod
    def reason(done):
        """The reason that sm gives for an op, or its first line."""
        lines = [line.strip() for line in done.err.splitlines()]
        return next((line for line in lines if "cannot become ONNX" in line),
                    done.first_error())

    def check_case(self, case):
        expected = next((reason for pattern, reason in REFUSED.items()
                         if fnmatch.fnmatchcase(case.name, pattern)), None)
        path, done = self.convert([*case.source_flags(), *case.entry_flags(),
                                   *case.convert_flags()])
        if done.status != 0:
            as_expected = (done.status in (FAILED, UNSUPPORTED) and expected
                           and expected in done.err)
            return self.tell("refused" if as_expected else "FAILED", case.name,
                             self.reason(done))
        if expected:
            return self.tell("FAILED", case.name, "is no longer refused")
        self.tell(*self.compared(case, path))

    def compared(self, case, path):
        import onnx_runs
        values = self.np.load(case.folder / "inputs.npz")
        out = self.work / "answer.npz"
        try:
            answers = onnx_runs.run(path, values)
        except Exception as error:  # pylint: disable=broad-except
            return "FAILED", case.name, f"ONNX Runtime: {error}"
        # An output that has the name of an input gets another one.
        named = {key.removesuffix("_1") if key.removesuffix("_1") in values
                 else key: answer for key, answer in answers.items()}
        self.np.savez(out, **named)
        problem = case.problem(self.np, out)
        return ("FAILED" if problem else "passed", case.name, problem or "")

    def check_network(self, folder, name, allowed, transposes, is_frozen):
        """Answers at several batch sizes, and how many Transposes are left."""
        import onnx_runs
        import tensorflow_runs
        tags, signature = ("serve",), "serving_default"
        entry = ["--dir", folder, "--signature_def", signature]
        info = tensorflow_runs.read_proto(folder).meta_graphs[0]
        (key, given), = info.signature_def[signature].inputs.items()
        (out, result), = info.signature_def[signature].outputs.items()
        dims = [dim.size for dim in given.tensor_shape.dim]
        roads = {"signature": entry}
        if is_frozen:
            frozen = self.work / f"{name}.pb"
            done = measured.run([self.sm, "convert", *entry, "--to", "graphdef",
                                 "--output", frozen], seconds=300)
            if done.status != 0:
                return self.tell("FAILED", name, done.first_error())
            shape = ",".join(map(str, [-1] + dims[1:]))
            roads["frozen"] = [
                "--graphdef", frozen, "--inputs", f"{given.name}[{shape}]",
                "--outputs", result.name, "--rename-inputs", key,
                "--rename-outputs", out]
        models = {}
        for road, flags in roads.items():
            models[road], done = self.convert(flags)
            if done.status != 0:
                return self.tell("FAILED", f"{name} {road}", done.first_error())
        for batch in BATCHES:
            random = self.np.random.default_rng(batch)
            value = random.uniform(0, 1, [batch] + dims[1:]).astype("float32")
            want, = tensorflow_runs.v1_answers(
                folder, lambda *_: {key: value}, (tags, signature)).values()
            for road, model in models.items():
                got = onnx_runs.run(model, {key: value})[out]
                self.tell_apart(f"{name} {road} batch {batch}", got, want[out],
                                allowed)
        moved = onnx_runs.operators(models["signature"])["Transpose"]
        self.tell("passed" if moved <= transposes else "FAILED",
                  f"{name} transposes", f"{moved}, allowed {transposes}")

    def tell_apart(self, what, got, want, allowed):
        if got.shape != want.shape:
            return self.tell("FAILED", what, f"{got.shape}, not {want.shape}")
        apart = float(self.np.abs(got - want).max())
        self.tell("passed" if apart <= allowed else "FAILED", what,
                  f"apart {apart:.2g}")


def check_goldens(checker, folder, only):
    patterns = goldens.patterns()
    if not folder or not folder.is_dir():
        return checker.tell("SKIPPED", f"{len(patterns)} real models",
                            "no folder of expected answers (SM_GOLDENS)")
    cases = goldens.load(folder)
    for pattern in patterns:
        if not any(goldens.is_expected(case, pattern) for case in cases):
            checker.tell("SKIPPED", pattern, "not in SM_GOLDENS")
    for case in cases:
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
            checker.check_network(folder / name, name, LARGE[name],
                                  MOST_TRANSPOSES, is_frozen=True)
        else:
            checker.tell("SKIPPED", name, "not in a folder SM_BENCH_MODELS; "
                         "bench/README.md says how it is made")


def check_made(checker, only):
    """The networks of onnx_networks.py."""
    try:
        import onnx_networks
    except ImportError as error:
        return checker.tell("SKIPPED", "made networks", str(error))
    for make in onnx_networks.ALL:
        if only and only not in make.__name__:
            continue
        folder = checker.work / make.__name__
        transposes = onnx_networks.save(make, folder)
        checker.check_network(folder, make.__name__, 1e-5, transposes,
                              is_frozen=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--only", help="a part of the case's name")
    args = parser.parse_args()
    try:
        import numpy as np
        import onnxruntime
    except ImportError as error:
        print(f"SKIPPED: {error}; ./dev setup makes an environment with ONNX "
              "Runtime")
        return SKIP
    del onnxruntime
    large = measured.folder(os.environ.get("SM_BENCH_MODELS", ""))
    with tempfile.TemporaryDirectory() as work:
        checker = Checker(args.sm, pathlib.Path(work), np)
        check_goldens(checker, args.goldens, args.only)
        check_made(checker, args.only)
        check_large(checker, large, args.only)
    count = checker.count
    print(f"{count['passed']} passed, {count['refused']} refused, "
          f"{count['FAILED']} failed, {count['SKIPPED']} skipped")
    if not count["passed"] and not count["FAILED"]:
        return SKIP
    return 1 if count["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
