// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loading a source into IR and choosing an entry: what running and converting
// have in common.

#ifndef SM_LIB_API_MODELSTATE_H
#define SM_LIB_API_MODELSTATE_H

#include "sm/API/Model.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <tuple>
#include <vector>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace sm::api {

/// Which function each call calls: what tells, after calls were inlined, in
/// which function an op was written.
class CallSites {
public:
  /// Notes the calls that are in the module now.
  void add(mlir::ModuleOp module);

  /// The function that an op at `location`, now in `function`, was written in;
  /// empty for the main graph.
  std::string functionOf(mlir::func::FuncOp function,
                         mlir::Location location) const;

private:
  /// By MetaGraph, calling function and node.
  llvm::DenseMap<
      std::tuple<mlir::Operation *, mlir::Attribute, mlir::Attribute>,
      mlir::StringAttr>
      callees;
};

/// A module with its context.
struct LoadedModule {
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<std::string> notes;
  /// Of the functions that runPipelines made of graphs.
  CallSites calls;

  /// The MetaGraph that ModelSource::tags select.
  saved_model::MetaGraphOp metaGraph;
};

/// Reads the source into IR. With `all` every MetaGraph is imported, and
/// `metaGraph` is null if the tags do not select one. With `entry` a model in
/// TensorFlow's form is imported only as far as a function of that entry needs
/// it (target::importSavedModel); it can then not be written as a SavedModel.
StatusOr<LoadedModule> loadModule(const ModelSource &source, bool all,
                                  const ModelEntry *entry = nullptr);

/// How an entry can be named that is no signature, for errors: "name tensors
/// with ..., or one of these functions ...", if there are any.
std::string entriesToName(saved_model::MetaGraphOp metaGraph);

/// Erases all entries of `metaGraph` but this one, which it makes for feeds and
/// fetches. NotFound or InvalidArgument, listing what there is.
Status selectEntry(saved_model::MetaGraphOp metaGraph, const ModelEntry &entry);

/// The MetaGraph of `source`, of which it takes what `entry` needs, with that
/// one entry. Errors as loadModule and selectEntry.
StatusOr<LoadedModule> loadEntry(const ModelSource &source,
                                 const ModelEntry &entry);

/// The entry of `metaGraph`; null if there are several or none. Passes erase
/// entries without a function: after they ran, ask again.
mlir::Operation *onlyEntry(saved_model::MetaGraphOp metaGraph);

/// True if some MetaGraph has an entry that the conversion takes.
bool hasEntries(const LoadedModule &loaded);

/// How the passes are run.
enum class Level {
  Image,           ///< nothing is changed
  PruneGraph,      ///< the graph without what no entry needs
  OptimizeInPlace, ///< optimised code in place of the graph's
  Convert,         ///< graphs become functions
  Prepare,         ///< and everything a program needs
  Optimize,        ///< and everything that makes it faster
  Frozen,          ///< and variables become constants
};

/// Runs the passes that `build` adds. Errors carry the passes' diagnostics.
/// Unimplemented if each of them has a note "unsupported: WHAT" or "missing:
/// WHAT", and one has the former: `unsupported` (may be null) then lists them.
/// What is missing is for the caller to give, and alone an InvalidArgument; so
/// is, without the others, an error that has no such note.
Status runPasses(LoadedModule &loaded,
                 llvm::function_ref<void(mlir::OpPassManager &)> build,
                 std::vector<Unsupported> *unsupported);

/// Runs the pipelines. Errors carry the passes' diagnostics. Unimplemented if
/// all that stands in the way is not supported yet: `unsupported` (may be null)
/// then lists it.
Status runPipelines(LoadedModule &loaded, Level level,
                    std::vector<Unsupported> *unsupported);

/// Runs the initializer, if it can be run, and gives the variables the values
/// that it leaves; it is then not needed any more.
Status evaluateInitializer(saved_model::MetaGraphOp metaGraph);

/// Makes graphs of MetaGraphs that were converted to functions.
Status convertToGraph(LoadedModule &loaded);

/// The function of onlyEntry after conversion; null if it has none.
mlir::func::FuncOp onlyFunction(saved_model::MetaGraphOp metaGraph);

/// The error for an entry without a function: it was made for a module that had
/// been converted before.
Status entryNotConverted(const ModelSource &source);

/// `root` and the functions that it needs, bodies of control flow too.
std::vector<mlir::func::FuncOp> reachedFunctions(mlir::func::FuncOp root);

/// The function that initialises the MetaGraph; null if there is none.
mlir::func::FuncOp initializerOf(saved_model::MetaGraphOp metaGraph);

/// Unsupported::function of what the initialisation needs.
inline constexpr const char *kInitialisation = "initialisation";

/// What the kernel engine cannot run of the function of an entry (may be null),
/// of the initialisation of `metaGraph`, and of all functions that they need;
/// each op once. After Level::Prepare or a later one.
std::vector<Unsupported> obstaclesOf(const LoadedModule &loaded,
                                     mlir::func::FuncOp entry,
                                     saved_model::MetaGraphOp metaGraph);

/// InvalidArgument, with the remedy, if `function`, which `entry` became, needs
/// placeholders that it does not feed.
Status checkFed(const ModelSource &source, const ModelEntry &entry,
                const LoadedModule &loaded, mlir::func::FuncOp function);

/// FailedPrecondition if something reads a variable that has no value and that
/// nothing assigns.
Status checkVariables(const ModelSource &source, const LoadedModule &loaded);

/// Gives the arguments of an entry's function the defaults of its signature, as
/// attribute tf.default. Of one that the argument does not take, with the shape
/// that it has now, there is a note instead.
void attachDefaults(mlir::Operation *entry, mlir::func::FuncOp function,
                    std::vector<std::string> &notes);

/// Notes which inputs of the entry have a default that `what` cannot hold.
void dropDefaults(mlir::Operation *entry, const char *what,
                  std::vector<std::string> &notes);

/// Adds `item` to `list`, or its count to an entry of the same op and reason.
/// The initialisation's are kept apart.
void addUnsupported(Unsupported item, std::vector<Unsupported> &list);

/// What an entry was to become.
enum class Purpose { Run, ONNX, StableHLO };

/// Unimplemented, naming the ops; fills `report` (which may be null) with
/// `unsupported` and other signatures of the source: for Run those that do
/// work, else those of whose ops each has a counterpart by its record. `entry`,
/// if given, is what was refused, and not among them.
Status refuse(const ModelSource &source, std::vector<Unsupported> unsupported,
              UnsupportedReport *report, Purpose purpose = Purpose::Run,
              mlir::Operation *entry = nullptr);

} // namespace sm::api

#endif // SM_LIB_API_MODELSTATE_H
