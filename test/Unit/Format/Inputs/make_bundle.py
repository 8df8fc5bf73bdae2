# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes bundle.index and bundle.data-00000-of-00001 beside this file.

A V2 checkpoint with partitioned tensors, strings and many element types, by
TensorFlow's own writer. TensorBundleTest.cpp knows the values.
"""

import os

import numpy as np
import tensorflow as tf

NUMBERS = ("bool", "int8", "uint8", "int16", "uint16", "uint32", "uint64",
           "float16", "bfloat16", "float64", "complex64", "complex128")
STRINGS = np.array([b"a", b"bb", b"ccc" * 100, b"", b"\xff\x00"], dtype=object)


def main():
    names, slices, tensors = [], [], []

    def add(name, spec, value):
        names.append(name)
        slices.append(spec)
        tensors.append(tf.constant(value))

    rows = np.arange(60, dtype=np.float32).reshape(20, 3)
    for start in range(0, 20, 5):
        add("rows", f"20 3 {start},5:0,3", rows[start:start + 5])
    long = np.arange(1000, dtype=np.int32)
    for start, length in ((0, 70), (70, 130), (200, 800)):
        add("long/x", f"1000 {start},{length}", long[start:start + length])
    columns = np.arange(12, dtype=np.int64).reshape(3, 4)
    for start in (0, 2):
        add("columns", f"3 4 -:{start},2", columns[:, start:start + 2])
    add("strings", "", STRINGS)
    for start, length in ((0, 2), (2, 3)):
        add("string_parts", f"5 {start},{length}",
            STRINGS[start:start + length])
    for name in NUMBERS:
        add("types/" + name, "", tf.cast(tf.constant([0, 1, 2, 3]),
                                         tf.dtypes.as_dtype(name)))
    add("empty", "", np.zeros((0, 4), np.float32))
    prefix = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bundle")
    tf.raw_ops.SaveV2(prefix=prefix, tensor_names=names,
                      shape_and_slices=slices, tensors=tensors)


if __name__ == "__main__":
    main()
