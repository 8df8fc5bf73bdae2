// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// How the loops of a nest are to run: which dimension the lanes walk along,
// tiles, order, what threads share.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_SCHEDULE_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_SCHEDULE_H

#include "Nest.h"

namespace sm::vectorize {

struct Schedule {
  /// The dimension of the lanes, if there is more than one lane.
  unsigned lane = 0;
  int64_t lanes = 1;
  /// By dimension: points that are written out together; along the lanes a
  /// multiple of `lanes`.
  llvm::SmallVector<int64_t> tile;
  /// Dimensions with loops around a tile, outermost first.
  llvm::SmallVector<unsigned> order;
  /// The loop whose tiles threads share, in so many pieces.
  std::optional<unsigned> shared;
  int64_t pieces = 1;
  /// A dimension along which blocks are turned in registers.
  std::optional<unsigned> turned;
  /// The last of the reduction's dimensions that are written out completely,
  /// and steps of the loop around them.
  unsigned numUnrolled = 0;
  int64_t unroll = 1;
  /// Dimensions of the reduction, its first ones, that are walked around the
  /// tiles of rows and occur in `order`: in between, sums wait where the result
  /// will be.
  unsigned numOuter = 0;
  /// Weights that are asked for ahead, where they are, and how many lines of
  /// the caches from there on, in each step of the innermost loop.
  const Expr *prefetched = nullptr;
  LinearForm prefetchForm;
  int64_t prefetchLines = 0;
};

/// Lanes of a vector of `vectorBits` for the element types that `nest` moves.
int64_t lanesFor(const Nest &nest, int64_t vectorBits);

/// The best dimension for the lanes: contiguous in what is stored and read. A
/// reduction dimension means that vectors are summed up across lanes at the
/// end. None if there is no dimension longer than 1.
std::optional<unsigned> chooseLane(const Nest &nest, int64_t lanes,
                                   bool mayReduceLanes);

/// A schedule for a nest with at most one reduction, whose results are computed
/// for each point of all other dimensions, with the lanes along `lane`.
Schedule scheduleTiles(const Nest &nest, std::optional<unsigned> lane,
                       int64_t vectorBits);

/// Multiplications and additions of the nest, and bytes that it moves if each
/// element moves once.
int64_t operationsOf(const Nest &nest);
int64_t bytesOf(const Nest &nest);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_SCHEDULE_H
