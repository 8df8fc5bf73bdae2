// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What kernels say of operands that they refuse, and edges of what they take.

#include "Tensors.h"

#include <cmath>
#include <limits>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Division, refusesIntegersByZero) {
  const Tensor x = ints({2}, {7, -7}), y = ints({2}, {2, 0});
  for (const char *op : {"Div", "FloorDiv", "FloorMod"})
    EXPECT_THAT(errorOf(op, {x, y}), HasSubstr("division by zero")) << op;
  const int32_t lowest = std::numeric_limits<int32_t>::min();
  const Tensor edge = ints({2}, {lowest, -7}), by = ints({2}, {-1, 2});
  EXPECT_THAT(valuesOf<int32_t>(run("Div", {edge, by})),
              ElementsAre(lowest, -3));
  EXPECT_THAT(valuesOf<int32_t>(run("FloorDiv", {edge, by})),
              ElementsAre(lowest, -4));
  EXPECT_THAT(valuesOf<int32_t>(run("FloorMod", {edge, by})),
              ElementsAre(0, 1));
}

TEST(Power, refusesNegativeExponentsOfIntegers) {
  EXPECT_THAT(errorOf("Pow", {ints({1}, {2}), ints({1}, {-1})}),
              HasSubstr("negative integer powers"));
  EXPECT_THAT(
      valuesOf<int32_t>(run("Pow", {ints({2, 1}, {2, -3}), ints({2}, {0, 3})})),
      ElementsAre(1, 8, 1, -27));
}

TEST(Comparison, ofShapesThatDiffer) {
  const Tensor x = ramp({2}), y = ramp({3});
  EXPECT_FALSE(run("Equal", {x, y}, {{"incompatible_shape_error", false}})
                   .data<bool>()[0]);
  EXPECT_TRUE(run("NotEqual", {x, y}, {{"incompatible_shape_error", false}})
                  .data<bool>()[0]);
  EXPECT_THAT(errorOf("Equal", {x, y}), HasSubstr("Equal: "));
  EXPECT_THAT(errorOf("Less", {x, y}), HasSubstr("Less: "));
}

TEST(Choices, refuseShapes) {
  const Tensor flags = tensor<bool>(DType::Bool, {3}, {true, false, true});
  EXPECT_THAT(errorOf("Select", {flags, ramp({2, 2}), ramp({2, 2})}),
              HasSubstr("Select: "));
  EXPECT_THAT(errorOf("ClipByValue", {ramp({2}), ramp({3}), ramp({2})}),
              HasSubstr("ClipByValue: "));
  EXPECT_THAT(errorOf("AddN", {ramp({2}), ramp({3})}), HasSubstr("AddN: "));
}

TEST(Reductions, ofNothing) {
  EXPECT_EQ(run("Max", {ramp({0}), ints({1}, {0})}).data<float>()[0],
            -std::numeric_limits<float>::infinity());
  EXPECT_EQ(run("Prod", {ramp({0}), ints({1}, {-1})}).data<float>()[0], 1);
  EXPECT_THAT(errorOf("ArgMax", {ramp({2, 0}), ints({}, {1})},
                      {{"output_type", DType::Int64}}),
              HasSubstr("is empty in shape"));
  EXPECT_THAT(errorOf("Max", {ramp({2}), ints({1}, {1})}), HasSubstr("Max: "));
}

TEST(Movement, checksBounds) {
  const Tensor x = ramp({2, 3});
  EXPECT_THAT(errorOf("Slice", {x, ints({2}, {0, 2}), ints({2}, {1, 2})}),
              HasSubstr("Slice: "));
  EXPECT_THAT(errorOf("Tile", {x, ints({2}, {1, -1})}), HasSubstr("Tile: "));
  EXPECT_THAT(errorOf("Tile", {x, longs({2}, {1, int64_t{1} << 62})}),
              HasSubstr("Tile: "));
  EXPECT_THAT(errorOf("GatherV2", {x, ints({2}, {0, 2}), ints({}, {0})}),
              HasSubstr("indices[1] = 2 is not in [0, 2)"));
  EXPECT_THAT(errorOf("PadV2", {x, ints({2, 2}, {0, 0, 0, 0}), ramp({2})}),
              HasSubstr("PadV2: "));
  EXPECT_THAT(errorOf("EnsureShape", {x}, {{"shape", PartialShape{3}}}),
              HasSubstr("EnsureShape: "));
  EXPECT_THAT(errorOf("Range", {ints({}, {0}), ints({}, {3}), ints({}, {0})}),
              HasSubstr("Range: "));
  EXPECT_FALSE(runAll("Unpack", {}, {x}, 3).ok());
}

TEST(BatchMatMul, refusesBatchesThatDiffer) {
  EXPECT_THAT(errorOf("BatchMatMul", {ramp({1, 2, 3}), ramp({4, 3, 2})}),
              HasSubstr("BatchMatMul: "));
  EXPECT_THAT(errorOf("BatchMatMulV2", {ramp({2, 3}), ramp({2, 2})}),
              HasSubstr("BatchMatMulV2: "));
}

} // namespace
} // namespace sm::runtime
