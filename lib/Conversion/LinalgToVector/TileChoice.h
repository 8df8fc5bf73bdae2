// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a schedule: how large tiles are, how far loops are unrolled,
// into how many pieces work is shared. Arithmetic only; why, stands with each
// number.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_TILECHOICE_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_TILECHOICE_H

#include <cstdint>

namespace sm::vectorize {

/// Accumulators of a tile for vectors of `vectorBits`. With 32 registers, 16
/// leave room for operands that the scheduler loads ahead; more make it spill.
/// With 16 registers, 12.
int64_t maxAccumulators(int64_t vectorBits);

/// Vectors side by side in a tile, of `count` that the lane dimension has: 2,
/// so that each broadcast operand serves twice; 3 rather than 2 and 1.
int64_t chooseVectors(int64_t count);

/// Rows of a tile of `vectors` vectors each, for a dimension of `extent`: the
/// fewest cycles for all rows, the last tile with the rest included.
int64_t chooseRows(int64_t extent, int64_t vectors, int64_t vectorBits);

/// How many of `most` panels of weights to read side by side, for `extent` of
/// them and `vectors` vectors of each: no more than 8 streams, which often are
/// a power of two apart and then meet in one set of a cache of 12 ways, and no
/// rest if that can be had.
int64_t chooseStreams(int64_t extent, int64_t most, int64_t vectors);

/// Cycles of a tile of `accumulators` per step of the reduction, for comparing:
/// fewer than 8 wait for each other (latency 4, two units).
int64_t tileCost(int64_t accumulators);

/// Steps of the innermost reduction loop that are written out; the loop itself
/// disappears if that is all of `extent`.
int64_t chooseUnroll(int64_t extent);

/// Reduction steps that may be written out in all, for tiles of `accumulators`.
int64_t maxUnrolledSteps(int64_t accumulators);

/// Bytes of a line of the caches.
constexpr int64_t kLineBytes = 64;

/// Weights of that size stay in the second cache, with the block that follows
/// them and what they meet, while many rows use them.
constexpr int64_t kNearBytes = 192 << 10;

/// Weights of a kernel that are larger come from far in each run of a model:
/// other kernels have used the caches since the last one.
constexpr int64_t kFarBytes = 128 << 10;

/// Weights up to that size fit into the second cache of each core, so that all
/// threads may read all of them: sooner than rows that another one has written.
constexpr int64_t kCommonBytes = 256 << 10;

/// Whether work of that size is worth a parallel loop, which costs about 0.4
/// us: 100 kFLOP or 128 KiB take ten times that long.
bool isWorthSharing(int64_t operations, int64_t bytes);

/// Pieces for `tiles` equal tiles: all if they are few, else a divisor between
/// 16 and 32 if there is one, so that 2 to 16 threads have equal shares.
int64_t choosePieces(int64_t tiles);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_TILECHOICE_H
