// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// An entry on its way to machine code: what all forms of compiled models have
// in common.

#ifndef SM_LIB_API_COMPILATION_H
#define SM_LIB_API_COMPILATION_H

#include "ModelState.h"

#include "sm/API/Compile.h"
#include "sm/JIT/CPUTarget.h"
#include "sm/JIT/ProgramCompiler.h"
#include "sm/Runtime/Artifact.h"
#include "sm/Target/Object.h"

#include <string>
#include <vector>

namespace sm::api {

/// The entry with the input shapes of one set.
struct ShapeSet {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;

  /// Of the inputs; all are static after Compilation::checkStatic.
  std::vector<Shape> inputShapes() const;
};

/// An entry, loaded for `options`, which outlive it.
class Compilation {
public:
  Compilation(const ModelSource &source, const ModelEntry &entry,
              const CompileOptions &options)
      : source(source), entry(entry), options(options) {}

  /// Loads, optimises, freezes and makes `sets`.
  Status prepare(UnsupportedReport *report);
  /// InvalidArgument unless all inputs of all sets have static shapes and no
  /// two sets are equal.
  Status checkStatic() const;
  /// InvalidArgument if there are several sets; `what` cannot have them.
  Status checkOneSet(const char *what) const;

  /// Adds to `report`, which may be null, what of a set has no machine code.
  void reportUncompiled(const ShapeSet &set, UnsupportedReport *report) const;

  /// The C function of a set: named after the file and the entry, and after the
  /// shapes in which the sets differ if there are several.
  std::string cFunctionName(const std::string &output, size_t set) const;

  const ModelSource &source;
  const ModelEntry &entry;
  const CompileOptions &options;
  jit::CPUTarget target;
  /// What is left of the model besides the sets: its context, its initializer.
  LoadedModule loaded;
  std::string entryName;
  std::vector<ShapeSet> sets; ///< at least one

private:
  Status makeSets(mlir::Operation *entryOp, mlir::func::FuncOp function);
  std::string setName(size_t set) const;
};

/// Adds `ops` to `list`. `function`, of `loaded`, is the entry that they, or
/// what they were copied from, are in.
void addUncompiled(const std::vector<jit::UncompiledOp> &ops,
                   const LoadedModule &loaded, mlir::func::FuncOp function,
                   std::vector<Unsupported> &list);

/// The form CompiledForm::Artifact.
Status writeArtifact(Compilation &compilation, const std::string &output);

/// The forms CompiledForm::SharedObject and Object, with the header.
/// Unimplemented if something has no machine code: `report`, which may be null,
/// then has it.
Status writeObjects(Compilation &compilation, const std::string &output,
                    UnsupportedReport *report);

/// The last part of a path: a file is written under another name first.
std::string fileNameOf(const std::string &output);

/// The constants of a file as a section of that name, with symbols for its
/// beginning. The section has at least one byte, so that the symbols have a
/// place.
target::DataSection dataSection(const runtime::WeightsSection &weights,
                                std::string name,
                                std::vector<target::DataSymbol> symbols);

} // namespace sm::api

#endif // SM_LIB_API_COMPILATION_H
