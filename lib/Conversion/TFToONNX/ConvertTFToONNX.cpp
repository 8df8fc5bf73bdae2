// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass. A new body is made beside each function, op by op. If an op of any
// function cannot be lowered all new bodies go away again, with the reasons
// reported; else they take the place of the old ones.

#include "LoweringTable.h"
#include "RuntimeTypes.h"

#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Conversion/Passes.h"
#include "sm/Ops/OpSignature.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "llvm/ADT/DenseSet.h"

#include <memory>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTTFTOONNX
#include "sm/Conversion/Passes.h.inc"

namespace {

constexpr int64_t kOldestOpset = 13;

/// Something that stands in the way.
struct Obstacle {
  enum class Kind {
    Unsupported, ///< what ONNX or sm cannot do
    Missing,     ///< what the caller can give
    Flaw,        ///< what is wrong with the model's files
    /// An argument of a private function: what its callers say of it is missing
    /// because they are obstacles themselves.
    FollowUp,
  };

  Location location;
  std::string what; ///< the op, or what else it is, for lists of obstacles
  std::string reason;
  std::string message;
  func::FuncOp function;
  Kind kind = Kind::Unsupported;
};

/// The error of a constant operand of `op` that cannot be read: what a lowering
/// says without it is not the op's fault.
Status readConstants(Operation &op) {
  for (Value operand : op.getOperands()) {
    ElementsAttr value = tf::constantBehind(operand);
    auto data = dyn_cast_if_present<saved_model::DataAttr>(value);
    if (data && !isa<tf::StringType>(data.getElementType()))
      SM_RETURN_IF_ERROR(saved_model::elementBytes(data).status());
  }
  return absl::OkStatus();
}

/// The new body of one function.
class FunctionConverter {
public:
  FunctionConverter(func::FuncOp function, int64_t opset,
                    std::vector<Obstacle> &obstacles)
      : function(function), state(function.getContext(), opset),
        obstacles(obstacles) {}

  /// Makes the new body in a function behind the old one.
  void convert() {
    made = cast<func::FuncOp>(function->cloneWithoutRegions());
    function->getBlock()->getOperations().insertAfter(function->getIterator(),
                                                      made.getOperation());
    if (!function.getBody().hasOneBlock()) {
      obstacles.push_back(
          {function.getLoc(), "branches", "it is control flow by blocks",
           "function '" + function.getName().str() + "' must have one block",
           function});
      return;
    }
    // What the onnx dialect says of an op becomes the reason for its op.
    ScopedDiagnosticHandler handler(
        function.getContext(), [&](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
            state.lastError = diagnostic.str();
          return success();
        });
    Block *block = made.addEntryBlock();
    state.builder.setInsertionPointToEnd(block);
    for (auto [old, argument] :
         llvm::zip(function.getArguments(), block->getArguments())) {
      checkArgument(old);
      state.values.map(old, argument);
    }
    for (Operation &op : function.getBody().front())
      convertOp(op);
  }

  /// Puts the new body into the function.
  void install() {
    function.setType(made.getFunctionType());
    function.getBody().takeBody(made.getBody());
    made.erase();
  }

  void discard() { made.erase(); }

private:
  void addObstacle(Operation &op, StringRef name, const Twine &reason) {
    std::string spelling =
        name.empty() ? op.getName().getStringRef().str() : ("tf." + name).str();
    obstacles.push_back(
        {op.getLoc(), name.empty() ? spelling : name.str(), reason.str(),
         ("'" + spelling + "' cannot become ONNX: " + reason).str(), function});
    standIn(op);
  }

  /// A constant that `op` reads is damaged, or not there.
  void addFlaw(Operation &op, StringRef name, const Twine &reason) {
    auto node = op.getLoc()->findInstanceOf<NameLoc>();
    std::string message = "a constant of ";
    if (node)
      message += "node '" + node.getName().str() + "' (" + name.str() + ")";
    else
      message += "'tf." + name.str() + "'";
    message +=
        " cannot be read: " + reason.str() + "; copy the model's files again";
    obstacles.push_back({op.getLoc(), "", "", std::move(message), function,
                         Obstacle::Kind::Flaw});
    standIn(op);
  }

  /// Gives the results of an op that has none values, so that what follows is
  /// checked as if it had been lowered.
  void standIn(Operation &op) {
    for (Value result : op.getResults()) {
      if (!state.values.contains(result))
        state.values.map(result, UnrealizedConversionCastOp::create(
                                     state.builder, op.getLoc(),
                                     result.getType(), ValueRange())
                                     .getResult(0));
      noteUncertain(result);
    }
  }

