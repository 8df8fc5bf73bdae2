// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Generates, for one family, the header with attribute structs and the
// declarations of shape functions, and the table of ops::OpInfo.

#include "Record.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Record.h"

using namespace llvm;

namespace sm::tblgen {

static void emitStruct(const Op &op, raw_ostream &os) {
  os << "/// Attributes of " << op.name << ".\nstruct " << op.structName()
     << " {\n";
  for (const Attr &attr : op.attrs) {
    if (!attr.inStruct())
      continue;
    os << "  " << attr.cppType() << " " << attr.name;
    if (!attr.defaultText.empty() && attr.defaultText != "\"\"")
      os << " = " << attr.defaultText;
    else if (attr.cppType() == "int64_t" || attr.cppType() == "float")
      os << " = 0";
    else if (attr.cppType() == "bool")
      os << " = false";
    else if (attr.cppType() == "DType")
      os << " = DType::Invalid";
    os << ";\n";
  }
  os << "};\n"
     << "/// Fills the struct; an error names the attribute.\n"
     << "StatusOr<" << op.structName() << "> parse" << op.structName()
     << "(const AttrMap &attrs);\n";
  if (op.shapeFunction.empty())
    os << "/// The shape function of " << op.name << ".\nStatus infer"
       << op.name << "(const " << op.structName()
       << " &attrs, InferenceContext &context);\n";
  os << "\n";
}

static bool emitAttrs(const RecordKeeper &records, raw_ostream &os) {
  emitHeader(os, "Attribute structs and shape functions of the family " +
                     familyName() + ".");
  std::string guard = "SM_OPS_" + StringRef(familyName()).upper() + "_H";
  os << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include \"sm/Ops/Attributes.h\"\n#include \"sm/Ops/Inference.h\"\n\n"
     << "namespace sm::ops {\n\n";
  for (const Op &op : collectOps(records))
    emitStruct(op, os);
  os << "} // namespace sm::ops\n\n#endif // " << guard << "\n";
  return false;
}

static void emitParse(const Op &op, raw_ostream &os) {
  os << "StatusOr<" << op.structName() << "> parse" << op.structName()
     << "([[maybe_unused]] const AttrMap &attrs) {\n  " << op.structName()
     << " result;\n";
  for (const Attr &attr : op.attrs)
    if (attr.inStruct())
      os << "  SM_RETURN_IF_ERROR(readAttr(attrs, " << quoted(attr.name) << ", "
         << (attr.hasDefault ? "false" : "true") << ", result." << attr.name
         << "));\n";
  os << "  return result;\n}\n\n";
}

static void emitArgs(StringRef variable, const std::vector<Arg> &args,
                     raw_ostream &os) {
  if (args.empty())
    return;
  os << "static constexpr ArgInfo " << variable << "[] = {\n";
  for (const Arg &arg : args)
    os << "    {" << quoted(arg.name) << ", DType::"
       << (arg.typeAttr.empty() && arg.typeListAttr.empty() ? arg.fixedType
                                                            : "Invalid")
       << ", " << quoted(arg.typeAttr) << ", " << quoted(arg.numberAttr) << ", "
       << quoted(arg.typeListAttr) << ", " << (arg.isRef ? "true" : "false")
       << "},\n";
  os << "};\n";
}

static StringRef roleName(Role role) {
  switch (role) {
  case Role::Stored:
    return "Stored";
  case Role::FromOperands:
    return "FromOperands";
  case Role::FromResults:
    return "FromResults";
  }
  return "";
}

static void emitTables(const Op &op, raw_ostream &os) {
  emitArgs("k" + op.name + "Inputs", op.inputs, os);
  emitArgs("k" + op.name + "Outputs", op.outputs, os);
  if (op.attrs.empty())
    return;
  os << "static constexpr AttrInfo k" << op.name << "AttrInfos[] = {\n";
  for (const Attr &attr : op.attrs)
    os << "    {" << quoted(attr.name) << ", AttrKind::" << attr.kind
       << ", AttrRole::" << roleName(attr.role) << ", "
       << (attr.hasDefault ? "true" : "false") << ", "
       << quoted(attr.defaultText) << ", "
       << (attr.kind == "Type" && attr.hasDefault ? attr.defaultText
                                                  : "DType::Invalid")
       << "},\n";
  os << "};\n";
}

static void emitInferThunk(const Op &op, raw_ostream &os) {
  os << "static Status infer" << op.name
     << "FromMap([[maybe_unused]] const AttrMap &attrs, InferenceContext "
        "&context) {\n";
  if (!op.shapeFunction.empty()) {
    os << "  return " << op.shapeFunction << "(context);\n}\n\n";
    return;
  }
  os << "  SM_ASSIGN_OR_RETURN(" << op.structName() << " parsed, parse"
     << op.structName() << "(attrs));\n  return infer" << op.name
     << "(parsed, context);\n}\n\n";
}

static void emitDecision(const Decision &decision, raw_ostream &os) {
  os << "{Decision::State::" << decision.state << ", "
     << quoted(decision.reason) << "}";
}

static std::string spanOf(bool empty, const Twine &variable) {
  return empty ? "{}" : variable.str();
}

static bool emitTable(const RecordKeeper &records, raw_ostream &os) {
  emitHeader(os, "The op table of the family " + familyName() + ".");
  std::vector<Op> ops = collectOps(records);
  os << "namespace sm::ops {\n\n";
  for (const Op &op : ops) {
    emitParse(op, os);
    emitTables(op, os);
    emitInferThunk(op, os);
  }
  os << "absl::Span<const OpInfo> " << StringRef(familyName()).lower()
     << "Ops() {\n  static const OpInfo table[] = {\n";
  for (const Op &op : ops) {
    os << "      {" << quoted(op.name) << ", " << quoted(familyName()) << ", "
       << quoted(op.summary) << ",\n       "
       << spanOf(op.inputs.empty(), "k" + op.name + "Inputs") << ", "
       << spanOf(op.outputs.empty(), "k" + op.name + "Outputs") << ", "
       << spanOf(op.attrs.empty(), "k" + op.name + "AttrInfos") << ",\n       "
       << (op.stateful ? "true" : "false") << ", ";
    for (const Decision *decision : {&op.kernel, &op.hub, &op.onnx}) {
      emitDecision(*decision, os);
      os << ", ";
    }
    os << "infer" << op.name << "FromMap},\n";
  }
  os << "  };\n  return table;\n}\n\n} // namespace sm::ops\n";
  return false;
}

static mlir::GenRegistration
    genAttrs("gen-op-attrs", "Attribute structs and shape function headers",
             emitAttrs);
static mlir::GenRegistration genTable("gen-op-table",
                                      "The table of ops::OpInfo", emitTable);

} // namespace sm::tblgen
