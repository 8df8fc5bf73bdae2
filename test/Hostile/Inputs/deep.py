# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes texts that nest 100,000 deep into a folder, in different ways."""

import pathlib
import sys

DEPTH = 100000


def attribute(value):
    return "module attributes {x.a = " + value + "} {}\n"


TEXTS = {
    "aliases.mlir": "#a0 = [1]\n" + "".join(
        f"#a{n + 1} = [#a{n}]\n" for n in range(2000)) + attribute("#a2000"),
    "angles.mlir": attribute("tuple<" * DEPTH + "i1" + ">" * DEPTH),
    "hidden.mlir": attribute("[>" * DEPTH),
    "lists.mlir": attribute("[" * DEPTH + "]" * DEPTH),
    "plain.mlir": "// " + "(" * DEPTH + "\n" + attribute(
        '"' + "[" * DEPTH + '\\"{", x.b = (' + "() -> (), " * 300 + "i1) -> i1")
                  + "sm.meta_graph tags [] {}\n",
    "regions.mlir": "module {" * DEPTH + "}" * DEPTH,
    "signs.mlir": attribute("affine_map<(d0) -> (" + "- " * DEPTH + "d0)>"),
    "deep.pbtxt": "node { attr { key: 'f' value { "
                  + "func { attr { key: 'f' value { " * DEPTH,
}

for name, text in TEXTS.items():
    (pathlib.Path(sys.argv[1]) / name).write_text(text)
