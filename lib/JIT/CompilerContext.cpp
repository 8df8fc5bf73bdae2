// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "CompilerContext.h"

#include "Diagnostics.h"

#include "dialects/SM/SMDialect.h"
#include "sm/JIT/CompileRegion.h"
#include "sm/Runtime/ThreadPool.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <string>

using namespace mlir;

namespace sm::jit {

/// The name of constants in memory while they travel: what is read back under
/// their own name could be another process's.
static constexpr const char *kTravelling = "memory of this process";

static void renameSource(ModuleOp module, StringRef from, StringRef to) {
  AttrTypeReplacer replacer;
  replacer.addReplacement(
      [&](saved_model::DataAttr data) -> std::optional<Attribute> {
        if (data.getSource() != from)
          return std::nullopt;
        return Attribute(saved_model::DataAttr::get(
            data.getContext(), to, data.getKey(), data.getType()));
      });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true);
}

/// Threads of all compilations.
static llvm::ThreadPoolInterface &compilerThreads() {
  // Never destroyed: a compilation may run when the process ends.
  static auto *pool = new llvm::DefaultThreadPool(
      llvm::hardware_concurrency(runtime::numThreads()));
  return *pool;
}

CompilerContext::CompilerContext(const DialectRegistry &registry)
    : context(registry, MLIRContext::Threading::DISABLED) {
  if (runtime::numThreads() > 1)
    context.setThreadPool(compilerThreads());
  // A dialect must not be loaded while threads run.
  context.loadAllAvailableDialects();
}

std::shared_ptr<CompilerContext> CompilerContext::of(MLIRContext &source) {
  static std::mutex mutex;
  static auto *contexts =
      new std::map<saved_model::DataManager *, std::weak_ptr<CompilerContext>>;
  auto *dialect = source.getOrLoadDialect<saved_model::SMDialect>();
  std::lock_guard<std::mutex> lock(mutex);
  std::weak_ptr<CompilerContext> &known = (*contexts)[dialect->manager.get()];
  if (std::shared_ptr<CompilerContext> existing = known.lock())
    return existing;
  for (auto it = contexts->begin(); it != contexts->end();)
    it = it->second.expired() && it->first != dialect->manager.get()
             ? contexts->erase(it)
             : std::next(it);
  DialectRegistry registry;
  registerCompilerDialects(registry);
  std::shared_ptr<CompilerContext> made(new CompilerContext(registry));
  made->context.getLoadedDialect<saved_model::SMDialect>()->manager =
      dialect->manager;
  (*contexts)[dialect->manager.get()] = made;
  return made;
}

StatusOr<OwningOpRef<ModuleOp>> CompilerContext::copy(func::FuncOp function) {
  OwningOpRef<ModuleOp> original = ModuleOp::create(function.getLoc());
  func::FuncOp clone = function.clone();
  original->push_back(clone);
  clone.setName("main");
  clone.setPublic();
  renameSource(*original, saved_model::DataManager::kMemory, kTravelling);
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  if (failed(writeBytecodeToFile(*original, stream)))
    return absl::InternalError("the region cannot be written");
  DiagnosticCollector diagnostics(&context);
  ParserConfig config(&context);
  OwningOpRef<ModuleOp> result = parseSourceString<ModuleOp>(bytes, config);
  if (!result)
    return diagnostics.status("copying the region");
  renameSource(*result, kTravelling, saved_model::DataManager::kMemory);
  return result;
}

} // namespace sm::jit
