// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Values: grammar of the flags, files, binding to ports, tf.Examples.

#include "sm/Driver/Values.h"
#include "sm/Driver/InventedValues.h"
#include "sm/Driver/NumpyTensor.h"
#include "sm/Format/Numpy.h"
#include "sm/Format/Proto/example.pb.h"

#include "test/Unit/Format/TestFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>

namespace sm::driver {
namespace {

using runtime::Port;
using runtime::Tensor;
using testing::ElementsAre;
using testing::HasSubstr;
using Kind = ValueSource::Kind;

Port portOf(const std::string &name, DType dtype, PartialShape shape) {
  Port port;
  port.name = name;
  port.type = {dtype, std::move(shape)};
  return port;
}

/// Ports that most tests bind to.
std::vector<Port> twoPorts() {
  return {portOf("x", DType::Float, PartialShape({-1, 2})),
          portOf("y", DType::Int32, PartialShape::scalar())};
}

format::NpyArray floatArray(std::vector<float> values) {
  format::NpyArray array;
  array.dtype = DType::Float;
  array.shape = Shape({static_cast<int64_t>(values.size())});
  array.bytes.assign(reinterpret_cast<const char *>(values.data()),
                     values.size() * sizeof(float));
  return array;
}

StatusOr<std::vector<Tensor>> bindFlags(const ValueFlags &flags,
                                        const std::vector<Port> &ports) {
  SM_ASSIGN_OR_RETURN(auto sources, parseValueFlags(flags));
  return bindValues(sources, ports);
}

std::string bindError(const ValueFlags &flags, const std::vector<Port> &ports) {
  return std::string(bindFlags(flags, ports).status().message());
}

ValueFlags inputsFlag(const std::string &text) { return {text, {}, {}}; }
ValueFlags exprsFlag(const std::string &text) { return {{}, text, {}}; }
ValueFlags examplesFlag(const std::string &text) { return {{}, {}, text}; }

TEST(InputsTest, KeyFileAndArray) {
  auto sources = parseInputs("x=a.npy;y=b.npz[k];all.npz");
  ASSERT_TRUE(sources.ok()) << sources.status();
  ASSERT_EQ(sources->size(), 3u);
  EXPECT_EQ((*sources)[0].key, "x");
  EXPECT_EQ((*sources)[0].file, "a.npy");
  EXPECT_FALSE((*sources)[0].array.has_value());
  EXPECT_EQ((*sources)[1].file, "b.npz");
  EXPECT_EQ((*sources)[1].array, "k");
  EXPECT_EQ((*sources)[2].kind, Kind::WholeFile);
  EXPECT_EQ((*sources)[2].file, "all.npz");
}

TEST(InputsTest, OnlyTheFirstEqualsAndTheLastBracket) {
  auto sources = parseInputs("a/b:0=d=e[1].npz[k[2]");
  ASSERT_TRUE(sources.ok());
  EXPECT_EQ((*sources)[0].key, "a/b:0");
  EXPECT_EQ((*sources)[0].file, "d=e[1].npz[k");
  EXPECT_EQ((*sources)[0].array, "2");
}

TEST(InputsTest, BackslashTakesTheNextCharacter) {
  auto sources = parseInputs(R"(a\=b=c\;d.npy;e=f\\g.npy;h=i[1\])");
  ASSERT_TRUE(sources.ok());
  ASSERT_EQ(sources->size(), 3u);
  EXPECT_EQ((*sources)[0].key, "a=b");
  EXPECT_EQ((*sources)[0].file, "c;d.npy");
  EXPECT_EQ((*sources)[1].file, "f\\g.npy");
  EXPECT_EQ((*sources)[2].file, "i[1]");
  EXPECT_FALSE((*sources)[2].array.has_value());
}

TEST(InputsTest, GrammarErrors) {
  EXPECT_EQ(parseInputs("=a.npy").status().message(),
            "'=a.npy' has no key before '='");
  EXPECT_EQ(parseInputs("x=").status().message(),
            "'x=' names no file; write KEY=FILE");
  EXPECT_EQ(parseInputs("x=a;;y=b").status().message(),
            "'' names no file; write KEY=FILE");
}

TEST(ExprsTest, SemicolonsAndEqualsInsideStrings) {
  auto tensors = bindFlags(
      exprsFlag("s=[\"a;b=c\"]; n=1"),
      {portOf("s", DType::String, {}), portOf("n", DType::Int32, {})});
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[0].values<Bytes>(), ElementsAre("a;b=c"));
}

TEST(ExprsTest, GrammarErrors) {
  EXPECT_EQ(bindError(exprsFlag("x"), {}),
            "--input_exprs: 'x' is not of the form KEY=VALUE");
  EXPECT_EQ(bindError(exprsFlag("x=[1"), {}),
            "--input_exprs: the value of 'x': column 3: expected ',' or ']'");
  EXPECT_EQ(bindError(exprsFlag("x=1,y=2"), {}),
            "--input_exprs: the value of 'x' is followed by ',y=2'; inputs "
            "are separated by ';'");
}

TEST(FeedsTest, NamesWithAndWithoutFiles) {
  auto feeds = parseFeeds("a/b:0=f.npy;c:1");
  ASSERT_TRUE(feeds.ok());
  EXPECT_THAT(feeds->names, ElementsAre("a/b:0", "c:1"));
  ASSERT_EQ(feeds->values.size(), 1u);
  EXPECT_EQ(feeds->values[0].file, "f.npy");
  EXPECT_EQ(parseFeeds("=f").status().message(), "'=f' names no tensor");
}

TEST(NamesTest, Commas) {
  EXPECT_THAT(*parseNames("c:0,d:1"), ElementsAre("c:0", "d:1"));
  EXPECT_THAT(*parseNames(R"(a\,b)"), ElementsAre("a,b"));
  EXPECT_EQ(parseNames("a,,b").status().message(),
            "an empty name between commas");
}

TEST(BindTest, InTheOrderOfThePorts) {
  auto tensors = bindFlags(exprsFlag("y=3;x=[[1,2.5]]"), twoPorts());
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[0].values<float>(), ElementsAre(1, 2.5));
  EXPECT_THAT((*tensors)[1].values<int32_t>(), ElementsAre(3));
}

