# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Ops that only hold a graph together, constants, and random numbers."""

from casetable import (FLOATS, INTEGERS, case, f32, i32, literal, not_asked,
                       scalar, tensor)

ALL = FLOATS + INTEGERS + ("bool", "string", "complex64", "uint32", "uint64")
for dtype in ALL:
    case("Identity", inputs=[tensor(dtype, 2, 3)])
    case("Placeholder", inputs=[tensor(dtype, 2, 3)],
         attrs={"dtype": dtype, "shape": [2, 3]}, form="fed")
    case("PlaceholderWithDefault", inputs=[tensor(dtype, 2, 3)],
         attrs={"shape": [2, 3]})
    case("Const", dtype, attrs={"value": tensor(dtype, 2, 3),
                                "dtype": dtype})
case("Identity", "scalar", [f32()])
case("Identity", "empty", [f32(0, 4)])
case("Identity", "dynamic", [f32(5, 4).dynamic(0)])
case("Identity", "unranked", [f32(5, 4).unranked()])
case("Placeholder", "dynamic", [f32(5, 3)],
     {"dtype": "float32", "shape": [None, 3]}, form="fed")
case("Placeholder", "unranked", [f32(5, 3)],
     {"dtype": "float32", "shape": None}, form="fed")
case("PlaceholderWithDefault", "constant", [scalar("float32", 0.5).const()],
     {"shape": []})
case("PlaceholderWithDefault", "unranked", [f32(2, 3).const()],
     {"shape": None})
case("PlaceholderWithDefault", "fed", [f32(4, 3), f32(2, 3).const()],
     {"shape": [None, 3]}, form="fed")

case("Const", "scalar", attrs={"value": scalar("float32", 2.5),
                               "dtype": "float32"})
case("Const", "splat", attrs={"value": literal("float32", [7.0] * 6, (2, 3)),
                              "dtype": "float32"})
case("Const", "empty", attrs={"value": f32(0, 3), "dtype": "float32"})
case("Const", "special", attrs={"value": f32(17).of("special"),
                                "dtype": "float32"})
case("Const", "large", attrs={"value": f32(40, 50), "dtype": "float32"})
case("Const", "strings", attrs={
    "value": literal("string", [b"", b"a\x00b", b"\xff\xfe", b"long" * 20]),
    "dtype": "string"})

case("IdentityN", inputs=[[f32(2, 3), tensor("int32", 4),
                           tensor("string", 2)]])
case("IdentityN", "one", [[f32(2, 3)]])
case("IdentityN", "dynamic", [[f32(2, 3).dynamic(0), f32(4).unranked()]])
case("NoOp", "control", [f32(2, 3)], form="control")

# Nobody can give TensorFlow's random numbers but TensorFlow: only dtype, shape
# and range are compared.
for dtype in FLOATS:
    case("RandomUniform", dtype, [i32(50, 7)],
         {"dtype": dtype, "seed": 1, "seed2": 2}, check_value=False,
         value_range=(0.0, 1.0))
case("RandomUniform", "unseeded", [i32(5)], {"dtype": "float32"},
     check_value=False, value_range=(0.0, 1.0))
case("RandomUniform", "int64_shape", [literal("int64", [3, 4])],
     {"dtype": "float32"}, check_value=False, value_range=(0.0, 1.0))
case("RandomUniform", "empty", [i32(3, 0)], {"dtype": "float32"},
     check_value=False, value_range=(0.0, 1.0))
case("RandomUniform", "negative", [literal("int32", [-3])],
     {"dtype": "float32"}, fails=True)

for op in ("Rank", "Size"):
    case(op, inputs=[f32(2, 3, 4)])
    case(op, "scalar", [f32()])
    case(op, "empty", [f32(0, 4)])
    case(op, "unranked", [f32(2, 3).unranked()])
    case(op, "string", [tensor("string", 3)])
case("Size", "out_int64", [f32(2, 3)], {"out_type": "int64"})
case("EnsureShape", inputs=[f32(2, 3)], attrs={"shape": [2, 3]})
case("EnsureShape", "partial", [f32(2, 3).unranked()], {"shape": [None, 3]})
case("EnsureShape", "any", [f32(2, 3).unranked()], {"shape": None})
case("EnsureShape", "string", [tensor("string", 3)], {"shape": [None]})
case("EnsureShape", "wrong", [f32(2, 3).unranked()], {"shape": [None, 4]},
     fails=True)

STATE = "needs variables: test/Models runs it in whole models"
for op in ("VarHandleOp", "ReadVariableOp", "AssignVariableOp", "Variable",
           "VariableV2", "Assign"):
    not_asked(op, STATE)
for op in ("PartitionedCall", "StatefulPartitionedCall"):
    not_asked(op, "needs a function library: test/Models runs it in whole "
              "models")
