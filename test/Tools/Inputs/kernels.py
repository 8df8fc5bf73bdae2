# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Counts the kernels in a shared object's symbol table: names, and places."""

import struct
import sys

data = open(sys.argv[1], "rb").read()
table, entry, count = struct.unpack_from("<Q10xHH", data, 40)
sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + i * entry)
            for i in range(count)]
places = {}
for section in sections:
    if section[1] != 2:  # SHT_SYMTAB
        continue
    names = sections[section[6]][4]
    for at in range(section[4], section[4] + section[5], 24):
        name, _, _, _, place, _ = struct.unpack_from("<IBBHQQ", data, at)
        text = data[names + name:data.index(b"\0", names + name)].decode()
        if "_kernel_" in text and "." not in text:
            places[text] = place
print(f"{len(places)} kernels at {len(set(places.values()))} places")
