// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Views.h"

#include "sm/Format/ONNXSchema.h"

#include <algorithm>
#include <cctype>
#include <iomanip>
#include <limits>
#include <set>
#include <sstream>

namespace sm::onnxgen {

using format::ONNXAttributeKind;
using format::ONNXAttributeSchema;
using format::ONNXParameter;
using format::ONNXSchema;

/// What an accessor may not be called: words of C++, and what OpState has.
static const std::set<std::string> &takenNames() {
  static const std::set<std::string> names = {
      "auto",  "bool",   "break",  "case",   "const", "continue", "default",
      "do",    "double", "else",   "enum",   "float", "for",      "if",
      "int",   "long",   "new",    "not",    "or",    "and",      "return",
      "short", "signed", "struct", "switch", "this",  "union",    "unsigned",
      "using", "while",  "walk",   "print",  "dump",  "verify",   "fold"};
  return names;
}

/// ONNX's `auto_pad`, `X`, `transA`, `X_zero_point` as C++'s `autoPad`, `x`,
/// `transA`, `xZeroPoint`.
static std::string accessorName(const std::string &name) {
  std::string result;
  bool raise = false;
  for (char c : name) {
    if (c == '_') {
      raise = !result.empty();
      continue;
    }
    char lower = static_cast<char>(std::tolower(c));
    char upper = static_cast<char>(std::toupper(c));
    result += result.empty() ? lower : raise ? upper : c;
    raise = false;
  }
  return result;
}

namespace {

/// Prints one view; remembers which names it has given out.
class ViewPrinter {
public:
  ViewPrinter(const ONNXSchema &schema, std::ostream &os)
      : schema(schema), os(os) {}

  void print() {
    std::string view = schema.name + "Op";
    os << "struct " << view << " : OpView<" << view << "> {\n"
       << "  using OpView::OpView;\n"
       << "  static llvm::StringRef getOperationName() { return \"onnx."
       << schema.name << "\"; }\n";
    for (size_t i = 0; i < schema.inputs.size(); ++i)
      printOperand(schema.inputs[i], i);
    size_t region = 0;
    for (const ONNXAttributeSchema &attribute : schema.attributes)
      if (attribute.kind == ONNXAttributeKind::Graph)
        os << "  mlir::Region &" << unique(attribute.name, "Region")
           << "() { return getOperation()->getRegion(" << region++ << "); }\n";
      else
        printAttribute(attribute);
    os << "};\n\n";
  }

private:
  std::string unique(const std::string &name, const char *suffix) {
    std::string result = accessorName(name);
    if (takenNames().count(result) || !used.insert(result).second) {
      result += suffix;
      used.insert(result);
    }
    return result;
  }

  void printOperand(const ONNXParameter &parameter, size_t index) {
    std::string name = unique(parameter.name, "Operand");
    if (parameter.option == ONNXParameter::Option::Variadic)
      os << "  mlir::OperandRange " << name
         << "() { return getOperation()->getOperands().drop_front(" << index
         << "); }\n";
    else
      os << "  mlir::Value " << name << "() { return operandAt(" << index
         << "); }\n";
  }

  void printAttribute(const ONNXAttributeSchema &attribute) {
    struct Accessor {
      const char *type, *function;
      bool isNullable;
    };
    auto accessor = [&]() -> Accessor {
      switch (attribute.kind) {
      case ONNXAttributeKind::Int:
        return {"int64_t", "intAttr", false};
      case ONNXAttributeKind::Float:
        return {"float", "floatAttr", false};
      case ONNXAttributeKind::String:
        return {"llvm::StringRef", "stringAttr", false};
      case ONNXAttributeKind::Ints:
        return {"llvm::ArrayRef<int64_t>", "intsAttr", false};
      case ONNXAttributeKind::Floats:
        return {"llvm::ArrayRef<float>", "floatsAttr", false};
      case ONNXAttributeKind::Strings:
        return {"mlir::ArrayAttr", "stringsAttr", true};
      case ONNXAttributeKind::Tensor:
        return {"mlir::ElementsAttr", "tensorAttr", true};
      default:
        return {nullptr, nullptr, false};
      }
    }();
    if (!accessor.type)
      return;
    std::string otherwise = literal(attribute.defaultValue);
    bool isOptional =
        !accessor.isNullable && otherwise.empty() && !attribute.isRequired;
    os << "  "
       << (isOptional ? std::string("std::optional<") + accessor.type + ">"
                      : accessor.type)
       << " " << unique(attribute.name, "Attr") << "() { return "
       << accessor.function << "(getOperation(), \"" << attribute.name << "\")";
    if (!isOptional && !accessor.isNullable)
      os << ".value_or(" << accessor.type << "(" << otherwise << "))";
    os << "; }\n";
  }

  /// A default as C++; empty if there is none, or none that has a literal.
  static std::string literal(const format::ONNXValue &value) {
    std::ostringstream text;
    if (auto *integer = std::get_if<int64_t>(&value))
      text << *integer;
    else if (auto *number = std::get_if<float>(&value))
      text << std::setprecision(std::numeric_limits<float>::max_digits10)
           << static_cast<double>(*number);
    else if (auto *string = std::get_if<std::string>(&value))
      text << std::quoted(*string);
    return text.str();
  }

  const ONNXSchema &schema;
  std::ostream &os;
  std::set<std::string> used;
};

} // namespace

void printViews(std::ostream &os) {
  os << "// Generated by sm-onnxgen from libonnx's schemas of opset "
     << format::kNewestONNXOpset << "; do not edit.\n\n"
     << "#ifndef SM_DIALECTS_ONNX_ONNXOPS_H\n"
        "#define SM_DIALECTS_ONNX_ONNXOPS_H\n\n"
        "#include \"dialects/ONNX/ONNXDialect.h\"\n"
        "#include \"dialects/ONNX/ONNXOpView.h\"\n\n"
        "namespace sm::onnx {\n\n";
  for (const format::ONNXOp &op : format::onnxOps()) {
    const ONNXSchema *schema = op.at(format::kNewestONNXOpset);
    // Constant is an op of its own (ONNXDialect.h).
    if (schema && op.domain.empty() && op.name != "Constant")
      ViewPrinter(*schema, os).print();
  }
  os << "} // namespace sm::onnx\n\n#endif // SM_DIALECTS_ONNX_ONNXOPS_H\n";
}

} // namespace sm::onnxgen
