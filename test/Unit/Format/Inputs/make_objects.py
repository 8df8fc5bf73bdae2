# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes the SavedModel `objects` beside this file.

A module whose functions take and give structures, composite values and Python
values, and capture every kind of object. ObjectGraphTest.cpp knows it.
"""

import os
import shutil
import tempfile

import tensorflow as tf

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "objects")


class Inner(tf.Module):

    def __init__(self):
        super().__init__()
        self.weight = tf.Variable(3.0, trainable=False, name="inner_weight")


class Outer(tf.Module):

    def __init__(self, vocabulary):
        super().__init__()
        self.vector = tf.Variable([1.0, 2.0], name="vector")
        self.inner = Inner()
        self.table = tf.lookup.StaticHashTable(
            tf.lookup.TextFileInitializer(
                vocabulary, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE,
                tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER), -1)
        self.vocabulary = tf.saved_model.Asset(vocabulary)
        self.constant = tf.constant([7, 8, 9])

    @tf.function(input_signature=[
        tf.RaggedTensorSpec([None, None], tf.float32),
        tf.SparseTensorSpec([None, 3], tf.int64),
        tf.TensorSpec([], tf.bool, name="flag")])
    def composites(self, ragged, sparse, flag):
        return {"z": [ragged, tf.sparse.to_dense(sparse)], "a": self.vector * 2,
                "flag": flag}

    @tf.function
    def structures(self, x, y, scale=2.0, mode="mean", *, extra=None):
        return x["k"] * scale + y[0] + self.inner.weight, (y[1],)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def lookup(self, words):
        return (self.table.lookup(words), self.vocabulary.asset_path,
                self.constant)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # The path becomes part of the table's name.
        vocabulary = "words.txt"
        with open(vocabulary, "w", encoding="utf-8") as file:
            file.write("one\ntwo\n")
        module = Outer(vocabulary)
        x = {"k": tf.TensorSpec([2], tf.float32)}
        y = (tf.TensorSpec([], tf.float32), tf.TensorSpec([None], tf.float32))
        module.structures.get_concrete_function(x, y)
        module.structures.get_concrete_function(x, y, 3, "sum", extra=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        tf.saved_model.save(module, FOLDER, signatures=module.lookup)
        os.chdir("/")


if __name__ == "__main__":
    main()
