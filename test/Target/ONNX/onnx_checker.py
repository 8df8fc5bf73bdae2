# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The models of models.test before ONNX's own checker, a newer one than the one
that sm links, and ONNX Runtime, which computes what the functions say."""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

SKIP = 77  # ctest's SKIP_RETURN_CODE


def chunks(path):
    """The files that split-file makes of a test."""
    parts = re.split(r"^#--- (\S+)\n", path.read_text(), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def expected(name):
    """Inputs, and outputs in order."""
    x = np.arange(-6, 12, dtype=np.float32).reshape(2, 3, 3)
    relu = np.maximum(x, 0)
    row = np.array([-1, 0, 7], np.float32)
    square = np.array([[1, 2], [3, 4]], np.float32)
    return {
        "names.mlir": ({"image": x, "input_1": row},
                       [2 * relu, 2 * relu, x, np.array([1, 2])]),
        "values.mlir": ({"input_0": np.array([1, 2, 3, 4], np.float32)},
                        [np.array([True, False]), np.array(["a", ""], object),
                         None, np.array([255] * 3, np.uint8),
                         np.array([1, 2, 3, 4], np.float32)]),
        "regions.mlir": ({"c": np.array(True), "x": row}, [2 * row]),
        "opset.mlir": ({"input_0": square}, [square - np.float32([0, 1])]),
        "defaults.mlir": ({"y": row[:2]}, [row[:2] + np.float32([1, 2])]),
    }[name]


def check(name, path):
    """Problems of one model, as lines of text."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    inputs, outputs = expected(name)
    with_default = {x.name for x in model.graph.initializer}
    must_be_given = [x.name for x in model.graph.input
                     if x.name not in with_default]
    if must_be_given != list(inputs):
        yield f"{name}: inputs {must_be_given}"
    session = onnxruntime.InferenceSession(
        path, providers=["CPUExecutionProvider"])
    # numpy has no bfloat16, so an output of it is not asked for.
    wanted = [(output.name, value) for output, value
              in zip(model.graph.output, outputs) if value is not None]
    results = session.run([name for name, _ in wanted], inputs)
    for left_out in {x.name for x in model.graph.input} & with_default:
        given = {**inputs, left_out: np.zeros(2, np.float32)}
        if np.array_equal(session.run(None, given)[0], results[0]):
            yield f"{name}: {left_out} is not taken where it is given"
    for (output, value), result in zip(wanted, results):
        if result.dtype != value.dtype or not np.array_equal(result, value):
            yield f"{name}: {output} is {result!r}, not {value!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--translate", required=True, help="sm-translate")
    args = parser.parse_args()
    problems = []
    tests = chunks(pathlib.Path(__file__).with_name("models.test"))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tests.items():
            path = str(pathlib.Path(folder) / (name + ".onnx"))
            subprocess.run([args.translate, "--mlir-to-onnx", "-o", path],
                           input=text, text=True, check=True)
            problems.extend(check(name, path))
    print("\n".join(problems) or f"{len(tests)} models agree")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        import numpy as np
        import onnx
        import onnxruntime
    except ImportError as error:
        print(f"SKIPPED: ONNX's own checker, as it is missing ({error}); "
              "./dev setup makes .venv with it")
        sys.exit(SKIP)
    sys.exit(main())
