# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Matrix products and the bias."""

from casetable import FLOATS, case, f32, tensor

for dtype in FLOATS + ("int32", "int64"):
    case("MatMul", inputs=[tensor(dtype, 3, 4), tensor(dtype, 4, 5)])
    for op in ("BatchMatMul", "BatchMatMulV2"):
        case(op, inputs=[tensor(dtype, 2, 3, 4), tensor(dtype, 2, 4, 5)])
    case("BiasAdd", inputs=[tensor(dtype, 2, 3, 4), tensor(dtype, 4)])

for a in (False, True):
    for b in (False, True):
        left = f32(4, 3) if a else f32(3, 4)
        right = f32(5, 4) if b else f32(4, 5)
        case("MatMul", f"transpose_{a:d}{b:d}", [left, right],
             {"transpose_a": a, "transpose_b": b})
        left = f32(2, 4, 3) if a else f32(2, 3, 4)
        right = f32(2, 5, 4) if b else f32(2, 4, 5)
        for op in ("BatchMatMul", "BatchMatMulV2"):
            case(op, f"adjoint_{a:d}{b:d}", [left, right],
                 {"adj_x": a, "adj_y": b})
case("MatMul", "vector_row", [f32(1, 128), f32(128, 64)])
case("MatMul", "column", [f32(64, 128), f32(128, 1)])
case("MatMul", "larger", [f32(65, 130), f32(130, 67)], rtol=1e-4, atol=1e-4)
case("MatMul", "no_rows", [f32(0, 4), f32(4, 5)])
case("MatMul", "no_columns", [f32(3, 4), f32(4, 0)])
case("MatMul", "no_inner", [f32(3, 0), f32(0, 5)])
case("MatMul", "dynamic", [f32(3, 4).dynamic(0), f32(4, 5)])
case("MatMul", "unranked", [f32(3, 4).unranked(), f32(4, 5).unranked()])
case("MatMul", "constant", [f32(3, 4).dynamic(0), f32(4, 5).const()])
case("MatMul", "special", [f32(2, 17).of("special"), f32(17, 3)])
case("MatMul", "mismatch", [f32(3, 4).unranked(), f32(5, 6)], fails=True)
case("MatMul", "rank3", [f32(2, 3, 4).unranked(), f32(4, 5).unranked()],
     fails=True)

for op in ("BatchMatMul", "BatchMatMulV2"):
    case(op, "rank2", [f32(3, 4), f32(4, 5)])
    case(op, "empty_batch", [f32(0, 3, 4), f32(0, 4, 5)])
    case(op, "no_inner", [f32(2, 3, 0), f32(2, 0, 5)])
    case(op, "dynamic", [f32(2, 3, 4).dynamic(0, 1), f32(2, 4, 5).dynamic(0)])
    case(op, "mismatch", [f32(2, 3, 4).unranked(), f32(3, 4, 5)], fails=True)
case("BatchMatMul", "no_broadcast", [f32(2, 3, 4).unranked(), f32(1, 4, 5)],
     fails=True)
case("BatchMatMulV2", "broadcast", [f32(2, 1, 3, 4), f32(1, 3, 4, 5)])
case("BatchMatMulV2", "broadcast_rank", [f32(2, 3, 4), f32(4, 5)])
case("BatchMatMulV2", "attention", [f32(2, 4, 9, 16), f32(2, 4, 9, 16)],
     {"adj_y": True})

case("BiasAdd", "rank2", [f32(5, 7), f32(7)])
case("BiasAdd", "rank4", [f32(2, 3, 4, 5), f32(5)])
case("BiasAdd", "rank5", [f32(2, 3, 2, 2, 5), f32(5)])
case("BiasAdd", "nchw", [f32(2, 5, 3, 4), f32(5)], {"data_format": "NCHW"})
case("BiasAdd", "nchw_rank3", [f32(2, 5, 3), f32(5)], {"data_format": "NCHW"})
case("BiasAdd", "empty", [f32(0, 5), f32(5)])
case("BiasAdd", "dynamic", [f32(3, 5).dynamic(0), f32(5)])
case("BiasAdd", "mismatch", [f32(3, 5).unranked(), f32(4)], fails=True)
