// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The table of one instruction set.

#include "Loops.h"

#define SM_STRING_IMPL(text) #text
#define SM_STRING(text) SM_STRING_IMPL(text)

namespace sm::runtime::isa::SM_ISA {

const Table &table() {
  static constexpr Table loops = {
      SM_STRING(SM_ISA), gemmF32,    gemmF64,      unaryF32,
      binaryF32,         softmaxF32, normalizeF32, sumF32,
      addToF64,          maxToF32,   addToF32,     depthwiseRowF32};
  return loops;
}

} // namespace sm::runtime::isa::SM_ISA
