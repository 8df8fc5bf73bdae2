// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compiled models: a message as .sm.program with a right header, over a fixed
/// section of weights; or bytes that begin as a shared object does, as a file.
/// Code does nothing. What is decoded is written and decoded again.

#include "sm/Runtime/Artifact.h"
#include "fuzz/FuzzInput.h"
#include "fuzz/ProtoMutator.h"
#include "lib/Runtime/ArtifactHeader.h"
#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Support/CRC32C.h"

#include "absl/strings/match.h"

#include <map>

using namespace sm;
using runtime::ArtifactRegion;

namespace {

alignas(64) const char kWeights[1024] = {1, 0, 1, 1};

void doNothing(void *const *) {}

StatusOr<runtime::Artifact> decode(const std::string &message) {
  runtime::ArtifactHeader header;
  header.checksum = crc32c(message);
  header.messageBytes = message.size();
  header.weightsBytes = sizeof(kWeights);
  std::string section(reinterpret_cast<const char *>(&header), sizeof(header));
  section += message;
  return runtime::decodeArtifact(
      section, kWeights, nullptr, [](const std::string &symbol) {
        return symbol.empty() ? nullptr : reinterpret_cast<void *>(&doNothing);
      });
}

/// What the reader keeps of a region, for the writer.
class Regions {
public:
  explicit Regions(const runtime::Artifact &artifact) {
    for (const auto &program : artifact.sets)
      add(*program);
    if (artifact.initializer)
      add(*artifact.initializer);
  }
  const ArtifactRegion &operator()(const runtime::Region &region) const {
    return known.at(&region);
  }

private:
  void add(const runtime::Program &program) {
    for (const runtime::Instruction &step : program.instructions) {
      if (step.kind != runtime::Instruction::Kind::Region)
        continue;
      auto code = step.region->codeFor({});
      if (!code.ok())
        fuzz::fail("a region without code");
      known[step.region.get()] = {"f", (*code)->inputs, (*code)->outputs,
                                  (*code)->arenaBytes};
    }
  }

  std::map<const runtime::Region *, ArtifactRegion> known;
};

void writeAgain(const runtime::Artifact &artifact) {
  const Regions regions(artifact);
  runtime::ArtifactContents contents;
  for (const auto &program : artifact.sets)
    contents.programs.push_back({program.get(), ""});
  contents.initializer = artifact.initializer.get();
  contents.region = [&](const runtime::Region &region) -> const auto & {
    return regions(region);
  };
  runtime::WeightsSection weights;
  StatusOr<std::string> section = encodeArtifact(contents, weights);
  if (!section.ok())
    fuzz::fail("what was read is not written: " + section.status().ToString());
  // All weights were at places of the section that is there.
  if (weights.size() > (sizeof(kWeights) + 64) * (1 + section->size()))
    fuzz::fail("weights out of nowhere");
  auto again = decode(section->substr(sizeof(runtime::ArtifactHeader)));
  if (!again.ok() && weights.size() <= sizeof(kWeights) &&
      !absl::StrContains(again.status().message(), "truth value"))
    fuzz::fail("what was written is not read: " + again.status().ToString());
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  artifact::Artifact scratch;
  return fuzz::mutateSerialized(scratch, data, size, maxSize, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string bytes(fuzz::textOf(data, size));
  if (bytes.rfind("\x7f"
                  "ELF",
                  0) == 0) {
    auto sections = runtime::findArtifactSections(bytes);
    if (!sections.ok())
      return 0;
    for (absl::Span<const char> part : {sections->program, sections->weights})
      if (!part.empty() &&
          (part.data() < bytes.data() ||
           part.data() + part.size() > bytes.data() + bytes.size()))
        fuzz::fail("a section that is not in the file");
    (void)runtime::describeArtifact(fuzz::writeFile("input.smx", bytes));
    return 0;
  }
  auto artifact = decode(bytes);
  if (artifact.ok())
    writeAgain(*artifact);
  return 0;
}
