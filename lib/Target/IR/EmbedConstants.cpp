// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants as literals, for tools that write a single stream.

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/IR/AttrTypeSubElements.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::target {

/// The elements of a reference as a literal.
static StatusOr<DenseElementsAttr> literalOf(saved_model::DataAttr attr) {
  ShapedType type = attr.getType();
  Type element = type.getElementType();
  if (!isa<IntegerType, FloatType, ComplexType>(element)) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return absl::UnimplementedError(
        absl::StrCat("a constant of type ", text,
                     " has no literal form; write the model with sm convert"));
  }
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(attr));
  if (element.isInteger(1)) {
    SmallVector<bool> values;
    for (char byte : data.bytes)
      values.push_back(byte != 0);
    return DenseElementsAttr::get(type, ArrayRef<bool>(values));
  }
  return DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(data.bytes.data(), data.bytes.size()));
}

Status embedConstants(ModuleOp module) {
  Status status;
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](saved_model::DataAttr attr) -> Attribute {
    if (attr.getSource() != saved_model::DataManager::kMemory || !status.ok())
      return attr;
    StatusOr<DenseElementsAttr> literal = literalOf(attr);
    status.Update(literal.status());
    return literal.ok() ? Attribute(*literal) : Attribute(attr);
  });
  module.walk([&](Operation *op) {
    replacer.replaceElementsIn(op, /*replaceAttrs=*/true,
                               /*replaceLocs=*/false, /*replaceTypes=*/false);
  });
  return status;
}

} // namespace sm::target
