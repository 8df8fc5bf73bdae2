// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Programs, sessions, variables, constant folding.

#include "Tensors.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Program, computesLastUses) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim});
  const Slot y = b.op("Exp", {x});
  const Slot z = b.op("Add", {y, y});
  const Slot unused = b.op("Exp", {z});
  b.output(z);
  const Program program = b.build();
  EXPECT_THAT(program.instructions[0].lastUse, ElementsAre(false));
  EXPECT_THAT(program.instructions[1].lastUse, ElementsAre(true, false));
  EXPECT_THAT(program.instructions[2].lastUse, ElementsAre(false));
  EXPECT_THAT(program.instructions[2].unused, ElementsAre(true));
  EXPECT_THAT(program.instructions[1].unused, ElementsAre(false));
  EXPECT_EQ(unused, 3);
  EXPECT_NE(program.id, 0u);
}

TEST(Program, refusesBrokenOnes) {
  {
    Program program;
    program.name = "p";
    program.outputs.push_back({"y", {}, 0});
    EXPECT_EQ(program.finish().message(),
              "program 'p': slot 0 is read before it has a value");
  }
  {
    Program program;
    program.numSlots = 1;
    program.inputs = {{"a", {}, 0}, {"b", {}, 0}};
    EXPECT_THAT(program.finish().message(),
                HasSubstr("slot 0 gets its value twice"));
    program.inputs = {{"a", {}, 5}};
    EXPECT_THAT(program.finish().message(),
                HasSubstr("slot 5 is not one of 1 slots"));
  }
  {
    Program program;
    Instruction instruction;
    instruction.node = "n";
    program.instructions.push_back(instruction);
    EXPECT_EQ(program.finish().message(),
              "program '': node 'n': an instruction has no kernel");
    program.instructions[0].kind = Instruction::Kind::ReadVariable;
    EXPECT_THAT(program.finish().message(),
                HasSubstr("a variable is accessed without its value"));
    program.numSlots = 1;
    program.instructions[0].outputs = {0};
    EXPECT_THAT(program.finish().message(),
                HasSubstr("variable -1 is not in the program"));
  }
}

TEST(Session, runsAndRunsAgain) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim, 2});
  const Slot two = b.constant(floats({}, {2}));
  const Slot y = b.op("Mul", {x, two});
  b.output(b.op("Add", {y, x}));
  const Program program = b.build();
  Session session;
  for (int rows : {1, 3, 3, 2, 0}) {
    auto outputs = session.run(program, {ramp({rows, 2})});
    ASSERT_TRUE(outputs.ok()) << outputs.status();
    ASSERT_EQ((*outputs)[0].shape(), (Shape{rows, 2}));
    for (int i = 0; i < 2 * rows; ++i)
      EXPECT_EQ((*outputs)[0].data<float>()[i], 3.0f * i);
  }
}

TEST(Session, passesMemoryOn) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim});
  Slot y = b.op("Exp", {x});
  y = b.op("Neg", {y});
  y = b.op("Add", {y, b.constant(floats({}, {1}))});
  const Slot shared = b.op("Reshape", {y, b.constant(ints({1}, {-1}))});
  const Slot last = b.op("Neg", {y});
  b.output(shared, "shared");
  b.output(last, "last");
  const Program program = b.build();
  const Tensor input = floats({2}, {0, 1});
  Session session;
  auto outputs = session.run(program, {input});
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  const float e = 1 - std::exp(1.0f);
  EXPECT_THAT((*outputs)[0].values<float>(), ElementsAre(0, e));
  EXPECT_THAT((*outputs)[1].values<float>(), ElementsAre(0, -e));
  EXPECT_THAT(input.values<float>(), ElementsAre(0, 1)) << "input was written";
}

