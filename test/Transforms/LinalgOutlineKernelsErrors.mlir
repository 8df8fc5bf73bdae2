// RUN: sm-opt %s -split-input-file -verify-diagnostics --linalg-outline-kernels

// All obstacles of a function are said.

func.func @dynamic(%x: tensor<?xf32>) -> tensor<?x1xf32> {
  %c = arith.constant 1 : index
  // expected-error@+1 {{'tensor.cast' op cannot become part of a kernel}}
  %0 = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  %n = arith.constant 4 : index
  // expected-error@+1 {{'tensor.expand_shape' op has a tensor of unknown or empty shape; kernels need static shapes with elements}}
  %1 = tensor.expand_shape %x [[0, 1]] output_shape [%n, 1] : tensor<?xf32> into tensor<?x1xf32>
  // expected-error@+1 {{'func.return' op has a tensor of unknown or empty shape}}
  return %1 : tensor<?x1xf32>
}

// -----

// expected-error@+1 {{'func.func' op has control flow; only straight-line code becomes kernels}}
func.func @branches(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^bb1
^bb1:
  return %x : tensor<4xf32>
}

// -----

func.func @elements(%p: tensor<4xi1>) -> tensor<4xi1> {
  // expected-error@+1 {{'func.return' op has elements that a buffer does not hold; truth values are bytes, integers have no sign}}
  return %p : tensor<4xi1>
}

// -----

func.func @parts(%x: tensor<4xf32>, %y: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %0 = tensor.insert_slice %x into %f[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  // expected-error@+1 {{'tensor.insert_slice' op covers what another one inserts, too; kernels write their parts in any order}}
  %1 = tensor.insert_slice %x into %0[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
  // Parts of what is there before may change, and parts may stand between each
  // other.
  %2 = tensor.insert_slice %x into %y[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %3 = tensor.insert_slice %x into %e[1] [4] [2] : tensor<4xf32> into tensor<8xf32>
  %4 = tensor.insert_slice %x into %3[0] [4] [2] : tensor<4xf32> into tensor<8xf32>
  return %1, %2, %4 : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
