// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The objects of a V2 SavedModel: which functions hang where, how structured
/// arguments become flat ones, what functions capture, and which checkpoint
/// entry belongs to which variable.

#ifndef SM_FORMAT_OBJECTGRAPH_H
#define SM_FORMAT_OBJECTGRAPH_H

#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tensorflow {
class FunctionDef;
class MetaGraphDef;
class SavedObject;
class SavedObjectGraph;
class TrackableObjectGraph;
} // namespace tensorflow

namespace sm::format {

class TensorBundle;

/// What a signature says of one tensor.
struct TensorSpec {
  DType dtype = DType::Invalid;
  /// nullopt: unknown rank; -1: unknown dimension.
  std::optional<std::vector<int64_t>> shape;
};

/// One leaf of a structured argument list or result.
struct SignatureLeaf {
  /// Inputs: the name of the specification, else of the argument. Outputs: the
  /// dict keys on the way, joined by '/', else "output_N". Components of
  /// composite values add "/indices", "/values", "/dense_shape" (sparse) or
  /// "/0", "/1", ... Unique within the list.
  std::string key;
  /// Where it stands: "args[0]['sentences']", "kwargs['mask']", "result[1]".
  std::string path;
  TensorSpec spec;
  /// For values fixed when the function was traced: how Python writes them
  /// ("True", "None", "'mean'"). Such leaves are no arguments of the graph.
  std::string literal;
};

/// A value that a function takes from outside, in addition to its arguments.
struct Capture {
  enum class Kind { Variable, Asset, Constant, Resource, CapturedTensor };
  Kind kind = Kind::Variable;
  /// The object node.
  int node = 0;
  /// Variable: its name. Asset: the file name. Constant: the Const node of the
  /// main graph. CapturedTensor: the tensor's name within `function`.
  std::string name;
  /// Variable: the checkpoint key, empty if there is none.
  std::string checkpointKey;
  /// CapturedTensor: the function in whose graph the tensor lives.
  std::string function;
};

/// One trace of a function.
struct ConcreteFunction {
  /// The name of its FunctionDef.
  std::string name;
  /// The tensors that a caller gives, in the order of the FunctionDef's
  /// arguments.
  std::vector<SignatureLeaf> inputs;
  /// The Python values that this trace was made for.
  std::vector<SignatureLeaf> constants;
  /// The tensors it returns, in the order of the FunctionDef's results.
  std::vector<SignatureLeaf> outputs;
  /// Follow the inputs in the FunctionDef's arguments.
  std::vector<Capture> captures;
};

/// A function object and where it is found.
struct FunctionObject {
  int node = 0;
  /// Dotted path from the root, a shortest one.
  std::string path;
  /// Names of its traces in stored order.
  std::vector<std::string> concreteFunctions;
};

/// A variable of the object graph.
struct VariableObject {
  int node = 0;
  std::string name;
  DType dtype = DType::Invalid;
  /// nullopt: unknown rank; -1: unknown dimension.
  std::optional<std::vector<int64_t>> shape;
  bool trainable = false;
  /// Empty if the checkpoint has no value for it.
  std::string checkpointKey;
};

/// A read-only view of a MetaGraph's object graph. The MetaGraphDef must
/// outlive it. Const calls may run in several threads.
class ObjectGraph {
public:
  /// Indexes the object graph. With `bundle` (may be null) the checkpoint keys
  /// are found by walking the checkpoint's own object graph in parallel.
  /// NotFound if the MetaGraph has no object graph; InvalidArgument for node
  /// numbers out of range; DataLoss for a damaged checkpoint.
  static StatusOr<std::unique_ptr<ObjectGraph>>
  build(const tensorflow::MetaGraphDef &metaGraph, const TensorBundle *bundle);

  ~ObjectGraph();

  int size() const;
  /// `index` must be in [0, size()).
  const tensorflow::SavedObject &node(int index) const;

  /// The node at a dotted path from the root ("layer.call"; "" is the root).
  /// NotFound names the children that there are.
  StatusOr<int> find(std::string_view path) const;

  /// A shortest dotted path from the root; empty for the root, and for nodes
  /// that no path of reasonable length (2048 characters) leads to.
  std::string pathOf(int index) const;

  /// All functions that a path leads to, sorted by path. The single traces that
  /// newer models hang below a function ("f.trace_0") are left out.
  std::vector<FunctionObject> functions() const;

  /// The function object `index`. InvalidArgument, naming what it is, for
  /// other objects.
  StatusOr<FunctionObject> functionAt(int index) const;

  /// Decodes one trace. NotFound if the object graph or the function library
  /// lacks it; InvalidArgument if its signature does not fit its FunctionDef.
  StatusOr<ConcreteFunction> concreteFunction(const std::string &name) const;

  /// All variables, slots of optimizers included, in the order of their nodes.
  std::vector<VariableObject> variables() const;

  /// The checkpoint key of attribute `attribute` of node `index`; empty if the
  /// checkpoint has none. Variables have "VARIABLE_VALUE".
  std::string checkpointKey(int index, std::string_view attribute) const;

private:
  /// How a node is reached first.
  struct Arrival {
    int parent = -1; // -1: not reached, or the root.
    int child = 0;   // Index among the parent's children.
    size_t pathLength = 0;
  };

  explicit ObjectGraph(const tensorflow::MetaGraphDef &metaGraph);
  Status checkNodeIds() const;
  void indexArrivals();
  void indexOwners();
  void matchCheckpoint(const tensorflow::TrackableObjectGraph &checkpoint,
                       const TensorBundle &bundle);
  StatusOr<Capture> capture(int index, const std::string &function) const;
  VariableObject variable(int index) const;
  std::vector<std::string> argumentNames(const std::string &function) const;

  const tensorflow::MetaGraphDef &metaGraph;
  const tensorflow::SavedObjectGraph &graph;
  std::vector<Arrival> arrivals; // By node.
  /// By node: the checkpoint key of each attribute.
  std::vector<std::map<std::string, std::string, std::less<>>> keys;
  std::map<std::string, const tensorflow::FunctionDef *, std::less<>> library;
  /// The function object that a trace belongs to; it knows the argument names.
  std::map<std::string, int, std::less<>> owners;
};

} // namespace sm::format

#endif // SM_FORMAT_OBJECTGRAPH_H
