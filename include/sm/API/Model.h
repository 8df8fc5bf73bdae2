// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What users link: a model on disk, an entry into it, and runs of it. No type
/// of MLIR or protobuf shows here.

#ifndef SM_API_MODEL_H
#define SM_API_MODEL_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Session.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// Where a model lies.
struct ModelSource {
  enum class Kind {
    SavedModel, ///< a SavedModel folder, or the parent of version folders
    GraphDef,   ///< a frozen graph, .pb or .pbtxt
    MLIR,       ///< our IR, text or bytecode
    Artifact,   ///< a compiled model, .smx: only to be run
  };
  Kind kind = Kind::SavedModel;
  std::string path;
  /// For a parent of version folders: "latest" or a number; newest if absent.
  std::optional<std::string> version;
  /// The exact tag set; absent: the only MetaGraph, else {"serve"}.
  std::optional<std::set<std::string>> tags;
  /// Where weights files named by an .mlir file lie, if not beside it.
  std::string weightsDir;
};

/// An entry into a MetaGraph: a signature, a concrete function of the object
/// graph, or tensors by name. All absent: `serving_default`, else the only
/// signature. InvalidArgument where it is taken if more than one is given, or
/// feeds without fetches.
struct ModelEntry {
  std::optional<std::string> signature;
  std::optional<std::string> function; ///< dotted path from the root object
  int overload = 0;                    ///< index into its concrete functions
  std::vector<std::string> feeds; ///< tensor names; keys are the same names
  std::vector<std::string> fetches;

  bool isDefault() const {
    return !signature && !function && feeds.empty() && fetches.empty();
  }
};

/// One kind of op (or construct) that stands in the way.
struct Unsupported {
  std::string op;       ///< "BoostedTreesBucketize"
  std::string node;     ///< the first node of it
  std::string function; ///< that it was written in, "initialisation" for what
                        ///< only that needs; empty: the main graph
  std::string source;   ///< "file.py:12" where debug info tells
  int count = 0;        ///< how many such nodes the entry reaches
  std::string reason;   ///< "no kernel", "custom op", ...
};

/// Everything that stands in the way of an entry, and what works instead.
struct UnsupportedReport {
  std::vector<Unsupported> unsupported;
  /// (tags, signature) pairs of the same file that work instead: they run, and
  /// each of their ops has a counterpart where ONNX or StableHLO is asked for.
  std::vector<std::pair<std::set<std::string>, std::string>> usableSignatures;
  /// False if these were not tried, but their ops looked up.
  bool usableAreTried = true;

  bool empty() const { return unsupported.empty(); }
};

/// What computes.
enum class Engine {
  Kernel, ///< one kernel an op
  Auto,   ///< machine code for what it can be made of, kernels for the rest
  CompiledOnly, ///< machine code; what it cannot be made of is an error
};

/// How to prepare an entry.
struct PrepareOptions {
  bool optimize = true; ///< run the `sm-optimize` pipeline first
  bool freeze = false;  ///< variables become constants
  /// With machine code, variables that the entry does not assign are read when
  /// the model is loaded, and code is made at the first run with each set of
  /// input shapes. Needs `optimize`.
  Engine engine = Engine::Kernel;
  /// What machine code is made for, as LLVM names it; this processor must be
  /// able to run it.
  std::string cpu = "host";
};

/// One entry of a model, ready to run. Immutable; shared by sessions.
class Model {
public:
  /// Loads and prepares. Errors: InvalidArgument or NotFound for the source or
  /// entry; Unimplemented if something is unsupported, all of it in `report`
  /// (which may be null).
  static StatusOr<std::shared_ptr<const Model>>
  load(const ModelSource &source, const ModelEntry &entry,
       const PrepareOptions &options, UnsupportedReport *report);

  ~Model();

  /// The entry's program: its inputs and outputs are the signature's keys in
  /// sorted order. A run takes all inputs; of one with a default in the
  /// signature, Port::defaultValue may be given.
  const runtime::Program &program() const;
  /// The program that initialises tables and variables; null if there is none.
  const runtime::Program *initializer() const;
  /// Of a compiled model, what program() runs for each set of input shapes that
  /// it has code for; empty for other models, which take all shapes.
  absl::Span<const std::shared_ptr<const runtime::Program>> shapeSets() const;
  /// Things worth a line on stderr ("using version 3, the newest of 2"). Those
  /// of machine code come with the runs that make it.
  std::vector<std::string> notes() const;
  /// After a run that was Unimplemented with Engine::CompiledOnly: what has no
  /// machine code for the shapes of the last new ones. Else empty.
  UnsupportedReport uncompiled() const;
  /// What runs with `inputs` take, for Session::setProfiling: program(), or its
  /// machine code with marks between the kernels, which is made at each call.
  /// Errors as of a run.
  StatusOr<std::shared_ptr<const runtime::Program>>
  profiledProgram(absl::Span<const runtime::Tensor> inputs) const;
  /// Milliseconds that compilations took so far; 0 without machine code.
  double compileMilliseconds() const;

  /// A fresh session in which the initializer has run. `seed` as in
  /// runtime::Session.
  StatusOr<std::unique_ptr<runtime::Session>>
  newSession(uint64_t seed = 0) const;

private:
  Model();
  static StatusOr<std::shared_ptr<const Model>>
  loadArtifact(const ModelSource &source, const ModelEntry &entry);
  struct State;
  std::unique_ptr<State> state;
};

} // namespace sm

#endif // SM_API_MODEL_H
