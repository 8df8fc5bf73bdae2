# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Cast, between every pair of number types."""

from casetable import FLOATS, INTEGERS, case, f32, literal, tensor

NUMBERS = FLOATS + INTEGERS + ("uint32", "uint64", "bool")
# Values that every type holds, or rounds in a defined way.
SAMPLE = [0, 1, 2, 3, 100, 127, 5, 64]
for source in NUMBERS:
    for target in NUMBERS:
        case("Cast", f"{source}_to_{target}", [literal(source, SAMPLE)],
             {"DstT": target})
FRACTIONS = [0.5, 1.5, 2.5, 0.49, 99.9, 126.7, 1e-9]
for target in NUMBERS:
    case("Cast", f"fractions_to_{target}", [literal("float32", FRACTIONS)],
         {"DstT": target})
SIGNED = [-0.5, -1.5, -100.9, -0.0]
for target in ("int8", "int16", "int32", "int64", "bool") + FLOATS:
    case("Cast", f"signed_to_{target}", [literal("float32", SIGNED)],
         {"DstT": target})
for source in ("int32", "int64"):
    for target in ("int8", "uint8", "int16", "uint16", "int32", "float32"):
        case("Cast", f"wrapped_{source}_to_{target}",
             [literal(source, [-1, 300, 70000, -129, 2**31 - 1, 16777217])],
             {"DstT": target})
for target in ("float64", "float16", "bfloat16", "bool"):
    case("Cast", f"special_to_{target}", [f32(17).of("special")],
         {"DstT": target})
for source in ("float64", "float16", "bfloat16"):
    case("Cast", f"special_from_{source}", [tensor(source, 17).of("special")],
         {"DstT": "float32"})
TIES = [1 + 2.0**-8, 1 + 3 * 2.0**-8, 1 + 2.0**-11, 1 + 3 * 2.0**-11, 65504.0,
        65519.0, 65520.0, 6e-8, 2.9e-8, 3.39e38]
for target in ("float16", "bfloat16"):
    case("Cast", f"ties_to_{target}", [literal("float32", TIES)],
         {"DstT": target}, rtol=0.0, atol=0.0)
    case("Cast", f"truncated_to_{target}", [literal("float32", TIES)],
         {"DstT": target, "Truncate": True}, rtol=0.0, atol=0.0)
case("Cast", "empty", [f32(0, 3)], {"DstT": "int32"})
case("Cast", "dynamic", [f32(4, 3).dynamic(0)], {"DstT": "float64"})
