// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Roads.h"

#include "sm/API/Model.h"
#include "sm/Driver/NumpyTensor.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Support/MappedFile.h"

#include "absl/strings/str_cat.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

#include <unistd.h>

namespace sm::oracle {

/// The largest constant that folding makes of smaller ones: the default of
/// --tf-fold-constants.
constexpr int64_t kMaxFoldedBytes = 1 << 20;

static StatusOr<std::shared_ptr<const Model>>
loadGraph(const std::string &path, const std::vector<std::string> &feeds,
          const Case &entry, bool optimize, Engine engine = Engine::Kernel) {
  ModelSource source;
  source.kind = ModelSource::Kind::GraphDef;
  source.path = path;
  ModelEntry chosen;
  chosen.feeds = feeds;
  chosen.fetches = entry.fetches;
  PrepareOptions options;
  options.optimize = optimize;
  options.engine = engine;
  return Model::load(source, chosen, options, /*report=*/nullptr);
}

/// Runs `model` on the inputs of the case that it asks for.
static StatusOr<RoadResult> runModel(const Model &model, const Case &entry) {
  std::vector<runtime::Tensor> inputs;
  for (const runtime::Port &port : model.program().inputs) {
    auto input = entry.inputs.find(port.name.substr(0, port.name.find(':')));
    if (input == entry.inputs.end())
      return absl::InternalError(
          absl::StrCat("the program has an unknown input ", port.name));
    SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                        driver::toTensor(input->second));
    inputs.push_back(std::move(tensor));
  }
  SM_ASSIGN_OR_RETURN(std::unique_ptr<runtime::Session> session,
                      model.newSession());
  SM_ASSIGN_OR_RETURN(std::vector<runtime::Tensor> outputs,
                      session->run(model.program(), inputs));
  RoadResult result;
  for (size_t i = 0; i < outputs.size(); ++i)
    result.answers[model.program().outputs[i].name] =
        driver::toArray(outputs[i]);
  return result;
}

static StatusOr<RoadResult> runGraph(const Case &entry, bool optimize,
                                     Engine engine = Engine::Kernel) {
  std::vector<std::string> feeds;
  for (const auto &[node, value] : entry.inputs)
    feeds.push_back(node + ":0");
  SM_ASSIGN_OR_RETURN(
      std::shared_ptr<const Model> model,
      loadGraph(entry.graphPath, feeds, entry, optimize, engine));
  SM_ASSIGN_OR_RETURN(RoadResult result, runModel(*model, entry));
  for (const std::string &note : model->notes())
    if (size_t at = note.find("no machine code: "); at != std::string::npos)
      result.notCompiled = note.substr(at + 17);
  return result;
}

static StatusOr<RoadResult> runKernel(const Case &entry) {
  return runGraph(entry, /*optimize=*/false);
}

static StatusOr<RoadResult> runOptimised(const Case &entry) {
  return runGraph(entry, /*optimize=*/true);
}

static StatusOr<RoadResult> runCompiled(const Case &entry) {
  return runGraph(entry, /*optimize=*/true, Engine::Auto);
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

/// Turns `node` into a Const with the given value.
static void makeConst(const format::NpyArray &value,
                      tensorflow::NodeDef &node) {
  node.set_op("Const");
  node.clear_input();
  node.clear_attr();
  const auto dtype = static_cast<tensorflow::DataType>(value.dtype);
  (*node.mutable_attr())["dtype"].set_type(dtype);
  tensorflow::TensorProto &tensor =
      *(*node.mutable_attr())["value"].mutable_tensor();
  tensor.set_dtype(dtype);
  tensor.mutable_tensor_shape();
  for (int64_t size : value.shape.dims())
    tensor.mutable_tensor_shape()->add_dim()->set_size(size);
  tensor.set_tensor_content(value.bytes);
  for (const Bytes &text : value.strings)
    tensor.add_string_val(text);
}

namespace {

/// A graph in a file of its own, removed at the end.
class TemporaryGraph {
public:
  explicit TemporaryGraph(const tensorflow::GraphDef &graph)
      : path((std::filesystem::temp_directory_path() /
              absl::StrCat("sm-oracle-", getpid(), ".pb"))
                 .string()) {
    std::ofstream file(path, std::ios::binary);
    isWritten = graph.SerializeToOstream(&file);
  }
  ~TemporaryGraph() { std::remove(path.c_str()); }
  TemporaryGraph(const TemporaryGraph &) = delete;
  TemporaryGraph &operator=(const TemporaryGraph &) = delete;

  const std::string path;
  bool isWritten = false;
};

} // namespace

/// True if this program may compute: what it answers is not determined by
/// constants, or too large for one.
static bool mayCompute(const Case &entry, const runtime::Program &program) {
  const ops::OpInfo *info = ops::lookupOp(entry.op);
  if (!info || info->isStateful)
    return true;
  for (const runtime::Port &port : program.outputs)
    if (!port.type.shape.isFullyDefined())
      return true;
  for (const auto &[fetch, value] : entry.expected)
    if (value.shape.numElements() *
            static_cast<int64_t>(dtypeSize(value.dtype)) >
        kMaxFoldedBytes)
      return true;
  return false;
}

static StatusOr<RoadResult> runFolded(const Case &entry) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<tensorflow::GraphDef> graph,
                      format::readGraphDef(entry.graphPath));
  for (tensorflow::NodeDef &node : *graph->mutable_node())
    if (auto value = entry.inputs.find(node.name());
        value != entry.inputs.end())
      makeConst(value->second, node);
  TemporaryGraph file(*graph);
  if (!file.isWritten)
    return absl::InternalError(absl::StrCat("cannot write ", file.path));
  SM_ASSIGN_OR_RETURN(
      std::shared_ptr<const Model> model,
      loadGraph(file.path, /*feeds=*/{}, entry, /*optimize=*/true));
  SM_ASSIGN_OR_RETURN(RoadResult result, runModel(*model, entry));
  const runtime::Program &program = model->program();
  if (!program.instructions.empty() && !mayCompute(entry, program))
    result.notFolded =
        absl::StrCat(program.instructions.size(),
                     " instructions are left although all is constant");
  return result;
}

const Road kRoads[kNumRoads] = {{"kernel", runKernel},
                                {"optimised", runOptimised},
                                {"folded", runFolded},
                                {"compiled", runCompiled, /*rounding=*/1e-6}};

} // namespace sm::oracle
