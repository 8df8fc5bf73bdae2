// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The dense form of StridedSlice.

#include "sm/Ops/SliceSpec.h"

#include "gtest/gtest.h"

#include <limits>

namespace sm::ops {
namespace {

constexpr int64_t u = kUnknownValue;

std::string result(PartialShape input, IntValues begin, IntValues end,
                   IntValues strides, SliceMasks masks = {}) {
  StatusOr<SliceSpec> spec =
      computeSliceSpec(input, begin, end, strides, masks);
  return spec.ok() ? spec->result.str() : std::string(spec.status().message());
}

TEST(SliceSpec, Ranges) {
  EXPECT_EQ(result({10}, {2}, {8}, {3}), "[2]");
  EXPECT_EQ(result({10}, {-3}, {-1}, {1}), "[2]");
  EXPECT_EQ(result({10}, {8}, {2}, {-2}), "[3]");
  EXPECT_EQ(result({10}, {8}, {2}, {1}), "[0]");
  EXPECT_EQ(result({10}, {-100}, {100}, {1}), "[10]");
  EXPECT_EQ(result({10}, {5}, {5}, {-1}, {1, 1}), "[10]");
  EXPECT_EQ(result({4, 5}, {1}, {3}, {1}), "[2,5]");
  EXPECT_EQ(result({4, 5}, {}, {}, {}), "[4,5]");
}

TEST(SliceSpec, Masks) {
  SliceMasks masks;
  masks.ellipsis = 2;
  EXPECT_EQ(result({2, 3, 4, 5}, {0, 0, 1}, {1, 0, 2}, {1, 1, 1}, masks),
            "[1,3,4,1]");
  masks.shrinkAxis = 4;
  EXPECT_EQ(result({2, 3, 4, 5}, {0, 0, 1}, {1, 0, 2}, {1, 1, 1}, masks),
            "[1,3,4]");
  masks.newAxis = 1;
  EXPECT_EQ(result({2, 3}, {0, 0, 1}, {0, 0, 0}, {1, 1, 1}, masks), "[1,2]");
  masks.ellipsis = 3;
  EXPECT_EQ(result({2}, {0, 0}, {0, 0}, {1, 1}, masks),
            "a slice may have one ellipsis only");
}

TEST(SliceSpec, Precedence) {
  // A new axis that is to be shrunk stays; an ellipsis beats both.
  SliceMasks masks;
  masks.newAxis = masks.shrinkAxis = 1;
  EXPECT_EQ(result({5}, {0}, {3}, {1}, masks), "[1,5]");
  masks.ellipsis = 1;
  EXPECT_EQ(result({5}, {0}, {3}, {1}, masks), "[5]");
  // begin_mask says nothing of a single index.
  masks = {};
  masks.begin = masks.shrinkAxis = 1;
  StatusOr<SliceSpec> spec = computeSliceSpec(Shape{5}, {2}, {3}, {1}, masks);
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->begin[0], 2);
}

TEST(SliceSpec, Sources) {
  SliceMasks masks;
  masks.newAxis = 1;
  masks.shrinkAxis = 2;
  StatusOr<SliceSpec> spec =
      computeSliceSpec(Shape{4, 5}, {0, -1, 3}, {0, 0, 0}, {1, 1, -2}, masks);
  ASSERT_TRUE(spec.ok()) << spec.status().message();
  EXPECT_EQ(spec->result, (PartialShape{1, 2}));
  EXPECT_EQ(spec->sources, (std::vector<int>{-1, 1}));
  EXPECT_EQ(spec->begin, (std::vector<int64_t>{3, 3}));
  EXPECT_EQ(spec->stride, (std::vector<int64_t>{1, -2}));
  EXPECT_EQ(spec->size, (std::vector<int64_t>{1, 2}));
}

TEST(SliceSpec, Unknown) {
  SliceMasks all{1, 1};
  SliceMasks index;
  index.shrinkAxis = 1;
  EXPECT_EQ(result({4}, {u}, {3}, {1}), "[?]");
  EXPECT_EQ(result({4}, {u}, {u}, {1}, all), "[4]");
  EXPECT_EQ(result({4}, {0}, {2}, {u}), "[?]");
  EXPECT_EQ(result({kUnknownDim}, {0}, {2}, {1}), "[?]");
  EXPECT_EQ(result({kUnknownDim, 3}, {0}, {2}, {1}, index), "[3]");
  EXPECT_EQ(result({4, 3}, {u}, {u}, {u}, index), "[3]");
  EXPECT_EQ(result({0}, {u}, {u}, {u}), "[0]");
}

TEST(SliceSpec, HostileNumbers) {
  constexpr int64_t low = std::numeric_limits<int64_t>::min();
  constexpr int64_t high = std::numeric_limits<int64_t>::max();
  StatusOr<SliceSpec> spec =
      computeSliceSpec(Shape{5}, {low}, {high}, {high}, {});
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->begin[0], 0);
  EXPECT_EQ(spec->size[0], 1);
  spec = computeSliceSpec(Shape{5}, {high}, {low}, {low}, {});
  ASSERT_TRUE(spec.ok());
  EXPECT_EQ(spec->begin[0], 4);
  EXPECT_EQ(spec->size[0], 1);
  SliceMasks index;
  index.shrinkAxis = 1;
  EXPECT_FALSE(computeSliceSpec(Shape{5}, {low}, {0}, {1}, index).ok());
}

TEST(SliceSpec, Errors) {
  SliceMasks index;
  index.shrinkAxis = 1;
  EXPECT_EQ(result({5}, {7}, {8}, {1}, index),
            "index 7 is out of bounds for dimension 0 of size 5");
  EXPECT_EQ(result({5}, {-6}, {8}, {1}, index),
            "index -6 is out of bounds for dimension 0 of size 5");
  EXPECT_EQ(result({5}, {0}, {8}, {-1}, index),
            "strides[0] must be positive where one index is taken");
  EXPECT_EQ(result({5}, {0}, {8}, {0}), "strides[0] must not be 0");
  EXPECT_EQ(result({5}, {0, 0}, {1, 1}, {1, 1}),
            "the slice names dimension 1, but the input has 1 dimensions");
  EXPECT_EQ(result({5}, {0}, {1, 1}, {1, 1}),
            "'begin', 'end' and 'strides' must have one length, have 1, 2 and "
            "2");
  EXPECT_EQ(result({5}, IntValues(32), IntValues(32), IntValues(32)),
            "a slice may have 31 entries, has 32");
  EXPECT_EQ(result(PartialShape(), {0}, {1}, {1}),
            "the rank of the input is not known");
}

} // namespace
} // namespace sm::ops
