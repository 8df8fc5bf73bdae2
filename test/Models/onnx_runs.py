# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime runs a model, with values as the other tests have them."""

import numpy as np
import onnxruntime


def session(path, threads=2, optimised=True):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if not optimised:
        options.graph_optimization_level = (
            onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL)
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"])


def fed(value):
    """Strings are objects there, and text."""
    if value.dtype.kind != "S":
        return value
    return np.char.decode(value, "utf-8").astype(object)


def given(value):
    if value.dtype.kind not in "OU":
        return value
    texts = [text.encode() if isinstance(text, str) else text
             for text in value.ravel()]
    return np.array(texts, dtype="S").reshape(value.shape)


def run(path, values, threads=2, optimised=True):
    """{name: array} of every output; every input the model has must be among
    the values, which may have more: what no output needs is no input."""
    model = session(path, threads, optimised)
    names = [output.name for output in model.get_outputs()]
    answers = model.run(names, {item.name: fed(values[item.name])
                                for item in model.get_inputs()})
    return dict(zip(names, map(given, map(np.asarray, answers))))


def operators(path):
    """Counts of operators in the graph and the graphs inside it."""
    import collections

    import onnx
    count = collections.Counter()

    def visit(graph):
        for node in graph.node:
            count[node.op_type] += 1
            for attr in node.attribute:
                for inner in [attr.g] if attr.HasField("g") else attr.graphs:
                    visit(inner)

    visit(onnx.load(path, load_external_data=False).graph)
    return count
