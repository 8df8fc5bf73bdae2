// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/CPUTarget.h"

#include "MachineCode.h"

#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <memory>
#include <vector>

namespace sm::jit {

static std::string hostFeatures() {
  std::vector<std::string> features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.push_back(
        absl::StrCat(feature.second ? "+" : "-", feature.first().str()));
  return absl::StrJoin(features, ",");
}

static unsigned vectorBitsOf(const llvm::MCSubtargetInfo &machine,
                             const llvm::Triple &triple) {
  if (!triple.isX86())
    return 128;
  if (machine.checkFeatures("+avx512f,+avx512vl,+avx512dq,+avx512bw"))
    return 512;
  return machine.checkFeatures("+avx2,+fma") ? 256 : 128;
}

StatusOr<CPUTarget> CPUTarget::get(std::string_view name) {
  initializeTargets();
  CPUTarget result;
  result.triple = llvm::sys::getProcessTriple();
  const llvm::Triple triple(result.triple);
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return absl::UnimplementedError(absl::StrCat(
        "no code generator for this machine (", result.triple, "): ", error));
  const bool isHost = name == "host";
  result.cpu = isHost ? llvm::sys::getHostCPUName().str() : std::string(name);
  if (isHost)
    result.features = hostFeatures();
  // An unknown name would be reported on stderr and ignored.
  std::unique_ptr<llvm::MCSubtargetInfo> machine(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!machine || !machine->isCPUStringValid(result.cpu)) {
    std::vector<std::string> known = {"host"};
    if (machine)
      for (const auto &description : machine->getAllProcessorDescriptions())
        known.push_back(description.Key);
    return absl::InvalidArgumentError(
        absl::StrCat("no processor is called '", std::string(name),
                     "'; known are ", absl::StrJoin(known, ", ")));
  }
  machine.reset(
      target->createMCSubtargetInfo(triple, result.cpu, result.features));
  result.vectorBits = vectorBitsOf(*machine, triple);
  // LLVM would rather use half of a 512-bit processor.
  if (result.vectorBits == 512)
    absl::StrAppend(&result.features, result.features.empty() ? "" : ",",
                    "-prefer-256-bit");
  return result;
}

} // namespace sm::jit
