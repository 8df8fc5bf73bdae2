// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "FunctionConversion.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Conversion/StableHLOForm.h"
#include "sm/Ops/OpSignature.h"
#include "sm/Support/DType.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace sm {

static StringRef ref(std::string_view text) {
  return {text.data(), text.size()};
}

bool isHubTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return false;
  Type element = tensor.getElementType();
  if (element.isF16() || element.isBF16() || element.isF32() || element.isF64())
    return true;
  auto integer = dyn_cast<IntegerType>(element);
  return integer && !integer.isSigned() &&
         llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
}

/// Why `type` is no tensor of the hub.
static std::string whyNoHubTensor(Type type) {
  if (isa<UnrankedTensorType>(type))
    return "a tensor of unknown rank";
  Type element = getElementTypeOrSelf(type);
  return "a tensor of " + (isa<tf::UnknownType>(element)
                               ? std::string("unknown type")
                               : dtypeName(tf::dtypeForType(element)));
}

bool needsConversion(func::FuncOp function) {
  auto isTFType = [](Type type) {
    Type element = getElementTypeOrSelf(type);
    return isa_and_nonnull<tf::TFDialect>(&element.getDialect());
  };
  return llvm::any_of(function.getArgumentTypes(), isTFType) ||
         function
             .walk([](Operation *op) {
               return isa_and_nonnull<tf::TFDialect>(op->getDialect())
                          ? WalkResult::interrupt()
                          : WalkResult::advance();
             })
             .wasInterrupted();
}

//===----------------------------------------------------------------------===//
// Obstacles
//===----------------------------------------------------------------------===//

/// The op in TensorFlow's words; with its dialect if it is none of TensorFlow.
static std::string nameOf(Operation *op) {
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return opaque.getOpName().str();
  bool isTF = isa_and_nonnull<tf::TFDialect>(op->getDialect());
  return (isTF ? op->getName().stripDialect() : op->getName().getStringRef())
      .str();
}

void FunctionConversion::addObstacle(Operation *op, const Twine &reason) {
  std::string message, name = nameOf(op);
  llvm::raw_string_ostream os(message);
  os << "'" << (name.find('.') == std::string::npos ? "tf." : "") << name
     << "'";
  if (auto node = op->getLoc()->findInstanceOf<NameLoc>())
    os << " (node '" << node.getName().getValue() << "')";
  os << " cannot become StableHLO: " << reason;
  obstacles.push_back({op->getLoc(), std::move(message), std::move(name),
                       reason.str(), function});
}

/// True if all operands have values: none comes of an obstacle.
bool FunctionConversion::hasValues(Operation *op) const {
  return llvm::all_of(op->getOperands(),
                      [&](Value value) { return values.contains(value); });
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// The first error of the verifier on the ops from `first` to the end of the
/// block; empty if there is none.
static std::string verifyFrom(Block &block, Operation *last,
                              MLIRContext *context) {
  std::string message;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (message.empty())
      message = diagnostic.str();
    return success();
  });
  auto it = last ? std::next(last->getIterator()) : block.begin();
  for (; it != block.end(); ++it)
    if (failed(verify(&*it, /*verifyRecursively=*/true)))
      return message.empty() ? "is not valid there" : message;
  return "";
}

/// Converts an op with a record at the end of `block`. Returns why that cannot
/// be; empty, with what stands for the results, if it can.
static std::string convertRecord(Operation *op, const ops::OpInfo &info,
                                 Block &block, ArrayRef<Value> operands,
                                 const HubOptions &options,
                                 Decompositions &decompositions,
                                 SmallVectorImpl<Value> &results) {
  Operation *last = block.empty() ? nullptr : &block.back();
  OpConversion c(op, OpBuilder::atBlockEnd(&block), operands, options,
                 decompositions);
  const Conversion *conversion = lookupConversion(ref(info.name));
  if (failed(conversion ? conversion->convert(op, c)
                        : convertToOneOp(ref(info.hub.reason), c)))
    return c.obstacle;
  results = c.results;
  return verifyFrom(block, last, op->getContext());
}

std::string whyNeverStableHLO(Operation *op) {
  if (isa_and_nonnull<saved_model::SMDialect>(op->getDialect()))
    return "variables and files must be frozen before";
  if (!isa_and_nonnull<tf::TFDialect>(op->getDialect()) ||
      isa<tf::RefineOp>(op))
    return "";
  const ops::OpInfo *info = tf::opInfo(op);
  if (!info) {
    std::string name = nameOf(op);
    return ops::whyOpaque(name);
  }
  return info->hub.state == ops::Decision::State::Done
             ? std::string()
             : std::string(info->hub.reason);
}

/// Why the hub has no value for a result of `op`; empty if it has all. Of one
/// that `isBehindObstacle` only what is known counts: the rest may be what the
/// obstacle left open.
static std::string whyNoResult(Operation *op, bool isBehindObstacle) {
  for (Type type : op->getResultTypes()) {
    bool isOpen = isa<UnrankedTensorType>(type) ||
                  isa<tf::UnknownType>(getElementTypeOrSelf(type));
    if (!isHubTensor(type) && !(isOpen && isBehindObstacle))
      return "it gives " + whyNoHubTensor(type);
  }
  return "";
}

void FunctionConversion::convertRefine(Operation *op) {
  if (!hasValues(op))
    return;
  // What is refined further would have to be checked.
  Value value = values.lookup(op->getOperand(0));
  auto known = cast<RankedTensorType>(value.getType());
  auto stated = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (stated && stated != known && !known.hasStaticShape())
    return addObstacle(op, "states more of a shape than is known of it; "
                           "--tf-infer-shapes may remove it");
  values.map(op->getResult(0), value);
}

