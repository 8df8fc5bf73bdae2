// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From the section .sm.program of a compiled model to flat programs.

#include "sm/Runtime/Artifact.h"

#include "ArtifactHeader.h"
#include "ShapeSets.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Runtime/Kernel.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>

namespace sm::runtime {

static Status damaged(const std::string &what) { return damagedArtifact(what); }

static StatusOr<DType> decodeDType(int number) {
  std::optional<DType> dtype = dtypeFromNumber(number);
  if (!dtype)
    return damaged(absl::StrCat("element type ", number));
  return *dtype;
}

static StatusOr<PartialShape> decodeShape(const artifact::TensorType &type) {
  if (type.unknown_rank())
    return PartialShape::unranked();
  PartialShape shape = PartialShape::scalar();
  for (int64_t dim : type.dims()) {
    if (dim < -1)
      return damaged(absl::StrCat("dimension ", dim));
    shape.append(dim);
  }
  return shape;
}

StatusOr<ops::TensorType> decodeArtifactType(const artifact::TensorType &type) {
  SM_ASSIGN_OR_RETURN(DType dtype, decodeDType(type.dtype()));
  SM_ASSIGN_OR_RETURN(PartialShape shape, decodeShape(type));
  return ops::TensorType{dtype, std::move(shape)};
}

static StatusOr<Shape> decodeFullShape(const artifact::TensorType &type) {
  SM_ASSIGN_OR_RETURN(PartialShape shape, decodeShape(type));
  std::optional<Shape> full = shape.asShape();
  if (!full || !checkedNumElements(full->dims()))
    return damaged("a shape that is not static");
  return *std::move(full);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static StatusOr<ops::AttrValue> decodeTypes(const artifact::TypeList &list) {
  std::vector<DType> types;
  for (int number : list.values()) {
    SM_ASSIGN_OR_RETURN(DType dtype, decodeDType(number));
    types.push_back(dtype);
  }
  return ops::AttrValue(std::move(types));
}

static StatusOr<ops::AttrValue> decodeShapes(const artifact::ShapeList &list) {
  std::vector<PartialShape> shapes;
  for (const artifact::TensorType &type : list.values()) {
    SM_ASSIGN_OR_RETURN(PartialShape shape, decodeShape(type));
    shapes.push_back(std::move(shape));
  }
  return ops::AttrValue(std::move(shapes));
}

/// The elements of a repeated field as a vector of T.
template <typename T, typename Field>
static ops::AttrValue listOf(const Field &values) {
  return std::vector<T>(values.begin(), values.end());
}

static StatusOr<ops::AttrValue>
decodeAttribute(const artifact::Attribute &attribute) {
  using artifact::Attribute;
  switch (attribute.kind_case()) {
  case Attribute::kIntValue:
    return ops::AttrValue(int64_t{attribute.int_value()});
  case Attribute::kFloatValue:
    return ops::AttrValue(attribute.float_value());
  case Attribute::kBoolValue:
    return ops::AttrValue(attribute.bool_value());
  case Attribute::kStringValue:
    return ops::AttrValue(std::string(attribute.string_value()));
  case Attribute::kTypeValue: {
    SM_ASSIGN_OR_RETURN(DType dtype, decodeDType(attribute.type_value()));
    return ops::AttrValue(dtype);
  }
  case Attribute::kShapeValue: {
    SM_ASSIGN_OR_RETURN(PartialShape shape,
                        decodeShape(attribute.shape_value()));
    return ops::AttrValue(std::move(shape));
  }
  case Attribute::kInts:
    return listOf<int64_t>(attribute.ints().values());
  case Attribute::kFloats:
    return listOf<float>(attribute.floats().values());
  case Attribute::kBools:
    return listOf<bool>(attribute.bools().values());
  case Attribute::kStrings:
    return listOf<std::string>(attribute.strings().values());
  case Attribute::kTypes:
    return decodeTypes(attribute.types());
  case Attribute::kShapes:
    return decodeShapes(attribute.shapes());
  case Attribute::KIND_NOT_SET:
    break;
  }
  return damaged("an attribute without a value");
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

namespace {

/// Code of the file, for the shapes that it was compiled for.
class CompiledCode : public Region {
public:
  explicit CompiledCode(RegionCode code) : code(std::move(code)) {}

  StatusOr<const RegionCode *>
  codeFor(absl::Span<const Tensor>) const override {
    return &code;
  }

private:
  RegionCode code;
};

class Decoder {
public:
  Decoder(absl::Span<const char> weights, std::shared_ptr<const void> owner,
          const std::function<void *(const std::string &)> &findSymbol)
      : weights(weights), owner(std::move(owner)), findSymbol(findSymbol) {}

  StatusOr<std::shared_ptr<const Program>>
  decode(const artifact::Program &from) const;

private:
  StatusOr<Port> decodePort(const artifact::Port &from) const;
  StatusOr<Tensor> decodeValue(const artifact::Value &from) const;
  StatusOr<Tensor> decodeStrings(const artifact::Value &from,
                                 const Shape &shape) const;
  StatusOr<Variable> decodeVariable(const artifact::Variable &from) const;
  Status decodeKernel(const artifact::Kernel &from, Instruction &step) const;
  Status decodeRegion(const artifact::Region &from, Instruction &step) const;
  StatusOr<Instruction>
  decodeInstruction(const artifact::Instruction &from) const;

  absl::Span<const char> weights;
  std::shared_ptr<const void> owner;
  const std::function<void *(const std::string &)> &findSymbol;
};

} // namespace

StatusOr<Port> Decoder::decodePort(const artifact::Port &from) const {
  Port port;
  port.name = from.name();
  SM_ASSIGN_OR_RETURN(port.type, decodeArtifactType(from.type()));
  port.slot = from.slot();
  return port;
}

StatusOr<Tensor> Decoder::decodeStrings(const artifact::Value &from,
                                        const Shape &shape) const {
  if (from.strings_size() != shape.numElements())
    return damaged("a constant with another number of strings");
  SM_ASSIGN_OR_RETURN(Tensor tensor, Tensor::allocate(DType::String, shape));
  std::copy(from.strings().begin(), from.strings().end(),
            tensor.mutableData<Bytes>());
  return tensor;
}

StatusOr<Tensor> Decoder::decodeValue(const artifact::Value &from) const {
  SM_ASSIGN_OR_RETURN(DType dtype, decodeDType(from.type().dtype()));
  SM_ASSIGN_OR_RETURN(Shape shape, decodeFullShape(from.type()));
  if (dtype == DType::String)
    return decodeStrings(from, shape);
  size_t width = dtypeSize(dtype);
  auto count = static_cast<uint64_t>(shape.numElements());
  if (!width || from.offset() % 64 || from.offset() > weights.size() ||
      count > (weights.size() - from.offset()) / width)
    return damaged("a constant outside the weights");
  const char *first = weights.data() + from.offset();
  if (dtype == DType::Bool &&
      std::any_of(first, first + count,
                  [](unsigned char byte) { return byte > 1; }))
    return damaged("a truth value that is neither 0 nor 1");
  return Tensor::wrap(dtype, shape, first, owner);
}

StatusOr<Variable>
Decoder::decodeVariable(const artifact::Variable &from) const {
  Variable variable;
  variable.name = from.name();
  SM_ASSIGN_OR_RETURN(variable.type, decodeArtifactType(from.type()));
  if (from.has_initial_value()) {
    SM_ASSIGN_OR_RETURN(Tensor value, decodeValue(from.initial_value()));
    variable.initialValue = [value]() -> StatusOr<Tensor> { return value; };
  }
  return variable;
}

Status Decoder::decodeKernel(const artifact::Kernel &from,
                             Instruction &step) const {
  step.kind = Instruction::Kind::Kernel;
  step.kernel = lookupKernel(from.op());
  if (!step.kernel)
    return absl::UnimplementedError(
        absl::StrCat("op ", from.op(), " is not known to this version of sm"));
  for (const artifact::NamedAttribute &attribute : from.attributes()) {
    SM_ASSIGN_OR_RETURN(step.attributes[attribute.name()],
                        decodeAttribute(attribute.value()));
  }
  auto attrs = step.kernel->parseAttrs(step.attributes);
  if (!attrs.ok())
    return withContext(attrs.status(), from.op());
  step.attrs = *std::move(attrs);
  return absl::OkStatus();
}

Status Decoder::decodeRegion(const artifact::Region &from,
                             Instruction &step) const {
  step.kind = Instruction::Kind::Region;
  RegionCode code;
  for (const auto &[list, to] :
       {std::make_pair(&from.inputs(), &code.inputs),
        std::make_pair(&from.outputs(), &code.outputs)})
    for (const artifact::TensorType &type : *list) {
      SM_ASSIGN_OR_RETURN(DType dtype, decodeDType(type.dtype()));
      SM_ASSIGN_OR_RETURN(Shape shape, decodeFullShape(type));
      if (!dtypeSize(dtype))
        return damaged("code that takes " + dtypeName(dtype));
      to->push_back({dtype, std::move(shape)});
    }
  void *entry = findSymbol(from.symbol());
  if (!entry)
    return damaged("no function " + from.symbol());
  code.entry = reinterpret_cast<RegionCode::Entry>(entry);
  code.weights = weights.data();
  code.arenaBytes = from.arena_bytes();
  code.owner = owner;
  if (step.inputs.size() != code.inputs.size() ||
      step.outputs.size() != code.outputs.size())
    return damaged("arguments of " + from.symbol());
  step.region = std::make_shared<CompiledCode>(std::move(code));
  return absl::OkStatus();
}

StatusOr<Instruction>
Decoder::decodeInstruction(const artifact::Instruction &from) const {
  Instruction step;
  step.node = from.node();
  step.inputs.assign(from.inputs().begin(), from.inputs().end());
  step.outputs.assign(from.outputs().begin(), from.outputs().end());
  switch (from.kind_case()) {
  case artifact::Instruction::kKernel:
    SM_RETURN_IF_ERROR(decodeKernel(from.kernel(), step));
    return step;
  case artifact::Instruction::kRegion:
    SM_RETURN_IF_ERROR(decodeRegion(from.region(), step));
    return step;
  case artifact::Instruction::kReadVariable:
    step.kind = Instruction::Kind::ReadVariable;
    step.variable = from.read_variable();
    return step;
  case artifact::Instruction::kAssignVariable:
    step.kind = Instruction::Kind::AssignVariable;
    step.variable = from.assign_variable();
    return step;
  case artifact::Instruction::KIND_NOT_SET:
    break;
  }
  return damaged("an instruction without a kind");
}

/// A slot for each number: as many as there are values that fill them.
static Status checkSlots(const artifact::Program &from) {
  int64_t values = int64_t{from.inputs_size()} + from.constants_size();
  for (const artifact::Instruction &step : from.instructions())
    values += step.outputs_size();
  if (from.num_slots() < 0 || from.num_slots() > values)
    return damaged(
        absl::StrCat(from.num_slots(), " slots for ", values, " values"));
  return absl::OkStatus();
}

StatusOr<std::shared_ptr<const Program>>
Decoder::decode(const artifact::Program &from) const {
  SM_RETURN_IF_ERROR(checkSlots(from));
  auto program = std::make_shared<Program>();
  program->name = from.name();
  for (const artifact::Port &port : from.inputs()) {
    SM_ASSIGN_OR_RETURN(program->inputs.emplace_back(), decodePort(port));
  }
  for (const artifact::Port &port : from.outputs()) {
    SM_ASSIGN_OR_RETURN(program->outputs.emplace_back(), decodePort(port));
  }
  for (const artifact::Constant &constant : from.constants()) {
    SM_ASSIGN_OR_RETURN(Tensor value, decodeValue(constant.value()));
    program->constants.push_back({constant.slot(), std::move(value)});
  }
  for (const artifact::Variable &variable : from.variables()) {
    SM_ASSIGN_OR_RETURN(program->variables.emplace_back(),
                        decodeVariable(variable));
  }
  for (const artifact::Instruction &step : from.instructions()) {
    SM_ASSIGN_OR_RETURN(program->instructions.emplace_back(),
                        decodeInstruction(step));
  }
  program->numSlots = from.num_slots();
  if (Status status = program->finish(); !status.ok())
    return damaged(std::string(status.message()));
  return std::shared_ptr<const Program>(std::move(program));
}

/// Code with instructions that the processor does not have would end the
/// process.
static Status checkProcessor(const artifact::Artifact &file) {
  std::vector<std::string> missing;
  for (const std::string &extension : file.extensions())
    if (!processorHas(extension))
      missing.push_back(extension);
  if (missing.empty())
    return absl::OkStatus();
  return absl::UnimplementedError(absl::StrCat(
      "the code was made for ", file.cpu(), " and needs ",
      absl::StrJoin(missing, ", "),
      ", which this processor does not have; compile with --cpu host here, or "
      "with --cpu x86-64-v3 for most machines"));
}

StatusOr<Artifact>
decodeArtifact(absl::Span<const char> program, absl::Span<const char> weights,
               const std::shared_ptr<const void> &owner,
               const std::function<void *(const std::string &)> &findSymbol) {
  artifact::Artifact file;
  uint64_t weightsBytes = 0;
  SM_RETURN_IF_ERROR(parseArtifact(program, file, weightsBytes));
  SM_RETURN_IF_ERROR(checkProcessor(file));
  if (weightsBytes > weights.size())
    return damaged(absl::StrCat("there are ", weights.size(), " of ",
                                weightsBytes, " bytes of weights"));
  if (reinterpret_cast<uintptr_t>(weights.data()) % kTensorAlignment)
    return damaged("the weights are not aligned");
  const Decoder decoder(weights.first(weightsBytes), owner, findSymbol);
  Artifact result;
  for (const artifact::Program &from : file.programs()) {
    SM_ASSIGN_OR_RETURN(result.sets.emplace_back(), decoder.decode(from));
  }
  SM_ASSIGN_OR_RETURN(result.program, joinShapeSets(result.sets));
  if (file.has_initializer()) {
    SM_ASSIGN_OR_RETURN(result.initializer, decoder.decode(file.initializer()));
    if (!result.initializer->inputs.empty())
      return damaged("an initializer with inputs");
  }
  return result;
}

} // namespace sm::runtime
