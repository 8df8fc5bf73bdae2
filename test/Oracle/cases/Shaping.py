# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Ops that move, join, cut and describe tensors."""

from casetable import (FLOATS, INTEGERS, case, f32, i32, literal, scalar,
                       tensor)

MOVED = FLOATS + INTEGERS + ("bool", "string", "complex64", "uint32", "uint64")

for dtype in MOVED:
    some = tensor(dtype, 2, 3, 4)
    case("Reshape", inputs=[some, i32(4, 6)])
    case("Shape", inputs=[some])
    case("Squeeze", inputs=[tensor(dtype, 1, 3, 1, 2)])
    case("ExpandDims", inputs=[some, scalar("int32", 1).const()])
    case("Transpose", inputs=[some, i32(2, 0, 1)])
    case("ConcatV2", inputs=[[some, tensor(dtype, 2, 1, 4)],
                             scalar("int32", 1).const()])
    case("Pack", inputs=[[some, some]], attrs={"axis": 1})
    case("StridedSlice", inputs=[some, i32(0, 1, 1), i32(2, 3, 4),
                                 i32(1, 1, 2)])
    case("Fill", dtype, [i32(2, 3), tensor(dtype)])
    if dtype != "string":
        case("Pad", inputs=[some, literal("int32", [1, 0, 0, 2, 1, 1],
                                          (3, 2)).const()])

for target in ("int32", "int64"):
    shape = literal(target, [3, -1])
    case("Reshape", "inferred_" + target, [f32(2, 3, 4), shape.const()])
    case("Reshape", "fed_shape_" + target, [f32(2, 3, 4), shape])
case("Reshape", "to_scalar", [f32(1, 1), literal("int32", (), (0,)).const()])
case("Reshape", "from_scalar", [f32(), i32(1, 1, 1)])
case("Reshape", "empty", [f32(0, 3), i32(3, 0, 5)])
case("Reshape", "empty_inferred", [f32(0, 3), i32(-1, 3)])
case("Reshape", "dynamic", [f32(5, 2, 3).dynamic(0), i32(-1, 6)])
case("Reshape", "wrong_count", [f32(2, 3).unranked(), i32(4, 2)], fails=True)
case("Reshape", "two_inferred", [f32(2, 3), literal("int32", [-1, -1])],
     fails=True)
case("Reshape", "negative", [f32(2, 3), literal("int32", [-2, -3])], fails=True)
case("Reshape", "too_large", [f32(2, 3), literal("int32", [2**30, 2**30, 8])],
     fails=True)

for out in ("int32", "int64"):
    case("Shape", "out_" + out, [f32(2, 0, 4)], {"out_type": out})
case("Shape", "scalar", [f32()])
case("Shape", "dynamic", [f32(5, 3).dynamic(0)])
case("Shape", "unranked", [f32(5, 3).unranked()])

case("Squeeze", "axes", [f32(1, 3, 1, 1, 2)], {"squeeze_dims": [0, -2]})
case("Squeeze", "nothing", [f32(2, 3)])
case("Squeeze", "dynamic", [f32(5, 1, 1, 4).dynamic(0)],
     {"squeeze_dims": [1, 2]})
case("Squeeze", "unranked", [f32(1, 3, 1).unranked()])
case("Squeeze", "not_one", [f32(2, 3).unranked()], {"squeeze_dims": [0]},
     fails=True)

for axis in (0, -1, -3, 2):
    case("ExpandDims", f"axis_{axis}",
         [f32(2, 3), scalar("int32", axis).const()])
case("ExpandDims", "axis_int64", [f32(2, 3), scalar("int64", 1).const()])
case("ExpandDims", "axis_vector", [f32(2, 3), i32(1)])
case("ExpandDims", "scalar", [f32(), scalar("int32", 0).const()])
case("ExpandDims", "fed_axis", [f32(5, 3).dynamic(0), scalar("int32", -1)])
case("ExpandDims", "out_of_range", [f32(2, 3), scalar("int32", 3)], fails=True)

