// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Numbers: kernels of many shapes, compiled through loops over vectors and
// through the scalar loops that everything else takes, on equal inputs.

#include "KernelText.h"

#include "lib/Conversion/LinalgToVector/KernelConverter.h"
#include "sm/JIT/CompileRegion.h"
#include "sm/JIT/LinkRegion.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <random>

namespace sm::testing {
namespace {

constexpr const char *kMultiplyAdd = "%p = arith.mulf %b0, %b1 : f32\n"
                                     "%q = arith.addf %b2, %p : f32\n"
                                     "linalg.yield %q : f32";

/// Bytes at an address that compiled code may count on.
class AlignedBytes {
public:
  AlignedBytes(size_t size, char value)
      : storage(size + kAlignment, value), length(size) {}

  char *data() { return storage.data() + shift(); }
  const char *data() const { return storage.data() + shift(); }
  size_t size() const { return length; }

private:
  static constexpr size_t kAlignment = 64;
  size_t shift() const {
    return -reinterpret_cast<uintptr_t>(storage.data()) % kAlignment;
  }

  std::vector<char> storage;
  size_t length;
};

/// Buffers of one kernel, filled with the same values every time.
class Buffers {
public:
  explicit Buffers(const KernelText &kernel) {
    std::mt19937 random(7);
    for (const KernelText::Argument &argument : kernel.arguments) {
      // Room that must stay untouched behind each.
      const size_t bytes = argument.elements * sizeOf(argument.element);
      memory.emplace_back(bytes + 64, char(0x5a));
      if (argument.isOutput)
        continue;
      for (int64_t index = 0; index < argument.elements; ++index)
        set(memory.back().data(), argument.element, index, random() % 2001);
    }
  }

  static size_t sizeOf(const std::string &element) {
    return std::stoi(element.substr(1)) / 8;
  }

  std::vector<AlignedBytes> memory;

private:
  template <typename T>
  static void put(char *at, int64_t index, T value) {
    std::memcpy(at + index * sizeof(T), &value, sizeof(T));
  }
  static void set(char *at, const std::string &element, int64_t index,
                  unsigned value) {
    const double real = value / 1000.0 - 1;
    if (element == "f32")
      put(at, index, static_cast<float>(real));
    else if (element == "f64")
      put(at, index, real);
    else if (element == "i8")
      put(at, index, static_cast<int8_t>(value & 1));
    else if (element == "i32")
      put(at, index, static_cast<int32_t>(1 + value % 7));
    else
      put(at, index, static_cast<int64_t>(1 + value % 7));
  }
};

class LinalgToVector : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    mlir::DialectRegistry registry;
    jit::registerCompilerDialects(registry);
    context = new mlir::MLIRContext(registry);
    context->loadAllAvailableDialects();
  }
  static void TearDownTestSuite() {
    delete context;
    context = nullptr;
  }

  /// All kernels in one module, run one after the other on plain buffers.
  static std::string moduleOf(const std::vector<KernelText> &kernels) {
    std::string text, parameters, calls;
    for (bool outputs : {false, true})
      for (const KernelText &kernel : kernels)
        for (size_t index = 0; index < kernel.arguments.size(); ++index)
          if (kernel.arguments[index].isOutput == outputs)
            parameters += "%" + kernel.name + "_" + std::to_string(index) +
                          ": " + kernel.argumentTypes[index] + ", ";
    for (const KernelText &kernel : kernels) {
      text += kernel.text();
      std::string operands, types;
      for (size_t index = 0; index < kernel.arguments.size(); ++index) {
        operands +=
            (index ? ", %" : "%") + kernel.name + "_" + std::to_string(index);
        types += (index ? ", " : "") + kernel.argumentTypes[index];
      }
      calls += "call @" + kernel.name + "(" + operands + ") : (" + types +
               ") -> ()\n";
    }
    return "module {\n" + text + "func.func @main(" + parameters +
           "%w: memref<0xi8>, %arena: memref<64xi8>) attributes {sm.region} "
           "{\n" +
           calls + "return\n}\n}\n";
  }

