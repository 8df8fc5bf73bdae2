// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The choice of tiles.

#include "TileChoice.h"

#include <algorithm>

namespace sm::vectorize {

int64_t maxAccumulators(int64_t vectorBits) {
  return vectorBits >= 512 ? 16 : 12;
}

int64_t chooseVectors(int64_t count) {
  return count == 3 ? 3 : std::min<int64_t>(count, 2);
}

int64_t tileCost(int64_t accumulators) {
  // Twice the cycles, and 1 for what each tile costs besides.
  return 2 * std::max<int64_t>(accumulators, 8) + 1;
}

int64_t chooseRows(int64_t extent, int64_t vectors, int64_t vectorBits) {
  int64_t most = std::max<int64_t>(1, maxAccumulators(vectorBits) / vectors);
  // 15 and more accumulators of one vector each are slower than 14.
  most = std::min<int64_t>(most, 14);
  int64_t best = 1, bestCost = INT64_MAX;
  for (int64_t rows = std::min(most, extent); rows >= 1; --rows) {
    int64_t cost = extent / rows * tileCost(rows * vectors);
    if (extent % rows != 0)
      cost += tileCost(extent % rows * vectors) + 1;
    if (cost < bestCost) {
      best = rows;
      bestCost = cost;
    }
  }
  return best;
}

int64_t chooseStreams(int64_t extent, int64_t most, int64_t vectors) {
  most = std::min(most, std::max<int64_t>(1, 8 / vectors));
  for (int64_t streams = most; 2 * streams > most; --streams)
    if (extent % streams == 0)
      return streams;
  return most;
}

int64_t chooseUnroll(int64_t extent) {
  if (extent <= 24)
    return extent;
  if (extent % 8 == 0)
    return 8;
  for (int64_t steps = 16; steps >= 5; --steps)
    if (extent % steps == 0)
      return steps;
  return 8;
}

int64_t maxUnrolledSteps(int64_t accumulators) {
  return std::clamp<int64_t>(384 / std::max<int64_t>(accumulators, 1), 4, 25);
}

bool isWorthSharing(int64_t operations, int64_t bytes) {
  return operations >= 100'000 || bytes >= 128 << 10;
}

int64_t choosePieces(int64_t tiles) {
  if (tiles <= 32)
    return tiles;
  for (int64_t pieces = 32; pieces >= 16; --pieces)
    if (tiles % pieces == 0)
      return pieces;
  return 32;
}

} // namespace sm::vectorize
