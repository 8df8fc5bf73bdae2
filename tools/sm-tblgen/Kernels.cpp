// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Generates, for one family, the declarations of kernels and the table that
// registers them. A record that says `kernel = done` without a function is a
// link error.

#include "Record.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Record.h"

using namespace llvm;

namespace sm::tblgen {

static bool emitDeclarations(const RecordKeeper &records, raw_ostream &os) {
  emitHeader(os, "Kernels of the family " + familyName() + ".");
  std::string guard =
      "SM_RUNTIME_" + StringRef(familyName()).upper() + "KERNELS_H";
  os << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include \"sm/Ops/" << familyName()
     << ".h\"\n#include \"sm/Runtime/Kernel.h\"\n\nnamespace sm::runtime "
        "{\n\n";
  for (const Op &op : collectOps(records))
    if (op.hasKernel())
      os << "Status compute" << op.name << "(const ops::" << op.structName()
         << " &attrs, KernelContext &context);\n";
  os << "\n} // namespace sm::runtime\n\n#endif // " << guard << "\n";
  return false;
}

static void emitEntry(const Op &op, raw_ostream &os) {
  std::string attrs = "ops::" + op.structName();
  os << "      {ops::lookupOp(" << quoted(op.name) << "),\n"
     << "       [](const void *attrs, KernelContext &context) {\n"
     << "         return compute" << op.name << "(*static_cast<const " << attrs
     << " *>(attrs), context);\n       },\n"
     << "       [](const ops::AttrMap &map)\n"
     << "           -> StatusOr<std::shared_ptr<const void>> {\n"
     << "         SM_ASSIGN_OR_RETURN(" << attrs << " parsed, ops::parse"
     << op.structName() << "(map));\n"
     << "         return std::shared_ptr<const void>(std::make_shared<const "
     << attrs << ">(std::move(parsed)));\n       },\n"
     << "       [](" << (op.shapeFunction.empty() ? "" : "[[maybe_unused]] ")
     << "const void *attrs, ops::InferenceContext &context) {\n";
  if (op.shapeFunction.empty())
    os << "         return ops::infer" << op.name << "(*static_cast<const "
       << attrs << " *>(attrs), context);\n";
  else
    os << "         return ops::" << op.shapeFunction << "(context);\n";
  os << "       }},\n";
}

static bool emitTable(const RecordKeeper &records, raw_ostream &os) {
  emitHeader(os, "The kernel table of the family " + familyName() + ".");
  std::vector<Op> ops = collectOps(records);
  bool any = llvm::any_of(ops, [](const Op &op) { return op.hasKernel(); });
  os << "#include \"sm/Ops/ShapeFunctions.h\"\n\n"
     << "namespace sm::runtime {\n\nabsl::Span<const KernelInfo> "
     << StringRef(familyName()).lower() << "Kernels() {\n";
  if (any) {
    os << "  static const KernelInfo table[] = {\n";
    for (const Op &op : ops)
      if (op.hasKernel())
        emitEntry(op, os);
    os << "  };\n  return table;\n";
  } else {
    os << "  return {};\n";
  }
  os << "}\n\n} // namespace sm::runtime\n";
  return false;
}

static mlir::GenRegistration genDeclarations("gen-kernel-decls",
                                             "Declarations of kernels",
                                             emitDeclarations);
static mlir::GenRegistration genTable("gen-kernel-table",
                                      "The table of kernels", emitTable);

} // namespace sm::tblgen
