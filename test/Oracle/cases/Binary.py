# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Ops of two broadcast operands."""

from casetable import FLOATS, INTEGERS, case, f32, literal, tensor

SIGNED = ("int32", "int64", "int8", "int16")
BINARY = [
    ("Add", FLOATS + SIGNED + ("uint8",)),
    ("AddV2", FLOATS + INTEGERS),
    ("Sub", FLOATS + INTEGERS),
    ("Mul", FLOATS + INTEGERS),
    ("RealDiv", FLOATS),
    ("Div", FLOATS),
    ("SquaredDifference", FLOATS + ("int32", "int64")),
    ("Maximum", FLOATS + INTEGERS),
    ("Minimum", FLOATS + INTEGERS),
]
for op, dtypes in BINARY:
    second = "positive" if op in ("RealDiv", "Div") else "normal"
    for dtype in dtypes:
        case(op, inputs=[tensor(dtype, 3, 37), tensor(dtype, 3, 37).of(second)])
        case(op, "row_" + dtype, [tensor(dtype, 4, 7),
                                  tensor(dtype, 7).of(second)])
        if dtype in INTEGERS:
            case(op, "ends_" + dtype, [
                tensor(dtype, 6).of("special"),
                literal(dtype, [1, 2, 3, 1, 5, 7])])
    case(op, "scalars", [f32(), f32().of(second)])
    case(op, "scalar_left", [f32(), f32(2, 3).of(second)])
    case(op, "scalar_right", [f32(2, 3), f32().of(second)])
    case(op, "column", [f32(4, 7), f32(4, 1).of(second)])
    case(op, "both_sides", [f32(4, 1, 3), f32(1, 5, 3).of(second)])
    case(op, "outer", [f32(6, 1), f32(1, 5).of(second)])
    case(op, "ranks", [f32(2, 1, 4, 1, 3), f32(5, 1, 2, 1).of(second)])
    case(op, "middle", [f32(3, 4, 5), f32(1, 4, 1).of(second)])
    case(op, "empty", [f32(0, 3), f32(1, 3).of(second)])
    case(op, "empty_by_one", [f32(0), f32(1).of(second)])
    case(op, "special", [f32(17, 1).of("special"), f32(1, 17).of("special")])
    case(op, "special_f16", [tensor("float16", 17, 1).of("special"),
                             tensor("float16", 1, 17).of("special")])
    case(op, "special_bf16", [tensor("bfloat16", 17, 1).of("special"),
                              tensor("bfloat16", 1, 17).of("special")])
    case(op, "dynamic", [f32(5, 4).dynamic(0), f32(4).of(second)])
    case(op, "dynamic_broadcast", [f32(1, 4).dynamic(0),
                                   f32(5, 4).of(second).dynamic(0)])
    case(op, "unranked", [f32(2, 3).unranked(), f32(3).of(second).unranked()])
    case(op, "constant", [f32(2, 3), f32(3).of(second).const()])
    case(op, "long", [f32(100003), f32(100003).of(second)])
    case(op, "mismatch", [f32(2, 3).unranked(), f32(4).of(second)], fails=True)

# Comparisons answer bool.
for op in ("Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"):
    for dtype in FLOATS + INTEGERS:
        case(op, inputs=[literal(dtype, [1, 2, 3, 2, 5, 0]),
                         literal(dtype, [1, 3, 2, 2, 0, 5])])
    case(op, "special", [f32(17, 1).of("special"), f32(1, 17).of("special")])
    case(op, "broadcast", [tensor("int32", 4, 1, 3), tensor("int32", 5, 1)])
    case(op, "scalar_right", [tensor("int32", 4, 3), tensor("int32")])
    case(op, "empty", [f32(0, 3), f32(3)])
    case(op, "dynamic", [f32(5, 4).dynamic(0), f32(4)])
    case(op, "mismatch", [f32(2, 3).unranked(), f32(4)], fails=True)
for op in ("Equal", "NotEqual"):
    case(op, "bool", [tensor("bool", 8), tensor("bool", 8)])
    case(op, "string", [literal("string", [b"a", b"", b"abc", b"x"]),
                        literal("string", [b"a", b"b", b"abd", b"x"])])
    case(op, "complex64", [tensor("complex64", 4), tensor("complex64", 4)])
for op in ("LogicalAnd", "LogicalOr"):
    case(op, "table", [literal("bool", [0, 0, 1, 1]),
                       literal("bool", [0, 1, 0, 1])])
    case(op, "broadcast", [tensor("bool", 4, 1), tensor("bool", 5)])
    case(op, "empty", [tensor("bool", 0, 2), tensor("bool", 2)])

# Division with the divisor's sign, and powers.
WHOLE = [7, -7, 7, -7, 0, 6, -6, 1]
BY = [3, 3, -3, -3, 5, 3, 3, -2]
for op in ("FloorDiv", "FloorMod"):
    for dtype in FLOATS + ("int32", "int64", "int8", "int16"):
        case(op, inputs=[literal(dtype, WHOLE), literal(dtype, BY)])
    case(op, "uint8", [literal("uint8", [7, 200, 0, 255]),
                       literal("uint8", [3, 7, 5, 255])])
    case(op, "fractions", [f32(40), f32(40).of("positive")])
    case(op, "broadcast", [f32(4, 1, 3), f32(5, 1).of("positive")])
    case(op, "special", [f32(17, 1).of("special"), f32(1, 17).of("special")])
    case(op, "by_zero", [literal("int32", [7, 1]), literal("int32", [0, 1])],
         fails=True)
for dtype in ("int32", "int64", "int8", "int16"):
    case("Div", inputs=[literal(dtype, WHOLE), literal(dtype, BY)])
case("Div", "by_zero", [literal("int32", [7, 1]), literal("int32", [0, 1])],
     fails=True)
for dtype in FLOATS:
    case("Pow", inputs=[tensor(dtype, 3, 7).of("positive"),
                        tensor(dtype, 3, 7)])
for dtype in ("int32", "int64"):
    case("Pow", inputs=[literal(dtype, [2, -3, 0, 5, -1]),
                        literal(dtype, [10, 3, 0, 1, 7])])
# As Log, Pow treats denormals by their position.
case("Pow", "special", [f32(15, 1).of("special_normal"),
                        f32(1, 15).of("special_normal")])
case("Pow", "broadcast", [f32(4, 1).of("positive"), f32(5)])
case("Pow", "square", [f32(50), f32().of("positive")], rtol=1e-5)
case("Pow", "empty", [f32(0), f32()])
case("Pow", "negative_int", [literal("int32", [2]), literal("int32", [-1])],
     fails=True)
