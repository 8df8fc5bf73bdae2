// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How the section .sm.program of a compiled model begins.

#ifndef SM_LIB_RUNTIME_ARTIFACTHEADER_H
#define SM_LIB_RUNTIME_ARTIFACTHEADER_H

#include <cstdint>

namespace sm::runtime {

/// Little-endian; the program follows.
struct ArtifactHeader {
  char magic[8] = {'S', 'M', 'X', '\r', '\n', '\x1a', '\n', '\0'};
  uint64_t programBytes = 0;
  uint64_t weightsBytes = 0; ///< of the section .sm.weights
};

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_ARTIFACTHEADER_H
