# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes RuntimeTypes.inc: the element types that ONNX Runtime's CPU kernels
take, for every op of the default domain and opsets 13 to 17.

usage: python make_runtime_types.py >RuntimeTypes.inc, where onnx and
onnxruntime are installed (the environment of requirements.txt). With
--check FILE it compares instead; exit 77 where they are not installed.
"""

import sys

FIRST, LAST = 13, 17
# The operand whose type counts, where it is not the first.
KEYS = {"Where": 1, "OneHot": 2}
NAMES = {"bool": "i1", "float16": "f16", "bfloat16": "bf16", "float": "f32",
         "double": "f64", "string": "string"}
NAMES.update({f"int{width}": f"i{width}" for width in (8, 16, 32, 64)})
NAMES.update({f"uint{width}": f"ui{width}" for width in (8, 16, 32, 64)})

HEADER = """\
// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What ONNX Runtime %s takes on CPUs and ONNX's definition allows, in opsets
// %d to %d, a line each:
//   OP|FROM|TYPES
// TYPES are those of the operand that the op computes with, in opset FROM and
// the following ones. f16 counts where f32 does: ONNX Runtime puts conversions
// around.
// Made by make_runtime_types.py; not to be edited.
"""


def tensor_types(names):
    """The element types of "tensor(...)" strings, in our spelling."""
    inner = (name[7:-1] for name in names if name.startswith("tensor("))
    return {NAMES[name] for name in inner if name in NAMES}


def kernel_types(kernels, op, opset, variable):
    """What kernels take; None if they do not constrain the type."""
    found = set()
    for kernel in kernels.get(op, ()):
        if not kernel.version_range[0] <= opset <= kernel.version_range[1]:
            continue
        constraints = dict(kernel.type_constraints)
        if variable not in constraints:
            return None
        found |= tensor_types(constraints[variable])
    return found


def types_of(onnx, kernels, op, opset):
    """The types of `op` in one opset; empty if it does not run at all."""
    try:
        schema = onnx.defs.get_schema(op, opset)
    except onnx.defs.SchemaError:
        return set()
    if schema.deprecated or op not in kernels:
        return set()
    if op == "ConstantOfShape":
        variable = schema.outputs[0].type_str
    elif schema.inputs:
        variable = schema.inputs[KEYS.get(op, 0)].type_str
    else:
        return set()
    allowed = next((tensor_types(c.allowed_type_strs)
                    for c in schema.type_constraints
                    if c.type_param_str == variable), tensor_types([variable]))
    runs = kernel_types(kernels, op, opset, variable)
    if runs is None:
        runs = set(allowed)
    if "f32" in runs:
        runs.add("f16")
    return allowed & runs


def lines():
    import onnx
    import onnxruntime.capi.onnxruntime_pybind11_state as runtime
    kernels = {}
    for kernel in runtime.get_all_opkernel_def():
        if kernel.provider == "CPUExecutionProvider" and kernel.domain == "":
            kernels.setdefault(kernel.op_name, []).append(kernel)
    yield HEADER % (runtime.get_version_string(), FIRST, LAST)
    for op in sorted({s.name for s in onnx.defs.get_all_schemas()
                      if s.domain == ""}):
        before = set()
        for opset in range(FIRST, LAST + 1):
            now = types_of(onnx, kernels, op, opset)
            if now != before:
                yield f'"{op}|{opset}|{" ".join(sorted(now))}\\n"\n'
            before = now


def main():
    try:
        text = "".join(lines())
    except ImportError as error:
        print(f"SKIPPED: {error}")
        return 77
    if sys.argv[1:2] != ["--check"]:
        sys.stdout.write(text)
        return 0
    with open(sys.argv[2], encoding="utf-8") as file:
        if file.read() == text:
            return 0
    print(f"{sys.argv[2]} is not what make_runtime_types.py writes")
    return 1


if __name__ == "__main__":
    sys.exit(main())
