# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Adds up the table of `sm bench --profile`: rows may be off by their last
digit."""

import re
import sys

ROW = re.compile(r" *(-?[0-9.]+) +(-?[0-9.]+)% (.{5}) (.{7}) (.{6})  (.*)$")

lines = sys.stdin.read().splitlines()
top, inside, total, rows = [], {}, None, 0
for line in lines:
    row = ROW.match(line)
    if not row:
        continue
    rows += 1
    time, what = float(row[1]), row[6]
    if what.startswith("in all"):
        total = time
    elif what.startswith("  "):
        inside[region].append(time)
    else:
        top.append(time)
        if what.startswith("region"):
            region = len(top) - 1
            inside[region] = []

if abs(sum(top) - total) <= 0.01 * rows:
    print("steps and total agree")
if inside and all(abs(sum(times) - top[at]) <= 0.01 * rows
                  for at, times in inside.items()):
    print("kernels and regions agree")
if max(map(len, lines[lines.index(""):])) <= 80:
    print("80 columns")
