# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""ParseExample, over tf.Example messages that this file encodes itself."""

import struct

from casetable import case, literal, scalar


def varint(value):
    value &= 2**64 - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def int_list(*values, packed=True):
    if packed:
        return field(3, field(1, b"".join(map(varint, values))))
    return field(3, b"".join(b"\x08" + varint(v) for v in values))


def float_list(*values, packed=True):
    if packed:
        return field(2, field(1, struct.pack(f"<{len(values)}f", *values)))
    return field(2, b"".join(b"\x0d" + struct.pack("<f", v) for v in values))


def bytes_list(*values):
    return field(1, b"".join(field(1, v) for v in values))


def example(**features):
    entries = b"".join(field(1, field(1, key.encode()) + field(2, value))
                       for key, value in features.items())
    return field(1, entries)


def parsed(name, examples, dense=(), sparse=(), fails=False, names=()):
    """dense: (key, dtype, shape, default values); sparse: (key, dtype)."""
    defaults = [literal(dtype, values, None if shape and shape[0] is None
                        or len(values) == 0 else shape).const()
                for _, dtype, shape, values in dense]
    case("ParseExample", name, [
        literal("string", examples),
        literal("string", names, (len(names),)).const(),
        [scalar("string", key.encode()).const() for key, _ in sparse],
        [scalar("string", entry[0].encode()).const() for entry in dense],
        defaults], {
            "sparse_types": [dtype for _, dtype in sparse],
            "dense_shapes": [shape for _, _, shape, _ in dense]}, fails=fails)


FULL = example(age=float_list(41.5), count=int_list(3, -1),
               word=bytes_list(b"hello"), tags=bytes_list(b"x", b"", b"z"))
# No message may end in NUL: the .npz files would lose it.
OTHER = example(tags=bytes_list(), age=float_list(-2.0),
                count=int_list(0, 2**40), word=bytes_list(b"\x00\xff"))
LESS = example(age=float_list(7.0))

parsed("float", [FULL, OTHER, LESS], [("age", "float32", [1], [])])
parsed("scalar_shape", [FULL, LESS], [("age", "float32", [], [])])
parsed("int64", [FULL, OTHER], [("count", "int64", [2], [])])
parsed("string", [FULL, OTHER], [("word", "string", [1], [])])
parsed("several", [FULL, OTHER], [("word", "string", [1], []),
                                  ("age", "float32", [1], []),
                                  ("count", "int64", [2], [])])
parsed("defaults", [FULL, LESS], [("count", "int64", [2], [7, 8]),
                                  ("word", "string", [1], [b"none"])])
parsed("matrix", [example(m=float_list(*range(6)))] * 2,
       [("m", "float32", [2, 3], [])])
parsed("unpacked", [example(a=float_list(1.5, 2.5, packed=False),
                            b=int_list(-3, 4, packed=False))],
       [("a", "float32", [2], []), ("b", "int64", [2], [])])
parsed("no_examples", [], [("age", "float32", [1], [])])
parsed("variable_length", [example(v=float_list(1, 2, 3)), LESS,
                           example(v=float_list(4))],
       [("v", "float32", [None], [-1.0])])
parsed("sparse", [FULL, LESS, OTHER], [], [("tags", "string"),
                                           ("count", "int64")])
parsed("sparse_and_dense", [FULL, OTHER], [("age", "float32", [1], [])],
       [("tags", "string")])
parsed("sparse_nothing", [LESS, LESS], [], [("tags", "string")])
parsed("empty_feature", [example(age=b"", word=bytes_list(b"w"))],
       [("age", "float32", [1], [9.0]), ("word", "string", [1], [])])
parsed("last_wins", [example(age=float_list(1.0)) + example(
    age=float_list(2.0))], [("age", "float32", [1], [])])
parsed("unknown_fields", [field(9, b"later") + FULL],
       [("age", "float32", [1], [])])
parsed("empty_message", [b""], [("age", "float32", [1], [3.0])])

parsed("missing", [FULL, LESS], [("count", "int64", [2], [])], fails=True)
parsed("wrong_type", [FULL], [("age", "int64", [1], [])], fails=True)
parsed("wrong_count", [FULL], [("count", "int64", [3], [])], fails=True)
parsed("cut", [FULL[:-2]], [("age", "float32", [1], [])], fails=True)
parsed("no_message", [b"\n\x7fshort"], [("age", "float32", [1], [])],
       fails=True)
