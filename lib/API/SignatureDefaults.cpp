// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// SignatureDef.defaults: what inputs are that a caller leaves out.

#include "ModelState.h"

#include "dialects/TF/TFDialect.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::api {

/// The elements of a default; null if the attribute holds none.
static ElementsAttr elementsOf(Attribute attr) {
  if (auto encoded = dyn_cast_or_null<saved_model::EncodedAttr>(attr))
    attr = encoded.getValue();
  return dyn_cast_or_null<ElementsAttr>(attr);
}

void attachDefaults(Operation *entry, func::FuncOp function,
                    std::vector<std::string> &notes) {
  auto signature = dyn_cast<saved_model::SignatureOp>(entry);
  DictionaryAttr defaults =
      signature ? signature.getDefaultsAttr() : DictionaryAttr();
  if (!defaults)
    return;
  for (BlockArgument argument : function.getArguments()) {
    const unsigned number = argument.getArgNumber();
    auto key = function.getArgAttrOfType<StringAttr>(number, "tf.name");
    Attribute attr = key ? defaults.get(key.getValue()) : Attribute();
    if (!attr)
      continue;
    ElementsAttr value = elementsOf(attr);
    auto type = cast<TensorType>(argument.getType());
    const bool fits =
        value && value.getElementType() == type.getElementType() &&
        tf::shapeOf(value.getShapedType()).isCompatibleWith(tf::shapeOf(type));
    if (fits)
      function.setArgAttr(number, "tf.default", value);
    else
      notes.push_back(absl::StrCat("input '", key.getValue().str(),
                                   "' has a default of another type or shape "
                                   "than it takes; it must be given"));
  }
}

void dropDefaults(Operation *entry, const char *what,
                  std::vector<std::string> &notes) {
  auto signature = dyn_cast<saved_model::SignatureOp>(entry);
  if (!signature || !signature.getDefaultsAttr())
    return;
  for (NamedAttribute named : signature.getDefaultsAttr())
    if (signature.getInputs().contains(named.getName()))
      notes.push_back(absl::StrCat("input '", named.getName().str(),
                                   "' must be given: ", what,
                                   " holds no defaults of inputs"));
}

} // namespace sm::api
