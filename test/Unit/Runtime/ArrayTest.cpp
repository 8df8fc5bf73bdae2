// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels that move elements.

#include "Tensors.h"

#include <complex>
#include <numeric>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Identity, handsOn) {
  const Tensor x = strings({2}, {"a", "b"});
  EXPECT_EQ(run("Identity", {x}).rawData(), x.rawData());
  EXPECT_EQ(run("PlaceholderWithDefault", {ramp({2})},
                {{"shape", PartialShape{kUnknownDim}}})
                .shape(),
            (Shape{2}));
  EXPECT_THAT(errorOf("PlaceholderWithDefault", {ramp({2})},
                      {{"shape", PartialShape{3}}}),
              HasSubstr("PlaceholderWithDefault: "));
  auto both = runAll("IdentityN", {}, {x, ints({}, {1})}, 2);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ((*both)[1].data<int32_t>()[0], 1);
  EXPECT_TRUE(runAll("NoOp", {}, {}, 0).ok());
}

TEST(Reshape, views) {
  const Tensor x = ramp({2, 3});
  const Tensor y = run("Reshape", {x, ints({2}, {3, -1})});
  EXPECT_EQ(y.shape(), (Shape{3, 2}));
  EXPECT_EQ(y.rawData(), x.rawData());
  EXPECT_EQ(run("Reshape", {ramp({1}), longs({0}, {})}).rank(), 0);
  EXPECT_EQ(run("Reshape", {ramp({0, 3}), ints({2}, {5, 0})}).shape(),
            (Shape{5, 0}));
  EXPECT_THAT(errorOf("Reshape", {x, ints({1}, {4})}), HasSubstr("Reshape: "));
  EXPECT_THAT(errorOf("Reshape", {x, ints({2}, {-1, -1})}),
              HasSubstr("Reshape: "));
  EXPECT_THAT(errorOf("Reshape", {x, ints({2}, {4, -1})}),
              HasSubstr("Reshape: "));
}

TEST(Shapes, describeAndChange) {
  EXPECT_THAT(valuesOf<int32_t>(run("Shape", {ramp({2, 0, 3})},
                                    {{"out_type", DType::Int32}})),
              ElementsAre(2, 0, 3));
  EXPECT_THAT(valuesOf<int64_t>(run("Shape", {strings({1}, {"a"})},
                                    {{"out_type", DType::Int64}})),
              ElementsAre(1));
  EXPECT_EQ(run("Squeeze", {ramp({1, 2, 1})}).shape(), (Shape{2}));
  EXPECT_EQ(run("Squeeze", {ramp({1, 2, 1})},
                {{"squeeze_dims", std::vector<int64_t>{-1}}})
                .shape(),
            (Shape{1, 2}));
  EXPECT_THAT(errorOf("Squeeze", {ramp({1, 2})},
                      {{"squeeze_dims", std::vector<int64_t>{1}}}),
              HasSubstr("Squeeze: "));
  EXPECT_EQ(run("ExpandDims", {ramp({2, 3}), ints({}, {-1})}).shape(),
            (Shape{2, 3, 1}));
  EXPECT_EQ(run("ExpandDims", {ramp({2, 3}), longs({1}, {1})}).shape(),
            (Shape{2, 1, 3}));
  EXPECT_THAT(errorOf("ExpandDims", {ramp({2, 3}), ints({}, {5})}),
              HasSubstr("ExpandDims: "));
}