  /// Notes a value of which too little is known, for want of what an obstacle
  /// would have said.
  void noteUncertain(Value value) {
    auto type = cast<TensorType>(value.getType());
    if (!type.hasRank() || isa<tf::UnknownType>(type.getElementType()))
      uncertain.insert(value);
  }

  /// True if what stands in the way of `op` may only follow from an obstacle
  /// before it.
  bool isBehindObstacle(Operation &op) const {
    return llvm::any_of(op.getOperands(),
                        [&](Value value) { return uncertain.contains(value); });
  }

  /// "input 'x'", or "argument 0 of 'f'".
  std::string spellingOf(BlockArgument argument) {
    const unsigned number = argument.getArgNumber();
    if (auto name = function.getArgAttrOfType<StringAttr>(number, "tf.name"))
      return "input '" + name.getValue().str() + "'";
    return "argument " + std::to_string(number) + " of '" +
           function.getName().str() + "'";
  }

  void checkArgument(BlockArgument argument) {
    Type element = tf_to_onnx::elementOf(argument);
    std::string what = spellingOf(argument), reason;
    auto kind = Obstacle::Kind::Unsupported;
    if (!tf_to_onnx::runtimeTakes("Identity", state.opset, element))
      reason = "it is of " + tf_to_onnx::typeName(element) +
               ", of which ONNX Runtime has no tensors; feed what is computed "
               "from it instead (--feeds, --fetches)";
    else if (!tf_to_onnx::rankOf(argument)) {
      reason = "it is of unknown rank, which an input of an ONNX model must "
               "have; give its shape (--shape)";
      kind = Obstacle::Kind::Missing;
    }
    if (reason.empty())
      return;
    obstacles.push_back(
        {function.getLoc(), what, reason,
         what + " cannot become ONNX: " + reason, function,
         function.isPrivate() ? Obstacle::Kind::FollowUp : kind});
    uncertain.insert(argument);
  }

  void convertOp(Operation &op) {
    state.lastError.clear();
    if (auto exit = dyn_cast<func::ReturnOp>(op))
      return convertReturn(exit);
    if (isa<tf::RefineOp>(op))
      return convertRefine(cast<tf::RefineOp>(op));
    if (isa<onnx::ONNXDialect>(op.getDialect())) {
      state.builder.clone(op, state.values);
      return;
    }
    if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
      return addObstacle(
          op, opaque.getOpName(),
          std::string(ops::whyOpaque(std::string_view(
              opaque.getOpName().data(), opaque.getOpName().size()))));
    const ops::OpInfo *info = tf::opInfo(&op);
    if (isa<CallOpInterface>(op))
      return addObstacle(op, info ? StringRef(info->name) : "",
                         "calls are inlined first (inline)");
    if (!info)
      return addObstacle(
          op, "",
          "it is no op of TensorFlow; variables are frozen first "
          "(tf-freeze-variables)");
    if (info->onnx.state != ops::Decision::State::Done)
      return addObstacle(op, info->name, info->onnx.reason);
    lower(op, *info);
  }

  void convertRefine(tf::RefineOp op) {
    tf_to_onnx::Lowering lowering(op, state);
    lowering.set(op.getOutput(), lowering.of(op.getInput()));
    finish(*op, "", lowering);
  }

  /// Reports a lowering that failed, unless what an obstacle left open may be
  /// the reason.
  void finish(Operation &op, StringRef name, tf_to_onnx::Lowering &lowering) {
    const bool isBehind = isBehindObstacle(op);
    if (lowering.hasFailed())
      if (Status status = readConstants(op); !status.ok())
        return addFlaw(op, name, std::string(status.message()));
    if (lowering.hasFailed())
      return isBehind ? standIn(op)
                      : addObstacle(op, name, lowering.whyFailed());
    if (isBehind)
      for (Value result : op.getResults())
        noteUncertain(result);
  }

  void lower(Operation &op, const ops::OpInfo &info) {
    tf_to_onnx::Lowering lowering(&op, state);
    const tf_to_onnx::LoweringEntry *entry =
        tf_to_onnx::findLowering(info.name);
    StringRef renamed(info.onnx.reason);
    if (!renamed.empty() && (!entry || takesRenamed(op, renamed)))
      lowering.set(op.getResult(0),
                   lowering.apply(renamed, lowering.of(op.getOperands())));
    else if (entry)
      entry->lower(&op, lowering);
    finish(op, info.name, lowering);
  }

  /// True if the ONNX op of the same meaning runs on the operands' type, or on
  /// a wider one.
  bool takesRenamed(Operation &op, StringRef name) const {
    return static_cast<bool>(tf_to_onnx::runtimeType(
        name, state.opset, tf_to_onnx::elementOf(op.getOperand(0))));
  }

