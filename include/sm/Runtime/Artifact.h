// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compiled models (.smx): a shared object with machine code, a section
/// .sm.weights with all values, and a section .sm.program that says how to run
/// them. Reading needs no compiler.

#ifndef SM_RUNTIME_ARTIFACT_H
#define SM_RUNTIME_ARTIFACT_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Region.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sm::runtime {

/// The version of the format that this code writes, and the only one it reads.
inline constexpr uint32_t kArtifactVersion = 1;

/// Symbols of the shared object: the first byte of each section, and
/// `void sm_set_parallel_for(...)`, which takes the function that shares loops
/// among threads (sm_parallel_for of sm/Runtime/Region.h).
inline constexpr const char *kProgramSymbol = "sm_program";
inline constexpr const char *kWeightsSymbol = "sm_weights";
inline constexpr const char *kSetParallelForSymbol = "sm_set_parallel_for";

/// The section .sm.weights while it grows: pieces of memory in their order,
/// each at a multiple of 64 bytes.
class WeightsSection {
public:
  /// Adds bytes that `owner` keeps alive; returns their offset.
  uint64_t add(absl::Span<const char> bytes, std::shared_ptr<const void> owner);
  uint64_t size() const { return end; }

  struct Piece {
    uint64_t offset;
    absl::Span<const char> bytes;
    std::shared_ptr<const void> owner;
  };
  const std::vector<Piece> &pieces() const { return all; }

private:
  std::vector<Piece> all;
  uint64_t end = 0;
};

/// A region as the file knows it. Fields as in RegionCode.
struct ArtifactRegion {
  std::string symbol; ///< of a RegionCode::Entry
  std::vector<RegionTensor> inputs, outputs;
  uint64_t weightsOffset = 0; ///< in .sm.weights
  size_t arenaBytes = 0;
};

/// What a file is made of.
struct ArtifactContents {
  const Program *program = nullptr;
  const Program *initializer = nullptr; ///< null: none
  /// The code of a region instruction of one of the programs.
  std::function<const ArtifactRegion &(const Region &)> region;
  std::string cpu;         ///< the processor that code was made for
  unsigned vectorBits = 0; ///< the vectors that it uses
};

/// The section .sm.program: a header with sizes, then the program; adds
/// constants and initial values of variables to `weights`. Kernel instructions
/// must carry their attributes (Instruction::attributes). Errors of values that
/// cannot be loaded.
StatusOr<std::string> encodeArtifact(const ArtifactContents &contents,
                                     WeightsSection &weights);

/// A compiled model in this process.
struct Artifact {
  std::shared_ptr<const Program> program;
  std::shared_ptr<const Program> initializer; ///< null: none
};

/// Programs from the sections .sm.program and .sm.weights, whose sizes the
/// former says; `owner` keeps both alive. `findSymbol` returns the address of a
/// function, or null. DataLoss for what is damaged; Unimplemented for another
/// version, for ops that this build does not know, and on a processor without
/// the instructions that the code uses.
StatusOr<Artifact>
decodeArtifact(const void *program, const void *weights,
               const std::shared_ptr<const void> &owner,
               const std::function<void *(const std::string &)> &findSymbol);

/// Loads a .smx file and hands the process's threads to it. It holds code: load
/// only files that you trust. NotFound, InvalidArgument for what is no compiled
/// model, else as decodeArtifact. The file stays mapped while programs live.
StatusOr<Artifact> loadArtifact(const std::string &path);

} // namespace sm::runtime

#endif // SM_RUNTIME_ARTIFACT_H
