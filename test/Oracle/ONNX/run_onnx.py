# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the ONNX model of every oracle case in ONNX Runtime, in one process and
one thread, and compares with TensorFlow's answer.

usage: run_onnx.py --answers FOLDER --written FOLDER --opset N

The second folder is what oracle-onnx-models wrote: <Op>/<case>.onnx, or
<Op>/<case>.refused with the reason, which must stand in onnx_refusals.txt.
Exit 77 where onnxruntime is missing."""

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

    def run(self, path, inputs, fetches):
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
            # Values of an ONNX graph have one name: what is fed and fetched
            # has two.
            if plain not in fetches:
                plain = plain.removesuffix("_1")
            answers[plain] = (value, name.removesuffix("/float") in widened)
        return answers


def main():
    parser = foreign.parser(__doc__)
    parser.add_argument("--opset", type=int, required=True)
    args = parser.parse_args()
    lacking = None
    try:
        import numpy as np
        import onnx
        import onnxruntime as runtime
    except ImportError as error:
        lacking = error
    if foreign.missing(args.answers, lacking):
        return foreign.SKIP
    road = foreign.Road(np, ".onnx", Runner(np, onnx, runtime).run, LOOSER)
    counts, problems = foreign.judge(args, road, DIFFERENT,
                                     HERE / "onnx_refusals.txt", args.opset)
    return foreign.conclude(
        f"ONNX Runtime {runtime.__version__}, opset {args.opset}", counts,
        problems)


if __name__ == "__main__":
    sys.exit(main())