/// Ops of other dialects stay.
void FunctionConversion::keepOp(Operation *op) {
  bool hasInnerOps = false;
  op->walk([&](Operation *inner) {
    hasInnerOps |= isa_and_nonnull<tf::TFDialect, saved_model::SMDialect>(
        inner->getDialect());
  });
  if (hasInnerOps)
    return addObstacle(op, "ops of TensorFlow stand in regions");
  if (!hasValues(op))
    return;
  OpBuilder b = OpBuilder::atBlockEnd(&scratch->getBody().front());
  b.clone(*op, values);
}

void FunctionConversion::convertOp(Operation *op) {
  if (std::string reason = whyNeverStableHLO(op); !reason.empty())
    return addObstacle(op, reason);
  if (!isa_and_nonnull<tf::TFDialect>(op->getDialect()))
    return keepOp(op);
  if (isa<tf::RefineOp>(op))
    return convertRefine(op);
  const bool isBehindObstacle = !hasValues(op);
  if (std::string reason = whyNoResult(op, isBehindObstacle); !reason.empty())
    return addObstacle(op, reason);
  if (isBehindObstacle)
    return;
  SmallVector<Value> operands, results;
  for (Value operand : op->getOperands())
    operands.push_back(values.lookup(operand));
  std::string reason =
      convertRecord(op, *tf::opInfo(op), scratch->getBody().front(), operands,
                    options, decompositions, results);
  if (!reason.empty())
    return addObstacle(op, reason);
  values.map(op->getResults(), results);
}

std::string whyNoStableHLOForm(Operation *op, bool assumeInRange) {
  if (!isa_and_nonnull<tf::TFDialect>(op->getDialect()))
    return "it is no op of the tf dialect";
  if (std::string reason = whyNeverStableHLO(op); !reason.empty())
    return reason;
  if (std::string reason = whyNoResult(op, /*isBehindObstacle=*/false);
      !reason.empty())
    return reason;
  for (Type type : op->getOperandTypes())
    if (!isHubTensor(type))
      return "it takes " + whyNoHubTensor(type);
  OwningOpRef<func::FuncOp> scratch = func::FuncOp::create(
      op->getLoc(), "scratch",
      FunctionType::get(op->getContext(), op->getOperandTypes(), {}));
  Block &block = *scratch->addEntryBlock();
  SmallVector<Value> operands(block.getArguments()), results;
  const HubOptions options{/*composites=*/false, assumeInRange};
  Decompositions decompositions(scratch->getOperation());
  return convertRecord(op, *tf::opInfo(op), block, operands, options,
                       decompositions, results);
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

/// "input 'x'", or "argument 0 of 'f'".
std::string FunctionConversion::spellingOf(BlockArgument argument) {
  const unsigned number = argument.getArgNumber();
  if (auto name = function.getArgAttrOfType<StringAttr>(number, "tf.name"))
    return "input '" + name.getValue().str() + "'";
  return "argument " + std::to_string(number) + " of '" +
         function.getSymName().str() + "'";
}

std::string whyNoHubInput(Type type) {
  if (isHubTensor(type))
    return "";
  Type element = getElementTypeOrSelf(type);
  if (isa<UnrankedTensorType>(type) &&
      isHubTensor(RankedTensorType::get({}, element)))
    return "it is of unknown rank; give its shape (--shape)";
  return "it is " + whyNoHubTensor(RankedTensorType::get({}, element)) +
         ", which StableHLO does not have; feed what is computed from it "
         "instead (--feeds, --fetches)";
}

void FunctionConversion::convertArguments(Block &old) {
  Block &block = scratch->getBody().emplaceBlock();
  for (BlockArgument argument : old.getArguments()) {
    Value value = block.addArgument(argument.getType(), argument.getLoc());
    if (isHubTensor(argument.getType())) {
      values.map(argument, value);
      continue;
    }
    std::string what = spellingOf(argument);
    std::string reason = whyNoHubInput(argument.getType());
    obstacles.push_back({function.getLoc(),
                         what + " cannot become StableHLO: " + reason, what,
                         reason, function,
                         /*isFollowUp=*/function.isPrivate()});
  }
}

/// Ops that nothing uses, seen from behind, so that what only they use counts
/// too.
static llvm::SmallPtrSet<Operation *, 16> deadOps(Block &block) {
  llvm::SmallPtrSet<Operation *, 16> dead;
  for (Operation &op : llvm::reverse(block)) {
    bool isUsed = llvm::any_of(op.getUsers(), [&](Operation *user) {
      return !dead.contains(block.findAncestorOpInBlock(*user));
    });
    if (!isUsed && wouldOpBeTriviallyDead(&op))
      dead.insert(&op);
  }
  return dead;
}

void FunctionConversion::convert() {
  if (!function.getBody().hasOneBlock()) {
    obstacles.push_back({function.getLoc(),
                         ("function '" + function.getSymName() +
                          "' cannot become StableHLO: it has several blocks")
                             .str(),
                         "control flow by blocks", "it has several blocks",
                         function});
    return;
  }
  Block &old = function.getBody().front();
  convertArguments(old);
  auto dead = deadOps(old);
  for (Operation &op : old)
    if (!dead.contains(&op))
      convertOp(&op);
}

void FunctionConversion::install() {
  function.getBody().takeBody(scratch->getBody());
  Operation *end = function.getBody().front().getTerminator();
  function.setFunctionType(FunctionType::get(
      function.getContext(), function.getFunctionType().getInputs(),
      end->getOperandTypes()));
}

} // namespace sm