  /// A value with (at least) what the function's type says of it.
  Value convertResult(Value operand, Type declared,
                      tf_to_onnx::Lowering &lowering) {
    Value value = lowering.of(operand);
    if (value && isa<BlockArgument>(value) && value.getType() != declared)
      value = lowering.make("Identity", value);
    return value ? lowering.refined(value, declared) : Value();
  }

  void convertReturn(func::ReturnOp op) {
    tf_to_onnx::Lowering lowering(op, state);
    SmallVector<Value> values;
    for (auto [operand, declared] :
         llvm::zip(op.getOperands(), function.getFunctionType().getResults()))
      values.push_back(convertResult(operand, declared, lowering));
    if (lowering.hasFailed())
      return finish(*op, "", lowering);
    func::ReturnOp::create(state.builder, op.getLoc(), values);
    made.setFunctionType(FunctionType::get(
        function.getContext(), function.getFunctionType().getInputs(),
        TypeRange(ValueRange(values))));
    for (auto [number, value] : llvm::enumerate(values))
      checkResult(static_cast<unsigned>(number), op.getOperand(number), value);
  }

  /// Outputs of a model have names, other results none.
  void checkResult(unsigned number, Value old, Value value) {
    auto name = function.getResultAttrOfType<StringAttr>(number, "tf.name");
    if (!name || tf_to_onnx::rankOf(value) || uncertain.contains(old))
      return;
    std::string what = "output '" + name.getValue().str() + "'";
    std::string reason =
        "it is of unknown rank, which an output of an ONNX model must have; "
        "give the shapes of the inputs (--shape)";
    obstacles.push_back({old.getLoc(), what, reason,
                         what + " cannot become ONNX: " + reason, function,
                         Obstacle::Kind::Missing});
  }

  func::FuncOp function, made;
  tf_to_onnx::FunctionState state;
  llvm::DenseSet<Value> uncertain; ///< values of the old body
  std::vector<Obstacle> &obstacles;
};

struct ConvertTFToONNX : impl::ConvertTFToONNXBase<ConvertTFToONNX> {
  using ConvertTFToONNXBase::ConvertTFToONNXBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    const int64_t chosen = opset;
    if (chosen < kOldestOpset || chosen > onnx::newestOpset()) {
      emitError(module.getLoc())
          << "opset " << chosen << " is not one of " << kOldestOpset << " to "
          << onnx::newestOpset();
      return signalPassFailure();
    }
    if (failed(saved_model::openDataSources(module)))
      return signalPassFailure();
    const Attribute before = module->getAttr(onnx::ONNXDialect::kOpsetImport);
    module->setAttr(onnx::ONNXDialect::kOpsetImport,
                    onnx::opsetImport(&getContext(), static_cast<int>(chosen)));
    std::vector<Obstacle> obstacles;
    std::vector<std::unique_ptr<FunctionConverter>> converters;
    SmallVector<func::FuncOp> functions;
    module.walk([&](func::FuncOp function) {
      if (!function.isExternal())
        functions.push_back(function);
    });
    for (func::FuncOp function : functions) {
      converters.push_back(
          std::make_unique<FunctionConverter>(function, chosen, obstacles));
      converters.back()->convert();
    }
    for (auto &converter : converters)
      obstacles.empty() ? converter->install() : converter->discard();
    if (obstacles.empty())
      return;
    if (before)
      module->setAttr(onnx::ONNXDialect::kOpsetImport, before);
    else
      module->removeAttr(onnx::ONNXDialect::kOpsetImport);
    report(obstacles);
    signalPassFailure();
  }

private:
  static void report(ArrayRef<Obstacle> obstacles) {
    using Kind = Obstacle::Kind;
    const bool hasOthers = llvm::any_of(obstacles, [](const Obstacle &each) {
      return each.kind != Kind::FollowUp;
    });
    for (const Obstacle &obstacle : obstacles) {
      if (obstacle.kind == Kind::FollowUp && hasOthers)
        continue;
      InFlightDiagnostic diagnostic = emitError(obstacle.location)
                                      << obstacle.message;
      if (obstacle.kind == Kind::Flaw)
        continue;
      diagnostic.attachNote()
          << (obstacle.kind == Kind::Missing ? "missing: " : "unsupported: ")
          << obstacle.what << " because " << obstacle.reason;
      // Of an entry that is plain.
      func::FuncOp function = obstacle.function;
      if (function.isPrivate())
        diagnostic.attachNote() << "in function '" << function.getName() << "'";
    }
  }
};

} // namespace

} // namespace sm
