// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on functions of the onnx dialect.

#ifndef SM_TRANSFORMS_ONNXPASSES
#define SM_TRANSFORMS_ONNXPASSES

include "mlir/Pass/PassBase.td"

def ONNXInferShapes : Pass<"onnx-infer-shapes", "::mlir::ModuleOp"> {
  let summary = "refine types by ONNX's own shape inference";
  let description = [{
    Result types of ops, of functions and of the ops with regions get what
    follows from operands and constants. Types only become better known; what
    contradicts a type is an error.
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect"];
}

def ONNXSimplify : Pass<"onnx-simplify", "::mlir::ModuleOp"> {
  let summary = "remove ops that change nothing, merge those that follow";
  let description = [{
    - Identity, Dropout of inference, Cast to the type that is there, Transpose
      and Reshape and Expand to the shape that is there, Pad by nothing, Slice of
      everything, Concat of one, Sum and Max and their like of one, Split into
      one;
    - x + 0, x - 0, x * 1, x / 1, x ^ 1, x and true, x or false, where the
      constant does not broadcast x;
    - Reshape, Flatten, Squeeze, Unsqueeze after each other, where the result's
      shape is known but for one dimension; Transpose after Transpose; Clip of
      Clip and of Relu; Relu of Relu; Cast of a Cast that lost nothing;
    - MatMul of a matrix of rows that had more dimensions before and get them
      back, which is a MatMul of the tensor as it was;
    - Shape of a tensor whose shape is known, and Gather and Slice of what is
      known of one; Where with a constant condition.

    Two tensors are one only if their shapes are known to agree, whatever the
    model is fed.

    ```mlir
    %1 = onnx.Reshape(%x, %s) : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
    %2 = onnx.Unsqueeze(%1, %a) : (tensor<?x6xf32>, tensor<1xi64>) -> tensor<?x1x6xf32>
    // becomes
    %2 = onnx.Reshape(%x, %t) : (tensor<?x2x3xf32>, tensor<3xi64>) -> tensor<?x1x6xf32>
    ```
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect"];
}

def ONNXFoldConstants : Pass<"onnx-fold-constants", "::mlir::ModuleOp"> {
  let summary = "compute what only moves or counts elements of constants";
  let description = [{
    Transpose, Reshape, Squeeze, Unsqueeze, Flatten and Identity of constants of
    any size; Cast, Gather, Slice, Concat, Range, ConstantOfShape, Add, Sub,
    Mul, Div of integers up to 1024 elements. What TensorFlow computes has been
    folded before the conversion (`--tf-fold-constants`); this is for what the
    conversion adds.
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect",
                           "::sm::saved_model::SMDialect"];
}

def ONNXFoldBatchNorm : Pass<"onnx-fold-batch-norm", "::mlir::ModuleOp"> {
  let summary = "fold normalisation by constants into convolutions";
  let description = [{
    Behind a Conv, ConvTranspose or Gemm whose weights are constants that nothing
    else reads:

    - BatchNormalization with constant statistics, and a product or quotient with
      a constant for each channel, scale the weights and the bias;
    - a sum or difference with one becomes the bias, or part of it.

    A product and a sum with constants for each channel that stand behind
    nothing of this kind become one BatchNormalization.

    Constants are computed in double precision and rounded once; f32 and f64
    only. Nothing happens where a constant would not be finite.
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect",
                           "::sm::saved_model::SMDialect"];
}

def ONNXFuseBias : Pass<"onnx-fuse-bias", "::mlir::ModuleOp"> {
  let summary = "make sums the bias of Conv and Gemm";
  let description = [{
    - MatMul of matrices and Add of what broadcasts to the result become Gemm,
      also with a Reshape between them that leaves the last dimension alone;
    - Conv without bias and Add of a vector along the channels become one, also
      with a Squeeze between them, which then comes behind;
    - Gemm takes a Transpose of its operands, a product with one number, and a
      sum if it has no bias.
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect",
                           "::sm::saved_model::SMDialect"];
}

def ONNXFoldPads : Pass<"onnx-fold-pads", "::mlir::ModuleOp"> {
  let summary = "let windows do the padding";
  let description = [{
    A Pad of spatial dimensions becomes `pads` of the op that alone reads it:

    - with zeros, of Conv; and of AveragePool, if it counts what is padded, or
      pads nothing itself;
    - with the lowest number of MaxPool, or with zeros where nothing is negative
      (behind Relu, Clip, Sigmoid and their like) and each window has an element
      of the image.

    Padding that is negative stays: it cuts. Zeros that stay before a MaxPool
    are written as -0.0, which is as large: ONNX Runtime's own folding does not
    ask what the image holds, but looks for +0.0.
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect"];
}

def ONNXOptimizeTransposes
    : Pass<"onnx-optimize-transposes", "::mlir::ModuleOp"> {
  let summary = "keep tensors in the order of dimensions that suits most ops";
  let description = [{
    TensorFlow's images are NHWC and ONNX's NCHW, so a conversion leaves
    Transposes around each convolution. Ops that can work on tensors in any
    order (elementwise ones, reductions, Concat, Split, Pad, Slice, Softmax and
    their like, with their axes) are given the order in which the fewest
    Transposes are needed in between, and the smallest tensors among equals. The
    choice is a minimum cut for each region of such ops, so that it is the best
    one and never worse than what was there.

    Constants are transposed now, a Transpose that moves dimensions of size 1
    only becomes a Reshape, and the shape of a tensor is picked from what is
    there. A Transpose before a flattened tensor is multiplied with constant
    weights goes into the rows of the weights.

    ```mlir
    %1 = onnx.Conv(%0, %w) : ... -> tensor<?x8x5x5xf32>
    %2 = onnx.Transpose(%1) {perm = [0, 2, 3, 1]} : ... -> tensor<?x5x5x8xf32>
    %3 = onnx.Add(%2, %b) : (tensor<?x5x5x8xf32>, tensor<8xf32>) -> tensor<?x5x5x8xf32>
    %4 = onnx.Transpose(%3) {perm = [0, 3, 1, 2]} : ... -> tensor<?x8x5x5xf32>
    %5 = onnx.Conv(%4, %v) : ...
    // becomes
    %1 = onnx.Conv(%0, %w) : ... -> tensor<?x8x5x5xf32>
    %4 = onnx.Add(%1, %c) : (tensor<?x8x5x5xf32>, tensor<1x8x1x1xf32>) -> tensor<?x8x5x5xf32>
    %5 = onnx.Conv(%4, %v) : ...
    ```
  }];
  let dependentDialects = ["::sm::onnx::ONNXDialect",
                           "::sm::saved_model::SMDialect"];
}

def ONNXTransposeInterface
    : Pass<"onnx-transpose-interface", "::mlir::ModuleOp"> {
  let summary = "let callers give and take images as NCHW";
  let description = [{
    The arguments named by `inputs` (their `tf.name`) become NCHW, with a
    Transpose to NHWC behind them; results named by `outputs` get a Transpose to
    NCHW. A name that no function has, and a tensor that is not known to have
    four dimensions, are errors.
  }];
  let options = [
    ListOption<"inputs", "inputs-as-nchw", "std::string", "Inputs to change">,
    ListOption<"outputs", "outputs-as-nchw", "std::string",
               "Outputs to change">,
  ];
  let dependentDialects = ["::sm::onnx::ONNXDialect"];
}

#endif // SM_TRANSFORMS_ONNXPASSES
