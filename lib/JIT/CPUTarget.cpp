// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/CPUTarget.h"

#include "MachineCode.h"

#include "sm/Runtime/Artifact.h"

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

/// LLVM would end the process at a processor without 64-bit mode.
static bool canRun(const llvm::MCSubtargetInfo &machine,
                   const llvm::Triple &triple) {
  return triple.getArch() != llvm::Triple::x86_64 ||
         machine.checkFeatures("+64bit");
}

static std::vector<std::string>
knownProcessors(const llvm::Target &target, const llvm::Triple &triple,
                const llvm::MCSubtargetInfo &any) {
  std::vector<std::string> names = {"host"};
  for (const auto &description : any.getAllProcessorDescriptions()) {
    std::unique_ptr<llvm::MCSubtargetInfo> machine(
        target.createMCSubtargetInfo(triple, description.Key, ""));
    if (machine && canRun(*machine, triple))
      names.push_back(description.Key);
  }
  return names;
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
  std::unique_ptr<llvm::MCSubtargetInfo> any(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!any)
    return absl::UnimplementedError(
        absl::StrCat("LLVM knows no processor of ", result.triple));
  // An unknown name would be reported on stderr and ignored.
  std::unique_ptr<llvm::MCSubtargetInfo> machine;
  if (any->isCPUStringValid(result.cpu))
    machine.reset(
        target->createMCSubtargetInfo(triple, result.cpu, result.features));
  if (!machine || !canRun(*machine, triple))
    return absl::InvalidArgumentError(absl::StrCat(
        machine ? "no 64-bit processor" : "no processor", " is called '",
        std::string(name), "'; known are ",
        absl::StrJoin(knownProcessors(*target, triple, *any), ", ")));
  result.vectorBits = vectorBitsOf(*machine, triple);
  if (triple.isX86())
    for (const char *extension : runtime::processorExtensions())
      if (machine->checkFeatures(absl::StrCat("+", extension)))
        result.extensions.push_back(extension);
  // LLVM would rather use half of a 512-bit processor.
  if (result.vectorBits == 512)
    absl::StrAppend(&result.features, result.features.empty() ? "" : ",",
                    "-prefer-256-bit");
  return result;
}

Status CPUTarget::checkRunsHere() const {
  std::vector<std::string> missing;
  for (const std::string &extension : extensions)
    if (!runtime::processorHas(extension))
      missing.push_back(extension);
  if (missing.empty())
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("this processor cannot run code for ", cpu, ": it lacks ",
                   absl::StrJoin(missing, ", ")));
}

} // namespace sm::jit
