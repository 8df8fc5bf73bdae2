// RUN: sm-opt %s --canonicalize | FileCheck %s
//
// Folds: what changes nothing, and small constants that are only moved.

// CHECK-LABEL: func.func @idle(
// CHECK-SAME: %[[X:.+]]: tensor<4x?xf32>, %[[S:.+]]: tensor<4x8xf32>, %[[Z:.+]]: tensor<f32>)
func.func @idle(%x: tensor<4x?xf32>, %s: tensor<4x8xf32>, %z: tensor<f32>)
    -> (tensor<4x?xf32>, tensor<4x?xf32>, tensor<4x?xf32>, tensor<4x?xf32>,
        tensor<4x?xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) {
  %0 = stablehlo.convert %x : tensor<4x?xf32>
  %1 = stablehlo.reshape %x : (tensor<4x?xf32>) -> tensor<4x?xf32>
  %2 = stablehlo.transpose %x, dims = [0, 1] : (tensor<4x?xf32>) -> tensor<4x?xf32>
  %3 = stablehlo.pad %x, %z, low = [0, 0], high = [0, 0], interior = [0, 0]
      : (tensor<4x?xf32>, tensor<f32>) -> tensor<4x?xf32>
  %4 = stablehlo.concatenate %x, dim = 1 : (tensor<4x?xf32>) -> tensor<4x?xf32>
  %5 = stablehlo.broadcast_in_dim %s, dims = [0, 1] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %6 = stablehlo.slice %s [0:4, 0:8] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %7 = stablehlo.reverse %s, dims = [] : tensor<4x8xf32>
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[S]], %[[S]], %[[S]]
  return %0, %1, %2, %3, %4, %5, %6, %7
      : tensor<4x?xf32>, tensor<4x?xf32>, tensor<4x?xf32>, tensor<4x?xf32>,
        tensor<4x?xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
}

