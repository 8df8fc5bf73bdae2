# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Softmax and its logarithm."""

from casetable import FLOATS, case, f32, literal, tensor

for op in ("Softmax", "LogSoftmax"):
    for dtype in FLOATS:
        case(op, inputs=[tensor(dtype, 5, 11)])
    case(op, "vector", [f32(9)])
    case(op, "rank4", [f32(2, 3, 4, 5)])
    case(op, "one_class", [f32(4, 1)])
    case(op, "no_rows", [f32(0, 3)])
    case(op, "dynamic", [f32(3, 10).dynamic(0)])
    case(op, "unranked", [f32(3, 4).unranked()])
    case(op, "wide", [f32(2, 5003)])
    case(op, "large", [literal("float32", [1e4, 1e4 - 1, -1e4, 3e38, 0, -3e38],
                               (2, 3))])
    case(op, "infinities", [literal("float32", [
        float("-inf"), 0.0, 1.0, float("-inf"), float("-inf"), float("-inf"),
        float("inf"), 0.0, 1.0, float("nan"), 0.0, 1.0], (4, 3))])
