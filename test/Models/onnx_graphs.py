# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Small graphs as ONNX, each with a place where ONNX or ONNX Runtime means
something else than TensorFlow does by what looks alike. The runtime answers as
TensorFlow, with its own optimisations and without, in the oldest and the newest
opset."""

import os
import pathlib
import sys
import tempfile

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import verdicts

OPSETS = (13, 17)
BORDER = [[0, 0], [1, 2], [2, 1], [0, 0]]
WIDE_BORDER = [[0, 0], [2, 2], [2, 2], [0, 0]]


class Graphs:
    """Each method makes a graph: its outputs, and what to feed, once or more
    often. What is fed has the name of its placeholder."""

    def __init__(self, tf, np):
        self.tf, self.np = tf, np
        self.random = np.random.default_rng(1)

    def fed(self, name, shape, dtype="float32"):
        return self.tf.compat.v1.placeholder(dtype, shape, name=name)

    def normal(self, *shape):
        return self.random.normal(size=shape).astype("float32")

    def negative(self, dtype, *shape):
        """Small negative numbers: the largest is not 0."""
        return -self.random.integers(1, 100, shape).astype(dtype)

    def scaled_products(self):
        """Only the product is scaled, not what is added to it."""
        tf = self.tf
        x, k = self.fed("x", [None, 8]), self.fed("k", [5, 8])
        mask = self.fed("mask", [None, 5])
        product = tf.matmul(x, k, transpose_b=True)
        outputs = [product * -2. + tf.reduce_sum(k * k, 1),
                   tf.nn.softmax(tf.matmul(x, k, transpose_b=True) * .125
                                 + mask),
                   (tf.matmul(k, x, transpose_b=True) * 2.
                    + self.normal(5, 1)) * .5 + 1.]
        return outputs, [{"x": self.normal(3, 8), "k": self.normal(5, 8),
                          "mask": self.normal(3, 5)}]

    def zeros_around_maxima(self):
        """Zeros that were padded are larger than what is there."""
        tf = self.tf
        pool = tf.nn.max_pool2d
        feeds, outputs = {}, []
        for dtype, after in (("int8", "int8"), ("int32", "int32"),
                             ("int32", "float32"), ("int64", "float64"),
                             ("float16", "float32"), ("float64", "float32"),
                             ("float32", "int8")):
            name = f"{dtype}_{after}"
            padded = tf.pad(self.fed(name, [None, 7, 8, 3], dtype), BORDER)
            outputs.append(pool(tf.cast(padded, after), 3, 2, "VALID"))
            feeds[name] = self.negative(dtype, 1, 7, 8, 3)
        return outputs, [feeds]

    def shared_zeros(self):
        """One reads the zeros as numbers, another divides by them."""
        tf = self.tf
        padded = tf.pad(self.fed("x", [None, 7, 8, 3]), BORDER)
        return ([tf.nn.max_pool2d(padded, 3, 2, "VALID"),
                 tf.nn.max_pool2d(1. / padded, 3, 2, "VALID")],
                [{"x": self.negative("float32", 1, 7, 8, 3)}])

    def windows_in_the_border(self):
        """Windows that have nothing of the image."""
        tf = self.tf
        x = self.fed("x", [None, 8, 8, 3])
        bytes_ = self.fed("bytes", [None, 8, 8, 3], "uint8")
        half = self.fed("half", [None, 8, 8, 3], "float16")
        average = tf.nn.avg_pool2d
        outputs = [average(tf.pad(x, WIDE_BORDER), 2, 2, "VALID"),
                   average(tf.cast(tf.pad(half, WIDE_BORDER), "float32"), 2, 2,
                           "VALID"),
                   tf.nn.max_pool2d(tf.pad(x, WIDE_BORDER), 2, 2, "VALID"),
                   tf.nn.max_pool2d(tf.pad(bytes_, WIDE_BORDER), 2, 2,
                                    "VALID")]
        image = self.normal(1, 8, 8, 3)
        return outputs, [{"x": image, "half": image.astype("float16"),
                          "bytes": self.np.abs(image * 50).astype("uint8")}]

    def subsampled(self):
        """Windows smaller than their strides, of images of any size."""
        tf = self.tf
        x = self.fed("x", [None, None, None, 3])
        outputs = [tf.nn.max_pool2d(x, 1, 2, "SAME"),
                   tf.nn.avg_pool2d(x, 1, 3, "SAME")]
        for size, stride in ((1, 5), (2, 3), (3, 4)):
            weights = self.normal(size, size, 3, 2)
            outputs.append(tf.nn.conv2d(x, weights, stride, "SAME"))
        return outputs, [{"x": self.normal(1, *size, 3)}
                         for size in ((8, 7), (9, 9), (5, 6), (1, 4))]

    def backwards(self):
        """Slices that begin before the first element take nothing."""
        x = self.fed("x", [None])
        begin, end = (self.fed(name, [], "int32") for name in ("begin", "end"))
        outputs = [x[-5::-1], x[-5:-7:-1], x[-5:-3:-1], x[-5:1:-1], x[-2:0:-2],
                   x[-1::-1], x[4::-1], x[4:2 ** 31 - 1:-1], x[::-1], x[-5::2],
                   x[begin::-1], x[begin:end:-1], x[-3:end:-1], x[begin:end]]
        return outputs, [
            {"x": self.normal(size), "begin": self.np.int32(first),
             "end": self.np.int32(last)}
            for size in (0, 1, 3, 4, 7)
            for first, last in ((-5, -9), (-1, 0), (2, -3), (-2, 1))]

    def backwards_in_a_known_size(self):
        x = self.fed("x", [3, 2])
        return [x[-5::-1], x[:, -2::-1], x[-4:-9:-1, ::-1]], [
            {"x": self.normal(3, 2)}]

    def emptied(self):
        """A 0 that is computed for a shape is a size."""
        tf = self.tf
        x = self.fed("x", [None, None, 3])
        rows, columns = tf.shape(x)[0], tf.shape(x)[1]
        outputs = [tf.reshape(x, tf.stack([rows * columns, 3])),
                   tf.reshape(x, tf.stack([columns, rows, 3])),
                   tf.reshape(x, tf.stack([rows, 3, columns, 1]))]
        return outputs, [{"x": self.normal(*shape, 3)}
                         for shape in ((2, 0), (0, 2), (2, 4), (1, 1))]

    def reduced_to_nothing(self):
        """Axes from the end, of tensors without elements."""
        tf = self.tf
        x = self.fed("x", [None, None, 3])
        outputs = [tf.reduce_sum(x, -1), tf.reduce_max(x, -1, keepdims=True),
                   tf.reduce_min(x, [-2, -1]), tf.reduce_mean(x, [0, -1]),
                   tf.reduce_prod(x, -3), tf.reduce_any(x > 0, -2)]
        return outputs, [{"x": self.normal(*shape, 3)}
                         for shape in ((0, 2), (2, 0), (2, 2))]

    def means_of_nothing(self):
        tf = self.tf
        x = self.fed("x", [None, None, None, 3])
        half = tf.cast(x, "float16")
        outputs = [tf.reduce_mean(x, [1, 2]), tf.reduce_mean(x, -1),
                   tf.reduce_mean(x, 0, keepdims=True), tf.reduce_mean(x),
                   tf.reduce_mean(half, [-2])]
        y = self.fed("y", [None, 0, 4])
        outputs += [tf.reduce_mean(y, 1), tf.reduce_mean(y, 2)]
        return outputs, [{"x": self.normal(*shape, 3),
                          "y": self.normal(shape[0], 0, 4)} for shape in
                         ((2, 0, 0), (0, 2, 2), (2, 2, 0), (2, 3, 4))]


NAMES = [name for name in vars(Graphs)
         if not name.startswith("_")
         and name not in ("fed", "normal", "negative")]


class GraphTest(verdicts.Verdicts):
    def __init__(self, sm, work, tf, np):
        super().__init__()
        self.sm, self.work, self.tf, self.np = sm, work, tf, np

    def make(self, name):
        """The graph in a file, what is fed and what TensorFlow answers."""
        tf = self.tf
        with tf.Graph().as_default() as graph:
            outputs, feeds = getattr(Graphs(tf, self.np), name)()
            keys = [tf.identity(output, name=f"y{i}").name
                    for i, output in enumerate(outputs)]
            with tf.compat.v1.Session(graph=graph) as session:
                answers = [session.run(keys, {f"{key}:0": value for key, value
                                              in values.items()})
                           for values in feeds]
        path = self.work / f"{name}.pb"
        path.write_bytes(graph.as_graph_def().SerializeToString())
        return path, keys, feeds, answers

    def check(self, name):
        path, keys, feeds, answers = self.make(name)
        for opset in OPSETS:
            model = path.with_suffix(f".{opset}.onnx")
            done = measured.run(
                [self.sm, "convert", "--graphdef", path, "--inputs",
                 ",".join(f"{key}:0" for key in feeds[0]), "--outputs",
                 ",".join(keys), "--opset", opset, "--output", model])
            if done.status != 0:
                self.tell("FAILED", f"{name} {opset}", done.err.strip())
                continue
            for optimised in (False, True):
                problem = self.problem(model, keys, feeds, answers, optimised)
                kind = "optimised" if optimised else "as written"
                self.tell("FAILED" if problem else "passed",
                          f"{name} {opset} {kind}", problem)

    def problem(self, model, keys, feeds, answers, optimised):
        """What is wrong with the runtime's answers; '' if nothing is."""
        import onnx_runs
        for values, wanted in zip(feeds, answers):
            fed = {f"{key}:0": self.np.asarray(value)
                   for key, value in values.items()}
            where = {key: value.shape if value.shape else int(value)
                     for key, value in fed.items()}
            try:
                got = onnx_runs.run(model, fed, optimised=optimised)
            except Exception as error:  # What the runtime says is the result.
                return f"{where}: {str(error)[:300]}"
            for key, want in zip(keys, wanted):
                have = got[key]
                if have.shape != want.shape or have.dtype != want.dtype:
                    return (f"{key} of {where}: {have.dtype}{have.shape}, not "
                            f"{want.dtype}{want.shape}")
                apart = 2e-3 if want.dtype == "float16" else 1e-5
                if not self.np.allclose(have, want, apart, apart,
                                        equal_nan=True):
                    return f"{key} of {where}: {have.ravel()[:8]}, not " \
                           f"{want.ravel()[:8]}"
        return ""


def main():
    args = verdicts.parser(__doc__).parse_args()
    try:
        import numpy as np
        import onnxruntime
        import tensorflow as tf
    except ImportError as error:
        return verdicts.skip(f"graphs as ONNX ({error}); ./dev setup makes "
                             ".venv with TensorFlow and ONNX Runtime")
    del onnxruntime
    with tempfile.TemporaryDirectory() as work:
        test = GraphTest(args.sm, pathlib.Path(work), tf, np)
        for name in NAMES:
            if not args.only or args.only in name:
                test.check(name)
    return test.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
