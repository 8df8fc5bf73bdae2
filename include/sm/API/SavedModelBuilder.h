// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// New SavedModels, made of graphs and values: the counterpart of
/// tf.compat.v1.saved_model.Builder and simple_save. No type of MLIR or
/// protobuf shows here.

#ifndef SM_API_SAVEDMODELBUILDER_H
#define SM_API_SAVEDMODELBUILDER_H

#include "sm/API/SignatureSpec.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace sm {

/// A GraphDef, from a file or from memory.
struct GraphSource {
  enum class Kind { File, Bytes, Text };
  Kind kind = Kind::File;
  /// The path, the serialised message, or protobuf's text form of it.
  std::string value;

  /// A file, .pb or .pbtxt.
  static GraphSource file(std::string path) {
    return {Kind::File, std::move(path)};
  }
  static GraphSource bytes(std::string serialised) {
    return {Kind::Bytes, std::move(serialised)};
  }
  static GraphSource text(std::string pbtxt) {
    return {Kind::Text, std::move(pbtxt)};
  }
};

/// The nodes of a graph that save and restore its variables (SaverDef).
struct SaverNodes {
  std::string filenameTensor; ///< "save/Const:0"
  std::string saveTensor;     ///< "save/control_dependency:0"
  std::string restoreNode;    ///< "save/restore_all"
};

/// What a MetaGraph has besides its graph.
struct MetaGraphParts {
  std::map<std::string, SignatureSpec> signatures;
  /// By string tensor: the file whose path is fed to it. Files keep their
  /// names.
  std::map<std::string, std::string> assets;
  /// The node that runs once when the model is loaded; "": none.
  std::string initNode;
  /// Absent: nodes are added to the graph if it has variables.
  std::optional<SaverNodes> saver;
};

/// Values by the names of variables: of the node, or a VarHandleOp's
/// shared_name if it has one.
using VariableValues = std::map<std::string, runtime::Tensor>;

/// Gathers MetaGraphs and writes them as one model. Nothing is on disk before
/// save(). Errors: InvalidArgument or NotFound, naming node or key, for what
/// does not fit; AlreadyExists for two MetaGraphs of one tag set.
class SavedModelBuilder {
public:
  struct Options {
    /// Replaces a model that is there; TensorFlow's builder never does.
    bool overwrite = false;
  };

  explicit SavedModelBuilder(std::string dir)
      : SavedModelBuilder(std::move(dir), Options()) {}
  SavedModelBuilder(std::string dir, Options options);
  ~SavedModelBuilder();
  SavedModelBuilder(const SavedModelBuilder &) = delete;
  SavedModelBuilder &operator=(const SavedModelBuilder &) = delete;

  /// Adds the first MetaGraph, with the values of all variables. Each variable
  /// of the graph needs one, of its dtype and a shape that fits; values without
  /// a variable are refused. FailedPrecondition if it is not the first.
  Status addMetaGraphAndVariables(const std::set<std::string> &tags,
                                  const GraphSource &graph,
                                  const MetaGraphParts &parts,
                                  const VariableValues &variables);

  /// Adds a further MetaGraph; its variables take the values that the first
  /// brought. FailedPrecondition if there is no first.
  Status addMetaGraph(const std::set<std::string> &tags,
                      const GraphSource &graph, const MetaGraphParts &parts);

  /// Writes saved_model.pb (or .pbtxt), variables and assets; the folder
  /// appears whole or not at all. FailedPrecondition without a MetaGraph;
  /// AlreadyExists if the folder is not empty.
  Status save(bool asText = false);

private:
  struct State;
  std::unique_ptr<State> state;
};

/// One MetaGraph tagged "serve" with signature "serving_default".
Status simpleSave(const std::string &dir, const GraphSource &graph,
                  const std::map<std::string, TensorChoice> &inputs,
                  const std::map<std::string, TensorChoice> &outputs,
                  const VariableValues &variables);

} // namespace sm

#endif // SM_API_SAVEDMODELBUILDER_H
