// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Runs the default signature of a model with one float input, all of its
/// elements set to one number, and prints the first output's elements. An
/// unknown dimension is 1.
///
///     run_model MODEL NUMBER

#include "sm/API/Model.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace {

sm::Status runModel(const std::string &path, float number) {
  sm::ModelSource source;
  source.path = path;
  sm::UnsupportedReport report;
  SM_ASSIGN_OR_RETURN(
      auto model,
      sm::Model::load(source, sm::ModelEntry(), sm::PrepareOptions(), &report));
  const sm::runtime::Program &program = model->program();
  if (program.inputs.size() != 1 ||
      program.inputs[0].type.dtype != sm::DType::Float)
    return absl::InvalidArgumentError("the signature needs one float input");
  sm::Shape shape;
  for (int64_t dim : program.inputs[0].type.shape.dims())
    shape.append(std::max<int64_t>(dim, 1));
  SM_ASSIGN_OR_RETURN(sm::runtime::Tensor input,
                      sm::runtime::Tensor::allocate(sm::DType::Float, shape));
  std::fill_n(input.mutableData<float>(), input.numElements(), number);

  SM_ASSIGN_OR_RETURN(auto session, model->newSession());
  SM_ASSIGN_OR_RETURN(auto outputs, session->run(program, {input}));
  std::printf("%s", program.outputs[0].name.c_str());
  if (outputs[0].dtype() == sm::DType::Float)
    for (float value : outputs[0].values<float>())
      std::printf(" %g", value);
  std::printf("\n");
  return absl::OkStatus();
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: run_model MODEL NUMBER\n");
    return 2;
  }
  const sm::Status status = runModel(argv[1], std::strtof(argv[2], nullptr));
  if (status.ok())
    return 0;
  std::fprintf(stderr, "run_model: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