case("Transpose", "matrix", [f32(37, 53), i32(1, 0)])
case("Transpose", "same", [f32(2, 3, 4), i32(0, 1, 2)])
case("Transpose", "nhwc_to_nchw", [f32(2, 5, 6, 3), i32(0, 3, 1, 2)])
case("Transpose", "heads", [f32(2, 9, 4, 8), i32(0, 2, 1, 3)])
case("Transpose", "rank6", [f32(2, 3, 2, 3, 2, 4), i32(5, 3, 1, 0, 2, 4)])
case("Transpose", "empty", [f32(0, 3), i32(1, 0)])
case("Transpose", "scalar", [f32(), literal("int32", (), (0,)).const()])
case("Transpose", "perm_int64", [f32(2, 3), literal("int64", [1, 0]).const()])
case("Transpose", "fed_perm", [f32(5, 3, 2).dynamic(0),
                               literal("int32", [1, 2, 0])])
case("Transpose", "negative_perm", [f32(2, 3, 4),
                                    literal("int32", [-1, 0, 1])])
case("Transpose", "twice", [f32(2, 3), literal("int32", [0, 0])], fails=True)
case("Transpose", "short_perm", [f32(2, 3), literal("int32", [0]).unranked()],
     fails=True)

for axis in (0, 1, -1, -2):
    parts = ([f32(2, 3), f32(4, 3)] if axis in (0, -2)
             else [f32(3, 2), f32(3, 5), f32(3, 1)])
    case("ConcatV2", f"axis_{axis}", [parts, scalar("int32", axis).const()])
case("ConcatV2", "axis_int64", [[f32(2, 3), f32(2, 1)],
                                scalar("int64", 1).const()])
case("ConcatV2", "empty_part", [[f32(2, 3), f32(0, 3)],
                                scalar("int32", 0).const()])
case("ConcatV2", "dynamic", [[f32(5, 3).dynamic(0), f32(5, 2).dynamic(0)],
                             scalar("int32", 1).const()])
case("ConcatV2", "fed_axis", [[f32(2, 3), f32(2, 3)], scalar("int32", 0)])
case("ConcatV2", "mismatch", [[f32(2, 3).unranked(), f32(4, 4)],
                              scalar("int32", 1).const()], fails=True)
case("ConcatV2", "ranks", [[f32(2, 3).unranked(), f32(4)],
                           scalar("int32", 0).const()], fails=True)
case("ConcatV2", "axis_out_of_range", [[f32(2, 3), f32(2, 3)],
                                       scalar("int32", 2)], fails=True)

for axis in (0, 1, 2, -1, -3):
    case("Pack", f"axis_{axis}", [[f32(2, 3), f32(2, 3), f32(2, 3)]],
         {"axis": axis})
case("Pack", "scalars", [[scalar("int32", 4), scalar("int32", -1).const()]])
case("Pack", "one", [[f32(2, 3)]])
case("Pack", "dynamic", [[f32(5, 3).dynamic(0), f32(5, 3).dynamic(0)]])
case("Pack", "empty", [[f32(0, 3), f32(0, 3)]])
case("Pack", "mismatch", [[f32(2, 3).unranked(), f32(2, 4)]], fails=True)


def sliced(name, image, begin, end, strides=None, dtype="int32", fed=False,
           fails=False, **masks):
    strides = [1] * len(begin) if strides is None else strides
    bounds = [literal(dtype, part) for part in (begin, end, strides)]
    if not fed:
        bounds = [part.const() for part in bounds]
    case("StridedSlice", name, [image, *bounds], masks, fails=fails)


