// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on kernels as loops over buffers, on the way to machine code. A kernel
// is a function with the attribute `sm.kernel`; `@main` with the attribute
// `sm.region` calls kernels with buffers of static shape.

#ifndef SM_TRANSFORMS_SCFPASSES
#define SM_TRANSFORMS_SCFPASSES

include "mlir/Pass/PassBase.td"

def BufferizeKernels : Pass<"bufferize-kernels", "::mlir::ModuleOp"> {
  let summary = "turn kernels that still work on tensors into scalar loops";
  let description = [{
    The slow way that is right for everything: one-shot bufferisation, then a
    loop nest for each linalg op. Kernels without tensors stay as they are.
    Kernels that were changed get the attribute `sm.scalar_loops`, so that the
    code generator vectorises their loops itself. A kernel that cannot be
    bufferised is an error.

    ```mlir
    %A = bufferization.to_tensor %a restrict : memref<8xf32> to tensor<8xf32>
    %e = tensor.empty() : tensor<8xf32>
    %x = linalg.generic {...} ins(%A) outs(%e)
    bufferization.materialize_in_destination %x in restrict writable %o
    // becomes
    scf.for %i = %c0 to %c8 step %c1 {
      %0 = memref.load %a[%i] : memref<8xf32>
      ...
      memref.store %1, %o[%i] : memref<8xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect",
    "::mlir::affine::AffineDialect"];
}

def MemRefPlaceScratch : Pass<"memref-place-scratch", "::mlir::ModuleOp"> {
  let summary = "give the buffers that kernels allocate a place in the arena";
  let description = [{
    Allocations of static size in a kernel become views of one more argument,
    and `@main` passes it memory behind its own part of the arena, which grows
    (`sm.arena_bytes`). All kernels share it, since they run one after the
    other. Allocations inside a parallel loop go to the stack up to
    `max-stack-bytes` and are freed at the end of their block otherwise.
  }];
  let options = [
    Option<"maxStackBytes", "max-stack-bytes", "int64_t", /*default=*/"65536",
           "The largest buffer that a piece of a parallel loop has on its stack">,
  ];
  let dependentDialects = ["::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect"];
}

def MemRefMarkNoalias : Pass<"memref-mark-noalias", "::mlir::ModuleOp"> {
  let summary = "tell the code generator which buffers do not overlap";
  let description = [{
    Marks a buffer argument of a kernel `llvm.noalias` unless some call in
    `@main` passes memory for it that overlaps the memory of another argument:
    operands are followed to the argument of `@main` and the bytes of it that
    they cover. Overlaps are what the planner made on purpose, a result written
    in place of an operand.
  }];
}

def SCFOutlineParallel : Pass<"scf-outline-parallel", "::mlir::ModuleOp"> {
  let summary = "make functions of parallel loops, called by all threads";
  let description = [{
    The body of an `scf.forall` with static bounds and no results becomes a
    function over a range of its iterations, and the loop a call of
    `sm_parallel_for`, which hands ranges to the threads of the process. What
    the body uses travels in a record on the stack; memrefs as bare pointers.
    Views and constants are computed anew in the body. Nested parallel loops,
    loops of one iteration and what cannot be passed stay as they are;
    `--scf-forall-to-for` makes loops of them.

    ```mlir
    scf.forall (%i) in (8) { use(%a, %i) }
    // becomes
    llvm.store %record, %context
    call @sm_parallel_for(@kernel_task0, %context, 8)

    func.func private @kernel_task0(%context: !llvm.ptr, %lo: index, %hi: index) {
      call @kernel_body0(%a, %lo, %hi)
    }
    func.func private @kernel_body0(%a: memref<..>, %lo: index, %hi: index) {
      scf.for %i = %lo to %hi step %c1 { use(%a, %i) }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::scf::SCFDialect"];
}

def VectorLower : Pass<"vector-lower", "::mlir::func::FuncOp"> {
  let summary = "break vector ops down to what the machine has";
  let description = [{
    Contractions become outer products and these become fused multiply-adds;
    transfers of many dimensions become loads and stores of rows, unrolled;
    reductions, transposes, broadcasts, shape casts, masks and gathers become
    ops on vectors of one dimension. Exponentials, logarithms, tanh, erf and
    their like in f32 become polynomials; sin and cos do not, whose polynomials
    are wrong far from zero. Allocations on the stack move to the function's
    entry.
  }];
  let dependentDialects = [
    "::mlir::vector::VectorDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::ub::UBDialect",
    "::mlir::affine::AffineDialect"];
}

def MathCallLibm : Pass<"math-call-libm", "::mlir::ModuleOp"> {
  let summary = "call the C library for functions LLVM has no intrinsic for";
  let description = [{
    erf, erfc, cbrt, expm1, log1p, acosh, asinh and atanh that are left become
    calls of `erff`, `erf` and so on, element by element.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect",
                           "::mlir::vector::VectorDialect",
                           "::mlir::arith::ArithDialect"];
}

#endif // SM_TRANSFORMS_SCFPASSES
