// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Runs passes on our IR, one by one or in pipelines. It is mlir-opt but for
// what it writes: with -o FILE the module can be read again, constants
// included, and FILE appears whole or not at all.

#include "OpenSources.h"
#include "StoreConstants.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Target/StagedStream.h"

#include "mlir/IR/Dialect.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;

namespace {

/// Sources of data lie beside the file that is read, wherever locations of ops
/// say that those came from.
class InputFolder
    : public DialectExtension<InputFolder, sm::saved_model::SMDialect> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(InputFolder)

  explicit InputFolder(std::string folder) : folder(std::move(folder)) {}

  void apply(MLIRContext *,
             sm::saved_model::SMDialect *dialect) const override {
    dialect->data().setFolder(folder);
  }

private:
  std::string folder;
};

} // namespace

static LogicalResult fail(llvm::StringRef message) {
  llvm::errs() << "sm-opt: error: " << message << '\n';
  return failure();
}

/// True if files can lie beside the output.
static bool isFile(const std::string &path) {
  return path != "-" &&
         (!llvm::sys::fs::exists(path) || llvm::sys::fs::is_regular_file(path));
}

/// As mlir-opt, before and behind whose passes come ours.
static LogicalResult process(llvm::raw_ostream &stream,
                             std::unique_ptr<llvm::MemoryBuffer> input,
                             DialectRegistry &registry,
                             const MlirOptMainConfig &flags,
                             sm::opt::Output &output) {
  MlirOptMainConfig config = flags;
  config.setPassPipelineSetupFn([&](PassManager &pm) -> LogicalResult {
    pm.addPass(sm::opt::createOpenSources());
    if (failed(flags.setupPassPipeline(pm)))
      return failure();
    pm.addPass(sm::opt::createStoreConstants(output));
    return success();
  });
  return MlirOptMain(stream, std::move(input), registry, config);
}

/// Writes FILE and what lies beside it.
static LogicalResult writeFile(std::unique_ptr<llvm::MemoryBuffer> input,
                               DialectRegistry &registry,
                               const MlirOptMainConfig &flags,
                               const std::string &path) {
  auto text = sm::StagedFile::create(path, /*overwrite=*/true);
  if (!text.ok())
    return fail(std::string(text.status().message()));
  sm::opt::Output output;
  output.path = path;
  {
    sm::target::StagedStream stream(**text);
    if (failed(process(stream, std::move(input), registry, flags, output)))
      return failure();
  }
  // The text names the weights, so they come first.
  output.weights.push_back(*std::move(text));
  sm::Status status = sm::installTogether(output.weights);
  return status.ok() ? success() : fail(std::string(status.message()));
}

/// Writes to standard output, a device or a pipe.
static LogicalResult writeStream(std::unique_ptr<llvm::MemoryBuffer> input,
                                 DialectRegistry &registry,
                                 const MlirOptMainConfig &flags,
                                 const std::string &path) {
  std::string message;
  std::unique_ptr<llvm::ToolOutputFile> file = openOutputFile(path, &message);
  if (!file)
    return fail(message);
  sm::opt::Output output;
  if (failed(process(file->os(), std::move(input), registry, flags, output)))
    return failure();
  file->keep();
  if (output.numLost > 0)
    llvm::errs() << "sm-opt: warning: " << output.numLost
                 << " constants lie in memory, and what was printed does not "
                    "hold them; -o FILE stores them in FILE.weights\n";
  return success();
}

int main(int argc, char **argv) {
  DialectRegistry registry;
  sm::registerAllDialects(registry);
  sm::registerAllPasses();
  sm::opt::registerOpenSources();
  sm::opt::registerStoreConstants();
  auto [inputPath, outputPath] = registerAndParseCLIOptions(
      argc, argv, "The SavedModel toolchain's optimiser\n", registry);
  const MlirOptMainConfig flags = MlirOptMainConfig::createFromCLOptions();
  if (flags.shouldShowDialects() || flags.shouldListPasses())
    return asMainReturnCode(
        MlirOptMain(argc, argv, inputPath, outputPath, registry));
  llvm::InitLLVM initialised(argc, argv);
  if (inputPath == "-" &&
      llvm::sys::Process::FileDescriptorIsDisplayed(fileno(stdin)))
    llvm::errs() << "(reading from the terminal; ctrl-d ends the input)\n";
  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> input =
      openInputFile(inputPath, &message);
  if (!input)
    return asMainReturnCode(fail(message));
  if (inputPath != "-") {
    llvm::StringRef folder = llvm::sys::path::parent_path(inputPath);
    registry.addExtension(
        TypeID::get<InputFolder>(),
        std::make_unique<InputFolder>(folder.empty() ? "." : folder.str()));
  }
  return asMainReturnCode((isFile(outputPath) ? writeFile : writeStream)(
      std::move(input), registry, flags, outputPath));
}
