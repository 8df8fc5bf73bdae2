// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// One file with code for several sets of input shapes, and files that were
/// damaged on their way.

#include "sm/API/Compile.h"
#include "sm/Runtime/Artifact.h"

#include "SmallModels.h"

#include <dlfcn.h>

namespace sm {
namespace {

using runtime::Session;
using runtime::Tensor;
using test::filesIn;
using test::floatsOf;
using test::loadArtifact;
using test::rampRows;
using test::readFile;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CompileSetsTest : public test::OutputTest {
protected:
  Status compile(const ModelSource &source, const CompileOptions &options,
                 const std::string &name) {
    return compileModel(source, {}, options, out(name), nullptr, &notes);
  }
  /// denseModel for these numbers of rows.
  static CompileOptions dense(const std::vector<int64_t> &rows) {
    CompileOptions options;
    for (int64_t count : rows)
      options.shapeSets.push_back({{"x", {count, 4}}});
    return options;
  }
};

TEST_F(CompileSetsTest, OneArtifactForSeveralBatches) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(compile(source, dense({1, 3, 8}), "m.smx"));
  auto model = loadArtifact(out("m.smx"));
  ASSERT_OK(model);
  EXPECT_EQ((*model)->shapeSets().size(), 3u);
  EXPECT_EQ((*model)->program().inputs[0].type.shape.str(), "[?,4]");
  EXPECT_EQ((*model)->shapeSets()[1]->inputs[0].type.shape.str(), "[3,4]");
  Session session;
  for (int64_t rows : {8, 1, 3, 1}) {
    auto outputs = session.run((*model)->program(), {rampRows(rows)});
    ASSERT_OK(outputs);
    EXPECT_EQ(floatsOf((*outputs)[0]), test::denseAnswer(rows));
  }
  EXPECT_ERROR(session.run((*model)->program(), {rampRows(2)}),
               kInvalidArgument,
               "input 'x' is float32[2,4], and there is no code for it; the "
               "model was compiled for 'x=1,4', 'x=3,4', 'x=8,4'");
}

TEST_F(CompileSetsTest, ProfilesNameTheProgramThatRuns) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(compile(source, dense({1, 2}), "m.smx"));
  auto model = loadArtifact(out("m.smx"));
  ASSERT_OK(model);
  auto profiled = (*model)->profiledProgram({rampRows(2)});
  ASSERT_OK(profiled);
  EXPECT_EQ(*profiled, (*model)->shapeSets()[1]);
  EXPECT_ERROR((*model)->profiledProgram({rampRows(5)}), kInvalidArgument,
               "there is no code for it");
}

TEST_F(CompileSetsTest, WeightsAreStoredOnce) {
  ModelSource source;
  source.path = SM_TEST_DEMO;
  CompileOptions options;
  options.shapeSets = {{{"image", {1, 28, 28, 1}}}};
  ASSERT_OK(compile(source, options, "one.smx"));
  options.shapeSets.push_back({{"image", {3, 28, 28, 1}}});
  options.shapeSets.push_back({{"image", {8, 28, 28, 1}}});
  ASSERT_OK(compile(source, options, "three.smx"));
  auto one = runtime::describeArtifact(out("one.smx"));
  auto three = runtime::describeArtifact(out("three.smx"));
  ASSERT_OK(one);
  ASSERT_OK(three);
  EXPECT_EQ(three->weightsBytes, one->weightsBytes);
  EXPECT_GT(one->weightsBytes, 40000u);
  EXPECT_EQ(three->entry, "serving_default");
  ASSERT_EQ(three->sets.size(), 3u);
  EXPECT_EQ(three->sets[2].inputs[0].type.shape.str(), "[8,28,28,1]");
  EXPECT_EQ(three->sets[2].outputs[0].type.shape.str(), "[8,10]");
  EXPECT_EQ(three->sets[2].regions, 1u);
  EXPECT_EQ(three->sets[2].cFunction, "three_serving_default_8x28x28x1");
  EXPECT_EQ(one->sets[0].cFunction, "one_serving_default");
}

TEST_F(CompileSetsTest, KernelsInEachSet) {
  const ModelSource source = test::mixedModel(folder.path("m"));
  CompileOptions options;
  options.shapeSets = {{{"x", {3}}, {"y", {3}}}, {{"y", {1}}, {"x", {1}}}};
  ASSERT_OK(compile(source, options, "m.smx"));
  auto summary = runtime::describeArtifact(out("m.smx"));
  ASSERT_OK(summary);
  ASSERT_EQ(summary->sets.size(), 2u);
  EXPECT_EQ(summary->sets[1].kernels.size(), 1u);
  EXPECT_EQ(summary->sets[1].cFunction, "");
  EXPECT_EQ(runtime::inputShapesText(summary->sets[1].inputs), "x=1;y=1");
  auto model = loadArtifact(out("m.smx"));
  ASSERT_OK(model);
  Session session;
  const auto ints = [](const std::vector<int32_t> &values) {
    return Tensor::of<int32_t>(DType::Int32,
                               {static_cast<int64_t>(values.size())}, values);
  };
  auto outputs = session.run((*model)->program(), {ints({7}), ints({2})});
  ASSERT_OK(outputs);
  EXPECT_THAT((*outputs)[0].values<int32_t>(), ElementsAre(-14));
  EXPECT_ERROR(session.run((*model)->program(), {ints({7, 1, 1}), ints({2})}),
               kInvalidArgument,
               "there is no code for inputs int32[3], int32[1] together");
}

