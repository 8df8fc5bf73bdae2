// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Spelling of kernels.

#include "KernelText.h"

namespace sm::testing {

static std::string shaped(const std::string &kind, const Dims &shape,
                          const std::string &element,
                          const std::string &layout = "") {
  std::string text = kind + "<";
  for (int64_t extent : shape)
    text += std::to_string(extent) + "x";
  return text + element + layout + ">";
}

std::string join(const Dims &values) {
  std::string text;
  for (int64_t value : values)
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  return text;
}

static std::string join(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

static int64_t elementsOf(const Dims &shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::string TensorValue::type() const {
  return shaped("tensor", shape, element);
}

TensorValue KernelText::input(Dims shape, const std::string &element) {
  const std::string argument = "%a" + std::to_string(arguments.size());
  const std::string type = shaped("memref", shape, element);
  argumentTypes.push_back(type);
  arguments.push_back({element, elementsOf(shape), false});
  TensorValue value{next(), std::move(shape), element};
  body += value.name + " = bufferization.to_tensor " + argument +
          " restrict : " + type + " to " + value.type() + "\n";
  return value;
}

TensorValue KernelText::empty(Dims shape, const std::string &element) {
  TensorValue value{next(), std::move(shape), element};
  body += value.name + " = tensor.empty() : " + value.type() + "\n";
  return value;
}

TensorValue KernelText::fill(const std::string &constant, Dims shape,
                             const std::string &element) {
  TensorValue into = empty(std::move(shape), element);
  const std::string scalar = next();
  body += scalar + " = arith.constant " + constant + " : " + element + "\n";
  TensorValue value{next(), into.shape, element};
  body += value.name + " = linalg.fill ins(" + scalar + " : " + element +
          ") outs(" + into.name + " : " + into.type() + ") -> " + into.type() +
          "\n";
  return value;
}

std::vector<TensorValue>
KernelText::generic(const std::string &dims, const std::string &kinds,
                    const std::vector<TensorValue> &inputs,
                    const std::vector<TensorValue> &inits,
                    const std::vector<std::string> &maps,
                    const std::string &operation) {
  std::vector<std::string> allMaps, iterators, names[2], types[2], blockArgs;
  for (const std::string &map : maps)
    allMaps.push_back("affine_map<(" + dims + ") -> (" + map + ")>");
  for (char kind : kinds)
    iterators.push_back(kind == 'p' ? "\"parallel\"" : "\"reduction\"");
  for (bool isInit : {false, true})
    for (const TensorValue &value : isInit ? inits : inputs) {
      names[isInit].push_back(value.name);
      types[isInit].push_back(value.type());
      blockArgs.push_back("%b" + std::to_string(blockArgs.size()) + ": " +
                          value.element);
    }
  const std::string result = next();
  body += result +
          (inits.size() > 1 ? ":" + std::to_string(inits.size()) : "") +
          " = linalg.generic {indexing_maps = [" + join(allMaps) +
          "], iterator_types = [" + join(iterators) + "]}";
  if (!inputs.empty())
    body += " ins(" + join(names[0]) + " : " + join(types[0]) + ")";
  body += " outs(" + join(names[1]) + " : " + join(types[1]) + ") {\n^bb0(" +
          join(blockArgs) + "):\n" + operation + "\n} -> (" + join(types[1]) +
          ")\n";
  std::vector<TensorValue> results;
  for (size_t index = 0; index < inits.size(); ++index)
    results.push_back(
        {inits.size() > 1 ? result + "#" + std::to_string(index) : result,
         inits[index].shape, inits[index].element});
  return results;
}

TensorValue KernelText::collapse(const TensorValue &value,
                                 const std::string &groups, Dims shape) {
  TensorValue result{next(), std::move(shape), value.element};
  body += result.name + " = tensor.collapse_shape " + value.name + " " +
          groups + " : " + value.type() + " into " + result.type() + "\n";
  return result;
}

TensorValue KernelText::head(const TensorValue &value, Dims shape) {
  TensorValue result{next(), std::move(shape), value.element};
  const Dims zeros(result.shape.size(), 0), ones(result.shape.size(), 1);
  body += result.name + " = tensor.extract_slice " + value.name + "[" +
          join(zeros) + "] [" + join(result.shape) + "] [" + join(ones) +
          "] : " + value.type() + " to " + result.type() + "\n";
  return result;
}

TensorValue KernelText::insert(const TensorValue &value,
                               const TensorValue &into, const Dims &offsets) {
  TensorValue result{next(), into.shape, into.element};
  const Dims ones(offsets.size(), 1);
  body += result.name + " = tensor.insert_slice " + value.name + " into " +
          into.name + "[" + join(offsets) + "] [" + join(value.shape) + "] [" +
          join(ones) + "] : " + value.type() + " into " + into.type() + "\n";
  return result;
}

void KernelText::output(const TensorValue &value, const std::string &layout) {
  const std::string argument = "%a" + std::to_string(arguments.size());
  const std::string type = shaped("memref", value.shape, value.element, layout);
  argumentTypes.push_back(type);
  arguments.push_back({value.element, elementsOf(value.shape), true});
  body += "bufferization.materialize_in_destination " + value.name +
          " in restrict writable " + argument + " : (" + value.type() + ", " +
          type + ") -> ()\n";
}

std::string KernelText::text() const {
  std::vector<std::string> parameters;
  for (size_t index = 0; index < argumentTypes.size(); ++index)
    parameters.push_back("%a" + std::to_string(index) + ": " +
                         argumentTypes[index]);
  return "func.func private @" + name + "(" + join(parameters) +
         ") attributes {sm.kernel} {\n" + body + "return\n}\n";
}

} // namespace sm::testing
