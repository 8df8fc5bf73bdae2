// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on functions of the stablehlo dialect.

#ifndef SM_TRANSFORMS_STABLEHLOPASSES
#define SM_TRANSFORMS_STABLEHLOPASSES

include "mlir/Pass/PassBase.td"

def StableHLOSimplify : Pass<"stablehlo-simplify", "::mlir::ModuleOp"> {
  let summary = "remove movement and arithmetic that need not be done";
  let description = [{
    Until nothing applies:

    - chains of reshapes, of transposes, of broadcasts, of slices, of paddings
      and of conversions that lose nothing become one op or none; a transpose or
      a broadcast that only moves dimensions of size 1 becomes a reshape;
    - constants that are only moved (transposed, sliced, reversed, reshaped) are
      moved now, whatever their size;
    - `dot_general` and `convolution` take in what stands before them: transposes
      as dimension numbers, zero padding as their own; constant operands are
      brought into the order batches, free, contracting (left), batches,
      contracting, free (right), and spatial, input, output (filters);
    - `reduce_window` takes in padding by the value that changes nothing;
    - reductions along dimensions of size 1 become reshapes;
    - operands that change no bit disappear: x * 1, x + -0.0, x - 0.0, max(x,
      -inf), and their like for integers. x + 0.0 stays: it makes 0.0 of -0.0.

    ```mlir
    %t = stablehlo.transpose %w, dims = [1, 0]
        : (tensor<8x4xf32>) -> tensor<4x8xf32>
    %z = stablehlo.dot_general %x, %t, contracting_dims = [1] x [0]
        : (tensor<2x4xf32>, tensor<4x8xf32>) -> tensor<2x8xf32>
    // becomes
    %z = stablehlo.dot_general %x, %w, contracting_dims = [1] x [1]
        : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
    ```
  }];
  let dependentDialects = ["::sm::saved_model::SMDialect",
                           "::sm::stablehlo::StableHLODialect"];
}

def StableHLOMoveStrides : Pass<"stablehlo-move-strides", "::mlir::ModuleOp"> {
  let summary = "compute only the elements that strided convolutions read";
  let description = [{
    Where all users of a value are convolutions with windows of one element and
    the same strides, the strides move up through elementwise ops, whose other
    operands are sliced, into the convolution that they come from. Nothing
    happens if they do not meet one that nothing else uses.

    ```mlir
    %y = stablehlo.convolution(%x, %v)
        dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
        window = {stride = [1, 1], pad = [[1, 1], [1, 1]]}
        {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<1x8x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x8x8x4xf32>
    %r = stablehlo.add %y, %s : tensor<1x8x8x4xf32>
    %z = stablehlo.convolution(%r, %w)
        dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
        window = {stride = [2, 2]}
        {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<1x8x8x4xf32>, tensor<1x1x4x6xf32>) -> tensor<1x4x4x6xf32>
    // becomes
    %y = stablehlo.convolution(%x, %v)
        dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
        window = {stride = [2, 2], pad = [[1, 1], [1, 1]]}
        {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<1x8x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x4x4x4xf32>
    %t = stablehlo.slice %s [0:1, 0:8:2, 0:8:2, 0:4]
        : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
    %r = stablehlo.add %y, %t : tensor<1x4x4x4xf32>
    %z = stablehlo.convolution(%r, %w)
        dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
        {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<1x4x4x4xf32>, tensor<1x1x4x6xf32>) -> tensor<1x4x4x6xf32>
    ```
  }];
  let dependentDialects = ["::sm::stablehlo::StableHLODialect"];
}

def StableHLOExpandComposites
    : Pass<"stablehlo-expand-composites", "::mlir::ModuleOp"> {
  let summary = "replace composites by what they are made of";
  let description = [{
    Puts the body of its decomposition in place of each `stablehlo.composite`,
    but for those named by `keep`. Private decompositions that nothing uses any
    more are removed.

    ```mlir
    func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
      %0 = stablehlo.composite "double" %x {decomposition = @double}
          : (tensor<3xf32>) -> tensor<3xf32>
      return %0 : tensor<3xf32>
    }
    func.func private @double(%x: tensor<3xf32>) -> tensor<3xf32> {
      %0 = stablehlo.add %x, %x : tensor<3xf32>
      return %0 : tensor<3xf32>
    }
    // becomes
    func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
      %0 = stablehlo.add %x, %x : tensor<3xf32>
      return %0 : tensor<3xf32>
    }
    ```
  }];
  let options = [
    ListOption<"keep", "keep", "std::string", "Names of composites that stay">,
  ];
}

#endif // SM_TRANSFORMS_STABLEHLOPASSES
