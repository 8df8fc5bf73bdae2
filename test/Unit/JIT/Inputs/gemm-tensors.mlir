// A product of matrices with bias and ReLU, as a kernel on tensors.
module attributes {sm.arena_bytes = 64 : i64} {
  func.func private @kernel_0(%a: memref<37x50xf32>, %w: memref<50x24xf32>,
                              %b: memref<24xf32>, %o: memref<37x24xf32>)
      attributes {sm.kernel} {
    %zero = arith.constant 0.0 : f32
    %A = bufferization.to_tensor %a restrict : memref<37x50xf32> to tensor<37x50xf32>
    %W = bufferization.to_tensor %w restrict : memref<50x24xf32> to tensor<50x24xf32>
    %B = bufferization.to_tensor %b restrict : memref<24xf32> to tensor<24xf32>
    %e = tensor.empty() : tensor<37x24xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<37x24xf32>) -> tensor<37x24xf32>
    %c = linalg.generic {
        indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                         affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%A, %W : tensor<37x50xf32>, tensor<50x24xf32>) outs(%f : tensor<37x24xf32>) {
    ^bb0(%x: f32, %y: f32, %acc: f32):
      %p = arith.mulf %x, %y : f32
      %s = arith.addf %acc, %p : f32
      linalg.yield %s : f32
    } -> tensor<37x24xf32>
    %e2 = tensor.empty() : tensor<37x24xf32>
    %r = linalg.generic {
        indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>,
                         affine_map<(m, n) -> (m, n)>],
        iterator_types = ["parallel", "parallel"]}
        ins(%c, %B : tensor<37x24xf32>, tensor<24xf32>) outs(%e2 : tensor<37x24xf32>) {
    ^bb0(%x: f32, %bias: f32, %out: f32):
      %s = arith.addf %x, %bias : f32
      %m = arith.maximumf %s, %zero : f32
      linalg.yield %m : f32
    } -> tensor<37x24xf32>
    bufferization.materialize_in_destination %r in restrict writable %o
        : (tensor<37x24xf32>, memref<37x24xf32>) -> ()
    return
  }
  func.func @main(%x: memref<37x50xf32>, %y: memref<37x24xf32>,
                  %weights: memref<4896xi8>, %arena: memref<64xi8>)
      attributes {sm.region} {
    %c0 = arith.constant 0 : index
    %c4800 = arith.constant 4800 : index
    %w = memref.view %weights[%c0][] : memref<4896xi8> to memref<50x24xf32>
    %b = memref.view %weights[%c4800][] : memref<4896xi8> to memref<24xf32>
    call @kernel_0(%x, %w, %b, %y)
        : (memref<37x50xf32>, memref<50x24xf32>, memref<24xf32>, memref<37x24xf32>) -> ()
    return
  }
}
