// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on functions of the tf dialect.

#ifndef SM_TRANSFORMS_TFPASSES
#define SM_TRANSFORMS_TFPASSES

include "mlir/Pass/PassBase.td"

def TFResolveVariables : Pass<"tf-resolve-variables", "::mlir::ModuleOp"> {
  let summary = "access variables by symbol where the handle is known";
  let description = [{
    Reads and assignments through a handle that comes straight from
    `sm.variable_handle` name the variable themselves. Run it after inlining:
    handles that are function arguments stay.

    ```mlir
    %h = sm.variable_handle @v : tensor<!tf.resource<tensor<3xf32>>>
    %0 = tf.ReadVariableOp %h
        : (tensor<!tf.resource<tensor<3xf32>>>) -> tensor<3xf32>
    // becomes
    %0 = sm.read_variable @v : tensor<3xf32>
    ```
  }];
  let dependentDialects = ["::sm::saved_model::SMDialect"];
}

def TFInferShapes : Pass<"tf-infer-shapes", "::mlir::ModuleOp"> {
  let summary = "refine result types by the ops' shape functions";
  let description = [{
    Each result keeps what was known of it and gains what the shape function
    says; `tf.refine` disappears where it says nothing more. Function results
    follow. A contradiction is an error on the op.
  }];
}

