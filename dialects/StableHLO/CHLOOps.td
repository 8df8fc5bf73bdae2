// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The chlo dialect: functions that the StableHLO specification does not have,
// under the names that its neighbour dialect gives them.

#ifndef CHLO_OPS
#define CHLO_OPS

include "dialects/StableHLO/StableHLOBase.td"

def CHLO_Dialect : Dialect {
  let name = "chlo";
  let cppNamespace = "::sm::chlo";
  let summary = "Functions beside those of StableHLO";
  let description = [{
    Functions that are named in the hub because an exact expansion is long;
    export for others expands them.
  }];
}

class CHLO_UnaryOp<string mnemonic, string text>
    : Op<CHLO_Dialect, mnemonic,
         [Pure, Elementwise, InferTypeOpAdaptorWithIsCompatible]> {
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %y = chlo.}] # mnemonic # [{ %x : tensor<?x3xf32> -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_FloatTensor:$operand);
  let results = (outs StableHLO_FloatTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let extraClassDefinition = [{
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange l,
                                            ::mlir::TypeRange r) {
      return ::sm::stablehlo::areCompatibleTypes(l, r);
    }
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::sm::stablehlo::inferElementwise(location,
          getOperationName(), adaptor.getOperands(),
          ::mlir::getElementTypeOrSelf(adaptor.getOperand().getType()), types);
    }
  }];
}

def CHLO_ErfOp : CHLO_UnaryOp<"erf",
    "The error function of each element."> {
  let summary = "error function";
}
def CHLO_ErfcOp : CHLO_UnaryOp<"erfc",
    "One less the error function of each element; exact where that is small."> {
  let summary = "complementary error function";
}

#endif // CHLO_OPS
