// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Lists the ops, and writes the page that says where each stands on each road.

#include "Record.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Record.h"

using namespace llvm;

namespace sm::tblgen {

static bool emitList(const RecordKeeper &records, raw_ostream &os) {
  for (const Op &op : collectOps(records))
    os << op.name << "\n";
  return false;
}

static std::string cell(const Decision &decision) {
  if (decision.state == "Done")
    return decision.reason.empty() ? "yes" : "`" + decision.reason + "`";
  if (decision.state == "None")
    return "none: " + decision.reason;
  return "pending";
}

static bool emitCoverage(const RecordKeeper &records, raw_ostream &os) {
  std::vector<Op> ops = collectOps(records);
  auto pendingOn = [&](Decision Op::*road) {
    return llvm::count_if(
        ops, [&](const Op &op) { return (op.*road).state == "Pending"; });
  };
  os << "# TensorFlow ops\n\nGenerated from the records in `dialects/TF` "
        "(`./dev docs`); do not edit.\n\n"
     << ops.size() << " ops have a record. Pending: kernel "
     << pendingOn(&Op::kernel) << ", hub (StableHLO) " << pendingOn(&Op::hub)
     << ", ONNX " << pendingOn(&Op::onnx)
     << ". An op without a record is imported as `tf.opaque`, kept, and "
        "reported where it\nstands in the way.\n\n"
     << "| op | what it does | kernel | hub | ONNX |\n|---|---|---|---|---|\n";
  for (const Op &op : ops)
    os << "| `" << op.name << "` | " << op.summary << " | " << cell(op.kernel)
       << " | " << cell(op.hub) << " | " << cell(op.onnx) << " |\n";
  return false;
}

static mlir::GenRegistration genList("gen-op-list", "One op name a line",
                                     emitList);
static mlir::GenRegistration genCoverage("gen-op-coverage", "The coverage page",
                                         emitCoverage);

} // namespace sm::tblgen
