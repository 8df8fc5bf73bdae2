// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "RuntimeTypes.h"

#include "dialects/TF/TFDialect.h"

#include "mlir/IR/Builders.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace sm::tf_to_onnx {

static constexpr const char kTable[] =
#include "RuntimeTypes.inc"
    ;

namespace {

/// What holds from an opset on.
struct Since {
  int64_t opset;
  SmallVector<StringRef> types;
};

} // namespace

/// By op, in ascending opsets.
static llvm::StringMap<SmallVector<Since>> readTable() {
  llvm::StringMap<SmallVector<Since>> table;
  SmallVector<StringRef> lines;
  StringRef(kTable).split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef line : lines) {
    auto [op, rest] = line.split('|');
    auto [opset, types] = rest.split('|');
    Since since;
    since.opset = 0;
    if (opset.getAsInteger(10, since.opset))
      continue;
    types.split(since.types, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    table[op].push_back(std::move(since));
  }
  return table;
}

static const llvm::StringMap<SmallVector<Since>> &table() {
  static const llvm::StringMap<SmallVector<Since>> kRead = readTable();
  return kRead;
}

bool isKnownToRuntime(StringRef onnxOp) { return table().contains(onnxOp); }

std::string typeName(Type type) {
  if (isa<tf::StringType>(type))
    return "string";
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

bool runtimeTakes(StringRef onnxOp, int64_t opset, Type element) {
  auto entry = table().find(onnxOp);
  if (entry == table().end())
    return false;
  const Since *latest = nullptr;
  for (const Since &since : entry->second)
    if (since.opset <= opset)
      latest = &since;
  return latest && llvm::is_contained(latest->types, typeName(element));
}

/// The next type that holds all values of `type`; null if there is none.
static Type widened(Type type) {
  Builder builder(type.getContext());
  if (type.isBF16() || type.isF16())
    return builder.getF32Type();
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return {};
  switch (integer.getWidth()) {
  case 1:
    return builder.getIntegerType(8, /*isSigned=*/false);
  case 8:
  case 16:
    return builder.getI32Type();
  case 32:
    return builder.getI64Type();
  default:
    return {};
  }
}

Type runtimeType(ArrayRef<StringRef> onnxOps, int64_t opset, Type element) {
  for (Type type = element; type; type = widened(type))
    if (llvm::all_of(onnxOps, [&](StringRef op) {
          return runtimeTakes(op, opset, type);
        }))
      return type;
  return {};
}

} // namespace sm::tf_to_onnx
