// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From flat programs to the section .sm.program of a compiled model.

#include "sm/Runtime/Artifact.h"

#include "ArtifactHeader.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Support/CRC32C.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <functional>

namespace sm::runtime {

uint64_t WeightsSection::add(absl::Span<const char> bytes,
                             std::shared_ptr<const void> owner) {
  const std::string_view text(bytes.data(), bytes.size());
  const size_t hash = std::hash<std::string_view>()(text);
  const auto [first, last] = byHash.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const Piece &known = all[it->second];
    if (text == std::string_view(known.bytes.data(), known.bytes.size()))
      return known.offset;
  }
  const uint64_t offset = (end + 63) & ~uint64_t{63};
  byHash.emplace(hash, all.size());
  all.push_back({offset, bytes, std::move(owner)});
  end = offset + bytes.size();
  return offset;
}

static artifact::TensorType encodeShape(const PartialShape &shape) {
  artifact::TensorType type;
  if (!shape.hasRank()) {
    type.set_unknown_rank(true);
    return type;
  }
  for (int64_t dim : shape.dims())
    type.add_dims(dim);
  return type;
}

static artifact::TensorType encodeType(const ops::TensorType &type) {
  artifact::TensorType result = encodeShape(type.shape);
  result.set_dtype(static_cast<int>(type.dtype));
  return result;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

namespace {

/// One setter for each kind of ops::AttrValue.
struct AttributeEncoder {
  artifact::Attribute &to;

  void operator()(int64_t value) { to.set_int_value(value); }
  void operator()(float value) { to.set_float_value(value); }
  void operator()(bool value) { to.set_bool_value(value); }
  void operator()(const std::string &value) { to.set_string_value(value); }
  void operator()(DType value) { to.set_type_value(static_cast<int>(value)); }
  void operator()(const PartialShape &value) {
    *to.mutable_shape_value() = encodeShape(value);
  }
  void operator()(const std::vector<int64_t> &values) {
    for (int64_t value : values)
      to.mutable_ints()->add_values(value);
    to.mutable_ints();
  }
  void operator()(const std::vector<float> &values) {
    for (float value : values)
      to.mutable_floats()->add_values(value);
    to.mutable_floats();
  }
  void operator()(const std::vector<bool> &values) {
    for (bool value : values)
      to.mutable_bools()->add_values(value);
    to.mutable_bools();
  }
  void operator()(const std::vector<std::string> &values) {
    for (const std::string &value : values)
      to.mutable_strings()->add_values(value);
    to.mutable_strings();
  }
  void operator()(const std::vector<DType> &values) {
    for (DType value : values)
      to.mutable_types()->add_values(static_cast<int>(value));
    to.mutable_types();
  }
  void operator()(const std::vector<PartialShape> &values) {
    for (const PartialShape &value : values)
      *to.mutable_shapes()->add_values() = encodeShape(value);
    to.mutable_shapes();
  }
};

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

class Encoder {
public:
  Encoder(const ArtifactContents &contents, WeightsSection &weights)
      : contents(contents), weights(weights) {}

  Status encode(const Program &program, artifact::Program &to);

private:
  void encodePort(const Port &port, artifact::Port &to);
  void encodeValue(const Tensor &tensor, artifact::Value &to);
  Status encodeVariable(const Variable &variable, artifact::Variable &to);
  Status encodeInstruction(const Instruction &step, artifact::Instruction &to);
  void encodeRegion(const ArtifactRegion &region, artifact::Region &to);

  const ArtifactContents &contents;
  WeightsSection &weights;
};

} // namespace

void Encoder::encodePort(const Port &port, artifact::Port &to) {
  to.set_name(port.name);
  *to.mutable_type() = encodeType(port.type);
  to.set_slot(port.slot);
}

void Encoder::encodeValue(const Tensor &tensor, artifact::Value &to) {
  *to.mutable_type() =
      encodeType({tensor.dtype(), PartialShape(tensor.shape())});
  if (tensor.dtype() == DType::String) {
    for (const Bytes &text : tensor.values<Bytes>())
      to.add_strings(text);
    return;
  }
  auto owner = std::make_shared<Tensor>(tensor);
  to.set_offset(weights.add(
      {static_cast<const char *>(tensor.rawData()), tensor.numBytes()}, owner));
}

Status Encoder::encodeVariable(const Variable &variable,
                               artifact::Variable &to) {
  to.set_name(variable.name);
  *to.mutable_type() = encodeType(variable.type);
  if (!variable.initialValue)
    return absl::OkStatus();
  StatusOr<Tensor> value = variable.initialValue();
  if (!value.ok())
    return withContext(value.status(), "variable '" + variable.name + "'");
  encodeValue(*value, *to.mutable_initial_value());
  return absl::OkStatus();
}

void Encoder::encodeRegion(const ArtifactRegion &region, artifact::Region &to) {
  to.set_symbol(region.symbol);
  for (const RegionTensor &tensor : region.inputs)
    *to.add_inputs() = encodeType({tensor.dtype, PartialShape(tensor.shape)});
  for (const RegionTensor &tensor : region.outputs)
    *to.add_outputs() = encodeType({tensor.dtype, PartialShape(tensor.shape)});
  to.set_arena_bytes(region.arenaBytes);
}

Status Encoder::encodeInstruction(const Instruction &step,
                                  artifact::Instruction &to) {
  to.set_node(step.node);
  for (Slot slot : step.inputs)
    to.add_inputs(slot);
  for (Slot slot : step.outputs)
    to.add_outputs(slot);
  switch (step.kind) {
  case Instruction::Kind::ReadVariable:
    to.set_read_variable(step.variable);
    return absl::OkStatus();
  case Instruction::Kind::AssignVariable:
    to.set_assign_variable(step.variable);
    return absl::OkStatus();
  case Instruction::Kind::Region:
    encodeRegion(contents.region(*step.region), *to.mutable_region());
    return absl::OkStatus();
  case Instruction::Kind::Kernel:
    break;
  }
  artifact::Kernel &kernel = *to.mutable_kernel();
  kernel.set_op(std::string(step.kernel->op->name));
  for (const auto &[name, value] : step.attributes) {
    artifact::NamedAttribute &attribute = *kernel.add_attributes();
    attribute.set_name(name);
    std::visit(AttributeEncoder{*attribute.mutable_value()}, value);
  }
  return absl::OkStatus();
}

Status Encoder::encode(const Program &program, artifact::Program &to) {
  to.set_name(program.name);
  for (const Port &port : program.inputs)
    encodePort(port, *to.add_inputs());
  for (const Port &port : program.outputs)
    encodePort(port, *to.add_outputs());
  for (const Constant &constant : program.constants) {
    artifact::Constant &entry = *to.add_constants();
    entry.set_slot(constant.slot);
    encodeValue(constant.value, *entry.mutable_value());
  }
  for (const Variable &variable : program.variables)
    SM_RETURN_IF_ERROR(encodeVariable(variable, *to.add_variables()));
  for (const Instruction &step : program.instructions)
    SM_RETURN_IF_ERROR(encodeInstruction(step, *to.add_instructions()));
  to.set_num_slots(program.numSlots);
  return absl::OkStatus();
}

/// Everything but programs.
static artifact::Artifact encodeTarget(const ArtifactContents &contents) {
  artifact::Artifact file;
  file.set_producer("sm");
  file.set_entry(contents.entry);
  file.set_cpu(contents.cpu);
  file.set_vector_bits(contents.vectorBits);
  for (const std::string &extension : contents.extensions)
    file.add_extensions(extension);
  return file;
}

StatusOr<std::string> encodeArtifact(const ArtifactContents &contents,
                                     WeightsSection &weights) {
  artifact::Artifact file = encodeTarget(contents);
  Encoder encoder(contents, weights);
  for (const ArtifactProgram &program : contents.programs) {
    artifact::Program &to = *file.add_programs();
    SM_RETURN_IF_ERROR(encoder.encode(*program.program, to));
    to.set_c_function(program.cFunction);
  }
  if (contents.initializer)
    SM_RETURN_IF_ERROR(
        encoder.encode(*contents.initializer, *file.mutable_initializer()));
  if (file.ByteSizeLong() > contents.maxMessageBytes)
    return absl::ResourceExhaustedError(absl::StrCat(
        "the program has ", file.ByteSizeLong(),
        " bytes, most of them constant strings, and a .smx file can hold ",
        contents.maxMessageBytes,
        "; compile fewer sets of shapes into one file, or keep the strings in "
        "a table that the model loads"));
  const std::string body = file.SerializeAsString();
  ArtifactHeader header;
  header.checksum = crc32c(body);
  header.messageBytes = body.size();
  header.weightsBytes = weights.size();
  std::string section(sizeof(header), '\0');
  std::memcpy(section.data(), &header, sizeof(header));
  return section + body;
}

} // namespace sm::runtime