// Equal types are not enough: unknown dimensions may differ, and a square
// transposed is another.
// CHECK-LABEL: func.func @kept(
func.func @kept(%x: tensor<?x?xf32>, %s: tensor<4x4xf32>)
    -> (tensor<?x?xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  // CHECK: stablehlo.reshape
  %0 = stablehlo.reshape %x : (tensor<?x?xf32>) -> tensor<?x?xf32>
  // CHECK: stablehlo.transpose
  %1 = stablehlo.transpose %s, dims = [1, 0] : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: stablehlo.broadcast_in_dim
  %2 = stablehlo.broadcast_in_dim %s, dims = [1, 0] : (tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: stablehlo.reverse
  %3 = stablehlo.reverse %s, dims = [0] : tensor<4x4xf32>
  return %0, %1, %2, %3
      : tensor<?x?xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// CHECK-LABEL: func.func @constants(
func.func @constants() -> (tensor<6xi32>, tensor<3x2xi32>, tensor<2x2x3xi32>,
                           tensor<2x2xi32>, tensor<2x3xi32>, tensor<2x5xi32>,
                           tensor<2x2xf32>, tensor<2x1xi1>) {
  // CHECK-DAG: %[[RESHAPED:.+]] = stablehlo.constant dense<[1, 2, 3, 4, 5, 6]> : tensor<6xi32>
  // CHECK-DAG: %[[TRANSPOSED:.+]] = stablehlo.constant dense<{{\[\[}}1, 4], [2, 5], [3, 6]]> : tensor<3x2xi32>
  // CHECK-DAG: %[[REPEATED:.+]] = stablehlo.constant dense<{{\[\[\[}}1, 2, 3], [1, 2, 3]], {{\[\[}}4, 5, 6], [4, 5, 6]]]> : tensor<2x2x3xi32>
  // CHECK-DAG: %[[SLICED:.+]] = stablehlo.constant dense<{{\[\[}}1, 3], [4, 6]]> : tensor<2x2xi32>
  // CHECK-DAG: %[[REVERSED:.+]] = stablehlo.constant dense<{{\[\[}}6, 5, 4], [3, 2, 1]]> : tensor<2x3xi32>
  // CHECK-DAG: %[[JOINED:.+]] = stablehlo.constant dense<{{\[\[}}1, 2, 3, 7, 8], [4, 5, 6, 9, 10]]> : tensor<2x5xi32>
  // CHECK-DAG: %[[SPLAT:.+]] = stablehlo.constant dense<2.500000e+00> : tensor<2x2xf32>
  // CHECK-DAG: %[[BOOLEANS:.+]] = stablehlo.constant dense<{{\[\[}}true], [false]]> : tensor<2x1xi1>
  %c = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %d = stablehlo.constant dense<[[7, 8], [9, 10]]> : tensor<2x2xi32>
  %s = stablehlo.constant dense<2.5> : tensor<f32>
  %b = stablehlo.constant dense<[true, false]> : tensor<2xi1>
  %0 = stablehlo.reshape %c : (tensor<2x3xi32>) -> tensor<6xi32>
  %1 = stablehlo.transpose %c, dims = [1, 0] : (tensor<2x3xi32>) -> tensor<3x2xi32>
  %2 = stablehlo.broadcast_in_dim %c, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x2x3xi32>
  %3 = stablehlo.slice %c [0:2, 0:3:2] : (tensor<2x3xi32>) -> tensor<2x2xi32>
  %4 = stablehlo.reverse %c, dims = [0, 1] : tensor<2x3xi32>
  %5 = stablehlo.concatenate %c, %d, dim = 1 : (tensor<2x3xi32>, tensor<2x2xi32>) -> tensor<2x5xi32>
  %6 = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<f32>) -> tensor<2x2xf32>
  %7 = stablehlo.reshape %b : (tensor<2xi1>) -> tensor<2x1xi1>
  // CHECK: return %[[RESHAPED]], %[[TRANSPOSED]], %[[REPEATED]], %[[SLICED]], %[[REVERSED]], %[[JOINED]], %[[SPLAT]], %[[BOOLEANS]]
  return %0, %1, %2, %3, %4, %5, %6, %7
      : tensor<6xi32>, tensor<3x2xi32>, tensor<2x2x3xi32>, tensor<2x2xi32>,
        tensor<2x3xi32>, tensor<2x5xi32>, tensor<2x2xf32>, tensor<2x1xi1>
}

// Dimensions of one element are repeated; concatenation along the first.
// CHECK-LABEL: func.func @repeated(
func.func @repeated() -> (tensor<2x2xi32>, tensor<3x2xi32>) {
  // CHECK-DAG: %[[R:.+]] = stablehlo.constant dense<{{\[\[}}1, 1], [2, 2]]> : tensor<2x2xi32>
  // CHECK-DAG: %[[J:.+]] = stablehlo.constant dense<{{\[\[}}1, 2], [3, 4], [5, 6]]> : tensor<3x2xi32>
  %c = stablehlo.constant dense<[[1], [2]]> : tensor<2x1xi32>
  %a = stablehlo.constant dense<[[1, 2]]> : tensor<1x2xi32>
  %b = stablehlo.constant dense<[[3, 4], [5, 6]]> : tensor<2x2xi32>
  %0 = stablehlo.broadcast_in_dim %c, dims = [0, 1] : (tensor<2x1xi32>) -> tensor<2x2xi32>
  %1 = stablehlo.concatenate %a, %b, dim = 0 : (tensor<1x2xi32>, tensor<2x2xi32>) -> tensor<3x2xi32>
  // CHECK: return %[[R]], %[[J]]
  return %0, %1 : tensor<2x2xi32>, tensor<3x2xi32>
}

// More than 1 KiB is left where it is, and so are references.
// CHECK-LABEL: func.func @large(
func.func @large() -> (tensor<257xf32>, tensor<10x784xf32>) {
  %s = stablehlo.constant dense<2.5> : tensor<f32>
  %w = stablehlo.constant #sm.data<"variables", "w"> : tensor<784x10xf32>
  // CHECK: stablehlo.broadcast_in_dim
  %0 = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<f32>) -> tensor<257xf32>
  // CHECK: stablehlo.transpose
  %1 = stablehlo.transpose %w, dims = [1, 0] : (tensor<784x10xf32>) -> tensor<10x784xf32>
  return %0, %1 : tensor<257xf32>, tensor<10x784xf32>
}

// CHECK-LABEL: func.func @sizes(
func.func @sizes(%x: tensor<?x3xf32>) -> (tensor<i32>, tensor<i32>) {
  // CHECK-DAG: %[[THREE:.+]] = stablehlo.constant dense<3> : tensor<i32>
  // CHECK-DAG: %[[N:.+]] = stablehlo.get_dimension_size %{{.+}}, dim = 0
  %0 = stablehlo.get_dimension_size %x, dim = 0 : (tensor<?x3xf32>) -> tensor<i32>
  %1 = stablehlo.get_dimension_size %x, dim = 1 : (tensor<?x3xf32>) -> tensor<i32>
  // CHECK: return %[[N]], %[[THREE]]
  return %0, %1 : tensor<i32>, tensor<i32>
}

// Equal ops are one, also with regions; unused ones go.
// CHECK-LABEL: func.func @unused(
func.func @unused(%x: tensor<?x8xf32>, %z: tensor<f32>) {
  // CHECK-NEXT: return
  %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1]
      : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  %1 = chlo.erf %x : tensor<?x8xf32> -> tensor<?x8xf32>
  return
}
