// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which of the programs of a compiled model runs is decided by the shapes of
// its inputs.

#include "ShapeSets.h"

#include "ArtifactHeader.h"

#include "sm/Runtime/Artifact.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace sm::runtime {

/// Sets that errors list.
static constexpr size_t kMaxListed = 16;

std::string inputShapesText(absl::Span<const Port> inputs) {
  return absl::StrJoin(inputs, ";", [](std::string *out, const Port &port) {
    absl::StrAppend(out, port.name, "=",
                    absl::StrJoin(port.type.shape.dims(), ","));
  });
}

namespace {

using Sets = std::vector<std::shared_ptr<const Program>>;

bool isFor(const Program &program, absl::Span<const Tensor> inputs) {
  for (size_t i = 0; i < inputs.size(); ++i)
    if (program.inputs[i].type.shape.dims() != inputs[i].shape().dims())
      return false;
  return true;
}

class ShapeSets final : public Specializer {
public:
  explicit ShapeSets(Sets sets) : sets(std::move(sets)) {}

  StatusOr<std::shared_ptr<const Program>>
  programFor(absl::Span<const Tensor> inputs) const override {
    for (const std::shared_ptr<const Program> &program : sets)
      if (isFor(*program, inputs))
        return program;
    return absl::InvalidArgumentError(
        absl::StrCat(describeMisfit(inputs), "; ", shapesHint()));
  }

  std::string shapesHint() const override {
    std::vector<std::string> texts;
    for (size_t i = 0; i < std::min(sets.size(), kMaxListed); ++i)
      texts.push_back(absl::StrCat("'", inputShapesText(sets[i]->inputs), "'"));
    if (sets.size() > kMaxListed)
      texts.push_back(absl::StrCat(sets.size() - kMaxListed, " more"));
    return absl::StrCat("the model was compiled for ",
                        absl::StrJoin(texts, ", "),
                        " (sm compile takes more sets: one --shape for each)");
  }

private:
  /// Which input no set takes; or that the sets take each, but not together.
  std::string describeMisfit(absl::Span<const Tensor> inputs) const {
    for (size_t i = 0; i < inputs.size(); ++i)
      if (std::none_of(sets.begin(), sets.end(), [&](const auto &program) {
            return program->inputs[i].type.shape.dims() ==
                   inputs[i].shape().dims();
          }))
        return absl::StrCat("input '", sets[0]->inputs[i].name, "' is ",
                            inputs[i].typeStr(),
                            ", and there is no code for it");
    return absl::StrCat(
        "there is no code for inputs ",
        absl::StrJoin(inputs, ", ",
                      [](std::string *out, const Tensor &input) {
                        absl::StrAppend(out, input.typeStr());
                      }),
        " together");
  }

  Sets sets;
};

} // namespace

/// Whether ports have the same names and types; leaves unknown in `to` what
/// differs in their shapes.
static bool widen(std::vector<Port> &to, const std::vector<Port> &from) {
  if (to.size() != from.size())
    return false;
  for (size_t i = 0; i < to.size(); ++i) {
    if (to[i].name != from[i].name || to[i].type.dtype != from[i].type.dtype)
      return false;
    PartialShape &shape = to[i].type.shape;
    const PartialShape &other = from[i].type.shape;
    if (shape.rank() != other.rank())
      shape = PartialShape::unranked();
    for (int dim = 0; dim < shape.rank(); ++dim)
      if (shape.dim(dim) != other.dim(dim))
        shape.setDim(dim, kUnknownDim);
  }
  return true;
}

StatusOr<std::shared_ptr<const Program>>
joinShapeSets(absl::Span<const std::shared_ptr<const Program>> sets) {
  if (sets.empty())
    return damagedArtifact("there is none");
  auto joined = std::make_shared<Program>(*sets.front());
  std::set<std::string> known;
  for (const std::shared_ptr<const Program> &program : sets) {
    for (const Port &port : program->inputs)
      if (!port.type.shape.asShape())
        return damagedArtifact("input '" + port.name + "' has no static shape");
    if (!widen(joined->inputs, program->inputs) ||
        !widen(joined->outputs, program->outputs))
      return damagedArtifact("sets of other inputs or outputs");
    if (!known.insert(inputShapesText(program->inputs)).second)
      return damagedArtifact("two sets of equal shapes");
  }
  joined->specializer =
      std::make_shared<ShapeSets>(Sets(sets.begin(), sets.end()));
  SM_RETURN_IF_ERROR(joined->finish());
  return std::shared_ptr<const Program>(std::move(joined));
}

} // namespace sm::runtime
