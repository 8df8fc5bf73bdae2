// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What a program does when LLVM gives up.

#ifndef SM_JIT_FATALERRORS_H
#define SM_JIT_FATALERRORS_H

namespace sm::jit {

/// LLVM ends the process where it finds itself unable to go on: an instruction
/// that a processor does not have, no memory. From now on it then says on
/// stderr which kernel of which nodes was being compiled and how to do without,
/// and the process ends with status 1; no core, no stack. For programs: a
/// library must not decide how its process ends. Call it once.
void installFatalErrorHandler();

} // namespace sm::jit

#endif // SM_JIT_FATALERRORS_H
