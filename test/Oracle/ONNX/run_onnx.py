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
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import foreign

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
    inputs = foreign.load_arrays(runner.np, answers / name / "inputs.npz")
    expected = foreign.load_arrays(runner.np, answers / name / "expected.npz")
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
        text = foreign.difference(runner.np, expected[fetch], actual[key],
                                  tolerances)
        if text:
            return "wrong", f"{fetch}: {text}"
    return "passed", ""


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
        return foreign.SKIP
    if not foreign.listing_in(args.answers).exists():
        print(f"SKIPPED: there is no {foreign.listing_in(args.answers)}")
        return foreign.SKIP
    runner = Runner(np, onnx, runtime)
    counts, problems = foreign.judge(
        args.answers, args.filter,
        lambda name: check_case(runner, name, args.answers, args.models),
        DIFFERENT, HERE / "onnx_refusals.txt", args.opset)
    return foreign.conclude(
        f"ONNX Runtime {runtime.__version__}, opset {args.opset}", counts,
        problems)


if __name__ == "__main__":
    sys.exit(main())
