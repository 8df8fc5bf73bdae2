// Options of the pipelines, and those that they do not have.
// RUN: sm-opt %s --sm-optimize | FileCheck %s --check-prefix=KEPT
// RUN: sm-opt %s --sm-optimize=freeze | FileCheck %s --check-prefix=FROZEN
// RUN: sm-opt %s --sm-optimize=freeze=false | FileCheck %s --check-prefix=KEPT
// RUN: not sm-opt %s --sm-optimize=thaw 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: not sm-opt %s --sm-prepare=thaw 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: not sm-opt %s --sm-optimize-in-place=thaw=1 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: no such option thaw

sm.saved_model {
  sm.meta_graph tags [] {
    // KEPT: sm.variable @v
    // FROZEN-NOT: sm.variable
    sm.variable @v : tensor<2xf32> = dense<3.0> : tensor<2xf32>
    sm.signature "f" calls @f method "" inputs {} outputs {y = #sm.tensor_info<"y" : tensor<2xf32>>}
    func.func @f() -> tensor<2xf32> {
      // KEPT: sm.read_variable @v
      // FROZEN: tf.Const dense<3.000000e+00>
      %0 = sm.read_variable @v : tensor<2xf32>
      return %0 : tensor<2xf32>
    }
  }
}