  /// Runs all kernels; `vectorBits` 0 means by scalar loops.
  static void run(const std::vector<KernelText> &kernels, int64_t vectorBits,
                  std::vector<Buffers> &buffers) {
    auto module =
        mlir::parseSourceString<mlir::ModuleOp>(moduleOf(kernels), context);
    ASSERT_TRUE(module);
    if (vectorBits != 0)
      for (auto function : module->getOps<mlir::func::FuncOp>()) {
        std::string reason;
        if (function->hasAttr("sm.kernel")) {
          ASSERT_TRUE(vectorize::convertKernel(function, vectorBits, reason))
              << function.getName().str() << ": " << reason;
        }
      }
    unsigned numInputs = 0;
    for (const KernelText &kernel : kernels)
      for (const KernelText::Argument &argument : kernel.arguments)
        numInputs += !argument.isOutput;
    auto target = jit::CPUTarget::get("host");
    ASSERT_TRUE(target.ok()) << target.status();
    jit::CompileOptions options;
    options.numInputs = numInputs;
    auto region = jit::compileRegion(*module, *target, options);
    ASSERT_TRUE(region.ok()) << region.status();
    auto code = jit::linkRegion(*region);
    ASSERT_TRUE(code.ok()) << code.status();
    std::vector<void *> pointers;
    for (bool outputs : {false, true})
      for (size_t k = 0; k < kernels.size(); ++k)
        for (size_t index = 0; index < kernels[k].arguments.size(); ++index)
          if (kernels[k].arguments[index].isOutput == outputs)
            pointers.push_back(buffers[k].memory[index].data());
    AlignedBytes weights(64, 0), arena(code->arenaBytes, 0);
    pointers.push_back(weights.data());
    pointers.push_back(arena.data());
    code->entry(pointers.data());
  }

  template <typename T>
  static double difference(const AlignedBytes &a, const AlignedBytes &b,
                           size_t bytes) {
    double worst = 0;
    for (size_t at = 0; at < bytes; at += sizeof(T)) {
      T x, y;
      std::memcpy(&x, a.data() + at, sizeof(T));
      std::memcpy(&y, b.data() + at, sizeof(T));
      if (std::isnan(double(x)) != std::isnan(double(y)))
        return INFINITY;
      worst = std::max(worst, std::abs(double(x) - double(y)) /
                                  (1 + std::abs(double(y))));
    }
    return worst;
  }

  static void check(const std::vector<KernelText> &kernels,
                    double tolerance = 2e-5) {
    std::vector<Buffers> expected(kernels.begin(), kernels.end());
    ASSERT_NO_FATAL_FAILURE(run(kernels, 0, expected));
    auto target = jit::CPUTarget::get("host");
    ASSERT_TRUE(target.ok());
    for (int64_t bits : {128, 256, 512}) {
      std::vector<Buffers> actual(kernels.begin(), kernels.end());
      ASSERT_NO_FATAL_FAILURE(run(kernels, bits, actual));
      for (size_t k = 0; k < kernels.size(); ++k)
        for (size_t index = 0; index < kernels[k].arguments.size(); ++index) {
          const auto &argument = kernels[k].arguments[index];
          const auto &a = actual[k].memory[index];
          const auto &b = expected[k].memory[index];
          const size_t bytes = a.size() - 64;
          EXPECT_EQ(std::memcmp(a.data() + bytes, b.data() + bytes, 64), 0)
              << kernels[k].name << " writes behind argument " << index;
          double error = 0;
          if (argument.element == "f32")
            error = difference<float>(a, b, bytes);
          else if (argument.element == "f64")
            error = difference<double>(a, b, bytes);
          else
            error = std::memcmp(a.data(), b.data(), bytes) ? INFINITY : 0;
          EXPECT_LE(error, tolerance)
              << kernels[k].name << " with " << bits << " bits:\n"
              << kernels[k].text();
        }
    }
  }

  static mlir::MLIRContext *context;
};

mlir::MLIRContext *LinalgToVector::context = nullptr;

std::string named(const char *kind, const Dims &values) {
  std::string name = kind;
  for (int64_t value : values)
    name += "_" + std::to_string(value);
  return name;
}

