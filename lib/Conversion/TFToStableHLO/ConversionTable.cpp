// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// All conversions by name, and the one that serves every op whose record names
// its counterpart in the hub.

#include "OpConversion.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace sm {

const Conversion *lookupConversion(StringRef name) {
  static const llvm::StringMap<Conversion> table = [] {
    llvm::StringMap<Conversion> result;
    for (ArrayRef<Conversion> family :
         {activationConversions(), arithmeticConversions(), arrayConversions(),
          castConversions(), imageConversions(), productConversions(),
          reductionConversions(), sliceConversions()})
      for (const Conversion &conversion : family)
        result[conversion.name] = conversion;
    return result;
  }();
  auto it = table.find(name);
  return it == table.end() ? nullptr : &it->second;
}

LogicalResult convertToOneOp(StringRef hubOp, OpConversion &c) {
  auto [name, direction] = hubOp.split(' ');
  SmallVector<Value> operands(c.allOperands());
  if (!c.broadcastTogether(operands))
    return failure();
  // A record that names no direction there is fails a test.
  if (!direction.empty())
    return c.replace(
        c.compare(*stablehlo::symbolizeComparisonDirection(direction),
                  operands[0], operands[1]));
  // Elements of another type are those that the tf op has: truth values.
  Type element = getElementTypeOrSelf(c.op->getResult(0).getType());
  OperationState state(
      c.location, name, operands,
      TypeRange{HLOBuilder::typeOf(operands[0]).clone(element)},
      /*attributes=*/{});
  return c.replace(c.b.create(state)->getResults());
}

} // namespace sm
