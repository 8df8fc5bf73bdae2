// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the records of the stablehlo dialect are made of: the dialect, its
// attributes, the tensor types of the specification, and the classes of ops
// that differ in little more than their name.

#ifndef STABLEHLO_BASE
#define STABLEHLO_BASE

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def StableHLO_Dialect : Dialect {
  let name = "stablehlo";
  let cppNamespace = "::sm::stablehlo";
  let summary = "The ops of the StableHLO specification that models need";
  let description = [{
    A subset of the public StableHLO specification, spelled as it is there, so
    that any tool that reads StableHLO reads this text.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let extraClassDeclaration = [{
    // One family, one call: no translation unit sees all ops.
    void registerAttrs();
    void registerUnaryOps();
    void registerBinaryOps();
    void registerMovementOps();
    void registerContractionOps();
    void registerReductionOps();
    void registerControlFlowOps();
  }];
}

//===----------------------------------------------------------------------===//
// Enumerations
//===----------------------------------------------------------------------===//

class StableHLO_Enum<string name, string summary, list<string> cases>
    : I32EnumAttr<name, summary,
        !foreach(i, !range(!size(cases)),
                 I32EnumAttrCase<cases[i], i, cases[i]>)> {
  let genSpecializedAttr = 0;
  let cppNamespace = "::sm::stablehlo";
}

def StableHLO_ComparisonDirection : StableHLO_Enum<"ComparisonDirection",
    "which comparison", ["EQ", "NE", "GE", "GT", "LE", "LT"]>;
def StableHLO_ComparisonDirectionAttr : EnumAttr<StableHLO_Dialect,
    StableHLO_ComparisonDirection, "comparison_direction">;

def StableHLO_ComparisonType : StableHLO_Enum<"ComparisonType",
    "how elements compare",
    ["NOTYPE", "FLOAT", "TOTALORDER", "SIGNED", "UNSIGNED"]>;
def StableHLO_ComparisonTypeAttr : EnumAttr<StableHLO_Dialect,
    StableHLO_ComparisonType, "comparison_type">;

def StableHLO_Precision : StableHLO_Enum<"Precision",
    "how exactly products are computed", ["DEFAULT", "HIGH", "HIGHEST"]>;
def StableHLO_PrecisionAttr : EnumAttr<StableHLO_Dialect,
    StableHLO_Precision, "precision">;
def StableHLO_PrecisionConfigAttr : TypedArrayAttrBase<StableHLO_PrecisionAttr,
    "a precision for each operand">;

//===----------------------------------------------------------------------===//
// Dimension numbers
//===----------------------------------------------------------------------===//

class StableHLO_Attr<string name, string attrMnemonic>
    : AttrDef<StableHLO_Dialect, name> {
  let mnemonic = attrMnemonic;
  let hasCustomAssemblyFormat = 1;
}

def StableHLO_DotDimensionNumbersAttr
    : StableHLO_Attr<"DotDimensionNumbers", "dot"> {
  let summary = "which dimensions of a product are batches, which contract";
  let description = [{
    ```mlir
    #stablehlo.dot<lhs_batching_dimensions = [0],
                   rhs_batching_dimensions = [0],
                   lhs_contracting_dimensions = [2],
                   rhs_contracting_dimensions = [1]>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$lhsBatchingDimensions,
    ArrayRefParameter<"int64_t">:$rhsBatchingDimensions,
    ArrayRefParameter<"int64_t">:$lhsContractingDimensions,
    ArrayRefParameter<"int64_t">:$rhsContractingDimensions);
}

def StableHLO_GatherDimensionNumbersAttr
    : StableHLO_Attr<"GatherDimensionNumbers", "gather"> {
  let summary = "which dimensions a gather indexes, and where slices land";
  let description = [{
    ```mlir
    #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0],
                      start_index_map = [0], index_vector_dim = 1>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$offsetDims,
    ArrayRefParameter<"int64_t">:$collapsedSliceDims,
    ArrayRefParameter<"int64_t">:$operandBatchingDims,
    ArrayRefParameter<"int64_t">:$startIndicesBatchingDims,
    ArrayRefParameter<"int64_t">:$startIndexMap,
    "int64_t":$indexVectorDim);
}

def StableHLO_ConvDimensionNumbersAttr
    : StableHLO_Attr<"ConvDimensionNumbers", "conv"> {
  let summary = "what each dimension of a convolution's tensors is";
  let description = [{
    ```mlir
    #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>
    ```
  }];
  let parameters = (ins
    "int64_t":$inputBatchDimension,
    "int64_t":$inputFeatureDimension,
    ArrayRefParameter<"int64_t">:$inputSpatialDimensions,
    "int64_t":$kernelInputFeatureDimension,
    "int64_t":$kernelOutputFeatureDimension,
    ArrayRefParameter<"int64_t">:$kernelSpatialDimensions,
    "int64_t":$outputBatchDimension,
    "int64_t":$outputFeatureDimension,
    ArrayRefParameter<"int64_t">:$outputSpatialDimensions);
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Tensor types
//===----------------------------------------------------------------------===//

class StableHLO_ElementPred<string function, string description>
    : Type<CPred<"::sm::stablehlo::" # function # "($_self)">, description>;

def StableHLO_AnyElement : StableHLO_ElementPred<"isElementType",
    "an element type of StableHLO">;
def StableHLO_IntElement : StableHLO_ElementPred<"isIntegerType", "integer">;
def StableHLO_FloatElement : StableHLO_ElementPred<"isFloatType",
    "floating-point">;
def StableHLO_ComplexElement : StableHLO_ElementPred<"isComplexType",
    "complex">;

def StableHLO_Tensor : RankedTensorOf<[StableHLO_AnyElement]>;
def StableHLO_PredTensor : RankedTensorOf<[I1]>;
def StableHLO_IntTensor : RankedTensorOf<[StableHLO_IntElement]>;
def StableHLO_PredOrIntTensor : RankedTensorOf<[I1, StableHLO_IntElement]>;
def StableHLO_FloatTensor : RankedTensorOf<[StableHLO_FloatElement]>;
def StableHLO_ComplexTensor : RankedTensorOf<[StableHLO_ComplexElement]>;
def StableHLO_FloatOrComplexTensor
    : RankedTensorOf<[StableHLO_FloatElement, StableHLO_ComplexElement]>;
def StableHLO_NumberTensor
    : RankedTensorOf<[StableHLO_IntElement, StableHLO_FloatElement,
                      StableHLO_ComplexElement]>;
def StableHLO_ScalarIntTensor : 0DTensorOf<[StableHLO_IntElement]>;
// A shape, or a number for each dimension, known at run time.
def StableHLO_DimensionTensor
    : 1DTensorOf<[StableHLO_IntElement, Index]>;

//===----------------------------------------------------------------------===//
// Op classes
//===----------------------------------------------------------------------===//

class StableHLO_Op<string mnemonic, list<Trait> traits = []>
    : Op<StableHLO_Dialect, mnemonic, traits>;

// An op whose result types follow from its operands and attributes. A stated
// result type may know more or less of the shape than what follows.
class StableHLO_InferredOp<string mnemonic, list<Trait> traits = []>
    : StableHLO_Op<mnemonic,
        !listconcat(traits, [InferTypeOpAdaptorWithIsCompatible])> {
  code compatible = [{
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange l,
                                            ::mlir::TypeRange r) {
      return areCompatibleTypes(l, r);
    }
  }];
  let extraClassDefinition = compatible;
}

// The result has the shape of the operands. `element` computes the result's
// element type from `operand`, the type of the first one.
class StableHLO_ElementwiseOp<string mnemonic, list<Trait> traits,
                              string element>
    : StableHLO_InferredOp<mnemonic, !listconcat(traits, [Pure, Elementwise])> {
  let extraClassDefinition = compatible # [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      auto operand = ::mlir::getElementTypeOrSelf(
          adaptor.getOperands().front().getType());
      return inferElementwise(location, getOperationName(),
          adaptor.getOperands(), }] # element # [{, types);
    }
  }];
}

class StableHLO_UnaryOp<string mnemonic, TypeConstraint type, string text,
                        TypeConstraint resultType = type,
                        string element = "operand">
    : StableHLO_ElementwiseOp<mnemonic, [], element> {
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %y = stablehlo.}] # mnemonic # [{ %x : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins type:$operand);
  let results = (outs resultType:$result);
  let assemblyFormat = [{
    $operand attr-dict `:`
    custom<SameOperandsAndResultType>(type($operand), type($result))
  }];
}

class StableHLO_BinaryOp<string mnemonic, TypeConstraint type, string text,
                         list<Trait> traits = []>
    : StableHLO_ElementwiseOp<mnemonic, traits, "operand"> {
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %z = stablehlo.}] # mnemonic # [{ %x, %y : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:`
    custom<SameOperandsAndResultType>(type($lhs), type($rhs), type($result))
  }];
}

#endif // STABLEHLO_BASE
