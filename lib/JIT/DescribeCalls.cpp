// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The loops of a kernel's main op are sorted by who reads them: what both
// operands of a product read and is kept is a batch or a channel of its own,
// what is not kept is summed.

#include "DescribeCalls.h"

#include "NodeNames.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"

#include <string>

using namespace mlir;

namespace sm::jit {

using runtime::RegionCall;

static std::string sizeText(ArrayRef<int64_t> extents) {
  return extents.empty() ? "1" : absl::StrJoin(extents, "x");
}

static int64_t product(ArrayRef<int64_t> extents) {
  int64_t result = 1;
  for (int64_t extent : extents)
    result *= extent;
  return result;
}

static uint64_t bytesOf(MemRefType type) {
  if (!type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return 0;
  return static_cast<uint64_t>(type.getNumElements()) *
         llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

static bool isReduced(linalg::GenericOp op, unsigned loop) {
  return op.getIteratorTypesArray()[loop] == utils::IteratorType::reduction;
}

template <typename... Ops>
static bool hasOp(linalg::GenericOp op) {
  return llvm::any_of(op.getBody()->without_terminator(),
                      [](Operation &inner) { return isa<Ops...>(inner); });
}

/// True for sums of products of two operands.
static bool isContraction(linalg::GenericOp op) {
  return op.getNumReductionLoops() > 0 && op.getNumDpsInputs() == 2 &&
         hasOp<arith::MulFOp, arith::MulIOp>(op) &&
         hasOp<arith::AddFOp, arith::AddIOp>(op);
}

/// True for body that only hands an operand on.
static bool isMovement(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return isa<arith::ConstantOp, tensor::ExtractOp, linalg::IndexOp,
               arith::IndexCastOp>(inner);
  });
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

namespace {

/// How a map goes over an image: d*stride + p*dilation.
struct Windows {
  bool areThere = false;
  SmallVector<unsigned> loops; ///< that go over the window
  int64_t stride = 1, dilation = 1;
};

} // namespace

static Windows windowsOf(linalg::GenericOp op, AffineMap map) {
  Windows windows;
  for (AffineExpr result : map.getResults()) {
    if (isa<AffineDimExpr>(result))
      continue;
    windows.areThere = true;
    for (unsigned loop = 0; loop < map.getNumDims(); ++loop) {
      if (!result.isFunctionOfDim(loop))
        continue;
      // What one step of this loop adds.
      SmallVector<AffineExpr> zeros(map.getNumDims(),
                                    getAffineConstantExpr(0, map.getContext()));
      SmallVector<AffineExpr> unit = zeros;
      unit[loop] = getAffineConstantExpr(1, map.getContext());
      auto step = dyn_cast<AffineConstantExpr>(simplifyAffineExpr(
          result.replaceDims(unit) - result.replaceDims(zeros), 0, 0));
      const int64_t size = step ? step.getValue() : 1;
      if (isReduced(op, loop)) {
        windows.loops.push_back(loop);
        windows.dilation = std::max(windows.dilation, size);
      } else {
        windows.stride = std::max(windows.stride, size);
      }
    }
  }
  return windows;
}

/// " /2" behind a window that moves in larger steps.
static std::string stepText(const Windows &windows) {
  return absl::StrCat(
      windows.stride > 1 ? absl::StrCat(" /", windows.stride) : "",
      windows.dilation > 1 ? absl::StrCat(" dilated ", windows.dilation) : "");
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

namespace {

/// The loops of a product, by who reads them.
struct ProductLoops {
  SmallVector<int64_t> both, left, right; ///< parallel
  SmallVector<int64_t> summed;            ///< but windows
  bool hasOwnChannels() const { return !both.empty(); }
};

} // namespace

static ProductLoops sortLoops(linalg::GenericOp op, AffineMap left,
                              AffineMap right, const Windows &windows) {
  ProductLoops result;
  for (auto [loop, extent] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (llvm::is_contained(windows.loops, loop))
      continue;
    const bool inLeft = left.isFunctionOfDim(loop);
    const bool inRight = right.isFunctionOfDim(loop);
    (isReduced(op, loop) ? result.summed
     : inLeft && inRight ? result.both
     : inRight           ? result.right
                         : result.left)
        .push_back(extent);
  }
  return result;
}

static SmallVector<int64_t> extentsOf(linalg::GenericOp op,
                                      ArrayRef<unsigned> loops) {
  const SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  return llvm::map_to_vector(loops,
                             [&](unsigned loop) { return ranges[loop]; });
}

static void describeConvolution(linalg::GenericOp op, AffineMap image,
                                AffineMap filter, RegionCall &call) {
  const Windows windows = windowsOf(op, image);
  const ProductLoops loops = sortLoops(op, image, filter, windows);
  SmallVector<int64_t> window = extentsOf(op, windows.loops);
  if (window.empty())
    window = {1, 1};
  if (!loops.summed.empty())
    window.push_back(product(loops.summed));
  SmallVector<int64_t> result = loops.left;
  result.push_back(product(loops.both) * product(loops.right));
  // Each channel on its own, or in groups.
  call.kind = !loops.hasOwnChannels() ? "conv"
              : loops.summed.empty()  ? "depthwise conv"
                                      : "grouped conv";
  call.shape = absl::StrCat(sizeText(window), stepText(windows), " -> ",
                            sizeText(result));
}

static void describeContraction(linalg::GenericOp op, RegionCall &call) {
  AffineMap left = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
  AffineMap right = op.getMatchingIndexingMap(op.getDpsInputOperand(1));
  if (windowsOf(op, left).areThere)
    return describeConvolution(op, left, right, call);
  if (windowsOf(op, right).areThere)
    return describeConvolution(op, right, left, call);
  const ProductLoops loops = sortLoops(op, left, right, {});
  const int64_t m = product(loops.left), n = product(loops.right),
                k = product(loops.summed), batch = product(loops.both);
  call.kind = "matmul";
  call.shape =
      absl::StrCat(batch > 1 ? absl::StrCat(batch, " times ") : std::string(),
                   m, "x", k, " * ", k, "x", n);
}

/// True if the reduction begins with a negative number: with the smallest.
static bool beginsLow(linalg::GenericOp op) {
  auto fill = op.getDpsInitOperand(0)->get().getDefiningOp<linalg::FillOp>();
  Attribute value;
  if (!fill || !matchPattern(fill.getInputs().front(), m_Constant(&value)))
    return false;
  if (auto number = dyn_cast<FloatAttr>(value))
    return number.getValue().isNegative();
  auto number = dyn_cast<IntegerAttr>(value);
  return number && number.getValue().isNegative();
}

/// "max", "sum", ...
static const char *reductionName(linalg::GenericOp op) {
  if (hasOp<arith::MaximumFOp, arith::MaxNumFOp, arith::MaxSIOp,
            arith::MaxUIOp>(op))
    return "max";
  if (hasOp<arith::MinimumFOp, arith::MinNumFOp, arith::MinSIOp,
            arith::MinUIOp>(op))
    return "min";
  // Selections by comparing: the larger one, or the place of the largest.
  if (hasOp<arith::CmpFOp, arith::CmpIOp>(op)) {
    const bool isMax = beginsLow(op);
    return op->getNumResults() > 1 ? (isMax ? "arg max" : "arg min")
                                   : (isMax ? "max" : "min");
  }
  if (hasOp<arith::AddFOp, arith::AddIOp>(op))
    return "sum";
  return hasOp<arith::MulFOp, arith::MulIOp>(op) ? "product" : "reduction";
}

static void describeReduction(linalg::GenericOp op, RegionCall &call) {
  const Windows windows =
      windowsOf(op, op.getMatchingIndexingMap(op.getDpsInputOperand(0)));
  SmallVector<int64_t> kept, reduced;
  for (auto [loop, extent] : llvm::enumerate(op.getStaticLoopRanges()))
    (isReduced(op, loop) ? reduced : kept).push_back(extent);
  call.kind = absl::StrCat(reductionName(op), windows.areThere ? " pool" : "");
  call.shape = absl::StrCat(sizeText(reduced), stepText(windows), " -> ",
                            sizeText(kept));
}

static void describeElementwise(linalg::GenericOp op, RegionCall &call) {
  const SmallVector<int64_t> extents = op.getStaticLoopRanges();
  call.shape = sizeText(extents);
  if (!isMovement(op)) {
    call.kind = "elementwise";
    return;
  }
  const bool isInOrder =
      llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
        return op.getMatchingIndexingMap(operand).isMinorIdentity();
      });
  call.kind = hasOp<tensor::ExtractOp>(op) ? "gather"
              : isInOrder                  ? "copy"
                                           : "reorder";
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

static int64_t workOf(linalg::GenericOp op) {
  return product(op.getStaticLoopRanges());
}

/// What is around an image that another kernel writes.
static void describeFill(func::FuncOp kernel, RegionCall &call) {
  call.kind = "fill";
  call.bytes = 0;
  kernel.walk([&](linalg::FillOp fill) {
    if (auto part = dyn_cast<MemRefType>(fill.getOutputs().front().getType()))
      call.bytes += bytesOf(part);
  });
  if (kernel.getNumArguments() == 0)
    return;
  if (auto whole = dyn_cast<MemRefType>(kernel.getArgumentTypes().back()))
    call.shape = absl::StrCat("border of ", sizeText(whole.getShape()));
}

/// What `kernel` does; names are not set.
static RegionCall describeKernel(func::FuncOp kernel) {
  RegionCall call;
  for (Type type : kernel.getArgumentTypes())
    if (auto buffer = dyn_cast<MemRefType>(type))
      call.bytes += bytesOf(buffer);
  linalg::GenericOp contraction, reduction, elementwise;
  unsigned numReductions = 0;
  kernel.walk([&](linalg::GenericOp op) {
    auto larger = [&](linalg::GenericOp &known) {
      if (!known || workOf(op) > workOf(known))
        known = op;
    };
    if (isContraction(op)) {
      call.flops += 2 * static_cast<uint64_t>(workOf(op));
      larger(contraction);
    } else if (op.getNumReductionLoops() > 0) {
      ++numReductions;
      larger(reduction);
    } else {
      larger(elementwise);
    }
  });
  if (contraction) {
    describeContraction(contraction, call);
  } else if (numReductions > 1) {
    // Softmax, variance: over the rows that all of them share.
    call.kind = "rows";
    call.shape = sizeText(reduction.getStaticLoopRanges());
  } else if (reduction) {
    describeReduction(reduction, call);
  } else if (elementwise) {
    describeElementwise(elementwise, call);
  } else {
    describeFill(kernel, call);
  }
  return call;
}

std::vector<RegionCall> describeCalls(ModuleOp module) {
  std::vector<RegionCall> calls;
  llvm::StringMap<RegionCall> kernels;
  SymbolTable symbols(module);
  auto main = symbols.lookup<func::FuncOp>("main");
  if (!main)
    return calls;
  main.walk([&](func::CallOp op) {
    auto kernel = symbols.lookup<func::FuncOp>(op.getCallee());
    if (!kernel || kernel.isDeclaration())
      return;
    auto [known, isNew] = kernels.try_emplace(op.getCallee());
    if (isNew)
      known->second = describeKernel(kernel);
    RegionCall call = known->second;
    call.kernel = op.getCallee().str();
    call.nodes = nodesOf(op.getLoc());
    calls.push_back(std::move(call));
  });
  return calls;
}

} // namespace sm::jit
