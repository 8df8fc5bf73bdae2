// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compilation ahead of time: what the files answer, what is refused, and that
/// a refusal leaves nothing behind.

#include "sm/API/Compile.h"

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
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

class CompileTest : public test::OutputTest {
protected:
  Status compile(const ModelSource &source, const CompileOptions &options,
                 const std::string &name, const ModelEntry &entry = {}) {
    notes.clear();
    return compileModel(source, entry, options, out(name), &report, &notes);
  }
  static CompileOptions dense(int64_t rows) {
    CompileOptions options;
    options.shapeSets = {{{"x", {rows, 4}}}};
    return options;
  }
  static CompileOptions mixed(int64_t count) {
    CompileOptions options;
    options.shapeSets = {{{"x", {count}}, {"y", {count}}}};
    return options;
  }

  UnsupportedReport report;
};

Tensor ints(const std::vector<int32_t> &values) {
  return Tensor::of<int32_t>(DType::Int32,
                             {static_cast<int64_t>(values.size())}, values);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST_F(CompileTest, ArtifactsNeedNoModel) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(compile(source, dense(3), "m.smx"));
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("m.smx"));
  std::filesystem::remove_all(source.path);
  auto model = loadArtifact(out("m.smx"));
  ASSERT_OK(model);
  auto session = (*model)->newSession();
  ASSERT_OK(session);
  auto outputs = (*session)->run((*model)->program(), {rampRows(3)});
  ASSERT_OK(outputs);
  EXPECT_EQ(floatsOf((*outputs)[0]), test::denseAnswer(3));
  EXPECT_EQ((*model)->compileMilliseconds(), 0);
  // Code is for the shapes that were said.
  EXPECT_ERROR((*session)->run((*model)->program(), {rampRows(4)}),
               kInvalidArgument, "input 'x'");
}

TEST_F(CompileTest, ArtifactsHoldKernelsToo) {
  const ModelSource source = test::mixedModel(folder.path("m"));
  ASSERT_OK(compile(source, mixed(3), "m.smx"));
  auto model = loadArtifact(out("m.smx"));
  ASSERT_OK(model);
  Session session;
  auto outputs =
      session.run((*model)->program(), {ints({7, 8, -9}), ints({2, 3, 2})});
  ASSERT_OK(outputs);
  EXPECT_THAT((*outputs)[0].values<int32_t>(), ElementsAre(-14, -10, 18));
}

TEST_F(CompileTest, ArtifactsAreOnlyRun) {
  ASSERT_OK(compile(test::denseModel(folder.path("m")), dense(1), "m.smx"));
  ModelSource source;
  source.kind = ModelSource::Kind::Artifact;
  source.path = out("m.smx");
  EXPECT_ERROR(compile(source, dense(1), "again.smx"), kInvalidArgument,
               "m.smx: a compiled model can only be run");
  ConvertOptions convert;
  EXPECT_ERROR(convertModel(source, convert, out("m.mlir"), nullptr, nullptr),
               kInvalidArgument, "m.smx: a compiled model can only be run");
  for (const char *part : {"signature", "function", "feed"}) {
    ModelEntry entry;
    if (part == std::string("signature"))
      entry.signature = "s";
    else if (part == std::string("function"))
      entry.function = "f";
    else
      entry.feeds = {"x:0"};
    EXPECT_ERROR(Model::load(source, entry, {}, nullptr), kInvalidArgument,
                 "a compiled model holds one entry; it cannot be chosen");
  }
}

