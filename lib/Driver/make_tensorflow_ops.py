# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes TensorFlowOps.inc: the names of all ops that TensorFlow registers.

usage: python make_tensorflow_ops.py >TensorFlowOps.inc, where tensorflow is
installed (the environment of requirements.txt).
"""

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session as session


def names():
    ops = op_def_pb2.OpList()
    ops.ParseFromString(session.TF_GetBuffer(session.TF_GetAllOpList()))
    # A leading underscore marks ops that only TensorFlow's own passes make.
    return sorted(op.name for op in ops.op if not op.name.startswith("_"))


def main():
    print("// Part of sm, the SavedModel toolchain, under the Apache License v2.0.")
    print("// SPDX-License-Identifier: Apache-2.0")
    print("//")
    print("// The names of the ops that TensorFlow %s registers, in strcmp order."
          % tf.__version__)
    print("// Made by make_tensorflow_ops.py; not to be edited.")
    line = ""
    for name in names():
        item = '"%s",' % name
        if line and len(line) + 1 + len(item) > 80:
            print(line)
            line = ""
        line += (" " if line else "") + item
    print(line)


if __name__ == "__main__":
    main()
