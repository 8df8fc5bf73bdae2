// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled models for C: a function for each set of shapes.

#include "Compilation.h"

#include "sm/JIT/RegionCompiler.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"

#include <filesystem>

using namespace mlir;

namespace sm::api {

/// What the header says of tensors.
static std::vector<target::ObjectTensor>
describe(const std::vector<runtime::RegionTensor> &tensors,
         llvm::function_ref<StringAttr(unsigned)> nameOf) {
  std::vector<target::ObjectTensor> result;
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    StringAttr key = nameOf(i);
    result.push_back({key ? key.getValue().str() : absl::StrCat(i),
                      tensor.dtype, tensor.shape});
  }
  return result;
}

/// Compiles a set to the C function `name`.
static StatusOr<jit::CompiledRegion>
compileSet(const Compilation &compilation, const ShapeSet &set,
           const std::string &name, const std::string &weightsSymbol,
           runtime::WeightsSection &weights) {
  auto compiler = jit::RegionCompiler::create(set.function, compilation.target);
  if (!compiler.ok())
    return withContext(compiler.status(), compilation.source.path);
  jit::CompileOptions code;
  code.entry = absl::StrCat("sm_", name);
  code.cFunction = name;
  code.weightsSymbol = weightsSymbol;
  code.placeConstant = [&weights](absl::Span<const char> bytes,
                                  std::shared_ptr<const void> owner) {
    return weights.add(bytes, std::move(owner));
  };
  StatusOr<jit::CompiledRegion> region =
      (*compiler)->compile(set.inputShapes(), code);
  if (region.ok())
    return region;
  return withContext(region.status(),
                     absl::StrCat(compilation.source.path,
                                  ": the entry cannot become a C function "
                                  "(a .smx file can hold it)"));
}

static Status writeFiles(const Compilation &compilation,
                         const target::ObjectContents &contents,
                         const std::string &output) {
  const CompileOptions &options = compilation.options;
  std::vector<std::unique_ptr<StagedFile>> files(1);
  SM_ASSIGN_OR_RETURN(files[0], StagedFile::create(output, options.overwrite));
  SM_RETURN_IF_ERROR(options.form == CompiledForm::Object
                         ? target::writeObject(contents, files[0]->path())
                         : target::writeSharedObject(contents, files[0]->path(),
                                                     fileNameOf(output)));
  if (!options.header.empty()) {
    SM_ASSIGN_OR_RETURN(files.emplace_back(),
                        StagedFile::create(options.header, options.overwrite));
    SM_RETURN_IF_ERROR(files[1]->write(target::cHeader(
        contents, std::filesystem::path(output).stem().string())));
  }
  return installTogether(files);
}

Status writeObjects(Compilation &compilation, const std::string &output,
                    UnsupportedReport *report) {
  target::ObjectContents contents;
  runtime::WeightsSection weights;
  const std::string weightsSymbol =
      absl::StrCat("sm_", compilation.cFunctionName(output, 0), "_weights");
  for (size_t i = 0; i < compilation.sets.size(); ++i) {
    const ShapeSet &set = compilation.sets[i];
    target::ObjectFunction &made = contents.functions.emplace_back();
    made.function = compilation.cFunctionName(output, i);
    made.entry = absl::StrCat("signature '", compilation.entryName, "' of ",
                              compilation.source.path);
    StatusOr<jit::CompiledRegion> compiled =
        compileSet(compilation, set, made.function, weightsSymbol, weights);
    if (absl::IsUnimplemented(compiled.status()))
      compilation.reportUncompiled(set, report);
    SM_ASSIGN_OR_RETURN(jit::CompiledRegion region, std::move(compiled));
    func::FuncOp function = set.function;
    made.inputs = describe(region.inputs, [&](unsigned i) {
      return function.getArgAttrOfType<StringAttr>(i, "tf.name");
    });
    made.outputs = describe(region.outputs, [&](unsigned i) {
      return function.getResultAttrOfType<StringAttr>(i, "tf.name");
    });
    for (std::string &object : region.objects)
      contents.objects.push_back(std::move(object));
  }
  // Linkers put sections of this name where code need not reach over them.
  contents.data.push_back(
      dataSection(weights, ".lrodata.sm", {{weightsSymbol}}));
  SM_ASSIGN_OR_RETURN(contents.objects.emplace_back(),
                      jit::compileParallelFor(compilation.target));
  return writeFiles(compilation, contents, output);
}

} // namespace sm::api
