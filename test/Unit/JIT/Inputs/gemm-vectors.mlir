// A product of matrices as loops over vectors, shared by threads: B is packed
// in blocks of 32 columns. Two layers, the first one's result in the arena.
module attributes {sm.arena_bytes = 131072 : i64} {
  func.func private @kernel_0(%a: memref<128x256xf32>, %w: memref<8x256x32xf32>,
                              %o: memref<128x8x32xf32>) attributes {sm.kernel} {
    %c0 = arith.constant 0 : index
    %c8 = arith.constant 8 : index
    %c128 = arith.constant 128 : index
    %c256 = arith.constant 256 : index
    %zero = arith.constant dense<0.0> : vector<8x32xf32>
    %pad = arith.constant 0.0 : f32
    scf.forall (%n) in (8) {
      scf.for %m = %c0 to %c128 step %c8 {
        %sum = scf.for %k = %c0 to %c256 step %c8 iter_args(%acc = %zero) -> (vector<8x32xf32>) {
          %A = vector.transfer_read %a[%m, %k], %pad {in_bounds = [true, true]}
              : memref<128x256xf32>, vector<8x8xf32>
          %B = vector.transfer_read %w[%n, %k, %c0], %pad {in_bounds = [true, true]}
              : memref<8x256x32xf32>, vector<8x32xf32>
          %next = vector.contract {
              indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                               affine_map<(m, n, k) -> (m, n)>],
              iterator_types = ["parallel", "parallel", "reduction"],
              kind = #vector.kind<add>} %A, %B, %acc
              : vector<8x8xf32>, vector<8x32xf32> into vector<8x32xf32>
          scf.yield %next : vector<8x32xf32>
        }
        %r = math.tanh %sum : vector<8x32xf32>
        vector.transfer_write %r, %o[%m, %n, %c0] {in_bounds = [true, true],
            permutation_map = affine_map<(m, n, i) -> (m, i)>}
            : vector<8x32xf32>, memref<128x8x32xf32>
      }
    }
    return
  }
  func.func @main(%x: memref<128x256xf32>, %y: memref<128x8x32xf32>,
                  %weights: memref<262144xi8>, %arena: memref<131072xi8>)
      attributes {sm.region} {
    %c0 = arith.constant 0 : index
    %w = memref.view %weights[%c0][] : memref<262144xi8> to memref<8x256x32xf32>
    %h = memref.view %arena[%c0][] : memref<131072xi8> to memref<128x8x32xf32>
    call @kernel_0(%x, %w, %h)
        : (memref<128x256xf32>, memref<8x256x32xf32>, memref<128x8x32xf32>) -> ()
    %h2 = memref.collapse_shape %h [[0], [1, 2]] : memref<128x8x32xf32> into memref<128x256xf32>
    call @kernel_0(%h2, %w, %y)
        : (memref<128x256xf32>, memref<8x256x32xf32>, memref<128x8x32xf32>) -> ()
    return
  }
}
