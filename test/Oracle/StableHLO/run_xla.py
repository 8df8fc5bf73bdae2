# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the StableHLO text of every oracle case in XLA, in one process, and
compares with TensorFlow's answer.

usage: run_xla.py --answers FOLDER --written FOLDER

The second folder is what oracle-stablehlo-texts wrote: <Op>/<case>.mlir, or
<Op>/<case>.refused with the reason, which must stand in
stablehlo_refusals.txt. Exit 77 where jaxlib is missing."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import foreign

# Where XLA is less exact than TensorFlow: by case, the (rtol, atol) that hold
# instead.
LOOSER = {
    # A long sum in another order.
    "MatMul/vector_row": (1e-4, 1e-6),
    # exponential_minus_one is exact near 0; TensorFlow takes one from exp(x).
    "Elu/spread": (3e-6, 1e-7),
}

# Where XLA gives something else, whatever the text says.
DIFFERENT = {
    "Div/special_f16": "it multiplies by reciprocals of repeated divisors, "
                       "which overflow in half precision",
    "RealDiv/special_f16": "it multiplies by reciprocals of repeated "
                           "divisors, which overflow in half precision",
    "Erf/special_float64": "of infinite float64 it gives 1, TensorFlow NaN",
}


def run_text(np, xla, text, inputs):
    """{fetch: (array, is bfloat16)}."""
    import ml_dtypes
    program = xla.Program(text)
    values = {}
    for name in program.inputs:
        value, is_narrow = inputs[name.split(":")[0]]
        values[name] = (value.astype(ml_dtypes.bfloat16) if is_narrow
                        else value)
    answers = {}
    for name, value in program.named(values).items():
        is_narrow = value.dtype == ml_dtypes.bfloat16
        answers[name] = (value.astype(np.float32) if is_narrow else value,
                         is_narrow)
    return answers


def main():
    args = foreign.parser(__doc__).parse_args()
    lacking = None
    try:
        import numpy as np
        import xla
    except ImportError as error:
        lacking = error
    if foreign.missing(args.answers, lacking):
        return foreign.SKIP
    road = foreign.Road(
        np, ".mlir", lambda path, inputs, _: run_text(
            np, xla, path.read_text(), inputs), LOOSER)
    counts, problems = foreign.judge(args, road, DIFFERENT,
                                     HERE / "stablehlo_refusals.txt")
    return foreign.conclude(f"XLA of jaxlib {xla.VERSION}", counts, problems)


if __name__ == "__main__":
    sys.exit(main())
