// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Decoding of one trace: its structured signature against the flat arguments
/// and results of its FunctionDef.

#include "StructuredValues.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/TensorProto.h"
#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

#include <set>

namespace sm::format {

namespace {

using tensorflow::StructuredValue;

constexpr const char *kSparseComponents[] = {"indices", "values",
                                             "dense_shape"};

/// The flat arguments or results of a FunctionDef.
struct FlatSide {
  std::vector<std::string> names;
  std::vector<TensorSpec> specs;
};

TensorSpec specOf(const tensorflow::OpDef::ArgDef &arg) {
  TensorSpec spec;
  spec.dtype = dtypeFromNumber(arg.type()).value_or(DType::Invalid);
  return spec;
}

FlatSide argumentsOf(const tensorflow::FunctionDef &def) {
  FlatSide side;
  for (int i = 0; i < def.signature().input_arg_size(); ++i) {
    TensorSpec spec = specOf(def.signature().input_arg(i));
    if (const auto attrs = def.arg_attr().find(i);
        attrs != def.arg_attr().end()) {
      const auto shapes = attrs->second.attr().find("_output_shapes");
      if (shapes != attrs->second.attr().end() &&
          shapes->second.list().shape_size() == 1)
        if (auto shape = decodePartialShape(shapes->second.list().shape(0));
            shape.ok())
          spec.shape = *std::move(shape);
    }
    side.names.push_back(def.signature().input_arg(i).name());
    side.specs.push_back(std::move(spec));
  }
  return side;
}

FlatSide resultsOf(const tensorflow::FunctionDef &def) {
  FlatSide side;
  for (const auto &arg : def.signature().output_arg()) {
    side.names.push_back(arg.name());
    side.specs.push_back(specOf(arg));
  }
  return side;
}

/// Makes the keys of a list unique by "_1", "_2", ...
class UniqueKeys {
public:
  std::string make(const std::string &key) {
    std::string result = key;
    for (int &next = counters[key]; !used.insert(result).second;)
      result = absl::StrCat(key, "_", ++next);
    return result;
  }

private:
  std::set<std::string> used;
  std::map<std::string, int> counters;
};

std::string componentKey(const FlatLeaf &flat, int component) {
  if (!flat.isComposite || flat.numComponents == 1)
    return flat.leaf.key;
  if (flat.isSparse && flat.numComponents == 3)
    return absl::StrCat(flat.leaf.key, "/", kSparseComponents[component]);
  return absl::StrCat(flat.leaf.key, "/", component);
}

/// Turns leaves into one entry per tensor, checked against the first tensors of
/// `side`; Python values go to `constants` if it is not null.
Status assignTensors(const std::vector<FlatLeaf> &leaves, const FlatSide &side,
                     const char *what, std::vector<SignatureLeaf> &tensors,
                     std::vector<SignatureLeaf> *constants) {
  UniqueKeys keys;
  for (const FlatLeaf &flat : leaves) {
    if (!flat.isTensor) {
      if (constants)
        constants->push_back(flat.leaf);
      continue;
    }
    for (int i = 0; i < flat.numComponents; ++i) {
      const size_t position = tensors.size();
      if (position >= side.specs.size())
        return absl::InvalidArgumentError(
            absl::StrCat("the signature has more ", what, " than the ",
                         side.specs.size(), " of the FunctionDef"));
      SignatureLeaf tensor = flat.leaf;
      if (flat.isComposite)
        tensor.spec = side.specs[position];
      else if (tensor.spec.dtype != side.specs[position].dtype)
        return absl::InvalidArgumentError(
            absl::StrCat("the signature says ", dtypeName(tensor.spec.dtype),
                         " for ", tensor.path, ", the FunctionDef ",
                         dtypeName(side.specs[position].dtype)));
      tensor.key = keys.make(componentKey(flat, i));
      tensors.push_back(std::move(tensor));
    }
  }
  return absl::OkStatus();
}

/// The leaves of a canonical input signature: a pair of positional arguments
/// and a dict of keyword arguments.
Status flattenInputs(const StructuredValue &signature,
                     const std::vector<std::string> &names,
                     std::vector<FlatLeaf> &leaves) {
  const auto &pair = signature.tuple_value().values();
  if (pair.size() != 2 || !pair[0].has_tuple_value() ||
      !pair[1].has_dict_value())
    return absl::InvalidArgumentError(
        "the input signature is no pair of arguments and keyword arguments");
  const auto &positional = pair[0].tuple_value().values();
  for (int i = 0; i < positional.size(); ++i) {
    const std::string name = static_cast<size_t>(i) < names.size()
                                 ? names[i]
                                 : absl::StrCat("arg_", i);
    SM_RETURN_IF_ERROR(flattenStructure(positional[i], name,
                                        absl::StrCat("args[", i, "]"),
                                        /*usesSpecNames=*/true, leaves));
  }
  return flattenStructure(pair[1], "", "kwargs", /*usesSpecNames=*/true,
                          leaves);
}

/// Results have the dict keys of a dict, else "output_N" by position.
Status flattenOutputs(const StructuredValue &signature,
                      std::vector<FlatLeaf> &leaves) {
  SM_RETURN_IF_ERROR(flattenStructure(signature, "", "result",
                                      /*usesSpecNames=*/false, leaves));
  int number = 0;
  if (!signature.has_dict_value())
    for (FlatLeaf &flat : leaves)
      if (flat.isTensor)
        flat.leaf.key = absl::StrCat("output_", number++);
  return absl::OkStatus();
}

/// A signature that was not recorded: the FunctionDef's own names.
std::vector<SignatureLeaf> plainSide(const FlatSide &side, size_t count,
                                     const char *path) {
  std::vector<SignatureLeaf> leaves;
  for (size_t i = 0; i < count; ++i) {
    SignatureLeaf leaf;
    leaf.key = side.names[i];
    leaf.path = absl::StrCat(path, "[", i, "]");
    leaf.spec = side.specs[i];
    leaves.push_back(std::move(leaf));
  }
  return leaves;
}

} // namespace

std::vector<std::string>
ObjectGraph::argumentNames(const std::string &function) const {
  const auto owner = owners.find(function);
  if (owner == owners.end())
    return {};
  const tensorflow::SavedObject &object = node(owner->second);
  const tensorflow::FunctionSpec &spec =
      object.has_function() ? object.function().function_spec()
                            : object.bare_concrete_function().function_spec();
  std::vector<std::string> names;
  for (const auto &field : spec.fullargspec().named_tuple_value().values())
    if (field.key() == "args")
      for (const StructuredValue &name : field.value().list_value().values())
        names.push_back(name.string_value());
  if (spec.is_method() && !names.empty())
    names.erase(names.begin());
  return names;
}

StatusOr<ConcreteFunction>
ObjectGraph::concreteFunction(const std::string &name) const {
  const auto saved = graph.concrete_functions().find(name);
  const auto def = library.find(name);
  if (saved == graph.concrete_functions().end() || def == library.end())
    return absl::NotFoundError(absl::StrCat(
        "function '", name, "' is missing in the ",
        def == library.end() ? "function library" : "object graph"));
  const FlatSide arguments = argumentsOf(*def->second);
  const FlatSide results = resultsOf(*def->second);
  ConcreteFunction result;
  result.name = name;
  auto located = [&](const Status &status) {
    return withContext(status, absl::StrCat("function '", name, "'"));
  };
  const size_t numCaptures = saved->second.bound_inputs_size();
  if (numCaptures > arguments.specs.size())
    return located(absl::InvalidArgumentError(
        absl::StrCat("captures ", numCaptures,
                     " objects, but the FunctionDef "
                     "has ",
                     arguments.specs.size(), " arguments")));
  const StructuredValue &inputs = saved->second.canonicalized_input_signature();
  const size_t numInputs = arguments.specs.size() - numCaptures;
  if (inputs.has_tuple_value()) {
    std::vector<FlatLeaf> leaves;
    SM_RETURN_IF_ERROR(
        located(flattenInputs(inputs, argumentNames(name), leaves)));
    SM_RETURN_IF_ERROR(located(assignTensors(
        leaves, arguments, "inputs", result.inputs, &result.constants)));
    if (result.inputs.size() != numInputs)
      return located(absl::InvalidArgumentError(absl::StrCat(
          "the signature has ", result.inputs.size(), " inputs and ",
          numCaptures, " captures, the FunctionDef ", arguments.specs.size(),
          " arguments")));
  } else {
    result.inputs = plainSide(arguments, numInputs, "args");
  }
  const StructuredValue &outputs = saved->second.output_signature();
  if (outputs.kind_case() != StructuredValue::KIND_NOT_SET) {
    std::vector<FlatLeaf> leaves;
    SM_RETURN_IF_ERROR(located(flattenOutputs(outputs, leaves)));
    SM_RETURN_IF_ERROR(located(assignTensors(
        leaves, results, "outputs", result.outputs, /*constants=*/nullptr)));
    if (result.outputs.size() != results.specs.size())
      return located(absl::InvalidArgumentError(
          absl::StrCat("the signature has ", result.outputs.size(),
                       " outputs, the FunctionDef ", results.specs.size())));
  } else {
    result.outputs = plainSide(results, results.specs.size(), "result");
  }
  for (const int id : saved->second.bound_inputs()) {
    SM_ASSIGN_OR_RETURN(Capture captured, capture(id, name));
    result.captures.push_back(std::move(captured));
  }
  return result;
}

} // namespace sm::format
