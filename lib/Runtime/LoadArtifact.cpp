// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled models come into the process as shared objects: the system maps code
// and weights, and pages that nobody touches are never read.

#include "sm/Runtime/Artifact.h"

#include "absl/strings/str_cat.h"

#include <dlfcn.h>
#include <sys/stat.h>

namespace sm::runtime {

using ParallelFor = decltype(&sm_parallel_for);

StatusOr<Artifact> loadArtifact(const std::string &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  // A name without a folder would be looked for among the system's libraries.
  const std::string place =
      path.find('/') == std::string::npos ? "./" + path : path;
  void *handle = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is no compiled model: ", ::dlerror()));
  std::shared_ptr<const void> owner(handle, [](const void *library) {
    ::dlclose(const_cast<void *>(library));
  });
  auto find = [handle](const std::string &symbol) {
    return ::dlsym(handle, symbol.c_str());
  };
  const void *program = find(kProgramSymbol);
  const void *weights = find(kWeightsSymbol);
  auto setParallelFor =
      reinterpret_cast<void (*)(ParallelFor)>(find(kSetParallelForSymbol));
  if (!program || !weights || !setParallelFor)
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": is no compiled model (sm compile --output M.smx writes one)"));
  setParallelFor(&sm_parallel_for);
  StatusOr<Artifact> artifact = decodeArtifact(program, weights, owner, find);
  return artifact.ok() ? artifact : withContext(artifact.status(), path);
}

} // namespace sm::runtime
