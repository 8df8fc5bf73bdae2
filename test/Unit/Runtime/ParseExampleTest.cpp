// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// ParseExample; what it says and does is TensorFlow 2.21's.

#include "Tensors.h"

#include "sm/Support/Varint.h"

#include <cstring>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Bytes field(uint32_t number, const Bytes &payload) {
  Bytes out;
  appendVarint64(out, number << 3 | 2);
  appendVarint64(out, payload.size());
  return out + payload;
}

Bytes floatFeature(const std::vector<float> &values) {
  Bytes packed(values.size() * 4, '\0');
  if (!values.empty())
    std::memcpy(&packed[0], values.data(), packed.size());
  return field(2, values.empty() ? "" : field(1, packed));
}
Bytes intFeature(const std::vector<int64_t> &values) {
  Bytes packed;
  for (int64_t value : values)
    appendVarint64(packed, static_cast<uint64_t>(value));
  return field(3, values.empty() ? "" : field(1, packed));
}
Bytes bytesFeature(const std::vector<Bytes> &values) {
  Bytes list;
  for (const Bytes &value : values)
    list += field(1, value);
  return field(1, list);
}
using Entries = std::vector<std::pair<Bytes, Bytes>>;
Bytes example(const Entries &entries) {
  Bytes features;
  for (const auto &[key, feature] : entries)
    features += field(1, field(1, key) + field(2, feature));
  return field(1, features);
}

/// An op with at most one dense and one sparse feature, both of key "a".
struct Parse {
  std::vector<Bytes> messages;
  std::vector<Bytes> names = {};
  std::vector<DType> sparse = {};
  std::vector<PartialShape> dense = {};
  Tensor fallback = {};

  StatusOr<std::vector<Tensor>> operator()() const {
    const int64_t count = static_cast<int64_t>(messages.size());
    std::vector<Tensor> inputs = {
        strings({count}, messages),
        strings({static_cast<int64_t>(names.size())}, names)};
    for (size_t i = 0; i < sparse.size() + dense.size(); ++i)
      inputs.push_back(strings({}, {"a"}));
    if (!dense.empty())
      inputs.push_back(fallback);
    return runAll("ParseExample",
                  {{"sparse_types", sparse}, {"dense_shapes", dense}}, inputs,
                  static_cast<int>(3 * sparse.size() + dense.size()));
  }
  Tensor ok() const {
    auto outputs = (*this)();
    EXPECT_TRUE(outputs.ok()) << outputs.status();
    return outputs.ok() ? outputs->back() : Tensor();
  }
  std::string error() const {
    auto outputs = (*this)();
    EXPECT_FALSE(outputs.ok());
    return std::string(outputs.status().message());
  }
};

const Tensor noFloats = floats({0}, {});

TEST(ParseExample, denseOfFixedShape) {
  const Tensor y = Parse{{example({{"a", floatFeature({1, 2})}}),
                          example({{"b", intFeature({1})}})},
                         {},
                         {},
                         {{2}},
                         floats({2}, {5, 6})}
                       .ok();
  EXPECT_EQ(y.shape(), (Shape{2, 2}));
  EXPECT_THAT(valuesOf<float>(y), ElementsAre(1, 2, 5, 6));
  EXPECT_THAT(
      valuesOf<int64_t>(Parse{{example({{"a", intFeature({-1, 1LL << 40})}})},
                              {},
                              {},
                              {{2}},
                              longs({0}, {})}
                            .ok()),
      ElementsAre(-1, 1LL << 40));
  EXPECT_THAT(valuesOf<Bytes>(Parse{{example({{"a", bytesFeature({"x"})}})},
                                    {},
                                    {},
                                    {PartialShape::scalar()},
                                    strings({0}, {})}
                                  .ok()),
              ElementsAre("x"));
  EXPECT_THAT(
      valuesOf<float>(Parse{
          {example({})}, {}, {}, {PartialShape::scalar()}, floats({}, {3})}
                          .ok()),
      ElementsAre(3));
  EXPECT_EQ((Parse{{}, {}, {}, {{1}}, noFloats}.ok().shape()), (Shape{0, 1}));
}