TEST(BindTest, MissingAndUnknownInOneError) {
  EXPECT_EQ(bindError(exprsFlag("a=1;b=2"), twoPorts()),
            "no value for input x, y; no such input: a, b; the entry takes x "
            "float32[?,2], y int32[]");
  EXPECT_EQ(bindError(exprsFlag("x=[[1,2]]"), twoPorts()),
            "no value for input y; the entry takes x float32[?,2], y int32[]");
  EXPECT_EQ(bindError(exprsFlag("a=1"), {}),
            "no such input: a; the entry takes no inputs");
}

TEST(BindTest, DefaultsOfWhatIsLeftOut) {
  std::vector<runtime::Port> ports = twoPorts();
  auto seven = runtime::Tensor::allocate(DType::Int32, Shape());
  ASSERT_TRUE(seven.ok());
  *seven->mutableData<int32_t>() = 7;
  ports[1].defaultValue = *seven;
  auto tensors = bindFlags(exprsFlag("x=[[1,2.5]]"), ports);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[1].values<int32_t>(), ElementsAre(7));
  tensors = bindFlags(exprsFlag("x=[[1,2.5]];y=3"), ports);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[1].values<int32_t>(), ElementsAre(3));
  EXPECT_EQ(bindError(exprsFlag(""), ports),
            "no value for input x; the entry takes x float32[?,2], y int32[], "
            "with a default for y");
}

TEST(BindTest, TwiceIsAnError) {
  EXPECT_EQ(bindError(exprsFlag("x=1;x=2"), twoPorts()),
            "input 'x' is given twice");
  EXPECT_EQ(bindError({"x=a.npy", "x=2", {}}, twoPorts()),
            "input 'x' is given twice");
}

TEST(BindTest, LiteralErrorsNameTheInput) {
  EXPECT_EQ(bindError(exprsFlag("x=[[1,2]];y=2.5"), twoPorts()),
            "input 'y': 2.5 does not fit int32");
}

TEST(BindTest, Files) {
  const test::TempFolder folder;
  const std::string npy = folder.path("a.npy"), npz = folder.path("b.npz");
  ASSERT_TRUE(format::writeNpy(npy, floatArray({1, 2})).ok());
  ASSERT_TRUE(
      format::writeNpz(npz, {{"k", floatArray({3})}, {"l", floatArray({4})}})
          .ok());
  const std::vector<Port> ports = {portOf("k", DType::Float, {}),
                                   portOf("l", DType::Float, {})};
  auto tensors = bindFlags(inputsFlag("k=" + npy + ";l=" + npz + "[k]"), ports);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[0].values<float>(), ElementsAre(1, 2));
  EXPECT_THAT((*tensors)[1].values<float>(), ElementsAre(3));
  tensors = bindFlags(inputsFlag(npz), ports);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_THAT((*tensors)[1].values<float>(), ElementsAre(4));
  EXPECT_EQ(bindError(inputsFlag(npz + ";k=" + npy), ports),
            "input 'k' is given twice");
  EXPECT_EQ(bindError(inputsFlag("k=" + npz + ";l=" + npy), ports),
            "input 'k': " + npz + ": holds 2 arrays (k, l); name one as " +
                npz + "[NAME]");
  EXPECT_EQ(bindError(inputsFlag("k=" + npy + "[k];l=" + npy), ports),
            "input 'k': " + npy +
                ": not a .npz file, so '[k]' names nothing in it");
  EXPECT_THAT(bindError(inputsFlag("k=/nowhere.npy;l=" + npy), ports),
              HasSubstr("/nowhere.npy"));
}

