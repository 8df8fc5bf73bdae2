// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled models come into the process as shared objects: the system maps code
// and weights, and pages that nobody touches are never read. Its loader trusts
// what it maps, so what can be checked is checked before.

#include "ArtifactHeader.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Support/MappedFile.h"

#include "absl/strings/str_cat.h"

#include <dlfcn.h>

namespace sm::runtime {

using ParallelFor = decltype(&sm_parallel_for);

/// Maps code and weights, and takes programs from `sections`.
static StatusOr<Artifact> loadCode(const std::string &path,
                                   const ArtifactSections &sections) {
  // A name without a folder would be looked for among the system's libraries.
  const std::string place =
      path.find('/') == std::string::npos ? "./" + path : path;
  void *handle = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return absl::InvalidArgumentError(
        absl::StrCat("the system's loader does not take it: ", ::dlerror()));
  std::shared_ptr<const void> owner(handle, [](const void *library) {
    ::dlclose(const_cast<void *>(library));
  });
  auto find = [handle](const std::string &symbol) {
    return ::dlsym(handle, symbol.c_str());
  };
  const auto *weights = static_cast<const char *>(find(kWeightsSymbol));
  auto setParallelFor =
      reinterpret_cast<void (*)(ParallelFor)>(find(kSetParallelForSymbol));
  if (!weights || !setParallelFor)
    return damagedArtifact("it has no code");
  setParallelFor(&sm_parallel_for);
  return decodeArtifact(sections.program, {weights, sections.weights.size()},
                        owner, find);
}

static StatusOr<Artifact> load(const std::string &path,
                               absl::Span<const char> file) {
  SM_ASSIGN_OR_RETURN(ArtifactSections sections, findArtifactSections(file));
  // Before the loader runs any of its code.
  artifact::Artifact contents;
  uint64_t weightsBytes = 0;
  SM_RETURN_IF_ERROR(parseArtifact(sections.program, contents, weightsBytes));
  return loadCode(path, sections);
}

StatusOr<Artifact> loadArtifact(const std::string &path) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  StatusOr<Artifact> artifact = load(path, file->bytes());
  return artifact.ok() ? artifact : withContext(artifact.status(), path);
}

} // namespace sm::runtime
