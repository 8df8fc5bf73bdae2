// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/Program.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Ops/OpSignature.h"
#include "sm/Runtime/Kernel.h"
#include "sm/Transforms/ConstantTensor.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include "absl/strings/str_cat.h"

#include <cstring>

using namespace mlir;

namespace sm::target {

//===----------------------------------------------------------------------===//
// What cannot run
//===----------------------------------------------------------------------===//

/// The asset's file, as the model's folder holds it.
static std::string assetNameOf(saved_model::AssetPathOp path) {
  auto asset = SymbolTable::lookupNearestSymbolFrom<saved_model::AssetOp>(
      path, path.getAssetAttr());
  return asset ? "assets/" + asset.getFile().str() : path.getAsset().str();
}

static std::string opNameOf(Operation *op) {
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return opaque.getOpName().str();
  // Ops of the container stand for these of TensorFlow.
  if (isa<saved_model::VariableHandleOp>(op))
    return "VarHandleOp";
  if (auto path = dyn_cast<saved_model::AssetPathOp>(op))
    return "asset " + assetNameOf(path);
  return op->getName().stripDialect().str();
}

static std::string nodeOf(Location location) {
  auto name = location->findInstanceOf<NameLoc>();
  return name ? name.getName().str() : "";
}

std::string sourceOf(Location location) {
  auto name = location->findInstanceOf<NameLoc>();
  auto file = name ? name.getChildLoc()->findInstanceOf<FileLineColLoc>()
                   : FileLineColLoc();
  return file ? absl::StrCat(file.getFilename().str(), ":", file.getLine())
              : "";
}

/// The region that an op calls, or null.
static func::FuncOp regionOf(Operation *op) {
  auto call = dyn_cast<func::CallOp>(op);
  auto callee = call ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
                           call, call.getCalleeAttr())
                     : func::FuncOp();
  return callee && callee->hasAttr("tf.region") ? callee : func::FuncOp();
}

/// Why an op has no instruction; empty if it has one.
static std::string whyUnsupported(Operation *op) {
  if (isa<tf::ConstOp, tf::RefineOp, saved_model::ReadVariableOp,
          saved_model::AssignVariableOp, func::ReturnOp>(op) ||
      regionOf(op))
    return "";
  if (isa<saved_model::AssetPathOp>(op))
    return "files of the model are not read yet";
  if (isa<saved_model::VariableHandleOp>(op)) {
    // An op without a record is in the way itself.
    bool isOnlyForOpaque = llvm::all_of(op->getUsers(), [](Operation *user) {
      return isa<tf::OpaqueOp>(user);
    });
    return isOnlyForOpaque
               ? ""
               : "a variable's handle is passed to an op that cannot take it";
  }
  if (isa<tf::OpaqueOp>(op))
    return ops::whyOpaque(opNameOf(op));
  const ops::OpInfo *info = tf::opInfo(op);
  if (!info)
    return "not an op of the tf dialect";
  if (runtime::lookupKernel(info->name))
    return "";
  return info->kernel.reason.empty() ? "no kernel yet"
                                     : std::string(info->kernel.reason);
}

