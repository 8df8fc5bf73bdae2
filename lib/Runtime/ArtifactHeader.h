// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How the section .sm.program of a compiled model begins, and the checks of
/// what follows.

#ifndef SM_LIB_RUNTIME_ARTIFACTHEADER_H
#define SM_LIB_RUNTIME_ARTIFACTHEADER_H

#include "sm/Runtime/Artifact.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <string>

namespace sm::artifact {
class Artifact;
class TensorType;
} // namespace sm::artifact

namespace sm::runtime {

/// Little-endian; a message artifact::Artifact follows.
struct ArtifactHeader {
  char magic[8] = {'S', 'M', 'X', '\r', '\n', '\x1a', '\n', '\0'};
  uint32_t version = kArtifactVersion;
  uint32_t checksum = 0; ///< crc32c of the message
  uint64_t messageBytes = 0;
  uint64_t weightsBytes = 0; ///< of the section .sm.weights
};

/// DataLoss.
Status damagedArtifact(const std::string &what);

/// Checks the section .sm.program and parses its message; `weightsBytes` is how
/// large .sm.weights says to be. DataLoss for what is damaged, Unimplemented
/// for another version.
Status parseArtifact(absl::Span<const char> section, artifact::Artifact &file,
                     uint64_t &weightsBytes);

/// A type with its shape. DataLoss for what is none.
StatusOr<ops::TensorType> decodeArtifactType(const artifact::TensorType &type);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_ARTIFACTHEADER_H
