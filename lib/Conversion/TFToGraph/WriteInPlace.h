// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Writing bodies back to where they came from.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_WRITEINPLACE_H
#define SM_LIB_CONVERSION_TFTOGRAPH_WRITEINPLACE_H

#include "BodyWriter.h"

namespace sm {

/// Looks at every body of a MetaGraph that has a graph. Obstacles are added;
/// nothing is changed.
void checkInPlace(saved_model::MetaGraphOp metaGraph,
                  WriteObstacles &obstacles);

/// Writes all bodies back and erases them. Call after checkInPlace() found no
/// obstacle.
void writeInPlace(saved_model::MetaGraphOp metaGraph);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_WRITEINPLACE_H
