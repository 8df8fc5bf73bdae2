// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Compile.h"

#include "ConvertFunction.h"
#include "ModelState.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFDialect.h"
#include "sm/JIT/ProgramCompiler.h"
#include "sm/JIT/RegionCompiler.h"
#include "sm/Runtime/Artifact.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Target/Object.h"
#include "sm/Target/Program.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>

using namespace mlir;

namespace sm {

namespace {

/// An entry on its way to machine code: one function with static inputs.
class Compilation {
public:
  Compilation(const ModelSource &source, const ModelEntry &entry,
              const CompileOptions &options)
      : source(source), entry(entry), options(options) {}

  /// Loads, optimises, freezes and gives the inputs their shapes.
  Status prepare(UnsupportedReport *report);
  /// All inputs have static shapes.
  Status checkStatic();

  Status writeArtifact(const std::string &output);
  Status writeObjects(const std::string &output);
  StatusOr<std::string> text(CodeStage stage);

  const std::vector<std::string> &notes() const { return loaded.notes; }

  StatusOr<std::vector<ProgramPart>> partition();

private:
  StatusOr<std::shared_ptr<const jit::RegionCompiler>> wholeFunction();
  std::vector<Shape> inputShapes();
  std::string cFunctionName(const std::string &output) const;
  target::ObjectFunction describe(const std::string &name,
                                  jit::CompiledRegion region);
  StatusOr<std::shared_ptr<const runtime::Program>> makeInitializer();

  const ModelSource &source;
  const ModelEntry &entry;
  const CompileOptions &options;
  jit::CPUTarget target;
  api::LoadedModule loaded;
  std::string entryName;
  func::FuncOp function;
};

} // namespace

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

Status Compilation::checkStatic() {
  std::vector<std::string> open;
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto type = dyn_cast<RankedTensorType>(function.getArgument(i).getType());
    if (type && type.hasStaticShape())
      continue;
    auto name = function.getArgAttrOfType<StringAttr>(i, "tf.name");
    open.push_back(name ? name.getValue().str() : absl::StrCat(i));
  }
  if (open.empty())
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      source.path,
      ": code is made for fixed shapes, and these inputs have "
      "unknown dimensions: ",
      absl::StrJoin(open, ", "), "; say --shape '", open.front(), "=1,...'"));
}

Status Compilation::prepare(UnsupportedReport *report) {
  SM_ASSIGN_OR_RETURN(target, jit::CPUTarget::get(options.cpu));
  SM_ASSIGN_OR_RETURN(loaded, api::loadModule(source, /*all=*/false));
  StatusOr<Operation *> found = api::findEntry(loaded.metaGraph, entry);
  if (!found.ok())
    return withContext(found.status(), source.path);
  auto signature = dyn_cast<saved_model::SignatureOp>(*found);
  entryName = signature ? signature.getName().str() : "call";
  api::keepOnlyEntry(loaded.metaGraph, *found);
  std::vector<Unsupported> unsupported;
  Status done = api::runPipelines(loaded, api::Level::Frozen, &unsupported);
  if (!unsupported.empty())
    return api::refuse(source, std::move(unsupported), report);
  SM_RETURN_IF_ERROR(withContext(done, source.path));
  function = api::functionOf(loaded.metaGraph, *found);
  if (!function)
    return absl::InvalidArgumentError(absl::StrCat(
        source.path, ": this entry was not converted with the module; convert "
                     "the model again, with this entry"));
  unsupported = api::unsupportedIn(function);
  if (!unsupported.empty())
    return api::refuse(source, std::move(unsupported), report);
  return withContext(
      api::specializeFunction(loaded, *found, function, options.shapes),
      source.path);
}

std::vector<Shape> Compilation::inputShapes() {
  std::vector<Shape> shapes;
  for (Type type : function.getArgumentTypes()) {
    ArrayRef<int64_t> dims = cast<RankedTensorType>(type).getShape();
    shapes.emplace_back(absl::MakeConstSpan(dims.data(), dims.size()));
  }
  return shapes;
}

//===----------------------------------------------------------------------===//
// Objects and texts
//===----------------------------------------------------------------------===//

StatusOr<std::shared_ptr<const jit::RegionCompiler>>
Compilation::wholeFunction() {
  auto compiler = jit::RegionCompiler::create(function, target);
  return compiler.ok() ? compiler : withContext(compiler.status(), source.path);
}

