# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Ops that turn each element into one element."""

from casetable import FLOATS, INTEGERS, case, f32, literal, tensor

# op, dtypes beside the floats, the kind of values in its domain.
# TensorFlow's CPU has no kernel of these for half precision.
NO_HALVES = {"Rint"}
UNARY = [
    ("Neg", ("int32", "int64", "int8", "int16"), "normal"),
    ("Abs", ("int32", "int64", "int8", "int16"), "normal"),
    ("Square", ("int32", "int64", "int8", "int16", "uint8", "uint16"),
     "normal"),
    ("Sqrt", (), "positive"),
    ("Rsqrt", (), "positive"),
    ("Exp", (), "normal"),
    ("Log", (), "positive"),
    ("Floor", (), "normal"),
    ("Ceil", (), "normal"),
    ("Rint", (), "normal"),
    ("Round", ("int32", "int64"), "normal"),
    ("Sign", ("int32", "int64"), "normal"),
    ("Reciprocal", (), "positive"),
    ("Expm1", (), "normal"),
    ("Log1p", (), "positive"),
    ("Sin", (), "normal"),
    ("Cos", (), "normal"),
    ("Erf", (), "normal"),
    ("Erfc", (), "normal"),
    ("IsNan", (), "normal"),
    ("IsInf", (), "normal"),
    ("IsFinite", (), "normal"),
    ("OnesLike", ("int32", "int64", "uint8"), "normal"),
    ("ZerosLike", ("int32", "int64", "uint8"), "normal"),
    ("StopGradient", ("int32", "int64"), "normal"),
    ("PreventGradient", ("int32", "int64"), "normal"),
    ("Snapshot", ("int32", "int64"), "normal"),
    ("Tanh", (), "normal"),
    ("Sigmoid", (), "normal"),
    ("Relu", INTEGERS, "normal"),
    ("Relu6", INTEGERS, "normal"),
    ("LeakyRelu", (), "normal"),
    ("Softplus", (), "normal"),
    ("Softsign", (), "normal"),
    ("Selu", (), "normal"),
    ("Elu", (), "normal"),
]
for op, others, kind in UNARY:
    floats = FLOATS[:2] if op in NO_HALVES else FLOATS
    # TensorFlow's Log takes denormals for 0 in its vectors, but not in what is
    # left at the end: the answer depends on the position.
    special = "special_normal" if op == "Log" else "special"
    for dtype in floats + others:
        case(op, inputs=[tensor(dtype, 3, 37).of(kind)])
        if dtype in floats[1:]:
            case(op, "special_" + dtype, [tensor(dtype, 17).of(special)])
    case(op, "special", [f32(3, 17).of(special)])
    case(op, "empty", [f32(0, 4)])
    case(op, "scalar", [f32().of(kind)])
    case(op, "dynamic", [f32(5, 2, 3).of(kind).dynamic(0)])
    case(op, "unranked", [f32(2, 3).of(kind).unranked()])
    case(op, "long", [f32(100003).of(kind)])
    for dtype in others:
        case(op, "ends_" + dtype, [tensor(dtype, 6).of("special")])

# Where a fast approximation would show: far from zero, and close to it.
SPREAD = [sign * mantissa * 10.0 ** exponent
          for sign in (1, -1) for exponent in range(-8, 3)
          for mantissa in (1.0, 1.7, 4.3)]
for op in ("Exp", "Expm1", "Tanh", "Sigmoid", "Elu", "Softplus", "Softsign",
           "Erf", "Sin", "Cos"):
    case(op, "spread", [literal("float32", SPREAD)], rtol=3e-6, atol=1e-30)
# TensorFlow's is 1.758 * (exp(x) - 1): each engine may be off by that times
# the last bit of a number just below 1, 2**-24, whatever x is.
case("Selu", "spread", [literal("float32", SPREAD)], rtol=3e-6, atol=2.1e-7)
for op in ("Log", "Log1p", "Sqrt", "Rsqrt", "Reciprocal"):
    case(op, "spread", [literal("float32", [abs(v) for v in SPREAD])],
         rtol=2e-6, atol=1e-7)

case("LeakyRelu", "slope", [f32(40)], {"alpha": 0.01})
case("LeakyRelu", "steep", [f32(40)], {"alpha": 2.5})
HALVES = literal("float32", [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 8388609.0, -0.0])
for op in ("Round", "Rint", "Floor", "Ceil"):
    case(op, "halves", [HALVES])
case("LogicalNot", inputs=[tensor("bool", 3, 5)])
case("LogicalNot", "empty", [tensor("bool", 0, 5)])
