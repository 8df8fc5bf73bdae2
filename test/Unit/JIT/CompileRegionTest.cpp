// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From planned modules to code that runs in this process.

#include "Regions.h"

#include "sm/Runtime/CallTimes.h"
#include "sm/Runtime/ThreadPool.h"

#include "llvm/Support/TargetSelect.h"

#include <cmath>

namespace sm::jit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A module with one kernel of the body `body` over floats: %x, %y -> %o.
std::string oneKernel(const std::string &body, const std::string &size = "32") {
  const std::string type = "memref<" + size + "xf32>";
  return "module attributes {sm.arena_bytes = 64 : i64} {\n"
         "func.func private @kernel_0(%x: " +
         type + ", %y: " + type + ", %o: " + type +
         ") attributes {sm.kernel} {\n" + body + "\nreturn }\n" +
         "func.func @main(%x: " + type + ", %y: " + type + ", %o: " + type +
         ", %w: memref<0xi8>, %a: memref<64xi8>) attributes {sm.region} {\n"
         "call @kernel_0(%x, %y, %o) : (" +
         type + ", " + type + ", " + type + ") -> ()\nreturn }\n}";
}

/// An elementwise kernel on tensors.
std::string elementwise(const std::string &scalarOps) {
  return oneKernel(R"(
    %X = bufferization.to_tensor %x restrict : memref<32xf32> to tensor<32xf32>
    %Y = bufferization.to_tensor %y restrict : memref<32xf32> to tensor<32xf32>
    %e = tensor.empty() : tensor<32xf32>
    %r = linalg.generic {
        indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>,
                         affine_map<(i) -> (i)>],
        iterator_types = ["parallel"]}
        ins(%X, %Y : tensor<32xf32>, tensor<32xf32>) outs(%e : tensor<32xf32>) {
    ^bb0(%p: f32, %q: f32, %out: f32):
)" + scalarOps + R"(
      linalg.yield %z : f32
    } -> tensor<32xf32>
    bufferization.materialize_in_destination %r in restrict writable %o
        : (tensor<32xf32>, memref<32xf32>) -> ())");
}

using CompileRegion = RegionTest;

TEST_F(CompileRegion, kernelOnTensors) {
  auto module = parseInput("gemm-tensors.mlir");
  const std::vector<float> w = numbers(50 * 24 + 24, 3), x = numbers(37 * 50);
  setWeights(*module, w);
  const runtime::RegionCode code = build(*module);
  ASSERT_EQ(code.inputs.size(), 1u);
  ASSERT_EQ(code.outputs.size(), 1u);
  EXPECT_EQ(code.inputs[0].shape, Shape({37, 50}));
  EXPECT_EQ(code.outputs[0].shape, Shape({37, 24}));
  const auto outputs = run(code, {floats({37, 50}, x)});
  expectNear(outputs[0], [&](int64_t i) {
    double sum = w[50 * 24 + i % 24];
    for (int64_t k = 0; k < 50; ++k)
      sum += double{x[i / 24 * 50 + k]} * w[k * 24 + i % 24];
    return std::max(sum, 0.0);
  });
}

TEST_F(CompileRegion, kernelOnVectorsInThreads) {
  auto module = parseInput("gemm-vectors.mlir");
  const std::vector<float> w = numbers(8 * 256 * 32, 5), x = numbers(128 * 256);
  setWeights(*module, w);
  const runtime::RegionCode code = build(*module);
  auto layer = [&](const std::vector<double> &in) {
    std::vector<double> out(128 * 256);
    for (size_t m = 0; m < 128; ++m)
      for (size_t n = 0; n < 256; ++n) {
        double sum = 0;
        for (size_t k = 0; k < 256; ++k)
          sum += in[m * 256 + k] * w[(n / 32 * 256 + k) * 32 + n % 32];
        out[m * 256 + n] = std::tanh(sum);
      }
    return out;
  };
  const std::vector<double> expected = layer(layer({x.begin(), x.end()}));
  for (int threads : {1, 2, 4}) {
    runtime::setNumThreads(threads);
    const auto outputs = run(code, {floats({128, 256}, x)});
    // tanh of large sums is flat; of small ones it hands errors on.
    int wrong = 0;
    for (size_t i = 0; i < expected.size(); ++i)
      wrong += std::abs(outputs[0].data<float>()[i] - expected[i]) > 1e-3;
    EXPECT_EQ(wrong, 0) << threads << " threads";
  }
  runtime::setNumThreads(0);
}

