// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loading an entry and giving it the shapes of each set.

#include "Compilation.h"

#include "ConvertFunction.h"

#include "mlir/IR/IRMapping.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <filesystem>

using namespace mlir;

namespace sm::api {

std::vector<Shape> ShapeSet::inputShapes() const {
  std::vector<Shape> shapes;
  for (Type type : func::FuncOp(function).getArgumentTypes()) {
    ArrayRef<int64_t> dims = cast<RankedTensorType>(type).getShape();
    shapes.emplace_back(absl::MakeConstSpan(dims.data(), dims.size()));
  }
  return shapes;
}

Status Compilation::prepare(UnsupportedReport *report) {
  SM_ASSIGN_OR_RETURN(target, jit::CPUTarget::get(options.cpu));
  SM_ASSIGN_OR_RETURN(loaded, loadEntry(source, entry));
  auto signature =
      dyn_cast<saved_model::SignatureOp>(onlyEntry(loaded.metaGraph));
  entryName = signature ? signature.getName().str() : "call";
  std::vector<Unsupported> unsupported;
  Status done = runPipelines(loaded, Level::Frozen, &unsupported);
  if (!unsupported.empty())
    return refuse(source, std::move(unsupported), report);
  SM_RETURN_IF_ERROR(withContext(done, source.path));
  func::FuncOp function = onlyFunction(loaded.metaGraph);
  if (!function)
    return entryNotConverted(source);
  SM_RETURN_IF_ERROR(checkFed(source, entry, loaded, function));
  unsupported = obstaclesOf(loaded, function, loaded.metaGraph);
  if (!unsupported.empty())
    return refuse(source, std::move(unsupported), report);
  SM_RETURN_IF_ERROR(checkVariables(source, loaded));
  Operation *entryOp = onlyEntry(loaded.metaGraph);
  dropDefaults(entryOp, "a compiled model", loaded.notes);
  return withContext(makeSets(entryOp, function), source.path);
}

/// Each set's module is a copy, made before the shapes of another are put in;
/// weights are attributes, which all copies share.
Status Compilation::makeSets(Operation *entryOp, func::FuncOp function) {
  const std::vector<InputShapes> none(1);
  const auto &wanted = options.shapeSets.empty() ? none : options.shapeSets;
  for (const InputShapes &shapes : wanted) {
    IRMapping copies;
    OwningOpRef<ModuleOp> general(
        cast<ModuleOp>(loaded.module.get()->clone(copies)));
    SM_RETURN_IF_ERROR(specializeFunction(loaded, entryOp, function, shapes));
    sets.push_back({std::move(loaded.module), function});
    loaded.module = std::move(general);
    loaded.metaGraph =
        cast<saved_model::MetaGraphOp>(copies.lookup(loaded.metaGraph));
    entryOp = copies.lookup(entryOp);
    function = cast<func::FuncOp>(copies.lookup(function.getOperation()));
  }
  return absl::OkStatus();
}

/// " of set 2 of shapes", if there are several.
std::string Compilation::setName(size_t set) const {
  return sets.size() == 1 ? std::string()
                          : absl::StrCat(" of set ", set + 1, " of shapes");
}

Status Compilation::checkStatic() const {
  std::vector<std::vector<Shape>> known;
  for (size_t set = 0; set < sets.size(); ++set) {
    func::FuncOp function = sets[set].function;
    const OpenInputs open = openInputs(function);
    if (!open.names.empty())
      return absl::InvalidArgumentError(absl::StrCat(
          source.path, ": code is made for fixed shapes, and these inputs",
          setName(set), " have unknown dimensions: ",
          absl::StrJoin(open.names, ", "), "; say --shape '", open.example, "'",
          sets.size() == 1 ? "" : ", with all inputs of a set in one --shape"));
    std::vector<Shape> shapes = sets[set].inputShapes();
    const auto equal = std::find(known.begin(), known.end(), shapes);
    if (equal != known.end())
      return absl::InvalidArgumentError(absl::StrCat(
          source.path, ": sets ", equal - known.begin() + 1, " and ", set + 1,
          " of shapes are equal; give each --shape once"));
    known.push_back(std::move(shapes));
  }
  return absl::OkStatus();
}

Status Compilation::checkOneSet(const char *what) const {
  if (sets.size() == 1)
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what, " is made for one set of shapes, and ", sets.size(),
                   " are given; give --shape once"));
}

void addUncompiled(const std::vector<jit::UncompiledOp> &ops,
                   const LoadedModule &loaded, func::FuncOp function,
                   std::vector<Unsupported> &list) {
  for (const jit::UncompiledOp &op : ops) {
    auto node = op.location->findInstanceOf<NameLoc>();
    addUnsupported({op.op, node ? node.getName().str() : std::string(),
                    loaded.calls.functionOf(function, op.location),
                    /*source=*/"", /*count=*/1, op.reason},
                   list);
  }
}

void Compilation::reportUncompiled(const ShapeSet &set,
                                   UnsupportedReport *report) const {
  // The first set's is the function that was loaded; others are copies.
  if (report)
    addUncompiled(jit::uncompiledOps(set.function, /*assumeInRange=*/true),
                  loaded, sets.front().function, report->unsupported);
}

std::string Compilation::cFunctionName(const std::string &output,
                                       size_t set) const {
  std::string name = absl::StrCat(std::filesystem::path(output).stem().string(),
                                  "_", entryName);
  const std::vector<Shape> shapes = sets[set].inputShapes();
  for (size_t i = 0; i < shapes.size(); ++i)
    if (llvm::any_of(sets, [&](const ShapeSet &other) {
          return other.inputShapes()[i] != shapes[i];
        }))
      absl::StrAppend(&name, "_",
                      shapes[i].rank() == 0
                          ? "scalar"
                          : absl::StrJoin(shapes[i].dims(), "x"));
  return target::cIdentifier(name);
}

std::string fileNameOf(const std::string &output) {
  return std::filesystem::path(output).filename().string();
}

target::DataSection dataSection(const runtime::WeightsSection &weights,
                                std::string name,
                                std::vector<target::DataSymbol> symbols) {
  target::DataSection section;
  section.name = std::move(name);
  for (const runtime::WeightsSection::Piece &piece : weights.pieces())
    section.pieces.push_back({piece.offset, piece.bytes});
  section.size = std::max<uint64_t>(weights.size(), 1);
  section.symbols = std::move(symbols);
  return section;
}

} // namespace sm::api
