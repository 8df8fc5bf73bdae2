// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What computes: each engine gives the same answers, says what it cannot do,
/// and makes code once per set of shapes, whoever asks.

#include "SmallModels.h"

#include "test/Unit/Format/TestFiles.h"

#include <atomic>
#include <thread>

namespace sm {
namespace {

using runtime::Session;
using runtime::Tensor;
using test::denseAnswer;
using test::denseModel;
using test::floatsOf;
using test::loadFor;
using test::rampRows;
using test::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Tensor ints(const std::vector<int32_t> &values) {
  return Tensor::of<int32_t>(DType::Int32,
                             {static_cast<int64_t>(values.size())}, values);
}

std::vector<int32_t> intsOf(const Tensor &tensor) {
  return {tensor.values<int32_t>().begin(), tensor.values<int32_t>().end()};
}

class EngineTest : public testing::TestWithParam<Engine> {
protected:
  TempFolder folder;
};

TEST_P(EngineTest, AnswersForAnyBatch) {
  auto model = loadFor(denseModel(folder.path("m")), GetParam());
  ASSERT_OK(model);
  auto session = (*model)->newSession();
  ASSERT_OK(session);
  for (int64_t rows : {1, 3, 33}) {
    auto outputs = (*session)->run((*model)->program(), {rampRows(rows)});
    ASSERT_OK(outputs);
    EXPECT_EQ((*outputs)[0].shape(), Shape({rows, 2}));
    EXPECT_EQ(floatsOf((*outputs)[0]), denseAnswer(rows));
  }
  EXPECT_THAT((*model)->notes(), IsEmpty());
  EXPECT_EQ((*model)->compileMilliseconds() > 0, GetParam() != Engine::Kernel);
}

TEST_P(EngineTest, RefusesInputsThatDoNotFit) {
  auto model = loadFor(denseModel(folder.path("m")), GetParam());
  ASSERT_OK(model);
  Session session;
  const runtime::Program &program = (*model)->program();
  EXPECT_ERROR(session.run(program, {}), kInvalidArgument, "input");
  EXPECT_ERROR(session.run(program, {ints({1, 2})}), kInvalidArgument,
               "input 'x'");
  const Tensor wide = Tensor::of<float>(DType::Float, {1, 5}, {1, 2, 3, 4, 5});
  EXPECT_ERROR(session.run(program, {wide}), kInvalidArgument, "input 'x'");
  // It runs as before.
  EXPECT_OK(session.run(program, {rampRows(1)}));
}

// Threads ask for the same new shapes at the same time, some of them with a
// session of their own.
TEST_P(EngineTest, SeveralThreadsRunOneModel) {
  auto loaded = loadFor(denseModel(folder.path("m")), GetParam());
  ASSERT_OK(loaded);
  const Model &model = **loaded;
  auto shared = model.newSession();
  ASSERT_OK(shared);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 6; ++thread)
    threads.emplace_back([&, thread] {
      auto own = model.newSession();
      Session &session = thread % 2 == 0 ? **shared : **own;
      for (int64_t round = 0; round < 12; ++round) {
        const int64_t rows = 1 + round % 4;
        auto outputs = session.run(model.program(), {rampRows(rows)});
        if (!outputs.ok() || floatsOf((*outputs)[0]) != denseAnswer(rows))
          ++wrong;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

std::string nameOf(const testing::TestParamInfo<Engine> &info) {
  return info.param == Engine::Kernel ? "Kernel"
         : info.param == Engine::Auto ? "Auto"
                                      : "CompiledOnly";
}

INSTANTIATE_TEST_SUITE_P(All, EngineTest,
                         testing::Values(Engine::Kernel, Engine::Auto,
                                         Engine::CompiledOnly),
                         nameOf);

//===----------------------------------------------------------------------===//
// What has no machine code
//===----------------------------------------------------------------------===//

TEST(MixedEngine, AutoLeavesTheRestToKernels) {
  const TempFolder folder;
  const ModelSource source = test::mixedModel(folder.path("m"));
  for (Engine engine : {Engine::Kernel, Engine::Auto}) {
    auto model = loadFor(source, engine);
    ASSERT_OK(model);
    Session session;
    auto outputs =
        session.run((*model)->program(), {ints({7, 8, -9}), ints({2, 3, 2})});
    ASSERT_OK(outputs);
    EXPECT_THAT(intsOf((*outputs)[0]), ElementsAre(-14, -10, 18));
    EXPECT_ERROR(session.run((*model)->program(), {ints({7}), ints({0})}),
                 kInvalidArgument, "Integer division by zero");
  }
}

TEST(MixedEngine, CompiledOnlyNamesIt) {
  const TempFolder folder;
  auto model =
      loadFor(test::mixedModel(folder.path("m")), Engine::CompiledOnly);
  ASSERT_OK(model);
  EXPECT_TRUE((*model)->uncompiled().empty());
  Session session;
  // The second time the answer is known.
  for (int round = 0; round < 2; ++round) {
    EXPECT_ERROR(
        session.run((*model)->program(), {ints({7}), ints({2})}),
        kUnimplemented,
        "there is no machine code for Div; with --engine auto kernels run");
    const UnsupportedReport report = (*model)->uncompiled();
    ASSERT_EQ(report.unsupported.size(), 1u);
    EXPECT_EQ(report.unsupported[0].op, "Div");
    EXPECT_EQ(report.unsupported[0].node, "quotient");
    EXPECT_EQ(report.unsupported[0].count, 1);
    EXPECT_FALSE(report.unsupported[0].reason.empty());
  }
  // Of what runs, or has no code at all, there is nothing to say.
  const ModelSource source = denseModel(folder.path("d"));
  auto code = loadFor(source, Engine::CompiledOnly);
  ASSERT_OK(code);
  EXPECT_OK(session.run((*code)->program(), {rampRows(3)}));
  EXPECT_TRUE((*code)->uncompiled().empty());
  auto kernels = loadFor(source, Engine::Kernel);
  ASSERT_OK(kernels);
  EXPECT_TRUE((*kernels)->uncompiled().empty());
}

TEST(MixedEngine, CompiledOnlyRunsWhatOnlyReshapes) {
  const TempFolder folder;
  const ModelSource source = test::bytesModel(folder.path("m"));
  const Tensor bytes = Tensor::of<uint8_t>(DType::UInt8, {3, 1}, {1, 200, 255});
  Session session;
  auto model = loadFor(source, Engine::CompiledOnly, "flat");
  ASSERT_OK(model);
  auto outputs = session.run((*model)->program(), {bytes});
  ASSERT_OK(outputs);
  EXPECT_EQ((*outputs)[0].shape(), Shape({3}));
  EXPECT_EQ((*outputs)[0].data<uint8_t>()[1], 200);
  // Bytes above 127 are no negative numbers.
  model = loadFor(source, Engine::CompiledOnly, "sum");
  ASSERT_OK(model);
  outputs = session.run((*model)->program(), {bytes});
  ASSERT_OK(outputs);
  EXPECT_THAT(floatsOf((*outputs)[0]), ElementsAre(-228));
}

TEST(MixedEngine, ShapesThatContradictEachOtherAreTheKernelsErrors) {
  const TempFolder folder;
  const ModelSource source = test::mixedModel(folder.path("m"));
  for (Engine engine : {Engine::Kernel, Engine::Auto, Engine::CompiledOnly}) {
    auto model = loadFor(source, engine);
    ASSERT_OK(model);
    Session session;
    EXPECT_ERROR(
        session.run((*model)->program(), {ints({7, 8, 9}), ints({2, 3})}),
        kInvalidArgument, "quotient");
  }
}

TEST(EngineOptions, CodeIsMadeOfOptimisedModels) {
  const TempFolder folder;
  const ModelSource source = denseModel(folder.path("m"));
  PrepareOptions options;
  options.optimize = false;
  EXPECT_OK(Model::load(source, {}, options, nullptr));
  options.engine = Engine::Auto;
  EXPECT_ERROR(Model::load(source, {}, options, nullptr), kInvalidArgument,
               "machine code is made of an optimised model");
}

TEST(EngineOptions, ProcessorsByName) {
  const TempFolder folder;
  const ModelSource source = denseModel(folder.path("m"));
  PrepareOptions options;
  options.engine = Engine::CompiledOnly;
  options.cpu = "pdp11";
  EXPECT_ERROR(Model::load(source, {}, options, nullptr), kInvalidArgument,
               "pdp11");
  options.cpu = "x86-64-v3";
  auto model = Model::load(source, {}, options, nullptr);
  ASSERT_OK(model);
  Session session;
  auto outputs = session.run((*model)->program(), {rampRows(5)});
  ASSERT_OK(outputs);
  EXPECT_EQ(floatsOf((*outputs)[0]), denseAnswer(5));
}

//===----------------------------------------------------------------------===//
// Code that is kept
//===----------------------------------------------------------------------===//

TEST(ProgramCache, OneCompilationPerShape) {
  const TempFolder folder;
  auto model = loadFor(denseModel(folder.path("m")), Engine::CompiledOnly);
  ASSERT_OK(model);
  auto session = (*model)->newSession();
  ASSERT_OK(session);
  auto timeAfter = [&](int64_t rows) {
    EXPECT_OK((*session)->run((*model)->program(), {rampRows(rows)}));
    return (*model)->compileMilliseconds();
  };
  EXPECT_EQ((*model)->compileMilliseconds(), 0);
  const double one = timeAfter(1);
  EXPECT_GT(one, 0);
  EXPECT_EQ(timeAfter(1), one);
  const double two = timeAfter(2);
  EXPECT_GT(two, one);
  EXPECT_EQ(timeAfter(1), two);
  // Another session of the model finds what the first one asked for.
  Session other;
  EXPECT_OK(other.run((*model)->program(), {rampRows(2)}));
  EXPECT_EQ((*model)->compileMilliseconds(), two);
}

TEST(ProgramCache, TheOldestShapeGoesFirst) {
  const TempFolder folder;
  auto model = loadFor(denseModel(folder.path("m")), Engine::CompiledOnly);
  ASSERT_OK(model);
  Session session;
  auto timeAfter = [&](int64_t rows) {
    EXPECT_OK(session.run((*model)->program(), {rampRows(rows)}));
    return (*model)->compileMilliseconds();
  };
  for (int64_t rows = 1; rows < 32; ++rows)
    timeAfter(rows);
  const double filled = timeAfter(32);
  // All of them are still there. 32 is the one that was not used for longest.
  for (int64_t rows = 32; rows >= 1; --rows)
    EXPECT_EQ(timeAfter(rows), filled);
  const double full = timeAfter(33);
  EXPECT_GT(full, filled);
  EXPECT_EQ(timeAfter(31), full);
  EXPECT_EQ(timeAfter(1), full);
  EXPECT_GT(timeAfter(32), full);
}

TEST(CompiledVariables, AreReadWhenTheModelIsLoaded) {
  const TempFolder folder;
  const ModelSource source = test::counterModel(folder.path("m"));
  auto set = loadFor(source, Engine::Kernel, "set");
  ASSERT_OK(set);
  const Tensor ones = Tensor::of<float>(DType::Float, {2}, {1, 1});
  const Tensor fives = Tensor::of<float>(DType::Float, {2}, {5, 50});
  auto answer = [&](Engine engine) {
    auto get = loadFor(source, engine, "get");
    EXPECT_OK(get);
    Session session;
    EXPECT_OK(session.run((*set)->program(), {fives}));
    auto outputs = session.run((*get)->program(), {ones});
    EXPECT_OK(outputs);
    return floatsOf((*outputs)[0]);
  };
  EXPECT_THAT(answer(Engine::Kernel), ElementsAre(5, 50));
  EXPECT_THAT(answer(Engine::Auto), ElementsAre(10, 100));
}

TEST(CompiledVariables, ThoseThatTheEntryAssignsStayVariables) {
  const TempFolder folder;
  auto set = loadFor(test::counterModel(folder.path("m")), Engine::Auto, "set");
  ASSERT_OK(set);
  Session session;
  for (float value : {3.0f, 4.0f}) {
    const Tensor x = Tensor::of<float>(DType::Float, {2}, {value, value});
    auto outputs = session.run((*set)->program(), {x});
    ASSERT_OK(outputs);
    EXPECT_THAT(floatsOf((*outputs)[0]), ElementsAre(value, value));
  }
  EXPECT_EQ(session.variables().size(), 1u);
}

//===----------------------------------------------------------------------===//
// Profiles
//===----------------------------------------------------------------------===//

TEST(ModelProfile, KernelsInTheOrderOfTheProgram) {
  const TempFolder folder;
  auto model = loadFor(test::mixedModel(folder.path("m")), Engine::Kernel);
  ASSERT_OK(model);
  Session session;
  const runtime::Program &program = (*model)->program();
  const std::vector<Tensor> inputs = {ints({7, 8}), ints({2, 3})};
  ASSERT_OK(session.run(program, inputs));
  EXPECT_THAT(session.profile(program), IsEmpty());
  session.setProfiling(true);
  for (int run = 0; run < 3; ++run)
    ASSERT_OK(session.run(program, inputs));
  session.setProfiling(false);
  ASSERT_OK(session.run(program, inputs));
  std::vector<std::string> steps;
  for (const runtime::ProfileEntry &entry : session.profile(program)) {
    EXPECT_EQ(entry.calls, 3u);
    EXPECT_GT(entry.nanoseconds, 0u);
    steps.push_back(entry.op + " " + entry.node);
  }
  EXPECT_THAT(steps, testing::Contains("Div quotient"));
  EXPECT_EQ(steps.front(), "AddV2 twice");
  EXPECT_THAT(steps.back(), testing::EndsWith(" z"));
  // Sessions do not share what they counted.
  EXPECT_THAT(Session().profile(program), IsEmpty());
}

TEST(ModelProfile, MachineCodeIsMarkedForIt) {
  const TempFolder folder;
  auto model = loadFor(denseModel(folder.path("m")), Engine::Auto);
  ASSERT_OK(model);
  const std::vector<Tensor> inputs = {rampRows(3)};
  auto program = (*model)->profiledProgram(inputs);
  ASSERT_OK(program);
  Session session;
  session.setProfiling(true);
  for (int run = 0; run < 3; ++run) {
    auto outputs = session.run(**program, inputs);
    ASSERT_OK(outputs);
    EXPECT_EQ(floatsOf((*outputs)[0]), denseAnswer(3));
  }
  const auto profile = session.profile(**program);
  ASSERT_EQ(profile.size(), 1u);
  EXPECT_EQ(profile[0].op, "region");
  EXPECT_EQ(profile[0].calls, 3u);
  EXPECT_FALSE(profile[0].kernels.empty());
  uint64_t inside = 0;
  for (const runtime::CallProfile &call : profile[0].kernels)
    inside += call.nanoseconds;
  EXPECT_GT(inside, 0u);
  EXPECT_LE(inside, profile[0].nanoseconds);
}

TEST(ModelProfile, OfProgramsWithoutMachineCode) {
  const TempFolder folder;
  const ModelSource source = test::mixedModel(folder.path("m"));
  const std::vector<Tensor> inputs = {ints({7, 8}), ints({2, 3})};
  auto kernels = loadFor(source, Engine::Kernel);
  ASSERT_OK(kernels);
  auto program = (*kernels)->profiledProgram(inputs);
  ASSERT_OK(program);
  EXPECT_EQ(program->get(), &(*kernels)->program());
  auto code = loadFor(source, Engine::CompiledOnly);
  ASSERT_OK(code);
  EXPECT_ERROR((*code)->profiledProgram(inputs), kUnimplemented,
               "there is no machine code for Div");
}

} // namespace
} // namespace sm
