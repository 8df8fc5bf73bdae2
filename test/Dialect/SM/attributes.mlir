// Attributes of the container besides #sm.proto.
// RUN: sm-opt %s --allow-unregistered-dialect \
// RUN:   | sm-opt --allow-unregistered-dialect | FileCheck %s
// RUN: sm-opt %s --allow-unregistered-dialect --emit-bytecode \
// RUN:   | sm-opt --allow-unregistered-dialect | FileCheck %s

// CHECK: data = #sm.data<"variables", "dense/kernel"> : tensor<784x10xf32>
"t.op"() {data = #sm.data<"variables", "dense/kernel"> : tensor<784x10xf32>}
  : () -> ()
// Any element type, no elements, a key of any bytes.
// CHECK: data = #sm.data<"", "\00\22\FF"> : tensor<0x3x!tf.string>
"t.op"() {data = #sm.data<"", "\00\22\FF"> : tensor<0x3x!tf.string>} : () -> ()
// CHECK: data = #sm.data<"s", "k"> : tensor<f8E4M3FN>
"t.op"() {data = #sm.data<"s", "k"> : tensor<f8E4M3FN>} : () -> ()

// CHECK: info = #sm.tensor_info<"x:0" : tensor<?x4xf32>>
"t.op"() {info = #sm.tensor_info<"x:0" : tensor<?x4xf32>>} : () -> ()
// CHECK: info = #sm.tensor_info<"a\22\00:1" : tensor<*x!tf.string>>
"t.op"() {info = #sm.tensor_info<"a\22\00:1" : tensor<*x!tf.string>>} : () -> ()

// CHECK: splat = #sm.encoded<dense<1.000000e+00> : tensor<2x3xf32>, 1>
"t.op"() {splat = #sm.encoded<dense<1.0> : tensor<2x3xf32>, 1>} : () -> ()
// CHECK: absent = #sm.encoded<dense<0> : tensor<4xi64>, 0>
"t.op"() {absent = #sm.encoded<dense<0> : tensor<4xi64>, 0>} : () -> ()
// CHECK: full = #sm.encoded<dense<[1, 2]> : tensor<2xi32>, 2>
"t.op"() {full = #sm.encoded<dense<[1, 2]> : tensor<2xi32>, 2>} : () -> ()
// CHECK: content = #sm.encoded<dense<1> : tensor<i32>, -1>
"t.op"() {content = #sm.encoded<dense<1> : tensor<i32>, -1>} : () -> ()
// CHECK: strings = #sm.encoded<dense<["a", ""]> : tensor<2x!tf.string>, 1>
"t.op"() {strings = #sm.encoded<dense<["a", ""]> : tensor<2x!tf.string>, 1>}
  : () -> ()
// CHECK: data = #sm.encoded<#sm.data<"weights", "0:00000000"> : tensor<300xf32>, 300>
"t.op"() {data = #sm.encoded<
  #sm.data<"weights", "0:00000000"> : tensor<300xf32>, 300>} : () -> ()