TEST_F(CompileTest, CFunctions) {
  const ModelSource source = test::denseModel(folder.path("m"));
  CompileOptions options = dense(2);
  options.form = CompiledForm::SharedObject;
  options.header = out("net.h");
  ASSERT_OK(compile(source, options, "net.so"));
  EXPECT_THAT(readFile(out("net.h")), HasSubstr("int net_serving_default("));
  void *library = dlopen(out("net.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  using Function = int (*)(const void *const *, void *const *);
  auto *function =
      reinterpret_cast<Function>(dlsym(library, "net_serving_default"));
  ASSERT_NE(function, nullptr);
  const Tensor x = rampRows(2);
  const Tensor y = Tensor::of<float>(DType::Float, {2, 2}, {-1, -1, -1, -1});
  const void *const inputs[] = {x.rawData()};
  void *const outputs[] = {const_cast<void *>(y.rawData())};
  EXPECT_EQ(function(inputs, outputs), 0);
  EXPECT_EQ(floatsOf(y), test::denseAnswer(2));
  dlclose(library);
}

TEST_F(CompileTest, ObjectsAreRelocatable) {
  CompileOptions options = dense(2);
  options.form = CompiledForm::Object;
  ASSERT_OK(compile(test::denseModel(folder.path("m")), options, "net.o"));
  const std::string bytes = readFile(out("net.o"));
  EXPECT_THAT(bytes, StartsWith("\x7f"
                                "ELF"));
  EXPECT_EQ(bytes.at(16), 1) << "not an ET_REL";
  EXPECT_THAT(bytes, HasSubstr("net_serving_default"));
}

//===----------------------------------------------------------------------===//
// Refusals leave nothing
//===----------------------------------------------------------------------===//

TEST_F(CompileTest, ShapesMustBeKnownAndFit) {
  const ModelSource source = test::denseModel(folder.path("m"));
  CompileOptions options;
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "unknown dimensions: x; say --shape 'x=1,4'");
  options.shapeSets = {{{"x", {-1, 4}}}};
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "unknown dimensions: x");
  options.shapeSets = {{{"x", {1, 5}}}};
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "cannot have the shape [1,5]");
  options.shapeSets = {{{"x", {-7, 4}}}};
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "the shape of 'x' has the dimension -7; an unknown one is -1");
  options.shapeSets = {{{"z", {1}}}};
  EXPECT_ERROR(compile(source, options, "m.smx"), kInvalidArgument,
               "there is no 'z'; there are: x");
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileTest, ShapesBeyondAllBounds) {
  const ModelSource source = test::denseModel(folder.path("m"));
  const int64_t most = std::numeric_limits<int64_t>::max();
  const std::string text = "the shape of 'x' has more elements than can be";
  for (int64_t rows : {most, most / 4, most / 64 + 1}) {
    EXPECT_ERROR(compile(source, dense(rows), "m.smx"), kInvalidArgument, text);
    EXPECT_ERROR(emitCode(source, {}, dense(rows), CodeStage::LLVM, nullptr),
                 kInvalidArgument, text);
  }
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileTest, ProcessorsAndOpsThatAreUnknown) {
  CompileOptions options = dense(1);
  options.cpu = "pdp11";
  EXPECT_ERROR(compile(test::denseModel(folder.path("m")), options, "m.smx"),
               kInvalidArgument, "pdp11");
  ModelEntry bad;
  bad.signature = "bad";
  const ModelSource source = test::unsupportedModel(folder.path("bad"));
  options = {};
  options.shapeSets = {{{"x", {2}}}};
  EXPECT_ERROR(compile(source, options, "m.smx", bad), kUnimplemented,
               "Betainc");
  ASSERT_EQ(report.unsupported.size(), 1u);
  EXPECT_EQ(report.unsupported[0].op, "Betainc");
  EXPECT_EQ(report.unsupported[0].node, "strange");
  EXPECT_THAT(report.usableSignatures,
              ElementsAre(Pair(std::set<std::string>{"serve"}, "fine")));
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileTest, WhatTheInitializationNeedsIsReported) {
  const ModelSource source = test::uninitializableModel(folder.path("m"));
  for (CompiledForm form : {CompiledForm::Artifact, CompiledForm::Object}) {
    report = {};
    CompileOptions options;
    options.form = form;
    EXPECT_ERROR(compile(source, options, "m"), kUnimplemented, "Mystery");
    ASSERT_EQ(report.unsupported.size(), 1u);
    EXPECT_EQ(report.unsupported[0].function, "initialisation");
  }
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileTest, InputThatIsWrongIsNotUnsupported) {
  const ModelSource valueless = test::valuelessModel(folder.path("v"));
  EXPECT_ERROR(compile(valueless, {}, "v.smx"), kFailedPrecondition,
               "variable 'v' has no value");
  ModelEntry assign;
  assign.signature = "assign";
  EXPECT_OK(compile(valueless, {}, "assign.smx", assign));
  ModelEntry unfed;
  unfed.fetches = {"z:0"};
  EXPECT_ERROR(compile(test::mixedModel(folder.path("m")), {}, "m.smx", unfed),
               kInvalidArgument, "add x:0,y:0 to --feeds");
  EXPECT_TRUE(report.empty());
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("assign.smx"));
}