TEST(BindTest, FilesMustHaveThePortsType) {
  const test::TempFolder folder;
  const std::string npy = folder.path("a.npy");
  ASSERT_TRUE(format::writeNpy(npy, floatArray({1})).ok());
  EXPECT_EQ(bindError(inputsFlag("x=" + npy), {portOf("x", DType::Double, {})}),
            "input 'x': wants float64, and the file holds float32; convert "
            "the array with astype");
}

TEST(BindTest, BFloat16ByName) {
  const test::TempFolder folder;
  const std::string npy = folder.path("a.npy");
  format::NpyArray array;
  array.dtype = DType::UInt16;
  array.shape = Shape({1});
  array.bytes = std::string("\x80\x3f", 2);
  ASSERT_TRUE(format::writeNpy(npy, array).ok());
  const std::vector<Port> ports = {portOf("x", DType::BFloat16, {})};
  auto tensors = bindFlags(inputsFlag("x::bfloat16=" + npy), ports);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_EQ((*tensors)[0].typeStr(), "bfloat16[1]");
  EXPECT_THAT(bindError(inputsFlag("x=" + npy), ports),
              HasSubstr("wants bfloat16, and the file holds uint16"));
}

TEST(ExamplesTest, FeaturesByKind) {
  auto tensors = bindFlags(
      examplesFlag("e=[{'age': [1.5, 2], 'id': 7, 's': ['a', b'\\xff'], "
                   "'none': []}, {}]"),
      {portOf("e", DType::String, {})});
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_EQ((*tensors)[0].shape(), Shape({2}));
  tensorflow::Example example;
  ASSERT_TRUE(example.ParseFromString((*tensors)[0].values<Bytes>()[0]));
  const auto &features = example.features().feature();
  EXPECT_THAT(features.at("age").float_list().value(), ElementsAre(1.5f, 2));
  EXPECT_THAT(features.at("id").int64_list().value(), ElementsAre(7));
  EXPECT_THAT(features.at("s").bytes_list().value(), ElementsAre("a", "\xff"));
  EXPECT_EQ(features.at("none").kind_case(), tensorflow::Feature::KIND_NOT_SET);
}

TEST(ExamplesTest, Errors) {
  const std::vector<Port> ports = {portOf("e", DType::String, {})};
  auto error = [&](const std::string &text) {
    return bindError(examplesFlag("e=" + text), ports);
  };
  EXPECT_EQ(error("{'a': 1}"), "input 'e': examples are a list of "
                               "dictionaries: [{'age': [1.0]}]");
  EXPECT_EQ(error("[1]"), "input 'e': each example must be a dictionary of "
                          "features: {'age': [1.0]}");
  EXPECT_EQ(error("[{'a': [1, 'b']}]"),
            "input 'e': feature 'a': it mixes numbers and strings");
  EXPECT_EQ(error("[{'a': [[1]]}]"),
            "input 'e': feature 'a': its values must be numbers or strings");
  EXPECT_EQ(error("[{'a': 9223372036854775808}]"),
            "input 'e': feature 'a': an integer does not fit int64");
  EXPECT_EQ(error("[{'a': 1, 'a': 2}]"),
            "input 'e': feature 'a': it is given twice");
  EXPECT_EQ(bindError(examplesFlag("x=[{}];y=[{}]"), twoPorts()),
            "input 'x': wants float32; tf.Examples are strings");
}

TEST(NumpyTensorTest, ThereAndBack) {
  auto tensor = toTensor(floatArray({1, 2, 3}));
  ASSERT_TRUE(tensor.ok());
  EXPECT_EQ(toArray(*tensor).bytes, floatArray({1, 2, 3}).bytes);
  format::NpyArray strings;
  strings.dtype = DType::String;
  strings.shape = Shape({2});
  strings.strings = {"a", std::string("b\0c", 3)};
  tensor = toTensor(strings);
  ASSERT_TRUE(tensor.ok());
  EXPECT_EQ(toArray(*tensor).strings, strings.strings);
}

