// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// All kernels are lowered together, then each becomes an LLVM module of its own
// and is compiled in whichever thread is free.

#include "sm/JIT/CompileRegion.h"

#include "Clock.h"
#include "CompilationScope.h"
#include "Diagnostics.h"
#include "EntryPoints.h"
#include "MachineCode.h"
#include "NodeNames.h"
#include "PlaceConstants.h"
#include "RegionInterface.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Pipelines/ToCPU.h"

#include "absl/strings/str_cat.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Threading.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

#include <utility>

using namespace mlir;

namespace sm::jit {

void registerCompilerDialects(DialectRegistry &registry) {
  registry.insert<chlo::CHLODialect, func::FuncDialect, saved_model::SMDialect,
                  stablehlo::StableHLODialect, tf::TFDialect>();
  registerCodeGenerationDialects(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

namespace {

/// A function that other modules call, with all that only it uses.
struct CodeUnit {
  std::string name;
  std::vector<std::string> nodes; // of the model
  OwningOpRef<ModuleOp> module;
  OptimizationFlags flags;
  bool isMain = false;
  // Results.
  std::vector<std::string> calls;
  std::string code;
  Status status;
  MachineCodeTimes times;
  double translate = 0;
};

} // namespace

static Status lower(ModuleOp module, DiagnosticCollector &diagnostics) {
  PassManager pm(module.getContext());
  buildLowerRegionPipeline(pm);
  // Verified once, behind the last pass: they are upstream's and ours.
  pm.enableVerifier(false);
  if (failed(pm.run(module)) || failed(module.verify()))
    return diagnostics.status("lowering to the llvm dialect");
  return absl::OkStatus();
}

/// Copies `root` and what it refers to into a module; other kernels only as
/// declarations.
static void fillUnit(LLVM::LLVMFuncOp root, const SymbolTable &symbols,
                     ModuleOp target) {
  OpBuilder b(target.getContext());
  b.setInsertionPointToEnd(target.getBody());
  SetVector<Operation *> needed;
  needed.insert(root);
  for (size_t i = 0; i < needed.size(); ++i) {
    auto function = dyn_cast<LLVM::LLVMFuncOp>(needed[i]);
    if (function && function != root && function->hasAttr("sm.kernel")) {
      auto declaration =
          cast<LLVM::LLVMFuncOp>(b.cloneWithoutRegions(function));
      declaration->removeAttr("sm.kernel");
      declaration.setSymVisibility("private");
      continue;
    }
    Operation *copy = b.clone(*needed[i]);
    copy->walk([&](Operation *op) {
      for (NamedAttribute attr : op->getAttrs())
        attr.getValue().walk([&](FlatSymbolRefAttr symbol) {
          if (Operation *used = symbols.lookup(symbol.getValue()))
            needed.insert(used);
        });
    });
  }
}

static std::vector<CodeUnit> split(ModuleOp module) {
  std::vector<CodeUnit> units;
  SymbolTable symbols(module);
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    const bool isMain = function.getName() == "main";
    if (function.isExternal() || !(isMain || function->hasAttr("sm.kernel")))
      continue;
    CodeUnit unit;
    unit.name = function.getName().str();
    unit.nodes = nodesOf(function.getLoc());
    unit.isMain = isMain;
    unit.module = ModuleOp::create(function.getLoc(), function.getName());
    unit.flags.vectorizeLoops = function->hasAttr("sm.scalar_loops");
    fillUnit(function, symbols, *unit.module);
    units.push_back(std::move(unit));
    if (isMain)
      std::swap(units.front(), units.back());
  }
  return units;
}

/// Names of kernels begin with the entry's, and nothing else is seen outside.
static void setLinkage(llvm::Module &module, const CodeUnit &unit) {
  for (llvm::GlobalVariable &global : module.globals())
    if (!global.isDeclaration())
      global.setLinkage(llvm::GlobalValue::InternalLinkage);
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    if (function.getName() == unit.name && !unit.isMain)
      function.setVisibility(llvm::GlobalValue::HiddenVisibility);
    else
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  }
}

/// What the world calls.
static void addEntryPoints(llvm::Module &module, const CompiledRegion &region,
                           const CompileOptions &options) {
  llvm::Function &main = *module.getFunction("main");
  addEntry(module, main, options.entry);
  if (!options.cFunction.empty())
    addCFunction(module, main, region, options);
  main.setLinkage(llvm::GlobalValue::InternalLinkage);
}

static void prefixKernels(llvm::Module &module,
                          const llvm::StringSet<> &kernels,
                          const std::string &entry) {
  for (llvm::Function &function : module)
    if (kernels.contains(function.getName()))
      function.setName(entry + "_" + function.getName().str());
}

/// "'kernel_3' (node 'a')".
static std::string describe(const CodeUnit &unit) {
  return absl::StrCat("'", unit.name, "'",
                      unit.nodes.empty()
                          ? std::string()
                          : absl::StrCat(" (", nodesText(unit.nodes), ")"));
}

/// Translates and compiles one unit.
static void compileUnit(CodeUnit &unit, const CPUTarget &target, CodeKind kind,
                        const llvm::StringSet<> &kernels,
                        const CompiledRegion &region,
                        const CompileOptions &options) {
  const Clock translating;
  const CompilationScope scope(describe(unit));
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module =
      translateModuleToLLVMIR(*unit.module, context, unit.name,
                              /*disableVerification=*/true);
  if (!module) {
    unit.status = absl::UnimplementedError(
        absl::StrCat(describe(unit), " has no form in LLVM IR"));
    return;
  }
  if (unit.isMain && options.markCalls)
    unit.calls = markCalls(*module->getFunction("main"), kernels);
  setLinkage(*module, unit);
  // The functions above depend on the target.
  module->setTargetTriple(llvm::Triple(target.triple));
  if (unit.isMain)
    addEntryPoints(*module, region, options);
  prefixKernels(*module, kernels, options.entry);
  unit.translate = translating.milliseconds();
  StatusOr<MachineCodeGenerator> generator =
      MachineCodeGenerator::create(target);
  if (!generator.ok()) {
    unit.status = generator.status();
    return;
  }
  StatusOr<std::string> code =
      generator->run(*module, kind, unit.flags, unit.times);
  unit.status = withContext(code.status(), describe(unit));
  if (code.ok())
    unit.code = *std::move(code);
}

/// Lowers the module and compiles its units; the first is main's.
static StatusOr<std::vector<CodeUnit>>
compileUnits(ModuleOp module, const CPUTarget &target, CodeKind kind,
             const CompileOptions &options, CompiledRegion &region) {
  DiagnosticCollector diagnostics(module.getContext());
  const Clock lowering;
  SM_RETURN_IF_ERROR(lower(module, diagnostics));
  region.times.lowering = lowering.milliseconds();
  // Kernels with scratch memory have made the arena larger.
  if (auto bytes = module->getAttrOfType<IntegerAttr>("sm.arena_bytes"))
    region.arenaBytes =
        std::max(region.arenaBytes, static_cast<size_t>(bytes.getInt()));
  const Clock code;
  std::vector<CodeUnit> units = split(module);
  if (units.empty() || !units.front().isMain)
    return absl::InternalError("@main got lost on the way to LLVM");
  llvm::StringSet<> kernels;
  for (const CodeUnit &unit : units)
    if (!unit.isMain)
      kernels.insert(unit.name);
  parallelForEach(module.getContext(), units, [&](CodeUnit &unit) {
    compileUnit(unit, target, kind, kernels, region, options);
  });
  for (const CodeUnit &unit : units) {
    region.times.translate += unit.translate;
    region.times.optimize += unit.times.optimize;
    region.times.generate += unit.times.generate;
    if (!unit.status.ok())
      return absl::UnimplementedError(absl::StrCat(
          std::string(diagnostics.status("code generation").message()), ": ",
          std::string(unit.status.message())));
  }
  region.times.code = code.milliseconds();
  return units;
}

StatusOr<CompiledRegion> compileRegion(ModuleOp module, const CPUTarget &target,
                                       const CompileOptions &options) {
  SM_ASSIGN_OR_RETURN(CompiledRegion region,
                      readInterface(module, options.numInputs));
  if (options.placeConstant)
    SM_RETURN_IF_ERROR(placeConstants(module, options.placeConstant, region));
  SM_ASSIGN_OR_RETURN(
      std::vector<CodeUnit> units,
      compileUnits(module, target, CodeKind::Object, options, region));
  region.entry = options.entry;
  for (std::string &kernel : units.front().calls)
    region.calls.emplace_back().kernel = std::move(kernel);
  for (CodeUnit &unit : units)
    region.objects.push_back(std::move(unit.code));
  return region;
}

StatusOr<std::string> compileParallelFor(const CPUTarget &target) {
  llvm::LLVMContext context;
  llvm::Module module("parallel_for", context);
  module.setTargetTriple(llvm::Triple(target.triple));
  addParallelFor(module);
  SM_ASSIGN_OR_RETURN(MachineCodeGenerator generator,
                      MachineCodeGenerator::create(target));
  MachineCodeTimes times;
  return generator.run(module, CodeKind::Object, {}, times);
}

StatusOr<std::string> printRegion(ModuleOp module, const CPUTarget &target,
                                  RegionText kind,
                                  const CompileOptions &options) {
  SM_ASSIGN_OR_RETURN(CompiledRegion region,
                      readInterface(module, options.numInputs));
  SM_ASSIGN_OR_RETURN(std::vector<CodeUnit> units,
                      compileUnits(module, target,
                                   kind == RegionText::LLVM
                                       ? CodeKind::Text
                                       : CodeKind::Assembly,
                                   options, region));
  std::string text;
  for (const CodeUnit &unit : units)
    absl::StrAppend(&text, unit.code, "\n");
  return text;
}

} // namespace sm::jit
