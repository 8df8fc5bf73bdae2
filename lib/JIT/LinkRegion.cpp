// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/LinkRegion.h"

#include "Clock.h"
#include "MachineCode.h"

#include "sm/Runtime/CallTimes.h"

#include "absl/strings/str_cat.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace sm::jit {

static Status toStatus(llvm::Error error, const char *what,
                       const std::string &reported = "") {
  return absl::UnimplementedError(
      absl::StrCat(what, ": ", llvm::toString(std::move(error)),
                   reported.empty() ? "" : "; ", reported));
}

/// What code may call besides sm_parallel_for: what LLVM makes of copies, and
/// functions of the mathematical library.
static bool isLibraryFunction(llvm::StringRef name) {
  static const llvm::StringSet<> *names = [] {
    auto *result = new llvm::StringSet<>(
        {"memcpy", "memmove", "memset", "malloc", "aligned_alloc", "free"});
    for (const char *function :
         {"acos",      "acosh", "asin",      "asinh", "atan",  "atan2",
          "atanh",     "cbrt",  "ceil",      "cos",   "cosh",  "erf",
          "erfc",      "exp",   "exp2",      "expm1", "floor", "fma",
          "fmax",      "fmin",  "fmod",      "ldexp", "log",   "log10",
          "log1p",     "log2",  "nearbyint", "pow",   "rint",  "round",
          "roundeven", "sin",   "sincos",    "sinh",  "sqrt",  "tan",
          "tanh",      "trunc"}) {
      result->insert(function);
      result->insert(std::string(function) + "f");
    }
    return result;
  }();
  return names->contains(name);
}

namespace {

/// What the linker reported since it was last asked.
class Reports {
public:
  void add(const std::string &text) {
    std::lock_guard<std::mutex> lock(mutex);
    absl::StrAppend(&reported, reported.empty() ? "" : "; ", text);
  }
  std::string take() {
    std::lock_guard<std::mutex> lock(mutex);
    return std::exchange(reported, {});
  }

private:
  std::mutex mutex;
  std::string reported;
};

/// The process's linker; regions come and go in it.
class Linker {
public:
  static StatusOr<Linker *> get() {
    // Never destroyed: code may run until the process ends.
    static StatusOr<Linker *> *linker = new StatusOr<Linker *>(create());
    return *linker;
  }

  /// A place for one region's symbols.
  StatusOr<llvm::orc::JITDylib *> makePlace() {
    auto place = jit->createJITDylib(
        absl::StrCat("region", next.fetch_add(1, std::memory_order_relaxed)));
    if (!place)
      return toStatus(place.takeError(), "no place for compiled code");
    place->addToLinkOrder(jit->getMainJITDylib());
    return &*place;
  }

  void removePlace(llvm::orc::JITDylib &place) {
    llvm::consumeError(jit->getExecutionSession().removeJITDylib(place));
  }

  Status addObject(llvm::orc::JITDylib &place, const std::string &bytes,
                   const std::string &name) {
    auto buffer = llvm::MemoryBuffer::getMemBufferCopy(bytes, name);
    if (llvm::Error error = jit->addObjectFile(place, std::move(buffer)))
      return toStatus(std::move(error), "compiled code cannot be linked");
    return absl::OkStatus();
  }

  StatusOr<void *> find(llvm::orc::JITDylib &place, const std::string &name) {
    auto address = jit->lookup(place, name);
    if (!address)
      return toStatus(address.takeError(), "compiled code cannot be linked",
                      reports.take());
    return address->toPtr<void *>();
  }

private:
  static StatusOr<Linker *> create() {
    initializeTargets();
    auto linker = std::make_unique<Linker>();
    auto jit = llvm::orc::LLJITBuilder().create();
    if (!jit)
      return toStatus(jit.takeError(), "this process cannot link code");
    linker->jit = std::move(*jit);
    // The lookup only says that something failed, not what.
    linker->jit->getExecutionSession().setErrorReporter(
        [linker = linker.get()](llvm::Error error) {
          linker->reports.add(llvm::toString(std::move(error)));
        });
    llvm::orc::JITDylib &main = linker->jit->getMainJITDylib();
    llvm::orc::SymbolMap symbols;
    auto define = [&](const char *name, auto *function) {
      symbols[linker->jit->mangleAndIntern(name)] =
          llvm::orc::ExecutorSymbolDef(
              llvm::orc::ExecutorAddr::fromPtr(function),
              llvm::JITSymbolFlags::Exported);
    };
    define("sm_parallel_for", &sm_parallel_for);
    define("sm_mark_call", &sm_mark_call);
    if (llvm::Error error =
            main.define(llvm::orc::absoluteSymbols(std::move(symbols))))
      return toStatus(std::move(error), "this process cannot link code");
    auto library =
        llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
            linker->jit->getDataLayout().getGlobalPrefix(),
            [](const llvm::orc::SymbolStringPtr &name) {
              return isLibraryFunction(*name);
            });
    if (!library)
      return toStatus(library.takeError(), "this process cannot link code");
    main.addGenerator(std::move(*library));
    return linker.release();
  }

  Reports reports;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  std::atomic<uint64_t> next{0};
};

/// Code in the process with the constants that it reads.
struct LinkedRegion {
  LinkedRegion(Linker &linker, llvm::orc::JITDylib &place,
               std::shared_ptr<const void> weights)
      : linker(linker), place(place), weights(std::move(weights)) {}
  ~LinkedRegion() { linker.removePlace(place); }

  Linker &linker;
  llvm::orc::JITDylib &place;
  std::shared_ptr<const void> weights;
};

} // namespace

StatusOr<runtime::RegionCode> linkRegion(CompiledRegion &region) {
  const Clock linking;
  SM_ASSIGN_OR_RETURN(Linker * linker, Linker::get());
  SM_ASSIGN_OR_RETURN(llvm::orc::JITDylib * place, linker->makePlace());
  auto owner =
      std::make_shared<LinkedRegion>(*linker, *place, region.weightsOwner);
  for (size_t i = 0; i < region.objects.size(); ++i)
    SM_RETURN_IF_ERROR(linker->addObject(*place, region.objects[i],
                                         absl::StrCat(region.entry, i)));
  SM_ASSIGN_OR_RETURN(void *entry, linker->find(*place, region.entry));
  runtime::RegionCode code;
  code.inputs = region.inputs;
  code.outputs = region.outputs;
  code.entry = reinterpret_cast<runtime::RegionCode::Entry>(entry);
  code.weights = region.weights.data();
  code.arenaBytes = region.arenaBytes;
  if (!region.calls.empty())
    code.calls =
        std::make_shared<const std::vector<runtime::RegionCall>>(region.calls);
  code.owner = std::move(owner);
  region.times.link = linking.milliseconds();
  return code;
}

} // namespace sm::jit
