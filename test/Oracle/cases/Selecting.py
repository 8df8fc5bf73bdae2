# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Ops that pick, repeat, or lay out elements."""

from casetable import FLOATS, case, f32, i32, literal, scalar, tensor

MOVED = FLOATS + ("int32", "int64", "int8", "uint8", "int16", "uint16", "bool",
                  "string", "complex64")

for dtype in MOVED:
    some = tensor(dtype, 4, 3)
    case("GatherV2", inputs=[some, literal("int32", [2, 0, 2]),
                             scalar("int32", 0).const()])
    case("Select", dtype, [tensor("bool", 4, 3), some, some])
    case("SelectV2", dtype, [tensor("bool", 4, 1), some, tensor(dtype, 3)])
    case("Slice", inputs=[some, i32(1, 0), i32(2, -1)])
    if dtype != "uint16":  # TensorFlow's CPU has no such kernel.
        case("Tile", inputs=[some, i32(2, 3)])
    case("Unpack", inputs=[some], attrs={"num": 3, "axis": 1})
    if dtype != "string":
        case("PadV2", inputs=[some, literal("int32", [1, 0, 0, 2],
                                            (2, 2)).const(), tensor(dtype)])


def gathered(name, params, indices, axis=0, batch_dims=0, fails=False):
    case("GatherV2", name, [params, indices, scalar("int32", axis).const()],
         {"batch_dims": batch_dims}, fails=fails)


gathered("axis_1", f32(2, 5, 3), literal("int32", [4, 0, 4]), 1)
gathered("axis_-1", f32(2, 5, 3), literal("int64", [2, 0]), -1)
gathered("scalar_index", f32(5, 3), scalar("int32", 2))
gathered("matrix_of_indices", f32(5, 3), literal("int32", [0, 4, 1, 2], (2, 2)))
gathered("batched", f32(2, 5, 3), literal("int32", [4, 0, 1, 2], (2, 2)), 1, 1)
gathered("batched_inner", f32(2, 3, 5), literal("int32", [4, 0, 1, 2], (2, 2)),
         2, 1)
gathered("no_indices", f32(5, 3), literal("int32", ()))
gathered("no_columns", f32(5, 0), literal("int32", [1, 2]))
gathered("dynamic", f32(5, 3).dynamic(0), literal("int32", [1, 2]).dynamic(0))
gathered("too_large", f32(5, 3), literal("int32", [5]), fails=True)
gathered("negative", f32(5, 3), literal("int32", [-1]), fails=True)
gathered("of_nothing", f32(0, 3), literal("int32", [0]), fails=True)

case("Select", "by_row", [tensor("bool", 4), f32(4, 3), f32(4, 3)])
case("Select", "by_scalar", [tensor("bool"), f32(4, 3), f32(4, 3)])
case("Select", "empty", [tensor("bool", 0, 3), f32(0, 3), f32(0, 3)])
case("Select", "dynamic", [tensor("bool", 4, 3).dynamic(0),
                           f32(4, 3).dynamic(0), f32(4, 3).dynamic(0)])
case("Select", "mismatch", [tensor("bool", 4, 3).unranked(), f32(4, 3),
                            f32(3, 4).unranked()], fails=True)
case("SelectV2", "same", [tensor("bool", 4, 3), f32(4, 3), f32(4, 3)])
case("SelectV2", "scalars", [tensor("bool", 4, 3), f32(), f32()])
case("SelectV2", "all_three", [tensor("bool", 4, 1, 1), f32(5, 1), f32(3)])
case("SelectV2", "condition_scalar", [tensor("bool"), f32(4, 3), f32(3)])
case("SelectV2", "empty", [tensor("bool", 0, 3), f32(3), f32()])
case("SelectV2", "dynamic", [tensor("bool", 4, 3).dynamic(0), f32(3), f32()])
case("SelectV2", "mismatch", [tensor("bool", 4).unranked(), f32(3), f32(3)],
     fails=True)

case("Slice", "all", [f32(3, 4), i32(0, 0), i32(-1, -1)])
case("Slice", "nothing", [f32(3, 4), i32(3, 0), i32(0, 4)])
case("Slice", "bounds_int64", [f32(3, 4), literal("int64", [1, 1]).const(),
                               literal("int64", [2, 2]).const()])