target::ObjectFunction Compilation::describe(const std::string &name,
                                             jit::CompiledRegion region) {
  target::ObjectFunction result;
  result.function = name;
  result.entry = absl::StrCat("signature '", entryName, "' of ", source.path);
  auto describe = [&](const std::vector<runtime::RegionTensor> &tensors,
                      std::vector<target::ObjectTensor> &to,
                      std::function<StringAttr(unsigned)> nameOf) {
    for (auto [i, tensor] : llvm::enumerate(tensors)) {
      StringAttr key = nameOf(i);
      to.push_back({key ? key.getValue().str() : absl::StrCat(i), tensor.dtype,
                    tensor.shape});
    }
  };
  describe(region.inputs, result.inputs, [&](unsigned i) {
    return function.getArgAttrOfType<StringAttr>(i, "tf.name");
  });
  describe(region.outputs, result.outputs, [&](unsigned i) {
    return function.getResultAttrOfType<StringAttr>(i, "tf.name");
  });
  result.objects = std::move(region.objects);
  result.weights = region.weights;
  return result;
}

/// The C function of a file: its own name and the entry's.
std::string Compilation::cFunctionName(const std::string &output) const {
  return target::cIdentifier(absl::StrCat(
      std::filesystem::path(output).stem().string(), "_", entryName));
}

Status Compilation::writeObjects(const std::string &output) {
  SM_ASSIGN_OR_RETURN(auto compiler, wholeFunction());
  const std::string stem = std::filesystem::path(output).stem().string();
  const std::string name = cFunctionName(output);
  jit::CompileOptions code;
  code.entry = absl::StrCat("sm_", name);
  code.cFunction = name;
  code.weightsSymbol = absl::StrCat(code.entry, "_weights");
  StatusOr<jit::CompiledRegion> region = compiler->compile(inputShapes(), code);
  if (!region.ok())
    return withContext(region.status(),
                       absl::StrCat(source.path,
                                    ": the entry cannot become a C function "
                                    "(a .smx file can hold it)"));
  std::shared_ptr<const void> owner = region->weightsOwner;
  target::ObjectContents contents;
  contents.functions.push_back(describe(name, *std::move(region)));
  if (!contents.functions[0].weights.empty())
    contents.functions[0].weightsSymbol = code.weightsSymbol;
  SM_ASSIGN_OR_RETURN(std::string loops, jit::compileParallelFor(target));
  contents.objects.push_back(std::move(loops));
  std::vector<std::unique_ptr<StagedFile>> files(1);
  SM_ASSIGN_OR_RETURN(files[0], StagedFile::create(output, options.overwrite));
  SM_RETURN_IF_ERROR(
      options.form == CompiledForm::Object
          ? target::writeObject(contents, files[0]->path())
          : target::writeSharedObject(contents, files[0]->path()));
  if (!options.header.empty()) {
    SM_ASSIGN_OR_RETURN(files.emplace_back(),
                        StagedFile::create(options.header, options.overwrite));
    SM_RETURN_IF_ERROR(files[1]->write(target::cHeader(contents, stem)));
  }
  return installTogether(files);
}

StatusOr<std::string> Compilation::text(CodeStage stage) {
  SM_ASSIGN_OR_RETURN(auto compiler, wholeFunction());
  switch (stage) {
  case CodeStage::StableHLO:
    return compiler->print(inputShapes(), RegionStage::StableHLO);
  case CodeStage::Linalg:
    return compiler->print(inputShapes(), RegionStage::Kernels);
  case CodeStage::LLVM:
    return compiler->print(inputShapes(), jit::RegionText::LLVM);
  case CodeStage::Assembly:
    return compiler->print(inputShapes(), jit::RegionText::Assembly);
  }
  return absl::InternalError("unknown stage");
}

//===----------------------------------------------------------------------===//
// Artifacts
//===----------------------------------------------------------------------===//

namespace {

/// A region of which there is only a description: its code goes to a file.
class DescribedRegion : public runtime::Region {
public:
  explicit DescribedRegion(runtime::ArtifactRegion description)
      : description(std::move(description)) {}

  StatusOr<const runtime::RegionCode *>
  codeFor(absl::Span<const runtime::Tensor>) const override {
    return absl::UnimplementedError("the region's code is in another file");
  }

  const runtime::ArtifactRegion description;
};

/// The pieces of a compiled model while they are gathered.
struct ArtifactPieces {
  target::ObjectContents contents;
  runtime::WeightsSection weights;
  std::vector<std::string> notes;
  /// Names for places of the weights, besides the section's own.
  std::vector<target::DataSymbol> symbols;
  int numRegions = 0;