def TFFoldConstants : Pass<"tf-fold-constants", "::mlir::ModuleOp"> {
  let summary = "compute what depends on constants alone, through the kernels";
  let description = [{
    Runs the kernel of each op without side effects whose operands are
    constants; also makes constants of small integer tensors that are known from
    static shapes. On its way it refines types as `--tf-infer-shapes` does, so
    that shapes that are computed from shapes become known however long the
    chain is; a contradiction is an error on the op. A result above `max-bytes`
    is kept as an op unless it is smaller than its operands. An op that fails is
    left to fail when it is run.
  }];
  let options = [
    Option<"maxBytes", "max-bytes", "int64_t", /*default=*/"1 << 20",
           "Largest constant that may be made of smaller ones">,
  ];
  let dependentDialects = ["::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

def TFFreezeVariables : Pass<"tf-freeze-variables", "::mlir::ModuleOp"> {
  let summary = "make constants of variables that no entry assigns";
  let description = [{
    A variable with a value in the model's files, to which neither an entry nor
    the initializer assigns and whose handle goes nowhere, is read as a constant
    (a reference to the same bytes). The variable stays if something else uses
    it. Reads through handles stay, too, and a remark says so: `--sm-prepare`,
    or `--tf-resolve-variables` in it, names their variables before.
  }];
  let dependentDialects = ["::sm::tf::TFDialect"];
}

def TFSimplify : Pass<"tf-simplify", "::mlir::ModuleOp"> {
  let summary = "apply the laws of arithmetic, and the tf canonicalizations";
  let description = [{
    Beside what `--canonicalize` does for the tf dialect (chains of Reshape,
    Transpose, Cast and their like, slices of everything):

    - neutral operands: x + 0, x - 0, x * 1, x / 1, x and true, x or false,
      x joined with "", if the constant does not broadcast x;
    - Neg, Square, Abs, LogicalNot and comparisons over Neg, Abs, LogicalNot;
      idempotent functions of themselves; x + -y, x * -1, x * x;
    - Pow with the constants -1, -0.5, 0.5, 1, 2, 3; 1 / x; Rsqrt for
      quotients of square roots; division by a power of 2;
    - AddN of one or two, Maximum and its like of one value, SelectV2 with a
      constant condition or equal branches.

    The rules are those that TensorFlow's own optimiser and XLA apply, which
    decides where floating-point arithmetic is not quite algebra: x + 0.0
    becomes x, though it makes 0.0 of -0.0; Pow(x, 0.5) becomes Sqrt(x), though
    the two differ for -0.0 and -infinity; quotients of square roots are
    rounded once more. x * 0 and x - x stay, since they are NaN for x that is
    not finite, and so does division by what is not a power of 2, since its
    reciprocal is not exact.
  }];
  let dependentDialects = ["::sm::tf::TFDialect"];
}

def TFFoldBatchNorm : Pass<"tf-fold-batch-norm", "::mlir::ModuleOp"> {
  let summary = "fold normalisation by constants into convolutions";
  let description = [{
    FusedBatchNorm, V2 and V3 with `is_training = false`, whose scale, offset,
    mean and variance are constants and whose other results nobody reads,
    become a product and a sum. So they were, or by hand, behind a Conv2D,
    DepthwiseConv2dNative, MatMul or BatchMatMulV2 with a constant filter that
    nothing else uses:

    - a product with a constant for each channel scales the filter, and the bias
      between them;
    - a sum or difference with one becomes a BiasAdd, or part of it.

    Constants are computed in double precision and rounded once. f32 and f64
    only: in narrower types the statistics are wider than what they normalise.
    Nothing happens where a constant would not be finite, or to variables that
    are not frozen.

    ```mlir
    %0 = tf.Conv2D %x, %filter {padding = "SAME", strides = [1, 1, 1, 1]}
        : (tensor<?x8x8x3xf32>, tensor<3x3x3x4xf32>) -> tensor<?x8x8x4xf32>
    %y:6 = tf.FusedBatchNormV3 %0, %scale, %offset, %mean, %variance
        {is_training = false} : ...
    // becomes
    %0 = tf.Conv2D %x, %scaled_filter {padding = "SAME", strides = [1, 1, 1, 1]}
        : (tensor<?x8x8x3xf32>, tensor<3x3x3x4xf32>) -> tensor<?x8x8x4xf32>
    %y = tf.BiasAdd %0, %bias
        : (tensor<?x8x8x4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let dependentDialects = ["::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

def TFRemoveChecks : Pass<"tf-remove-checks", "::mlir::ModuleOp"> {
  let summary = "remove ops that only fail or print";
  let description = [{
    Assert disappears; CheckNumerics and CheckNumericsV2 become their input;
    with `print`, PrintV2 disappears and Print becomes its first input. What was
    computed for them alone goes, too. A model that would have failed goes on,
    so nothing runs this unasked. Ops are known by name, with a record or
    without.
  }];
  let options = [
    Option<"print", "print", "bool", /*default=*/"false",
           "Remove Print and PrintV2, too">,
  ];
  let dependentDialects = ["::sm::tf::TFDialect"];
}

def TFRemoveTraining : Pass<"tf-remove-training", "::mlir::ModuleOp"> {
  let summary = "remove what only training needs";
  let description = [{
    Works on functions as they will be called, that is, all that a caller may
    feed is an argument. Exactly this goes, and what was computed for it alone:

    - PlaceholderWithDefault becomes its default (learning phases);
    - dropout that drops nothing: RandomUniform compared with a constant that
      decides for every number in [0, 1), or floor(RandomUniform + 1), where
      SelectV2, Select or a product takes it, in the shape of what is dropped;
    - RandomUniform whose numbers nobody reads;
    - StopGradient, PreventGradient, and IdentityN; one that carries a custom
      gradient (`_gradient_op_type`) only with `gradients`;
    - summaries that nobody reads: ScalarSummary, HistogramSummary,
      ImageSummary, ImageSummaryV2, AudioSummary, AudioSummaryV2, TensorSummary,
      TensorSummaryV2 and MergeSummary. What writes a summary to a file stays.

    FusedBatchNorm with `is_training` stays: what it answers depends on it.
  }];
  let options = [
    Option<"gradients", "gradients", "bool", /*default=*/"false",
           "Remove IdentityN that carries a custom gradient, too">,
  ];
  let dependentDialects = ["::sm::tf::TFDialect"];
}

def TFOptimizeTransposes : Pass<"tf-optimize-transposes", "::mlir::ModuleOp"> {
  let summary = "move Transpose and Reshape down until they meet and cancel";
  let description = [{
    A Transpose moves from the operands of an op to its result:

    - of an elementwise op, if each operand is transposed by one permutation, a
      scalar, or a constant with one dimension above 1;
    - of BiasAdd, whose data format follows;
    - of Pad and PadV2, whose paddings follow, of ConcatV2 and Pack;
    - of a reduction over known dimensions.

    It moves only if the number of Transposes does not grow, and where it cancels
    or merges with another further down, or joins several into one. Two that
    meet become one, none, or a Reshape if only dimensions of size 1 move.
    A Reshape moves through elementwise ops of one operand if another Reshape,
    Squeeze or ExpandDims follows.

    ```mlir
    %0 = tf.Transpose %x, %to_nhwc : (tensor<?x3x8x8xf32>, ...) -> ...
    %1 = tf.Relu %0 : (tensor<?x8x8x3xf32>) -> tensor<?x8x8x3xf32>
    %2 = tf.Transpose %1, %to_nchw : (tensor<?x8x8x3xf32>, ...) -> ...
    // becomes
    %2 = tf.Relu %x : (tensor<?x3x8x8xf32>) -> tensor<?x3x8x8xf32>
    ```
  }];
  let dependentDialects = ["::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

def TFOutlineRegions : Pass<"tf-outline-regions", "::mlir::ModuleOp"> {
  let summary = "cut functions into regions for machine code and the rest";
  let description = [{
    Ops that have a form in the stablehlo dialect, on tensors of static shape and
    a type that compiled code holds (f32, f64, integers, truth values),
    move into private functions marked `tf.region`; a call takes their place. A
    region is as large as it can be without an op outside it that stands between
    two of its ops. What only renames or reshapes is not worth a region, unless
    nothing shall be left: `views`.
    Constants are copied to where they are used, effects keep their order. An
    empty list of dimensions is no obstacle, other tensors without elements are.
    GatherV2 with unknown indices and divisions of integers by unknown ones
    stay: they refuse some values, and code cannot.

    ```mlir
    %0 = tf.MatMul %x, %w : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
    %1 = tf.Relu %0 : (tensor<1x2xf32>) -> tensor<1x2xf32>
    // becomes
    %1 = func.call @f_region(%x, %w)
        : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
    ```
  }];
  let options = [
    Option<"views", "views", "bool", /*default=*/"false",
           "Make regions of what only renames or reshapes, too">,
  ];
  let dependentDialects = ["::mlir::func::FuncDialect", "::sm::chlo::CHLODialect",
                           "::sm::stablehlo::StableHLODialect",
                           "::sm::tf::TFDialect"];
}

#endif // SM_TRANSFORMS_TFPASSES
