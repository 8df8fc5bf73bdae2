// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

using namespace mlir;

namespace sm::saved_model {
namespace {

class ElementOrder : public ::testing::Test {
protected:
  ElementOrder() { context.loadDialect<SMDialect>(); }

  /// 0, 1, 2, ... in a tensor of integers of `width` bits.
  DenseElementsAttr counted(ArrayRef<int64_t> shape, unsigned width) {
    auto type = RankedTensorType::get(shape, IntegerType::get(&context, width));
    SmallVector<APInt> values;
    for (int64_t i = 0; i < type.getNumElements(); ++i)
      values.push_back(APInt(width, static_cast<uint64_t>(i)));
    return DenseElementsAttr::get(type, values);
  }

  MLIRContext context;
};

TEST_F(ElementOrder, movesElementsOfEachWidth) {
  for (unsigned width : {8u, 16u, 32u, 64u}) {
    DenseElementsAttr constant = counted({2, 3, 4}, width);
    StatusOr<ElementsAttr> permuted = transposedElements(constant, {2, 0, 1});
    ASSERT_TRUE(permuted.ok()) << permuted.status();
    EXPECT_EQ(permuted->getShapedType().getShape(),
              ArrayRef<int64_t>({4, 2, 3}));
    SmallVector<int64_t> got;
    for (APInt value : permuted->getValues<APInt>())
      got.push_back(static_cast<int64_t>(value.getZExtValue()));
    SmallVector<int64_t> want;
    for (int64_t c = 0; c < 4; ++c)
      for (int64_t a = 0; a < 2; ++a)
        for (int64_t b = 0; b < 3; ++b)
          want.push_back(a * 12 + b * 4 + c);
    EXPECT_EQ(got, want) << width;
  }
}

TEST_F(ElementOrder, takesAnotherShape) {
  StatusOr<ElementsAttr> permuted =
      transposedElements(counted({2, 3}, 32), {1, 0}, {6, 1});
  ASSERT_TRUE(permuted.ok()) << permuted.status();
  EXPECT_EQ(permuted->getShapedType().getShape(), ArrayRef<int64_t>({6, 1}));
  SmallVector<int64_t> got;
  for (APInt value : permuted->getValues<APInt>())
    got.push_back(value.getSExtValue());
  EXPECT_EQ(got, (SmallVector<int64_t>{0, 3, 1, 4, 2, 5}));
}

TEST_F(ElementOrder, mayBeEmpty) {
  StatusOr<ElementsAttr> permuted =
      transposedElements(counted({2, 0, 3}, 32), {2, 0, 1});
  ASSERT_TRUE(permuted.ok()) << permuted.status();
  EXPECT_EQ(permuted->getShapedType().getShape(), ArrayRef<int64_t>({3, 2, 0}));
}

TEST_F(ElementOrder, isAReferenceIfItIsLarge) {
  StatusOr<ElementsAttr> permuted =
      transposedElements(counted({32, 64}, 64), {1, 0});
  ASSERT_TRUE(permuted.ok()) << permuted.status();
  EXPECT_TRUE(isa<DataAttr>(*permuted));
  StatusOr<DataBytes> data = elementBytes(*permuted);
  ASSERT_TRUE(data.ok()) << data.status();
  int64_t second = 0;
  std::memcpy(&second, data->bytes.data() + sizeof(second), sizeof(second));
  EXPECT_EQ(second, 64);
}

TEST_F(ElementOrder, keepsElementsUnderAnotherShape) {
  ElementsAttr reshaped = reshapedElements(counted({2, 3}, 16), {6});
  ASSERT_TRUE(reshaped);
  EXPECT_EQ(reshaped.getShapedType().getShape(), ArrayRef<int64_t>({6}));
  SmallVector<int64_t> got;
  for (APInt value : reshaped.getValues<APInt>())
    got.push_back(value.getSExtValue());
  EXPECT_EQ(got, (SmallVector<int64_t>{0, 1, 2, 3, 4, 5}));
}

} // namespace
} // namespace sm::saved_model
