// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "MachineCode.h"

#include "Clock.h"

#include "absl/strings/str_cat.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Triple.h"

#include <utility>

namespace sm::jit {

void initializeTargets() {
  static const bool done = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)done;
}

namespace {

/// Collects what LLVM would print before it ends the process.
class BackendErrors : public llvm::DiagnosticHandler {
public:
  explicit BackendErrors(std::string &errors) : errors(errors) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error)
      return true;
    llvm::raw_string_ostream stream(errors);
    stream << (errors.empty() ? "" : "; ");
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    return true;
  }

private:
  std::string &errors;
};

} // namespace

MachineCodeGenerator::MachineCodeGenerator(
    const CPUTarget &target, std::unique_ptr<llvm::TargetMachine> machine)
    : target(target), machine(std::move(machine)) {}
MachineCodeGenerator::MachineCodeGenerator(MachineCodeGenerator &&) noexcept =
    default;
MachineCodeGenerator::~MachineCodeGenerator() = default;

StatusOr<MachineCodeGenerator>
MachineCodeGenerator::create(const CPUTarget &target) {
  initializeTargets();
  const llvm::Triple triple(target.triple);
  std::string error;
  const llvm::Target *generator =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!generator)
    return absl::UnimplementedError(error);
  llvm::TargetOptions options;
  options.UseInitArray = true; // else linkers need a compiler's start files
  // A product and a sum may round once, as in XLA's code.
  options.AllowFPOpFusion = llvm::FPOpFusion::Fast;
  std::unique_ptr<llvm::TargetMachine> machine(generator->createTargetMachine(
      triple, target.cpu, target.features, options, llvm::Reloc::PIC_,
      llvm::CodeModel::Small, llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return absl::UnimplementedError(
        absl::StrCat("no code generator for ", target.triple));
  return MachineCodeGenerator(target, std::move(machine));
}

void MachineCodeGenerator::prepare(llvm::Module &module) const {
  module.setDataLayout(machine->createDataLayout());
  module.setTargetTriple(machine->getTargetTriple());
  for (llvm::Function &function : module) {
    function.addFnAttr(llvm::Attribute::NoUnwind);
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.cpu);
    function.addFnAttr("target-features", target.features);
    function.addFnAttr("prefer-vector-width",
                       std::to_string(target.vectorBits));
    function.addFnAttr("no-trapping-math", "true");
  }
}

/// For kernels that are loops over vectors already. Half the time of O2, whose
/// other passes find nothing there: measured on the kernels of ResNet50 and
/// MobileNetV2, the code is as fast. A pipeline that is written out would end
/// the process where instcombine has more to do after one round.
static constexpr const char *kVectorPipeline =
    "cgscc(inline),function(sroa,early-cse<memssa>,"
    "instcombine<no-verify-fixpoint>,simplifycfg,"
    "loop-mssa(loop-rotate,licm),loop(indvars),gvn,"
    "instcombine<no-verify-fixpoint>,simplifycfg)";

void MachineCodeGenerator::optimize(llvm::Module &module,
                                    OptimizationFlags flags) const {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = flags.vectorizeLoops;
  tuning.SLPVectorization = false;
  tuning.LoopUnrolling = flags.vectorizeLoops;
  tuning.LoopInterleaving = flags.vectorizeLoops;
  llvm::PassBuilder builder(machine.get(), tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (flags.vectorizeLoops)
    passes = builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2);
  else
    llvm::cantFail(builder.parsePassPipeline(passes, kVectorPipeline));
  passes.run(module, modules);
}

StatusOr<std::string> MachineCodeGenerator::run(llvm::Module &module,
                                                CodeKind kind,
                                                OptimizationFlags flags,
                                                MachineCodeTimes &times) {
  std::string refused;
  llvm::LLVMContext &context = module.getContext();
  std::unique_ptr<llvm::DiagnosticHandler> before =
      context.getDiagnosticHandler();
  context.setDiagnosticHandler(std::make_unique<BackendErrors>(refused));
  StatusOr<std::string> code = compile(module, kind, flags, times);
  context.setDiagnosticHandler(std::move(before));
  // After an error LLVM goes on with something else in its place.
  if (code.ok() && !refused.empty())
    return absl::UnimplementedError(
        absl::StrCat("LLVM cannot compile it: ", refused));
  return code;
}

StatusOr<std::string> MachineCodeGenerator::compile(llvm::Module &module,
                                                    CodeKind kind,
                                                    OptimizationFlags flags,
                                                    MachineCodeTimes &times) {
  prepare(module);
  std::string text;
  llvm::raw_string_ostream errors(text);
  if (llvm::verifyModule(module, &errors))
    return absl::InternalError(absl::StrCat(
        "LLVM refuses module '", module.getName().str(), "': ", text));
  const Clock optimizing;
  optimize(module, flags);
  times.optimize += optimizing.milliseconds();
  if (kind == CodeKind::Text) {
    module.print(errors, nullptr);
    return text;
  }
  const Clock generating;
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr,
                                   kind == CodeKind::Object
                                       ? llvm::CodeGenFileType::ObjectFile
                                       : llvm::CodeGenFileType::AssemblyFile))
    return absl::UnimplementedError(
        absl::StrCat("LLVM cannot write code for ", target.triple));
  passes.run(module);
  times.generate += generating.milliseconds();
  return std::string(bytes.data(), bytes.size());
}

} // namespace sm::jit
