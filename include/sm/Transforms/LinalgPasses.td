// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on linalg on tensors, on the way to machine code.

#ifndef SM_TRANSFORMS_LINALGPASSES
#define SM_TRANSFORMS_LINALGPASSES

include "mlir/Pass/PassBase.td"

def LinalgFuseElementwise : Pass<"linalg-fuse-elementwise", "::mlir::ModuleOp"> {
  let summary = "make one generic of elementwise ones that follow each other";
  let description = [{
    An elementwise `linalg.generic` that one other reads disappears in it, and
    what only repeats a smaller tensor disappears in every reader. Behind a
    contraction, a window or a reduction there stays at most one, with bias,
    activation and residual in it. Constants whose elements are all equal become
    scalars in the bodies, reshapes move behind the elementwise ops that follow a
    contraction, and a contraction computes its result in the order in which it
    is read.

    Nothing is computed twice: a producer with arithmetic and several readers
    stays, and so does one whose reader repeats its elements.

    ```mlir
    %1 = linalg.generic {...} ins(%0, %bias) { addf }
    %2 = linalg.generic {...} ins(%1) { maximumf 0 }
    // becomes
    %2 = linalg.generic {...} ins(%0, %bias) { addf; maximumf 0 }
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::sm::saved_model::SMDialect"];
}

def LinalgPackWeights : Pass<"linalg-pack-weights", "::mlir::ModuleOp"> {
  let summary = "store constant operands of contractions in blocks";
  let description = [{
    A contraction with a constant operand gets its last output dimension cut in
    blocks of one or two vectors, and the constant is stored so that a block is
    read from one end to the other: `B(K,N)` as `[N/NB][K][NB]`, a filter HWIO as
    `[O/NB][KH][KW][I][NB]`. The elementwise op behind follows, and so do its
    other operands, none of which moves in memory. NB is two vectors, or one if
    that divides N. If neither does, the constant gets zeroes up to a whole vector
    (or half of one, if N is no more), and the results behind N are cut off.

    Leading dimensions that the contraction only repeats over become one, so
    that a 1x1 convolution is a product of matrices.

    The new constants lie in memory, as `#sm.data`.
  }];
  let options = [
    Option<"vectorBits", "vector-bits", "unsigned", /*default=*/"512",
           "Width of the machine's vectors">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::sm::saved_model::SMDialect"];
}

def LinalgOutlineKernels : Pass<"linalg-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "cut functions on tensors into kernels on buffers";
  let description = [{
    Each public function becomes a list of calls of kernels, private functions
    with the attribute `sm.kernel`, on buffers; results are further arguments. A
    kernel is

    - a contraction, window or reduction, with the one elementwise op behind it;
    - an elementwise op;
    - ops over the rows of a tensor, such as those of a softmax;
    - the border of a padded tensor.

    Kernels that are equal exist once. A kernel whose result is padded or
    concatenated writes it where it belongs: the buffer is strided then. Kernels
    hold linalg on tensors between `bufferization.to_tensor` of their arguments
    and `bufferization.materialize_in_destination`.

    ```mlir
    func.func @main(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
      %1 = linalg.generic {...} ins(%x : tensor<4x8xf32>) ...
      return %1 : tensor<4x8xf32>
    }
    // becomes
    func.func @main(%x: memref<4x8xf32>, %y: memref<4x8xf32>) {
      call @kernel_0(%x, %y) : (memref<4x8xf32>, memref<4x8xf32>) -> ()
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::bufferization::BufferizationDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::tensor::TensorDialect"];
}

def LinalgPlanMemory : Pass<"linalg-plan-memory", "::mlir::ModuleOp"> {
  let summary = "give every buffer its place in one arena";
  let description = [{
    The function that calls kernels gets two more arguments: all its constants,
    one after the other, and an arena for what it allocated. Buffers that are not
    in use at the same time may share a place, with a common middle unless that
    takes half as much room again as it must. Each place starts at a multiple of
    64 bytes. The function gets the attribute `sm.region`, the module
    `sm.weights` (the bytes of the constants, each different one once) and
    `sm.arena_bytes`. A kernel that reads a buffer before any has written it is
    an error.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect",
                           "::sm::saved_model::SMDialect"];
}

#endif // SM_TRANSFORMS_LINALGPASSES
