// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Compile.h"

#include "Compilation.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFDialect.h"
#include "sm/JIT/ProgramCompiler.h"
#include "sm/JIT/RegionCompiler.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Target/IR.h"

#include "llvm/Support/raw_ostream.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm {

Status compileModel(const ModelSource &source, const ModelEntry &entry,
                    const CompileOptions &options, const std::string &output,
                    UnsupportedReport *report,
                    std::vector<std::string> *notes) {
  api::Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  SM_RETURN_IF_ERROR(compilation.checkStatic());
  SM_RETURN_IF_ERROR(options.form == CompiledForm::Artifact
                         ? api::writeArtifact(compilation, output)
                         : api::writeObjects(compilation, output, report));
  if (notes)
    notes->insert(notes->end(), compilation.loaded.notes.begin(),
                  compilation.loaded.notes.end());
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

namespace {

/// The one region of an entry, for one set of shapes, at a stage: a module of
/// IR, or text of what LLVM makes of it.
class EmittedCode {
public:
  EmittedCode(const ModelSource &source, const ModelEntry &entry,
              const CompileOptions &options, CodeStage stage)
      : compilation(source, entry, options), stage(stage) {}

  Status prepare(UnsupportedReport *report) {
    SM_RETURN_IF_ERROR(compilation.prepare(report));
    SM_RETURN_IF_ERROR(compilation.checkOneSet("text of the code"));
    SM_RETURN_IF_ERROR(compilation.checkStatic());
    auto created =
        jit::RegionCompiler::create(set().function, compilation.target);
    if (!created.ok())
      return withContext(created.status(), compilation.source.path);
    compiler = *std::move(created);
    return absl::OkStatus();
  }

  bool isIR() const {
    return stage == CodeStage::StableHLO || stage == CodeStage::Linalg;
  }

  Status useIR(const std::function<Status(ModuleOp)> &use,
               UnsupportedReport *report) const {
    Status status =
        compiler->lower(set().inputShapes(),
                        stage == CodeStage::StableHLO ? RegionStage::StableHLO
                                                      : RegionStage::Kernels,
                        use);
    explain(status, report);
    return status;
  }

  StatusOr<std::string> text(UnsupportedReport *report) const {
    StatusOr<std::string> text =
        compiler->print(set().inputShapes(), stage == CodeStage::LLVM
                                                 ? jit::RegionText::LLVM
                                                 : jit::RegionText::Assembly);
    explain(text.status(), report);
    return text;
  }

private:
  void explain(const Status &status, UnsupportedReport *report) const {
    if (absl::IsUnimplemented(status))
      compilation.reportUncompiled(set(), report);
  }
  const api::ShapeSet &set() const { return compilation.sets.front(); }

  api::Compilation compilation;
  CodeStage stage;
  std::shared_ptr<const jit::RegionCompiler> compiler;
};

} // namespace

StatusOr<std::string> emitCode(const ModelSource &source,
                               const ModelEntry &entry,
                               const CompileOptions &options, CodeStage stage,
                               UnsupportedReport *report,
                               std::vector<std::string> *notes) {
  EmittedCode code(source, entry, options, stage);
  SM_RETURN_IF_ERROR(code.prepare(report));
  if (!code.isIR())
    return code.text(report);
  std::string text;
  size_t numLost = 0;
  SM_RETURN_IF_ERROR(code.useIR(
      [&](ModuleOp module) {
        llvm::raw_string_ostream(text) << module << '\n';
        numLost = target::countLostConstants(module);
        return absl::OkStatus();
      },
      report));
  if (notes && numLost > 0)
    notes->push_back(absl::StrCat(
        numLost, " constants are not in the text; in a file, they lie "
                 "beside it (--output FILE: FILE.weights)"));
  return text;
}

Status writeCode(const ModelSource &source, const ModelEntry &entry,
                 const CompileOptions &options, CodeStage stage,
                 const std::string &output, UnsupportedReport *report) {
  EmittedCode code(source, entry, options, stage);
  SM_RETURN_IF_ERROR(code.prepare(report));
  if (code.isIR())
    return code.useIR(
        [&](ModuleOp module) {
          return target::writeIR(module, output, /*bytecode=*/false,
                                 options.overwrite);
        },
        report);
  SM_ASSIGN_OR_RETURN(std::string text, code.text(report));
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> file,
                      StagedFile::create(output, options.overwrite));
  SM_RETURN_IF_ERROR(file->write(text));
  return file->install();
}

//===----------------------------------------------------------------------===//
// Partition
//===----------------------------------------------------------------------===//

/// The op that a kernel runs; what only names a value is none.
static ProgramPart partOf(Operation &op) {
  ProgramPart part;
  if (auto name = op.getLoc()->findInstanceOf<NameLoc>())
    part.node = name.getName().str();
  part.ops[op.getName().stripDialect().str()] = 1;
  return part;
}

static StatusOr<std::vector<ProgramPart>> partition(func::FuncOp function) {
  std::vector<PartialShape> shapes;
  for (Type type : function.getArgumentTypes()) {
    PartialShape shape = tf::shapeOf(type);
    for (int i = 0; i < shape.rank(); ++i)
      if (shape.dim(i) < 0)
        shape.setDim(i, 1);
    shapes.push_back(std::move(shape));
  }
  SM_ASSIGN_OR_RETURN(jit::PartitionedFunction cut,
                      jit::partitionFunction(function, shapes));
  std::vector<ProgramPart> parts;
  auto region = cut.regions.begin();
  for (Operation &op : cut.function.getBody().front().without_terminator()) {
    if (isa<tf::ConstOp, tf::RefineOp>(op))
      continue;
    if (!isa<func::CallOp>(op)) {
      parts.push_back(partOf(op));
      continue;
    }
    ProgramPart &part = parts.emplace_back();
    part.isCompiled = true;
    for (Operation &inner : (*region++).getBody().front().without_terminator())
      if (!isa<tf::ConstOp>(inner))
        ++part.ops[inner.getName().stripDialect().str()];
  }
  return parts;
}

StatusOr<std::vector<ProgramPart>> partitionModel(const ModelSource &source,
                                                  const ModelEntry &entry,
                                                  const CompileOptions &options,
                                                  UnsupportedReport *report) {
  api::Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  SM_RETURN_IF_ERROR(compilation.checkOneSet("a partition"));
  return partition(compilation.sets.front().function);
}

} // namespace sm
