// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Regions that are compiled into one file share equal constants: the views that
// `@main` takes of its constants move to where the file has them.

#include "PlaceConstants.h"

#include "absl/strings/str_cat.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <utility>
#include <vector>

using namespace mlir;

namespace sm::jit {

static constexpr uint64_t kAlignment = runtime::kTensorAlignment;

namespace {

/// Bytes that a view reads, widened to where constants may begin and end.
struct ViewedBytes {
  memref::ViewOp view;
  uint64_t shift = 0, begin = 0, end = 0;
};

} // namespace

static StatusOr<ViewedBytes> viewedBytes(Operation *user, uint64_t size) {
  auto view = dyn_cast<memref::ViewOp>(user);
  APInt shift;
  if (!view || !view.getSizes().empty() ||
      !matchPattern(view.getByteShift(), m_ConstantInt(&shift)))
    return absl::InvalidArgumentError(absl::StrCat(
        "@main reads constants by '", user->getName().getStringRef().str(),
        "', not through views at known places"));
  ViewedBytes bytes;
  bytes.view = view;
  bytes.shift = shift.getZExtValue();
  bytes.begin = bytes.shift / kAlignment * kAlignment;
  MemRefType type = view.getType();
  const uint64_t viewed = static_cast<uint64_t>(type.getNumElements()) *
                          llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  if (bytes.shift > size || viewed > size - bytes.shift)
    return absl::InvalidArgumentError(
        absl::StrCat("@main reads ", viewed, " bytes at ", bytes.shift, " of ",
                     size, " bytes of constants"));
  bytes.end = std::min(size, llvm::alignTo(bytes.shift + viewed, kAlignment));
  return bytes;
}

static StatusOr<std::vector<ViewedBytes>> findViews(Value weights,
                                                    uint64_t size) {
  std::vector<ViewedBytes> views;
  for (Operation *user : weights.getUsers()) {
    SM_ASSIGN_OR_RETURN(views.emplace_back(), viewedBytes(user, size));
  }
  llvm::sort(views, [](const ViewedBytes &a, const ViewedBytes &b) {
    return std::make_pair(a.begin, a.end) < std::make_pair(b.begin, b.end);
  });
  return views;
}

Status placeConstants(ModuleOp module,
                      const decltype(CompileOptions::placeConstant) &place,
                      CompiledRegion &region) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  BlockArgument weights = main.getArgument(main.getNumArguments() - 2);
  SM_ASSIGN_OR_RETURN(std::vector<ViewedBytes> views,
                      findViews(weights, region.weights.size()));
  for (size_t i = 0; i < views.size();) {
    // Views that overlap are of one constant.
    const uint64_t begin = views[i].begin;
    uint64_t end = views[i].end;
    size_t behind = i + 1;
    for (; behind < views.size() && views[behind].begin < end; ++behind)
      end = std::max(end, views[behind].end);
    const uint64_t offset =
        place(region.weights.subspan(begin, end - begin), region.weightsOwner);
    for (; i < behind; ++i) {
      memref::ViewOp view = views[i].view;
      OpBuilder b(view);
      view.getByteShiftMutable().set(arith::ConstantIndexOp::create(
          b, view.getLoc(),
          static_cast<int64_t>(offset + (views[i].shift - begin))));
    }
  }
  region.weights = {};
  region.weightsOwner.reset();
  return absl::OkStatus();
}

} // namespace sm::jit
