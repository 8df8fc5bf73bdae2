# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Reductions over axes, and the place of the largest element."""

from casetable import FLOATS, case, f32, i32, literal, scalar, tensor

for op in ("Sum", "Mean", "Max", "Min", "Prod"):
    for dtype in FLOATS + ("int32", "int64"):
        case(op, inputs=[tensor(dtype, 3, 4, 5), i32(1)],
             rtol=3e-2 if dtype == "bfloat16" else None,
             atol=3e-2 if dtype == "bfloat16" else None)
    for axes in ([0], [2], [0, 2], [0, 1], [1, 2], [0, 1, 2], [-1], [-3, -1]):
        name = "axes_" + "_".join(map(str, axes))
        case(op, name, [f32(3, 4, 5), i32(*axes)])
        case(op, name + "_kept", [f32(3, 4, 5), i32(*axes)],
             {"keep_dims": True})
    case(op, "axis_scalar", [f32(3, 4), scalar("int32", 1).const()])
    case(op, "axis_int64", [f32(3, 4), literal("int64", [0]).const()])
    case(op, "no_axes", [f32(3, 4), literal("int32", (), (0,)).const()])
    case(op, "of_nothing", [f32(3, 0), i32(1)])
    case(op, "to_nothing", [f32(0, 3), i32(1)])
    case(op, "scalar", [f32(), literal("int32", (), (0,)).const()])
    case(op, "image", [f32(2, 7, 7, 9), i32(1, 2)])
    case(op, "special", [f32(17, 2).of("special"), i32(1)])
    case(op, "dynamic", [f32(4, 5, 3).dynamic(0), i32(1)])
    case(op, "fed_axes", [f32(4, 5, 3).unranked(), literal("int32", [2, 0])])
    case(op, "long", [f32(200003).of("positive"), i32(0)], rtol=1e-5)
    case(op, "out_of_range", [f32(3, 4), literal("int32", [2])], fails=True)
    case(op, "twice", [f32(3, 4), literal("int32", [1, -1])], fails=True)

for op in ("All", "Any"):
    some = tensor("bool", 3, 4, 2)
    for axes in ([0], [1], [2], [0, 2], [0, 1, 2], [-1]):
        case(op, "axes_" + "_".join(map(str, axes)), [some, i32(*axes)])
    case(op, "kept", [some, i32(1)], {"keep_dims": True})
    case(op, "of_nothing", [tensor("bool", 3, 0), i32(1)])
    case(op, "no_axes", [some, literal("int32", (), (0,)).const()])
    case(op, "all_true", [literal("bool", [1] * 6, (2, 3)), i32(0)])
    case(op, "all_false", [literal("bool", [0] * 6, (2, 3)), i32(0)])

for op in ("ArgMax", "ArgMin"):
    for dtype in FLOATS + ("int32", "int64", "uint8", "int8"):
        case(op, inputs=[tensor(dtype, 3, 7), scalar("int32", 1).const()])
    for axis in (0, 1, 2, -1):
        case(op, f"axis_{axis}", [f32(3, 4, 5), scalar("int32", axis).const()])
    case(op, "out_int32", [f32(3, 4), scalar("int32", 1).const()],
         {"output_type": "int32"})
    case(op, "axis_int64", [f32(3, 4), scalar("int64", 1).const()])
    case(op, "ties", [literal("float32", [1, 3, 3, 0, 0, 1], (2, 3)),
                      scalar("int32", 1).const()])
    case(op, "vector", [f32(9), scalar("int32", 0).const()])
    case(op, "dynamic", [f32(4, 3).dynamic(0), scalar("int32", -1).const()])
    case(op, "no_rows", [f32(0, 3), scalar("int32", 1).const()])
    case(op, "of_nothing", [f32(3, 0), scalar("int32", 1).const()], fails=True)
    case(op, "out_of_range", [f32(3, 4), scalar("int32", 2)], fails=True)
