// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Every way to write a tensor of every type survives import and export.

#include "RoundTrip.h"

#include "sm/Format/TensorProto.h"
#include "sm/Support/DType.h"

#include <random>

using tensorflow::TensorProto;

namespace {

/// Adds the typed list that belongs to the tensor's type.
void addListed(TensorProto &tensor, int count, std::mt19937 &random) {
  auto narrow = [&](int bits, bool isSigned) {
    int value = static_cast<int>(random() & ((1u << bits) - 1));
    return isSigned ? value - (1 << (bits - 1)) : value;
  };
  for (int i = 0; i < count; ++i) {
    uint32_t word = random();
    uint64_t wide = uint64_t(random()) << 32 | random();
    float single;
    double twice;
    std::memcpy(&single, &word, sizeof(word));
    std::memcpy(&twice, &wide, sizeof(wide));
    switch (tensor.dtype()) {
    case tensorflow::DT_FLOAT:
      tensor.add_float_val(single);
      break;
    case tensorflow::DT_DOUBLE:
      tensor.add_double_val(twice);
      break;
    case tensorflow::DT_COMPLEX64:
      tensor.add_scomplex_val(single);
      tensor.add_scomplex_val(-single);
      break;
    case tensorflow::DT_COMPLEX128:
      tensor.add_dcomplex_val(twice);
      tensor.add_dcomplex_val(-twice);
      break;
    case tensorflow::DT_INT64:
      tensor.add_int64_val(static_cast<int64_t>(wide));
      break;
    case tensorflow::DT_UINT64:
      tensor.add_uint64_val(wide);
      break;
    case tensorflow::DT_UINT32:
      tensor.add_uint32_val(word);
      break;
    case tensorflow::DT_INT32:
    case tensorflow::DT_QINT32:
      tensor.add_int_val(static_cast<int>(word));
      break;
    case tensorflow::DT_INT16:
    case tensorflow::DT_QINT16:
      tensor.add_int_val(narrow(16, true));
      break;
    case tensorflow::DT_UINT16:
    case tensorflow::DT_QUINT16:
      tensor.add_int_val(narrow(16, false));
      break;
    case tensorflow::DT_INT8:
    case tensorflow::DT_QINT8:
      tensor.add_int_val(narrow(8, true));
      break;
    case tensorflow::DT_UINT8:
    case tensorflow::DT_QUINT8:
      tensor.add_int_val(narrow(8, false));
      break;
    case tensorflow::DT_INT4:
      tensor.add_int_val(narrow(4, true));
      break;
    case tensorflow::DT_UINT4:
      tensor.add_int_val(narrow(4, false));
      break;
    case tensorflow::DT_INT2:
      tensor.add_int_val(narrow(2, true));
      break;
    case tensorflow::DT_UINT2:
      tensor.add_int_val(narrow(2, false));
      break;
    case tensorflow::DT_BOOL:
      tensor.add_bool_val(word & 1);
      break;
    case tensorflow::DT_HALF:
    case tensorflow::DT_BFLOAT16:
      tensor.add_half_val(narrow(16, false));
      break;
    case tensorflow::DT_FLOAT4_E2M1FN:
      tensor.mutable_float8_val()->push_back(static_cast<char>(word & 15));
      break;
    case tensorflow::DT_STRING:
      tensor.add_string_val(std::string(word % 5, static_cast<char>(word)));
      break;
    default:
      tensor.mutable_float8_val()->push_back(static_cast<char>(word));
    }
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

/// Nodes with one tensor of each kind that this type can be written in.
void addNodes(tensorflow::GraphDef &graph, tensorflow::DataType dtype,
              std::mt19937 &random) {
  const std::vector<std::vector<int>> shapes = {{},     {1},    {5},
                                                {2, 3}, {0, 2}, {40, 30}};
  enum {
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
  for (bool hasShape : {false, true})
    for (const std::vector<int> &dims : shapes) {
      if (!hasShape && !dims.empty())
        continue;
      for (int kind = 0; kind < KindCount; ++kind) {
        TensorProto tensor;
        tensor.set_dtype(dtype);
        int count = 1;
        if (hasShape)
          tensor.mutable_tensor_shape();
        for (int dim : dims) {
          tensor.mutable_tensor_shape()->add_dim()->set_size(dim);
          count *= dim;
        }
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
          dtype == tensorflow::DT_INT64 ? tensor.add_int_val(3)
                                        : tensor.add_int64_val(3);
        if (kind == Version)
          tensor.set_version_number(-7);
        if (kind == Named)
          tensor.mutable_tensor_shape()->add_dim()->set_name("n");
        if (kind == Named)
          tensor.mutable_tensor_shape()->mutable_dim(dims.size())->set_size(1);
        if (kind == Unknown)
          tensor.GetReflection()->MutableUnknownFields(&tensor)->AddVarint(9999,
                                                                           1);
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
