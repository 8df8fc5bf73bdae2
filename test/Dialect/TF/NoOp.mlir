// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic() {
  // CHECK: tf.NoOp
  // CHECK-SAME: : () -> ()
  tf.NoOp : () -> ()
  return
}