TEST(NumpyTensorTest, SizesAreChecked) {
  format::NpyArray array = floatArray({1, 2});
  array.shape = Shape({3});
  EXPECT_EQ(toTensor(array).status().message(), "an array of 12 bytes holds 8");
  array.dtype = DType::String;
  EXPECT_EQ(toTensor(array).status().message(),
            "an array of 3 strings holds 0");
}

TEST(InventedValuesTest, FitsThePorts) {
  runtime::Program program;
  program.inputs = {portOf("f", DType::Float, PartialShape({-1, 3})),
                    portOf("h", DType::Half, PartialShape({2})),
                    portOf("i", DType::Int64, PartialShape({-1})),
                    portOf("s", DType::String, PartialShape()),
                    portOf("examples", DType::String, PartialShape({-1}))};
  auto tensors = inventValues(program, 4);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  EXPECT_EQ((*tensors)[0].shape(), Shape({4, 3}));
  EXPECT_THAT((*tensors)[0].values<float>(),
              testing::Each(testing::AllOf(testing::Ge(0), testing::Lt(1))));
  EXPECT_THAT((*tensors)[2].values<int64_t>(),
              testing::Each(testing::AnyOf(0, 1)));
  EXPECT_EQ((*tensors)[3].shape(), Shape({4}));
  EXPECT_EQ((*tensors)[3].values<Bytes>()[1], "sample text 1");
  // A name says nothing.
  EXPECT_EQ((*tensors)[4].values<Bytes>()[1], "sample text 1");
  auto again = inventValues(program, 4);
  EXPECT_EQ((*tensors)[0].values<float>(), (*again)[0].values<float>());
}

TEST(InventedValuesTest, ExamplesHaveWhatIsParsed) {
  const DType kString = DType::String;
  runtime::Program program;
  program.inputs = {portOf("inputs", kString, PartialShape({-1}))};
  auto text = [&](runtime::Slot slot, const char *value) {
    program.constants.push_back(
        {slot, Tensor::of<Bytes>(kString, Shape(), {Bytes(value)})});
  };
  auto nothing = [&](runtime::Slot slot, DType dtype) {
    program.constants.push_back({slot, *Tensor::allocate(dtype, Shape({0}))});
  };
  nothing(1, kString); // Names of the examples.
  text(2, "sparse");
  text(3, "x");
  text(4, "n");
  text(5, "t");
  nothing(6, DType::Float);
  nothing(7, DType::Int64);
  text(8, "default");
  runtime::Instruction copy;
  copy.kernel = runtime::lookupKernel("Identity");
  copy.inputs = {0};
  copy.outputs = {9};
  runtime::Instruction parse;
  parse.kernel = runtime::lookupKernel("ParseExample");
  parse.attributes["dense_shapes"] = std::vector<PartialShape>{
      PartialShape({2, 3}), PartialShape({-1, 2}), PartialShape::scalar()};
  parse.inputs = {9, 1, 2, 3, 4, 5, 6, 7, 8};
  parse.outputs = {10, 11, 12, 13, 14, 15};
  program.instructions = {copy, parse};

  auto tensors = inventValues(program, 2);
  ASSERT_TRUE(tensors.ok()) << tensors.status();
  ASSERT_EQ((*tensors)[0].shape(), Shape({2}));
  const auto &texts = (*tensors)[0].values<Bytes>();
  tensorflow::Example example;
  ASSERT_TRUE(example.ParseFromString(texts[1]));
  const auto &features = example.features().feature();
  EXPECT_EQ(features.size(), 3u);
  EXPECT_EQ(features.at("x").float_list().value_size(), 6);
  EXPECT_EQ(features.at("n").int64_list().value_size(), 2);
  EXPECT_EQ(features.at("t").bytes_list().value(0), "sample text 0");
  EXPECT_NE(texts[0], texts[1]);
}

TEST(InventedValuesTest, Errors) {
  runtime::Program program;
  program.inputs = {portOf("r", DType::Resource, {})};
  EXPECT_EQ(inventValues(program, 1).status().message(),
            "input 'r': no values of type resource can be made up; give "
            "--inputs");
  program.inputs = {portOf("x", DType::Float, PartialShape({-1, -1, -1, -1}))};
  EXPECT_THAT(
      std::string(inventValues(program, int64_t{1} << 30).status().message()),
      HasSubstr("is too large"));
}

} // namespace
} // namespace sm::driver
