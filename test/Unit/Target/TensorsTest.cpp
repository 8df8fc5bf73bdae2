// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Every way to write a tensor of every type survives import and export.

#include "RoundTrip.h"

#include "sm/Format/TensorProto.h"
#include "sm/Support/DType.h"

#include <map>
#include <random>
#include <utility>

using tensorflow::TensorProto;

namespace {

/// The types whose elements are in int_val, but for those of 32 bits: how many
/// bits an element has, and whether one of them is its sign.
const std::map<tensorflow::DataType, std::pair<int, bool>> kNarrow = {
    {tensorflow::DT_INT16, {16, true}},   {tensorflow::DT_QINT16, {16, true}},
    {tensorflow::DT_UINT16, {16, false}}, {tensorflow::DT_QUINT16, {16, false}},
    {tensorflow::DT_INT8, {8, true}},     {tensorflow::DT_QINT8, {8, true}},
    {tensorflow::DT_UINT8, {8, false}},   {tensorflow::DT_QUINT8, {8, false}},
    {tensorflow::DT_INT4, {4, true}},     {tensorflow::DT_UINT4, {4, false}},
    {tensorflow::DT_INT2, {2, true}},     {tensorflow::DT_UINT2, {2, false}}};

int narrow(uint32_t word, std::pair<int, bool> type) {
  auto [bits, isSigned] = type;
  int value = static_cast<int>(word & ((1u << bits) - 1));
  return isSigned ? value - (1 << (bits - 1)) : value;
}

template <typename T, typename Bits>
T numberOf(Bits bits) {
  static_assert(sizeof(T) == sizeof(Bits));
  T number;
  std::memcpy(&number, &bits, sizeof(bits));
  return number;
}

/// Adds an element of the typed list that belongs to the tensor's type, made
/// of these bits.
void addElement(TensorProto &tensor, uint32_t word, uint64_t wide) {
  if (auto it = kNarrow.find(tensor.dtype()); it != kNarrow.end())
    return tensor.add_int_val(narrow(word, it->second));
  switch (tensor.dtype()) {
  case tensorflow::DT_FLOAT:
    return tensor.add_float_val(numberOf<float>(word));
  case tensorflow::DT_DOUBLE:
    return tensor.add_double_val(numberOf<double>(wide));
  case tensorflow::DT_COMPLEX64:
    tensor.add_scomplex_val(numberOf<float>(word));
    return tensor.add_scomplex_val(-numberOf<float>(word));
  case tensorflow::DT_COMPLEX128:
    tensor.add_dcomplex_val(numberOf<double>(wide));
    return tensor.add_dcomplex_val(-numberOf<double>(wide));
  case tensorflow::DT_INT64:
    return tensor.add_int64_val(static_cast<int64_t>(wide));
  case tensorflow::DT_UINT64:
    return tensor.add_uint64_val(wide);
  case tensorflow::DT_UINT32:
    return tensor.add_uint32_val(word);
  case tensorflow::DT_INT32:
  case tensorflow::DT_QINT32:
    return tensor.add_int_val(static_cast<int>(word));
  case tensorflow::DT_BOOL:
    return tensor.add_bool_val(word & 1);
  case tensorflow::DT_HALF:
  case tensorflow::DT_BFLOAT16:
    return tensor.add_half_val(narrow(word, {16, false}));
  case tensorflow::DT_FLOAT4_E2M1FN:
    return tensor.mutable_float8_val()->push_back(static_cast<char>(word & 15));
  case tensorflow::DT_STRING:
    return tensor.add_string_val(
        std::string(word % 5, static_cast<char>(word)));
  default:
    return tensor.mutable_float8_val()->push_back(static_cast<char>(word));
  }
}

void addListed(TensorProto &tensor, int count, std::mt19937 &random) {
  for (int i = 0; i < count; ++i) {
    uint32_t word = random();
    uint64_t wide = uint64_t(random()) << 32 | random();
    addElement(tensor, word, wide);
  }
}

/// Fills tensor_content; `highBits` may set bits without a meaning.
void addContent(TensorProto &tensor, int count, bool highBits,
                std::mt19937 &random) {
  sm::DType dtype = static_cast<sm::DType>(tensor.dtype());
  bool isBool = dtype == sm::DType::Bool;
  int bits = dtype == sm::DType::Int4 || dtype == sm::DType::UInt4 ||
                     dtype == sm::DType::Float4E2M1FN
                 ? 4
             : dtype == sm::DType::Int2 || dtype == sm::DType::UInt2 ? 2
                                                                     : 8;
  if (dtype == sm::DType::String) {
    for (int i = 0; i < count; ++i)
      tensor.mutable_tensor_content()->push_back(1);
    for (int i = 0; i < count; ++i)
      tensor.mutable_tensor_content()->push_back(static_cast<char>(random()));
    return;
  }
  for (size_t i = 0; i < count * sm::dtypeSize(dtype); ++i) {
    unsigned mask = isBool ? 1u : highBits ? 255u : (1u << bits) - 1;
    tensor.mutable_tensor_content()->push_back(
        static_cast<char>(random() & mask));
  }
}

/// The ways to write a tensor.
enum Kind {
  List,
  Part,
  One,
  None,
  Surplus,
  Content,
  HighBits,
  Both,
  Other,
  Version,
  Named,
  Unknown,
  KindCount
};

/// Puts `count` elements into a tensor as `kind` says, in its list, in its
/// content, or in both.
void addElements(TensorProto &tensor, int kind, int count,
                 std::mt19937 &random) {
  if (kind == List || kind == Version || kind == Both || kind == Named ||
      kind == Unknown || kind == Surplus)
    addListed(tensor, count + (kind == Surplus), random);
  if (kind == Part)
    addListed(tensor, count / 2, random);
  if (kind == One)
    addListed(tensor, 1, random);
  if (kind == Content || kind == HighBits || kind == Both)
    addContent(tensor, count, kind == HighBits, random);
  if (kind == Other)
    tensor.dtype() == tensorflow::DT_INT64 ? tensor.add_int_val(3)
                                           : tensor.add_int64_val(3);
}

TensorProto makeTensor(tensorflow::DataType dtype, int kind, bool hasShape,
                       const std::vector<int> &dims, std::mt19937 &random) {
  TensorProto tensor;
  tensor.set_dtype(dtype);
  int count = 1;
  if (hasShape)
    tensor.mutable_tensor_shape();
  for (int dim : dims) {
    tensor.mutable_tensor_shape()->add_dim()->set_size(dim);
    count *= dim;
  }
  addElements(tensor, kind, count, random);
  if (kind == Version)
    tensor.set_version_number(-7);
  if (kind == Named) {
    auto *dim = tensor.mutable_tensor_shape()->add_dim();
    dim->set_name("n");
    dim->set_size(1);
  }
  if (kind == Unknown)
    tensor.GetReflection()->MutableUnknownFields(&tensor)->AddVarint(9999, 1);
  return tensor;
}

/// Nodes with one tensor of each kind that this type can be written in.
void addNodes(tensorflow::GraphDef &graph, tensorflow::DataType dtype,
              std::mt19937 &random) {
  const std::vector<std::vector<int>> shapes = {{},     {1},    {5},
                                                {2, 3}, {0, 2}, {40, 30}};
  for (bool hasShape : {false, true})
    for (const std::vector<int> &dims : shapes) {
      if (!hasShape && !dims.empty())
        continue;
      for (int kind = 0; kind < KindCount; ++kind) {
        TensorProto tensor = makeTensor(dtype, kind, hasShape, dims, random);
        if (!sm::format::checkTensor(tensor).ok())
          continue;
        tensorflow::NodeDef &node = *graph.add_node();
        node.set_name("n" + std::to_string(graph.node_size()));
        node.set_op("Holder");
        *(*node.mutable_attr())["value"].mutable_tensor() = tensor;
        *(*node.mutable_attr())["list"].mutable_list()->add_tensor() = tensor;
      }
    }
}

TEST(Tensors, EveryTypeEveryEncoding) {
  std::mt19937 random(7);
  int count = 0;
  for (int number = 1; number <= 33; ++number) {
    SCOPED_TRACE(
        tensorflow::DataType_Name(static_cast<tensorflow::DataType>(number)));
    tensorflow::GraphDef graph;
    addNodes(graph, static_cast<tensorflow::DataType>(number), random);
    count += graph.node_size();
    sm::test::roundTripGraph(graph);
  }
  EXPECT_GT(count, 2000);
}

/// All 16-bit patterns of the half types, and all 8-bit ones of the small
/// floats: the text must keep every NaN.
TEST(Tensors, EveryBitPattern) {
  tensorflow::GraphDef graph;
  for (auto [dtype, width] : {std::pair{tensorflow::DT_HALF, 2},
                              {tensorflow::DT_BFLOAT16, 2},
                              {tensorflow::DT_FLOAT8_E5M2, 1},
                              {tensorflow::DT_FLOAT8_E4M3FN, 1},
                              {tensorflow::DT_FLOAT8_E4M3FNUZ, 1},
                              {tensorflow::DT_FLOAT8_E4M3B11FNUZ, 1},
                              {tensorflow::DT_FLOAT8_E5M2FNUZ, 1}})
    for (int first = 0; first < 1 << (8 * width); first += 256) {
      tensorflow::NodeDef &node = *graph.add_node();
      node.set_name("n" + std::to_string(graph.node_size()));
      node.set_op("Holder");
      TensorProto &tensor = *(*node.mutable_attr())["value"].mutable_tensor();
      tensor.set_dtype(dtype);
      tensor.mutable_tensor_shape()->add_dim()->set_size(256);
      for (int i = first; i < first + 256; ++i) {
        tensor.mutable_tensor_content()->push_back(static_cast<char>(i));
        if (width == 2)
          tensor.mutable_tensor_content()->push_back(static_cast<char>(i >> 8));
      }
    }
  sm::test::roundTripGraph(graph);
}

} // namespace