TEST(ParseExample, wireForms) {
  // Values one by one, an unknown field, the last of two entries, features in
  // two parts, a key that is no UTF-8.
  Bytes single;
  for (float value : {1.0f, 2.0f}) {
    single += '\x0d';
    single.append(reinterpret_cast<const char *>(&value), 4);
  }
  Bytes unpackedInts = "\x08\x05\x08\x07";
  const Parse two{{example({{"a", field(2, single)}}) + Bytes("\x18\x05")},
                  {},
                  {},
                  {{2}},
                  noFloats};
  EXPECT_THAT(valuesOf<float>(two.ok()), ElementsAre(1, 2));
  EXPECT_THAT(
      valuesOf<int64_t>(Parse{{example({{"a", field(3, unpackedInts)}})},
                              {},
                              {},
                              {{2}},
                              longs({0}, {})}
                            .ok()),
      ElementsAre(5, 7));
  const Parse last{{example({{"a", floatFeature({1})},
                             {"\xff", floatFeature({9})},
                             {"a", floatFeature({2})}})},
                   {},
                   {},
                   {{1}},
                   noFloats};
  EXPECT_THAT(valuesOf<float>(last.ok()), ElementsAre(2));
  const Parse parts{{example({{"a", floatFeature({1})}}) +
                     example({{"a", floatFeature({3})}})},
                    {},
                    {},
                    {{1}},
                    noFloats};
  EXPECT_THAT(valuesOf<float>(parts.ok()), ElementsAre(3));
}

TEST(ParseExample, denseOfVariableLength) {
  const std::vector<Bytes> messages = {
      example({{"a", floatFeature({1, 2, 3, 4})}}),
      example({{"a", floatFeature({5, 6})}}), example({})};
  const Tensor y =
      Parse{messages, {}, {}, {{kUnknownDim}}, floats({1}, {9})}.ok();
  EXPECT_EQ(y.shape(), (Shape{3, 4}));
  EXPECT_THAT(valuesOf<float>(y),
              ElementsAre(1, 2, 3, 4, 5, 6, 9, 9, 9, 9, 9, 9));
  const Tensor z =
      Parse{messages, {}, {}, {{kUnknownDim, 2}}, floats({1}, {9})}.ok();
  EXPECT_EQ(z.shape(), (Shape{3, 2, 2}));
  EXPECT_EQ((Parse{{example({})}, {}, {}, {{kUnknownDim}}, floats({1}, {9})}
                 .ok()
                 .shape()),
            (Shape{1, 0}));
}

TEST(ParseExample, sparse) {
  auto outputs = Parse{{example({{"a", intFeature({1, 2})}}), example({}),
                        example({{"a", intFeature({3})}}),
                        example({{"a", intFeature({})}})},
                       {},
                       {DType::Int64}}();
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_THAT(valuesOf<int64_t>((*outputs)[0]), ElementsAre(0, 0, 0, 1, 2, 0));
  EXPECT_EQ((*outputs)[0].shape(), (Shape{3, 2}));
  EXPECT_THAT(valuesOf<int64_t>((*outputs)[1]), ElementsAre(1, 2, 3));
  EXPECT_THAT(valuesOf<int64_t>((*outputs)[2]), ElementsAre(4, 2));
}

TEST(ParseExample, batchesOnSeveralThreads) {
  std::vector<Bytes> messages;
  for (int i = 0; i < 1000; ++i)
    messages.push_back(example({{"a", floatFeature({float(i)})}}));
  const Tensor y = Parse{messages, {}, {}, {{1}}, noFloats}.ok();
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(y.data<float>()[i], i);
}

