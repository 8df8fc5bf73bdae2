// RUN: sm-opt %s -verify-diagnostics --linalg-pack-weights

func.func @lost(%x: tensor<4x8xf32>) -> tensor<4x32xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant #sm.data<"lost", "w"> : tensor<8x32xf32>
  %e = tensor.empty() : tensor<4x32xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x32xf32>) -> tensor<4x32xf32>
  // expected-error@+1 {{cannot pack the constant operand: }}
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x8xf32>, tensor<8x32xf32>) outs(%f : tensor<4x32xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x32xf32>
  return %dot : tensor<4x32xf32>
}
