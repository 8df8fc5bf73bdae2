// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares an answer of ours with TensorFlow's.

#ifndef SM_TEST_ORACLE_COMPARISON_H
#define SM_TEST_ORACLE_COMPARISON_H

#include "Cases.h"

#include <string>

namespace sm::oracle {

/// What is wrong with `actual`; empty if nothing is. Type and shape must be
/// equal. Floating point and complex elements may be off by `atol` + `rtol` *
/// |expected|, a NaN equals a NaN; all others must be equal. Where the case
/// does not compare values, its range must hold.
std::string differenceFrom(const format::NpyArray &expected,
                           const format::NpyArray &actual, const Case &entry);

/// The largest finite magnitude among floating point or complex elements; 0 if
/// there is none.
double largestMagnitude(const format::NpyArray &array);

} // namespace sm::oracle

#endif // SM_TEST_ORACLE_COMPARISON_H
