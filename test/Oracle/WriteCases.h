// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Programs that write every oracle case in a form that a foreign runtime
/// reads.

#ifndef SM_TEST_ORACLE_WRITECASES_H
#define SM_TEST_ORACLE_WRITECASES_H

#include "Cases.h"

#include "sm/API/Model.h"
#include "sm/Support/Status.h"

#include <functional>
#include <string>

namespace sm::oracle {

/// Where the graph of a case is.
ModelSource sourceOf(const Case &entry);

/// Writes `out`/<Op>/<case><ending> by `write(case, path)` for the cases of
/// `answers` that TensorFlow does not refuse, or <case>.refused with the reason
/// that `write` gives; what was in `out` before goes. SM_TEST_FULL=1 takes all
/// cases, else the everyday ones. Returns the exit status of the program: 1 if
/// a case cannot be read, 77 if there are no answers.
int writeCases(
    const std::string &answers, const std::string &out,
    const std::string &ending,
    const std::function<Status(const Case &, const std::string &)> &write);

} // namespace sm::oracle

#endif // SM_TEST_ORACLE_WRITECASES_H
