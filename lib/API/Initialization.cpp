// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a model's initialisation leaves in its variables, as their values: so
// that variables which only the initialisation sets can be frozen, too.

#include "ModelState.h"

#include "sm/Runtime/Session.h"
#include "sm/Target/Program.h"
#include "sm/Transforms/ConstantTensor.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::api {

Status evaluateInitializer(saved_model::MetaGraphOp metaGraph) {
  func::FuncOp function = initializerOf(metaGraph);
  if (!function || !target::findUnsupported(function).empty())
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const runtime::Program> program,
                      target::makeProgram(function));
  runtime::Session session;
  StatusOr<std::vector<runtime::Tensor>> done = session.run(*program, {});
  if (!done.ok())
    return withContext(done.status(), "initialisation of the model");
  SymbolTable symbols(metaGraph);
  for (const auto &[variable, value] : session.variables())
    if (auto op = symbols.lookup<saved_model::VariableOp>(variable))
      op.setValueAttr(constantAttr(value, metaGraph.getContext()));
  metaGraph.removeInitializerAttr();
  metaGraph.removeInitNodeAttr();
  function.erase();
  return absl::OkStatus();
}

} // namespace sm::api
