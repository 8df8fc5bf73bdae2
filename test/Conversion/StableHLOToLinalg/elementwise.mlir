// RUN: sm-opt %s -split-input-file --convert-stablehlo-to-linalg | FileCheck %s

// CHECK: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: func.func @add
// CHECK: %[[E:.*]] = tensor.empty() : tensor<2x3xf32>
// CHECK: %[[S:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ID]], #[[ID]]], iterator_types = ["parallel", "parallel"]} ins(%arg0, %arg1 : tensor<2x3xf32>, tensor<2x3xf32>) outs(%[[E]] : tensor<2x3xf32>)
// CHECK: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: f32):
// CHECK: %[[R:.*]] = arith.addf %[[A]], %[[B]]
// CHECK: linalg.yield %[[R]]
// CHECK: return %[[S]]
func.func @add(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = stablehlo.add %x, %y : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// Truth values are bytes in tensors and one bit in bodies.

// CHECK-LABEL: func.func @truth
// CHECK-SAME: %[[P:.*]]: tensor<3xi8>, %{{.*}}: tensor<3xf32>) -> tensor<3xi8>
// CHECK: arith.cmpf une
// CHECK: %[[W:.*]] = arith.extui %{{.*}} : i1 to i8
// CHECK: linalg.yield %[[W]] : i8
// CHECK: arith.trunci %{{.*}} : i8 to i1
// CHECK: arith.trunci %{{.*}} : i8 to i1
// CHECK: arith.andi %{{.*}} : i1
// CHECK: arith.extui
func.func @truth(%p: tensor<3xi1>, %x: tensor<3xf32>) -> tensor<3xi1> {
  %0 = stablehlo.compare NE, %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xi1>
  %1 = stablehlo.and %0, %p : tensor<3xi1>
  return %1 : tensor<3xi1>
}

// -----

// Scalars of clamp and select are read by no loop.

// CHECK-DAG: #[[ID:.*]] = affine_map<(d0) -> (d0)>
// CHECK-DAG: #[[NONE:.*]] = affine_map<(d0) -> ()>
// CHECK-LABEL: func.func @scalars
// CHECK: linalg.generic {indexing_maps = [#[[NONE]], #[[ID]], #[[NONE]], #[[ID]]]
// CHECK: arith.maximumf
// CHECK: arith.minimumf
// CHECK: linalg.generic {indexing_maps = [#[[NONE]], #[[ID]], #[[ID]], #[[ID]]]
// CHECK: arith.select
func.func @scalars(%x: tensor<3xf32>, %p: tensor<i1>, %low: tensor<f32>)
    -> tensor<3xf32> {
  %0 = stablehlo.clamp %low, %x, %low : (tensor<f32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %1 = stablehlo.select %p, %0, %x : tensor<i1>, tensor<3xf32>
  return %1 : tensor<3xf32>
}

// -----

// Division by zero must not end the process, nor a shift be undefined.

// CHECK-LABEL: func.func @integers
// CHECK: %[[SAFE:.*]] = arith.select
// CHECK: arith.divsi %{{.*}}, %[[SAFE]]
// CHECK: %[[IN:.*]] = arith.cmpi ult
// CHECK: arith.shli
// CHECK: arith.select %[[IN]]
func.func @integers(%x: tensor<3xi32>, %y: tensor<3xi32>) -> tensor<3xi32> {
  %0 = stablehlo.divide %x, %y : tensor<3xi32>
  %1 = stablehlo.shift_left %0, %y : tensor<3xi32>
  return %1 : tensor<3xi32>
}

// -----

// CHECK-LABEL: func.func @functions
// CHECK: arith.negf
// CHECK: math.exp
// CHECK: arith.addf
// CHECK: arith.divf
// CHECK: math.erf
// CHECK: math.roundeven
// CHECK: arith.fptosi
// CHECK: arith.sitofp
func.func @functions(%x: tensor<3xf32>) -> tensor<3xf64> {
  %0 = stablehlo.logistic %x : tensor<3xf32>
  %1 = chlo.erf %0 : tensor<3xf32> -> tensor<3xf32>
  %2 = stablehlo.round_nearest_even %1 : tensor<3xf32>
  %3 = stablehlo.convert %2 : (tensor<3xf32>) -> tensor<3xi32>
  %4 = stablehlo.convert %3 : (tensor<3xi32>) -> tensor<3xf64>
  return %4 : tensor<3xf64>
}

// -----

// What is called, and what a composite is made of, is inlined.

// CHECK-LABEL: func.func @calls
// CHECK: math.tanh
// CHECK: math.exp
// CHECK-NOT: call
// CHECK-NOT: @twice
func.func @calls(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "sm.tanh" %x {decomposition = @twice} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = func.call @other(%0) : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @twice(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.tanh %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func private @other(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.exponential %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// Numbers without a sign lie in memory like others; ops know what they are.
// CHECK-LABEL: func.func @unsigned(
// CHECK-SAME: %[[X:.*]]: tensor<4xi8>, %[[Y:.*]]: tensor<4xi8>) -> (tensor<4xf32>, tensor<4xi32>, tensor<4xi8>, tensor<4xi8>, tensor<4xi8>, tensor<4xi8>, tensor<4xi8>)
// CHECK: arith.constant dense<-56> : tensor<4xi8>
// CHECK: arith.uitofp %{{.*}} : i8 to f32
// CHECK: arith.extui %{{.*}} : i8 to i32
// CHECK: arith.maxui
// CHECK: arith.minui
// CHECK-NOT: arith.andi
// CHECK: arith.divui
// CHECK: arith.cmpi ult
// CHECK: arith.extui %{{.*}} : i1 to i8
// CHECK: %[[LOW:.*]] = arith.maxui
// CHECK: arith.minui %[[LOW]]
func.func @unsigned(%x: tensor<4xui8>, %y: tensor<4xui8>)
    -> (tensor<4xf32>, tensor<4xi32>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xi1>, tensor<4xui8>) {
  %c = stablehlo.constant dense<200> : tensor<4xui8>
  %0 = stablehlo.convert %x : (tensor<4xui8>) -> tensor<4xf32>
  %1 = stablehlo.convert %x : (tensor<4xui8>) -> tensor<4xi32>
  %2 = stablehlo.maximum %x, %c : tensor<4xui8>
  %3 = stablehlo.minimum %x, %y : tensor<4xui8>
  %4 = stablehlo.divide %x, %y : tensor<4xui8>
  %5 = stablehlo.compare LT, %x, %y : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  %6 = stablehlo.clamp %y, %x, %c : tensor<4xui8>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<4xf32>, tensor<4xi32>, tensor<4xui8>, tensor<4xui8>, tensor<4xui8>, tensor<4xi1>, tensor<4xui8>
}

// CHECK-LABEL: func.func @to_unsigned(
// CHECK: arith.fptoui %{{.*}} : f32 to i16
// CHECK: arith.trunci %{{.*}} : i32 to i16
// CHECK: arith.remui
// CHECK-NOT: arith.bitcast
// CHECK: return
func.func @to_unsigned(%x: tensor<4xf32>, %y: tensor<4xi32>)
    -> (tensor<4xui16>, tensor<4xui16>, tensor<4xui16>, tensor<4xui32>) {
  %0 = stablehlo.convert %x : (tensor<4xf32>) -> tensor<4xui16>
  %1 = stablehlo.convert %y : (tensor<4xi32>) -> tensor<4xui16>
  %2 = stablehlo.remainder %0, %1 : tensor<4xui16>
  %3 = stablehlo.bitcast_convert %y : (tensor<4xi32>) -> tensor<4xui32>
  return %0, %1, %2, %3 : tensor<4xui16>, tensor<4xui16>, tensor<4xui16>, tensor<4xui32>
}
