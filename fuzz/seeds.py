# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""First inputs of each fuzz target: small files of the tests and of the real
models, cut into the form that the target reads."""

import hashlib
import pathlib
import re
import struct

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAX_BYTES = 24 << 10

LITERALS = ["1", "-0x1F", "1.5e-3", "nan", "True", "'a\\x41\\u00e9'",
            "b'\\377'", "[[1, 2], [3, 4]]", "(1,)", "{'a': [1.0], 'b': ['x']}",
            "[{\"age\": [22.0]}]", "'\\N{DASH}'"]
HEADER = ("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }")
ARRAYS = [("<f4", "False", "(2, 3)", 24), (">i8", "True", "(2,)", 16),
          ("|b1", "False", "()", 1), ("|S3", "False", "(2,)", 6),
          ("<U2", "False", "(1,)", 8), ("<c8", "False", "(0, 3)", 0),
          ("<f2", "True", "(2, 2)", 8)]


def varint(number):
    out = b""
    while number > 0x7f:
        out += bytes([number & 0x7f | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    """A length-delimited protobuf field."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def npy(descr, order, shape, size):
    header = HEADER % (descr, order, shape)
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
            + header.encode() + bytes(range(65, 65 + size)))


def bundle(entries, shard):
    """The message that TensorBundle.cpp reads."""
    out = field(1, shard)
    for key, value in entries.items():
        out += field(2, field(1, key) + field(2, field(2, value)))
    return out


def entry(dtype, shape, offset, size):
    """A BundleEntryProto whose checksum 1 stands for the right one."""
    dims = b"".join(field(2, b"\x08" + varint(dim)) for dim in shape)
    return (b"\x08" + varint(dtype) + field(2, dims) + b"\x20" + varint(offset)
            + b"\x28" + varint(size) + b"\x35\x01\x00\x00\x00")


def number(field, value):
    """A varint protobuf field."""
    return varint(field << 3) + varint(value)


def tensor_type(dtype, *dims):
    return number(1, dtype) + field(3, b"".join(map(varint, dims)))


def port(name, slot, *type):
    return field(1, name) + field(2, tensor_type(*type)) + number(3, slot)


def step(inputs, output, kind):
    return (kind + field(5, b"".join(map(varint, inputs)))
            + field(6, varint(output)) + field(7, b"node"))


def compiled(length):
    """A program for so many floats: code, two kernels, a variable."""
    type = tensor_type(1, length)
    code = field(1, b"f") + field(2, type) + field(3, type) + number(4, 64)
    value = field(1, tensor_type(1, 1)) + number(2, 64)
    axis = field(2, field(1, b"T") + field(2, number(5, 1)))
    return (field(1, b"p") + field(2, port(b"x", 0, 1, length))
            + field(3, port(b"y", 5, 1, length))
            + field(4, number(1, 1) + field(2, value))
            + field(5, field(1, b"v") + field(2, tensor_type(1, 1))
                    + field(3, value))
            + field(6, step([0], 2, field(2, code)))
            + field(6, step([2, 1], 3, field(1, field(1, b"AddV2") + axis)))
            + field(6, step([], 4, number(3, 0)))
            + field(6, step([3, 4], 5, field(1, field(1, b"Mul"))))
            + number(7, 6))


def shared_object():
    """The tables of a .smx file, which begin and end it."""
    names = b"\0.sm.program\0.sm.weights\0.names\0"
    parts = [b"SMX\r\n\x1a\n\0" + b"\x02" + bytes(23), bytes(64), names]
    header = (b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 120 + sum(map(len, parts)), 0, 64,
        56, 1, 64, 4, 3))
    out = header + struct.pack("<IIQQQQQQ", 1, 4, 0, 0, 0, 120, 120, 4096)
    sections = bytes(64)
    for name, part in zip((1, 13, 25), parts):
        sections += struct.pack("<IIQQQQIIQQ", name, 1, 2, 0, len(out),
                                len(part), 0, 0, 64, 0)
        out += part
    return out + sections


def files(models, pattern):
    places = [ROOT / "test", ROOT / "examples"]
    if models and models.is_dir():
        places.append(models)
    for place in places:
        for path in sorted(place.rglob(pattern)):
            if path.is_file() and path.stat().st_size <= MAX_BYTES:
                yield path.read_bytes()


def inputs(target, models):
    if target in ("SavedModelProto", "GraphImport"):
        yield from files(models, "saved_model.pb")
    elif target == "TextProto":
        yield from files(models, "saved_model.pbtxt")
        yield from files(ROOT / "test", "*.pbtxt")
    elif target == "Table":
        for data in files(models, "*.index"):
            yield b"\x00" + data
        yield b"\x01" + b"\x00\x03\x05keyvalue" + bytes(4) + b"\x01\0\0\0"
        yield b"\x02" + b"\x13\x48\x00\x03\x05keyvalue" + bytes(4) + b"\x01\0\0\0"
    elif target == "TensorBundle":
        shard = bytes(range(64))
        yield bundle({b"a": entry(1, [2, 2], 0, 16),
                      b"b": entry(9, [], 16, 8)}, shard)
        yield bundle({b"s": entry(7, [2], 0, 8)}, b"\x01\x02\0\0\0\0abc")
        yield bundle({}, b"")
    elif target == "Npy":
        for array in ARRAYS:
            yield npy(*array)
    elif target == "Literals":
        for text in LITERALS:
            yield text.encode()
    elif target == "Artifact":
        yield field(6, compiled(4))
        yield (field(1, b"sm") + field(3, b"x86-64-v2") + field(5, b"popcnt")
               + field(6, compiled(2)) + field(6, compiled(3)))
        yield shared_object()
    elif target == "IRText":
        for data in files(None, "*.mlir"):
            for part in re.split(rb"(?m)^// -----.*$", data):
                yield b"\n".join(line for line in part.split(b"\n")
                                 if not line.lstrip().startswith(b"//"))


def write(target, folder, models):
    """Writes the inputs that are not there yet."""
    for data in inputs(target, models):
        path = folder / hashlib.sha1(data).hexdigest()
        if not path.exists():
            path.write_bytes(data)
