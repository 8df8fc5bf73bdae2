// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models as .onnx: what the check says, and what stands in the files. They are
/// read with libonnx's own messages.

#include "sm/Format/ONNXModel.h"
#include "TestFiles.h"

#include <onnx/onnx_pb.h>

#include <sys/mman.h>

using namespace sm;
using namespace sm::format;
using sm::test::readFile;
using sm::test::TempFolder;

namespace {

using T = ONNXDataType;

ONNXType type(T element, std::vector<ONNXDim> dims) {
  return {element, std::move(dims)};
}

ONNXTensor floats(std::vector<int64_t> dims, float value) {
  size_t count = 1;
  for (int64_t dim : dims)
    count *= static_cast<size_t>(dim);
  auto owner = std::make_shared<std::vector<float>>(count, value);
  return {T::Float,
          std::move(dims),
          absl::MakeConstSpan(reinterpret_cast<const char *>(owner->data()),
                              count * sizeof(float)),
          {},
          owner};
}

ONNXTensor strings(std::vector<std::string> values) {
  auto count = static_cast<int64_t>(values.size());
  return {T::String, {count}, {}, std::move(values), nullptr};
}

/// y = x * w + b, with a batch.
ONNXModel linear(int64_t in, int64_t out) {
  ONNXModel model;
  model.producerName = "test";
  model.metadata = {{"b", "1"}, {"a", "2"}};
  model.graph.name = "linear";
  model.graph.inputs = {{"x", type(T::Float, {{-1, "batch"}, {in, ""}})}};
  model.graph.outputs = {{"y", type(T::Float, {{-1, ""}, {out, ""}})}};
  model.graph.nodes = {{"product", "MatMul", "", {"x", "w"}, {"xw"}, {}},
                       {"sum", "Add", "", {"xw", "b"}, {"y"}, {}}};
  model.graph.initializers = {{"w", floats({in, out}, 0.5f)},
                              {"b", floats({out}, 1.0f)}};
  return model;
}

::onnx::ModelProto parsed(const std::string &path) {
  ::onnx::ModelProto proto;
  EXPECT_TRUE(proto.ParseFromString(readFile(path)));
  return proto;
}

size_t filesIn(const std::string &file) {
  auto folder = std::filesystem::path(file).parent_path();
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

//===----------------------------------------------------------------------===//
// The check
//===----------------------------------------------------------------------===//

TEST(ONNXCheck, SaysTheTypesOfOutputs) {
  auto types = checkONNXModel(linear(100, 10));
  ASSERT_OK(types);
  EXPECT_EQ((*types)[0].shape->at(0).name, "batch");
  EXPECT_EQ((*types)[0].shape->at(1).size, 10);
}

TEST(ONNXCheck, NamesTheNode) {
  ONNXModel model = linear(4, 4);
  model.graph.nodes[1].inputs[1] = "nowhere";
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "sum");
  model = linear(4, 4);
  model.graph.nodes[0].op = "MatMull";
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "MatMull");
  model = linear(4, 4);
  model.graph.nodes[0].attributes.push_back({"alpha", 2.0f});
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "alpha");
}

TEST(ONNXCheck, ShapesOfBigInitializersCount) {
  ONNXModel model = linear(100, 10);
  model.graph.inputs[0].type.shape->at(1).size = 99;
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "product");
}

TEST(ONNXCheck, OpsetDecides) {
  ONNXModel model = linear(4, 4);
  model.graph.nodes[1] = {"norm", "LayerNormalization", "", {"xw", "b"}, {"y"},
                          {}};
  EXPECT_OK(checkONNXModel(model));
  model.opset = 16;
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "LayerNormalization");
}

TEST(ONNXCheck, TensorsHaveTheBytesOfTheirShapes) {
  ONNXModel model = linear(4, 4);
  model.graph.initializers[0].tensor.dims = {4, 5};
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument,
               "tensor 'w' of type float[4,5] has 64 bytes");
  EXPECT_ERROR(printONNXModel(model), kInvalidArgument, "tensor 'w'");
  model.graph.initializers[0].tensor.dims = {INT64_MAX, INT64_MAX};
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "tensor 'w'");
  model.graph.initializers[0].tensor.dims = {-1};
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "tensor 'w'");
  model.graph.initializers[0].tensor = strings({"a"});
  model.graph.initializers[0].tensor.dims = {2};
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "has 1 strings");
  model.graph.initializers[0].tensor.type = T::Undefined;
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "undefined");
}