TEST_F(CompileRegion, mathematicalFunctions) {
  struct Case {
    const char *op;
    double (*function)(double);
  };
  const std::vector<float> x = numbers(32, 1), y = numbers(32, 2);
  for (const Case &test : std::vector<Case>{
           {"exp", [](double v) { return std::exp(v); }},
           {"tanh", [](double v) { return std::tanh(v); }},
           {"erf", [](double v) { return std::erf(v); }},
           {"sin", [](double v) { return std::sin(v); }},
           {"cos", [](double v) { return std::cos(v); }},
           {"atan", [](double v) { return std::atan(v); }},
           {"expm1", [](double v) { return std::expm1(v); }},
           {"floor", [](double v) { return std::floor(v); }},
           {"roundeven", [](double v) { return std::nearbyint(v); }},
           {"cbrt", [](double v) { return std::cbrt(v); }},
           {"absf", [](double v) { return std::abs(v); }}}) {
    SCOPED_TRACE(test.op);
    auto module =
        parse(elementwise("%z = math." + std::string(test.op) + " %p : f32"));
    const auto outputs =
        run(build(*module), {floats({32}, x), floats({32}, y)});
    expectNear(outputs[0], [&](int64_t i) { return test.function(x[i]); });
  }
}

TEST_F(CompileRegion, sineFarFromZero) {
  auto module = parse(elementwise(R"(
      %c = arith.constant 100000.0 : f32
      %l = arith.mulf %p, %c : f32
      %z = math.sin %l : f32)"));
  const std::vector<float> x = numbers(32, 1);
  const auto outputs = run(build(*module), {floats({32}, x), floats({32}, x)});
  expectNear(outputs[0],
             [&](int64_t i) { return std::sin(double{x[i] * 100000.0f}); });
}

TEST_F(CompileRegion, resultInPlaceOfAnOperand) {
  // A kernel that reads what it has written, if the two are one: the second
  // call passes one place for both.
  auto module = parse(R"(
    module attributes {sm.arena_bytes = 128 : i64} {
      func.func private @kernel_0(%x: memref<32xf32>, %o: memref<32xf32>) attributes {sm.kernel} {
        %c0 = arith.constant 0 : index
        %c1 = arith.constant 1 : index
        %c31 = arith.constant 31 : index
        scf.for %i = %c0 to %c31 step %c1 {
          %0 = memref.load %x[%i] : memref<32xf32>
          %next = arith.addi %i, %c1 : index
          memref.store %0, %o[%next] : memref<32xf32>
        }
        %v = memref.load %x[%c0] : memref<32xf32>
        memref.store %v, %o[%c0] : memref<32xf32>
        return
      }
      func.func @main(%x: memref<32xf32>, %o: memref<32xf32>, %w: memref<0xi8>,
                      %a: memref<128xi8>) attributes {sm.region} {
        %c0 = arith.constant 0 : index
        %t = memref.view %a[%c0][] : memref<128xi8> to memref<32xf32>
        call @kernel_0(%x, %t) : (memref<32xf32>, memref<32xf32>) -> ()
        call @kernel_0(%t, %t) : (memref<32xf32>, memref<32xf32>) -> ()
        memref.copy %t, %o : memref<32xf32> to memref<32xf32>
        return
      }
    })");
  const std::vector<float> x = numbers(32, 9);
  const auto outputs = run(build(*module), {floats({32}, x)});
  expectNear(outputs[0], [&](int64_t) { return x[0]; });
}

TEST_F(CompileRegion, scratchOfKernels) {
  // Two stages through a buffer, sequential, and one in a parallel loop.
  auto module = parse(oneKernel(R"(
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %t = memref.alloc() : memref<32xf32>
    memref.copy %x, %t : memref<32xf32> to memref<32xf32>
    scf.forall (%i) in (4) {
      %c8 = arith.constant 8 : index
      %at = arith.muli %i, %c8 : index
      %s = memref.alloc() : memref<8xf32>
      %v = vector.transfer_read %t[%at], %zero {in_bounds = [true]} : memref<32xf32>, vector<8xf32>
      vector.transfer_write %v, %s[%c0] {in_bounds = [true]} : vector<8xf32>, memref<8xf32>
      %u = vector.transfer_read %s[%c0], %zero {in_bounds = [true]} : memref<8xf32>, vector<8xf32>
      %r = arith.addf %u, %v : vector<8xf32>
      vector.transfer_write %r, %o[%at] {in_bounds = [true]} : vector<8xf32>, memref<32xf32>
    })"));
  const std::vector<float> x = numbers(32, 4);
  const runtime::RegionCode code = build(*module);
  EXPECT_EQ(code.arenaBytes, 64u + 128u);
  runtime::setNumThreads(2);
  const auto outputs = run(code, {floats({32}, x), floats({32}, x)});
  runtime::setNumThreads(0);
  expectNear(outputs[0], [&](int64_t i) { return 2.0 * x[i]; });
}

TEST_F(CompileRegion, stridedCopies) {
  auto module = parse(R"(
    module attributes {sm.arena_bytes = 64 : i64} {
      func.func private @kernel_0(%x: memref<2x3xf32>, %o: memref<2x3xf32, strided<[5, 1]>>) attributes {sm.kernel} {
        %X = bufferization.to_tensor %x restrict : memref<2x3xf32> to tensor<2x3xf32>
        bufferization.materialize_in_destination %X in restrict writable %o
            : (tensor<2x3xf32>, memref<2x3xf32, strided<[5, 1]>>) -> ()
        return
      }
      func.func @main(%x: memref<2x3xf32>, %o: memref<2x5xf32>, %w: memref<0xi8>,
                      %a: memref<64xi8>) attributes {sm.region} {
        %s = memref.reinterpret_cast %o to offset: [0], sizes: [2, 3], strides: [5, 1]
            : memref<2x5xf32> to memref<2x3xf32, strided<[5, 1]>>
        call @kernel_0(%x, %s) : (memref<2x3xf32>, memref<2x3xf32, strided<[5, 1]>>) -> ()
        return
      }
    })");
  const auto outputs =
      run(build(*module), {floats({2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_EQ(outputs[0].data<float>()[2], 3);
  EXPECT_EQ(outputs[0].data<float>()[5], 4);
  EXPECT_EQ(outputs[0].data<float>()[7], 6);
}

TEST_F(CompileRegion, marksCalls) {
  auto module = parseInput("gemm-vectors.mlir");
  setWeights(*module, numbers(8 * 256 * 32));
  CompileOptions options;
  options.markCalls = true;
  StatusOr<CompiledRegion> region = compileRegion(*module, host, options);
  ASSERT_TRUE(region.ok()) << region.status();
  ASSERT_EQ(region->calls.size(), 2u);
  EXPECT_EQ(region->calls[0].kernel, "kernel_0");
  EXPECT_EQ(region->calls[1].kernel, "kernel_0");
  const StatusOr<runtime::RegionCode> code = linkRegion(*region);
  ASSERT_TRUE(code.ok()) << code.status();
  runtime::takeCallTimes();
  run(*code, {floats({128, 256}, numbers(128 * 256))});
  const std::vector<uint64_t> times = runtime::takeCallTimes();
  ASSERT_EQ(times.size(), 2u);
  EXPECT_GT(times[0], 0u);
  EXPECT_GT(times[1], 0u);
}

TEST_F(CompileRegion, printsItself) {
  auto parseLayers = [&] {
    auto module = parseInput("gemm-vectors.mlir");
    setWeights(*module, numbers(8 * 256 * 32));
    return module;
  };
  auto module = parseLayers();
  const StatusOr<CPUTarget> target = CPUTarget::get("x86-64-v4");
  const StatusOr<std::string> text =
      printRegion(*module, *target, RegionText::LLVM);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("define void @sm_region(ptr"));
  EXPECT_THAT(*text, HasSubstr("define hidden void @sm_region_kernel_0(ptr"));
  EXPECT_THAT(*text, HasSubstr("noalias"));
  EXPECT_THAT(*text, HasSubstr("call void @sm_parallel_for(ptr"));
  module = parseLayers();
  const StatusOr<std::string> assembly =
      printRegion(*module, *target, RegionText::Assembly);
  ASSERT_TRUE(assembly.ok()) << assembly.status();
  EXPECT_THAT(*assembly, HasSubstr("vfmadd"));
  EXPECT_THAT(*assembly, HasSubstr("%zmm"));
  module = parseLayers();
  const StatusOr<std::string> older =
      printRegion(*module, *CPUTarget::get("x86-64-v3"), RegionText::Assembly);
  ASSERT_TRUE(older.ok()) << older.status();
  EXPECT_THAT(*older, HasSubstr("%ymm"));
  EXPECT_THAT(*older, Not(HasSubstr("%zmm")));
}

TEST_F(CompileRegion, refusesOtherModules) {
  EXPECT_THAT(errorOf("module { func.func @f() { return } }"),
              HasSubstr("the module holds no function @main"));
  EXPECT_THAT(errorOf(R"(module { func.func @main(%x: memref<4xf32>,
      %w: memref<4xf32>, %a: memref<8xi8>) attributes {sm.region} { return } })"),
              HasSubstr("are no buffers of bytes"));
  EXPECT_THAT(errorOf(R"(module { func.func @main(%x: memref<?xf32>,
      %w: memref<4xi8>, %a: memref<8xi8>) attributes {sm.region} { return } })"),
              HasSubstr("argument 0 of @main is no plain buffer"));
  EXPECT_THAT(errorOf(R"(module { func.func @main(%w: memref<4xi8>,
      %a: memref<8xi8>) attributes {sm.region} { return } })"),
              HasSubstr("takes 4 bytes of constants"));
  EXPECT_THAT(
      errorOf(R"(module attributes {sm.weights = dense<0> : tensor<2xi8>} {
      func.func @main(%w: memref<4xi8>, %a: memref<8xi8>)
      attributes {sm.region} { return } })"),
      HasSubstr("sm.weights holds 2 bytes, @main takes 4"));
  auto module = parseInput("gemm-tensors.mlir");
  setWeights(*module, numbers(50 * 24 + 24));
  CompileOptions options;
  options.numInputs = 3;
  EXPECT_THAT(compileRegion(*module, host, options).status().message(),
              HasSubstr("@main has 2 inputs and outputs, not 3 inputs"));
}