/// Transposes floats one by one.
std::vector<float> slowTranspose(const Tensor &x,
                                 const std::vector<int> &perm) {
  std::vector<int64_t> strides(x.rank(), 1);
  for (int i = x.rank() - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * x.dim(i + 1);
  std::vector<float> result;
  for (int64_t i = 0; i < x.numElements(); ++i) {
    int64_t rest = i, from = 0;
    for (int d = x.rank() - 1; d >= 0; --d) {
      from += rest % x.dim(perm[d]) * strides[perm[d]];
      rest /= x.dim(perm[d]);
    }
    result.push_back(x.data<float>()[from]);
  }
  return result;
}

TEST(Transpose, allPermutations) {
  for (const Shape &shape : {Shape{2, 3, 4, 5}, Shape{1, 3, 1, 5},
                             Shape{20, 1, 33, 2}, Shape{3, 2, 2, 1}}) {
    const Tensor x = ramp(shape);
    std::vector<int> perm = {0, 1, 2, 3};
    do {
      const Tensor y =
          run("Transpose",
              {x, ints({4}, std::vector<int32_t>(perm.begin(), perm.end()))});
      for (int i = 0; i < 4; ++i)
        ASSERT_EQ(y.dim(i), shape.dim(perm[i]));
      ASSERT_EQ(valuesOf<float>(y), slowTranspose(x, perm)) << shape.str();
    } while (std::next_permutation(perm.begin(), perm.end()));
  }
}

TEST(Transpose, allWidths) {
  const Tensor perm = ints({2}, {1, 0});
  EXPECT_THAT(valuesOf<Bytes>(run(
                  "Transpose", {strings({2, 2}, {"a", "b", "c", "d"}), perm})),
              ElementsAre("a", "c", "b", "d"));
  EXPECT_THAT(valuesOf<bool>(run(
                  "Transpose",
                  {tensor<bool>(DType::Bool, {1, 2}, {true, false}), perm})),
              ElementsAre(true, false));
  using C = std::complex<double>;
  EXPECT_THAT(valuesOf<C>(run(
                  "Transpose",
                  {tensor<C>(DType::Complex128, {2, 2}, {1, 2, 3, 4}), perm})),
              ElementsAre(C(1), C(3), C(2), C(4)));
  const Tensor big = ramp({257, 129});
  EXPECT_EQ(valuesOf<float>(run("Transpose", {big, perm})),
            slowTranspose(big, {1, 0}));
}

TEST(Transpose, refusesBadPermutations) {
  EXPECT_THAT(errorOf("Transpose", {ramp({2, 3}), ints({2}, {0, 0})}),
              HasSubstr("Transpose: "));
  EXPECT_THAT(errorOf("Transpose", {ramp({2, 3}), ints({2}, {0, 2})}),
              HasSubstr("Transpose: "));
  EXPECT_THAT(errorOf("Transpose", {ramp({2, 3}), ints({1}, {0})}),
              HasSubstr("Transpose: "));
}

TEST(Concat, joins) {
  const Tensor a = ramp({2, 2}), b = ramp({2, 1}, 10), c = ramp({2, 0});
  EXPECT_THAT(valuesOf<float>(run("ConcatV2", {a, b, c, ints({}, {-1})})),
              ElementsAre(0, 1, 10, 2, 3, 11));
  EXPECT_THAT(valuesOf<float>(run("ConcatV2", {a, a, longs({}, {0})})),
              ElementsAre(0, 1, 2, 3, 0, 1, 2, 3));
  EXPECT_THAT(
      valuesOf<Bytes>(run("ConcatV2", {strings({1}, {"x"}), strings({1}, {"y"}),
                                       ints({}, {0})})),
      ElementsAre("x", "y"));
  EXPECT_THAT(errorOf("ConcatV2", {a, b, ints({}, {0})}),
              HasSubstr("ConcatV2: "));
  EXPECT_THAT(errorOf("ConcatV2", {a, a, ints({}, {2})}),
              HasSubstr("ConcatV2: "));
  EXPECT_THAT(
      errorOf("ConcatV2", {floats({}, {1}), floats({}, {1}), ints({}, {0})}),
      HasSubstr("ConcatV2: "));
}

TEST(Pack, stacks) {
  const Tensor a = ramp({2}), b = ramp({2}, 10);
  EXPECT_THAT(valuesOf<float>(run("Pack", {a, b})), ElementsAre(0, 1, 10, 11));
  const Tensor y = run("Pack", {a, b}, {{"axis", int64_t{-1}}});
  EXPECT_EQ(y.shape(), (Shape{2, 2}));
  EXPECT_THAT(valuesOf<float>(y), ElementsAre(0, 10, 1, 11));
  EXPECT_THAT(valuesOf<int32_t>(run("Pack", {ints({}, {1}), ints({}, {2})})),
              ElementsAre(1, 2));
  EXPECT_THAT(errorOf("Pack", {a, ramp({3})}), HasSubstr("Pack: "));
  EXPECT_THAT(errorOf("Pack", {a, b}, {{"axis", int64_t{2}}}),
              HasSubstr("Pack: "));
}

Tensor slice(const Tensor &x, const std::vector<int32_t> &begin,
             const std::vector<int32_t> &end,
             const std::vector<int32_t> &strides,
             const ops::AttrMap &masks = {}) {
  const Shape shape{static_cast<int64_t>(begin.size())};
  return run("StridedSlice",
             {x, ints(shape, begin), ints(shape, end), ints(shape, strides)},
             masks);
}

TEST(StridedSlice, takesElements) {
  const Tensor x = ramp({3, 4});
  EXPECT_THAT(valuesOf<float>(slice(x, {1, 1}, {3, 3}, {1, 1})),
              ElementsAre(5, 6, 9, 10));
  EXPECT_THAT(valuesOf<float>(slice(x, {0, 3}, {3, 0}, {2, -2})),
              ElementsAre(3, 1, 11, 9));
  EXPECT_THAT(valuesOf<float>(slice(x, {-1}, {-3}, {-1})),
              ElementsAre(8, 9, 10, 11, 4, 5, 6, 7));
  const Tensor row =
      slice(x, {1}, {2}, {1}, {{"shrink_axis_mask", int64_t{1}}});
  EXPECT_EQ(row.shape(), (Shape{4}));
  EXPECT_THAT(valuesOf<float>(row), ElementsAre(4, 5, 6, 7));
  const Tensor column =
      slice(x, {0, 2}, {0, 3}, {1, 1},
            {{"ellipsis_mask", int64_t{1}}, {"new_axis_mask", int64_t{0}}});
  EXPECT_EQ(column.shape(), (Shape{3, 1}));
  EXPECT_THAT(valuesOf<float>(column), ElementsAre(2, 6, 10));
  const Tensor axis = slice(x, {0, 0}, {0, 0}, {1, 1},
                            {{"new_axis_mask", int64_t{1}},
                             {"begin_mask", int64_t{2}},
                             {"end_mask", int64_t{2}}});
  EXPECT_EQ(axis.shape(), (Shape{1, 3, 4}));
  EXPECT_EQ(slice(x, {2}, {1}, {1}).shape(), (Shape{0, 4}));
  EXPECT_THAT(
      valuesOf<Bytes>(slice(strings({3}, {"a", "b", "c"}), {2}, {0}, {-1})),
      ElementsAre("c", "b"));
}

TEST(StridedSlice, alignedRowsAreViews) {
  const Tensor x = ramp({4, 16});
  EXPECT_EQ(slice(x, {1}, {3}, {1}).rawData(), x.data<float>() + 16);
}

TEST(StridedSlice, refuses) {
  const Tensor x = ramp({3});
  EXPECT_THAT(errorOf("StridedSlice",
                      {x, ints({1}, {0}), ints({1}, {2}), ints({1}, {0})}),
              HasSubstr("StridedSlice: "));
  EXPECT_THAT(errorOf("StridedSlice",
                      {x, ints({1}, {5}), ints({1}, {6}), ints({1}, {1})},
                      {{"shrink_axis_mask", int64_t{1}}}),
              HasSubstr("StridedSlice: "));
  EXPECT_THAT(errorOf("StridedSlice", {x, ints({2}, {0, 0}), ints({2}, {1, 1}),
                                       ints({2}, {1, 1})}),
              HasSubstr("StridedSlice: "));
}

TEST(Fill, repeats) {
  EXPECT_THAT(
      valuesOf<float>(run("Fill", {ints({2}, {2, 1}), floats({}, {7})})),
      ElementsAre(7, 7));
  EXPECT_THAT(
      valuesOf<Bytes>(run("Fill", {longs({1}, {2}), strings({}, {"ab"})})),
      ElementsAre("ab", "ab"));
  EXPECT_THAT(errorOf("Fill", {ints({1}, {-2}), floats({}, {7})}),
              HasSubstr("Fill: "));
  EXPECT_THAT(errorOf("Fill", {ints({1}, {2}), floats({2}, {7, 7})}),
              HasSubstr("Fill: "));
  EXPECT_THAT(errorOf("Fill", {longs({2}, {int64_t{1} << 40, 1 << 30}),
                               floats({}, {7})}),
              HasSubstr("Fill: "));
}

TEST(Pad, surrounds) {
  const Tensor y = run("Pad", {ramp({2, 2}, 1), ints({2, 2}, {1, 0, 1, 2})});
  EXPECT_EQ(y.shape(), (Shape{3, 5}));
  EXPECT_THAT(valuesOf<float>(y),
              ElementsAre(0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 4, 0, 0));
  EXPECT_EQ(run("Pad", {ramp({0, 2}), ints({2, 2}, {1, 0, 0, 0})}).shape(),
            (Shape{1, 2}));
  EXPECT_EQ(run("Pad", {floats({}, {3}), ints({0, 2}, {})}).data<float>()[0],
            3);
  EXPECT_THAT(errorOf("Pad", {ramp({2}), ints({1, 2}, {-1, 0})}),
              HasSubstr("Pad: "));
  EXPECT_THAT(errorOf("Pad", {ramp({2}), ints({2, 1}, {1, 0})}),
              HasSubstr("Pad: "));
  EXPECT_THAT(errorOf("Pad", {ramp({2}), longs({1, 2}, {int64_t{1} << 62,
                                                        int64_t{1} << 62})}),
              HasSubstr("Pad: "));
}

} // namespace
} // namespace sm::runtime