std::vector<UnsupportedOp> findUnsupported(func::FuncOp function) {
  std::vector<UnsupportedOp> result;
  function.walk([&](Operation *op) {
    if (op == function)
      return;
    if (std::string reason = whyUnsupported(op); !reason.empty())
      result.push_back({opNameOf(op), nodeOf(op->getLoc()),
                        sourceOf(op->getLoc()), std::move(reason),
                        op->getLoc()});
  });
  return result;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static Shape shapeOfElements(ElementsAttr attr) {
  ArrayRef<int64_t> dims = attr.getShapedType().getShape();
  return Shape(absl::MakeConstSpan(dims.data(), dims.size()));
}

/// Loads a variable's value later, without the IR.
static std::function<StatusOr<runtime::Tensor>()>
valueLoader(ElementsAttr attr) {
  auto data = dyn_cast<saved_model::DataAttr>(attr);
  if (!data) {
    StatusOr<runtime::Tensor> tensor = constantTensor(attr);
    return [tensor] { return tensor; };
  }
  auto *dialect = attr.getContext()->getLoadedDialect<saved_model::SMDialect>();
  std::shared_ptr<saved_model::DataManager> manager = dialect->manager;
  DType dtype = tf::dtypeForType(attr.getElementType());
  Shape shape = shapeOfElements(attr);
  std::string source = data.getSource().str(), key = data.getKey().str();
  return [=]() -> StatusOr<runtime::Tensor> {
    SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                        runtime::Tensor::allocate(dtype, shape));
    if (dtype == DType::String) {
      SM_ASSIGN_OR_RETURN(std::vector<std::string> strings,
                          manager->findStrings(source, key));
      if (strings.size() != static_cast<size_t>(tensor.numElements()))
        return absl::DataLossError(
            absl::StrCat("entry '", key, "' holds ", strings.size(),
                         " strings, not ", tensor.numElements()));
      for (size_t i = 0; i < strings.size(); ++i)
        tensor.mutableData<Bytes>()[i] = std::move(strings[i]);
      return tensor;
    }
    SM_ASSIGN_OR_RETURN(saved_model::DataBytes bytes,
                        manager->find(source, key, tensor.numBytes()));
    if (!bytes.bytes.empty())
      std::memcpy(tensor.mutableRawData(), bytes.bytes.data(),
                  bytes.bytes.size());
    return tensor;
  };
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

namespace {

class ProgramBuilder {
public:
  ProgramBuilder(func::FuncOp function, const RegionMaker &makeRegion)
      : function(function), makeRegion(makeRegion),
        program(std::make_shared<runtime::Program>()) {}

  StatusOr<std::shared_ptr<const runtime::Program>> build() {
    program->name = function.getSymName().str();
    for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
      runtime::Port &port = program->inputs.emplace_back(runtime::Port{
          portName(function.getArgAttrOfType<StringAttr>(i, "tf.name"), "input",
                   i),
          typeOf(argument.getType()), define(argument)});
      if (auto value =
              function.getArgAttrOfType<ElementsAttr>(i, "tf.default")) {
        SM_ASSIGN_OR_RETURN(port.defaultValue, constantTensor(value));
      }
    }
    for (Operation &op : function.getBody().front())
      SM_RETURN_IF_ERROR(add(&op));
    program->numSlots = nextSlot;
    SM_RETURN_IF_ERROR(program->finish());
    return std::shared_ptr<const runtime::Program>(program);
  }

private:
  static ops::TensorType typeOf(Type type) {
    return {tf::dtypeForType(getElementTypeOrSelf(type)), tf::shapeOf(type)};
  }

  static std::string portName(StringAttr name, const char *kind, size_t index) {
    return name ? name.getValue().str() : absl::StrCat(kind, "_", index);
  }

  runtime::Slot define(Value value) { return slots[value] = nextSlot++; }

  Status add(Operation *op) {
    return TypeSwitch<Operation *, Status>(op)
        .Case([&](tf::ConstOp constant) -> Status {
          SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                              constantTensor(constant.getValue()));
          program->constants.push_back(
              {define(constant.getOutput()), std::move(tensor)});
          return absl::OkStatus();
        })
        .Case([&](tf::RefineOp refine) {
          slots[refine.getOutput()] = slots.at(refine.getInput());
          return absl::OkStatus();
        })
        .Case([&](saved_model::ReadVariableOp read) {
          runtime::Instruction &step =
              start(read, runtime::Instruction::Kind::ReadVariable);
          step.variable = variable(read, read.getVariableAttr());
          return absl::OkStatus();
        })
        .Case([&](saved_model::AssignVariableOp assign) {
          runtime::Instruction &step =
              start(assign, runtime::Instruction::Kind::AssignVariable);
          step.variable = variable(assign, assign.getVariableAttr());
          return absl::OkStatus();
        })
        .Case([&](func::CallOp call) { return addRegion(call); })
        .Case([&](func::ReturnOp returned) {
          for (auto [i, value] : llvm::enumerate(returned.getOperands()))
            program->outputs.push_back(
                {portName(
                     function.getResultAttrOfType<StringAttr>(i, "tf.name"),
                     "output", i),
                 typeOf(value.getType()), slots.at(value)});
          return absl::OkStatus();
        })
        .Default([&](Operation *other) { return addKernel(other); });
  }

  runtime::Instruction &start(Operation *op, runtime::Instruction::Kind kind) {
    runtime::Instruction &step = program->instructions.emplace_back();
    step.kind = kind;
    step.node = nodeOf(op->getLoc());
    for (Value operand : op->getOperands())
      step.inputs.push_back(slots.at(operand));
    for (Value result : op->getResults())
      step.outputs.push_back(define(result));
    return step;
  }

  int variable(Operation *op, FlatSymbolRefAttr symbol) {
    auto [it, isNew] = variables.try_emplace(
        symbol.getValue(), static_cast<int>(program->variables.size()));
    if (!isNew)
      return it->second;
    auto declared =
        SymbolTable::lookupNearestSymbolFrom<saved_model::VariableOp>(op,
                                                                      symbol);
    runtime::Variable entry;
    entry.name = symbol.getValue().str();
    entry.type = typeOf(declared.getType());
    if (std::optional<ElementsAttr> value = declared.getValue())
      entry.initialValue = valueLoader(*value);
    program->variables.push_back(std::move(entry));
    return it->second;
  }

  /// Machine code for a region, or its kernels where there is none.
  Status addRegion(func::CallOp call) {
    func::FuncOp region = regionOf(call);
    if (!region)
      return absl::InternalError("a call was not inlined");
    std::shared_ptr<const runtime::Region> code;
    if (makeRegion) {
      SM_ASSIGN_OR_RETURN(code, makeRegion(region));
    }
    if (!code)
      return addKernelsOf(region, call);
    runtime::Instruction &step =
        start(call, runtime::Instruction::Kind::Region);
    step.region = std::move(code);
    step.node = region.getSymName().str();
    return absl::OkStatus();
  }

  Status addKernelsOf(func::FuncOp region, func::CallOp call) {
    for (auto [argument, operand] :
         llvm::zip(region.getArguments(), call.getOperands()))
      slots[argument] = slots.at(operand);
    Block &body = region.getBody().front();
    for (Operation &op : body.without_terminator())
      SM_RETURN_IF_ERROR(add(&op));
    for (auto [result, value] :
         llvm::zip(call.getResults(), body.getTerminator()->getOperands()))
      slots[result] = slots.at(value);
    return absl::OkStatus();
  }

  Status addKernel(Operation *op) {
    const ops::OpInfo *info = tf::opInfo(op);
    const runtime::KernelInfo *kernel =
        info ? runtime::lookupKernel(info->name) : nullptr;
    if (!kernel)
      return absl::UnimplementedError(
          absl::StrCat(opNameOf(op), " node '", nodeOf(op->getLoc()),
                       "' cannot run: ", whyUnsupported(op)));
    ops::AttrMap attributes = tf::attrMapOf(op, *info);
    StatusOr<std::shared_ptr<const void>> attrs =
        kernel->parseAttrs(attributes);
    if (!attrs.ok())
      return withContext(
          attrs.status(),
          absl::StrCat(opNameOf(op), " node '", nodeOf(op->getLoc()), "'"));
    runtime::Instruction &step = start(op, runtime::Instruction::Kind::Kernel);
    step.kernel = kernel;
    step.attrs = std::move(*attrs);
    step.attributes = std::move(attributes);
    return absl::OkStatus();
  }

  func::FuncOp function;
  const RegionMaker &makeRegion;
  std::shared_ptr<runtime::Program> program;
  DenseMap<Value, runtime::Slot> slots;
  llvm::StringMap<int> variables;
  runtime::Slot nextSlot = 0;
};

} // namespace

StatusOr<std::shared_ptr<const runtime::Program>>
makeProgram(func::FuncOp function, const RegionMaker &makeRegion) {
  return ProgramBuilder(function, makeRegion).build();
}

} // namespace sm::target