  /// Compiles a region; null, with a note, if kernels must run it. If
  /// `cFunction` is not empty, the region is also that C function.
  StatusOr<std::shared_ptr<const runtime::Region>>
  add(func::FuncOp region, const jit::CPUTarget &target,
      const std::string &cFunction);
};

} // namespace

StatusOr<std::shared_ptr<const runtime::Region>>
ArtifactPieces::add(func::FuncOp region, const jit::CPUTarget &target,
                    const std::string &cFunction) {
  std::vector<Shape> shapes;
  for (Type type : region.getArgumentTypes()) {
    ArrayRef<int64_t> dims = cast<RankedTensorType>(type).getShape();
    shapes.emplace_back(absl::MakeConstSpan(dims.data(), dims.size()));
  }
  jit::CompileOptions code;
  code.entry = absl::StrCat("sm_region_", numRegions++);
  code.cFunction = cFunction;
  code.weightsSymbol = absl::StrCat(code.entry, "_weights");
  auto compiled = [&]() -> StatusOr<jit::CompiledRegion> {
    SM_ASSIGN_OR_RETURN(auto compiler,
                        jit::RegionCompiler::create(region, target));
    return compiler->compile(shapes, code);
  }();
  if (!compiled.ok()) {
    notes.push_back(absl::StrCat("kernels run ", region.getSymName().str(),
                                 ", which has no machine code: ",
                                 std::string(compiled.status().message())));
    return std::shared_ptr<const runtime::Region>();
  }
  for (std::string &object : compiled->objects)
    contents.objects.push_back(std::move(object));
  runtime::ArtifactRegion description;
  description.symbol = code.entry;
  description.inputs = compiled->inputs;
  description.outputs = compiled->outputs;
  description.arenaBytes = compiled->arenaBytes;
  description.weightsOffset =
      weights.add(compiled->weights, compiled->weightsOwner);
  symbols.push_back({code.weightsSymbol, description.weightsOffset});
  return std::shared_ptr<const runtime::Region>(
      std::make_shared<DescribedRegion>(std::move(description)));
}

/// The section as one piece of memory.
static std::string joined(const runtime::WeightsSection &weights) {
  // A section that is empty has no first byte for its symbol.
  std::string bytes(std::max<uint64_t>(weights.size(), 1), '\0');
  for (const runtime::WeightsSection::Piece &piece : weights.pieces())
    if (!piece.bytes.empty())
      std::memcpy(bytes.data() + piece.offset, piece.bytes.data(),
                  piece.bytes.size());
  return bytes;
}

StatusOr<std::shared_ptr<const runtime::Program>>
Compilation::makeInitializer() {
  FlatSymbolRefAttr name = loaded.metaGraph.getInitializerAttr();
  auto initializer =
      name ? dyn_cast_or_null<func::FuncOp>(
                 SymbolTable::lookupSymbolIn(loaded.metaGraph, name))
           : func::FuncOp();
  if (!initializer)
    return std::shared_ptr<const runtime::Program>();
  return target::makeProgram(initializer);
}

/// True if `function` does nothing but call `region` with its arguments.
static bool isWhole(func::FuncOp function, func::FuncOp region) {
  Block &body = function.getBody().front();
  auto call = dyn_cast<func::CallOp>(body.front());
  return call && call.getCallee() == region.getSymName() &&
         call->getNextNode() == body.getTerminator() &&
         llvm::equal(call.getOperands(), function.getArguments()) &&
         llvm::equal(call.getResults(), body.getTerminator()->getOperands());
}