TEST_F(CompileSetsTest, ACFunctionForEachSet) {
  const ModelSource source = test::denseModel(folder.path("m"));
  CompileOptions options = dense({1, 2});
  options.form = CompiledForm::SharedObject;
  options.header = out("net.h");
  ASSERT_OK(compile(source, options, "net.so"));
  EXPECT_THAT(readFile(out("net.h")),
              AllOf(HasSubstr("int net_serving_default_1x4("),
                    HasSubstr("int net_serving_default_2x4("),
                    HasSubstr("inputs[0]: float32[2,4] x")));
  void *library = dlopen(out("net.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  using Function = int (*)(const void *const *, void *const *);
  for (int64_t rows : {1, 2}) {
    auto *function = reinterpret_cast<Function>(
        dlsym(library,
              ("net_serving_default_" + std::to_string(rows) + "x4").c_str()));
    ASSERT_NE(function, nullptr);
    const Tensor x = rampRows(rows);
    std::vector<float> y(static_cast<size_t>(2 * rows), -1);
    const void *const inputs[] = {x.rawData()};
    void *const outputs[] = {y.data()};
    EXPECT_EQ(function(inputs, outputs), 0);
    EXPECT_EQ(y, test::denseAnswer(rows));
  }
  dlclose(library);
}

TEST_F(CompileSetsTest, NamesOfCFunctions) {
  const ModelSource source = test::imageModel(folder.path("m"));
  CompileOptions options;
  options.shapeSets = {{{"image", {1, 3, 5, 2}}}, {{"image", {2, 3, 5, 2}}}};
  options.form = CompiledForm::Object;
  options.header = out("net.h");
  ASSERT_OK(compile(source, options, "my-net.o"));
  // Only what differs is named: p and q are scalars in both.
  EXPECT_THAT(readFile(out("net.h")),
              HasSubstr("int my_net_serving_default_2x3x5x2("));
}

TEST_F(CompileSetsTest, SetsMustBeCompleteAndDiffer) {
  const ModelSource source = test::denseModel(folder.path("m"));
  EXPECT_ERROR(compile(source, dense({1, 2, 1}), "m.smx"), kInvalidArgument,
               "sets 1 and 3 of shapes are equal; give each --shape once");
  CompileOptions options;
  options.shapeSets = {{{"x", {3}}}, {{"y", {3}}}};
  EXPECT_ERROR(compile(test::mixedModel(folder.path("n")), options, "m.smx"),
               kInvalidArgument,
               "these inputs of set 1 of shapes have unknown dimensions: y; "
               "say --shape 'y=1', with all inputs of a set in one "
               "--shape");
  options.shapeSets = {{{"x", {3, 4}}}, {{"z", {3}}}};
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "there is no 'z'; there are: x");
  EXPECT_ERROR(emitCode(source, {}, dense({1, 2}), CodeStage::LLVM, nullptr),
               kInvalidArgument,
               "text of the code is made for one set of shapes, and 2 are "
               "given; give --shape once");
  EXPECT_ERROR(partitionModel(source, {}, dense({1, 2}), nullptr),
               kInvalidArgument, "a partition is made for one set of shapes");
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileSetsTest, FilesThatWereCutOff) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(compile(source, dense({1, 2}), "m.smx"));
  const std::string bytes = readFile(out("m.smx"));
  const std::string path = out("cut.smx");
  for (size_t size = 0; size < bytes.size();
       size += size < 512 || size + 512 > bytes.size() ? 1 : 61) {
    folder.write("out/cut.smx", bytes.substr(0, size));
    const Status status = loadArtifact(path).status();
    ASSERT_FALSE(status.ok()) << size;
    ASSERT_THAT(std::string(status.message()), HasSubstr("cut.smx: ")) << size;
    ASSERT_EQ(runtime::describeArtifact(path).status().code(), status.code())
        << size;
  }
}

TEST_F(CompileSetsTest, FilesWithDamagedPrograms) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(compile(source, dense({1}), "m.smx"));
  std::string bytes = readFile(out("m.smx"));
  const size_t begin = bytes.find("SMX\r\n");
  ASSERT_NE(begin, std::string::npos);
  std::string damaged = bytes;
  damaged[begin + 40] ^= 4;
  folder.write("out/bad.smx", damaged);
  EXPECT_ERROR(loadArtifact(out("bad.smx")), kDataLoss,
               "bad.smx: damaged program: its checksum is another one");
  // Of another version: refused before any of its code runs.
  damaged = bytes;
  damaged[begin + 8] = 99;
  folder.write("out/bad.smx", damaged);
  EXPECT_ERROR(loadArtifact(out("bad.smx")), kUnimplemented,
               "bad.smx: the file has version 99; this sm reads version 2");
  EXPECT_ERROR(runtime::describeArtifact(out("bad.smx")), kUnimplemented,
               "the file has version 99");
  // The loader's symbol for the weights is gone.
  damaged = bytes;
  for (size_t at = damaged.find("sm_weights"); at != std::string::npos;
       at = damaged.find("sm_weights"))
    damaged[at] = 'S';
  folder.write("out/bad.smx", damaged);
  EXPECT_ERROR(loadArtifact(out("bad.smx")), kDataLoss, "it has no code");
}

TEST_F(CompileSetsTest, FilesThatTheLoaderRefuses) {
  ModelSource source;
  source.path = SM_TEST_DEMO;
  CompileOptions options;
  options.shapeSets = {{{"image", {1, 28, 28, 1}}}};
  ASSERT_OK(compile(source, options, "m.smx"));
  std::string bytes = readFile(out("m.smx"));
  const size_t library = bytes.find("libc.so.6");
  ASSERT_NE(library, std::string::npos);
  bytes[library + 3] = 'q';
  folder.write("out/m.smx", bytes);
  EXPECT_ERROR(loadArtifact(out("m.smx")), kInvalidArgument,
               "m.smx: the system's loader does not take it: libq.so.6");
}

} // namespace
} // namespace sm
