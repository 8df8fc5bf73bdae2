# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Compiles StableHLO text with XLA for the CPU and runs it on numpy arrays.

The text goes to the compiler as it is, by the entry that PJRT plug-ins offer,
so that nothing of JAX lies between. Raises ImportError without jaxlib."""

import os
import re

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# 64-bit numbers stay what they are.
os.environ.setdefault("JAX_ENABLE_X64", "1")

import jax
import jaxlib
import numpy as np
from jax._src import xla_bridge

VERSION = jaxlib.__version__
NAME = re.compile(r'tf\.name = "((?:[^"\\]|\\.)*)"')


def names_of(text, attribute):
    """What `tf.name` says of the first function's arguments or results."""
    start = text.index('"func.func"')
    found = re.search(attribute + r" = \[((?:\{[^}]*\}(?:, )?)*)\]",
                      text[start:text.index("\n", start)])
    return NAME.findall(found.group(1)) if found else []


class Program:
    """A compiled text, as sm writes it."""

    def __init__(self, text):
        self.inputs = names_of(text, "arg_attrs")
        self.results = names_of(text, "res_attrs")
        backend = xla_bridge.get_backend("cpu")
        devices = jaxlib._jax.DeviceList(tuple(backend.local_devices()[:1]))
        self.executable = backend.compile_and_load(
            text, devices, jaxlib.xla_client.CompileOptions())

    def __call__(self, *inputs):
        """The results, in order, as numpy arrays."""
        arrays = [jax.device_put(value) for value in inputs]
        results = self.executable.execute_sharded(arrays)
        return [np.asarray(shards[0])
                for shards in results.disassemble_into_single_device_arrays()]

    def named(self, inputs):
        """The same by name: {result: array} of {input: array}."""
        values = self(*(inputs[name] for name in self.inputs))
        return dict(zip(self.results, values))