/// C = relu(A * B + v) with B in blocks of `block` columns; columns that do not
/// fill a block are there in B and not in C.
KernelText gemm(int64_t rows, int64_t columns, int64_t steps, int64_t block) {
  KernelText k(named("gemm", {rows, columns, steps, block}));
  const int64_t blocks = (columns + block - 1) / block;
  TensorValue a = k.input({rows, steps});
  TensorValue b = k.input({blocks, steps, block});
  TensorValue c = k.generic("m, n, i, k", "pppr", {a, b},
                            {k.fill("0.0", {rows, blocks, block})},
                            {"m, k", "n, k, i", "m, n, i"}, kMultiplyAdd)[0];
  const char *body = "%z = arith.constant 0.0 : f32\n"
                     "%s = arith.addf %b0, %b1 : f32\n"
                     "%r = arith.maximumf %s, %z : f32\n"
                     "linalg.yield %r : f32";
  if (columns % block == 0) {
    TensorValue v = k.input({blocks, block});
    k.output(k.generic("m, n, i", "ppp", {c, v}, {k.empty(c.shape)},
                       {"m, n, i", "n, i", "m, n, i"}, body)[0]);
    return k;
  }
  c = k.collapse(c, "[[0], [1, 2]]", {rows, blocks * block});
  c = k.head(c, {rows, columns});
  TensorValue v = k.input({columns});
  k.output(k.generic("m, n", "pp", {c, v}, {k.empty(c.shape)},
                     {"m, n", "n", "m, n"}, body)[0]);
  return k;
}

TEST_F(LinalgToVector, MatrixProducts) {
  std::vector<KernelText> kernels;
  for (int64_t rows = 1; rows <= 20; ++rows)
    kernels.push_back(gemm(rows, 64, 2 * rows + 15, 32));
  for (int64_t columns = 1; columns <= 70; columns += 3)
    kernels.push_back(gemm(1 + columns % 9, columns, 1 + columns * 7 % 41,
                           columns % 2 ? 16 : 8));
  // Blocks that are shorter than a vector.
  kernels.push_back(gemm(50, 24, 96, 8));
  // Large enough to be shared among threads.
  kernels.push_back(gemm(131, 96, 40, 32));
  kernels.push_back(gemm(100, 20, 64, 16));
  kernels.push_back(gemm(1, 1000, 64, 16));
  check(kernels);
}

TEST_F(LinalgToVector, PlainMatrixProducts) {
  std::vector<KernelText> kernels;
  for (bool transposed : {false, true})
    for (const Dims &s : std::vector<Dims>{{1, 1, 1},
                                           {1, 40, 33},
                                           {5, 17, 9},
                                           {12, 31, 64},
                                           {3, 64, 5},
                                           {60, 70, 50}}) {
      KernelText k(named(transposed ? "turned" : "plain", s));
      TensorValue a = k.input({2, s[0], s[2]});
      TensorValue b =
          transposed ? k.input({2, s[1], s[2]}) : k.input({2, s[2], s[1]});
      k.output(k.generic(
          "b, m, n, k", "pppr", {a, b}, {k.fill("0.0", {2, s[0], s[1]})},
          {"b, m, k", transposed ? "b, n, k" : "b, k, n", "b, m, n"},
          kMultiplyAdd)[0]);
      kernels.push_back(k);
    }
  check(kernels);
}

/// Rows, columns, input channels, output channels, window, stride, dilation,
/// block.
KernelText convolution(const Dims &s) {
  KernelText k(named("conv", s));
  const int64_t rows = s[0], columns = s[1], window = s[4], block = s[7];
  const int64_t blocks = (s[3] + block - 1) / block;
  const int64_t reach = (window - 1) * s[6] + 1;
  TensorValue a = k.input(
      {2, (rows - 1) * s[5] + reach, (columns - 1) * s[5] + reach, s[2]});
  TensorValue b = k.input({blocks, window, window, s[2], block});
  const std::string stride = std::to_string(s[5]),
                    dilation = std::to_string(s[6]);
  TensorValue c =
      k.generic("n, h, w, o, i, p, q, c", "ppppprrr", {a, b},
                {k.fill("0.0", {2, rows, columns, blocks, block})},
                {"n, h * " + stride + " + p * " + dilation + ", w * " + stride +
                     " + q * " + dilation + ", c",
                 "o, p, q, c, i", "n, h, w, o, i"},
                kMultiplyAdd)[0];
  const char *body = "%s = arith.addf %b0, %b1 : f32\nlinalg.yield %s : f32";
  if (s[3] % block == 0) {
    TensorValue r = k.input(c.shape);
    k.output(k.generic("n, h, w, o, i", "ppppp", {c, r}, {k.empty(c.shape)},
                       {"n, h, w, o, i", "n, h, w, o, i", "n, h, w, o, i"},
                       body)[0]);
    return k;
  }
  c = k.collapse(c, "[[0], [1], [2], [3, 4]]",
                 {2, rows, columns, blocks * block});
  c = k.head(c, {2, rows, columns, s[3]});
  TensorValue v = k.input({s[3]});
  k.output(k.generic("n, h, w, o", "pppp", {c, v}, {k.empty(c.shape)},
                     {"n, h, w, o", "o", "n, h, w, o"}, body)[0]);
  return k;
}

