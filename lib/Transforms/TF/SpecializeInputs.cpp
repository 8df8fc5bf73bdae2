// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Transforms/SpecializeInputs.h"

#include "dialects/TF/TFDialect.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

using namespace mlir;

namespace sm {

static std::string inputName(func::FuncOp function, unsigned index) {
  if (auto name = function.getArgAttrOfType<StringAttr>(index, "tf.name"))
    return name.str();
  return absl::StrCat("#", index);
}

/// The declared type with the shape; null if they contradict each other.
static TensorType refined(TensorType declared, const PartialShape &given) {
  StatusOr<PartialShape> merged = tf::shapeOf(declared).mergeWith(given);
  return merged.ok() ? tf::tensorType(declared.getElementType(), *merged)
                     : TensorType();
}

/// True if something calls `function`.
static bool isCalled(func::FuncOp function) {
  Operation *table =
      SymbolTable::getNearestSymbolTable(function->getParentOp());
  std::optional<SymbolTable::UseRange> uses =
      table ? SymbolTable::getSymbolUses(function, &table->getRegion(0))
            : std::nullopt;
  return uses && llvm::any_of(*uses, [](const SymbolTable::SymbolUse &use) {
           return isa<CallOpInterface>(use.getUser());
         });
}

Status specializeInputs(func::FuncOp function, ArrayRef<PartialShape> shapes) {
  unsigned count = function.getNumArguments();
  if (shapes.size() != count)
    return absl::InvalidArgumentError(absl::StrCat(
        shapes.size(), " shapes are given for ", count, " inputs"));
  if (isCalled(function))
    return absl::FailedPreconditionError(
        absl::StrCat(function.getSymName().str(),
                     " is called elsewhere, where its inputs keep their "
                     "shapes; inline it first"));
  SmallVector<Type> types;
  std::vector<std::string> problems;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto declared = dyn_cast<TensorType>(type);
    TensorType given = declared ? refined(declared, shapes[i]) : TensorType();
    if (!given) {
      std::string text;
      llvm::raw_string_ostream(text) << type;
      problems.push_back(
          absl::StrCat("input ", inputName(function, i), " of type ", text,
                       " cannot have the shape ", shapes[i].str()));
    }
    types.push_back(given);
  }
  if (!problems.empty())
    return absl::InvalidArgumentError(absl::StrJoin(problems, "; "));
  for (auto [argument, type] : llvm::zip(function.getArguments(), types))
    argument.setType(type);
  function.setType(FunctionType::get(function->getContext(), types,
                                     function.getResultTypes()));
  return absl::OkStatus();
}

} // namespace sm