case("Slice", "scalar", [f32(), literal("int32", ()).const(),
                         literal("int32", ()).const()])
case("Slice", "rank4", [f32(2, 5, 6, 3), i32(0, 1, 2, 1), i32(2, 3, 4, 2)])
case("Slice", "fed", [f32(5, 4).dynamic(0), literal("int32", [1, 0]),
                      literal("int32", [-1, 2])])
case("Slice", "outside", [f32(3, 4), literal("int32", [2, 0]),
                          literal("int32", [2, 4])], fails=True)
case("Slice", "negative_begin", [f32(3, 4), literal("int32", [-1, 0]),
                                 literal("int32", [1, 4])], fails=True)

case("Tile", "once", [f32(2, 3), i32(1, 1)])
case("Tile", "never", [f32(2, 3), i32(0, 2)])
case("Tile", "vector", [f32(3), i32(4)])
case("Tile", "scalar", [f32(), literal("int32", ()).const()])
case("Tile", "rank4", [f32(2, 1, 3, 2), i32(1, 4, 2, 1)])
case("Tile", "multiples_int64", [f32(2, 3), literal("int64", [2, 1]).const()])
case("Tile", "fed", [f32(5, 3).dynamic(0), literal("int32", [2, 2])])
case("Tile", "negative", [f32(2, 3), literal("int32", [-1, 1])], fails=True)

for axis in (0, 1, 2, -1, -3):
    case("Unpack", f"axis_{axis}", [f32(2, 2, 2)], {"num": 2, "axis": axis})
case("Unpack", "vector", [f32(3)], {"num": 3})
case("Unpack", "empty_parts", [f32(2, 0)], {"num": 2})
case("Unpack", "dynamic", [f32(5, 3).dynamic(0)], {"num": 3, "axis": 1})
case("Unpack", "wrong_num", [f32(2, 3).unranked()], {"num": 3}, fails=True)

case("PadV2", "infinity", [f32(2, 3), literal("int32", [1, 1, 0, 2],
                                              (2, 2)).const(),
                           scalar("float32", float("-inf")).const()])
case("PadV2", "fed", [f32(5, 3).dynamic(0),
                      literal("int32", [1, 0, 0, 1], (2, 2)), f32()])

for dtype in ("int32", "int64", "float32", "float64"):
    case("Range", inputs=[scalar(dtype, 2), scalar(dtype, 11),
                          scalar(dtype, 3)])
    case("Range", "backwards_" + dtype, [scalar(dtype, 5), scalar(dtype, -4),
                                         scalar(dtype, -2)])
case("Range", "constant", [scalar("int32", n).const() for n in (0, 5, 1)])
case("Range", "nothing", [scalar("int32", n) for n in (3, 3, 1)])
case("Range", "fractions", [scalar("float32", n) for n in (0.0, 1.0, 0.1)])
case("Range", "no_step", [scalar("int32", n) for n in (0, 5, 0)], fails=True)
case("Range", "wrong_way", [scalar("int32", n) for n in (5, 0, 1)], fails=True)
case("Range", "too_long", [scalar("int64", n) for n in (0, 2**62, 1)],
     fails=True)

for dtype in FLOATS + ("int32", "int64"):
    case("AddN", inputs=[[tensor(dtype, 3, 4)] * 3])
case("AddN", "one", [[f32(3, 4)]])
case("AddN", "empty", [[f32(0, 4), f32(0, 4)]])
case("AddN", "dynamic", [[f32(5, 4).dynamic(0), f32(5, 4).dynamic(0)]])
case("AddN", "mismatch", [[f32(3, 4).unranked(), f32(3, 5)]], fails=True)

for dtype in FLOATS + ("int32", "int64"):
    case("ClipByValue", inputs=[tensor(dtype, 4, 5), scalar(dtype, -1),
                                scalar(dtype, 1)])
case("ClipByValue", "bounds_differ", [f32(2, 3), f32(2, 3),
                                      f32(2, 3).of("positive")])
case("ClipByValue", "special", [f32(17).of("special"), scalar("float32", -2),
                                scalar("float32", 3)])
case("ClipByValue", "empty", [f32(0, 3), scalar("float32", -2),
                              scalar("float32", 3)])