sliced("plain", f32(6, 5), [1, 0], [4, 5])
sliced("strided", f32(7, 5), [0, 1], [7, 5], [3, 2])
sliced("backwards", f32(6, 5), [5, -1], [0, -6], [-1, -2])
sliced("all_backwards", f32(6), [0], [0], [-1], begin_mask=1, end_mask=1)
sliced("negative", f32(6, 5), [-3, -2], [-1, 5])
sliced("clamped", f32(6), [-100], [100])
sliced("nothing", f32(6), [4], [2])
sliced("begin_end_masks", f32(6, 5, 4), [1, 1, 1], [3, 3, 3], begin_mask=5,
       end_mask=3)
sliced("shrink", f32(6, 5), [2, 0], [3, 5], shrink_axis_mask=1)
sliced("shrink_negative", f32(6, 5), [-1, 0], [0, 5], shrink_axis_mask=1)
sliced("shrink_all", f32(6, 5), [2, 3], [3, 4], shrink_axis_mask=3)
sliced("ellipsis", f32(2, 3, 4, 5), [0, 1], [0, 3], ellipsis_mask=1)
sliced("ellipsis_middle", f32(2, 3, 4, 5), [1, 0, 2], [2, 0, 4],
       ellipsis_mask=2, shrink_axis_mask=1)
sliced("ellipsis_of_nothing", f32(2, 3), [0, 0, 1], [2, 0, 3], ellipsis_mask=2)
sliced("new_axis", f32(4, 5), [0, 1], [0, 3], new_axis_mask=1)
sliced("new_axis_last", f32(4, 5), [0, 0], [0, 0], ellipsis_mask=1,
       new_axis_mask=2)
sliced("everything", f32(3, 4, 5, 6), [0, 1, 0, -1], [0, 4, 0, 0],
       [1, 2, 1, 1], begin_mask=0, ellipsis_mask=4, new_axis_mask=1,
       shrink_axis_mask=8)
sliced("short", f32(4, 5, 6), [1], [3])
sliced("bounds_int64", f32(6, 5), [1, 0], [4, 5], dtype="int64")
sliced("fed", f32(6, 5).dynamic(0), [1, 0], [4, 5], fed=True)
sliced("dynamic", f32(6, 5).dynamic(0), [0, 1], [0, 3], begin_mask=1,
       end_mask=1)
sliced("batch_of_shape", literal("int32", [8, 28, 28]), [0], [1],
       shrink_axis_mask=1)
sliced("zero_stride", f32(6), [0], [4], [0], fed=True, fails=True)
sliced("shrink_outside", f32(6), [6], [7], fed=True, shrink_axis_mask=1,
       fails=True)
sliced("too_many", f32(6).unranked(), [0, 0], [1, 1], fails=True)

case("Fill", "scalar", [literal("int32", (), (0,)).const(), f32()])
case("Fill", "empty", [i32(2, 0), f32()])
case("Fill", "fed", [literal("int32", [3, 2]), f32()])
case("Fill", "dims_int64", [literal("int64", [3, 2]).const(), f32()])
case("Fill", "negative", [literal("int32", [-1]), f32()], fails=True)
case("Fill", "too_large", [literal("int64", [2**40, 2**40]), f32()], fails=True)


def padded(name, image, pads, dtype="int32", fed=False, fails=False):
    spec = literal(dtype, [n for pair in pads for n in pair], (len(pads), 2))
    case("Pad", name, [image, spec if fed else spec.const()], fails=fails)


padded("nothing", f32(2, 3), [(0, 0), (0, 0)])
padded("image", f32(2, 5, 6, 3), [(0, 0), (1, 1), (2, 1), (0, 0)])
padded("scalar", f32(), [])
padded("empty", f32(0, 3), [(1, 2), (0, 1)])
padded("pads_int64", f32(2, 3), [(1, 0), (0, 1)], dtype="int64")
padded("fed", f32(5, 3).dynamic(0), [(1, 0), (0, 1)], fed=True)
padded("negative", f32(2, 3), [(-1, 0), (0, 1)], fed=True, fails=True)
