// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tiles of the shapes that networks have.

#include "lib/Conversion/LinalgToVector/TileChoice.h"

#include "gtest/gtest.h"

namespace sm::vectorize {
namespace {

TEST(TileChoice, RowsDivideWhereTheyCan) {
  EXPECT_EQ(chooseRows(128, 2, 512), 8);
  EXPECT_EQ(chooseRows(56, 2, 512), 8);
  EXPECT_EQ(chooseRows(49, 2, 512), 7);
  EXPECT_EQ(chooseRows(7, 2, 512), 7);
  EXPECT_EQ(chooseRows(14, 2, 512), 7);
  EXPECT_EQ(chooseRows(1, 2, 512), 1);
}

TEST(TileChoice, ShortRestsAreAvoided) {
  // 6 + 6 + 5 rows; 8 + 8 + 1 would wait for latency in the last tile.
  EXPECT_EQ(chooseRows(17, 2, 512), 6);
}

TEST(TileChoice, AccumulatorsFitIntoRegisters) {
  for (int64_t bits : {128, 256, 512})
    for (int64_t vectors = 1; vectors <= 3; ++vectors)
      for (int64_t extent = 1; extent < 200; ++extent) {
        const int64_t rows = chooseRows(extent, vectors, bits);
        EXPECT_GE(rows, 1);
        EXPECT_LE(rows, extent);
        EXPECT_LE(rows * vectors, bits == 512 ? 16 : 12);
      }
}

TEST(TileChoice, UnrolledStepsDivideTheReduction) {
  EXPECT_EQ(chooseUnroll(3), 3);
  EXPECT_EQ(chooseUnroll(21), 21);
  EXPECT_EQ(chooseUnroll(768), 8);
  EXPECT_EQ(chooseUnroll(147), 7);
  EXPECT_EQ(chooseUnroll(150), 15);
  // A prime: a rest is written out.
  EXPECT_EQ(chooseUnroll(31), 8);
}

TEST(TileChoice, VectorsSideBySide) {
  EXPECT_EQ(chooseVectors(1), 1);
  EXPECT_EQ(chooseVectors(2), 2);
  EXPECT_EQ(chooseVectors(3), 3);
  EXPECT_EQ(chooseVectors(40), 2);
}

TEST(TileChoice, PanelsSideBySideAreFewAndDivide) {
  EXPECT_EQ(chooseStreams(63, 13, 1), 7);
  EXPECT_EQ(chooseStreams(32, 8, 2), 4);
  EXPECT_EQ(chooseStreams(32, 8, 1), 8);
  EXPECT_EQ(chooseStreams(3, 3, 1), 3);
  // No divisor from 5 to 8: a rest.
  EXPECT_EQ(chooseStreams(67, 14, 1), 8);
  EXPECT_EQ(chooseStreams(10, 2, 16), 1);
}

TEST(TileChoice, PiecesAreEqualIfPossible) {
  EXPECT_EQ(choosePieces(5), 5);
  EXPECT_EQ(choosePieces(32), 32);
  EXPECT_EQ(choosePieces(56), 28);
  EXPECT_EQ(choosePieces(1568), 32);
  // No divisor from 16 to 32.
  EXPECT_EQ(choosePieces(37), 32);
}

TEST(TileChoice, SmallWorkStaysOnOneThread) {
  EXPECT_FALSE(isWorthSharing(99'999, 1000));
  EXPECT_TRUE(isWorthSharing(100'000, 1000));
  EXPECT_TRUE(isWorthSharing(1000, 1 << 20));
}

} // namespace
} // namespace sm::vectorize
