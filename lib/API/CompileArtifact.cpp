// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled models for sm's own loader: a program for each set of shapes, with
// kernels where there is no machine code.

#include "Compilation.h"

#include "sm/JIT/ProgramCompiler.h"
#include "sm/JIT/RegionCompiler.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Target/Program.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::api {

/// The beginning of the constants, for C functions of the file; the loader's
/// own symbol is seen from outside.
static constexpr const char *kConstantsSymbol = "sm_constants";

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

/// A compiled model while its pieces are gathered.
class ArtifactWriter {
public:
  explicit ArtifactWriter(Compilation &compilation)
      : compilation(compilation) {}

  /// Compiles a set; its C function, if the set is machine code as a whole.
  Status add(const ShapeSet &set, const std::string &cFunction);
  Status write(const std::string &output);

private:
  StatusOr<std::shared_ptr<const runtime::Region>>
  addRegion(func::FuncOp region, const std::string &cFunction);
  StatusOr<jit::CompiledRegion> compile(func::FuncOp region,
                                        const jit::CompileOptions &code);
  StatusOr<std::string> programSection();

  Compilation &compilation;
  target::ObjectContents contents;
  runtime::WeightsSection weights;
  std::vector<std::shared_ptr<const runtime::Program>> programs;
  std::vector<std::string> cFunctions;
  int numRegions = 0;
};

} // namespace

/// True if `function` does nothing but call `region` with its arguments.
static bool isWhole(func::FuncOp function, func::FuncOp region) {
  Block &body = function.getBody().front();
  auto call = dyn_cast<func::CallOp>(body.front());
  return call && call.getCallee() == region.getSymName() &&
         call->getNextNode() == body.getTerminator() &&
         llvm::equal(call.getOperands(), function.getArguments()) &&
         llvm::equal(call.getResults(), body.getTerminator()->getOperands());
}

StatusOr<jit::CompiledRegion>
ArtifactWriter::compile(func::FuncOp region, const jit::CompileOptions &code) {
  std::vector<Shape> shapes;
  for (Type type : region.getArgumentTypes()) {
    ArrayRef<int64_t> dims = cast<RankedTensorType>(type).getShape();
    shapes.emplace_back(absl::MakeConstSpan(dims.data(), dims.size()));
  }
  SM_ASSIGN_OR_RETURN(auto compiler,
                      jit::RegionCompiler::create(region, compilation.target));
  return compiler->compile(shapes, code);
}

/// Compiles a region; null, with a note, if kernels must run it.
StatusOr<std::shared_ptr<const runtime::Region>>
ArtifactWriter::addRegion(func::FuncOp region, const std::string &cFunction) {
  jit::CompileOptions code;
  code.entry = absl::StrCat("sm_region_", numRegions++);
  code.cFunction = cFunction;
  code.weightsSymbol = kConstantsSymbol;
  code.placeConstant = [this](absl::Span<const char> bytes,
                              std::shared_ptr<const void> owner) {
    return weights.add(bytes, std::move(owner));
  };
  StatusOr<jit::CompiledRegion> compiled = compile(region, code);
  if (!compiled.ok()) {
    std::string note = absl::StrCat("kernels run ", region.getSymName().str(),
                                    ", which has no machine code: ",
                                    std::string(compiled.status().message()));
    // Mostly the same in all sets.
    if (!llvm::is_contained(compilation.loaded.notes, note))
      compilation.loaded.notes.push_back(std::move(note));
    return std::shared_ptr<const runtime::Region>();
  }
  for (std::string &object : compiled->objects)
    contents.objects.push_back(std::move(object));
  if (!cFunction.empty())
    cFunctions.back() = cFunction;
  runtime::ArtifactRegion description;
  description.symbol = code.entry;
  description.inputs = compiled->inputs;
  description.outputs = compiled->outputs;
  description.arenaBytes = compiled->arenaBytes;
  return std::shared_ptr<const runtime::Region>(
      std::make_shared<DescribedRegion>(std::move(description)));
}

Status ArtifactWriter::add(const ShapeSet &set, const std::string &cFunction) {
  std::vector<PartialShape> shapes;
  for (const Shape &shape : set.inputShapes())
    shapes.emplace_back(shape);
  SM_ASSIGN_OR_RETURN(jit::PartitionedFunction parts,
                      jit::partitionFunction(set.function, shapes));
  cFunctions.emplace_back();
  SM_ASSIGN_OR_RETURN(
      programs.emplace_back(),
      target::makeProgram(parts.function, [&](func::FuncOp region) {
        return addRegion(region,
                         isWhole(parts.function, region) ? cFunction : "");
      }));
  return absl::OkStatus();
}

static StatusOr<std::shared_ptr<const runtime::Program>>
makeInitializer(LoadedModule &loaded) {
  FlatSymbolRefAttr name = loaded.metaGraph.getInitializerAttr();
  auto initializer =
      name ? dyn_cast_or_null<func::FuncOp>(
                 SymbolTable::lookupSymbolIn(loaded.metaGraph, name))
           : func::FuncOp();
  if (!initializer)
    return std::shared_ptr<const runtime::Program>();
  return target::makeProgram(initializer);
}

StatusOr<std::string> ArtifactWriter::programSection() {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const runtime::Program> initializer,
                      makeInitializer(compilation.loaded));
  runtime::ArtifactContents file;
  for (size_t i = 0; i < programs.size(); ++i)
    file.programs.push_back({programs[i].get(), cFunctions[i]});
  file.initializer = initializer.get();
  file.entry = compilation.entryName;
  file.cpu = compilation.target.cpu;
  file.vectorBits = compilation.target.vectorBits;
  file.extensions = compilation.target.extensions;
  file.region =
      [](const runtime::Region &region) -> const runtime::ArtifactRegion & {
    return static_cast<const DescribedRegion &>(region).description;
  };
  return runtime::encodeArtifact(file, weights);
}

Status ArtifactWriter::write(const std::string &output) {
  // Adds the last weights.
  SM_ASSIGN_OR_RETURN(const std::string program, programSection());
  target::DataSection section;
  section.name = runtime::kProgramSection;
  section.pieces = {{0, program}};
  section.size = program.size();
  section.symbols = {{runtime::kProgramSymbol, /*offset=*/0,
                      /*isHidden=*/false}};
  contents.data = {std::move(section),
                   dataSection(weights, runtime::kWeightsSection,
                               {{kConstantsSymbol},
                                {runtime::kWeightsSymbol, /*offset=*/0,
                                 /*isHidden=*/false}})};
  SM_ASSIGN_OR_RETURN(contents.objects.emplace_back(),
                      jit::compileParallelFor(compilation.target));
  SM_ASSIGN_OR_RETURN(
      std::unique_ptr<StagedFile> file,
      StagedFile::create(output, compilation.options.overwrite));
  SM_RETURN_IF_ERROR(
      target::writeSharedObject(contents, file->path(), fileNameOf(output)));
  return file->install();
}

Status writeArtifact(Compilation &compilation, const std::string &output) {
  ArtifactWriter writer(compilation);
  for (size_t i = 0; i < compilation.sets.size(); ++i)
    SM_RETURN_IF_ERROR(
        writer.add(compilation.sets[i], compilation.cFunctionName(output, i)));
  return writer.write(output);
}

} // namespace sm::api