TEST(Session, checksInputs) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim, 2});
  b.output(x);
  b.program.name = "p";
  const Program program = b.build();
  Session session;
  EXPECT_EQ(session.run(program, {}).status().message(),
            "program 'p' takes 1 inputs, not 0");
  EXPECT_EQ(session.run(program, {ints({1, 2}, {1, 2})}).status().message(),
            "input 'x' takes float32[?,2], not int32[1,2]");
  EXPECT_EQ(session.run(program, {ramp({2})}).status().message(),
            "input 'x' takes float32[?,2], not float32[2]");
  EXPECT_EQ(session.run(Program(), {}).status().message(),
            "program '' was not finished");
}

TEST(Session, errorsNameOpAndNode) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim});
  const Slot y = b.input("y", DType::Float, {kUnknownDim});
  b.output(b.op("Add", {x, y}));
  const Program program = b.build();
  Session session;
  const Status status = session.run(program, {ramp({2}), ramp({3})}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("Add node 'node0': "));
  EXPECT_TRUE(session.run(program, {ramp({3}), ramp({3})}).ok());
}

TEST(Session, infersAnewWhenAShapeOperandChanges) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {6});
  const Slot shape = b.input("shape", DType::Int32, {2});
  b.output(b.op("Reshape", {x, shape}));
  const Program program = b.build();
  Session session;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        (*session.run(program, {ramp({6}), ints({2}, {2, -1})}))[0].shape(),
        (Shape{2, 3}));
    EXPECT_EQ(
        (*session.run(program, {ramp({6}), ints({2}, {3, 2})}))[0].shape(),
        (Shape{3, 2}));
  }
}

TEST(Session, variables) {
  ProgramBuilder b;
  int loads = 0;
  const Slot x = b.input("x", DType::Float, {kUnknownDim});
  const int v = b.variable("v", DType::Float, {2}, [&]() -> StatusOr<Tensor> {
    ++loads;
    return floats({2}, {1, 2});
  });
  const Slot before = b.read(v);
  const Slot sum = b.op("Add", {before, x});
  b.assign(v, sum);
  b.output(before, "before");
  b.output(b.read(v), "after");
  const Program program = b.build();
  Session session;
  EXPECT_TRUE(session.variables().empty());
  auto outputs = session.run(program, {floats({2}, {10, 10})});
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_THAT((*outputs)[0].values<float>(), ElementsAre(1, 2));
  EXPECT_THAT((*outputs)[1].values<float>(), ElementsAre(11, 12));
  auto again = session.run(program, {floats({1}, {1})});
  EXPECT_THAT((*again)[1].values<float>(), ElementsAre(12, 13));
  EXPECT_THAT((*outputs)[1].values<float>(), ElementsAre(11, 12));
  EXPECT_EQ(loads, 1);
  ASSERT_EQ(session.variables().size(), 1u);
  EXPECT_EQ(session.variables()[0].first, "v");

  Session other;
  EXPECT_THAT(other.readVariable(program.variables[0])->values<float>(),
              ElementsAre(1, 2));
}