TEST(ParseExample, messagesOfTensorFlow) {
  const Bytes one = example({{"a", floatFeature({1})}});
  EXPECT_EQ(
      (Parse{{one, example({})}, {"n0", "n1"}, {}, {{1}}, noFloats}.error()),
      "ParseExample: Name: n1, Feature: a (data type: float) is required "
      "but could not be found.");
  EXPECT_EQ((Parse{{example({{"a", ""}})}, {}, {}, {{1}}, noFloats}.error()),
            "ParseExample: Name: <unknown>, Feature: a (data type: float) is "
            "required but could not be found.");
  EXPECT_EQ(
      (Parse{{example({{"a", intFeature({1})}})}, {"nm"}, {}, {{1}}, noFloats}
           .error()),
      "ParseExample: Name: nm, Key: a, Index: 0.  Data types don't match. "
      "Data type: int64 but expected type: float");
  EXPECT_EQ(
      (Parse{
          {example({{"a", floatFeature({1, 2})}})}, {}, {}, {{2, 2}}, noFloats}
           .error()),
      "ParseExample: Name: <unknown>, Key: a, Index: 0.  Number of float "
      "values != expected.  Values size: 2 but output shape: [2,2]");
  EXPECT_EQ((Parse{{example({{"a", floatFeature({1, 2, 3})}})},
                   {"q"},
                   {},
                   {{kUnknownDim, 2}},
                   floats({1}, {9})}
                 .error()),
            "ParseExample: Name: q, Key: a, Index: 0.  Number of float values "
            "is not a multiple of stride length. Saw 3 values but output shape "
            "is: [?,2]");
  EXPECT_EQ((Parse{{one}, {"w"}, {DType::Int64}}.error()),
            "ParseExample: Name: w, Key: a, Index: 0.  Data types don't match. "
            "Expected type: int64, Actual type: float");
  EXPECT_EQ((Parse{{one}, {"a", "b"}, {}, {{1}}, noFloats}.error()),
            "ParseExample: Expected names have the same shape as serialized: "
            "name.shape=[2], serialized.shape=[1]");
}

TEST(ParseExample, refusesBadArguments) {
  const Bytes one = example({{"a", floatFeature({1})}});
  EXPECT_THAT((Parse{{one}, {}, {}, {{2}}, floats({1}, {5})}.error()),
              HasSubstr("dense_defaults[0] has the shape [1], which does not "
                        "fit dense_shapes[0] [2]"));
  EXPECT_THAT((Parse{{one}, {}, {}, {{kUnknownDim}}, noFloats}.error()),
              HasSubstr("its default must be the one element to pad with"));
  EXPECT_THAT((Parse{{one}, {}, {}, {{1}}, ints({0}, {})}.error()),
              HasSubstr("must be float, int64 or string, not int32"));
  EXPECT_THAT((Parse{{one}, {}, {}, {{1, kUnknownDim}}, noFloats}.error()),
              HasSubstr("ParseExample: "));
  EXPECT_THAT((Parse{{one}, {}, {}, {PartialShape()}, noFloats}.error()),
              HasSubstr("ParseExample: "));
  EXPECT_THAT(
      (Parse{{one}, {}, {}, {{int64_t{1} << 40, int64_t{1} << 40}}, noFloats}
           .error()),
      HasSubstr("ParseExample: "));
}

TEST(ParseExample, refusesBadFeatures) {
  // A list of floats that is longer than the feature.
  const Bytes cut = example({{"a", Bytes("\x12\x05", 2)}});
  EXPECT_EQ((Parse{{cut}, {"n"}, {}, {{1}}, noFloats}.error()),
            "ParseExample: Name: n, Key: a, Index: 0.  The feature is "
            "malformed");
  const StatusOr<std::vector<Tensor>> matrix = runAll(
      "ParseExample",
      {{"sparse_types", std::vector<DType>()},
       {"dense_shapes", std::vector<PartialShape>{{1}}}},
      {strings({1, 1}, {cut}), strings({0}, {}), strings({}, {"a"}), noFloats},
      1);
  EXPECT_EQ(std::string(matrix.status().message()),
            "ParseExample: serialized must be a vector, not of shape [1,1]");
}

TEST(ParseExample, cutAndTurnedBytesNeverCrash) {
  const Bytes whole = example({{"a", floatFeature({1, 2})},
                               {"b", intFeature({-1})},
                               {"a", floatFeature({3, 4})}});
  for (size_t i = 0; i < whole.size(); ++i) {
    const auto cut =
        Parse{{whole.substr(0, i)}, {}, {}, {{2}}, floats({2}, {0, 0})}();
    if (i > 0) {
      EXPECT_FALSE(cut.ok()) << i;
    }
    for (int bit = 0; bit < 8; ++bit) {
      Bytes turned = whole;
      turned[i] = static_cast<char>(turned[i] ^ (1 << bit));
      (void)Parse{{turned}, {}, {}, {{2}}, floats({2}, {0, 0})}();
      (void)Parse{{turned}, {}, {DType::Int64}}();
      (void)Parse{{turned}, {}, {DType::String}}();
    }
  }
  EXPECT_EQ((Parse{{"\xff\xff"}, {"nm"}, {}, {{1}}, noFloats}.error()),
            "ParseExample: Name: nm, Index: 0.  The 2 bytes are no serialized "
            "tensorflow.Example");
}

} // namespace
} // namespace sm::runtime