TEST_F(LinalgToVector, Convolutions) {
  std::vector<KernelText> kernels;
  for (const Dims &s : std::vector<Dims>{{5, 9, 3, 32, 3, 1, 1, 32},
                                         {5, 9, 3, 64, 7, 2, 1, 32},
                                         {8, 8, 16, 20, 1, 1, 1, 16},
                                         {4, 17, 8, 16, 3, 2, 1, 16},
                                         {3, 5, 33, 8, 3, 1, 2, 8},
                                         {2, 2, 5, 5, 2, 3, 1, 8},
                                         {14, 14, 32, 64, 3, 1, 1, 32},
                                         {7, 7, 4, 40, 1, 2, 1, 16}})
    kernels.push_back(convolution(s));
  check(kernels);
}

TEST_F(LinalgToVector, WindowsOfEachChannel) {
  std::vector<KernelText> kernels;
  for (const Dims &s : std::vector<Dims>{{7, 7, 16, 3, 1},
                                         {5, 9, 33, 3, 2},
                                         {3, 15, 70, 5, 1},
                                         {2, 3, 5, 1, 1},
                                         {14, 14, 48, 3, 1}}) {
    const Dims in = {1, (s[0] - 1) * s[4] + s[3], (s[1] - 1) * s[4] + s[3],
                     s[2]};
    const Dims out = {1, s[0], s[1], s[2]};
    const std::string stride = std::to_string(s[4]);
    const std::string window =
        "n, h * " + stride + " + p, w * " + stride + " + q, c";
    KernelText depthwise(named("depthwise", s));
    TensorValue a = depthwise.input(in);
    TensorValue b = depthwise.input({s[3], s[3], s[2]});
    depthwise.output(depthwise.generic(
        "n, h, w, c, p, q", "pppprr", {a, b}, {depthwise.fill("0.0", out)},
        {window, "p, q, c", "n, h, w, c"}, kMultiplyAdd)[0]);
    kernels.push_back(depthwise);
    KernelText pool(named("pool", s));
    a = pool.input(in);
    pool.output(pool.generic(
        "n, h, w, c, p, q", "pppprr", {a, pool.empty({s[3], s[3]})},
        {pool.fill("0xFF800000", out)}, {window, "p, q", "n, h, w, c"},
        "%q = arith.maximumf %b2, %b0 : f32\n"
        "linalg.yield %q : f32")[0]);
    kernels.push_back(pool);
  }
  check(kernels);
}

TEST_F(LinalgToVector, Reductions) {
  std::vector<KernelText> kernels;
  struct Case {
    const char *name, *op, *init, *element;
  };
  for (const Case &c : {Case{"sum", "arith.addf", "0.0", "f32"},
                        Case{"largest", "arith.maximumf", "0xFF800000", "f32"},
                        Case{"product", "arith.mulf", "1.0", "f64"},
                        Case{"count", "arith.addi", "0", "i32"},
                        Case{"least", "arith.minsi", "99", "i64"},
                        Case{"all", "arith.andi", "1", "i8"}})
    for (const Dims &shape :
         std::vector<Dims>{{1, 1}, {7, 33}, {3, 200}, {40, 3}})
      for (bool last : {false, true}) {
        KernelText k(named(c.name, {shape[0], shape[1], last}));
        TensorValue a = k.input(shape, c.element);
        TensorValue f = k.fill(c.init, {shape[last ? 0 : 1]}, c.element);
        const std::string element = c.element;
        k.output(k.generic(
            "i, j", last ? "pr" : "rp", {a}, {f}, {"i, j", last ? "i" : "j"},
            "%q = " + std::string(c.op) + " %b1, %b0 : " + element +
                "\nlinalg.yield %q : " + element)[0]);
        kernels.push_back(k);
      }
  check(kernels, 1e-5);
}

