# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. The table of docs/architecture.md, against every
#include line of the libraries and tools."""

import re

import sources

# Lower rooms first; a room may always use itself and the standard library.
FOUNDATION = {"Support", "absl"}
BELOW_MLIR = FOUNDATION | {"Format", "Ops", "Runtime"}
IR = FOUNDATION | {"Ops", "dialects", "mlir", "llvm"}
PASSES = IR | {"Transforms", "Conversion"}
TARGET = PASSES | {"Target", "Format", "protobuf"}
ALL_BELOW_API = TARGET | {"Runtime", "Pipelines", "JIT"}
MAY_USE = {
    "Support": FOUNDATION,
    "Format": FOUNDATION | {"Format", "onnx", "protobuf", "snappy", "zip"},
    "Ops": FOUNDATION | {"Ops", "re2"},
    "Runtime": BELOW_MLIR | {"Eigen", "re2"},
    "dialects": IR,
    "Transforms": PASSES,
    "Conversion": PASSES,
    "Target": TARGET,
    "Pipelines": ALL_BELOW_API,
    "JIT": ALL_BELOW_API,
    "API": ALL_BELOW_API | {"API"},
    "Driver": ALL_BELOW_API | {"API", "Driver"},
    "tools": ALL_BELOW_API | {"API", "Driver", "tools"},
}
# One file may include one header that its room may not.
EXCEPTIONS = [
    (r"^lib/Transforms/TF/TFFoldConstants\.cpp$", r"^sm/Runtime/"),
    (r"^(lib|include/sm)/Target/", r"^sm/Runtime/(Kernel|Program|Tensor)\.h$"),
    # `#sm.data` refers to checkpoint entries; its manager opens them.
    (r"^dialects/SM/(DataManager|Elements)\.cpp$", r"^sm/Format/TensorBundle\.h$"),
    # The operators of the onnx dialect are libonnx's, behind Format's structs.
    (r"^dialects/ONNX/", r"^sm/Format/ONNX\w+\.h$"),
]
# What links sm as a library sees no MLIR: these public headers stay plain.
PLAIN_HEADERS = {"Support", "Format", "Ops", "Runtime", "API", "Driver"}
LIBRARIES = {"absl": "absl", "mlir": "mlir", "mlir-c": "mlir", "llvm": "llvm",
             "llvm-c": "llvm", "google": "protobuf", "snappy.h": "snappy",
             "zip.h": "zip", "Eigen": "Eigen", "unsupported": "Eigen Tensor",
             "re2": "re2", "leveldb": "leveldb", "onnx": "onnx"}


def room_of_path(path):
    parts = path.split("/")
    if parts[0] == "lib":
        return parts[1]
    if parts[0] == "include" and len(parts) > 3:
        return parts[2]
    return parts[0] if parts[0] in ("dialects", "tools") else None


def room_of_include(include):
    parts = include.split("/")
    if parts[0] in ("sm", "lib") and len(parts) > 2:
        return parts[1]
    if parts[0] in ("dialects", "tools"):
        return parts[0]
    return LIBRARIES.get(parts[0])


def violations(path, text):
    room = room_of_path(path)
    if room is None:
        return
    allowed = MAY_USE.get(room)
    if allowed is None:
        yield f"{path}: room '{room}' is not in the table"
        return
    allowed = allowed | {room}
    if path.startswith("include/") and room in PLAIN_HEADERS:
        allowed = allowed - {"mlir", "llvm", "dialects"}
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        if not match:
            continue
        used = room_of_include(match[1])
        if used is None or used in allowed:
            continue
        if any(re.search(file, path) and re.search(header, match[1])
               for file, header in EXCEPTIONS):
            continue
        yield f"{path}:{number}: {room} may not use {used} ({match[1]})"


def main():
    args = sources.arguments(__doc__)
    problems = []
    for path in sources.cpp_files(args.source):
        relative = path.relative_to(args.source).as_posix()
        problems.extend(violations(relative, path.read_text()))
    sources.finish(problems, "move the code to a room that may, or pass what "
                   "it needs as an argument; the table is in "
                   "docs/architecture.md and in this check")


if __name__ == "__main__":
    main()
