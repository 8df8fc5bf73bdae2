# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes TensorFlowOps.inc: name, arguments and type defaults of every op that
TensorFlow registers.

usage: python make_tensorflow_ops.py >TensorFlowOps.inc, where tensorflow is
installed (the environment of requirements.txt).
"""

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session as session

HEADER = """\
// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The ops that TensorFlow %s registers, in strcmp order, a line each:
//   NAME|FLAGS|INPUTS|OUTPUTS|DEFAULTS
// FLAGS is "s" for a stateful op. An argument is NAME:TYPE, where TYPE is
// =DTYPE (a number of the DataType enumeration), an attribute, NUMBER*TYPE or
// @TYPE_LIST, with a leading & for references. DEFAULTS are ATTRIBUTE=NUMBER
// of type attributes.
// Made by make_tensorflow_ops.py; not to be edited.
"""


def ops():
    listed = op_def_pb2.OpList()
    listed.ParseFromString(session.TF_GetBuffer(session.TF_GetAllOpList()))
    return sorted(listed.op, key=lambda op: op.name)


def argument(arg):
    kind = (f"@{arg.type_list_attr}" if arg.type_list_attr
            else arg.type_attr or f"={arg.type}")
    number = f"{arg.number_attr}*" if arg.number_attr else ""
    return f"{arg.name}:{'&' if arg.is_ref else ''}{number}{kind}"


def line(op):
    defaults = [f"{attr.name}={attr.default_value.type}" for attr in op.attr
                if attr.type == "type" and attr.HasField("default_value")]
    return "|".join([op.name, "s" if op.is_stateful else "",
                     ",".join(map(argument, op.input_arg)),
                     ",".join(map(argument, op.output_arg)),
                     ",".join(defaults)])


def main():
    print(HEADER % tf.__version__, end="")
    for op in ops():
        print(f'"{line(op)}\\n"')


if __name__ == "__main__":
    main()
