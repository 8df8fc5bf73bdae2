// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What is in a model, as plain values: `sm show` before it is printed.

#ifndef SM_LIB_DRIVER_SHOW_SUMMARY_H
#define SM_LIB_DRIVER_SHOW_SUMMARY_H

#include "lib/Driver/Ops/OpUse.h"
#include "sm/API/Model.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/SavedModel.h"
#include "sm/Runtime/Tensor.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tensorflow {
class GraphDef;
class MetaGraphDef;
class NodeDef;
} // namespace tensorflow

namespace sm::driver {

/// The signature under which TensorFlow 2 stores the initialiser; nobody calls
/// it.
inline constexpr std::string_view kInitOpSignature = "__saved_model_init_op";

/// One input or output of a signature.
struct PortSummary {
  std::string key;
  format::TensorSpec spec;
  /// The tensor's name; empty for sparse and composite values.
  std::string tensor;
  /// Sparse and composite values: what kind, and their tensors.
  std::string composite;
  std::vector<std::pair<std::string, std::string>> parts;
  std::optional<runtime::Tensor> defaultValue;
};

struct SignatureSummary {
  std::string name, method;
  std::vector<PortSummary> inputs, outputs; // Sorted by key.
};

struct VariableSummary {
  std::string name;
  format::TensorSpec spec;
  /// The entry of the checkpoint; empty if it has none.
  std::string key;
  std::optional<int64_t> bytes;
  /// nullopt where the model does not say.
  std::optional<bool> trainable;
};

/// One trace of a function of the object graph.
struct FunctionSummary {
  std::string path;
  int overload = 0;
  format::ConcreteFunction trace;
};

struct ObjectSummary {
  std::string kind; // "variable", "function", ...
  std::string detail;
  std::vector<std::pair<std::string, int>> children; // Name, index.
};

struct PlaceholderSummary {
  std::string node;
  format::TensorSpec spec;
};

struct MetaGraphSummary {
  format::TagSet tags;
  std::string tensorflowVersion;
  std::string initOp;
  std::vector<SignatureSummary> signatures; // Sorted by name.
  std::vector<VariableSummary> variables;
  std::vector<std::pair<std::string, std::string>> assets; // File, tensor.
  std::vector<FunctionSummary> functions;
  std::vector<ObjectSummary> objects;
  std::vector<PlaceholderSummary> placeholders;
  std::map<std::string, int64_t> ops;
  int64_t numNodes = 0;     // Of the main graph.
  int64_t numFunctions = 0; // Of the library.
  /// By op, what stands in the way of some entry of the model: of a signature,
  /// or of a public function where there is none (sm/API/Obstacles.h). Counts
  /// are the greatest of an entry's. Of a frozen graph, which says nothing of
  /// its entries, ops of which no node can run.
  std::vector<Unsupported> unsupported;
};

struct ModelSummary {
  std::string format; // "saved-model" or "graphdef".
  std::string path;
  int64_t version = 0; // Of the schema; of the producer for a graph.
  std::vector<MetaGraphSummary> metaGraphs;
  std::vector<std::string> notes;
  /// What is wrong with the model's files.
  std::vector<std::string> damages;
};

/// Reads the model of `source` (a SavedModel or a frozen graph) and sums it up;
/// only the MetaGraph with the source's tags if it has some, and only
/// `signature` of the MetaGraphs that have it if it is given. NotFound, listing
/// the signatures there are, if none has it. Weights are not read. Invalid
/// graphs, object graphs and checkpoints are listed as damages, so that what
/// can be seen is shown.
StatusOr<ModelSummary>
summarise(const ModelSource &source,
          const std::optional<std::string> &signature = std::nullopt);

/// The parts of it, one per file.
StatusOr<std::vector<SignatureSummary>>
summariseSignatures(const tensorflow::MetaGraphDef &metaGraph);
std::vector<VariableSummary>
summariseVariables(const tensorflow::MetaGraphDef &metaGraph,
                   const format::ObjectGraph *objects,
                   const format::TensorBundle *bundle);
std::vector<ObjectSummary>
summariseObjects(const tensorflow::MetaGraphDef &metaGraph);
/// By op; `notes` says of entries that cannot be looked at why not: what stands
/// in their way is then told by the names of the ops that they reach.
std::vector<Unsupported> summariseObstacles(const ModelSource &source,
                                            const tensorflow::GraphDef &graph,
                                            const MetaGraphSummary &metaGraph,
                                            std::vector<std::string> &notes);
/// By op, those of which no node can run.
std::vector<Unsupported> obstaclesByName(const std::vector<OpUse> &uses);

/// The type and shape that the attributes `dtype` and `shape` of a node say;
/// unknown where they do not.
format::TensorSpec specOf(const tensorflow::NodeDef &node);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_SHOW_SUMMARY_H
