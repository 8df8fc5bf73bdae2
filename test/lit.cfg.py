# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
#
# The lit suite: every .mlir and .test file under test/ but those of Inputs.
#   %examples the folder examples/
#   %models   the folder of real models; needs `REQUIRES: models`
#   %S, %s, %t, FileCheck, not, count, split-file, diff as everywhere

import os

import lit.formats

config.name = "sm"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(config.sm_source, "test")
config.test_exec_root = os.path.join(config.sm_build, "test")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.sm_build, "bin"), config.llvm_tools,
     os.environ.get("PATH", "")])
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "SM_TEST_FULL"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
# A test's own FileCheck must not be loosened from outside.
config.environment.pop("FILECHECK_OPTS", None)

config.substitutions.append(
    ("%examples", os.path.join(config.sm_source, "examples")))
if config.sm_models and os.path.isdir(config.sm_models):
    config.available_features.add("models")
    config.substitutions.append(("%models", config.sm_models))