TEST_F(CompileTest, CFunctionsAreMachineCodeOnly) {
  const ModelSource source = test::mixedModel(folder.path("m"));
  for (CompiledForm form : {CompiledForm::SharedObject, CompiledForm::Object}) {
    CompileOptions options = mixed(3);
    options.form = form;
    options.header = out("m.h");
    EXPECT_ERROR(compile(source, options, "m.so"), kUnimplemented,
                 "the entry cannot become a C function (a .smx file can");
  }
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

TEST_F(CompileTest, FilesThatAreThere) {
  const ModelSource source = test::denseModel(folder.path("m"));
  for (const char *name : {"m.smx", "m.so", "m.h"})
    folder.write(std::string("out/") + name, "old");
  CompileOptions options = dense(1);
  EXPECT_ERROR(compile(source, options, "m.smx"), kAlreadyExists, "m.smx");
  options.form = CompiledForm::SharedObject;
  EXPECT_ERROR(compile(source, options, "m.so"), kAlreadyExists, "m.so");
  // The header is there, so the object does not come either.
  options.form = CompiledForm::Object;
  options.header = out("m.h");
  EXPECT_ERROR(compile(source, options, "m.o"), kAlreadyExists, "m.h");
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("m.h", "m.smx", "m.so"));
  EXPECT_EQ(readFile(out("m.so")), "old");
  options.overwrite = true;
  ASSERT_OK(compile(source, options, "m.o"));
  EXPECT_THAT(filesIn(folder.path("out")),
              ElementsAre("m.h", "m.o", "m.smx", "m.so"));
  EXPECT_THAT(readFile(out("m.h")), HasSubstr("m_serving_default"));
}

//===----------------------------------------------------------------------===//
// Texts and parts
//===----------------------------------------------------------------------===//

TEST_F(CompileTest, EmitsEachStage) {
  const ModelSource source = test::denseModel(folder.path("m"));
  auto text = [&](CodeStage stage) {
    auto result = emitCode(source, {}, dense(3), stage, nullptr);
    EXPECT_OK(result);
    return result.ok() ? *result : "";
  };
  EXPECT_THAT(text(CodeStage::StableHLO), HasSubstr("stablehlo.dot_general"));
  const std::string linalg = text(CodeStage::Linalg);
  EXPECT_THAT(linalg, HasSubstr("sm.kernel"));
  EXPECT_THAT(linalg, Not(HasSubstr("stablehlo.")));
  EXPECT_THAT(text(CodeStage::LLVM), HasSubstr("define "));
  EXPECT_THAT(text(CodeStage::Assembly), HasSubstr("sm_region:"));
  EXPECT_ERROR(emitCode(source, {}, {}, CodeStage::LLVM, nullptr),
               kInvalidArgument, "unknown dimensions: x");
  const ModelSource mixedSource = test::mixedModel(folder.path("mixed"));
  EXPECT_ERROR(
      emitCode(mixedSource, {}, mixed(3), CodeStage::StableHLO, nullptr),
      kUnimplemented, "Div");
}

TEST_F(CompileTest, PartsInTheOrderInWhichTheyRun) {
  const ModelSource source = test::mixedModel(folder.path("m"));
  for (const CompileOptions &options : {CompileOptions(), mixed(3)}) {
    auto parts = partitionModel(source, {}, options, nullptr);
    ASSERT_OK(parts);
    ASSERT_EQ(parts->size(), 3u);
    EXPECT_TRUE((*parts)[0].isCompiled);
    EXPECT_THAT((*parts)[0].ops, ElementsAre(Pair("AddV2", 1)));
    EXPECT_FALSE((*parts)[1].isCompiled);
    EXPECT_EQ((*parts)[1].node, "quotient");
    EXPECT_THAT((*parts)[1].ops, ElementsAre(Pair("Div", 1)));
    EXPECT_TRUE((*parts)[2].isCompiled);
    EXPECT_THAT((*parts)[2].ops, Contains(Pair("Neg", 1)));
  }
  ModelEntry bad;
  bad.signature = "bad";
  EXPECT_ERROR(partitionModel(test::unsupportedModel(folder.path("bad")), bad,
                              {}, &report),
               kUnimplemented, "Betainc");
  EXPECT_FALSE(report.empty());
}

} // namespace
} // namespace sm
