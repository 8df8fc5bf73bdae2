// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The text of #sm.proto: numbers, strings, truth values, lists and
// dictionaries without type suffixes.

#include "dialects/SM/SMDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace sm::saved_model {

/// Nesting that no message of TensorFlow's schema reaches; protobuf's own
/// parser stops at 100.
static constexpr int kMaxDepth = 200;

static void printValue(Attribute value, AsmPrinter &printer);

static void printString(StringRef text, raw_ostream &os) {
  os << '"';
  llvm::printEscapedString(text, os);
  os << '"';
}

static void printFields(DictionaryAttr fields, AsmPrinter &printer) {
  printer << "{";
  llvm::interleaveComma(fields, printer.getStream(), [&](NamedAttribute field) {
    printer.printKeywordOrString(field.getName().getValue());
    printer << " = ";
    printValue(field.getValue(), printer);
  });
  printer << "}";
}

static void printValue(Attribute value, AsmPrinter &printer) {
  TypeSwitch<Attribute>(value)
      .Case([&](BoolAttr attr) {
        printer << (attr.getValue() ? "true" : "false");
      })
      .Case([&](IntegerAttr attr) {
        if (attr.getType().isUnsignedInteger())
          printer << attr.getValue().getZExtValue();
        else
          printer << attr.getValue().getSExtValue();
      })
      .Case([&](FloatAttr attr) {
        printer << "float ";
        printer.printAttribute(attr);
      })
      .Case([&](StringAttr attr) {
        printString(attr.getValue(), printer.getStream());
      })
      .Case([&](ArrayAttr attr) {
        printer << "[";
        llvm::interleaveComma(attr, printer.getStream(), [&](Attribute item) {
          printValue(item, printer);
        });
        printer << "]";
      })
      .Case([&](DictionaryAttr attr) { printFields(attr, printer); })
      .Default([&](Attribute attr) {
        printer << "attr ";
        printer.printAttribute(attr);
      });
}

static ParseResult parseValue(AsmParser &parser, Attribute &value, int depth);

static ParseResult parseFields(AsmParser &parser, DictionaryAttr &fields,
                               int depth) {
  NamedAttrList list;
  auto parseField = [&]() -> ParseResult {
    std::string name;
    Attribute value;
    SMLoc location = parser.getCurrentLocation();
    if (parser.parseKeywordOrString(&name) || parser.parseEqual() ||
        parseValue(parser, value, depth))
      return failure();
    if (name.empty())
      return parser.emitError(location, "a field needs a name");
    if (list.get(name))
      return parser.emitError(location, "field '") << name << "' stands twice";
    list.append(name, value);
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Braces, parseField))
    return failure();
  fields = list.getDictionary(parser.getContext());
  return success();
}

static ParseResult parseList(AsmParser &parser, Attribute &value, int depth) {
  SmallVector<Attribute> items;
  auto parseItem = [&]() -> ParseResult {
    return parseValue(parser, items.emplace_back(), depth);
  };
  // The opening bracket is consumed.
  if (failed(parser.parseOptionalRSquare())) {
    if (parser.parseCommaSeparatedList(parseItem) || parser.parseRSquare())
      return failure();
  }
  value = ArrayAttr::get(parser.getContext(), items);
  return success();
}

static ParseResult parseValue(AsmParser &parser, Attribute &value, int depth) {
  if (depth > kMaxDepth)
    return parser.emitError(parser.getCurrentLocation(),
                            "messages are nested too deeply");
  Builder &b = parser.getBuilder();
  std::string text;
  APInt integer;
  if (succeeded(parser.parseOptionalString(&text))) {
    value = b.getStringAttr(text);
    return success();
  }
  if (succeeded(parser.parseOptionalLSquare()))
    return parseList(parser, value, depth + 1);
  for (bool truth : {false, true})
    if (succeeded(parser.parseOptionalKeyword(truth ? "true" : "false"))) {
      value = b.getBoolAttr(truth);
      return success();
    }
  SMLoc location = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalKeyword("float"))) {
    FloatAttr number;
    if (parser.parseAttribute(number))
      return failure();
    value = number;
    return success();
  }
  if (succeeded(parser.parseOptionalKeyword("attr")))
    return parser.parseAttribute(value);
  OptionalParseResult number = parser.parseOptionalInteger(integer);
  if (number.has_value()) {
    if (failed(*number))
      return failure();
    bool wide = integer.getSignificantBits() > 64;
    if (wide && (integer.isNegative() || integer.getActiveBits() > 64))
      return parser.emitError(location, "the number does not fit in 64 bits");
    value = wide ? IntegerAttr::get(IntegerType::get(b.getContext(), 64,
                                                     IntegerType::Unsigned),
                                    integer.zextOrTrunc(64))
                 : b.getI64IntegerAttr(integer.sextOrTrunc(64).getSExtValue());
    return success();
  }
  DictionaryAttr fields;
  if (parseFields(parser, fields, depth + 1))
    return failure();
  value = fields;
  return success();
}

Attribute ProtoAttr::parse(AsmParser &parser, Type) {
  std::string message;
  DictionaryAttr fields;
  if (parser.parseLess() || parser.parseString(&message) ||
      parser.parseComma() || parseFields(parser, fields, 0) ||
      parser.parseGreater())
    return {};
  return get(parser.getContext(), StringAttr::get(parser.getContext(), message),
             fields);
}

void ProtoAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printString(getMessage().getValue(), printer.getStream());
  printer << ", ";
  printFields(getFields(), printer);
  printer << ">";
}

} // namespace sm::saved_model
