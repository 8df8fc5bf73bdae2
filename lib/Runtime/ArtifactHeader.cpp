// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The first checks of the section .sm.program.

#include "ArtifactHeader.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Support/CRC32C.h"

#include "absl/strings/str_cat.h"

#include <climits>
#include <cstring>

namespace sm::runtime {

Status damagedArtifact(const std::string &what) {
  return absl::DataLossError(
      absl::StrCat("damaged program: ", what, " (compile the model again)"));
}

Status parseArtifact(absl::Span<const char> section, artifact::Artifact &file,
                     uint64_t &weightsBytes) {
  ArtifactHeader header;
  if (section.size() < sizeof(header))
    return damagedArtifact("it ends within its header");
  std::memcpy(&header, section.data(), sizeof(header));
  if (std::memcmp(header.magic, ArtifactHeader().magic, sizeof(header.magic)) !=
      0)
    return damagedArtifact("it does not begin as one");
  if (header.version != kArtifactVersion)
    return absl::UnimplementedError(absl::StrCat(
        "the file has version ", header.version, "; this sm reads version ",
        kArtifactVersion, " (compile the model again)"));
  section.remove_prefix(sizeof(header));
  if (header.messageBytes > section.size() || header.messageBytes > INT_MAX)
    return damagedArtifact(absl::StrCat("there are ", section.size(), " of ",
                                        header.messageBytes, " bytes"));
  const absl::Span<const char> message = section.first(header.messageBytes);
  if (crc32c(message) != header.checksum)
    return damagedArtifact("its checksum is another one");
  if (!file.ParseFromArray(message.data(), static_cast<int>(message.size())))
    return damagedArtifact("it cannot be parsed");
  weightsBytes = header.weightsBytes;
  return absl::OkStatus();
}

} // namespace sm::runtime
