// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The behaviour of an op that is an operator of libonnx's table.

#ifndef SM_DIALECTS_ONNX_ONNXOPERATORMODEL_H
#define SM_DIALECTS_ONNX_ONNXOPERATORMODEL_H

#include "mlir/IR/OperationSupport.h"

namespace sm::format {
struct ONNXOp;
} // namespace sm::format

namespace sm::onnx {

/// What MLIR asks of a registered op. All attributes are discardable ones, so
/// there are no properties, and everything about them is empty. Upstream's
/// DynamicOpDefinition does the same but says that no two ops are equal, for
/// which reason CSE would merge none.
class OperatorModel final : public mlir::OperationName::Impl {
public:
  /// `op` lives as long as the process, `id` as long as the dialect.
  OperatorModel(llvm::StringRef name, const format::ONNXOp &op,
                mlir::Dialect *dialect, mlir::TypeID id)
      : Impl(name, dialect, id, mlir::detail::InterfaceMap()), op(op) {}

  llvm::LogicalResult
  foldHook(mlir::Operation *, llvm::ArrayRef<mlir::Attribute>,
           llvm::SmallVectorImpl<mlir::OpFoldResult> &) override;
  void getCanonicalizationPatterns(mlir::RewritePatternSet &,
                                   mlir::MLIRContext *) override {}
  bool hasTrait(mlir::TypeID) override { return false; }
  mlir::OperationName::ParseAssemblyFn getParseAssemblyFn() override;
  void populateDefaultAttrs(const mlir::OperationName &,
                            mlir::NamedAttrList &) override {}
  void printAssembly(mlir::Operation *printed, mlir::OpAsmPrinter &printer,
                     llvm::StringRef defaultDialect) override;
  llvm::LogicalResult verifyInvariants(mlir::Operation *verified) override;
  llvm::LogicalResult verifyRegionInvariants(mlir::Operation *) override {
    return llvm::success();
  }

  std::optional<mlir::Attribute> getInherentAttr(mlir::Operation *,
                                                 llvm::StringRef) override {
    return std::nullopt;
  }
  void setInherentAttr(mlir::Operation *changed, mlir::StringAttr name,
                       mlir::Attribute value) override;
  void populateInherentAttrs(mlir::Operation *,
                             mlir::NamedAttrList &) override {}
  llvm::LogicalResult
  verifyInherentAttrs(mlir::OperationName, mlir::NamedAttrList &,
                      llvm::function_ref<mlir::InFlightDiagnostic()>) override {
    return llvm::success();
  }
  int getOpPropertyByteSize() override { return 0; }
  void initProperties(mlir::OperationName, mlir::OpaqueProperties,
                      mlir::OpaqueProperties) override {}
  void deleteProperties(mlir::OpaqueProperties) override {}
  void populateDefaultProperties(mlir::OperationName,
                                 mlir::OpaqueProperties) override {}
  llvm::LogicalResult setPropertiesFromAttr(
      mlir::OperationName, mlir::OpaqueProperties, mlir::Attribute,
      llvm::function_ref<mlir::InFlightDiagnostic()> emitError) override;
  mlir::Attribute getPropertiesAsAttr(mlir::Operation *) override { return {}; }
  void copyProperties(mlir::OpaqueProperties, mlir::OpaqueProperties) override {
  }
  bool compareProperties(mlir::OpaqueProperties,
                         mlir::OpaqueProperties) override {
    return true;
  }
  llvm::hash_code hashProperties(mlir::OpaqueProperties) override {
    return llvm::hash_code(0);
  }

private:
  const format::ONNXOp &op;
};

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXOPERATORMODEL_H