/// Softmax of a matrix along one of its dimensions.
KernelText softmax(int64_t rows, int64_t columns, bool last) {
  KernelText k(named("softmax", {rows, columns, last}));
  const char *kinds = last ? "pr" : "rp", *row = last ? "i" : "j";
  const Dims shape = {rows, columns}, rowShape = {last ? rows : columns};
  TensorValue a = k.input(shape);
  TensorValue largest = k.generic(
      "i, j", kinds, {a}, {k.fill("0xFF800000", rowShape)}, {"i, j", row},
      "%q = arith.maximumf %b1, %b0 : f32\n"
      "linalg.yield %q : f32")[0];
  TensorValue e = k.generic("i, j", "pp", {a, largest}, {k.empty(shape)},
                            {"i, j", row, "i, j"},
                            "%s = arith.subf %b0, %b1 : f32\n"
                            "%q = math.exp %s : f32\nlinalg.yield %q : f32")[0];
  TensorValue sum =
      k.generic("i, j", kinds, {e}, {k.fill("0.0", rowShape)}, {"i, j", row},
                "%q = arith.addf %b1, %b0 : f32\n"
                "linalg.yield %q : f32")[0];
  k.output(k.generic("i, j", "pp", {e, sum}, {k.empty(shape)},
                     {"i, j", row, "i, j"},
                     "%q = arith.divf %b0, %b1 : f32\n"
                     "linalg.yield %q : f32")[0]);
  return k;
}

TEST_F(LinalgToVector, Softmax) {
  std::vector<KernelText> kernels;
  for (const Dims &s : std::vector<Dims>{{1, 10}, {7, 33}, {5, 64}, {3, 1000}})
    for (bool last : {false, true})
      kernels.push_back(softmax(s[0], s[1], last));
  check(kernels);
}

/// exp(x) of a matrix or more, and what a reduction along its last dimension
/// makes of it: out = (e + e at `other`) / sums, with the sums at `row`.
KernelText keptUses(const std::string &name, const Dims &shape,
                    const std::string &dims, const std::string &row,
                    const std::string &other, const std::string &reduced,
                    const Dims &wide) {
  KernelText k(name);
  const Dims rowShape(shape.begin(), shape.end() - 1);
  const std::string parallel(shape.size(), 'p');
  TensorValue e =
      k.generic(dims, parallel, {k.input(wide)}, {k.empty(wide)}, {dims, dims},
                "%q = math.exp %b0 : f32\nlinalg.yield %q : f32")[0];
  // Maps that move read what stands beside the part that the others read.
  const TensorValue part = wide == shape ? e : k.head(e, shape);
  TensorValue sum = k.generic(
      dims, std::string(rowShape.size(), 'p') + "r",
      {reduced == dims ? part : e, k.empty(shape)}, {k.fill("0.0", rowShape)},
      {reduced, dims, dims.substr(0, dims.rfind(','))},
      "%q = arith.addf %b2, %b0 : f32\nlinalg.yield %q : f32")[0];
  k.output(k.generic(dims, parallel,
                     {part, other == dims ? part : e, sum, k.empty(shape)},
                     {k.empty(shape)}, {dims, other, row, dims, dims},
                     "%s = arith.addf %b0, %b1 : f32\n"
                     "%q = arith.divf %s, %b2 : f32\n"
                     "linalg.yield %q : f32")[0]);
  return k;
}