Status Compilation::writeArtifact(const std::string &output) {
  const std::string cName = cFunctionName(output);
  std::vector<PartialShape> shapes;
  for (const Shape &shape : inputShapes())
    shapes.emplace_back(shape);
  SM_ASSIGN_OR_RETURN(jit::PartitionedFunction parts,
                      jit::partitionFunction(function, shapes));
  ArtifactPieces pieces;
  SM_ASSIGN_OR_RETURN(
      std::shared_ptr<const runtime::Program> program,
      target::makeProgram(parts.function, [&](func::FuncOp region) {
        return pieces.add(region, target,
                          isWhole(parts.function, region) ? cName : "");
      }));
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const runtime::Program> initializer,
                      makeInitializer());
  runtime::ArtifactContents contents;
  contents.program = program.get();
  contents.initializer = initializer.get();
  contents.cpu = target.cpu;
  contents.vectorBits = target.vectorBits;
  contents.region =
      [](const runtime::Region &region) -> const runtime::ArtifactRegion & {
    return static_cast<const DescribedRegion &>(region).description;
  };
  SM_ASSIGN_OR_RETURN(std::string section,
                      runtime::encodeArtifact(contents, pieces.weights));
  SM_ASSIGN_OR_RETURN(pieces.contents.objects.emplace_back(),
                      target::dataObject(section, ".sm.program",
                                         {{runtime::kProgramSymbol,
                                           /*offset=*/0, /*isHidden=*/false}}));
  pieces.symbols.push_back(
      {runtime::kWeightsSymbol, /*offset=*/0, /*isHidden=*/false});
  SM_ASSIGN_OR_RETURN(pieces.contents.objects.emplace_back(),
                      target::dataObject(joined(pieces.weights), ".sm.weights",
                                         pieces.symbols));
  SM_ASSIGN_OR_RETURN(pieces.contents.objects.emplace_back(),
                      jit::compileParallelFor(target));
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> file,
                      StagedFile::create(output, options.overwrite));
  SM_RETURN_IF_ERROR(target::writeSharedObject(pieces.contents, file->path()));
  loaded.notes.insert(loaded.notes.end(), pieces.notes.begin(),
                      pieces.notes.end());
  return file->install();
}

//===----------------------------------------------------------------------===//
// Partition
//===----------------------------------------------------------------------===//

/// The op that a kernel runs; what only names a value is none.
static ProgramPart partOf(Operation &op) {
  ProgramPart part;
  if (auto name = op.getLoc()->findInstanceOf<NameLoc>())
    part.node = name.getName().str();
  part.ops[op.getName().stripDialect().str()] = 1;
  return part;
}

StatusOr<std::vector<ProgramPart>> Compilation::partition() {
  std::vector<PartialShape> shapes;
  for (Type type : function.getArgumentTypes()) {
    PartialShape shape = tf::shapeOf(type);
    for (int i = 0; i < shape.rank(); ++i)
      if (shape.dim(i) < 0)
        shape.setDim(i, 1);
    shapes.push_back(std::move(shape));
  }
  SM_ASSIGN_OR_RETURN(jit::PartitionedFunction cut,
                      jit::partitionFunction(function, shapes));
  std::vector<ProgramPart> parts;
  auto region = cut.regions.begin();
  for (Operation &op : cut.function.getBody().front().without_terminator()) {
    if (isa<tf::ConstOp, tf::RefineOp>(op))
      continue;
    if (!isa<func::CallOp>(op)) {
      parts.push_back(partOf(op));
      continue;
    }
    ProgramPart &part = parts.emplace_back();
    part.isCompiled = true;
    for (Operation &inner : (*region++).getBody().front().without_terminator())
      if (!isa<tf::ConstOp>(inner))
        ++part.ops[inner.getName().stripDialect().str()];
  }
  return parts;
}

//===----------------------------------------------------------------------===//
// The API
//===----------------------------------------------------------------------===//

Status compileModel(const ModelSource &source, const ModelEntry &entry,
                    const CompileOptions &options, const std::string &output,
                    UnsupportedReport *report,
                    std::vector<std::string> *notes) {
  Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  SM_RETURN_IF_ERROR(compilation.checkStatic());
  SM_RETURN_IF_ERROR(options.form == CompiledForm::Artifact
                         ? compilation.writeArtifact(output)
                         : compilation.writeObjects(output));
  if (notes)
    notes->insert(notes->end(), compilation.notes().begin(),
                  compilation.notes().end());
  return absl::OkStatus();
}

StatusOr<std::string> emitCode(const ModelSource &source,
                               const ModelEntry &entry,
                               const CompileOptions &options, CodeStage stage,
                               UnsupportedReport *report) {
  Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  SM_RETURN_IF_ERROR(compilation.checkStatic());
  return compilation.text(stage);
}

StatusOr<std::vector<ProgramPart>> partitionModel(const ModelSource &source,
                                                  const ModelEntry &entry,
                                                  const CompileOptions &options,
                                                  UnsupportedReport *report) {
  Compilation compilation(source, entry, options);
  SM_RETURN_IF_ERROR(compilation.prepare(report));
  return compilation.partition();
}

} // namespace sm
