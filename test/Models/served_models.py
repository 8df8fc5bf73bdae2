# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Models with one input and one output under serving_default: what sm is told
to run or freeze them, values for them, and TensorFlow's answers. The large ones
of them are those of SM_BENCH_MODELS."""

import functools
import json
import os

import measured

TAGS, SIGNATURE = ("serve",), "serving_default"


class ServedModel:
    def __init__(self, sm, np, folder):
        """ValueError says why the model cannot be read."""
        self.sm = sm
        self.np = np
        self.folder = folder
        done = measured.run([sm, "show", "--dir", folder, "--json"])
        if done.status != 0:
            raise ValueError(done.first_error())
        meta_graph, = json.loads(done.out)["meta_graphs"]
        signature = meta_graph["signatures"][SIGNATURE]
        given, = signature["inputs"]
        result, = signature["outputs"]
        self.input_key, self.output_key = given["name"], result["name"]
        self.input_tensor = given["tensor"]
        self.output_tensor = result["tensor"]
        self.dims = given["shape"][1:]

    def source_flags(self):
        return ["--dir", self.folder, "--signature_def", SIGNATURE]

    def run_flags(self, values):
        """Flags that run the signature on a .npy file."""
        return [*self.source_flags(), "--inputs",
                f"{self.input_key}={values}"]

    def frozen_flags(self, graph, values):
        """Flags that run a frozen graph of the model on a .npy file."""
        return ["--graphdef", graph, "--feeds",
                f"{self.input_tensor}={values}", "--fetches",
                self.output_tensor]

    def freeze(self, graph):
        """Writes the frozen graph. ValueError says why it cannot be."""
        done = measured.run(
            [self.sm, "convert", *self.source_flags(), "--to", "graphdef",
             "--output", graph], seconds=300)
        if done.status != 0:
            raise ValueError(done.first_error())

    def value(self, batch):
        random = self.np.random.default_rng(batch)
        return random.uniform(0, 1, [batch] + self.dims).astype("float32")

    @functools.cached_property
    def tensorflow(self):
        """tensorflow_runs, or None where this Python has no TensorFlow."""
        try:
            import tensorflow_runs
        except ImportError:
            return None
        return tensorflow_runs

    def expected(self, batch):
        """TensorFlow's answer for value(batch), or None without it."""
        if self.tensorflow is None:
            return None
        answers, = self.tensorflow.v1_answers(
            self.folder, lambda *_: {self.input_key: self.value(batch)},
            (TAGS, SIGNATURE)).values()
        if isinstance(answers, str):
            raise RuntimeError(f"TensorFlow: {answers}")
        return answers[self.output_key]


def check_large(verdicts, names, only, check):
    """`check(folder, name)` for the large models of these names."""
    models = measured.folder(os.environ.get("SM_BENCH_MODELS", ""))
    for name in names:
        if only and only not in name:
            continue
        if models and (models / name / "saved_model.pb").exists():
            check(models / name, name)
        else:
            verdicts.tell("SKIPPED", name, "not in a folder SM_BENCH_MODELS; "
                          "bench/README.md says how it is made")