/// The exponentials could wait in the result for their second use, but only
/// where that is of the very same element.
TEST_F(LinalgToVector, KeptValuesInOtherPlaces) {
  std::vector<KernelText> kernels;
  for (int64_t n : {3, 16, 37}) {
    const std::string end = std::to_string(n - 1);
    auto add = [&](const char *name, const std::string &other,
                   const std::string &reduced = "i, j", int64_t below = 0,
                   int64_t behind = 0) {
      kernels.push_back(keptUses(named(name, {n}), {n, n}, "i, j", "i", other,
                                 reduced, {n + below, n + behind}));
    };
    add("same", "i, j");
    add("turned", "j, i");
    add("mirrored", "i, " + end + " - j");
    add("upside_down", end + " - i, j");
    add("first", "i, 0");
    add("diagonal", "i, i");
    add("below", "i + 1, j", "i, j", 1);
    add("moved", "i, j + 1", "i, j", 0, 1);
    add("sum_moved", "i, j", "i, j + 2", 0, 2);
    add("sum_turned", "i, j", "j, i");
    add("sum_mirrored", "i, j", "i, " + end + " - j");
    // Rows in another order, two of them at once, and less than a row.
    auto addCube = [&](const char *name, const std::string &row,
                       const std::string &other, const std::string &reduced) {
      kernels.push_back(keptUses(named(name, {n}), {n, n, n}, "i, j, l", row,
                                 other, reduced, {n, n, n}));
    };
    addCube("row_of_row", "j, i", "i, j, l", "i, j, l");
    addCube("rows_turned", "i, j", "j, i, l", "i, j, l");
    addCube("column", "i, j", "i, j, l", "i, l, j");
    addCube("trace", "i, j", "i, j, l", "i, l, l");
  }
  check(kernels);
}

/// A reduction of more than a row of the result, and of its rows in both
/// orders.
TEST_F(LinalgToVector, KeptValuesOfOtherRows) {
  std::vector<KernelText> kernels;
  const std::string exp = "%q = math.exp %b0 : f32\nlinalg.yield %q : f32";
  const std::string add = "%q = arith.addf %b1, %b0 : f32\n"
                          "linalg.yield %q : f32";
  const std::string divide = "%q = arith.divf %b0, %b1 : f32\n"
                             "linalg.yield %q : f32";
  for (int64_t n : {4, 19}) {
    KernelText part(named("part", {n}));
    TensorValue e =
        part.generic("i, j", "pp", {part.input({n, 3 * n})},
                     {part.empty({n, 3 * n})}, {"i, j", "i, j"}, exp)[0];
    TensorValue sum = part.generic("i, j", "pr", {e}, {part.fill("0.0", {n})},
                                   {"i, j", "i"}, add)[0];
    part.output(part.generic("i, j", "pp", {part.head(e, {n, n}), sum},
                             {part.empty({n, n})}, {"i, j", "i", "i, j"},
                             divide)[0]);
    kernels.push_back(part);
    KernelText both(named("both", {n}));
    e = both.generic("i, j, l", "ppp", {both.input({n, n, n})},
                     {both.empty({n, n, n})}, {"i, j, l", "i, j, l"}, exp)[0];
    sum = both.generic("i, j, l", "ppr", {e}, {both.fill("0.0", {n, n})},
                       {"i, j, l", "i, j"}, add)[0];
    TensorValue first =
        both.generic("i, j, l", "ppp", {e, sum}, {both.empty({n, n, n})},
                     {"i, j, l", "j, i", "i, j, l"}, divide)[0];
    both.output(both.generic("i, j, l", "ppp", {first, sum},
                             {both.empty({n, n, n})},
                             {"i, j, l", "i, j", "i, j, l"}, divide)[0]);
    kernels.push_back(both);
  }
  check(kernels);
}