TEST_F(CompileRegion, reportsWhatCannotBeLowered) {
  const std::string error = errorOf(oneKernel(R"(
    %X = bufferization.to_tensor %x restrict : memref<32xf32> to tensor<32xf32>
    %t = stablehlo.sine %X : tensor<32xf32>
    bufferization.materialize_in_destination %t in restrict writable %o
        : (tensor<32xf32>, memref<32xf32>) -> ())"));
  EXPECT_THAT(error, HasSubstr("lowering to the llvm dialect failed"));
  EXPECT_THAT(error, HasSubstr("stablehlo.sine"));
}

TEST_F(CompileRegion, reportsWhatLLVMRefuses) {
  llvm::InitializeNativeTargetAsmParser();
  // An instruction that does not exist, and a register.
  const std::string mnemonic = errorOf(oneKernel(
      R"(llvm.inline_asm has_side_effects "frobnicate", "" : () -> ())"));
  EXPECT_THAT(mnemonic, HasSubstr("code generation failed: 'kernel_0'"));
  EXPECT_THAT(mnemonic, HasSubstr("LLVM cannot compile it: "));
  EXPECT_THAT(mnemonic, HasSubstr("frobnicate"));
  const std::string place = errorOf(oneKernel(
      R"(%0 = llvm.inline_asm has_side_effects "nop", "={nowhere}" : () -> i32)"));
  EXPECT_THAT(place, HasSubstr("couldn't allocate output register"));
  // The next one is not disturbed.
  EXPECT_EQ(errorOf(oneKernel("")), "");
}

TEST_F(CompileRegion, namesNodes) {
  llvm::InitializeNativeTargetAsmParser();
  std::string text = oneKernel(
      R"(llvm.inline_asm has_side_effects "frobnicate", "" : () -> ())");
  text.replace(text.find("return }"), 8,
               R"(return } loc(fused["dense/MatMul", callsite("Relu" at "call"),
               fused["a", "dense/MatMul"], "b"]))");
  EXPECT_THAT(errorOf(text),
              HasSubstr("'kernel_0' (nodes 'dense/MatMul', 'Relu', 'a' and 1 "
                        "more): LLVM cannot compile it: "));
}

TEST_F(CompileRegion, reportsMissingFunctions) {
  const std::string error = errorOf(R"(
    module {
      func.func private @nowhere(memref<4xf32>)
      func.func @main(%x: memref<4xf32>, %w: memref<0xi8>, %a: memref<0xi8>)
          attributes {sm.region} {
        call @nowhere(%x) : (memref<4xf32>) -> ()
        return
      }
    })");
  EXPECT_THAT(error, HasSubstr("compiled code cannot be linked"));
  EXPECT_THAT(error, HasSubstr("nowhere"));
}

} // namespace
} // namespace sm::jit
