// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compiled models (.smx): a shared object with machine code, a section
/// .sm.weights with all values, and a section .sm.program that says how to run
/// them, for one or more sets of input shapes. Reading needs no compiler.
///
/// The machine code is trusted as a program's is. What says how to run it is
/// not: any bytes in the two sections give an error at worst.

#ifndef SM_RUNTIME_ARTIFACT_H
#define SM_RUNTIME_ARTIFACT_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Region.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sm::runtime {

/// The version of the format that this code writes, and the only one it reads.
inline constexpr uint32_t kArtifactVersion = 2;

/// Sections of the shared object.
inline constexpr const char *kProgramSection = ".sm.program";
inline constexpr const char *kWeightsSection = ".sm.weights";
/// Symbols of the shared object: the first byte of each section, and
/// `void sm_set_parallel_for(...)`, which takes the function that shares loops
/// among threads (sm_parallel_for of sm/Runtime/Region.h).
inline constexpr const char *kProgramSymbol = "sm_program";
inline constexpr const char *kWeightsSymbol = "sm_weights";
inline constexpr const char *kSetParallelForSymbol = "sm_set_parallel_for";

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// The section .sm.weights while it grows: pieces of memory in their order,
/// each at a multiple of 64 bytes and different from the others.
class WeightsSection {
public:
  /// Adds bytes that `owner` keeps alive, unless they are there; returns their
  /// offset.
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
  std::unordered_multimap<size_t, size_t> byHash; ///< to indices of `all`
  uint64_t end = 0;
};

/// A region as the file knows it. Fields as in RegionCode; constants are found
/// from the address of .sm.weights.
struct ArtifactRegion {
  std::string symbol; ///< of a RegionCode::Entry
  std::vector<RegionTensor> inputs, outputs;
  size_t arenaBytes = 0;
};

/// A program of the file: for inputs of exactly its ports' shapes.
struct ArtifactProgram {
  const Program *program = nullptr;
  /// The C function of the file that does the same; empty: none.
  std::string cFunction;
};

/// What a file is made of.
struct ArtifactContents {
  /// One for each set of input shapes, with the same names and types.
  std::vector<ArtifactProgram> programs;
  const Program *initializer = nullptr; ///< null: none
  /// The code of a region instruction of one of the programs.
  std::function<const ArtifactRegion &(const Region &)> region;
  std::string entry;       ///< "serving_default"
  std::string cpu;         ///< the processor that code was made for
  unsigned vectorBits = 0; ///< the vectors that it uses
  /// What it needs of a processor, of processorExtensions().
  std::vector<std::string> extensions;
  /// The longest message that can be read again. Smaller for tests.
  uint64_t maxMessageBytes = INT32_MAX;
};

/// The section .sm.program: a header with sizes, then the programs; adds
/// constants and initial values of variables to `weights`. Kernel instructions
/// must carry their attributes (Instruction::attributes). Errors of values that
/// cannot be loaded; ResourceExhausted if strings and the like are too many for
/// the format.
StatusOr<std::string> encodeArtifact(const ArtifactContents &contents,
                                     WeightsSection &weights);

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// A compiled model in this process.
struct Artifact {
  /// Takes inputs of all the sets' shapes and has the program for them run.
  std::shared_ptr<const Program> program;
  /// One for each set of input shapes.
  std::vector<std::shared_ptr<const Program>> sets;
  std::shared_ptr<const Program> initializer; ///< null: none
};

/// Where the sections lie in a file.
struct ArtifactSections {
  absl::Span<const char> program, weights;
};

/// Finds the sections in the bytes of a file. InvalidArgument for what is no
/// compiled model; DataLoss for one that was cut off or whose tables point out
/// of it. Looks at nothing but the tables of the shared object.
StatusOr<ArtifactSections> findArtifactSections(absl::Span<const char> file);

/// Programs from the sections .sm.program and .sm.weights; `owner` keeps the
/// latter alive. `findSymbol` returns the address of a function, or null.
/// DataLoss for what is damaged; Unimplemented for another version, for ops
/// that this build does not know, and on a processor without the instructions
/// that the code uses.
StatusOr<Artifact>
decodeArtifact(absl::Span<const char> program, absl::Span<const char> weights,
               const std::shared_ptr<const void> &owner,
               const std::function<void *(const std::string &)> &findSymbol);

/// Loads a .smx file and hands the process's threads to it. It holds code: load
/// only files that you trust. NotFound, InvalidArgument for what is no compiled
/// model, else as findArtifactSections and decodeArtifact. The file stays
/// mapped while programs live.
StatusOr<Artifact> loadArtifact(const std::string &path);

/// What is in a file for one set of input shapes.
struct ArtifactSetSummary {
  std::vector<Port> inputs, outputs;       ///< without slots
  std::string cFunction;                   ///< empty: none
  uint64_t regions = 0;                    ///< of machine code
  std::map<std::string, uint64_t> kernels; ///< steps by kernels: op, how many
  uint64_t arenaBytes = 0;                 ///< of the largest region
};

/// What is in a file.
struct ArtifactSummary {
  std::string producer, entry, cpu;
  unsigned vectorBits = 0;
  std::vector<std::string> extensions;
  std::vector<ArtifactSetSummary> sets;
  std::vector<std::string> variables; ///< names, sorted
  bool hasInitializer = false;
  uint64_t fileBytes = 0, weightsBytes = 0;
};

/// Looks into a .smx file without loading its code; one for another processor
/// is fine. Errors as loadArtifact.
StatusOr<ArtifactSummary> describeArtifact(const std::string &path);

/// The extensions of x86-64 that are told apart, by LLVM's names ("avx2").
absl::Span<const char *const> processorExtensions();

/// True if this machine's processor has it; false for names that are not of
/// processorExtensions().
bool processorHas(std::string_view extension);

/// The shapes of a program's inputs as `sm compile --shape` takes them:
/// "x=1,224,224,3;y=1,10".
std::string inputShapesText(absl::Span<const Port> inputs);

} // namespace sm::runtime

#endif // SM_RUNTIME_ARTIFACT_H
