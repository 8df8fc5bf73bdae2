// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Pipelines from a region of dense ops to the llvm dialect.

#ifndef SM_PIPELINES_TOCPU_H
#define SM_PIPELINES_TOCPU_H

namespace mlir {
class DialectRegistry;
class OpPassManager;
} // namespace mlir

namespace sm {

/// How far a region's module has come; each stage is what the next starts from.
enum class RegionStage {
  TF,        ///< tf ops, weights as constants, static shapes
  StableHLO, ///< the hub
  Linalg,    ///< linalg on tensors in `@main`
  Kernels,   ///< `@main` calls kernels on tensors, memory is planned
  Vectors,   ///< kernels are loops over vectors
  LLVM,      ///< the llvm dialect
};

struct ToCPUOptions {
  unsigned vectorBits = 512; ///< 128, 256 or 512
  /// False leaves kernels to scalar loops: slow, and right for everything. For
  /// tests that compare.
  bool vectorize = true;
};

/// `--sm-to-cpu`: the passes from stage `from` to stage `to`, which is not
/// before it; nothing if both are equal. `pm` works on the region's module.
void buildToCPUPipeline(mlir::OpPassManager &pm, const ToCPUOptions &options,
                        RegionStage from = RegionStage::TF,
                        RegionStage to = RegionStage::Vectors);

/// `--sm-lower-region`: from kernels (stages Kernels and Vectors) to the llvm
/// dialect. Memrefs travel as bare pointers between functions.
void buildLowerRegionPipeline(mlir::OpPassManager &pm);

/// Makes `--sm-to-cpu` and `--sm-lower-region` known.
void registerToCPUPipelines();

/// The upstream dialects that code generation passes through, with the
/// interfaces its passes need of them.
void registerCodeGenerationDialects(mlir::DialectRegistry &registry);

} // namespace sm

#endif // SM_PIPELINES_TOCPU_H
