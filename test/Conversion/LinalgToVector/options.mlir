// Only vectors that processors have.
// RUN: not sm-opt %s --convert-linalg-to-vector=vector-bits=100 2>&1 | FileCheck %s
// CHECK: error: vectors of 100 bits are not supported; vector-bits is 128, 256 or 512
module {}
