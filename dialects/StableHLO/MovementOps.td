// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that make, move and choose elements, and ops on shapes.

#ifndef STABLEHLO_MOVEMENTOPS
#define STABLEHLO_MOVEMENTOPS

include "dialects/StableHLO/StableHLOBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

def StableHLO_ConstantOp : StableHLO_Op<"constant", [Pure, ConstantLike,
    InferTypeOpAdaptor,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let summary = "a tensor known at compile time";
  let description = [{
    The elements are dense, or a reference to them.

    Example:

    ```mlir
    %c = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %w = stablehlo.constant #sm.data<"memory", "k"> : tensor<784x10xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs StableHLO_Tensor:$output);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;}

def StableHLO_IotaOp : StableHLO_Op<"iota", [Pure]> {
  let summary = "0, 1, 2, ... along one dimension";
  let description = [{
    Example:

    ```mlir
    %i = stablehlo.iota dim = 1 : tensor<2x3xi32>
    ```
  }];
  let arguments = (ins I64Attr:$iota_dimension);
  let results = (outs StableHLO_NumberTensor:$output);
  let assemblyFormat = "`dim` `=` $iota_dimension attr-dict `:` type($output)";
  let hasVerifier = 1;
}

def StableHLO_DynamicIotaOp : StableHLO_Op<"dynamic_iota", [Pure]> {
  let summary = "0, 1, 2, ... along one dimension, of a shape known at run time";
  let description = [{
    Example:

    ```mlir
    %i = stablehlo.dynamic_iota %shape, dim = 1
        : (tensor<2xi64>) -> tensor<?x3xi32>
    ```
  }];
  let arguments = (ins StableHLO_DimensionTensor:$output_shape,
                       I64Attr:$iota_dimension);
  let results = (outs StableHLO_NumberTensor:$result);
  let assemblyFormat = [{
    $output_shape `,` `dim` `=` $iota_dimension attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

def StableHLO_GetDimensionSizeOp
    : StableHLO_InferredOp<"get_dimension_size", [Pure]> {
  let summary = "one dimension of a tensor";
  let description = [{
    Example:

    ```mlir
    %n = stablehlo.get_dimension_size %x, dim = 0
        : (tensor<?x3xf32>) -> tensor<i32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand, I64Attr:$dimension);
  let results = (outs 0DTensorOf<[I32]>:$result);
  let assemblyFormat = [{
    $operand `,` `dim` `=` $dimension attr-dict `:`
    functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def StableHLO_ReshapeOp : StableHLO_Op<"reshape", [Pure]> {
  let summary = "the same elements in another shape";
  let description = [{
    Elements keep their row-major order.

    Example:

    ```mlir
    %y = stablehlo.reshape %x : (tensor<2x3xf32>) -> tensor<6xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def StableHLO_DynamicReshapeOp : StableHLO_Op<"dynamic_reshape", [Pure]> {
  let summary = "the same elements in a shape known at run time";
  let description = [{
    Example:

    ```mlir
    %y = stablehlo.dynamic_reshape %x, %shape
        : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_DimensionTensor:$output_shape);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def StableHLO_BroadcastInDimOp : StableHLO_Op<"broadcast_in_dim", [Pure]> {
  let summary = "a tensor repeated along dimensions";
  let description = [{
    Dimension `i` of the operand becomes dimension `broadcast_dimensions[i]` of
    the result; it is as large as that, or 1 and repeated.

    Example:

    ```mlir
    %y = stablehlo.broadcast_in_dim %x, dims = [1]
        : (tensor<3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       DenseI64ArrayAttr:$broadcast_dimensions);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` `dims` `=` $broadcast_dimensions attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def StableHLO_DynamicBroadcastInDimOp
    : StableHLO_Op<"dynamic_broadcast_in_dim", [Pure]> {
  let summary = "a tensor repeated to a shape known at run time";
  let description = [{
    As broadcast_in_dim. `known_expanding_dimensions` of the operand are known
    to be 1 and repeated, `known_nonexpanding_dimensions` not to be repeated.

    Example:

    ```mlir
    %y = stablehlo.dynamic_broadcast_in_dim %x, %shape, dims = [1]
        : (tensor<3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
    StableHLO_DimensionTensor:$output_dimensions,
    DenseI64ArrayAttr:$broadcast_dimensions,
    OptionalAttr<DenseI64ArrayAttr>:$known_expanding_dimensions,
    OptionalAttr<DenseI64ArrayAttr>:$known_nonexpanding_dimensions);
  let results = (outs StableHLO_Tensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Type":$type,
    "::mlir::Value":$operand, "::mlir::Value":$outputDimensions,
    "::llvm::ArrayRef<int64_t>":$broadcastDimensions)>];
  let assemblyFormat = [{
    $operand `,` $output_dimensions `,` `dims` `=` $broadcast_dimensions
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Order and extent
//===----------------------------------------------------------------------===//

def StableHLO_TransposeOp : StableHLO_InferredOp<"transpose", [Pure]> {
  let summary = "dimensions in another order";
  let description = [{
    Dimension `i` of the result is dimension `permutation[i]` of the operand.

    Example:

    ```mlir
    %y = stablehlo.transpose %x, dims = [1, 0]
        : (tensor<2x3xf32>) -> tensor<3x2xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       DenseI64ArrayAttr:$permutation);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` `dims` `=` $permutation attr-dict `:`
    functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def StableHLO_ReverseOp : StableHLO_InferredOp<"reverse", [Pure]> {
  let summary = "elements in the opposite order along dimensions";
  let description = [{
    Example:

    ```mlir
    %y = stablehlo.reverse %x, dims = [1] : tensor<2x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       DenseI64ArrayAttr:$dimensions);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` `dims` `=` $dimensions attr-dict `:`
    custom<SameOperandsAndResultType>(type($operand), type($result))
  }];
  let hasFolder = 1;
}

def StableHLO_SliceOp : StableHLO_InferredOp<"slice", [Pure]> {
  let summary = "a part of a tensor, by constant bounds";
  let description = [{
    Every `strides[i]`th element from `start_indices[i]` up to and without
    `limit_indices[i]` in each dimension.

    Example:

    ```mlir
    %y = stablehlo.slice %x [0:2, 1:8:3]
        : (tensor<4x8xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       DenseI64ArrayAttr:$start_indices,
                       DenseI64ArrayAttr:$limit_indices,
                       DenseI64ArrayAttr:$strides);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand custom<SliceRanges>($start_indices, $limit_indices, $strides)
    attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def StableHLO_RealDynamicSliceOp
    : StableHLO_Op<"real_dynamic_slice", [Pure]> {
  let summary = "a part of a tensor, by bounds and strides known at run time";
  let description = [{
    Example:

    ```mlir
    %y = stablehlo.real_dynamic_slice %x, %start, %limit, %strides
        : (tensor<?x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>)
        -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_DimensionTensor:$start_indices,
                       StableHLO_DimensionTensor:$limit_indices,
                       StableHLO_DimensionTensor:$strides);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def StableHLO_DynamicSliceOp : StableHLO_InferredOp<"dynamic_slice", [Pure]> {
  let summary = "a part of a constant size, from a place known at run time";
  let description = [{
    One scalar index for each dimension; they are clamped so that the slice lies
    inside.

    Example:

    ```mlir
    %y = stablehlo.dynamic_slice %x, %i, %j, sizes = [1, 8]
        : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       Variadic<StableHLO_ScalarIntTensor>:$start_indices,
                       DenseI64ArrayAttr:$slice_sizes);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` custom<OperandsBeforeAttribute>($start_indices)
    `sizes` `=` $slice_sizes attr-dict `:` functional-type(operands, results)
  }];
}

def StableHLO_DynamicUpdateSliceOp
    : StableHLO_InferredOp<"dynamic_update_slice", [Pure]> {
  let summary = "a tensor with a part replaced, at a place known at run time";
  let description = [{
    The indices are clamped so that the update lies inside.

    Example:

    ```mlir
    %y = stablehlo.dynamic_update_slice %x, %u, %i, %j
        : (tensor<4x8xf32>, tensor<1x8xf32>, tensor<i64>, tensor<i64>)
        -> tensor<4x8xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand, StableHLO_Tensor:$update,
                       Variadic<StableHLO_ScalarIntTensor>:$start_indices);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def StableHLO_PadOp : StableHLO_InferredOp<"pad", [Pure]> {
  let summary = "a tensor with elements added around and between its own";
  let description = [{
    Negative edge padding removes elements.

    Example:

    ```mlir
    %y = stablehlo.pad %x, %zero, low = [1, 0], high = [1, 0],
        interior = [0, 0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<6x8xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_Tensor:$padding_value,
                       DenseI64ArrayAttr:$edge_padding_low,
                       DenseI64ArrayAttr:$edge_padding_high,
                       DenseI64ArrayAttr:$interior_padding);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $operand `,` $padding_value `,` `low` `=` $edge_padding_low `,`
    `high` `=` $edge_padding_high `,` `interior` `=` $interior_padding
    attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

def StableHLO_DynamicPadOp : StableHLO_Op<"dynamic_pad", [Pure]> {
  let summary = "pad, by amounts known at run time";
  let description = [{
    Example:

    ```mlir
    %y = stablehlo.dynamic_pad %x, %zero, %low, %high, %interior
        : (tensor<4xf32>, tensor<f32>, tensor<1xi64>, tensor<1xi64>,
           tensor<1xi64>) -> tensor<?xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_Tensor:$padding_value,
                       StableHLO_DimensionTensor:$edge_padding_low,
                       StableHLO_DimensionTensor:$edge_padding_high,
                       StableHLO_DimensionTensor:$interior_padding);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def StableHLO_ConcatenateOp : StableHLO_InferredOp<"concatenate", [Pure]> {
  let summary = "tensors one behind the other along a dimension";
  let description = [{
    Example:

    ```mlir
    %z = stablehlo.concatenate %x, %y, dim = 0
        : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<6x3xf32>
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs,
                       I64Attr:$dimension);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    custom<OperandsBeforeAttribute>($inputs) `dim` `=` $dimension attr-dict
    `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

def StableHLO_GatherOp : StableHLO_InferredOp<"gather", [Pure]> {
  let summary = "slices from places that a tensor of indices says";
  let description = [{
    Each index vector along `index_vector_dim` of `start_indices` starts a slice
    of `slice_sizes`, clamped to lie inside the operand.

    Example:

    ```mlir
    %y = "stablehlo.gather"(%x, %i) <{
        dimension_numbers = #stablehlo.gather<offset_dims = [1],
          collapsed_slice_dims = [0], start_index_map = [0],
          index_vector_dim = 1>,
        slice_sizes = array<i64: 1, 8>}>
        : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_IntTensor:$start_indices,
                       StableHLO_GatherDimensionNumbersAttr:$dimension_numbers,
                       DenseI64ArrayAttr:$slice_sizes,
                       DefaultValuedOptionalAttr<BoolAttr, "false">:$indices_are_sorted);
  let results = (outs StableHLO_Tensor:$result);
}

def StableHLO_DynamicGatherOp : StableHLO_Op<"dynamic_gather", [Pure]> {
  let summary = "gather, with sizes known at run time";
  let description = [{
    Example:

    ```mlir
    %y = "stablehlo.dynamic_gather"(%x, %i, %sizes) <{
        dimension_numbers = #stablehlo.gather<offset_dims = [1],
          collapsed_slice_dims = [0], start_index_map = [0],
          index_vector_dim = 1>}>
        : (tensor<4x?xf32>, tensor<5x1xi32>, tensor<2xi64>) -> tensor<5x?xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand,
                       StableHLO_IntTensor:$start_indices,
                       StableHLO_DimensionTensor:$slice_sizes,
                       StableHLO_GatherDimensionNumbersAttr:$dimension_numbers,
                       DefaultValuedOptionalAttr<BoolAttr, "false">:$indices_are_sorted);
  let results = (outs StableHLO_Tensor:$result);
  let hasVerifier = 1;
}

#endif // STABLEHLO_MOVEMENTOPS
