// The container: as text, in the generic form and as bytecode.
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// CHECK-LABEL: sm.saved_model attributes
// CHECK-SAME: {header = #sm.proto<"tensorflow.SavedModel", {saved_model_schema_version = 1}>}
sm.saved_model attributes {
    header = #sm.proto<"tensorflow.SavedModel", {saved_model_schema_version = 1}>} {
  // CHECK: sm.data_source "variables" checkpoint "../m/variables" size 284 crc32c 4294967295
  sm.data_source "variables" checkpoint "../m/variables"
      size 284 crc32c 4294967295
  // CHECK: sm.data_source "w\22\00" weights "" size 9223372036854775807 crc32c 0
  sm.data_source "w\22\00" weights "" size 9223372036854775807 crc32c 0

  // CHECK: sm.meta_graph tags ["serve", "gpu"] initializer @initialize {
  sm.meta_graph tags ["serve", "gpu"] initializer @initialize {
    // CHECK: sm.variable @w : tensor<2x3xf32> = #sm.data<"variables", "layer/kernel"> : tensor<2x3xf32>
    sm.variable @w : tensor<2x3xf32>
        = #sm.data<"variables", "layer/kernel"> : tensor<2x3xf32>
    // A variable may say less of its shape than its value.
    // CHECK: sm.variable @"a/b>c\00" : tensor<?x3xf32> = #sm.data<"variables", "k"> : tensor<2x3xf32>
    sm.variable @"a/b>c\00" : tensor<?x3xf32>
        = #sm.data<"variables", "k"> : tensor<2x3xf32>
    // CHECK: sm.variable "private" @p : tensor<*xf32> {shared_name = "p/q"}
    sm.variable "private" @p : tensor<*xf32> {shared_name = "p/q"}
    // CHECK: sm.variable @small : tensor<2xi32> = dense<[1, 2]> : tensor<2xi32>
    sm.variable @small : tensor<2xi32> = dense<[1, 2]> : tensor<2xi32>

    // CHECK: sm.asset @"assets/vocab.txt" "vocab.txt" tensor "Const:0"
    sm.asset @"assets/vocab.txt" "vocab.txt" tensor "Const:0"

    // CHECK: sm.signature "serving_default" calls @f method "tensorflow/serving/predict"
    // CHECK-SAME: inputs {x = #sm.tensor_info<"x:0" : tensor<?xf32>>}
    // CHECK-SAME: outputs {y = #sm.tensor_info<"y:0" : tensor<?xf32>>}
    // CHECK-SAME: defaults {x = dense<1.000000e+00> : tensor<2xf32>}
    sm.signature "serving_default" calls @f method "tensorflow/serving/predict"
        inputs {x = #sm.tensor_info<"x:0" : tensor<?xf32>>}
        outputs {y = #sm.tensor_info<"y:0" : tensor<?xf32>>}
        defaults {x = dense<1.0> : tensor<2xf32>}
    // What does not fit stays a message.
    // CHECK: sm.signature "" method "" inputs {}
    // CHECK-SAME: outputs {"odd key" = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {}}>}
    // CHECK-SAME: {extra = #sm.proto<"tensorflow.SignatureDef", {"?" = "\08\01"}>}
    sm.signature "" method "" inputs {}
        outputs {"odd key" = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {}}>}
        {extra = #sm.proto<"tensorflow.SignatureDef", {"?" = "\08\01"}>}

    // CHECK: sm.concrete_function "root.f" overload 1 of @__inference_f_7 calls @f
    // CHECK-SAME: inputs [#sm.tensor_info<"x" : tensor<?xf32>>]
    // CHECK-SAME: outputs [#sm.tensor_info<"output_0" : tensor<?xf32>>]
    // CHECK-SAME: captures [@w, "Const", unit]
    sm.concrete_function "root.f" overload 1 of @__inference_f_7 calls @f
        inputs [#sm.tensor_info<"x" : tensor<?xf32>>]
        outputs [#sm.tensor_info<"output_0" : tensor<?xf32>>]
        captures [@w, "Const", unit]
    // CHECK: sm.concrete_function "" overload 0 of @"<lambda>" inputs [] outputs []
    // CHECK-SAME: captures [] {unavailable = "because"}
    sm.concrete_function "" overload 0 of @"<lambda>" inputs [] outputs []
        captures [] {unavailable = "because"}

    // CHECK: func.func @initialize()
    func.func @initialize() {
      // CHECK: %[[PATH:.*]] = sm.asset_path @"assets/vocab.txt" : tensor<!tf.string>
      %path = sm.asset_path @"assets/vocab.txt" : tensor<!tf.string>
      return
    }
    func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
      return %x : tensor<?xf32>
    }
    // CHECK: sm.messages #sm.proto<"tensorflow.MetaGraphDef", {meta_info_def = {}}>
    sm.messages #sm.proto<"tensorflow.MetaGraphDef", {meta_info_def = {}}>
  }

  // Another MetaGraph has symbols of its own.
  // CHECK: sm.meta_graph tags [] attributes {init_node = "init_all"} {
  sm.meta_graph tags [] attributes {init_node = "init_all"} {
    // CHECK-NEXT: sm.variable @w : tensor<i1>
    sm.variable @w : tensor<i1>
    // CHECK-NEXT: func.func private @f()
    func.func private @f()
  }
}

// CHECK: sm.saved_model {
// CHECK-NEXT: }
sm.saved_model {}
