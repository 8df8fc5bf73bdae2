// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions from the stablehlo dialect towards machine code.

#ifndef SM_CONVERSION_LINALGPASSES
#define SM_CONVERSION_LINALGPASSES

include "mlir/Pass/PassBase.td"

def ConvertLinalgToVector : Pass<"convert-linalg-to-vector", "::mlir::ModuleOp"> {
  let summary = "make loops over vectors of kernels on tensors";
  let description = [{
    Turns every function with the attribute `sm.kernel` into loops over vectors
    that work on its memref arguments. Such a function reads its arguments
    through `bufferization.to_tensor`, computes with `linalg.generic`,
    `linalg.fill` and the reshapes and slices of tensor, and stores results by
    `bufferization.materialize_in_destination`. Afterwards it has no tensors and
    allocates nothing.

    Contractions, convolutions and pooling become tiles whose accumulators stay
    in registers through all reduction loops; an elementwise operation behind
    them is computed on the accumulators. Reductions of whole rows and what
    follows them (softmax, normalisation) run row by row. Concatenation and
    padding are copies. The outermost loop is an `scf.forall` where the work
    pays for it.

    A kernel that has something else is left as it is, with a remark.

    ```mlir
    func.func private @scale(%a: memref<64xf32>, %o: memref<64xf32>)
        attributes {sm.kernel} {
      %t = bufferization.to_tensor %a restrict : memref<64xf32> to tensor<64xf32>
      %e = tensor.empty() : tensor<64xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>,
                                            affine_map<(i) -> (i)>],
                           iterator_types = ["parallel"]}
          ins(%t : tensor<64xf32>) outs(%e : tensor<64xf32>) {
      ^bb0(%x: f32, %y: f32):
        %s = arith.addf %x, %x : f32
        linalg.yield %s : f32
      } -> tensor<64xf32>
      bufferization.materialize_in_destination %r in restrict writable %o
          : (tensor<64xf32>, memref<64xf32>) -> ()
      return
    }
    // becomes
    func.func private @scale(%a: memref<64xf32>, %o: memref<64xf32>)
        attributes {sm.kernel} {
      %c0 = arith.constant 0 : index
      %0 = vector.load %a[%c0] : memref<64xf32>, vector<16xf32>
      ...
      %4 = arith.addf %0, %0 : vector<16xf32>
      ...
      vector.store %4, %o[%c0] : memref<64xf32>, vector<16xf32>
      ...
      return
    }
    ```
  }];
  let options = [
    Option<"vectorBits", "vector-bits", "int64_t", /*default=*/"512",
           "Bits of the vectors to work with: 128, 256 or 512">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def ConvertStableHLOToLinalg
    : Pass<"convert-stablehlo-to-linalg", "::mlir::ModuleOp"> {
  let summary = "make linalg on tensors of functions of the stablehlo dialect";
  let description = [{
    Rewrites every function that has stablehlo ops; shapes must be static. Each
    op becomes a `linalg.generic` with a body of arith and math, but for
    reshapes, padding and concatenation, which are ops of the tensor dialect. A
    convolution is a generic over batch, space, features and the window, whose
    maps hold strides and dilations; padding is written around its input first,
    and dimensions of the window of extent 1 go. Functions that are called, and
    decompositions of composites, are inlined.

    Truth values are bytes in tensors, also in the function's type, and `i1` in
    bodies. Elements are f32, f64, i8, i16, i32 and i64.

    Everything that has no such form is reported, with its place, and nothing is
    rewritten then.

    ```mlir
    %1 = stablehlo.add %x, %y : tensor<2x3xf32>
    // becomes
    %0 = tensor.empty() : tensor<2x3xf32>
    %1 = linalg.generic {indexing_maps = [#id, #id, #id],
                         iterator_types = ["parallel", "parallel"]}
        ins(%x, %y : tensor<2x3xf32>, tensor<2x3xf32>)
        outs(%0 : tensor<2x3xf32>) {
    ^bb0(%a: f32, %b: f32, %o: f32):
      %2 = arith.addf %a, %b : f32
      linalg.yield %2 : f32
    } -> tensor<2x3xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect",
                           "::sm::saved_model::SMDialect"];
}

#endif // SM_CONVERSION_LINALGPASSES