TEST(Session, variableErrors) {
  ProgramBuilder b;
  const int v = b.variable("v", DType::Float, {2});
  b.output(b.read(v));
  const Program program = b.build();
  Session session;
  const Status unread = session.run(program, {}).status();
  EXPECT_EQ(unread.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(unread.message(),
            "ReadVariableOp node 'read': variable 'v' has no value: the "
            "model's files hold none and nothing assigned it before it was "
            "read");
  EXPECT_EQ(
      session.assignVariable(program.variables[0], ints({2}, {1, 2})).message(),
      "variable 'v' is declared as float32[2] and cannot hold int32[2]");
  EXPECT_TRUE(session.assignVariable(program.variables[0], ramp({2})).ok());
  EXPECT_TRUE(session.run(program, {}).ok());

  Variable broken{"w", {DType::Float, {2}}, [] {
                    return StatusOr<Tensor>(absl::NotFoundError("no file"));
                  }};
  EXPECT_EQ(session.readVariable(broken).status().message(),
            "variable 'w': no file");
  broken.initialValue = [] { return StatusOr<Tensor>(ramp({3})); };
  EXPECT_EQ(session.readVariable(broken).status().message(),
            "variable 'w' is declared as float32[2] but its stored value is "
            "float32[3]");
}

TEST(Session, concurrentRuns) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {kUnknownDim, 64});
  const int v = b.variable("v", DType::Float, {64}, [] {
    return StatusOr<Tensor>(floats({64}, std::vector<float>(64, 1.0f)));
  });
  const Slot value = b.read(v);
  b.output(b.op("Mul", {b.op("Add", {x, value}), value}));
  b.assign(v, value);
  const Program program = b.build();
  Session session;
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        auto outputs = session.run(
            program,
            {floats({t + 1, 64}, std::vector<float>(64 * (t + 1), float(i)))});
        if (!outputs.ok() || (*outputs)[0].dim(0) != t + 1 ||
            (*outputs)[0].data<float>()[5] != float(i) + 1)
          ++failures;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(failures, 0);
}

TEST(Session, framesOfDeadProgramsDoNotMixUp) {
  Session session;
  for (int i = 0; i < 200; ++i) {
    ProgramBuilder b;
    b.output(b.constant(ints({}, {i})));
    const Program program = b.build();
    EXPECT_EQ((*session.run(program, {}))[0].data<int32_t>()[0], i);
    const Program copy = program;
    EXPECT_EQ((*session.run(copy, {}))[0].data<int32_t>()[0], i);
  }
}

TEST(Evaluate, foldsConstants) {
  const KernelInfo *add = lookupKernel("AddV2");
  ASSERT_NE(add, nullptr);
  auto outputs = evaluate(*add, {}, {ints({2}, {1, 2}), ints({}, {5})}, 1);
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_THAT((*outputs)[0].values<int32_t>(), ElementsAre(6, 7));
}

TEST(Evaluate, refusesWhatNeedsASession) {
  EXPECT_EQ(
      errorOf("RandomUniform", {ints({1}, {2})}, {{"dtype", DType::Float}}),
      "RandomUniform: random numbers need a session; they are no "
      "constants");
}

TEST(Evaluate, takesDenormalsForZero) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const float least = std::numeric_limits<float>::min();
  // The pool's threads, too: many elements.
  const int count = 1 << 20;
  const Tensor product =
      run("Mul", {floats({count}, std::vector<float>(count, least)),
                  floats({}, {0.5f})});
  for (float value : product.values<float>())
    ASSERT_EQ(value, 0.0f);
  EXPECT_TRUE(
      std::isnan(run("Mul", {floats({}, {tiny}), floats({}, {HUGE_VALF})})
                     .data<float>()[0]));
  // The caller's own arithmetic keeps them.
  volatile float half = least;
  EXPECT_GT(half * 0.5f, 0.0f);
}

TEST(Evaluate, checksArguments) {
  EXPECT_THAT(errorOf("AddV2", {ints({}, {1})}), HasSubstr("AddV2: "));
  EXPECT_THAT(errorOf("AddV2", {ints({}, {1}), floats({}, {1})}),
              HasSubstr("AddV2: "));
}

TEST(KernelTable, knowsItsKernels) {
  EXPECT_EQ(lookupKernel("Fact"), nullptr);
  EXPECT_EQ(lookupKernel("Const"), nullptr);
  int done = 0;
  for (const ops::OpInfo *op : ops::allOps()) {
    const KernelInfo *kernel = lookupKernel(op->name);
    EXPECT_EQ(kernel != nullptr, op->kernel.state == ops::Decision::State::Done)
        << std::string(op->name);
    if (kernel) {
      ++done;
      EXPECT_EQ(kernel->op, op);
    }
  }
  EXPECT_GT(done, 40);
}

} // namespace
} // namespace sm::runtime