TEST(ONNXCheck, GraphsInsideNodes) {
  ONNXModel model;
  model.graph.name = "choice";
  model.graph.inputs = {{"c", type(T::Bool, {})},
                        {"x", type(T::Float, {{3, ""}})}};
  model.graph.outputs = {{"y", type(T::Float, {{3, ""}})}};
  auto branch = [](const char *op, const char *output) {
    auto graph = std::make_shared<ONNXGraph>();
    graph->name = output;
    graph->nodes = {{output, op, "", {"x"}, {output}, {}}};
    graph->outputs = {{output, type(T::Float, {{3, ""}})}};
    return std::shared_ptr<const ONNXGraph>(std::move(graph));
  };
  model.graph.nodes = {{"if",
                        "If",
                        "",
                        {"c"},
                        {"y"},
                        {{"then_branch", branch("Abs", "a")},
                         {"else_branch", branch("Neg", "n")}}}};
  EXPECT_OK(checkONNXModel(model));
  model.graph.nodes[0].attributes.pop_back();
  EXPECT_ERROR(checkONNXModel(model), kInvalidArgument, "else_branch");
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

TEST(ONNXWriter, IsTheModel) {
  TempFolder folder;
  ONNXModel model = linear(100, 10);
  model.graph.initializers.push_back({"s", strings({"a", std::string(2, 0)})});
  std::string path = folder.path("m.onnx");
  ASSERT_OK(writeONNXModel(model, path));
  ::onnx::ModelProto proto = parsed(path);
  EXPECT_EQ(proto.DebugString(), *printONNXModel(model));
  EXPECT_EQ(proto.ir_version(), 8);
  EXPECT_EQ(proto.opset_import(0).version(), 17);
  EXPECT_EQ(proto.metadata_props(0).key(), "b");
  EXPECT_EQ(proto.graph().initializer(0).raw_data().size(), 4000u);
  EXPECT_EQ(proto.graph().initializer(2).string_data(1), std::string(2, 0));
  EXPECT_EQ(filesIn(path), 1u);
}

TEST(ONNXWriter, EqualModelsGiveEqualBytes) {
  TempFolder folder;
  for (const char *name : {"a.onnx", "b.onnx"})
    ASSERT_OK(writeONNXModel(linear(64, 64), folder.path(name)));
  EXPECT_EQ(readFile(folder.path("a.onnx")), readFile(folder.path("b.onnx")));
}

TEST(ONNXWriter, AttributesOfEachKind) {
  TempFolder folder;
  ONNXModel model;
  model.mlOpset = 3;
  model.graph.nodes = {{"n",
                        "Op",
                        "ai.onnx.ml",
                        {"", "x"},
                        {"y"},
                        {{"i", int64_t(-3)},
                         {"f", 0.25f},
                         {"s", std::string("text")},
                         {"is", std::vector<int64_t>{1, 2}},
                         {"fs", std::vector<float>{1.5f}},
                         {"ss", std::vector<std::string>{"p", "q"}},
                         {"t", floats({2}, 3.0f)}}}};
  ASSERT_OK(writeONNXModel(model, folder.path("m.onnx")));
  ::onnx::ModelProto proto = parsed(folder.path("m.onnx"));
  EXPECT_EQ(proto.opset_import(1).domain(), "ai.onnx.ml");
  const ::onnx::NodeProto &node = proto.graph().node(0);
  EXPECT_EQ(node.domain(), "ai.onnx.ml");
  EXPECT_EQ(node.input(0), "");
  EXPECT_EQ(node.attribute(0).i(), -3);
  EXPECT_EQ(node.attribute(1).f(), 0.25f);
  EXPECT_EQ(node.attribute(2).s(), "text");
  EXPECT_EQ(node.attribute(3).ints(1), 2);
  EXPECT_EQ(node.attribute(4).floats(0), 1.5f);
  EXPECT_EQ(node.attribute(5).strings(1), "q");
  EXPECT_EQ(node.attribute(6).t().raw_data().size(), 8u);
  EXPECT_EQ(node.attribute(6).type(), ::onnx::AttributeProto::TENSOR);
}

TEST(ONNXWriter, ExternalData) {
  TempFolder folder;
  ONNXModel model = linear(100, 300);
  model.graph.initializers.push_back({"s", strings({"a"})});
  model.graph.initializers.push_back({"c", floats({2000}, 2.0f)});
  model.graph.initializers.push_back({"d", floats({2}, 3.0f)});
  ONNXWriteOptions options;
  options.externalData = ONNXExternalData::Always;
  std::string path = folder.path("m.onnx");
  ASSERT_OK(writeONNXModel(model, path, options));
  ::onnx::ModelProto proto = parsed(path);
  std::string data = readFile(path + ".data");
  std::map<std::string, uint64_t> offsets;
  for (const auto &tensor : proto.graph().initializer()) {
    if (tensor.data_location() != ::onnx::TensorProto::EXTERNAL)
      continue;
    EXPECT_FALSE(tensor.has_raw_data());
    std::map<std::string, std::string> entries;
    for (const auto &entry : tensor.external_data())
      entries[entry.key()] = entry.value();
    EXPECT_EQ(entries["location"], "m.onnx.data");
    uint64_t offset = std::stoull(entries["offset"]);
    offsets[tensor.name()] = offset;
    for (const ONNXInitializer &initializer : model.graph.initializers) {
      if (initializer.name != tensor.name())
        continue;
      absl::Span<const char> bytes = initializer.tensor.bytes;
      EXPECT_EQ(entries["length"], std::to_string(bytes.size()));
      EXPECT_EQ(data.substr(offset, bytes.size()),
                std::string(bytes.data(), bytes.size()));
    }
  }
  // w has pages, b less than one, c pages again; s and d stay.
  EXPECT_EQ(offsets, (std::map<std::string, uint64_t>{
                         {"w", 0}, {"b", 120000}, {"c", 122880}}));
  EXPECT_EQ(data.size(), 122880u + 8000);
}

TEST(ONNXWriter, AutoDecidesByTotal) {
  TempFolder folder;
  ONNXWriteOptions options;
  options.maxEmbedded = 100 * 10 * 4 + 10 * 4;
  std::string path = folder.path("m.onnx");
  ASSERT_OK(writeONNXModel(linear(100, 10), path, options));
  EXPECT_EQ(filesIn(path), 1u);
  --options.maxEmbedded;
  options.overwrite = true;
  ASSERT_OK(writeONNXModel(linear(100, 10), path, options));
  EXPECT_EQ(filesIn(path), 2u);
}

TEST(ONNXWriter, ReplacesOnlyWhenAsked) {
  TempFolder folder;
  std::string path = folder.write("m.onnx", "old");
  EXPECT_ERROR(writeONNXModel(linear(4, 4), path), kAlreadyExists, "m.onnx");
  EXPECT_EQ(readFile(path), "old");
  ONNXWriteOptions options;
  options.overwrite = true;
  EXPECT_OK(writeONNXModel(linear(4, 4), path, options));
  EXPECT_NE(readFile(path), "old");
}

TEST(ONNXWriter, ReplacedModelTakesItsDataAlong) {
  TempFolder folder;
  ONNXWriteOptions external, embedded;
  external.externalData = ONNXExternalData::Always;
  external.overwrite = embedded.overwrite = true;
  std::string path = folder.path("m.onnx");
  ASSERT_OK(writeONNXModel(linear(100, 300), path, external));
  EXPECT_EQ(filesIn(path), 2u);
  ASSERT_OK(writeONNXModel(linear(4, 4), path, embedded));
  EXPECT_EQ(filesIn(path), 1u);
  // A file that the replaced model does not name is somebody else's.
  folder.write("m.onnx.data", "other");
  ASSERT_OK(writeONNXModel(linear(4, 4), path, embedded));
  EXPECT_EQ(readFile(path + ".data"), "other");
}

TEST(ONNXWriter, DataFileIsPartOfTheOutput) {
  TempFolder folder;
  folder.write("m.onnx.data", "old");
  ONNXWriteOptions options;
  options.externalData = ONNXExternalData::Always;
  EXPECT_ERROR(writeONNXModel(linear(64, 64), folder.path("m.onnx"), options),
               kAlreadyExists, "m.onnx.data");
  EXPECT_FALSE(std::filesystem::exists(folder.path("m.onnx")));
  EXPECT_EQ(readFile(folder.path("m.onnx.data")), "old");
}

TEST(ONNXWriter, LeavesNothingBehindAnError) {
  TempFolder folder;
  std::string path = folder.path("m.onnx");
  ONNXModel model = linear(4, 4);
  model.graph.initializers[1].tensor.dims = {3};
  EXPECT_ERROR(writeONNXModel(model, path), kInvalidArgument, "tensor 'b'");
  EXPECT_EQ(filesIn(path), 0u);
}

TEST(ONNXWriter, ProtobufHasALimit) {
  TempFolder folder;
  // Pages that nobody touches cost nothing.
  constexpr size_t kSize = size_t(1) << 30;
  void *memory = mmap(nullptr, kSize, PROT_READ,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  ONNXTensor big{T::Int8,
                 {static_cast<int64_t>(kSize)},
                 absl::MakeConstSpan(static_cast<const char *>(memory), kSize),
                 {},
                 nullptr};
  ONNXModel model;
  model.graph.initializers = {{"a", big}, {"b", big}};
  ONNXWriteOptions options;
  options.externalData = ONNXExternalData::Never;
  std::string path = folder.path("m.onnx");
  EXPECT_ERROR(writeONNXModel(model, path, options), kOutOfRange,
               "cannot hold 2 GiB");
  EXPECT_EQ(filesIn(path), 0u);
  munmap(memory, kSize);
}

//===----------------------------------------------------------------------===//
// Elements that are made when they are written
//===----------------------------------------------------------------------===//

/// The weights of linear() are made on demand, `size` bytes instead of theirs.
ONNXModel linearOnDemand(int64_t size, int *calls) {
  ONNXModel model = linear(100, 10);
  ONNXTensor &weights = model.graph.initializers[0].tensor;
  ONNXBytes bytes{weights.bytes.subspan(0, static_cast<size_t>(size)),
                  weights.owner};
  weights.computedSize = weights.bytes.size();
  weights.bytes = {};
  weights.owner = nullptr;
  weights.compute = [bytes, calls]() -> StatusOr<ONNXBytes> {
    ++*calls;
    return bytes;
  };
  return model;
}

TEST(ONNXWriter, MakesElementsOnceWhenTheyAreWritten) {
  TempFolder folder;
  int calls = 0;
  ONNXModel model = linearOnDemand(4000, &calls);
  EXPECT_OK(checkONNXModel(model));
  EXPECT_EQ(calls, 0);
  for (auto external : {ONNXExternalData::Never, ONNXExternalData::Always}) {
    calls = 0;
    ONNXWriteOptions options;
    options.externalData = external;
    std::string suffix = external == ONNXExternalData::Always ? "x" : "";
    ASSERT_OK(writeONNXModel(model, folder.path("a" + suffix), options));
    ASSERT_OK(
        writeONNXModel(linear(100, 10), folder.path("b" + suffix), options));
    EXPECT_EQ(calls, 1);
  }
  EXPECT_EQ(readFile(folder.path("a")), readFile(folder.path("b")));
  EXPECT_EQ(readFile(folder.path("ax.data")), readFile(folder.path("bx.data")));
}

TEST(ONNXWriter, RefusesAnotherNumberOfBytes) {
  TempFolder folder;
  int calls = 0;
  EXPECT_ERROR(
      writeONNXModel(linearOnDemand(3996, &calls), folder.path("a"), {}),
      kInternal, "a tensor of 4000 bytes became one of 3996");
  EXPECT_EQ(calls, 1);
}

} // namespace
