// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models of a few ops, written by the tests that use them. Their numbers are
/// small integers, so that every way to compute them gives the same bits.

#ifndef SM_TEST_UNIT_API_SMALLMODELS_H
#define SM_TEST_UNIT_API_SMALLMODELS_H

#include "sm/API/Model.h"
#include "sm/API/SavedModelBuilder.h"

#include "test/Unit/Format/TestFiles.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sm::test {

/// A place for models and one, `out`, for what is made of them.
class OutputTest : public testing::Test {
protected:
  OutputTest() { std::filesystem::create_directory(folder.path("out")); }

  std::string out(const std::string &name) const {
    return folder.path("out/" + name);
  }

  TempFolder folder;
  std::vector<std::string> notes;
};

/// y = relu(x w + b) for x of float [?,4], w a variable and y of float [?,2]:
/// all of it can be machine code.
ModelSource denseModel(const std::string &folder);
/// What denseModel answers for `rows` rows of rampRows.
std::vector<float> denseAnswer(int64_t rows);

/// z = -2 * (2 * x / y) for x and y of int32 [?]: a division of integers
/// refuses 0, so it stays with its kernel.
ModelSource mixedModel(const std::string &folder);

/// `bytes` of uint8 [?,1] in other forms: signature `flat` gives y of the same
/// type without the second dimension; `sum` is one number, half of all bytes
/// added, and goes through shapes and lists of dimensions that are empty.
ModelSource bytesModel(const std::string &folder);

/// Signature `fine` is y = x + x; `bad` needs an op that sm does not have.
ModelSource unsupportedModel(const std::string &folder);

/// Signature `get` gives the float variable w of shape [2] times x; `set` makes
/// it x, and gives what it then is.
ModelSource counterModel(const std::string &folder);

/// y is the int32 variable v, which the initialisation makes 12 / `divisor`.
ModelSource initializedModel(const std::string &folder, int divisor);

/// y is the float variable v of shape [2] times x, and v has no value: the
/// folder `variables` is lost. `assign` gives it that of x.
ModelSource valuelessModel(const std::string &folder);

/// y = x + x, and an initialisation that needs what sm does not have.
ModelSource uninitializableModel(const std::string &folder);

/// y = image * (p - q) for images of float [?,3,5,2] and scalars p and q.
ModelSource imageModel(const std::string &folder);

/// A tensor of float [rows,4] that counts: 0, 1, 2, ... 9, 0, ...
runtime::Tensor rampRows(int64_t rows);

/// The model's default entry, or that of `signature`, for one engine.
StatusOr<std::shared_ptr<const Model>>
loadFor(const ModelSource &source, Engine engine,
        const std::string &signature = "");

/// A compiled model.
StatusOr<std::shared_ptr<const Model>> loadArtifact(const std::string &path);

/// All elements of a float tensor.
std::vector<float> floatsOf(const runtime::Tensor &tensor);

/// Names of what is in a folder, sorted.
std::vector<std::string> filesIn(const std::string &folder);

} // namespace sm::test

#endif // SM_TEST_UNIT_API_SMALLMODELS_H
