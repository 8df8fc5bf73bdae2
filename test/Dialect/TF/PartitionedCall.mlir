// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

func.func private @callee(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// CHECK-LABEL: func.func @caller
func.func @caller(%x: tensor<3xf32>) -> tensor<*xf32> {
  // CHECK: tf.PartitionedCall @callee(%{{.*}}) : (tensor<3xf32>) -> tensor<*xf32>
  %0 = tf.PartitionedCall @callee(%x) : (tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @unknown(%x: tensor<3xf32>) {
  // expected-error @+1 {{'tf.PartitionedCall' op calls unknown function @nobody}}
  tf.PartitionedCall @nobody(%x) : (tensor<3xf32>) -> ()
  return
}

// -----

func.func private @callee(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

func.func @count(%x: tensor<3xf32>) {
  // expected-error @+1 {{'tf.PartitionedCall' op has 2 arguments and 0 results, but @callee has 1 and 1}}
  tf.PartitionedCall @callee(%x, %x) : (tensor<3xf32>, tensor<3xf32>) -> ()
  return
}
