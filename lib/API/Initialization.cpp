// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a model's initialisation leaves in its variables, as their values: so
// that variables which only the initialisation sets can be frozen, too.

#include "ModelState.h"

#include "sm/Runtime/Session.h"
#include "sm/Target/Program.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::api {

/// The tensor as an attribute; a large one refers to the tensor's memory.
static ElementsAttr elementsOf(const runtime::Tensor &tensor,
                               MLIRContext *context) {
  auto type = cast<ShapedType>(tf::tensorType(
      tf::typeForDType(tensor.dtype(), context), PartialShape(tensor.shape())));
  if (tensor.dtype() == DType::String) {
    SmallVector<StringRef> strings;
    for (const Bytes &value : tensor.values<Bytes>())
      strings.push_back(value);
    return DenseStringElementsAttr::get(type, strings);
  }
  auto owner = std::make_shared<runtime::Tensor>(tensor);
  return saved_model::elementsFor(
      type,
      absl::MakeConstSpan(static_cast<const char *>(owner->rawData()),
                          owner->numBytes()),
      owner);
}

Status evaluateInitializer(saved_model::MetaGraphOp metaGraph) {
  FlatSymbolRefAttr name = metaGraph.getInitializerAttr();
  auto function = name ? dyn_cast_or_null<func::FuncOp>(
                             SymbolTable::lookupSymbolIn(metaGraph, name))
                       : func::FuncOp();
  if (!function || !unsupportedIn(function).empty())
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
      op.setValueAttr(elementsOf(value, metaGraph.getContext()));
  metaGraph.removeInitializerAttr();
  metaGraph.removeInitNodeAttr();
  function.erase();
  return absl::OkStatus();
}

} // namespace sm::api
