// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Ahead-of-time compilation: an entry of a model as a file that runs without
/// LLVM and without the model.

#ifndef SM_API_COMPILE_H
#define SM_API_COMPILE_H

#include "sm/API/Convert.h"
#include "sm/API/Model.h"
#include "sm/Support/Status.h"

#include <map>
#include <string>
#include <vector>

namespace sm {

/// What a compiled entry is written as.
enum class CompiledForm {
  Artifact,     ///< .smx: for sm's own loader, with host ops if need be
  SharedObject, ///< .so: a C function, for models that compile as a whole
  Object,       ///< .o: the same, to be linked
};

struct CompileOptions {
  CompiledForm form = CompiledForm::Artifact;
  /// "host", or a processor as LLVM names it ("x86-64-v3").
  std::string cpu = "host";
  /// Sets of static shapes for inputs whose dimensions the model leaves open;
  /// each set names all of those. One file holds code for all sets, with equal
  /// weights once: a .smx file picks it by the shapes of a run's inputs, a .so
  /// or .o file has a C function for each. None: the model's own shapes.
  std::vector<InputShapes> shapeSets;
  /// Where the C header goes; empty: nowhere.
  std::string header;
  bool overwrite = false;
};

/// Compiles the entry and writes it to `output`, which appears whole or not at
/// all. Errors as Model::load; InvalidArgument if an input's shape stays
/// unknown, two sets of shapes are equal, or the processor is unknown;
/// Unimplemented, with `report` filled, for what
/// the form cannot hold.
Status compileModel(const ModelSource &source, const ModelEntry &entry,
                    const CompileOptions &options, const std::string &output,
                    UnsupportedReport *report, std::vector<std::string> *notes);

/// Where on the way to machine code a text is taken.
enum class CodeStage { StableHLO, Linalg, LLVM, Assembly };

/// The compiled parts of the entry as text at `stage`, for one set of shapes.
/// Constants above 1 KiB are not in the text; a note, if `notes` is not null,
/// says how many that are. Errors as compileModel; InvalidArgument for several
/// sets.
StatusOr<std::string> emitCode(const ModelSource &source,
                               const ModelEntry &entry,
                               const CompileOptions &options, CodeStage stage,
                               UnsupportedReport *report,
                               std::vector<std::string> *notes = nullptr);

/// The same in the file `output`, which appears whole or not at all. IR that
/// has large constants can be read again: they go to OUTPUT.weights, as those
/// of ModelForm::MLIR.
Status writeCode(const ModelSource &source, const ModelEntry &entry,
                 const CompileOptions &options, CodeStage stage,
                 const std::string &output, UnsupportedReport *report);

/// A step of a program with machine code.
struct ProgramPart {
  bool isCompiled = false;
  std::string node;               ///< of a kernel: the node it came from
  std::map<std::string, int> ops; ///< how many of each; of a kernel, one
};

/// What of the entry becomes machine code, and what kernels run, in order, for
/// one set of shapes. Unknown dimensions that it leaves open are taken as 1.
/// Errors as compileModel; InvalidArgument for several sets.
StatusOr<std::vector<ProgramPart>> partitionModel(const ModelSource &source,
                                                  const ModelEntry &entry,
                                                  const CompileOptions &options,
                                                  UnsupportedReport *report);

} // namespace sm

#endif // SM_API_COMPILE_H