TEST_F(LinalgToVector, Elementwise) {
  std::vector<KernelText> kernels;
  for (const Dims &s : std::vector<Dims>{{1, 1}, {3, 5}, {16, 16}, {33, 65}})
    for (const std::string op :
         {"f32 addf", "f64 maximumf", "i32 divsi", "i64 addi", "i8 xori"}) {
      const std::string element = op.substr(0, op.find(' '));
      const std::string body = "%q = arith." + op.substr(op.find(' ') + 1) +
                               " %b0, %b1 : " + element +
                               "\nlinalg.yield %q : " + element;
      for (const std::string map : {"i, j", "i", "j"}) {
        KernelText k(
            named(("binary_" + element + "_" + (map.size() > 1 ? "all" : map))
                      .c_str(),
                  s));
        TensorValue a = k.input(s, element);
        TensorValue b =
            k.input(map == "i, j" ? s : Dims{s[map == "j"]}, element);
        k.output(k.generic("i, j", "pp", {a, b}, {k.empty(s, element)},
                           {"i, j", map, "i, j"}, body)[0]);
        kernels.push_back(k);
      }
      KernelText k(named(("transpose_" + element).c_str(), s));
      TensorValue a = k.input(s, element);
      k.output(k.generic("i, j", "pp", {a}, {k.empty({s[1], s[0]}, element)},
                         {"j, i", "i, j"}, "linalg.yield %b0 : " + element)[0]);
      kernels.push_back(k);
    }
  check(kernels);
}

TEST_F(LinalgToVector, PiecesOfTensors) {
  std::vector<KernelText> kernels;
  for (int64_t width : {1, 7, 16, 40}) {
    KernelText pad(named("pad", {width}));
    TensorValue a = pad.input({3, width});
    pad.output(pad.insert(a, pad.fill("0.5", {6, width + 3}), {1, 2}));
    kernels.push_back(pad);
    KernelText concat(named("concat", {width}));
    a = concat.input({3, width});
    TensorValue b = concat.input({3, 5});
    TensorValue all = concat.insert(a, concat.empty({3, width + 5}), {0, 0});
    concat.output(concat.insert(b, all, {0, width}));
    kernels.push_back(concat);
    // What is inserted comes from what it overwrites.
    KernelText over(named("over", {width}));
    const Dims shape = {5, width + 3};
    const std::string twice = "%q = arith.addf %b0, %b0 : f32\n"
                              "linalg.yield %q : f32";
    TensorValue base =
        over.generic("i, j", "pp", {over.input(shape)}, {over.empty(shape)},
                     {"i, j", "i, j"}, twice)[0];
    TensorValue turned = over.generic(
        "i, j", "pp", {base, over.empty(shape)}, {over.empty(shape)},
        {"4 - i, " + std::to_string(width + 2) + " - j", "i, j", "i, j"},
        twice)[0];
    over.output(over.insert(over.head(turned, {3, width}), base, {1, 2}));
    // Here, too, it is what it was before.
    over.output(over.generic("i, j", "pp", {base}, {over.empty(shape)},
                             {"i, j", "i, j"}, twice)[0]);
    kernels.push_back(over);
  }
  check(kernels, 0);
}

/// Chains that are longer than any compiler makes.
std::string reasonFor(const std::string &text, mlir::MLIRContext *context) {
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, context);
  if (!module)
    return "does not parse";
  std::string reason;
  const bool converted = vectorize::convertKernel(
      *module->getOps<mlir::func::FuncOp>().begin(), 512, reason);
  return converted ? "converted" : reason;
}

TEST_F(LinalgToVector, LongChainsAreRefused) {
  KernelText values("values");
  TensorValue value = values.input({8});
  for (int i = 0; i < 300; ++i)
    value = values.generic("i", "p", {value}, {values.empty({8})}, {"i", "i"},
                           "%q = arith.negf %b0 : f32\n"
                           "linalg.yield %q : f32")[0];
  values.output(value);
  EXPECT_EQ(reasonFor(values.text(), context),
            "its values are nested too deeply");

  KernelText sums("sums");
  value = sums.input({4, 4});
  for (int i = 0; i < 80; ++i) {
    TensorValue sum =
        sums.generic("i, j", i % 2 ? "pr" : "rp", {value},
                     {sums.fill("0.0", {4})}, {"i, j", i % 2 ? "i" : "j"},
                     "%q = arith.addf %b1, %b0 : f32\n"
                     "linalg.yield %q : f32")[0];
    value = sums.generic("i, j", "pp", {sum}, {sums.empty({4, 4})},
                         {"i", "i, j"}, "linalg.yield %b0 : f32")[0];
  }
  sums.output(value);
  EXPECT_EQ(reasonFor(sums.text(), context),
            "its reductions are nested too deeply");
}

} // namespace
} // namespace sm::testing
