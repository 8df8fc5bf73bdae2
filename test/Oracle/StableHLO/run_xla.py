# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs the StableHLO text of every oracle case in XLA, in one process, and
compares with TensorFlow's answer.

usage: run_xla.py --answers FOLDER --texts FOLDER

FOLDER of texts is what oracle-stablehlo-texts wrote: <Op>/<case>.mlir, or
<Op>/<case>.refused with the reason. A refusal must stand in
stablehlo_refusals.txt, and what stands there must be refused. SM_TEST_FULL=1
takes all cases, else the everyday ones. Exit 77 where jaxlib is missing."""

import argparse
import json
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


def check_case(np, xla, name, answers, texts):
    """(outcome, text): passed, refused with its reason, wrong, or not
    asked."""
    case = json.loads((answers / name / "case.json").read_text())
    if case["fails"]:
        return "not asked", "TensorFlow refuses it too"
    refusal = texts / (name + ".refused")
    if refusal.exists():
        return "refused", refusal.read_text().strip()
    path = texts / (name + ".mlir")
    if not path.exists():
        return "wrong", "there is neither a text nor a refusal"
    inputs = foreign.load_arrays(np, answers / name / "inputs.npz")
    expected = foreign.load_arrays(np, answers / name / "expected.npz")
    try:
        actual = run_text(np, xla, path.read_text(), inputs)
    except Exception as error:  # What XLA says is the result.
        return "wrong", str(error)[:300]
    tolerance = (float("inf"), float("inf"))
    if case["check_value"]:
        tolerance = LOOSER.get(name, (case["rtol"], case["atol"]))
    for fetch in case["fetches"]:
        if fetch not in actual:
            return "wrong", f"there is no result {fetch}: {sorted(actual)}"
        text = foreign.difference(np, expected[fetch], actual[fetch],
                                  tolerance)
        if text:
            return "wrong", f"{fetch}: {text}"
    return "passed", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=pathlib.Path, required=True)
    parser.add_argument("--texts", type=pathlib.Path, required=True)
    parser.add_argument("--filter", default="*")
    args = parser.parse_args()
    try:
        import numpy as np
        import xla
    except ImportError as error:
        print(f"SKIPPED: the oracle's StableHLO road, as this Python lacks "
              f"{error.name}; ./dev setup makes .venv with it")
        return foreign.SKIP
    if not foreign.listing_in(args.answers).exists():
        print(f"SKIPPED: there is no {foreign.listing_in(args.answers)}")
        return foreign.SKIP
    counts, problems = foreign.judge(
        args.answers, args.filter,
        lambda name: check_case(np, xla, name, args.answers, args.texts),
        DIFFERENT, HERE / "stablehlo_refusals.txt")
    return foreign.conclude(f"XLA of jaxlib {xla.VERSION}", counts, problems)


if __name__ == "__main__":
    sys.exit(main())
