// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "StoreConstants.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Target/IR.h"

#include "mlir/Pass/Pass.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::opt {

namespace {

struct StoreConstants : public PassWrapper<StoreConstants, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(StoreConstants)

  StoreConstants() = default;
  explicit StoreConstants(Output &output) : output(&output) {}

  StringRef getArgument() const override { return "sm-store-constants"; }
  StringRef getDescription() const override {
    return "Added by sm-opt behind the last pass, for -o FILE: constants in "
           "memory go to FILE.weights; does nothing by itself";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<saved_model::SMDialect>();
  }

  void runOnOperation() override {
    if (!output)
      return markAllAnalysesPreserved();
    Operation *root = getOperation();
    ++output->modules;
    if (output->path.empty()) {
      output->numLost += target::countLostConstants(root);
      return markAllAnalysesPreserved();
    }
    if (failed(saved_model::openDataSources(root)))
      return signalPassFailure();
    saved_model::resolveModelFolders(root);
    auto weights = target::storeConstants(root, output->path, weightsPath(),
                                          /*overwrite=*/true);
    if (!weights.ok()) {
      emitError(root->getLoc()) << "the constants cannot be stored: "
                                << std::string(weights.status().message());
      return signalPassFailure();
    }
    if (*weights)
      output->weights.push_back(*std::move(weights));
  }

  /// Each module of a file has weights of its own.
  std::string weightsPath() const {
    return target::weightsBeside(
        output->modules == 1
            ? output->path
            : absl::StrCat(output->path, ".", output->modules));
  }

  Output *output = nullptr;
};

} // namespace

std::unique_ptr<Pass> createStoreConstants(Output &output) {
  return std::make_unique<StoreConstants>(output);
}

void registerStoreConstants() { PassRegistration<StoreConstants>(); }

} // namespace sm::opt
