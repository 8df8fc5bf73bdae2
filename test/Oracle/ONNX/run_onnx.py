# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the ONNX model of every oracle case in ONNX Runtime, in one process and
one thread, and compares with TensorFlow's answer.

usage: run_onnx.py --answers FOLDER --models FOLDER --opset N

FOLDER of models is what oracle-onnx-models wrote: <Op>/<case>.onnx, or
<Op>/<case>.refused with the reason. A refusal must stand in
onnx_refusals.txt, and what stands there must be refused. SM_TEST_FULL=1 takes
all cases, else the everyday ones. Exit 77 where onnxruntime is missing."""

import argparse
import collections
import fnmatch
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIP = 77

# Where ONNX Runtime is less exact than TensorFlow: by case, the (rtol, atol)
# that hold instead.
LOOSER = {
    # Its approximation of the logistic function far from 0.
    "Sigmoid/spread": (3e-6, 6e-8),
}

# Where ONNX Runtime gives something else, whatever the model says.
DIFFERENT = {
    "FloorMod/special": "its Mod does not take denormals for zero",
    "Max/special": "its ReduceMax may drop a NaN behind another number",
    "Min/special": "its ReduceMin may drop a NaN behind another number",
    "Const/strings": "its Python binding shows UTF-8 only",
}


def read_refusals(path, opset):
    """[(pattern, text)]: a line each, "<Op>/<case pattern>: part of reason".
    "[13] " in front: only in this opset."""
    refusals = []
    for line in path.read_text().splitlines():
        if line.startswith("["):
            only, line = line[1:].split("] ", 1)
            if int(only) != opset:
                continue
        if line and not line.startswith("#"):
            pattern, text = line.split(": ", 1)
            refusals.append((pattern, text))
    return refusals


def load_arrays(np, path):
    """{name: (array, is bfloat16)}; bfloat16 is widened to float32."""
    arrays = {}
    with np.load(path) as file:
        for key in file.files:
            name, _, kind = key.partition("::")
            value = file[key]
            if kind == "bfloat16":
                value = (np.atleast_1d(value).astype(np.uint32) << 16).view(
                    np.float32).reshape(value.shape)
            elif value.dtype.kind == "S":
                texts = [text.decode("utf-8", "surrogateescape")
                         for text in value.ravel()]
                value = np.array(texts, dtype=object).reshape(value.shape)
            arrays[name] = (value, kind == "bfloat16")
    return arrays


def without_bfloat16(onnx, path):
    """The model's bytes, with conversions from and to float32 where inputs or
    outputs are bfloat16, of which numpy has no arrays."""
    model = onnx.load(str(path))
    graph, kinds = model.graph, onnx.TensorProto
    if not any(v.type.tensor_type.elem_type == kinds.BFLOAT16
               for v in (*graph.input, *graph.output)):
        return model.SerializeToString(), set()
    first, last, widened = [], [], set()
    for value in graph.input:
        if value.type.tensor_type.elem_type == kinds.BFLOAT16:
            outer = value.name + "/float"
            first.append(onnx.helper.make_node("Cast", [outer], [value.name],
                                               to=kinds.BFLOAT16))
            value.name = outer
            value.type.tensor_type.elem_type = kinds.FLOAT
    for value in graph.output:
        if value.type.tensor_type.elem_type == kinds.BFLOAT16:
            outer = value.name + "/float"
            last.append(onnx.helper.make_node("Cast", [value.name], [outer],
                                              to=kinds.FLOAT))
            widened.add(value.name)
            value.name = outer
            value.type.tensor_type.elem_type = kinds.FLOAT
    nodes = first + list(graph.node) + last
    del graph.node[:]
    graph.node.extend(nodes)
    return model.SerializeToString(), widened


class Runner:
    def __init__(self, np, onnx, runtime):
        self.np, self.onnx, self.runtime = np, onnx, runtime
        self.options = runtime.SessionOptions()
        self.options.intra_op_num_threads = 1
        self.options.inter_op_num_threads = 1
        self.options.log_severity_level = 4
        # TensorFlow takes denormals for zero, too.
        self.options.add_session_config_entry("session.set_denormal_as_zero",
                                              "1")

    def run(self, path, inputs):
        """{fetch: (array, is bfloat16)}."""
        model, widened = without_bfloat16(self.onnx, path)
        session = self.runtime.InferenceSession(
            model, self.options, providers=["CPUExecutionProvider"])
        feeds = {}
        for port in session.get_inputs():
            name = port.name.removesuffix("/float").split(":")[0]
            feeds[port.name] = inputs[name][0]
        names = [port.name for port in session.get_outputs()]
        answers = {}
        for name, value in zip(names, session.run(names, feeds)):
            plain = name.removesuffix("/float")
            answers[plain] = (value, plain in widened)
        return answers

    def difference(self, expected, actual, tolerance):
        """What is wrong; empty if nothing is."""
        np = self.np
        (want, want_narrow), (got, got_narrow) = expected, actual
        if (want.dtype != got.dtype or want.shape != got.shape or
                want_narrow != got_narrow):
            return (f"{got.dtype}{got.shape} and not "
                    f"{want.dtype}{want.shape}")
        if want.dtype.kind not in "fc":
            wrong = want != got
        else:
            want64, got64 = want.astype(np.float64), got.astype(np.float64)
            rtol, atol = tolerance
            with np.errstate(all="ignore"):
                apart = np.abs(want64 - got64)
                allowed = np.where(np.isfinite(want64),
                                   atol + rtol * np.abs(want64), 0.0)
                same = (want64 == got64) | (np.isnan(want64) &
                                            np.isnan(got64))
                wrong = ~same & ~(apart <= allowed)
        if not wrong.any():
            return ""
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        return (f"{int(wrong.sum())} of {wrong.size} elements differ, first "
                f"{list(place)}: {got[place]!r} and not {want[place]!r}")


def tolerance_of(case, name):
    return LOOSER.get(name, (case["rtol"], case["atol"]))


def check_case(runner, name, answers, models):
    """(outcome, text): passed, refused with its reason, wrong, or
    not-asked."""
    case = json.loads((answers / name / "case.json").read_text())
    if case["fails"]:
        return "not asked", "TensorFlow refuses it too"
    if not case["check_value"]:
        tolerances = (float("inf"), float("inf"))
    else:
        tolerances = tolerance_of(case, name)
    refusal = models / (name + ".refused")
    if refusal.exists():
        return "refused", refusal.read_text().strip()
    model = models / (name + ".onnx")
    if not model.exists():
        return "wrong", "there is neither a model nor a refusal"
    inputs = load_arrays(runner.np, answers / name / "inputs.npz")
    expected = load_arrays(runner.np, answers / name / "expected.npz")
    try:
        actual = runner.run(model, inputs)
    except Exception as error:  # What ONNX Runtime says is the result.
        return "wrong", str(error)[:300]
    for fetch in case["fetches"]:
        # Values of an ONNX graph have one name: what is fed and fetched has
        # two.
        key = fetch if fetch in actual else fetch + "_1"
        if key not in actual:
            return "wrong", f"there is no output {fetch}: {sorted(actual)}"
        text = runner.difference(expected[fetch], actual[key], tolerances)
        if text:
            return "wrong", f"{fetch}: {text}"
    return "passed", ""


def check_refusals(refused, refusals, is_full):
    """What is wrong with refusals: unexpected ones, and expected ones that
    did not come (if all cases were looked at)."""
    problems, used = [], set()
    for name, reason in refused:
        matching = [entry for entry in refusals
                    if fnmatch.fnmatchcase(name, entry[0]) and
                    entry[1] in reason]
        used.update(matching)
        if not matching:
            problems.append(f"{name} is refused: {reason}")
    if is_full:
        problems += [f"onnx_refusals.txt: nothing is refused as "
                     f"{pattern}: {text}"
                     for pattern, text in refusals
                     if (pattern, text) not in used]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--opset", type=int, required=True)
    parser.add_argument("--filter", default="*")
    args = parser.parse_args()
    try:
        import numpy as np
        import onnx
        import onnxruntime as runtime
    except ImportError as error:
        print(f"SKIPPED: the oracle's ONNX road, as this Python lacks "
              f"{error.name}; ./dev setup makes .venv with it")
        return SKIP
    is_full = os.environ.get("SM_TEST_FULL") == "1"
    listing = args.answers / ("all.txt" if is_full else "everyday.txt")
    if not listing.exists():
        print(f"SKIPPED: there is no {listing}")
        return SKIP
    runner = Runner(np, onnx, runtime)
    counts, refused, problems = collections.Counter(), [], []
    for name in listing.read_text().split():
        if not fnmatch.fnmatchcase(name, args.filter):
            continue
        outcome, text = check_case(runner, name, args.answers, args.models)
        if name in DIFFERENT and outcome in ("wrong", "passed"):
            if outcome == "passed":
                problems.append(f"{name}: no longer different ("
                                f"{DIFFERENT[name]})")
            outcome = "different"
        counts[outcome] += 1
        if outcome == "refused":
            refused.append((name, text))
        elif outcome == "wrong":
            problems.append(f"{name}: {text}")
    if args.filter == "*":
        problems += check_refusals(
            refused, read_refusals(HERE / "onnx_refusals.txt", args.opset),
            is_full)
    outcomes = ", ".join(
        f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    print(f"ONNX Runtime {runtime.__version__}, opset {args.opset}: "
          f"{outcomes}")
    for problem in problems:
        print(problem)
    return 1 if problems or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
