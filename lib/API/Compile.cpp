// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Compile.h"

#include "Compilation.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFDialect.h"
#include "sm/JIT/ProgramCompiler.h"
#include "sm/JIT/RegionCompiler.h"

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
                         : api::writeObjects(compilation, output));
  if (notes)
    notes->insert(notes->end(), compilation.loaded.notes.begin(),
                  compilation.loaded.notes.end());
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

StatusOr<std::string> emitCode(const ModelSource &source,
                               const ModelEntry &entry,
                               const CompileOptions &options, CodeStage stage,
                               UnsupportedReport *report) {
  api::Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  SM_RETURN_IF_ERROR(compilation.checkOneSet("text of the code"));
  SM_RETURN_IF_ERROR(compilation.checkStatic());
  const api::ShapeSet &set = compilation.sets.front();
  auto created = jit::RegionCompiler::create(set.function, compilation.target);
  if (!created.ok())
    return withContext(created.status(), source.path);
  const jit::RegionCompiler &compiler = **created;
  switch (stage) {
  case CodeStage::StableHLO:
    return compiler.print(set.inputShapes(), RegionStage::StableHLO);
  case CodeStage::Linalg:
    return compiler.print(set.inputShapes(), RegionStage::Kernels);
  case CodeStage::LLVM:
    return compiler.print(set.inputShapes(), jit::RegionText::LLVM);
  case CodeStage::Assembly:
    return compiler.print(set.inputShapes(), jit::RegionText::Assembly);
  }
  return absl::InternalError("unknown stage");
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
