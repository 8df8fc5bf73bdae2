// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Decompositions.h"

using namespace mlir;

namespace sm {

bool Decompositions::isTaken(StringAttr symbol) {
  if (SymbolTable::lookupSymbolIn(table, symbol))
    return true;
  return llvm::any_of(functions, [&](auto &entry) {
    return entry.second && entry.second->getSymNameAttr() == symbol;
  });
}

FlatSymbolRefAttr
Decompositions::get(Location location, StringRef name,
                    DictionaryAttr attributes, TypeRange operandTypes,
                    function_ref<Value(HLOBuilder &, ValueRange)> decompose) {
  OpBuilder b(location.getContext());
  auto key =
      b.getArrayAttr({b.getStringAttr(name), attributes,
                      b.getTypeArrayAttr(SmallVector<Type>(operandTypes))});
  OwningOpRef<func::FuncOp> &function = functions[key];
  if (function)
    return FlatSymbolRefAttr::get(function->getSymNameAttr());

  StringAttr symbol = b.getStringAttr(name + ".impl");
  for (unsigned i = 1; isTaken(symbol); ++i)
    symbol = b.getStringAttr(name + ".impl_" + Twine(i));
  function = func::FuncOp::create(
      location, symbol, b.getFunctionType(operandTypes, operandTypes.front()));
  function->setPrivate();
  Block *block = function->addEntryBlock();
  HLOBuilder h(OpBuilder::atBlockEnd(block), location);
  Value result = decompose(h, block->getArguments());
  func::ReturnOp::create(h.b, location, result);
  return FlatSymbolRefAttr::get(symbol);
}

void Decompositions::install() {
  Block &block = table->getRegion(0).front();
  for (auto &[key, function] : functions)
    block.push_back(function.release());
  functions.clear();
}

} // namespace sm
