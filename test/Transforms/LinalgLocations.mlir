// RUN: sm-opt %s --linalg-fuse-elementwise --linalg-outline-kernels \
// RUN:   --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// Names of nodes outlive fusion: messages and profiles tell of them. A kernel
// that is called twice has the names of its first call, each call its own.

// CHECK-LABEL: func.func @main
// CHECK: call @[[K:.*]](%{{.*}}) {{.*}} loc(fused["exp", "neg"])
// CHECK: call @[[K]](%{{.*}}) {{.*}} loc(fused["exp2", "neg2"])
// CHECK: call @{{.*}}(%{{.*}}) {{.*}} loc(fused["product", "scale"])
// CHECK: func.func private @[[K]]
// CHECK: linalg.generic
// CHECK: tensor<128xf32> loc(fused["exp", "neg"])
// CHECK: } loc(fused["exp", "neg"])
#id = affine_map<(a, b) -> (a, b)>
func.func @main(%x: tensor<4x32xf32>, %y: tensor<4x32xf32>, %w: tensor<32x32xf32>)
    -> (tensor<4x32xf32>, tensor<4x32xf32>, tensor<4x32xf32>) {
  %e = tensor.empty() : tensor<4x32xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("exp")
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("neg")
  %2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("exp2")
  %3 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%2 : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("neg2")
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x32xf32>) -> tensor<4x32xf32>
  %p = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x32xf32>, tensor<32x32xf32>) outs(%f : tensor<4x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("product")
  %4 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<4x32xf32>) outs(%e : tensor<4x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.sqrt %a : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32> loc("scale")
  return %1, %3, %4 : tensor<4x32xf32>, tensor<4x32xf32>, tensor<4x32xf32>
}
