# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Reads and writes small .npy and .npz files without numpy.

usage: npy.py make OUT DTYPE SHAPE VALUE...   (DTYPE: <f4, <f8, <i4; SHAPE: 2,3)
       npy.py show FILE...                    (name, header and values of each)
"""

import struct
import sys
import zipfile

CODES = {"<f4": "f", "<f8": "d", "<i4": "i", "<i8": "q"}


def make(out, dtype, shape, values):
    shape = "(%s)" % "".join(d + "," for d in shape.split(",") if d)
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (
        dtype, shape)
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    kind = float if dtype[1] == "f" else int
    data = struct.pack("<%d%s" % (len(values), CODES[dtype]),
                       *[kind(v) for v in values])
    with open(out, "wb") as f:
        f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)))
        f.write(header.encode() + data)


def show(name, data):
    size, = struct.unpack("<H", data[8:10])
    header = data[10:10 + size].decode().strip()
    dtype = header.split("'descr': '")[1].split("'")[0]
    body = data[10 + size:]
    if dtype in CODES:
        code = CODES[dtype]
        body = struct.unpack("<%d%s" % (len(body) // struct.calcsize(code), code),
                             body)
    print(name, header, body)


def main(command, *args):
    if command == "make":
        make(args[0], args[1], args[2], args[3:])
        return
    for path in args:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    show(name, archive.read(name))
        else:
            with open(path, "rb") as f:
                show(path.rsplit("/", 1)[-1], f.read())


main(*sys.argv[1:])
